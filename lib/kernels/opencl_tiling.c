/* How products are cut up: what suits a kind of device, and which of it suits this device best. */
#include "kernels/opencl_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

/* A graphics card has 128 or 256 work items share a block of sums: each keeps 16 to 64 of them in its
 * registers, and what they read lies in local memory, between them. A processor's core is one work item with
 * wide registers; its "local memory" is its cache, so its blocks are larger and it works on them tile after
 * tile. What a driver's compiler makes of the same loops with other numbers cannot be foreseen: PoCL's needs
 * half the time for two tiles down that it needs for one, three or four. So there is a race. The first of
 * each list is what runs without one.
 *
 * None of the numbers decides in which order the terms of a sum are added, so the choice changes no bit of a
 * result. (`depth` would, where sums are shared by several groups: it is the same throughout a list.) */
static const OpenclTiling for_cards[] = {
    {16, 16, 8, 4, 1, 1, 16, false}, {16, 16, 8, 8, 1, 1, 16, false}, {16, 16, 4, 4, 1, 1, 16, false},
    {8, 16, 8, 4, 1, 1, 16, false},  {8, 8, 4, 4, 1, 1, 16, false},
};
static const OpenclTiling for_512_bits[] = {
    {1, 1, 28, 16, 2, 8, 128, true},
    {1, 1, 14, 16, 4, 8, 128, true},
    {1, 1, 14, 16, 2, 8, 128, true},
};
static const OpenclTiling for_256_bits[] = {
    {1, 1, 6, 16, 8, 8, 128, true},
    {1, 1, 6, 16, 2, 8, 128, true},
    {1, 1, 12, 8, 2, 16, 128, true},
};
static const OpenclTiling for_128_bits[] = {
    {1, 1, 4, 8, 12, 16, 128, true},
    {1, 1, 4, 8, 2, 16, 128, true},
    {1, 1, 8, 4, 2, 32, 128, true},
};

enum { MOST_TILINGS = 5, TEXT_SIZE = 200 };

static int list_tilings(void)
{
#define LIST(list) (opencl.tilings = (list), (int)(sizeof(list) / sizeof *(list)))
    cl_uint width = 0;
    clGetDeviceInfo(opencl.id, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, sizeof width, &width, NULL);
    return !opencl.is_cpu ? LIST(for_cards)
           : width >= 16  ? LIST(for_512_bits)
           : width >= 8   ? LIST(for_256_bits)
                          : LIST(for_128_bits);
#undef LIST
}

/* What the device says that it can take. */
static bool fits(const OpenclTiling *t)
{
    cl_ulong local_bytes = 0;
    size_t items = 0;
    clGetDeviceInfo(opencl.id, CL_DEVICE_LOCAL_MEM_SIZE, sizeof local_bytes, &local_bytes, NULL);
    clGetDeviceInfo(opencl.id, CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof items, &items, NULL);
    int rows = t->group_rows * t->tile_rows * t->repeat_rows;
    int cols = t->group_cols * t->tile_cols * t->repeat_cols;
    int floats = t->depth * (rows + 4 + cols) + 3 * rows; /* parts of a and b, and the corners of windows */
    return (size_t)(t->group_rows * t->group_cols) <= items &&
           (cl_ulong)floats * sizeof(float) <= local_bytes;
}

void opencl_tiling_text(const OpenclTiling *t, char *text, size_t size)
{
    snprintf(
        text, size,
        "-DGROUP_ROWS=%d -DGROUP_COLS=%d -DTILE_ROWS=%d -DTILE_COLS=%d -DREPEAT_ROWS=%d -DREPEAT_COLS=%d "
        "-DDEPTH=%d -DA_BY_ROWS=%d",
        t->group_rows, t->group_cols, t->tile_rows, t->tile_cols, t->repeat_rows, t->repeat_cols, t->depth,
        t->a_by_rows);
}

/* --- the race ----------------------------------------------------------------------------------------- */

/* A layer of ResNet-18 on a few pictures, as many as it takes to give every unit something to do. */
enum { PIXELS = 784, OUT = 128, TERMS = 9 * 128, MOST_PICTURES = 16, ROUNDS = 3 };
static const double race_seconds = 1.5; /* of work; then nothing new is tried: compilers are slow */

static View view_of(void *memory, int64_t rows, int64_t cols)
{
    return (View){.memory = memory, .n_dims = 2, .shape = {rows, cols}, .stride = {cols, 1}};
}

/* Seconds of a product, the fastest of a few; INFINITY where the device does not take it after all. The first
 * one does not count: some drivers compile then. */
static double time_product(const Gemm *product)
{
    double best = INFINITY;
    for (int round = -1; round < ROUNDS; round++) {
        double begin = clock_seconds();
        if (!opencl_gemm(product) || clFinish(opencl.queue) != CL_SUCCESS)
            return INFINITY;
        if (round >= 0)
            best = fmin(best, clock_seconds() - begin);
    }
    return best;
}

/* Which of the tilings multiplies fastest; -1 where none does. */
static int race(int n, const Gemm *product)
{
    double best = INFINITY;
    int fastest = -1;
    clock_t begin = clock(); /* not the time of day: other programs must not decide who may take part */
    for (int i = 0; i < n && (double)(clock() - begin) < race_seconds * CLOCKS_PER_SEC; i++) {
        if (!fits(&opencl.tilings[i]))
            continue;
        opencl.tiling = opencl.tilings[i];
        double seconds = opencl_program_compile_gemm() ? time_product(product) : INFINITY;
        opencl_program_close();
        if (seconds < best) {
            best = seconds;
            fastest = i;
        }
    }
    return fastest;
}

static int hold_race(int n)
{
    int64_t rows = (int64_t)PIXELS * (opencl.units < MOST_PICTURES ? opencl.units : MOST_PICTURES);
    View a = view_of(opencl_take(rows * TERMS), rows, TERMS), c = view_of(opencl_take(rows * OUT), rows, OUT),
         b = view_of(opencl_take(TERMS * OUT), TERMS, OUT);
    int fastest = -1;
    const float one = 1;
    if (a.memory && b.memory && c.memory &&
        clEnqueueFillBuffer(opencl.queue, opencl_buffer(a.memory), &one, sizeof one, 0,
                            (size_t)(rows * TERMS) * sizeof one, 0, NULL, NULL) == CL_SUCCESS &&
        clEnqueueFillBuffer(opencl.queue, opencl_buffer(b.memory), &one, sizeof one, 0,
                            TERMS * OUT * sizeof one, 0, NULL, NULL) == CL_SUCCESS)
        fastest = race(n, &(Gemm){.a = &a, .b = &b, .c = &c});
    opencl_give(a.memory);
    opencl_give(b.memory);
    opencl_give(c.memory);
    opencl_forget();
    return fastest;
}

/* --- the choice --------------------------------------------------------------------------------------- */

/* What the file says: its own name, so that it is known for the right one, and the tiling. */
static void choice_text(const char *path, int i, char text[TEXT_SIZE + 64])
{
    char tiling[TEXT_SIZE];
    opencl_tiling_text(&opencl.tilings[i], tiling, sizeof tiling);
    snprintf(text, TEXT_SIZE + 64, "%s\n%s\n", strrchr(path, '/') + 1, tiling);
}

/* The tiling that was found before, by its number; -1: there is no file, or none that could be ours. */
static int read_choice(const char *path, int n)
{
    size_t n_bytes;
    const uint8_t *bytes = path && file_exists(path) ? file_read(path, TEXT_SIZE + 64, &n_bytes) : NULL;
    error_clear();
    for (int i = 0; bytes && i < n; i++) {
        char text[TEXT_SIZE + 64];
        choice_text(path, i, text);
        if (strcmp((const char *)bytes, text) == 0 && fits(&opencl.tilings[i]))
            return i;
    }
    return -1;
}

/* A choice that cannot be kept costs the next run a second, nothing else. */
static void write_choice(const char *path, int i)
{
    char text[TEXT_SIZE + 64];
    choice_text(path, i, text);
    file_write(path, text, strlen(text));
    error_clear();
}

/* OPENCL_TILING=number: this one, for tests and experiments. -1: not set. */
static bool forced_choice(int n, int *choice)
{
    const char *number = getenv("OPENCL_TILING");
    char rest;
    *choice = -1;
    if (!number || !number[0])
        return true;
    if (sscanf(number, "%d%c", choice, &rest) == 1 && *choice >= 0 && *choice < n)
        return true;
    error_set(ERR_DEVICE, "opencl_open: OPENCL_TILING=%s: there are tilings 0 to %d", number, n - 1);
    return false;
}

bool opencl_tiling_choose(void)
{
    char all[MOST_TILINGS * TEXT_SIZE] = "";
    int n = list_tilings(), choice;
    if (!forced_choice(n, &choice))
        return false;
    for (int i = 0; i < n; i++)
        opencl_tiling_text(&opencl.tilings[i], all + strlen(all), sizeof all - strlen(all));
    char *path = opencl_cache_path(all, "tiling");
    if (choice < 0)
        choice = read_choice(path, n);
    if (choice < 0 && path) {
        choice = hold_race(n);
        error_clear();
        if (choice >= 0)
            write_choice(path, choice);
    }
    for (int i = 0; i < n && choice < 0; i++)
        choice = fits(&opencl.tilings[i]) ? i : choice;
    if (choice < 0) {
        error_set(ERR_DEVICE, "opencl_open: this device's work groups or its local memory are too small for "
                              "products");
        return false;
    }
    opencl.tiling = opencl.tilings[choice];
    return true;
}
