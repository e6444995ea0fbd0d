/* Four ways to multiply two matrices of n x n floats, row after row, on a device that speaks OpenCL.
 *
 * A kernel is what one work item does; gpu.c says how many of them there are. From there come LANES, Vector, a
 * type of so many floats, ROWS and TURNS, too. */

/* --- 1. One work item, one number ----------------------------------------------------------------------- */

/* The two outer loops of the definition are gone: there is an item for each number of c, with its own i, j. */
kernel void one_number(int n, global const float *a, global const float *b, global float *c)
{
    const int i = get_global_id(1), j = get_global_id(0);
    float sum = 0;
    for (int k = 0; k < n; k++)
        sum += a[i * n + k] * b[k * n + j];
    c[i * n + j] = sum;
}

/* --- 2. Tiles in local memory --------------------------------------------------------------------------- */

enum { TILE = 16 };

/* A group of TILE x TILE items fetches a tile of a and one of b, each item one number of both, and then reads
 * every number TILE times from where it is near. */
kernel __attribute__((reqd_work_group_size(TILE, TILE, 1))) void
local_tiles(int n, global const float *a, global const float *b, global float *c)
{
    local float a_tile[TILE][TILE], b_tile[TILE][TILE];
    const int i = get_global_id(1), j = get_global_id(0), y = get_local_id(1), x = get_local_id(0);
    float sum = 0;
    for (int k0 = 0; k0 < n; k0 += TILE) {
        a_tile[y][x] = a[i * n + k0 + x];
        b_tile[y][x] = b[(k0 + y) * n + j];
        barrier(CLK_LOCAL_MEM_FENCE); /* all have fetched */
        for (int k = 0; k < TILE; k++)
            sum += a_tile[y][k] * b_tile[k][x];
        barrier(CLK_LOCAL_MEM_FENCE); /* all have read: what is there may be overwritten */
    }
    c[i * n + j] = sum;
}

/* --- 3. A tile of sums for each item -------------------------------------------------------------------- */

enum { ITEMS = 8, FEW = 4, BLOCK = ITEMS * FEW };

/* The group makes BLOCK x BLOCK numbers, each item FEW x 4 of them in its registers: for every k it reads FEW
 * numbers and one float4, and multiplies and adds FEW x 4 times. */
kernel __attribute__((reqd_work_group_size(ITEMS, ITEMS, 1))) void
tile_of_sums(int n, global const float *a, global const float4 *b, global float4 *c)
{
    /* One float more than needed, so that rows begin in different banks of the memory, which serve many
     * items at once only if these want different banks. */
    local float a_block[BLOCK][BLOCK + 1];
    local float4 b_block[BLOCK][ITEMS];
    const int y = get_local_id(1), x = get_local_id(0), row = get_group_id(1) * BLOCK;
    const int line = n / 4, at = get_global_id(0);
    float4 sum[FEW];
    for (int i = 0; i < FEW; i++)
        sum[i] = 0;
    for (int k0 = 0; k0 < n; k0 += BLOCK) {
        for (int i = y; i < BLOCK; i += ITEMS) {
            for (int k = x; k < BLOCK; k += ITEMS)
                a_block[i][k] = a[(row + i) * n + k0 + k];
            b_block[i][x] = b[(k0 + i) * line + at];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int k = 0; k < BLOCK; k++)
#pragma unroll
            for (int i = 0; i < FEW; i++)
                sum[i] += a_block[y * FEW + i][k] * b_block[k][x];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (int i = 0; i < FEW; i++)
        c[(row + y * FEW + i) * line + at] = sum[i];
}

/* --- 4. The same for a processor ------------------------------------------------------------------------ */

/* No local memory and no barrier: an item is the tile of rungs.c, ROWS vectors of sums, and leaves it to the
 * cache what is near. A core takes one item after the other, so these go down and not across: the next one
 * wants the same columns of b again. */
kernel void own_registers(int n, global const float *a, global const Vector *b, global Vector *c)
{
    const int row = get_global_id(0) * ROWS, line = n / LANES, at = get_global_id(1);
    Vector sum[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++)
        sum[i] = 0;
    for (int k = 0; k < n; k++) {
        const Vector right = b[k * line + at];
#pragma unroll
        for (int i = 0; i < ROWS; i++)
            sum[i] += a[(row + i) * n + k] * right;
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++)
        c[(row + i) * line + at] = sum[i];
}

/* --- What the device can do ----------------------------------------------------------------------------- */

/* ROWS x TURNS multiply-adds of vectors and hardly a byte of memory; x = 0.5 keeps the numbers small. */
kernel void only_arithmetic(global Vector *out, float x)
{
    Vector sum[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++)
        sum[i] = (float)(i + get_local_id(0));
    for (int turn = 0; turn < TURNS; turn++)
#pragma unroll
        for (int i = 0; i < ROWS; i++)
            sum[i] = sum[i] * x + 1.0f;
    Vector all = 0;
#pragma unroll
    for (int i = 0; i < ROWS; i++)
        all += sum[i];
    out[get_global_id(0)] = all;
}

/* What it costs to ask for anything at all. */
kernel void nothing(void)
{
}
