/* The transforms of Winograd's convolution, one vector of channels at a time.
 *
 * A line takes 12 operations (cpu_winograd_line.h), and a tile has six lines both ways: 144 operations in
 * all, on numbers that lie in registers or next to them. The cost is as much the 36 stores as the arithmetic.
 *
 * Why memory is asked early. A tile's pixels lie in six rows of its image, a few at each place: prefetchers
 * of processors do not follow, and a batch of images of 56 x 56 pixels waited for memory for a quarter of
 * its time. So each tile asks for the pixels of the next one, which come while it is transformed; and where
 * results are written, for the lines that the next tile will write. A line of weights asks for the one after
 * the next: from one to the other are whole pages. */
#include "kernels/cpu_winograd_tile.h"

#include <string.h>

#include "kernels/cpu.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd_line.h"

/* Of a line of pixels that leads to fewer than m results the last m - results are never seen. Whatever they
 * are, the results are right; as they are chosen here, only the first results + 2 points are not zero. */
INLINE void choose_unseen(int m, int results, Vector *v, int step)
{
    if (m == 4 && results == 1)
        v[3 * step] = P2 * v[step];
    if (m == 4 && results <= 2)
        v[4 * step] = P2 * v[2 * step] + Q * (v[3 * step] - P2 * v[step]);
}

/* size x size numbers from anywhere, transformed both ways into (m + 2) x (m + 2) points, of which those are
 * written that a tile of so many results has. */
INLINE void into_points(Line *line, int m, int size, TileSize results, const float *const *from,
                        int64_t channel, float *to, int64_t point_step)
{
    Vector square[WINOGRAD_POINTS_MAX];
    const int side = m + 2;
    UNROLL
    for (int j = 0; j < size; j++) {
        UNROLL
        for (int i = 0; i < size; i++)
            square[i * side + j] = *(const VectorAt *)(from[i * size + j] + channel);
        if (size == side)
            choose_unseen(m, results.rows, square + j, side);
        line(m, square + j, side);
    }
    UNROLL
    for (int i = 0; i < side; i++) {
        if (size == side)
            choose_unseen(m, results.cols, square + i * side, 1);
        line(m, square + i * side, 1);
        UNROLL
        for (int j = 0; j < side; j++)
            if (i < results.rows + 2 && j < results.cols + 2)
                *(VectorAt *)(to + (i * side + j) * point_step) = square[i * side + j];
    }
}

/* Of a whole tile, some rows of its points. */
INLINE void into_rows(Line *line, int m, int size, PointRows rows, const float *const *from, int64_t channel,
                      float *to, int64_t point_step)
{
    Vector square[WINOGRAD_POINTS_MAX];
    const int side = m + 2;
    UNROLL
    for (int j = 0; j < size; j++) {
        UNROLL
        for (int i = 0; i < size; i++)
            square[i * side + j] = *(const VectorAt *)(from[i * size + j] + channel);
        line(m, square + j, side);
    }
    UNROLL
    for (int i = 0; i < side; i++)
        if ((int)rows >> i & 1) {
            line(m, square + i * side, 1);
            UNROLL
            for (int j = 0; j < side; j++)
                *(VectorAt *)(to + (i * side + j) * point_step) = square[i * side + j];
        }
}

/* The way back: result (i, j) of size x size is square[i * (m + 2) + j]. */
INLINE void from_points(Line *line, int m, int size, TileSize results, const float *from, int64_t point_step,
                        Vector *square)
{
    const int side = m + 2;
    UNROLL
    for (int j = 0; j < side; j++) {
        UNROLL
        for (int i = 0; i < side; i++) {
            square[i * side + j] = (Vector){0};
            if (i < results.rows + 2 && j < results.cols + 2)
                square[i * side + j] = *(const VectorAt *)(from + (i * side + j) * point_step);
        }
        line(m, square + j, side);
    }
    UNROLL
    for (int i = 0; i < size; i++)
        line(m, square + i * side, 1);
}

TiledImages tiled_images(const View *images, Cut cut, int64_t before)
{
    return (TiledImages){
        .cut = cut,
        .data = view_data(images),
        .h = images->shape[1],
        .w = images->shape[2],
        .c = images->shape[3],
        .step = images->shape[3],
        .before = before,
    };
}

/* Of this tile; the one before it is at `last`, and behind all tiles follows that one again. */
INLINE Place place_after(const Cut *cut, Place last, int64_t tile)
{
    if (last.follow == 0)
        return tile < winograd_tiles(cut) ? winograd_place(cut, tile) : last;
    last.left += cut->m;
    last.follow--;
    return last;
}

/* From a pixel of a tile to the same pixel of the next one. */
INLINE int64_t way_to(const TiledImages *x, Place next, Place at)
{
    return (((next.image - at.image) * x->h + next.top - at.top) * x->w + next.left - at.left) * x->step;
}

/* Stands for pixels outside of the image. */
static const float zeros[512];
enum { ZEROS = sizeof(zeros) / sizeof(zeros[0]) };

/* The pixels of a tile, from a channel on. */
INLINE void find_pixels(const TiledImages *x, Place at, int size, int64_t channel, const float **pixel)
{
    for (int i = 0; i < size; i++) {
        int64_t row = at.top - x->before + i;
        const float *line = x->data + (at.image * x->h + row) * x->w * x->step + channel;
        for (int j = 0; j < size; j++) {
            int64_t col = at.left - x->before + j;
            bool inside = row >= 0 && row < x->h && col >= 0 && col < x->w;
            pixel[i * size + j] = inside ? line + col * x->step : zeros;
        }
    }
}

/* `count` channels of a tile; behind them may be the end of memory. The next tile's pixels, `ahead` of
 * this one's, are asked for. */
INLINE void read_channels(Line *line, int m, int size, PointRows rows, TileSize results, const float **pixel,
                          int64_t ahead, int64_t count, float *to, int64_t point_step)
{
    int64_t whole = count / VECTOR * VECTOR, left = count - whole;
    for (int64_t i = 0; i < whole; i += VECTOR) {
        for (int p = 0; p < size * size; p++)
            __builtin_prefetch(pixel[p] + ahead + i);
        if (rows == POINT_ROWS_ALL)
            into_points(line, m, size, results, pixel, i, to + i, point_step);
        else
            into_rows(line, m, size, rows, pixel, i, to + i, point_step);
    }
    if (left == 0)
        return;
    float copies[WINOGRAD_POINTS_MAX][VECTOR] = {0};
    for (int i = 0; i < size * size; i++) {
        memcpy(copies[i], pixel[i] + whole, (size_t)left * sizeof(float));
        pixel[i] = copies[i];
    }
    if (rows == POINT_ROWS_ALL)
        into_points(line, m, size, results, pixel, 0, to + whole, point_step);
    else
        into_rows(line, m, size, rows, pixel, 0, to + whole, point_step);
}

INLINE void read_tiles(Line *line, int m, int size, const TiledImages *x, int64_t first, int64_t count,
                       const Points *points)
{
    Place at = winograd_place(&x->cut, first), next;
    for (int64_t t = 0; t < count; t++, at = next) {
        next = place_after(&x->cut, at, first + t + 1);
        const int64_t ahead = way_to(x, next, at);
        for (int64_t c = 0; c < x->c; c += ZEROS) {
            const float *pixel[WINOGRAD_POINTS_MAX];
            find_pixels(x, at, size, c, pixel);
            float *to = points->at + t * points->tile_step + c;
            int64_t channels = x->c - c < ZEROS ? x->c - c : ZEROS;
            if (at.size.rows == m && at.size.cols == m)
                read_channels(line, m, size, POINT_ROWS_ALL, (TileSize){m, m}, pixel, ahead, channels, to,
                              points->point_step);
            else
                read_channels(line, m, size, POINT_ROWS_ALL, at.size, pixel, ahead, channels, to,
                              points->point_step);
        }
    }
}

/* Compiled once, for all: see read_rows. */
__attribute__((noinline)) void winograd_read(const TiledImages *x, int64_t first, int64_t count,
                                             const Points *to)
{
    if (x->cut.m == 4)
        read_tiles(pixels_to_points, 4, 6, x, first, count, to);
    else
        read_tiles(pixels_to_points, 2, 4, x, first, count, to);
}

__attribute__((noinline)) void winograd_read_slopes(const TiledImages *dy, int64_t first, int64_t count,
                                                    const Points *to)
{
    if (dy->cut.m == 4)
        read_tiles(slopes_to_points, 4, 4, dy, first, count, to);
    else
        read_tiles(slopes_to_points, 2, 2, dy, first, count, to);
}

typedef void ReadAll(const TiledImages *x, int64_t first, int64_t count, const Points *to);

/* As read_tiles, but only some rows of points. Tiles at the edge are read whole, by the one function that
 * reads them for all: what their points are to the last bit is left to the compiler (choose_unseen). */
INLINE void read_rows(Line *line, int m, int size, PointRows rows, ReadAll *read_all, const TiledImages *x,
                      int64_t first, int64_t count, const Points *points)
{
    Place at = winograd_place(&x->cut, first), next;
    for (int64_t t = 0; t < count; t++, at = next) {
        next = place_after(&x->cut, at, first + t + 1);
        const Points to = {points->at + t * points->tile_step, points->tile_step, points->point_step};
        if (at.size.rows < m || at.size.cols < m) {
            read_all(x, first + t, 1, &to);
            continue;
        }
        for (int64_t c = 0; c < x->c; c += ZEROS) {
            const float *pixel[WINOGRAD_POINTS_MAX];
            find_pixels(x, at, size, c, pixel);
            read_channels(line, m, size, rows, (TileSize){m, m}, pixel, way_to(x, next, at),
                          min(x->c - c, ZEROS), to.at + c, to.point_step);
        }
    }
}

/* One function for each choice of rows: what the others need is not computed. */
INLINE void read_some(Line *line, int m, int size, PointRows rows, ReadAll *read_all, const TiledImages *x,
                      int64_t first, int64_t count, const Points *to)
{
    if (rows == POINT_ROWS_ALL)
        read_all(x, first, count, to);
    else if (rows == POINT_ROWS_0_3_4)
        read_rows(line, m, size, POINT_ROWS_0_3_4, read_all, x, first, count, to);
    else
        read_rows(line, m, size, POINT_ROWS_1_2_5, read_all, x, first, count, to);
}

void winograd_read_rows(const TiledImages *x, int64_t first, int64_t count, const Points *to, PointRows rows)
{
    if (x->cut.m == 4)
        read_some(pixels_to_points, 4, 6, rows, winograd_read, x, first, count, to);
    else
        read_some(pixels_to_points, 2, 4, rows, winograd_read, x, first, count, to);
}

void winograd_read_slopes_rows(const TiledImages *dy, int64_t first, int64_t count, const Points *to,
                               PointRows rows)
{
    if (dy->cut.m == 4)
        read_some(slopes_to_points, 4, 4, rows, winograd_read_slopes, dy, first, count, to);
    else
        read_some(slopes_to_points, 2, 2, rows, winograd_read_slopes, dy, first, count, to);
}

/* One vector of channels of one tile on its way to memory: the last of what a convolution does. */
INLINE void write_pixels(int m, const Vector *square, const TiledImages *y, Place at, int64_t ahead,
                         int64_t channel, int count, const Finish *finish)
{
    const Vector bias = finish->bias ? vector_load(finish->bias + channel, count) : (Vector){0};
    const int64_t corner = ((at.image * y->h + at.top) * y->w + at.left) * y->c + channel;
    UNROLL
    for (int i = 0; i < m; i++) {
        UNROLL
        for (int j = 0; j < m; j++)
            if (i < at.size.rows && j < at.size.cols) {
                int64_t pixel = corner + (i * y->w + j) * y->c;
                Vector v = square[i * (m + 2) + j] + bias;
                if (finish->add)
                    v += vector_load(finish->add + pixel, count);
                vector_store(y->data + pixel, finish->relu ? vector_relu(v) : v, count);
                __builtin_prefetch(y->data + pixel + ahead, 1);
            }
    }
}

INLINE void write_tiles(int m, const TiledImages *y, int64_t first, int64_t count, const Points *from,
                        int64_t channel, int64_t channels, const Finish *finish)
{
    Place at = winograd_place(&y->cut, first), next;
    for (int64_t t = 0; t < count; t++, at = next) {
        next = place_after(&y->cut, at, first + t + 1);
        const int64_t ahead = way_to(y, next, at);
        for (int64_t i = 0; i < channels; i += VECTOR) {
            Vector square[WINOGRAD_POINTS_MAX];
            const float *points = from->at + t * from->tile_step + i;
            if (at.size.rows == m && at.size.cols == m)
                from_points(points_to_pixels, m, m, (TileSize){m, m}, points, from->point_step, square);
            else
                from_points(points_to_pixels, m, m, at.size, points, from->point_step, square);
            int count_here = channels - i < VECTOR ? (int)(channels - i) : VECTOR;
            write_pixels(m, square, y, at, ahead, channel + i, count_here, finish);
        }
    }
}

void winograd_write(const TiledImages *y, int64_t first, int64_t count, const Points *from, int64_t channel,
                    int64_t channels, const Finish *finish)
{
    if (y->cut.m == 4)
        write_tiles(4, y, first, count, from, channel, channels, finish);
    else
        write_tiles(2, y, first, count, from, channel, channels, finish);
}

INLINE void transform_weights(int m, const float *taps, int64_t tap_step, int64_t line_step, int64_t lines,
                              int cols, float *to, int64_t point_step)
{
    for (int64_t line = 0; line < lines; line++, taps += line_step, to += TILE_COLS) {
        const float *from[9];
        for (int i = 0; i < 9; i++)
            from[i] = taps + i * tap_step;
        for (int i = 0; i < 9; i++)
            for (int j = 0; j < TILE_COLS; j += LINE_FLOATS)
                __builtin_prefetch(from[i] + 2 * line_step + j);
        for (int i = 0; i < cols; i += VECTOR)
            into_points(taps_to_points, m, 3, (TileSize){m, m}, from, i, to + i, point_step);
    }
}

void winograd_weights(int m, const float *taps, int64_t tap_step, int64_t line_step, int64_t lines, int cols,
                      float *to, int64_t point_step)
{
    if (m == 4)
        transform_weights(4, taps, tap_step, line_step, lines, cols, to, point_step);
    else
        transform_weights(2, taps, tap_step, line_step, lines, cols, to, point_step);
}

INLINE void transform_back(int m, const float *points, int64_t point_step, int64_t n, float *taps,
                           int64_t tap_step)
{
    for (int64_t i = 0; i < n; i += VECTOR) {
        Vector square[WINOGRAD_POINTS_MAX];
        from_points(points_to_taps, m, 3, (TileSize){m, m}, points + i, point_step, square);
        int count = n - i < VECTOR ? (int)(n - i) : VECTOR;
        UNROLL
        for (int r = 0; r < 3; r++) {
            UNROLL
            for (int s = 0; s < 3; s++)
                vector_store(taps + (3 * r + s) * tap_step + i, square[r * (m + 2) + s], count);
        }
    }
}

void winograd_taps(int m, const float *points, int64_t point_step, int64_t n, float *taps, int64_t tap_step)
{
    if (m == 4)
        transform_back(4, points, point_step, n, taps, tap_step);
    else
        transform_back(2, points, point_step, n, taps, tap_step);
}
