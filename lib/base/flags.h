/* Command lines: --name value or --name=value in any order, the rest by position, and one clear message for
 * what is wrong. */
#ifndef BASE_FLAGS_H
#define BASE_FLAGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef enum { FLAG_SWITCH, FLAG_WHOLE, FLAG_REAL, FLAG_TEXT } FlagKind;

typedef struct Flag {
    const char *name; /* "epochs", without the dashes                                                       */
    FlagKind kind;
    void *value;      /* of its kind: bool, int64_t, double or const char *; holds the default before       */
    double low, high; /* bounds of a number                                                                 */
    const char *what; /* one line for --help                                                                */
} Flag;

/* What chapters' programs have in common: base/chapter.h reads them for programs that have no others. */
typedef struct CommonFlags {
    int64_t seed;       /* of everything random                                   */
    bool quick;         /* a small run that only shows that all is well           */
    bool no_plot;       /* no pictures                                            */
    const char *plot;   /* pictures as png, svg or dumb; NULL: what PLOT says     */
    const char *device; /* which table of kernels; NULL: what DEVICE says, or cpu */
    const char *out;    /* folder for what is written                             */
} CommonFlags;

/* clang-format off */
#define FLAGS_COMMON(common)                                                                       \
    {"seed",    FLAG_WHOLE,  &(common).seed, 0, 4294967295.0, "start of all random numbers"},       \
    {"quick",   FLAG_SWITCH, &(common).quick, 0, 0, "a small run, to see that all is well"},        \
    {"no-plot", FLAG_SWITCH, &(common).no_plot, 0, 0, "draw no pictures"},                          \
    {"plot",    FLAG_TEXT,   &(common).plot, 0, 0, "pictures as png, svg, or dumb: text on the terminal"}, \
    {"device",  FLAG_TEXT,   &(common).device, 0, 0, "where to compute: cpu"},                      \
    {"out",     FLAG_TEXT,   &(common).out, 0, 0, "folder for the files that are written"}
/* clang-format on */

typedef struct CommandLine {
    const char *usage; /* what --help prints first, ends with a line end */
    int n_flags;
    const Flag *flags;
    int min_rest, max_rest; /* how many arguments that are no flags */
} CommandLine;

/* Reads the flags into their variables; argv[1 .. *argc - 1] are then the other arguments. "--" ends the
 * flags. False when the program should end: after --help or -h, which prints to `help` and is no error, and
 * with ERR_VALUE (and a hint) for an unknown flag, a value that is none, or too many or too few other
 * arguments. */
bool flags_parse(const CommandLine *line, FILE *help, int *argc, char **argv);

#endif
