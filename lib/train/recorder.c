/* Smoothing, the table and the CSV files of a training. */
#include "train/recorder.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"

static const double SMOOTHING = 0.98;

static void recorder_destroy(void *object)
{
    Recorder *recorder = object;
    mem_free(recorder->rows);
    mem_free(recorder->losses);
    mem_free(recorder->smoothed);
    mem_free(recorder->lrs);
    mem_free(recorder->moms);
}

Recorder *recorder_new(void)
{
    Recorder *recorder = scope_alloc(sizeof *recorder);
    return recorder && scope_defer(recorder_destroy, recorder) ? recorder : NULL;
}

static bool grow_floats(float **values, int64_t old, int64_t room)
{
    float *grown = mem_resize(*values, (size_t)old * sizeof *grown, (size_t)room * sizeof *grown);
    if (grown)
        *values = grown;
    return grown != NULL;
}

bool recorder_begin_fit(Recorder *recorder, int64_t n_epochs, int64_t n_steps)
{
    if (!recorder)
        return false;
    int64_t rows = recorder->n_rows + n_epochs, steps = recorder->n_steps + n_steps;
    EpochRow *grown =
        mem_resize(recorder->rows, (size_t)recorder->row_room * sizeof *grown, (size_t)rows * sizeof *grown);
    if (!grown)
        return false;
    recorder->rows = grown;
    recorder->row_room = rows;
    if (!grow_floats(&recorder->losses, recorder->step_room, steps) ||
        !grow_floats(&recorder->smoothed, recorder->step_room, steps) ||
        !grow_floats(&recorder->lrs, recorder->step_room, steps) ||
        !grow_floats(&recorder->moms, recorder->step_room, steps))
        return false;
    recorder->step_room = steps;
    recorder->fit_start = recorder->n_steps;
    recorder->average = 0;
    return true;
}

double recorder_smoothed(const Recorder *recorder)
{
    int64_t n = recorder ? recorder->n_steps - recorder->fit_start : 0;
    return n > 0 ? recorder->average / (1 - pow(SMOOTHING, (double)n)) : NAN;
}

void recorder_add_step(Recorder *recorder, double loss, double lr, double momentum)
{
    if (!recorder || recorder->n_steps >= recorder->step_room)
        return;
    int64_t i = recorder->n_steps++;
    recorder->average = SMOOTHING * recorder->average + (1 - SMOOTHING) * loss;
    recorder->losses[i] = (float)loss;
    recorder->smoothed[i] = (float)recorder_smoothed(recorder);
    recorder->lrs[i] = (float)lr;
    recorder->moms[i] = (float)momentum;
}

void recorder_add_row(Recorder *recorder, EpochRow row)
{
    if (recorder && recorder->n_rows < recorder->row_room)
        recorder->rows[recorder->n_rows++] = row;
}

const char *recorder_time(double seconds, char *text)
{
    int64_t s = seconds > 0 ? (int64_t)seconds : 0;
    int minutes = (int)(s / 60 % 60), rest = (int)(s % 60);
    if (s >= 3600)
        snprintf(text, RECORDER_TIME_SIZE, "%" PRId64 ":%02d:%02d", s / 3600, minutes, rest);
    else
        snprintf(text, RECORDER_TIME_SIZE, "%02d:%02d", minutes, rest);
    return text;
}

int recorder_n_metrics(const Recorder *recorder)
{
    int n = 0;
    while (recorder && n < METRICS_MOST && recorder->metrics[n].of)
        n++;
    return n;
}

static int width_of(const Metric *metric)
{
    enum { LEAST = 10 };
    int width = (int)strlen(metric->name);
    return width > LEAST ? width : LEAST;
}

void recorder_print_names(FILE *out, const Recorder *recorder)
{
    if (!out || !recorder)
        return;
    fprintf(out, "%-8s  %-10s  %-10s  %-10s  ", "epoch", "train_loss", "valid_loss", "error_rate");
    for (int i = 0; i < recorder_n_metrics(recorder); i++)
        fprintf(out, "%-*s  ", width_of(&recorder->metrics[i]), recorder->metrics[i].name);
    fprintf(out, "time\n");
}

void recorder_print_row(FILE *out, const Recorder *recorder, const EpochRow *row)
{
    char time[RECORDER_TIME_SIZE];
    if (!out || !recorder || !row)
        return;
    fprintf(out, "%-8d  %-10.6f  %-10.6f  %-10.6f  ", row->epoch, row->train_loss, row->valid_loss,
            row->error_rate);
    for (int i = 0; i < recorder_n_metrics(recorder); i++)
        fprintf(out, "%-*.6f  ", width_of(&recorder->metrics[i]), row->metrics[i]);
    fprintf(out, "%s\n", recorder_time(row->seconds, time));
}

static void write_metric_names(FILE *out, const Recorder *recorder)
{
    for (int i = 0; i < recorder_n_metrics(recorder); i++)
        fprintf(out, ",%s", recorder->metrics[i].name);
}

static void write_metrics(FILE *out, const Recorder *recorder, const EpochRow *row)
{
    for (int i = 0; i < recorder_n_metrics(recorder); i++)
        fprintf(out, ",%.9g", row->metrics[i]);
}

static void write_rows(FILE *out, const Recorder *recorder)
{
    char time[RECORDER_TIME_SIZE];
    fputs("epoch,train_loss,valid_loss,error_rate", out);
    write_metric_names(out, recorder);
    fputs(",time\n", out);
    for (int i = 0; i < recorder->n_rows; i++) {
        const EpochRow *row = &recorder->rows[i];
        fprintf(out, "%d,%.9g,%.9g,%.9g", row->epoch, row->train_loss, row->valid_loss, row->error_rate);
        write_metrics(out, recorder, row);
        fprintf(out, ",%s\n", recorder_time(row->seconds, time));
    }
}

static void write_steps(FILE *out, const Recorder *recorder)
{
    fputs("step,loss,smoothed,lr,momentum\n", out);
    for (int64_t i = 0; i < recorder->n_steps; i++)
        fprintf(out, "%" PRId64 ",%.9g,%.9g,%.9g,%.9g\n", i + 1, recorder->losses[i], recorder->smoothed[i],
                recorder->lrs[i], recorder->moms[i]);
}

static void write_epochs(FILE *out, const Recorder *recorder)
{
    fputs("step,train_loss,valid_loss,error_rate", out);
    write_metric_names(out, recorder);
    fputs("\n", out);
    for (int i = 0; i < recorder->n_rows; i++) {
        const EpochRow *row = &recorder->rows[i];
        fprintf(out, "%" PRId64 ",%.9g,%.9g,%.9g", row->step, row->train_loss, row->valid_loss,
                row->error_rate);
        write_metrics(out, recorder, row);
        fputs("\n", out);
    }
}

/* A file in one piece; failed writes are told by file_commit. */
static bool write_file(const Recorder *recorder, const char *path, void (*write)(FILE *, const Recorder *))
{
    if (!recorder || !path)
        return false;
    Scope scope = scope_begin();
    FileWriter *writer = file_create(path);
    if (writer)
        write(file_stream(writer), recorder);
    bool done = file_commit(writer);
    scope_end(scope);
    return done;
}

bool recorder_write_csv(const Recorder *recorder, const char *path)
{
    return write_file(recorder, path, write_rows);
}

bool recorder_write_steps_csv(const Recorder *recorder, const char *path)
{
    return write_file(recorder, path, write_steps);
}

bool recorder_write_epochs_csv(const Recorder *recorder, const char *path)
{
    return write_file(recorder, path, write_epochs);
}
