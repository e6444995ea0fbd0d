/* What pictures a program is asked to draw. */
#include "base/plot_kind.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

const char *const plot_kind_names[KINDS] = {"png", "svg", "dumb", "none"};

PlotKind plot_kind(void)
{
    const char *asked = getenv("PLOT");
    if (!asked || !*asked)
        return KIND_PNG;
    int kind = 0;
    while (kind < KINDS && strcmp(asked, plot_kind_names[kind]) != 0)
        kind++;
    return (PlotKind)kind;
}

bool plot_kind_known(const char *function)
{
    if (plot_kind() != KINDS)
        return true;
    error_set(ERR_VALUE, "%s: PLOT=%s is no kind of picture", function, getenv("PLOT"));
    error_hint("PLOT is png, svg, dumb (text on the terminal) or none");
    return false;
}
