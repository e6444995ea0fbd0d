/* What pictures a program is asked to draw. */
#ifndef BASE_PLOT_KIND_H
#define BASE_PLOT_KIND_H

#include <stdbool.h>

typedef enum { KIND_PNG, KIND_SVG, KIND_DUMB, KIND_NONE, KINDS } PlotKind;

/* In the order of the kinds; the scripts of plots/ see the name as `terminal`. */
extern const char *const plot_kind_names[KINDS];

/* What the environment's PLOT asks for, png when it says nothing; KINDS when it is no kind. */
PlotKind plot_kind(void);
/* False with ERR_VALUE when it is none; `function` begins the message. */
bool plot_kind_known(const char *function);

#endif
