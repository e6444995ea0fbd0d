/* Kernels that work element by element: fill, copy, map and zip.
 *
 * Every operation is one line in a list below, and becomes a function of a Block whose loops the compiler
 * vectorises. What limits these loops is memory: an addition takes a fraction of a cycle, but moves 12 bytes,
 * and a core moves about 10 bytes in a nanosecond. So the arithmetic is almost free, even for exp, and two
 * operations in one pass cost half of two passes. That is why fused operations (ZIP_AXPY, the slopes, the
 * optimisers) exist. */
#include "kernels/cpu.h"

#include <math.h>
#include <string.h>

#include "kernels/cpu_loops.h"
#include "kernels/cpu_math.h"

/* The operands never overlap, or are exactly the same place: each step reads its element before it writes it,
 * so steps may be done in any order, or many at once. The compiler cannot know that; this line tells it. */
#define ANY_ORDER _Pragma("omp simd")

/* Expressions as macro arguments are laid out by hand. */
/* clang-format off */

/* X(name, value): x is the element, p and q the parameters. Written so that NaN stays NaN. */
#define EACH_MAP(X)                     \
    X(AFFINE, p * x + q)                \
    X(ABS, fabsf(x))                    \
    X(SQRT, sqrtf(x))                   \
    X(EXP, math_exp(x))                 \
    X(LOG, math_log(x))                 \
    X(CLAMP, x < p ? p : x > q ? q : x) \
    X(RELU, x <= 0.0f ? 0.0f : x)       \
    X(LEAKY_RELU, x > 0.0f ? x : p * x) \
    X(GELU, math_gelu(x))               \
    X(SIGMOID, math_sigmoid(x))         \
    X(TANH, math_tanh(x))               \
    X(SQUARE, x * x)                    \
    X(CUBE, x * x * x)                  \
    X(RECIPROCAL, 1.0f / x)

/* X(name, value): a and b are the elements. */
#define EACH_ZIP(X)                                                        \
    X(ADD, a + b)                                                          \
    X(SUB, a - b)                                                          \
    X(MUL, a * b)                                                          \
    X(DIV, a / b)                                                          \
    X(MAX, ((a > b) | (a != a)) ? a : b)                                   \
    X(MIN, ((a < b) | (a != a)) ? a : b)                                   \
    X(EQ, a == b ? 1.0f : 0.0f)                                            \
    X(NE, a != b ? 1.0f : 0.0f)                                            \
    X(LT, a < b ? 1.0f : 0.0f)                                             \
    X(LE, a <= b ? 1.0f : 0.0f)                                            \
    X(GT, a > b ? 1.0f : 0.0f)                                             \
    X(GE, a >= b ? 1.0f : 0.0f)                                            \
    X(AXPY, a + p * b)                                                     \
    X(ABS_GRAD, a * ((b > 0.0f ? 1.0f : 0.0f) - (b < 0.0f ? 1.0f : 0.0f))) \
    X(SQRT_GRAD, a / (2.0f * b))                                           \
    X(CLAMP_GRAD, ((b >= p) & (b <= q)) ? a : 0.0f)                        \
    X(RELU_GRAD, b > 0.0f ? a : 0.0f)                                      \
    X(LEAKY_RELU_GRAD, b > 0.0f ? a : p * a)                               \
    X(GELU_GRAD, a * math_gelu_slope(b))                                   \
    X(SIGMOID_GRAD, a * b * (1.0f - b))                                    \
    X(TANH_GRAD, a * (1.0f - b * b))                                       \
    X(SQUARE_GRAD, a * 2.0f * b)                                           \
    X(CUBE_GRAD, a * 3.0f * (b * b))                                       \
    X(RECIPROCAL_GRAD, -a / (b * b))                                       \
    X(ROOT_GRAD, 0.5f * a / sqrtf(b))

/* powf is a call, which no loop can vectorise; the usual powers (SQUARE and so on) do without. */
#define EACH_SLOW_MAP(X) X(POW, powf(x, p))
#define EACH_SLOW_ZIP(X) \
    X(POW, powf(a, b))   \
    X(POW_GRAD, a * (p == 0.0f ? 0.0f : p * powf(b, p - 1.0f)))

/* clang-format on */

#define MAP_LOOP(out_at, x_at, value) \
    for (int64_t i = 0; i < n; i++) { \
        float x = x_at;               \
        out_at = value;               \
    }

/* A single element has a function without loops, which would keep many registers busy; it calls the one with
 * them for more. */
#define WITH_LOOPS __attribute__((noinline)) static void

#define MAP_FUNCTION(name, value, order)                                                 \
    WITH_LOOPS map_all_##name(const Block *block, float p, float q)                      \
    {                                                                                    \
        (void)p, (void)q;                                                                \
        for (int64_t row = 0; row < block->rows; row++) {                                \
            float *out = block->data[0] + row * block->row_stride[0];                    \
            const float *from = block->data[1] + row * block->row_stride[1];             \
            int64_t n = block->n, step = block->stride[0], from_step = block->stride[1]; \
            if (step == 1 && from_step == 1) {                                           \
                order MAP_LOOP(out[i], from[i], value)                                   \
            } else {                                                                     \
                MAP_LOOP(out[i * step], from[i * from_step], value)                      \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    static void map_##name(const Block *block, float p, float q)                         \
    {                                                                                    \
        (void)p, (void)q;                                                                \
        if (block->rows * block->n == 1) {                                               \
            float x = *block->data[1];                                                   \
            *block->data[0] = value;                                                     \
        } else {                                                                         \
            map_all_##name(block, p, q);                                                 \
        }                                                                                \
    }

#define ZIP_LOOP(out_at, a_at, b_at, value) \
    for (int64_t i = 0; i < n; i++) {       \
        float a = a_at, b = b_at;           \
        out_at = value;                     \
    }

/* Loops for: both step along; a is one number; b is one number; anything else. */
#define ZIP_FUNCTION(name, value, order)                                                                 \
    WITH_LOOPS zip_all_##name(const Block *block, float p, float q)                                      \
    {                                                                                                    \
        (void)p, (void)q;                                                                                \
        for (int64_t row = 0; row < block->rows; row++) {                                                \
            float *out = block->data[0] + row * block->row_stride[0];                                    \
            const float *left = block->data[1] + row * block->row_stride[1];                             \
            const float *right = block->data[2] + row * block->row_stride[2];                            \
            int64_t n = block->n, step = block->stride[0], sa = block->stride[1], sb = block->stride[2]; \
            const float a0 = *left, b0 = *right;                                                         \
            if (step == 1 && sa == 1 && sb == 1) {                                                       \
                order ZIP_LOOP(out[i], left[i], right[i], value)                                         \
            } else if (step == 1 && sa == 0 && sb == 1) {                                                \
                order ZIP_LOOP(out[i], a0, right[i], value)                                              \
            } else if (step == 1 && sa == 1 && sb == 0) {                                                \
                order ZIP_LOOP(out[i], left[i], b0, value)                                               \
            } else {                                                                                     \
                ZIP_LOOP(out[i * step], left[i * sa], right[i * sb], value)                              \
            }                                                                                            \
        }                                                                                                \
    }                                                                                                    \
                                                                                                         \
    static void zip_##name(const Block *block, float p, float q)                                         \
    {                                                                                                    \
        (void)p, (void)q;                                                                                \
        if (block->rows * block->n == 1) {                                                               \
            float a = *block->data[1], b = *block->data[2];                                              \
            *block->data[0] = value;                                                                     \
        } else {                                                                                         \
            zip_all_##name(block, p, q);                                                                 \
        }                                                                                                \
    }

#define FAST_MAP(name, value) MAP_FUNCTION(name, value, ANY_ORDER)
#define SLOW_MAP(name, value) MAP_FUNCTION(name, value, )
#define FAST_ZIP(name, value) ZIP_FUNCTION(name, value, ANY_ORDER)
#define SLOW_ZIP(name, value) ZIP_FUNCTION(name, value, )
EACH_MAP(FAST_MAP)
EACH_SLOW_MAP(SLOW_MAP)
EACH_ZIP(FAST_ZIP)
EACH_SLOW_ZIP(SLOW_ZIP)

bool cpu_map(MapOp op, float p, float q, const View *x, const View *out)
{
    static BlockFunction *const functions[] = {
        [MAP_AFFINE] = map_AFFINE, [MAP_ABS] = map_ABS,         [MAP_SQRT] = map_SQRT,
        [MAP_EXP] = map_EXP,       [MAP_LOG] = map_LOG,         [MAP_POW] = map_POW,
        [MAP_CLAMP] = map_CLAMP,   [MAP_RELU] = map_RELU,       [MAP_LEAKY_RELU] = map_LEAKY_RELU,
        [MAP_GELU] = map_GELU,     [MAP_SIGMOID] = map_SIGMOID, [MAP_TANH] = map_TANH,
    };
    BlockFunction *f = functions[op];
    if (op == MAP_POW)
        f = p == 2.0f    ? map_SQUARE
            : p == 3.0f  ? map_CUBE
            : p == -1.0f ? map_RECIPROCAL
            : p == 0.5f  ? map_SQRT
                         : f;
    loops_over(2, (const View *const[]){out, x}, f, p, q);
    return true;
}

bool cpu_zip(ZipOp op, float p, float q, const View *a, const View *b, const View *out)
{
    static BlockFunction *const functions[] = {
        [ZIP_ADD] = zip_ADD,
        [ZIP_SUB] = zip_SUB,
        [ZIP_MUL] = zip_MUL,
        [ZIP_DIV] = zip_DIV,
        [ZIP_POW] = zip_POW,
        [ZIP_MAX] = zip_MAX,
        [ZIP_MIN] = zip_MIN,
        [ZIP_EQ] = zip_EQ,
        [ZIP_NE] = zip_NE,
        [ZIP_LT] = zip_LT,
        [ZIP_LE] = zip_LE,
        [ZIP_GT] = zip_GT,
        [ZIP_GE] = zip_GE,
        [ZIP_AXPY] = zip_AXPY,
        [ZIP_ABS_GRAD] = zip_ABS_GRAD,
        [ZIP_SQRT_GRAD] = zip_SQRT_GRAD,
        [ZIP_POW_GRAD] = zip_POW_GRAD,
        [ZIP_CLAMP_GRAD] = zip_CLAMP_GRAD,
        [ZIP_RELU_GRAD] = zip_RELU_GRAD,
        [ZIP_LEAKY_RELU_GRAD] = zip_LEAKY_RELU_GRAD,
        [ZIP_GELU_GRAD] = zip_GELU_GRAD,
        [ZIP_SIGMOID_GRAD] = zip_SIGMOID_GRAD,
        [ZIP_TANH_GRAD] = zip_TANH_GRAD,
    };
    BlockFunction *f = functions[op];
    if (op == ZIP_POW_GRAD)
        f = p == 2.0f    ? zip_SQUARE_GRAD
            : p == 3.0f  ? zip_CUBE_GRAD
            : p == -1.0f ? zip_RECIPROCAL_GRAD
            : p == 0.5f  ? zip_ROOT_GRAD
                         : f;
    loops_over(3, (const View *const[]){out, a, b}, f, p, q);
    return true;
}

static void fill_block(const Block *block, float value, float q)
{
    (void)q;
    for (int64_t row = 0; row < block->rows; row++) {
        float *out = block->data[0] + row * block->row_stride[0];
        int64_t step = block->stride[0];
        for (int64_t i = 0; i < block->n; i++)
            out[i * step] = value;
    }
}

bool cpu_fill(const View *out, float value)
{
    loops_over(1, (const View *const[]){out}, fill_block, value, 0);
    return true;
}

/* Transposing reads down a column: every float from another cache line, and where rows are a power of two
 * apart, all those lines compete for the same few places in the cache. So squares of 16 x 16 are read row by
 * row, each line once, turned in a corner of the first cache, and written row by row. */
static void copy_transposed(const Block *block)
{
    enum { TILE = 16 };
    float tile[TILE][TILE];
    for (int64_t row = 0; row < block->rows; row += TILE)
        for (int64_t column = 0; column < block->n; column += TILE) {
            int64_t rows = block->rows - row < TILE ? block->rows - row : TILE;
            int64_t columns = block->n - column < TILE ? block->n - column : TILE;
            for (int64_t k = 0; k < columns; k++) {
                const float *x = block->data[1] + (column + k) * block->stride[1] + row;
                for (int64_t r = 0; r < rows; r++)
                    tile[r][k] = x[r];
            }
            for (int64_t r = 0; r < rows; r++)
                memcpy(block->data[0] + (row + r) * block->row_stride[0] + column, tile[r],
                       (size_t)columns * sizeof(float));
        }
}

static void copy_block(const Block *block, float p, float q)
{
    (void)p, (void)q;
    int64_t step = block->stride[0], from_step = block->stride[1];
    if (step == 1 && from_step != 1 && block->row_stride[1] == 1 && block->rows > 1) {
        copy_transposed(block);
        return;
    }
    for (int64_t row = 0; row < block->rows; row++) {
        float *out = block->data[0] + row * block->row_stride[0];
        const float *x = block->data[1] + row * block->row_stride[1];
        if (step == 1 && from_step == 1)
            memcpy(out, x, (size_t)block->n * sizeof(float));
        else
            for (int64_t i = 0; i < block->n; i++)
                out[i * step] = x[i * from_step];
    }
}

/* Put the axis along which x is contiguous next to the output's contiguous one, so that blocks can be
 * transposed. */
static void bring_together(Loops *loops)
{
    int rows = loops->n_dims - 2;
    for (int axis = 0; axis < rows; axis++)
        if (loops->stride[1][axis] == 1) {
            int64_t size = loops->size[axis];
            loops->size[axis] = loops->size[rows];
            loops->size[rows] = size;
            for (int k = 0; k < 2; k++) {
                int64_t stride = loops->stride[k][axis];
                loops->stride[k][axis] = loops->stride[k][rows];
                loops->stride[k][rows] = stride;
            }
        }
}

bool cpu_copy(const View *x, const View *out)
{
    Loops loops;
    loops_plan(&loops, 2, (const View *const[]){out, x});
    if (loops.stride[1][loops.n_dims - 1] != 1)
        bring_together(&loops);
    loops_run(&loops, copy_block, 0, 0);
    return true;
}
