/* From the text of the kernels to a program that the device can run.
 *
 * A driver brings its own compiler, because nobody knows at build time what device will be there. So the
 * .cl files travel inside the library as text, and are compiled when the first tensor is made. That takes
 * seconds; what comes out is kept in ~/.cache/liblearn (OPENCL_CACHE names another folder, or nothing to keep
 * nothing), under a name made of everything it depends on: text, options, device, driver. */
#include "kernels/opencl_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "base/sha256.h"

enum { OPTIONS_SIZE = 400, PATH_SIZE = 4096, MOST_SOURCES = 32 };

static void options_text(char options[OPTIONS_SIZE])
{
    char tiling[OPTIONS_SIZE - 20];
    opencl_tiling_text(&opencl.tiling, tiling, sizeof tiling);
    snprintf(options, OPTIONS_SIZE, "-cl-std=CL1.2 %s", tiling);
}

static void add_text(Sha256 *sha, const char *text)
{
    sha256_add(sha, text, strlen(text) + 1);
}

static void add_info(Sha256 *sha, cl_device_info what)
{
    char text[256] = "";
    clGetDeviceInfo(opencl.id, what, sizeof text, text, NULL);
    add_text(sha, text);
}

char *opencl_cache_path(const char *what, const char *extension)
{
    char folder[PATH_SIZE];
    const char *own = getenv("OPENCL_CACHE"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (own)
        snprintf(folder, sizeof folder, "%s", own);
    else if (cache && cache[0])
        snprintf(folder, sizeof folder, "%s/liblearn", cache);
    else if (home && home[0])
        snprintf(folder, sizeof folder, "%s/.cache/liblearn", home);
    else
        return NULL;
    if (!folder[0])
        return NULL;
    if (!file_make_folder(folder)) {
        error_clear();
        return NULL;
    }

    Sha256 sha;
    uint8_t digest[SHA256_BYTES];
    char name[SHA256_TEXT_SIZE];
    sha256_begin(&sha);
    for (int i = 0; opencl_sources[i].name; i++)
        add_text(&sha, opencl_sources[i].text);
    add_text(&sha, what);
    add_info(&sha, CL_DEVICE_NAME);
    add_info(&sha, CL_DEVICE_VERSION);
    add_info(&sha, CL_DRIVER_VERSION);
    sha256_end(&sha, digest);
    sha256_text(digest, name);
    return file_join(folder, scope_text("%.32s.%s", name, extension));
}

static void checksum_of(const uint8_t *bytes, size_t n, uint8_t digest[SHA256_BYTES])
{
    Sha256 sha;
    sha256_begin(&sha);
    sha256_add(&sha, bytes, n);
    sha256_end(&sha, digest);
}

/* What is kept begins with a checksum: drivers take a binary on trust. NULL for a file that is not whole. */
static const unsigned char *read_binary(const char *path, size_t *n)
{
    enum { MOST_BYTES = 256 << 20 };
    uint8_t digest[SHA256_BYTES];
    const unsigned char *bytes = path && file_exists(path) ? file_read(path, MOST_BYTES, n) : NULL;
    error_clear();
    if (!bytes || *n <= sizeof digest)
        return NULL;
    *n -= sizeof digest;
    checksum_of(bytes + sizeof digest, *n, digest);
    return memcmp(bytes, digest, sizeof digest) == 0 ? bytes + sizeof digest : NULL;
}

/* A program that was compiled before; NULL, without an error, when there is none that this driver takes. */
static cl_program load(const char *path, const char *options)
{
    size_t n;
    const unsigned char *bytes = read_binary(path, &n);
    if (!bytes)
        return NULL;
    cl_int status, of_binary;
    cl_program program =
        clCreateProgramWithBinary(opencl.context, 1, &opencl.id, &n, &bytes, &of_binary, &status);
    if (status == CL_SUCCESS && of_binary == CL_SUCCESS &&
        clBuildProgram(program, 1, &opencl.id, options, NULL, NULL) == CL_SUCCESS)
        return program;
    if (status == CL_SUCCESS)
        clReleaseProgram(program);
    return NULL;
}

/* PoCL keeps a cache of its own, and asked for its binary it would compile every kernel at once, needed or
 * not. */
static bool caches_itself(void)
{
    char name[128] = "";
    clGetPlatformInfo(opencl.platform, CL_PLATFORM_NAME, sizeof name, name, NULL);
    return strcmp(name, "Portable Computing Language") == 0;
}

/* A cache that cannot be written costs time, nothing else. */
static void save(const char *path)
{
    size_t n = 0;
    if (!path || caches_itself() ||
        clGetProgramInfo(opencl.program, CL_PROGRAM_BINARY_SIZES, sizeof n, &n, NULL) != CL_SUCCESS)
        return;
    uint8_t *file = n > 0 ? scope_alloc(SHA256_BYTES + n) : NULL;
    unsigned char *bytes = file ? file + SHA256_BYTES : NULL;
    if (bytes &&
        clGetProgramInfo(opencl.program, CL_PROGRAM_BINARIES, sizeof bytes, &bytes, NULL) == CL_SUCCESS) {
        checksum_of(bytes, n, file);
        file_write(path, file, SHA256_BYTES + n);
    }
    error_clear();
}

/* The compiler's words: the first lines are the error's text, since there the first mistake is. */
static bool refused(cl_int status)
{
    char log[ERROR_TEXT_SIZE - 100] = "";
    size_t n = 0;
    clGetProgramBuildInfo(opencl.program, opencl.id, CL_PROGRAM_BUILD_LOG, 0, NULL, &n);
    char *all = scope_alloc(n + 1);
    if (all &&
        clGetProgramBuildInfo(opencl.program, opencl.id, CL_PROGRAM_BUILD_LOG, n, all, NULL) == CL_SUCCESS)
        snprintf(log, sizeof log, "%s", all);
    error_set(ERR_DEVICE, "opencl: the kernels do not compile (status %d): %s", (int)status, log);
    return false;
}

/* gemm alone needs what is shared by all, and opencl_product.cl. */
static bool is_for_gemm(const char *source)
{
    return strcmp(source, "opencl_shared.h") == 0 || strcmp(source, "opencl_common.cl") == 0 ||
           strcmp(source, "opencl_product.cl") == 0;
}

static cl_int compile(const char *options, bool gemm_only)
{
    const char *texts[MOST_SOURCES];
    cl_uint n = 0;
    for (int i = 0; opencl_sources[i].name && n < MOST_SOURCES; i++)
        if (!gemm_only || is_for_gemm(opencl_sources[i].name))
            texts[n++] = opencl_sources[i].text;
    cl_int status;
    opencl.program = clCreateProgramWithSource(opencl.context, n, texts, NULL, &status);
    return status == CL_SUCCESS ? clBuildProgram(opencl.program, 1, &opencl.id, options, NULL, NULL) : status;
}

bool opencl_program_build(void)
{
    char options[OPTIONS_SIZE];
    options_text(options);
    char *path = opencl_cache_path(options, "bin");
    opencl.program = load(path, options);
    if (opencl.program)
        return true;
    cl_int status = compile(options, false);
    if (!opencl.program)
        return opencl_failed("clCreateProgramWithSource", status);
    if (status != CL_SUCCESS)
        return refused(status);
    save(path);
    return true;
}

bool opencl_program_compile_gemm(void)
{
    char options[OPTIONS_SIZE];
    options_text(options);
    strncat(options, " -DGEMM_ONLY", sizeof options - strlen(options) - 1);
    return compile(options, true) == CL_SUCCESS;
}

void opencl_program_close(void)
{
    launch_forget_kernels();
    if (opencl.program)
        clReleaseProgram(opencl.program);
    opencl.program = NULL;
}
