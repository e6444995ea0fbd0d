/* Normalisation of the columns of (rows, c), and its gradient.
 *
 * Each column is summed in chunks of rows: items side by side take neighbouring columns of one chunk, so they
 * read side by side. Then one item for a column puts its chunks together, in their order. */

/* Chunk means, and summed squares of differences to them: (chunks, 2, c). The textbook's mean(x^2) -
 * mean(x)^2 cancels when the mean is large; so everything is measured from the column's first number, which
 * is near the mean as far as it matters. */
kernel void norm_moments(global const float *x, int x_at, global float *parts, NormPlan plan)
{
    int id = get_global_id(0);
    if (id >= plan.chunks * plan.c)
        return;
    int chunk = id / plan.c, column = id - chunk * plan.c;
    int row = chunk * plan.each, end = min(row + plan.each, plan.rows), count = 0;
    x += x_at + column;
    float near = x[0], mean = 0.0f, squares = 0.0f;
    while (row < end) {
        float sum = 0.0f, square = 0.0f;
        int first = row, last = min(row + 64, end);
        for (; row < last; row++) {
            float d = x[row * plan.c] - near;
            sum += d;
            square += d * d;
        }
        int n = last - first;
        float mean_here = sum / n, d = mean_here - mean, part = (float)n / (count + n);
        mean += d * part;
        squares += square - sum * mean_here + d * d * count * part;
        count += n;
    }
    parts[(2 * chunk) * plan.c + column] = mean;
    parts[(2 * chunk + 1) * plan.c + column] = squares;
}

/* n = na + nb,  d = mean_b - mean_a,  mean = mean_a + d nb/n,  squares = squares_a + squares_b + d^2 na nb/n
 */
kernel void norm_merge(global const float *x, int x_at, global const float *parts, global float *mean,
                       int mean_at, global float *var, int var_at, NormPlan plan)
{
    int column = get_global_id(0);
    if (column >= plan.c)
        return;
    float total = 0.0f, squares = 0.0f;
    int count = 0;
    for (int chunk = 0; chunk < plan.chunks; chunk++) {
        int n = min(plan.each, plan.rows - chunk * plan.each);
        float d = parts[2 * chunk * plan.c + column] - total, part = (float)n / (count + n);
        total += d * part;
        squares += parts[(2 * chunk + 1) * plan.c + column] + d * d * count * part;
        count += n;
    }
    mean[mean_at + column] = x[x_at + column] + total;
    var[var_at + column] = squares / plan.rows;
}

/* What ReLU sees. The gradient computes it again, and must get the same. */
static float norm_value(float from_mean, float scale, float beta)
{
    return fma(from_mean, scale, beta);
}

#define COLUMNS                                                                                            \
    global const float *mean, int mean_at, global const float *var, int var_at, global const float *gamma, \
        int gamma_at, global const float *beta, int beta_at

/* An item's column and rows: `each` rows of one column, so that its coefficients are worked out once. */
#define BEGIN_COLUMN                                                        \
    int id = get_global_id(0);                                              \
    if (id >= plan.chunks * plan.c)                                         \
        return;                                                             \
    int chunk = id / plan.c, column = id - chunk * plan.c;                  \
    int first = chunk * plan.each, end = min(first + plan.each, plan.rows); \
    float center = mean[mean_at + column], shift = beta[beta_at + column];  \
    float over_std = 1.0f / sqrt(var[var_at + column] + plan.eps), scale = gamma[gamma_at + column] * over_std

/* y = act((x - mean) scale + beta + add) */
kernel void norm_apply(global const float *x, int x_at, global const float *more, int more_at,
                       global float *y, int y_at, COLUMNS, NormPlan plan)
{
    BEGIN_COLUMN;
    for (int row = first; row < end; row++) {
        int i = row * plan.c + column;
        float value = norm_value(x[x_at + i] - center, scale, shift);
        if (plan.has_add)
            value += more[more_at + i];
        y[y_at + i] = plan.relu && value < 0.0f ? 0.0f : value;
    }
}

/* sum(dy) and sum(dy (x - mean)) of each chunk: (chunks, 2, c). ReLU lets dy through where y was positive: y
 * is made again from x, or, behind an addition, read; then the masked dy is written, since it is the gradient
 * of what was added and what the next pass needs. */
kernel void norm_grad_sums(global const float *x, int x_at, global const float *dy, int dy_at,
                           global const float *y, int y_at, global float *dadd, int dadd_at,
                           global float *parts, COLUMNS, NormPlan plan)
{
    BEGIN_COLUMN;
    float sum = 0.0f, sum_rest = 0.0f, times = 0.0f, times_rest = 0.0f;
    for (int row = first; row < end;) {
        float block = 0.0f, block_times = 0.0f;
        for (int last = min(row + 64, end); row < last; row++) {
            int i = row * plan.c + column;
            float u = x[x_at + i] - center, d = dy[dy_at + i];
            if (plan.by_y)
                dadd[dadd_at + i] = d = y[y_at + i] > 0.0f ? d : 0.0f;
            else if (plan.relu)
                d = norm_value(u, scale, shift) > 0.0f ? d : 0.0f;
            block += d;
            block_times += d * u;
        }
        add(&sum, &sum_rest, block);
        add(&times, &times_rest, block_times);
    }
    parts[(2 * chunk) * plan.c + column] = sum;
    parts[(2 * chunk + 1) * plan.c + column] = times;
}

/* dbeta, dgamma, and behind the parts what dx needs of each column: (2, c). */
kernel void norm_grad_finish(global float *parts, global float *dgamma, int dgamma_at, global float *dbeta,
                             int dbeta_at, COLUMNS, NormPlan plan)
{
    int column = get_global_id(0);
    if (column >= plan.c)
        return;
    float sum = 0.0f, sum_rest = 0.0f, times = 0.0f, times_rest = 0.0f;
    for (int chunk = 0; chunk < plan.chunks; chunk++) {
        add(&sum, &sum_rest, parts[(2 * chunk) * plan.c + column]);
        add(&times, &times_rest, parts[(2 * chunk + 1) * plan.c + column]);
    }
    float over_std = 1.0f / sqrt(var[var_at + column] + plan.eps);
    dbeta[dbeta_at + column] = sum;
    dgamma[dgamma_at + column] = times * over_std;
    parts[(2 * plan.chunks) * plan.c + column] = sum / plan.rows;
    parts[(2 * plan.chunks + 1) * plan.c + column] = times * over_std * over_std / plan.rows;
}

/* dx = (dy - of_one - of_x (x - mean)) scale; it may be written where x or dy is. */
kernel void norm_grad_apply(global const float *x, int x_at, global const float *dy, int dy_at,
                            global float *dx, int dx_at, global const float *of_one, int of_one_at, COLUMNS,
                            NormPlan plan)
{
    BEGIN_COLUMN;
    float one = of_one[of_one_at + column], of_x = of_one[of_one_at + plan.c + column];
    for (int row = first; row < end; row++) {
        int i = row * plan.c + column;
        float u = x[x_at + i] - center, d = dy[dy_at + i];
        if (plan.relu && !plan.by_y)
            d = norm_value(u, scale, shift) > 0.0f ? d : 0.0f;
        dx[dx_at + i] = (d - one - of_x * u) * scale;
    }
}
