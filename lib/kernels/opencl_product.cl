/* Matrix products and convolutions: one product, c = a x b, whose operands are matrices, or are made from
 * images while they are read.
 *
 * A group of GROUP_ROWS x GROUP_COLS work items makes a block of c. DEPTH terms of its sums at a time, it
 * brings the parts of a and b that the block needs into local memory, each number once, in steps that
 * neighbouring items make side by side; a barrier; then every item multiplies from there, with TILE_ROWS x
 * TILE_COLS sums in its registers. A term costs an item TILE_ROWS + TILE_COLS reads and TILE_ROWS * TILE_COLS
 * multiply-adds: that ratio, and not the reads from the device's memory, is what larger tiles improve.
 *
 * On a processor a group is one item, which repeats this for REPEAT_ROWS x REPEAT_COLS tiles; what is local
 * memory on a graphics card is the second-level cache there. The numbers are chosen in opencl_tiling.c.
 *
 * A sum's terms are `runs` stretches of `run` neighbours. For matrices that is one stretch; for a window on
 * an image in the order (n, h, w, c) it is a row of the window, kw * c floats in one piece. So no term needs
 * a division to find its pixel, and the padding left and right is a comparison with the row's ends. */

#define ITEMS        (GROUP_ROWS * GROUP_COLS)
#define BLOCK_ROWS   (GROUP_ROWS * TILE_ROWS * REPEAT_ROWS)
#define BLOCK_COLS   (GROUP_COLS * TILE_COLS * REPEAT_COLS)

#define JOIN(A, B)   A##B
#define JOINED(A, B) JOIN(A, B)
#define LINE         JOINED(float, TILE_COLS)
#define LOAD_LINE    JOINED(vload, TILE_COLS)
#define STORE_LINE   JOINED(vstore, TILE_COLS)

/* Element (row, term) of a's part in local memory. Rows apart by a power of two would share a bank. */
#if A_BY_ROWS
#define A_FLOATS        (BLOCK_ROWS * DEPTH)
#define A_PLACE(ROW, K) ((ROW)*DEPTH + (K))
#else
#define A_FLOATS        (DEPTH * (BLOCK_ROWS + 4))
#define A_PLACE(ROW, K) ((K) * (BLOCK_ROWS + 4) + (ROW))
#endif
#define B_FLOATS        (DEPTH * BLOCK_COLS)
#define B_PLACE(K, COL) ((K)*BLOCK_COLS + (COL))

/* How the items share the loading of lines: ALONG_A of them beside each other on a line. */
#define ALONG_A (ITEMS < DEPTH ? ITEMS : DEPTH)
#define ALONG_B (ITEMS < BLOCK_COLS ? ITEMS : BLOCK_COLS)

/* Where a window starts: its first float, counted from the first image, and its row and float in the image,
 * which are negative in the padding. */
typedef struct Corner {
    int first, y, q;
} Corner;

static Corner corner_of(const Product *p, int position)
{
    int row = position / p->cols, x = position - row * p->cols;
    int image = row / p->rows, y = row - image * p->rows;
    Corner corner;
    corner.y = y * p->step_y - p->top;
    corner.q = x * p->step_q - p->left;
    corner.first = (image * p->h + corner.y) * p->row_floats + corner.q;
    return corner;
}

/* --- loading: rows x terms of a, terms x columns of b --- */

static void load_a_matrix(local float *to, global const float *a, const Product *p, int rows, int depth,
                          int t)
{
    if (p->a_k == 1) /* items side by side where the matrix is */
        for (int row = t / ALONG_A; row < rows; row += ITEMS / ALONG_A)
            for (int k = t % ALONG_A; k < depth; k += ALONG_A)
                to[A_PLACE(row, k)] = a[row * p->a_row + k];
    else
        for (int k = t / ALONG_B; k < depth; k += ITEMS / ALONG_B)
            for (int row = t % ALONG_B; row < rows; row += ALONG_B)
                to[A_PLACE(row, k)] = a[row * p->a_row + k * p->a_k];
}

static void load_b_matrix(local float *to, global const float *b, const Product *p, int depth, int cols,
                          int t)
{
    if (p->b_col == 1)
        for (int k = t / ALONG_B; k < depth; k += ITEMS / ALONG_B)
            for (int col = t % ALONG_B; col < cols; col += ALONG_B)
                to[B_PLACE(k, col)] = b[k * p->b_k + col];
    else
        for (int col = t / ALONG_A; col < cols; col += ITEMS / ALONG_A)
            for (int k = t % ALONG_A; k < depth; k += ALONG_A)
                to[B_PLACE(k, col)] = b[k * p->b_k + col * p->b_col];
}

/* One float of row r of a window, j floats into it; 0 in the padding. */
static float window_at(global const float *image, const Product *p, Corner corner, int r, int j)
{
    bool inside = (uint)(corner.y + r) < (uint)p->h && (uint)(corner.q + j) < (uint)p->row_floats;
    return inside ? image[corner.first + r * p->row_floats + j] : 0.0f;
}

/* a's rows are windows. */
static void load_a_windows(local float *to, global const float *image, const Product *p,
                           local const Corner *corners, int rows, int r, int j0, int depth, int t)
{
    for (int row = t / ALONG_A; row < rows; row += ITEMS / ALONG_A) {
        Corner corner = corners[row];
        for (int k = t % ALONG_A; k < depth; k += ALONG_A)
            to[A_PLACE(row, k)] = window_at(image, p, corner, r, j0 + k);
    }
}

/* b's terms are windows, its columns are floats j0 .. of their row r. */
static void load_b_windows(local float *to, global const float *image, const Product *p, int position,
                           int depth, int r, int j0, int cols, int t)
{
    for (int k = t / ALONG_B; k < depth; k += ITEMS / ALONG_B) {
        Corner corner = corner_of(p, position + k);
        for (int col = t % ALONG_B; col < cols; col += ALONG_B)
            to[B_PLACE(k, col)] = window_at(image, p, corner, r, j0 + col);
    }
}

/* b from the weight (k_out, kh, kw, channels), turned by half a circle: term (r, j) is weight row last_y - r
 * stride of output channel j % k_out. */
static void load_b_turned(local float *to, global const float *weight, const Product *p, int r, int j0,
                          int depth, int col0, int cols, int t)
{
    int y = p->last_y - r * p->stride;
    for (int k = t / ALONG_B; k < depth; k += ITEMS / ALONG_B) {
        int tap = (j0 + k) / p->k_out, out = j0 + k - tap * p->k_out, x = p->last_x - tap * p->stride;
        global const float *from = weight + ((out * p->kh + y) * p->kw + x) * p->channels + col0;
        for (int col = t % ALONG_B; col < cols; col += ALONG_B)
            to[B_PLACE(k, col)] = from[col];
    }
}

/* --- multiplying --- */

/* One item's tiles: sums += the loaded parts of a x b. */
/* (One tile's code is enough, so the loops over tiles are not unrolled; with one tile they are none.) */
static void multiply(local const float *a, local const float *b, LINE (*sums)[TILE_ROWS], int rows, int cols,
                     int depth)
{
    int item_row = get_local_id(1) * TILE_ROWS, item_col = get_local_id(0) * TILE_COLS;
#pragma unroll 1
    for (int i = 0; i < REPEAT_ROWS; i++)
#pragma unroll 1
        for (int j = 0; j < REPEAT_COLS; j++) {
            int row = i * GROUP_ROWS * TILE_ROWS + item_row, col = j * GROUP_COLS * TILE_COLS + item_col;
            if (row >= rows || col >= cols)
                continue;
            LINE sum[TILE_ROWS];
#pragma unroll
            for (int n = 0; n < TILE_ROWS; n++)
                sum[n] = sums[i * REPEAT_COLS + j][n];
            for (int k = 0; k < depth; k++) {
                LINE line = LOAD_LINE(0, b + B_PLACE(k, col));
#pragma unroll
                for (int n = 0; n < TILE_ROWS; n++)
                    sum[n] += a[A_PLACE(row + n, k)] * line;
            }
#pragma unroll
            for (int n = 0; n < TILE_ROWS; n++)
                sums[i * REPEAT_COLS + j][n] = sum[n];
        }
}

/* Where row `row` of c begins. */
static int c_row(const Product *p, bool pixels, int row)
{
    if (!pixels)
        return row * p->c_row;
    int line = row / p->cols, x = row - line * p->cols, image = line / p->rows, y = line - image * p->rows;
    return ((image * p->out_h + y * p->stride + p->phase_y) * p->out_w + x * p->stride + p->phase_x) *
           p->channels;
}

static float finished(float sum, const Product *p, float bias, float more)
{
    sum += (p->has_bias ? bias : 0.0f) + (p->has_add ? more : 0.0f);
    return p->relu && sum < 0.0f ? 0.0f : sum;
}

/* Add what comes after the sum and store n numbers of a line. */
static void store_line(global float *c, int at, LINE sum, int n, int col, const Product *p,
                       global const float *bias, global const float *more)
{
    float number[TILE_COLS];
    STORE_LINE(sum, 0, number);
    if (p->splits == 1 && (p->has_bias || p->has_add || p->relu))
        for (int i = 0; i < n; i++)
            number[i] =
                finished(number[i], p, p->has_bias ? bias[col + i] : 0.0f, p->has_add ? more[at + i] : 0.0f);
    if (n == TILE_COLS)
        STORE_LINE(LOAD_LINE(0, number), 0, c + at);
    else
        for (int i = 0; i < n; i++)
            c[at + i] = number[i];
}

enum { MATRIX, WINDOWS, TURNED };

/* What the four kernels below share. The kinds are constants there, so that each keeps only its own cases. */
static void product(const int a_kind, const int b_kind, const bool pixels, global const float *a,
                    global const float *b, global float *c, global const float *bias,
                    global const float *more, const Product *p, local float *a_part, local float *b_part,
                    local Corner *corners)
{
    int t = get_local_id(1) * GROUP_COLS + get_local_id(0);
    int row0 = get_group_id(1) * BLOCK_ROWS, rows = min(p->m - row0, BLOCK_ROWS);
    /* b's columns from windows: a block of them stays within one row of the window. */
    int line = b_kind == WINDOWS ? p->window_row : p->n;
    int blocks = (line + BLOCK_COLS - 1) / BLOCK_COLS, r_of_block = get_group_id(0) / blocks;
    int j_of_block = (get_group_id(0) - r_of_block * blocks) * BLOCK_COLS;
    int col0 = r_of_block * line + j_of_block, cols = min(line - j_of_block, BLOCK_COLS);

    if (a_kind == WINDOWS) {
        for (int row = t; row < rows; row += ITEMS)
            corners[row] = corner_of(p, row0 + row);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    LINE sums[REPEAT_ROWS * REPEAT_COLS][TILE_ROWS];
#pragma unroll 1
    for (int i = 0; i < REPEAT_ROWS * REPEAT_COLS; i++)
        for (int n = 0; n < TILE_ROWS; n++)
            sums[i][n] = 0.0f;

    int each = (p->run + DEPTH - 1) / DEPTH, steps = p->runs * each;
    int split = get_group_id(2), last = steps * (split + 1) / p->splits;
    for (int step = steps * split / p->splits; step < last; step++) {
        int r = step / each, j0 = (step - r * each) * DEPTH, depth = min(p->run - j0, DEPTH);
        int k0 = r * p->run + j0;
        if (a_kind == MATRIX)
            load_a_matrix(a_part, a + row0 * p->a_row + k0 * p->a_k, p, rows, depth, t);
        else
            load_a_windows(a_part, a, p, corners, rows, r, j0, depth, t);
        if (b_kind == MATRIX)
            load_b_matrix(b_part, b + k0 * p->b_k + col0 * p->b_col, p, depth, cols, t);
        else if (b_kind == WINDOWS)
            load_b_windows(b_part, b, p, k0, depth, r_of_block, j_of_block, cols, t);
        else
            load_b_turned(b_part, b, p, r, j0, depth, col0, cols, t);
        barrier(CLK_LOCAL_MEM_FENCE);
        multiply(a_part, b_part, sums, rows, cols, depth);
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    int split_at = p->splits > 1 ? split * p->m * p->n : 0;
#pragma unroll 1
    for (int i = 0; i < REPEAT_ROWS; i++)
#pragma unroll 1
        for (int j = 0; j < REPEAT_COLS; j++) {
            int row = (i * GROUP_ROWS + get_local_id(1)) * TILE_ROWS;
            int col = (j * GROUP_COLS + get_local_id(0)) * TILE_COLS, n = min(cols - col, TILE_COLS);
            for (int k = 0; k < TILE_ROWS && row + k < rows && n > 0; k++)
                store_line(c, split_at + c_row(p, pixels, row0 + row + k) + col0 + col,
                           sums[i * REPEAT_COLS + j][k], n, col0 + col, p, bias, more);
        }
}

#define PRODUCT(NAME, A_KIND, B_KIND, PIXELS)                                                             \
    kernel __attribute__((reqd_work_group_size(GROUP_COLS, GROUP_ROWS, 1))) void NAME(                    \
        global const float *a, int a_at, global const float *b, int b_at, global float *c, int c_at,      \
        global const float *bias, int bias_at, global const float *more, int more_at, Product p)          \
    {                                                                                                     \
        local float a_part[A_FLOATS] __attribute__((aligned(64)));                                        \
        local float b_part[B_FLOATS] __attribute__((aligned(64)));                                        \
        local Corner corners[A_KIND == WINDOWS ? BLOCK_ROWS : 1];                                         \
        product(A_KIND, B_KIND, PIXELS, a + a_at, b + b_at, c + c_at, bias + bias_at, more + more_at, &p, \
                a_part, b_part, corners);                                                                 \
    }

PRODUCT(gemm, MATRIX, MATRIX, false)
#ifndef GEMM_ONLY
PRODUCT(conv, WINDOWS, MATRIX, false)
PRODUCT(conv_grad_input, WINDOWS, TURNED, true)
PRODUCT(conv_grad_weight, MATRIX, WINDOWS, false)
#endif

/* Sums that were made in parts: put them together, in their order. One item for an element. */
kernel void product_join(global const float *parts, global float *c, int c_at, global const float *bias,
                         int bias_at, global const float *more, int more_at, Product p)
{
    int id = get_global_id(0);
    if (id >= p.m * p.n)
        return;
    int row = id / p.n, col = id - row * p.n, at = row * p.c_row + col;
    float sum = 0.0f, rest = 0.0f;
    for (int split = 0; split < p.splits; split++)
        add(&sum, &rest, parts[split * p.m * p.n + id]);
    c[c_at + at] =
        finished(sum, &p, p.has_bias ? bias[bias_at + col] : 0.0f, p.has_add ? more[more_at + at] : 0.0f);
}
