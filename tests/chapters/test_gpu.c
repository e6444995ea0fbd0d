/* Chapter 15's OpenCL rungs: each gives what three loops in C give, and a kernel that does not is found out.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/file.h"
#include "base/scope.h"
#include "tests/chapters/run.h"
#include "tests/support/temp_folder.h"

TestSuite(gpu, .init = enter, .fini = test_folder_remove);

static const char *const rungs[] = {"one work item, one number", "tiles in local memory",
                                    "a tile of sums each", "a tile for a processor"};
enum { RUNGS = sizeof rungs / sizeof *rungs };

/* The tests are skipped where there is nothing to run on. */
static Run climb(const char *setting)
{
    Run r = run(setting, "15_speed", "--quick --no-plot");
    if (strstr(r.output, "no OpenCL device") || strstr(r.output, "built without OpenCL")) {
        test_folder_remove();
        cr_skip_test("no OpenCL: sudo apt-get install ocl-icd-opencl-dev opencl-headers pocl-opencl-icd");
    }
    return r;
}

Test(gpu, rungs_give_what_c_gives)
{
    cr_assert(use("chapters"));
    Run r = climb("DEVICE=opencl");
    expect_pass(&r);
    expect_text(&r, "\n 1  three loops in C, one core ");
    for (int i = 0; i < RUNGS; i++)
        expect_text(&r, rungs[i]);
    expect_text(&r, "\n 6  the library ");
    cr_expect(strstr(r.output, "A convolution") == NULL, "the processor's ladders are for DEVICE=cpu");
}

/* The kernels of the course with one place changed in each, in the test's own folder. */
static void spoil(size_t n, const char *const changes[][2])
{
    size_t size;
    const char *text = (const char *)file_read(scope_text("%s/chapters/15_speed/gpu.cl", here), 0, &size);
    for (size_t i = 0; i < n; i++) {
        cr_assert(text != NULL);
        const char *at = strstr(text, changes[i][0]);
        cr_assert(at != NULL, "gpu.cl has no \"%s\"", changes[i][0]);
        text = scope_text("%.*s%s%s", (int)(at - text), text, changes[i][1], at + strlen(changes[i][0]));
    }
    temp_file(test_folder, "chapters/15_speed/gpu.cl", text, strlen(text));
}

Test(gpu, kernels_that_are_wrong_are_found_out)
{
    static const char *const changes[][2] = {
        {"sum += a[i * n + k] * b[k * n + j];", "sum += a[k * n + i] * b[k * n + j];"},
        {"a_tile[y][k] * b_tile[k][x]", "a_tile[y][k] * b_tile[x][k]"},
        {"a[(row + i) * n + k0 + k];", "a[(row + i) * n + k];"},
        {"c[(row + i) * line + at] = sum[i];",
         ";"} /* writes nothing: what the one before wrote must not do */
    };
    spoil(sizeof changes / sizeof *changes, changes);
    Run r = climb("DEVICE=opencl");
    cr_expect(eq(int, r.status, 1));
    for (int i = 0; i < RUNGS; i++)
        expect_text(&r, scope_text("check: %s gives what three loops in C, one core gives", rungs[i]));
    expect_text(&r, "4 of 6 checks failed");
}

Test(gpu, compiler_says_what_it_dislikes)
{
    static const char *const change[][2] = {{"float sum = 0;", "flaot sum = 0;"}};
    spoil(1, change);
    Run r = climb("DEVICE=opencl");
    expect_refused(&r, "gpu.cl does not compile: ");
    expect_text(&r, "flaot");
}

Test(gpu, program_that_runs_out_of_memory_ends_with_what_holds_it)
{
    climb("DEVICE=opencl");
    cr_assert(use("chapters"));
    Run r = run("DEVICE=opencl OPENCL_MEMORY=1", "13_convolution", "--quick --no-plot");
    expect_refused(&r, "13_convolution: opencl: no room for ");
    expect_text(&r, "the device has 1.0\nhint: a smaller batch, ");
    expect_text(&r, " MiB  parameters, ");
    expect_text(&r, " MiB  conv, ");
}

/* Every program asks for its device, and says which it is, before it does anything else. */
Test(gpu, device_that_is_not_there)
{
    climb("DEVICE=opencl");
    const FileList *folders = file_folders(scope_text("%s/chapters", here));
    int programs = 0;
    for (int64_t i = 0; folders && i < folders->n; i++) {
        const char *name = folders->names[i];
        if (name[0] < '0' || name[0] > '9')
            continue;
        Run r = run("DEVICE=opencl:15:3", name, "");
        cr_expect(eq(int, r.status, 1), "%s", name);
        expect_text(&r, ": opencl_open: opencl:15:3: there is no device 3 of platform 15\nhint: make doctor");
        programs++;
    }
    cr_expect(eq(int, programs, 23));
}
