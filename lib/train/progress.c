/* Draws the progress line: a bar, its share, the time gone and the time left, the loss. */
#include "train/progress.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "train/recorder.h"

enum { BAR_MIN = 8, BAR_MAX = 30, BESIDE_BAR = 50 };
static const double SECONDS_BETWEEN = 0.1;

Progress progress_begin(FILE *out, int64_t n)
{
    bool shown = out && n > 0 && isatty(fileno(out));
    return (Progress){.out = shown ? out : NULL, .n = n, .began = clock_seconds(), .drawn = -1};
}

/* Wide terminals get a wider bar; the line must not wrap, or it could not be rewritten. */
static int bar_width(FILE *out)
{
    struct winsize size;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return BAR_MAX;
    int width = size.ws_col - BESIDE_BAR;
    return width < BAR_MIN ? BAR_MIN : width > BAR_MAX ? BAR_MAX : width;
}

void progress_erase(Progress *progress)
{
    if (!progress->out || progress->columns == 0)
        return;
    fprintf(progress->out, "\r%*s\r", progress->columns, "");
    fflush(progress->out);
    progress->columns = 0;
}

void progress_show(Progress *progress, int64_t done, const char *what, double loss)
{
    double now = clock_seconds();
    if (!progress->out || (progress->drawn >= 0 && now - progress->drawn < SECONDS_BETWEEN))
        return;
    progress->drawn = now;
    double share = (double)done / (double)progress->n, gone = now - progress->began;
    int width = bar_width(progress->out), full = (int)(share * width);
    char gone_text[RECORDER_TIME_SIZE], left_text[RECORDER_TIME_SIZE] = "--:--", tail[128];
    int64_t ours = done - progress->from;
    if (ours > 0)
        recorder_time(gone / (double)ours * (double)(progress->n - done), left_text);
    recorder_time(gone, gone_text);
    int length = snprintf(tail, sizeof tail, " %5.1f%%  %s<%s", 100 * share, gone_text, left_text);
    if (isfinite(loss))
        length += snprintf(tail + length, sizeof tail - (size_t)length, "  loss %.4f", loss);
    fprintf(progress->out, "\r%s |", what);
    for (int i = 0; i < width; i++)
        fputs(i < full ? "█" : "-", progress->out);
    int columns = (int)strlen(what) + 3 + width + length;
    int wipe = progress->columns > columns ? progress->columns - columns : 0;
    fprintf(progress->out, "|%s%*s", tail, wipe, "");
    fflush(progress->out);
    progress->columns = columns + wipe;
}
