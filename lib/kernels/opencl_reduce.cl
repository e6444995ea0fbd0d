/* Sums, maxima and minima along any axes, and argmax.
 *
 * What is kept and what is folded are two sets of nested loops. When there are few results and many terms,
 * each result is cut into chunks: one item makes one chunk of one result, and a second launch folds the
 * chunks. Items side by side should read floats side by side: on a graphics card that decides whether they
 * take neighbouring results or neighbouring terms of one result. The order of every sum follows from the
 * sizes and the device alone, so the same program gives the same bits each time. */

enum { FOLD_SUM, FOLD_MAX, FOLD_MIN };

/* The larger or the smaller one; NaN wins. */
static float choose(int op, float a, float b)
{
    if (op == FOLD_MAX)
        return a > b || a != a ? a : b;
    return a < b || a != a ? a : b;
}

/* kept: operand 0 is out, 1 is x. folded: operand 1 is x. Terms of a chunk: start, start + step, ... */
kernel void reduce(global const float *x, int x_at, global float *out, int out_at, Walk kept, Walk folded,
                   int op, int chunks, int terms_side_by_side)
{
    int id = get_global_id(0);
    if (id >= kept.count * chunks)
        return;
    int result = terms_side_by_side ? id / chunks : id % kept.count;
    int chunk = terms_side_by_side ? id % chunks : id / kept.count;
    int each = (folded.count + chunks - 1) / chunks;
    int start = terms_side_by_side ? chunk : chunk * each, step = terms_side_by_side ? chunks : 1;
    int end = terms_side_by_side ? folded.count : min(start + each, folded.count);

    global const float *from = x + x_at + place(&kept, 1, result);
    float total = op == FOLD_SUM ? 0.0f : op == FOLD_MAX ? -INFINITY : INFINITY, rest = 0.0f;
    if (op == FOLD_SUM) {
        for (int i = start; i < end;) {
            float block = 0.0f;
            for (int last = min(end, i + 64 * step); i < last; i += step)
                block += from[folded.n_dims == 1 ? i * folded.stride[1][0] : place(&folded, 1, i)];
            add(&total, &rest, block);
        }
    } else {
        for (int i = start; i < end; i += step)
            total = choose(op, total, from[place(&folded, 1, i)]);
    }
    if (chunks > 1)
        out[out_at + chunk * kept.count + result] = total;
    else
        out[out_at + place(&kept, 0, result)] = total;
}

/* The first index of the largest of each row; NaN counts as largest of all. */
kernel void argmax(global const float *x, int x_at, int rows, int n, int row_stride, int stride,
                   global float *out, int out_at, int out_stride)
{
    int row = get_global_id(0);
    if (row >= rows)
        return;
    global const float *from = x + x_at + row * row_stride;
    int first = 0;
    float largest = from[0];
    for (int i = 1; i < n; i++) {
        float value = from[i * stride];
        if (value > largest || (value != value && largest == largest)) {
            largest = value;
            first = i;
        }
    }
    out[out_at + row * out_stride] = first;
}
