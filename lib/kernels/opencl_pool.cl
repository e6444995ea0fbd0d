/* Pooling: one item for one number that comes out; neighbours take neighbouring channels.
 *
 * On the way back windows may overlap, so each pixel fetches: it asks the windows that it is in. No two items
 * write to one place. */

/* Pixels first .. last - 1 along one axis, of `size` counted ones. */
typedef struct Span {
    int first, last, size;
} Span;

/* The pixels under window i; what lies past the padded image does not count, padding counts for the mean. */
static Span span_of(const PoolPlan *plan, int i, int size, int out_size, int length)
{
    Span span;
    if (plan->adaptive) {
        span.first = i * size / out_size;
        span.last = ((i + 1) * size + out_size - 1) / out_size;
        span.size = span.last - span.first;
    } else {
        int first = i * plan->stride - plan->pad, last = min(first + length, size + plan->pad);
        span.first = max(first, 0);
        span.last = min(last, size);
        span.size = last - first;
    }
    return span;
}

/* The windows first .. last - 1 that a pixel is in. */
static Span windows_of(const PoolPlan *plan, int pixel, int size, int out_size, int length)
{
    Span span;
    if (plan->adaptive) { /* one of them begins at or before the pixel; its neighbours may overlap it */
        span.first = pixel * out_size / size;
        span.last = span.first + 1;
        while (span.first > 0 && span_of(plan, span.first - 1, size, out_size, length).last > pixel)
            span.first--;
        while (span.last < out_size && span_of(plan, span.last, size, out_size, length).first <= pixel)
            span.last++;
    } else {
        int before = pixel + plan->pad - length; /* the last window that ends before begins here or earlier */
        span.first = before < 0 ? 0 : before / plan->stride + 1;
        span.last = min((pixel + plan->pad) / plan->stride + 1, out_size);
    }
    span.size = span.last - span.first;
    return span;
}

kernel void pool(global const float *x, int x_at, global float *y, int y_at, global float *winner,
                 int winner_at, PoolPlan plan)
{
    int id = get_global_id(0);
    if (id >= plan.n * plan.h2 * plan.w2 * plan.c)
        return;
    int at = id / plan.c, channel = id - at * plan.c;
    int column = at % plan.w2, row = at / plan.w2 % plan.h2, image = at / plan.w2 / plan.h2;
    Span rows = span_of(&plan, row, plan.h, plan.h2, plan.height);
    Span columns = span_of(&plan, column, plan.w, plan.w2, plan.width);
    x += x_at + image * plan.h * plan.w * plan.c + channel;

    int best = rows.first * plan.w + columns.first;
    float largest = x[best * plan.c], sum = 0.0f;
    for (int i = rows.first; i < rows.last; i++) {
        float row_sum = 0.0f;
        for (int k = columns.first; k < columns.last; k++) {
            float value = x[(i * plan.w + k) * plan.c];
            bool better = value > largest || value != value; /* NaN wins, as everywhere */
            largest = better ? value : largest;
            best = better ? i * plan.w + k : best;
            row_sum += value;
        }
        sum += row_sum;
    }
    y[y_at + id] = plan.max ? largest : sum / (rows.size * columns.size);
    if (plan.has_winner)
        winner[winner_at + id] = best;
}

kernel void pool_grad(global const float *dy, int dy_at, global const float *winner, int winner_at,
                      global float *dx, int dx_at, PoolPlan plan)
{
    int id = get_global_id(0);
    if (id >= plan.n * plan.h * plan.w * plan.c)
        return;
    int at = id / plan.c, channel = id - at * plan.c;
    int column = at % plan.w, row = at / plan.w % plan.h, image = at / plan.w / plan.h;
    Span rows = windows_of(&plan, row, plan.h, plan.h2, plan.height);
    Span columns = windows_of(&plan, column, plan.w, plan.w2, plan.width);
    float sum = 0.0f;
    for (int i = rows.first; i < rows.last; i++)
        for (int k = columns.first; k < columns.last; k++) {
            int window = ((image * plan.h2 + i) * plan.w2 + k) * plan.c + channel;
            float part = dy[dy_at + window];
            if (plan.has_winner)
                part = winner[winner_at + window] == (float)(row * plan.w + column) ? part : 0.0f;
            else
                part /= span_of(&plan, i, plan.h, plan.h2, plan.height).size *
                        span_of(&plan, k, plan.w, plan.w2, plan.width).size;
            sum += part;
        }
    dx[dx_at + id] = sum;
}
