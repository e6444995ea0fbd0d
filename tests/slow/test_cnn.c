/* Chapter 14's trainings in full: minutes, so run by `make test-slow` only. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The program of chapter 14 with these flags ends with `check: PASS`. Skipped where the data is missing. */
static void passes(const char *flags, const char *data, const char *target)
{
    const char *build = getenv("BUILD_DIR");
    cr_assert(build != NULL, "BUILD_DIR is not set: run this by `make test-slow`");
    if (access(data, R_OK) != 0)
        cr_skip_test("no %s: make %s", data, target);

    static char output[1 << 16];
    char command[1000];
    snprintf(command, sizeof command, "'%s/chapters/14_cnn' --no-plot %s 2>&1 </dev/null", build, flags);
    FILE *program = popen(command, "r");
    cr_assert(program != NULL);
    output[fread(output, 1, sizeof output - 1, program)] = '\0';
    int status = pclose(program);
    cr_expect(status == 0 && strstr(output, "\ncheck: PASS\n"), "status %d:\n%s", status, output);
}

/* Some starts of the first two recipes learn nothing, the others reach their bounds, the last one .9912. */
Test(cnn, ladder_on_full_mnist)
{
    passes("", "datasets/mnist/train-images-idx3-ubyte", "data-mnist FULL=1");
}

/* At least .925 with two convolutions. */
Test(cnn, fashion)
{
    passes("--fashion", "datasets/fashion/train-images-idx3-ubyte", "data-fashion");
}
