/* The pictures of a training: its losses, and what it confuses. */
#include "interpret/plot.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

/* "a/b.png" and "-steps.csv" -> "a/b-steps.csv". */
static char *beside(const char *png, const char *ending)
{
    const char *stem = file_stem(png);
    return stem ? scope_text("%s%s", stem, ending) : NULL;
}

PlotResult plot_losses(FILE *out, const Recorder *recorder, const char *png)
{
    if (!out || !recorder || !png)
        return PLOT_FAILED;
    if (recorder->n_rows == 0) {
        error_set(ERR_STATE, "plot_losses: no epoch has been recorded");
        return PLOT_FAILED;
    }
    Scope scope = scope_begin();
    PlotVariable files[] = {{"steps", beside(png, "-steps.csv")}, {"epochs", beside(png, "-epochs.csv")}};
    PlotResult result = PLOT_FAILED;
    if (recorder_write_steps_csv(recorder, files[0].value) && files[1].value &&
        recorder_write_epochs_csv(recorder, files[1].value))
        result = plot_run(out, "losses", png, 2, files);
    scope_end(scope);
    return result;
}

/* The name of a class as a quoted column of a file: quotes and control characters would end it. */
static char *column_text(const char *name)
{
    char *text = scope_text("%s", name);
    for (char *c = text; c && *c; c++)
        if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
            *c = '_';
    return text;
}

/* One line per cell, with the names for the axes: actual,predicted,count,share,"actual name","predicted
 * name". */
static bool write_cells(const Confusion *confusion, const char *path)
{
    FileWriter *writer = file_create(path);
    if (!writer)
        return false;
    FILE *out = file_stream(writer);
    int n = confusion->n_classes;
    fputs("actual,predicted,count,share,actual_name,predicted_name\n", out);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            const char *actual = column_text(confusion->classes[i]),
                       *predicted = column_text(confusion->classes[j]);
            if (!actual || !predicted)
                return false;
            fprintf(out, "%d,%d,%" PRId64 ",%.6g,\"%s\",\"%s\"\n", i, j, confusion->counts[i * n + j],
                    confusion_share(confusion, i, j), actual, predicted);
        }
    return file_commit(writer);
}

/* `values` is the column that is written into the cells. */
static PlotResult plot_matrix(FILE *out, const Confusion *confusion, const char *png, const char *values)
{
    if (!out || !confusion || !png)
        return PLOT_FAILED;
    Scope scope = scope_begin();
    PlotVariable variables[] = {{"cells", beside(png, ".csv")}, {"values", values}};
    PlotResult result = PLOT_FAILED;
    if (variables[0].value && write_cells(confusion, variables[0].value))
        result = plot_run(out, "confusion", png, 2, variables);
    scope_end(scope);
    return result;
}

PlotResult plot_confusion(FILE *out, const Confusion *confusion, const char *png)
{
    return plot_matrix(out, confusion, png, "count");
}

PlotResult plot_confusion_shares(FILE *out, const Confusion *confusion, const char *png)
{
    return plot_matrix(out, confusion, png, "share");
}
