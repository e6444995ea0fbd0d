/* What a net of five convolutions costs, layer by layer, and how much of the picture its numbers see. */
#include "convolution.h"

/* --- Parameters and multiplications --------------------------------------------------------------------- */

/* fast.ai's simple_cnn: kernels of 3 x 3, stride 2, pad 1, from 28 x 28 to a single place. */
enum { LAYERS = 5 };
static const int CHANNELS[LAYERS + 1] = {1, 4, 8, 16, 32, 2};

void layers(void)
{
    puts("\n--- Five convolutions with stride 2: what each has and does\n");
    puts("layer  channels   size        weights + biases   multiplications");
    int size = DIGIT_SIDE, parameters = 0, work = 0;
    for (int i = 0; i < LAYERS; i++) {
        int in = CHANNELS[i], out = CHANNELS[i + 1], next = (size + 1) / 2;
        int weights = out * 3 * 3 * in, times = next * next * weights;
        printf("%5d  %2d -> %-2d   %2d -> %-2d   %5d + %-2d = %5d   %2d x %2d x %4d = %5d\n", i + 1, in, out,
               size, next, weights, out, weights + out, next, next, weights, times);
        parameters += weights + out;
        work += times;
        size = next;
    }
    printf("%d parameters, %d multiplications for a picture\n", parameters, work);
    check_near("parameters of simple_cnn", parameters, 6722, 0);

    int third = CHANNELS[3] * 9 * CHANNELS[2], second = CHANNELS[2] * 9 * CHANNELS[1];
    printf("half the size, twice the channels, the same work: 14 x 14 x %d = %d, 7 x 7 x %d = %d\n", second,
           14 * 14 * second, third, 7 * 7 * third);
    check_near("7 * 7 * (1168 - 16)", 7 * 7 * third, 56448, 0);
    check_near("14 * 14 * (296 - 8)", 14 * 14 * second, 56448, 0);
}

/* --- The receptive field -------------------------------------------------------------------------------- */

/* Through how many paths each pixel reaches the number in the middle of the last layer: with all weights 1
 * that is the slope of this number for the pixel. (1, side, side, 1) */
static Tensor *paths(int side, int n_layers, int stride)
{
    Tensor *picture = tensor_requires_grad(tensor_zeros(SHAPE(1, side, side, 1)));
    Tensor *x = picture, *kernel = tensor_ones(SHAPE(1, 3, 3, 1));
    for (int i = 0; i < n_layers; i++)
        x = tensor_conv(x, kernel, NULL, (Conv){.stride = stride, .pad = 1});
    if (!x)
        return NULL;
    int64_t middle = x->shape[1] / 2;
    Tensor *number = tensor_slice(tensor_slice(x, 1, middle, middle + 1), 2, middle, middle + 1);
    tensor_backward(tensor_sum(number, ALL_AXES));
    return picture->grad;
}

/* How many rows have a pixel that counts. */
static int rows_seen(Tensor *counts)
{
    Tensor *rows = tensor_gt(tensor_sum(counts, AXIS0 | AXIS2 | AXIS3), tensor_scalar(0));
    return (int)tensor_item(tensor_sum(rows, ALL_AXES));
}

static void write_field(const char *folder)
{
    enum { N = DIGIT_SIDE };
    const char *csv = file_join(folder, "13-field.csv");
    FileWriter *data = file_create(csv);
    for (int y = 0; data && y < N; y++)
        for (int x = 0; x < N; x++)
            fprintf(file_stream(data), "%d%c", DIGIT[y][x], x == N - 1 ? '\n' : ',');
    if (data)
        fputs("\n\n", file_stream(data));
    Tensor *counts = paths(N, 3, 2);
    for (int y = 0; data && y < N; y++)
        for (int x = 0; x < N; x++)
            fprintf(file_stream(data), "%g%c", tensor_at(counts, 0, y, x, 0), x == N - 1 ? '\n' : ',');
    if (file_commit(data))
        plot_show(stdout, "ch13-field", file_join(folder, "13-field.png"), "what a number sees", 1,
                  &(PlotVariable){"data", csv});
}

void how_far_it_sees(const char *folder)
{
    enum { SIDE = 64, MOST = 5 };
    static const int stride_2[MOST] = {3, 7, 15, 31, 63};
    puts("\n--- The receptive field: rows of the picture that one number depends on\n");
    puts("layers   stride 1   stride 2");
    for (int n = 1; n <= MOST && error_ok(); n++) {
        int small = rows_seen(paths(SIDE, n, 1)), large = rows_seen(paths(SIDE, n, 2));
        printf("%6d %10d %10d\n", n, small, large);
        check_near("receptive field, stride 1", small, 2 * n + 1, 0);
        check_near("receptive field, stride 2", large, stride_2[n - 1], 0);
    }
    if (folder)
        write_field(folder);
}
