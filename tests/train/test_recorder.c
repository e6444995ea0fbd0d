/* What a training keeps of itself: the smoothed loss, the rows of the table, and both files. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/scope.h"
#include "tests/support/end_all.h"
#include "tests/support/temp_folder.h"
#include "train/recorder.h"

TestSuite(recorder, .fini = end_all);

Test(recorder, prints_and_writes)
{
    Recorder *recorder = recorder_new();
    cr_assert(recorder_begin_fit(recorder, 2, 2));
    cr_assert(isnan(recorder_smoothed(recorder)));
    recorder_add_step(recorder, 2, 0.5, 0.9);
    recorder_add_step(recorder, 1, 0.25, 0.875);
    recorder_add_step(recorder, 1, 0.25, 0.875); /* more than there is room for */
    cr_assert(
        epsilon_eq(dbl, recorder_smoothed(recorder), (0.98 * 0.02 * 2 + 0.02) / (1 - 0.98 * 0.98), 1e-12));
    EpochRow row = {
        .epoch = 10, .train_loss = 1.0 / 3, .valid_loss = 12.5, .error_rate = 0, .seconds = 75.9, .step = 2};
    recorder_add_row(recorder, row);

    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    recorder_print_names(out, recorder);
    recorder_print_row(out, recorder, &row);
    row.seconds = 3661;
    recorder_print_row(out, recorder, &row);
    fclose(out);
    cr_assert(eq(str, text,
                 "epoch     train_loss  valid_loss  error_rate  time\n"
                 "10        0.333333    12.500000   0.000000    01:15\n"
                 "10        0.333333    12.500000   0.000000    1:01:01\n"));
    free(text);

    const char *path = temp_path(temp_folder(), "recorder.csv");
    cr_assert(recorder_write_csv(recorder, path));
    cr_assert(eq(str, (char *)file_read(path, 0, &n),
                 "epoch,train_loss,valid_loss,error_rate,time\n10,0.333333333,12.5,0,01:15\n"));
    cr_assert(recorder_write_steps_csv(recorder, path));
    cr_assert(eq(str, (char *)file_read(path, 0, &n),
                 "step,loss,smoothed,lr,momentum\n1,2,2,0.5,0.899999976\n2,1,1.49494946,0.25,0.875\n"));
}

/* Where there was no memory for a recorder, everything asked of it does nothing. */
Test(recorder, of_nothing_is_inert)
{
    cr_expect(not(recorder_begin_fit(NULL, 1, 1)));
    recorder_add_step(NULL, 1, 0.1, 0.9);
    recorder_add_row(NULL, (EpochRow){0});
    cr_expect(isnan(recorder_smoothed(NULL)));
    cr_expect(eq(int, recorder_n_metrics(NULL), 0));
    recorder_print_names(stdout, NULL);
    recorder_print_row(stdout, NULL, &(EpochRow){0});
    cr_expect(not(recorder_write_csv(NULL, "nowhere.csv")));
}
