/* The tests of exercise 21.2. */
#include "ex2_free_name.h"

#include <criterion/criterion.h>
#include <string.h>

/* A folder is its names, each between two slashes, which no name holds. */
static bool taken(const void *folder, const char *name)
{
    char wanted[80];
    snprintf(wanted, sizeof wanted, "/%s/", name);
    return strstr(folder, wanted) != NULL;
}

static bool taken_always(const void *folder, const char *name)
{
    (void)folder;
    (void)name;
    return true;
}

static void expect_name(const char *name, const char *folder, const char *wanted)
{
    char out[64] = "nothing";
    bool found = free_name(name, taken, folder, out, sizeof out);
    cr_assert(found && strcmp(out, wanted) == 0,
              "\"%s\" in a folder of %s: the name is \"%s\", and yours is \"%s\"", name, folder, wanted, out);
}

Test(free_name, its_own_name)
{
    expect_name("1.jpg", "/2.jpg/10.jpg/", "1.jpg");
}

Test(free_name, the_next_free_one)
{
    expect_name("1.jpg", "/1.jpg/2.jpg/", "1~2.jpg");
    expect_name("1.jpg", "/1.jpg/1~2.jpg/1~3.jpg/", "1~4.jpg");
    expect_name("1.jpg", "/1.jpg/1~3.jpg/", "1~2.jpg");
}

Test(free_name, before_the_ending)
{
    expect_name("bear.tar.gz", "/bear.tar.gz/", "bear.tar~2.gz");
    expect_name("bear", "/bear/", "bear~2");
    expect_name(".bear", "/.bear/", ".bear~2");
    expect_name("bear.", "/bear./", "bear~2.");
}

Test(free_name, no_room)
{
    char out[8] = "nothing";
    cr_assert(free_name("12.jpg", taken, "/", out, 7) && strcmp(out, "12.jpg") == 0,
              "six characters and a zero have room in seven bytes");
    cr_assert(
        !free_name("123.jpg", taken, "/", out, 7) && out[0] == '\0',
        "seven characters and a zero have no room in seven bytes, and half a name is another file's name");
    cr_assert(!free_name("12.jpg", taken, "/12.jpg/", out, 8) && out[0] == '\0',
              "12~2.jpg has no room in eight bytes");
}

static bool taken_but_the_last(const void *folder, const char *name)
{
    (void)folder;
    return strcmp(name, "1~9999.jpg") != 0;
}

Test(free_name, comes_to_an_end)
{
    char last[64] = "nothing";
    cr_assert(free_name("1.jpg", taken_but_the_last, "", last, sizeof last) &&
                  strcmp(last, "1~9999.jpg") == 0,
              "1~9999.jpg is free, and the last that may be tried; yours is \"%s\"", last);
    char out[64] = "nothing";
    cr_assert(!free_name("1.jpg", taken_always, "", out, sizeof out) && out[0] == '\0',
              "where every name is taken there is none to give");
}
