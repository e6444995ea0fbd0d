/* How products are cut up on the OpenCL device changes how long they take and nothing else, and what was
 * found fastest is kept in a file that may be lost, broken or another machine's. Runs with DEVICE=opencl.
 * Each look is a process of its own, since a process opens its device once. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "kernels/device.h"
#include "tests/reference/reference_view.h"
#include "tests/support/in_process.h"
#include "tests/support/on_device.h"
#include "tests/support/temp_folder.h"

TestSuite(opencl_tiling, .init = only_on_opencl);

enum { DONE = 0, NO_SUCH_TILING = 3, FAILED = 4, MOST = 8 };
/* One product of many blocks, and a small one whose long sums are shared by groups. */
enum { M = 150, N = 280, K = 90, SMALL_M = 53, SMALL_N = 61, LONG_K = 1500 };
enum { RESULTS = M * N + SMALL_M * SMALL_N };

static int open_only(void *unused)
{
    (void)unused;
    return device_current() ? DONE : FAILED;
}

static View on_device(const Kernels *device, Stream *stream, int64_t rows, int64_t cols)
{
    Sample sample = sample_new(stream, LAYOUT_CONTIGUOUS, 2, (int64_t[]){rows, cols}, -1, 1);
    View view = sample.view;
    view.memory = device->take(sample.floats);
    if (view.memory)
        device->upload(view.memory, 0, sample.view.memory, sample.floats);
    pool_give(sample.view.memory);
    return view;
}

static bool product(const Kernels *device, Stream *stream, int64_t m, int64_t n, int64_t k, float *results)
{
    View a = on_device(device, stream, m, k), b = on_device(device, stream, k, n),
         c = on_device(device, stream, m, n);
    return device->gemm(&(Gemm){.a = &a, .b = &b, .c = &c}) && device->download(c.memory, 0, results, m * n);
}

static int multiply(void *context)
{
    float *results = context;
    Stream stream = stream_of(1, 2, 3);
    const Kernels *device = device_current();
    if (!device)
        return strstr(error_text(), "there are tilings 0 to") ? NO_SUCH_TILING : FAILED;
    bool done = product(device, &stream, M, N, K, results) &&
                product(device, &stream, SMALL_M, SMALL_N, LONG_K, results + M * N);
    return done ? DONE : FAILED;
}

/* Every tiling for a kind of device: how many there are. */
static int compare_tilings(const char *kind, float *results[2])
{
    setenv("OPENCL_AS", kind, 1);
    for (int tiling = 0; tiling < MOST; tiling++) {
        char number[8];
        snprintf(number, sizeof number, "%d", tiling);
        setenv("OPENCL_TILING", number, 1);
        int status = in_process(multiply, results[tiling > 0]);
        if (status == NO_SUCH_TILING)
            return tiling;
        cr_assert(eq(int, status, DONE), "tiling %d as %s", tiling, kind);
        cr_expect(tiling == 0 || memcmp(results[0], results[1], RESULTS * sizeof(float)) == 0,
                  "tiling %d as %s gives other bits than tiling 0", tiling, kind);
    }
    return MOST;
}

static int multiply_on_cpu(void *results)
{
    device_use(&kernels_cpu);
    return multiply(results);
}

Test(opencl_tiling, changes_no_bit)
{
    float *results[3];
    for (int i = 0; i < 3; i++) {
        results[i] =
            mmap(NULL, RESULTS * sizeof(float), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        cr_assert(results[i] != MAP_FAILED);
    }
    cr_assert(eq(int, in_process(multiply_on_cpu, results[2]), DONE));
    for (int gpu = 0; gpu < 2; gpu++) {
        cr_expect(ge(int, compare_tilings(gpu ? "gpu" : "cpu", results), 2));
        for (int i = 0; i < RESULTS; i++)
            cr_assert(epsilon_eq(flt, results[0][i], results[2][i], 1e-4f), "number %d", i);
    }
}

/* The one file *.tiling of a folder, or NULL. */
static const char *choice_in(const char *folder)
{
    const FileList *files = file_list(folder);
    for (int64_t i = 0; files && i < files->n; i++)
        if (strcmp(file_extension(files->names[i]), "tiling") == 0)
            return file_join(folder, files->names[i]);
    return NULL;
}

static const char *contents(const char *path)
{
    size_t n;
    const char *text = (const char *)file_read(path, 0, &n);
    cr_assert(text != NULL, "%s", error_text());
    return text;
}

Test(opencl_tiling, choice_is_kept_and_a_bad_file_replaced)
{
    const char *folder = temp_folder();
    unsetenv("OPENCL_TILING");
    setenv("OPENCL_CACHE", folder, 1);
    cr_assert(eq(int, in_process(open_only, NULL), DONE));
    const char *path = choice_in(folder);
    cr_assert(path != NULL, "the choice is kept");
    const char *chosen = contents(path), *options = strchr(chosen, '\n') + 1;
    cr_expect(strncmp(chosen, strrchr(path, '/') + 1, strlen("0123456789abcdef")) == 0);
    cr_expect(strncmp(options, "-DGROUP_ROWS=", 13) == 0, "%s", chosen);

    const char *bad[] = {"", "fast", scope_text("0123456789abcdef0123456789abcdef.tiling\n%s", options),
                         scope_text("%.*s-DGROUP_ROWS=0 %s", (int)(options - chosen), chosen, options)};
    for (int i = 0; i < 4; i++) {
        cr_assert(file_write(path, bad[i], strlen(bad[i])));
        cr_expect(eq(int, in_process(open_only, NULL), DONE));
        const char *now = contents(path);
        cr_expect(strncmp(now, chosen, (size_t)(options - chosen)) == 0 && strstr(now, "\n-DGROUP_ROWS="),
                  "file %d is replaced: %s", i, now);
        cr_expect(strcmp(now, bad[i]) != 0);
    }

    setenv("OPENCL_CACHE", "", 1);
    cr_assert(unlink(path) == 0);
    cr_expect(eq(int, in_process(open_only, NULL), DONE));
    cr_expect(eq(ptr, (void *)choice_in(folder), NULL), "nothing is kept, so nothing is tried");

    setenv("OPENCL_TILING", "77", 1);
    cr_expect(eq(ptr, (void *)device_current(), NULL));
    cr_expect(strncmp(error_text(), "opencl_open: OPENCL_TILING=77: there are tilings 0 to ", 54) == 0, "%s",
              error_text());
    error_clear();
}
