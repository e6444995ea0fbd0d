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
