/* Compiled kernels on disk: used when they are whole and the driver's own, else made anew; a folder that
 * cannot be written costs time and nothing else. Runs with DEVICE=opencl. Each look is a process of its own,
 * since a process opens its device once. PoCL would compile every kernel to hand out a binary, so a few words
 * stand for it here. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "kernels/device.h"
#include "kernels/opencl_library.h"
#include "tests/support/in_process.h"
#include "tests/support/on_device.h"
#include "tests/support/temp_folder.h"

/* Here they are the names of what is in the structure, not calls. */
#undef clCreateProgramWithBinary
#undef clCreateProgramWithSource
#undef clGetDeviceInfo
#undef clGetPlatformInfo
#undef clGetProgramInfo

enum { CHECKSUM = 32, COMPILED = 10, LOADED, DISLIKED, FAILED };

static const char binary[] = "what a driver makes of kernels";
static OpenclLibrary real;
static const char *source; /* what the binary was made of, and so what it gives */
static int seen;
static bool driver_refuses;
static const char *driver_version;

static cl_int platform_info(cl_platform_id platform, cl_platform_info what, size_t size, void *value,
                            size_t *used)
{
    (void)platform, (void)what, (void)used;
    snprintf(value, size, "A maker of cards");
    return CL_SUCCESS;
}

static cl_int device_info(cl_device_id device, cl_device_info what, size_t size, void *value, size_t *used)
{
    if (what != CL_DRIVER_VERSION || !driver_version)
        return real.clGetDeviceInfo(device, what, size, value, used);
    snprintf(value, size, "%s", driver_version);
    return CL_SUCCESS;
}

static cl_int program_info(cl_program program, cl_program_info what, size_t size, void *value, size_t *used)
{
    (void)program, (void)size, (void)used;
    if (what == CL_PROGRAM_BINARY_SIZES)
        *(size_t *)value = sizeof binary;
    else if (what == CL_PROGRAM_BINARIES)
        memcpy(*(unsigned char **)value, binary, sizeof binary);
    return CL_SUCCESS;
}

static cl_program from_source(cl_context context, cl_uint n, const char **texts, const size_t *sizes,
                              cl_int *status)
{
    (void)n, (void)texts, (void)sizes;
    seen = seen == DISLIKED ? DISLIKED : COMPILED;
    return real.clCreateProgramWithSource(context, 1, &source, NULL, status);
}

static cl_program from_binary(cl_context context, cl_uint n, const cl_device_id *devices, const size_t *sizes,
                              const unsigned char **binaries, cl_int *of_binary, cl_int *status)
{
    (void)n, (void)devices;
    bool ours = sizes[0] == sizeof binary && memcmp(binaries[0], binary, sizeof binary) == 0;
    seen = !ours ? FAILED : driver_refuses ? DISLIKED : LOADED;
    *of_binary = *status = ours && !driver_refuses ? CL_SUCCESS : CL_INVALID_BINARY;
    return *status == CL_SUCCESS ? real.clCreateProgramWithSource(context, 1, &source, NULL, status) : NULL;
}

static void load(void)
{
    only_on_opencl();
    setenv("OPENCL_TILING", "0", 1);
    source = "kernel void nothing(void)\n{\n}\n";
    cr_assert(opencl_library_load(), "%s", error_text());
    real = opencl_library;
    opencl_library.clGetPlatformInfo = platform_info;
    opencl_library.clGetDeviceInfo = device_info;
    opencl_library.clGetProgramInfo = program_info;
    opencl_library.clCreateProgramWithSource = from_source;
    opencl_library.clCreateProgramWithBinary = from_binary;
}

TestSuite(opencl_cache, .init = load);

static int open_device(void *unused)
{
    (void)unused;
    return device_current() ? seen : FAILED;
}

static int opened(void)
{
    return in_process(open_device, NULL);
}

/* The one file *.bin of a folder, of `n` files at most. */
static const char *binary_in(const char *folder, int64_t n)
{
    const FileList *files = file_list(folder);
    cr_assert(files && files->n == n, "%s", error_text());
    for (int64_t i = 0; i < files->n; i++)
        if (strcmp(file_extension(files->names[i]), "bin") == 0)
            return file_join(folder, files->names[i]);
    return NULL;
}

Test(opencl_cache, file_is_used_while_it_is_whole)
{
    const char *folder = temp_folder();
    setenv("OPENCL_CACHE", folder, 1);
    cr_expect(eq(int, opened(), COMPILED));
    cr_expect(eq(int, opened(), LOADED));

    size_t n;
    const char *path = binary_in(folder, 1);
    const uint8_t *whole = file_read(path, 0, &n);
    cr_assert(eq(sz, n, CHECKSUM + sizeof binary));
    uint8_t bad[CHECKSUM + sizeof binary];
    for (size_t cut = 0; cut < 4; cut++) { /* empty, a checksum only, cut short, a bit turned over */
        const size_t sizes[] = {0, CHECKSUM, CHECKSUM + 5, CHECKSUM + sizeof binary};
        memcpy(bad, whole, sizeof bad);
        bad[CHECKSUM + 3] ^= cut == 3;
        cr_assert(file_write(path, bad, sizes[cut]));
        cr_expect(eq(int, opened(), COMPILED), "damage %zu is seen before the driver sees it", cut);
        cr_expect(eq(int, opened(), LOADED), "and the file replaced");
    }
    driver_refuses = true;
    cr_expect(eq(int, opened(), DISLIKED), "and compiled instead");
    driver_refuses = false;
    driver_version = "another version";
    cr_expect(eq(int, opened(), COMPILED));
    cr_expect(eq(int, opened(), LOADED));
    driver_version = NULL;
    cr_expect(eq(int, opened(), LOADED), "each driver has a file of its own");
    binary_in(folder, 2);
}

Test(opencl_cache, folder_that_cannot_be_written)
{
    setenv("OPENCL_CACHE", "/dev/null/no/folder", 1);
    cr_expect(eq(int, opened(), COMPILED));
    setenv("OPENCL_CACHE", "/proc", 1); /* is there, and takes no file */
    cr_expect(eq(int, opened(), COMPILED));
    cr_expect(error_ok());
}

Test(opencl_cache, several_processes_at_once)
{
    const char *folder = temp_folder();
    setenv("OPENCL_CACHE", folder, 1);
    enum { PROCESSES = 4 };
    pid_t children[PROCESSES];
    fflush(NULL);
    for (int i = 0; i < PROCESSES; i++)
        if ((children[i] = fork()) == 0)
            _exit(open_device(NULL));
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        cr_assert(waitpid(children[i], &status, 0) == children[i] && WIFEXITED(status));
        int what = WEXITSTATUS(status);
        cr_expect(what == COMPILED || what == LOADED, "process %d: %d", i, what);
    }
    binary_in(folder, 1); /* nothing half written is left */
    cr_expect(eq(int, opened(), LOADED));
}
