/* Softmax along rows, its logarithm, and their gradients: one item for a row. Rows are as short as there are
 * classes, and a batch has many of them. */

/* e^x overflows at 89, so the row's largest is subtracted first; log softmax(x) = x - max - log(sum). */
kernel void softmax(global const float *x, int x_at, global float *y, int y_at, int rows, int n,
                    int logarithm)
{
    int row = get_global_id(0);
    if (row >= rows)
        return;
    x += x_at + row * n;
    y += y_at + row * n;
    float largest = x[0];
    for (int i = 1; i < n; i++)
        largest = x[i] > largest || x[i] != x[i] ? x[i] : largest;
    float sum = 0.0f, rest = 0.0f;
    for (int i = 0; i < n; i++) {
        float e = exp(x[i] - largest);
        add(&sum, &rest, e);
        y[i] = logarithm ? x[i] - largest : e;
    }
    float scale = 1.0f / sum, log_sum = log(sum);
    for (int i = 0; i < n; i++)
        y[i] = logarithm ? y[i] - log_sum : y[i] * scale;
}

/* dx = y (dy - sum(dy y)); of the logarithm, dx = dy - e^y sum(dy). */
kernel void softmax_grad(global const float *y, int y_at, global const float *dy, int dy_at, global float *dx,
                         int dx_at, int rows, int n, int logarithm)
{
    int row = get_global_id(0);
    if (row >= rows)
        return;
    y += y_at + row * n;
    dy += dy_at + row * n;
    dx += dx_at + row * n;
    float sum = 0.0f, rest = 0.0f;
    for (int i = 0; i < n; i++)
        add(&sum, &rest, logarithm ? dy[i] : dy[i] * y[i]);
    for (int i = 0; i < n; i++)
        dx[i] = logarithm ? dy[i] - exp(y[i]) * sum : y[i] * (dy[i] - sum);
}
