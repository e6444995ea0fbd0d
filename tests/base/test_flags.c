/* Command lines, good and bad. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/chapter.h"
#include "base/error.h"
#include "base/flags.h"

TestSuite(flags);

static CommonFlags common;
static double rate;

/* Parses words after the program's name; returns how many are left over, or -1. */
static int parse(int n, const char *const *words, const char **rest)
{
    const Flag flags[] = {{"rate", FLAG_REAL, &rate, 0, 1, "how fast"}, FLAGS_COMMON(common)};
    CommandLine line = {"usage\n", sizeof flags / sizeof *flags, flags, 0, 2};
    char *argv[10] = {"program"};
    for (int i = 0; i < n; i++)
        argv[i + 1] = (char *)words[i];
    int argc = n + 1;
    common = (CommonFlags){.seed = 42, .out = "build"};
    rate = 0.5;
    if (!flags_parse(&line, NULL, &argc, argv))
        return -1;
    for (int i = 1; i < argc; i++)
        rest[i - 1] = argv[i];
    return argc - 1;
}

#define PARSE(rest, ...) \
    parse((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), (const char *[]){__VA_ARGS__}, rest)

Test(flags, reads_flags_and_the_rest_in_any_order)
{
    const char *rest[2];
    cr_assert(eq(int, PARSE(rest, "a", "--seed", "7", "--rate=.25", "--quick", "--out", "--x", "-5"), 2));
    cr_assert(eq(str, (char *)rest[0], "a"));
    cr_assert(eq(str, (char *)rest[1], "-5"));
    cr_assert(eq(i64, common.seed, 7));
    cr_assert(eq(dbl, rate, 0.25));
    cr_assert(common.quick);
    cr_assert(not(common.no_plot));
    cr_assert(eq(str, (char *)common.out, "--x"));
    cr_assert(eq(int, PARSE(rest, "--", "--seed", "--help"), 2));
    cr_assert(eq(str, (char *)rest[1], "--help"));
    cr_assert(eq(i64, common.seed, 42));
}

static void expect(int result, const char *text, const char *hint)
{
    cr_assert(eq(int, result, -1));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    cr_assert(ne(ptr, strstr(error_text(), text), NULL), "%s", error_text());
    cr_assert(ne(ptr, strstr(error_advice(), hint), NULL), "%s", error_advice());
    error_clear();
}

Test(flags, says_what_is_wrong)
{
    const char *rest[2];
    expect(PARSE(rest, "--sede", "7"), "no flag --sede", "did you mean --seed?");
    expect(PARSE(rest, "--nothing-like-it-at-all-nothing-like-it"), "no flag --nothing", "--help");
    expect(PARSE(rest, "--seed", "x7"), "--seed: 'x7' is not a whole number from 0 to 4294967295",
           "--seed 0");
    expect(PARSE(rest, "--seed", "1.5"), "'1.5' is not", "");
    expect(PARSE(rest, "--seed="), "'' is not", "");
    expect(PARSE(rest, "--rate", "nan"), "'nan' is not a number from 0 to 1", "");
    expect(PARSE(rest, "--rate"), "--rate lacks its value", "");
    expect(PARSE(rest, "--quick=1"), "--quick takes no value", "");
    expect(PARSE(rest, "a", "b", "c"), "'c' is one argument too many", "");
    cr_assert(eq(int, PARSE(rest, "--seed", "7", "-h"), -1));
    cr_assert(error_ok());
}

Test(flags, prints_help)
{
    const Flag flags[] = {{"rate", FLAG_REAL, &rate, 0, 1, "how fast"}};
    CommandLine line = {"usage\n", 1, flags, 0, 0};
    char *text = NULL, *argv[] = {"program", "--help"};
    size_t n;
    int argc = 2;
    FILE *out = open_memstream(&text, &n);
    cr_assert(not(flags_parse(&line, out, &argc, argv)));
    fclose(out);
    cr_assert(eq(str, text, "usage\n  --rate X          how fast\n"));
    free(text);
}

/* Before the training, and not when there is a picture to draw. */
Test(flags, kinds_of_pictures_are_checked_at_once)
{
    static const char *const good[] = {"png", "svg", "dumb", "none", ""};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(chapter_apply(&(CommonFlags){.plot = good[i]}), "%s", error_text());
    cr_expect(not(chapter_apply(&(CommonFlags){.plot = "gif"})));
    expect(-1, "PLOT=gif is no kind of picture", "dumb (text on the terminal)");
}
