/* JPEG's frequencies to values, its coarse planes to fine ones, and its colours to RGB. */
#include "vision/jpeg.h"

#include <string.h>

#include "base/memory.h"

/* --- frequencies to pixels -------------------------------------------------------------------------------
 */

/* A line is a row of the block, or a column once it is turned. Files made to do harm overflow, which is no
 * matter as long as the numbers have no sign to lose. */
typedef uint32_t Line __attribute__((vector_size(32)));
typedef int32_t SignedLine __attribute__((vector_size(32)));

#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (Line){__VA_ARGS__})
#endif

/* Both halves of four lines are squares of 4 x 4; done twice this turns each of them. */
static inline void interleave(Line *line)
{
    Line a = line[0], b = line[1], c = line[2], d = line[3];
    line[0] = SHUFFLE(a, c, 0, 8, 1, 9, 4, 12, 5, 13);
    line[1] = SHUFFLE(a, c, 2, 10, 3, 11, 6, 14, 7, 15);
    line[2] = SHUFFLE(b, d, 0, 8, 1, 9, 4, 12, 5, 13);
    line[3] = SHUFFLE(b, d, 2, 10, 3, 11, 6, 14, 7, 15);
}

/* Rows become columns: the corners of the block change places, then each corner is turned. */
static inline void transpose(Line *line)
{
    for (int i = 0; i < 4; i++) {
        Line a = line[i], b = line[i + 4];
        line[i] = SHUFFLE(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
        line[i + 4] = SHUFFLE(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
    }
    for (int half = 0; half < 8; half += 4) {
        interleave(line + half);
        interleave(line + half);
    }
}

/* Factors in units of 2^-13; between columns and rows values are kept in quarters. */
enum { FACTOR_BITS = 13, EXTRA_BITS = 2, SIZE_BITS = 3 };
#define FACTOR(x) ((uint32_t)(int32_t)((x) * (1 << FACTOR_BITS) + ((x) < 0 ? -0.5 : 0.5)))

/* Eight transforms side by side, of eight frequencies each, which leave every line `bits` bits larger than it
 * is meant. Twelve products do, by the factors of Loeffler, Ligtenberg and Moschytz (1989): the even
 * frequencies make the part in which the two halves are alike, the odd ones the part in which they differ. */
static inline void transform(Line *f, int bits)
{
    Line turned = (f[2] + f[6]) * FACTOR(0.541196100);
    Line even2 = turned + f[2] * FACTOR(0.765366865), even6 = turned - f[6] * FACTOR(1.847759065);
    uint32_t half = 1u << (bits - 1); /* for rounding */
    Line sum = ((f[0] + f[4]) << FACTOR_BITS) + half, difference = ((f[0] - f[4]) << FACTOR_BITS) + half;
    const Line even[4] = {sum + even2, difference + even6, difference - even6, sum - even2};

    Line all = (f[1] + f[3] + f[5] + f[7]) * FACTOR(1.175875602);
    Line f17 = (f[1] + f[7]) * FACTOR(-0.899976223), f35 = (f[3] + f[5]) * FACTOR(-2.562915447);
    Line f37 = (f[3] + f[7]) * FACTOR(-1.961570560) + all, f15 = (f[1] + f[5]) * FACTOR(-0.390180644) + all;
    const Line odd[4] = {f[1] * FACTOR(1.501321110) + f17 + f15, f[3] * FACTOR(3.072711026) + f35 + f37,
                         f[5] * FACTOR(2.053119869) + f35 + f15, f[7] * FACTOR(0.298631336) + f17 + f37};
    for (int i = 0; i < 4; i++) {
        f[i] = (Line)((SignedLine)(even[i] + odd[i]) >> bits);
        f[7 - i] = (Line)((SignedLine)(even[i] - odd[i]) >> bits);
    }
}

/* Four lines of pixels, as bytes of one line: a number's lowest byte comes first. */
static inline void join(const Line *line, Line *joined)
{
    *joined = (Line){0};
    for (int i = 0; i < 4; i++) {
        SignedLine pixel = (SignedLine)line[i] + 128;
        pixel &= pixel > 0;
        pixel = (pixel | (pixel > 255)) & 255;
        *joined |= (Line)pixel << (8 * i);
    }
}

void jpeg_idct(uint8_t *pixels, int stride, const int16_t *frequencies)
{
    Line line[8], left, right;
    for (int i = 0; i < 8; i++) {
        const int16_t *f = frequencies + 8 * i;
        line[i] = (Line)(SignedLine){f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]};
    }
    transform(line, FACTOR_BITS - EXTRA_BITS);
    transpose(line);
    transform(line, FACTOR_BITS + EXTRA_BITS + SIZE_BITS);
    join(line, &left);
    join(line + 4, &right);
    for (int i = 0; i < 8; i++) {
        const uint32_t row[2] = {left[i], right[i]};
        memcpy(pixels + i * stride, row, sizeof row);
    }
}

/* --- coarse planes to fine ones --------------------------------------------------------------------------
 */

/* Between two rows: three parts of the nearer. */
static inline int blend(const uint8_t *near, const uint8_t *far, int i)
{
    return 3 * near[i] + far[i];
}

/* n values become 2 n, in sixteenths: three parts of the nearest, one of the next, both blended between rows.
 * The two roundings are those of the left and of the right new value; they differ so that on the whole no
 * picture grows brighter. */
static void double_row(uint8_t *restrict out, const uint8_t *restrict near, const uint8_t *restrict far,
                       int n, int left, int right)
{
    for (int i = 1; i < n - 1; i++) {
        int here = 3 * blend(near, far, i);
        out[2 * i] = (uint8_t)((here + blend(near, far, i - 1) + left) >> 4);
        out[2 * i + 1] = (uint8_t)((here + blend(near, far, i + 1) + right) >> 4);
    }
    int first = blend(near, far, 0), last = blend(near, far, n - 1);
    out[0] = (uint8_t)((4 * first + left) >> 4);
    out[1] = (uint8_t)((3 * first + blend(near, far, 1) + right) >> 4);
    out[2 * n - 2] = (uint8_t)((3 * last + blend(near, far, n - 2) + left) >> 4);
    out[2 * n - 1] = (uint8_t)((4 * last + right) >> 4);
}

/* Row y of the picture: the plane's own, or made in `room`. */
static const uint8_t *fine_row(const JpegPlane *plane, int y, int width, int height, uint8_t *room)
{
    int across = plane->across, down = plane->down;
    int n = (width + across - 1) / across, last = (height - 1) / down;
    int row = y / down, next = down != 2 ? row : y % 2 == 0 ? row - 1 : row + 1;
    next = next < 0 ? 0 : next > last ? last : next;
    const uint8_t *near = plane->values + (size_t)row * (size_t)plane->stride;
    const uint8_t *far = plane->values + (size_t)next * (size_t)plane->stride;
    if (across == 1 && down != 2)
        return near;
    if (across == 1) {
        for (int i = 0; i < n; i++)
            room[i] = (uint8_t)((blend(near, far, i) + (next < row ? 1 : 2)) >> 2);
    } else if (across == 2 && down <= 2 && n > 2) {
        double_row(room, near, far, n, down == 2 ? 8 : 4, down == 2 ? 7 : 8);
    } else {
        for (int i = 0; i < n; i++)
            memset(room + across * i, near[i], (size_t)across);
    }
    return room;
}

/* --- colours ---------------------------------------------------------------------------------------------
 */

/* Factors in units of 2^-16. */
enum { RED = 91881, BLUE = 116130, GREEN_RED = 46802, GREEN_BLUE = 22554, HALF = 1 << 15 };

static inline uint8_t to_byte(int x)
{
    return (uint8_t)(x < 0 ? 0 : x > 255 ? 255 : x);
}

static void ycc_to_rgb(uint8_t *restrict rgb, const uint8_t *restrict brightness,
                       const uint8_t *restrict blue, const uint8_t *restrict red, int n)
{
    for (int i = 0; i < n; i++) {
        int y = brightness[i], b = blue[i] - 128, r = red[i] - 128;
        rgb[3 * i] = to_byte(y + ((RED * r + HALF) >> 16));
        rgb[3 * i + 1] = to_byte(y + ((-GREEN_RED * r - GREEN_BLUE * b + HALF) >> 16));
        rgb[3 * i + 2] = to_byte(y + ((BLUE * b + HALF) >> 16));
    }
}

/* x * y / 255, rounded. */
static inline uint8_t product(int x, int y)
{
    int by_256 = x * y + 128;
    return (uint8_t)((by_256 + (by_256 >> 8)) >> 8);
}

static void row_to_rgb(const uint8_t *const *row, JpegColours colours, int n, uint8_t *rgb)
{
    bool ycc = colours == JPEG_YCC || colours == JPEG_YCCK;
    if (ycc)
        ycc_to_rgb(rgb, row[0], row[1], row[2], n);
    for (int i = 0; i < n && !ycc; i++)
        for (int c = 0; c < 3; c++)
            rgb[3 * i + c] = row[c][i];
    for (int i = 0; i < n && colours == JPEG_CMYK; i++)
        for (int c = 0; c < 3; c++)
            rgb[3 * i + c] = product(rgb[3 * i + c], row[3][i]);
    for (int i = 0; i < n && colours == JPEG_YCCK; i++)
        for (int c = 0; c < 3; c++)
            rgb[3 * i + c] = product(255 - rgb[3 * i + c], row[3][i]);
}

bool jpeg_join(const JpegPlane *planes, JpegColours colours, int width, int height, uint8_t *pixels)
{
    size_t room = (size_t)width + 3; /* a row that is spread may be too long by three values */
    uint8_t *rows = mem_alloc(4 * room);
    if (!rows)
        return false;
    int n_planes = colours == JPEG_RGB || colours == JPEG_YCC ? 3 : 4;
    for (int y = 0; y < height; y++) {
        const uint8_t *row[4];
        for (int k = 0; k < n_planes; k++)
            row[k] = fine_row(&planes[k], y, width, height, rows + (size_t)k * room);
        row_to_rgb(row, colours, width, pixels + 3 * (size_t)y * (size_t)width);
    }
    mem_free(rows);
    return true;
}
