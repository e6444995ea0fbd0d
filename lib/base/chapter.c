/* How a chapter's program begins. */
#include "base/chapter.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/plot_kind.h"
#include "base/scope.h"

static bool hand_on(const char *name, const char *value)
{
    if (!value || setenv(name, value, 1) == 0)
        return true;
    error_set(ERR_MEMORY, "chapter_begin: no room for %s=%s", name, value);
    return false;
}

bool chapter_apply(const CommonFlags *flags)
{
    /* plot_run would say it too, but only when there is something to draw: after the training. */
    return flags && hand_on("DEVICE", flags->device) && hand_on("PLOT", flags->plot) &&
           plot_kind_known("chapter_begin");
}

bool chapter_begin(FILE *out, const char *title, CommonFlags *flags, int argc, char **argv)
{
    if (!out || !title || !flags)
        return false;
    *flags = (CommonFlags){.seed = 42, .out = "build/plots"};
    const Flag common[] = {FLAGS_COMMON(*flags)};
    CommandLine line = {
        .usage = scope_text("%s\n\n", title), .n_flags = sizeof common / sizeof *common, .flags = common};
    if (!line.usage || !flags_parse(&line, out, &argc, argv))
        return false;
    if (!chapter_apply(flags))
        return false;
    fprintf(out, "%s\n", title);
    return chapter_device(out);
}
