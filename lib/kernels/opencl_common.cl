/* What several kernels need; comes before them all.
 *
 * OpenCL C is C with four kinds of memory: `global` is the device's, `local` is shared by the work items of a
 * group, `private` (what is not said) belongs to an item. get_global_id(0) tells an item which one it is. */

/* Where element i of operand k is. */
static int place(const Walk *walk, int k, int i)
{
    int at = 0;
    for (int axis = walk->n_dims - 1; axis > 0; axis--) {
        int size = walk->size[axis], rest = i / size;
        at += (i - rest * size) * walk->stride[k][axis];
        i = rest;
    }
    return walk->n_dims > 0 ? at + i * walk->stride[k][0] : 0;
}

/* *total += term, keeping in *rest what does not fit into the float: adding millions one by one would lose
 * three digits (Kahan). Infinity leaves no rest. */
static void add(float *total, float *rest, float term)
{
    float y = term - *rest, sum = *total + y;
    *rest = isfinite(sum) ? (sum - *total) - y : 0.0f;
    *total = sum;
}

/* Four words of the random stream with this key, Philox 4x32-10: bits that depend on nothing but these
 * numbers. `stream` are the last three words of the counter. The same bits as on the processor
 * (base/random.h). */
static uint4 random_block(uint block, uint3 stream, uint2 key)
{
    uint4 x = (uint4)(block, stream);
    for (int round = 0; round < 10; round++) {
        uint high_a = mul_hi(0xd2511f53u, x.s0), low_a = 0xd2511f53u * x.s0;
        uint high_c = mul_hi(0xcd9e8d57u, x.s2), low_c = 0xcd9e8d57u * x.s2;
        x = (uint4)(high_c ^ x.s1 ^ key.s0, low_c, high_a ^ x.s3 ^ key.s1, low_a);
        key += (uint2)(0x9e3779b9u, 0xbb67ae85u);
    }
    return x;
}

/* Of a word's bits: [0, 1) in steps that a float has. */
static float uniform_of(uint word)
{
    return (float)(word >> 8) * 0x1p-24f;
}
