/* Rows by number, one element per row, and the random mask of dropout.
 *
 * A number from outside becomes an address here. A kernel cannot return an error; it skips the element and
 * leaves a note, which the host finds when it next waits for the device. */

static bool fits(float number, int n, int position, int entry, global int *fault)
{
    if (number >= 0.0f && number < (float)n && number == floor(number))
        return true;
    if (atomic_cmpxchg(fault, 0, 1) == 0) { /* the first to complain is heard */
        fault[1] = entry;
        fault[2] = position;
        fault[3] = as_int(number);
        fault[4] = n;
    }
    return false;
}

kernel void gather(global const float *table, int table_at, global const float *index, int index_at,
                   int index_stride, global float *rows, int rows_at, int m, int n, int width,
                   global int *fault)
{
    int i = get_global_id(0);
    if (i >= m * width)
        return;
    int row = i / width, column = i - row * width;
    float number = index[index_at + row * index_stride];
    if (fits(number, n, row, FAULT_GATHER, fault))
        rows[rows_at + i] = table[table_at + (int)number * width + column];
}

/* Several rows may go to one place: an item has a column to itself and adds in the order of the index. */
kernel void scatter_add(global const float *rows, int rows_at, global const float *index, int index_at,
                        int index_stride, global float *table, int table_at, int m, int n, int width,
                        global int *fault)
{
    int column = get_global_id(0);
    if (column >= width)
        return;
    for (int row = 0; row < m; row++) {
        float number = index[index_at + row * index_stride];
        if (fits(number, n, row, FAULT_SCATTER_ADD, fault))
            table[table_at + (int)number * width + column] += rows[rows_at + row * width + column];
    }
}

kernel void pick(global const float *x, int x_at, int row_stride, int stride, global const float *index,
                 int index_at, int index_stride, global float *out, int out_at, int out_stride, int rows,
                 int n, global int *fault)
{
    int row = get_global_id(0);
    if (row >= rows)
        return;
    float number = index[index_at + row * index_stride];
    if (fits(number, n, row, FAULT_PICK, fault))
        out[out_at + row * out_stride] = x[x_at + row * row_stride + (int)number * stride];
}

kernel void pick_grad(global const float *dout, int dout_at, int dout_stride, global const float *index,
                      int index_at, int index_stride, global float *dx, int dx_at, int row_stride, int stride,
                      int rows, int n, global int *fault)
{
    int i = get_global_id(0);
    if (i >= rows * n)
        return;
    int row = i / n, column = i - row * n;
    float number = index[index_at + row * index_stride];
    if (fits(number, n, row, FAULT_PICK_GRAD, fault))
        dx[dx_at + row * row_stride + column * stride] =
            (float)column == number ? dout[dout_at + row * dout_stride] : 0.0f;
}

/* Block i of the stream with this key makes four elements. The same bits as on the processor (cpu_dropout.c).
 */
kernel void dropout_mask(uint key_a, uint key_b, float p, global float *out, int out_at, int n)
{
    int block = get_global_id(0);
    if (block >= (n + 3) / 4)
        return;
    uint4 word = random_block(block, (uint3)(0, 0, 0), (uint2)(key_a, key_b));
    float keep = p < 1.0f ? 1.0f / (1.0f - p) : 0.0f;
    float mask[4] = {uniform_of(word.s0), uniform_of(word.s1), uniform_of(word.s2), uniform_of(word.s3)};
    for (int k = 0; k < 4 && 4 * block + k < n; k++)
        out[out_at + 4 * block + k] = mask[k] >= p ? keep : 0.0f;
}
