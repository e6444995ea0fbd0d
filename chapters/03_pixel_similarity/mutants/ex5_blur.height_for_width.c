/* caught by: rows_are_rows - takes the height for the width */
#include "ex5_blur.h"

#include "autograd/ops.h"
#include "nn/loss.h"

void blur(const float *picture, float *blurred, int height, int width, int radius)
{
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            float sum = 0;
            int n = 0;
            for (int y = row - radius; y <= row + radius; y++)
                for (int x = column - radius; x <= column + radius; x++)
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        sum += picture[y * width + x];
                        n++;
                    }
            blurred[row * width + column] = sum / n;
        }
}

/* (n, h, w, 1), each of the n blurred. */
static Tensor *all_blurred(Tensor *pictures, int radius)
{
    int64_t count = tensor_count(pictures);
    float *values = scope_alloc((size_t)count * sizeof *values),
          *out = scope_alloc((size_t)count * sizeof *out);
    if (!values || !out || !tensor_read(pictures, values))
        return NULL;
    Shape shape = tensor_shape(pictures);
    int height = (int)shape.size[2], width = (int)shape.size[1];
    for (int64_t at = 0; at < count; at += height * width)
        blur(values + at, out + at, height, width, radius);
    return tensor_from(shape, out, count);
}

/* How near each picture is to the ideal of a class, (n): minus the distance, so that the largest one wins. */
static Tensor *nearness(const Dataset *train, int label, Tensor *pictures, int radius)
{
    Scope scope = scope_begin();
    Tensor *ideal = tensor_unsqueeze(tensor_mean(dataset_class_images(train, label), AXIS0), 0);
    Tensor *difference =
        tensor_sub(pictures, all_blurred(ideal, radius)); /* a blurred mean is a mean of blurred */
    Tensor *distance = tensor_mean(tensor_abs(difference), AXIS1 | AXIS2 | AXIS3);
    return scope_end_keep(scope, tensor_neg(distance));
}

double blurred_accuracy(const Dataset *train, const Dataset *valid, int radius)
{
    Tensor *pictures, *labels;
    Tensor **columns = scope_alloc((size_t)train->n_classes * sizeof(Tensor *));
    if (!columns || !dataset_tensors(valid, &pictures, &labels))
        return 0;
    pictures = all_blurred(pictures, radius);
    for (int label = 0; label < train->n_classes; label++)
        columns[label] = nearness(train, label, pictures, radius);
    return nn_accuracy(tensor_transpose(tensor_stack(columns, train->n_classes)), labels);
}
