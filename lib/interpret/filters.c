/* Kernels as pictures. */
#include "interpret/filters.h"

#include <math.h>

#include "base/error.h"
#include "base/scope.h"
#include "vision/montage.h"

Tensor *filters_first(Module *net)
{
    Parameters *weights = nn_parameters(net);
    for (int i = 0; weights && i < weights->n; i++)
        if (weights->tensors[i]->n_dims == 4)
            return weights->tensors[i];
    return weights ? error_set(ERR_VALUE, "filters_first: no convolution in this %s", net->kind) : NULL;
}

/* A kernel's numbers (height, width, channels) as a picture, freed with the scope. */
static Image *kernel_picture(const float *values, int height, int width, int channels, int scale)
{
    Image *image = image_scoped(image_new(width * scale, height * scale, channels));
    float low = INFINITY, high = -INFINITY;
    for (int i = 0; i < height * width * channels; i++) {
        low = fminf(low, values[i]);
        high = fmaxf(high, values[i]);
    }
    for (int y = 0; image && y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            for (int c = 0; c < channels; c++) {
                float v = values[(y / scale * width + x / scale) * channels + c];
                image->pixels[(y * image->width + x) * channels + c] =
                    high > low ? (uint8_t)lroundf(255 * (v - low) / (high - low)) : 128;
            }
    return image;
}

Image *filters_montage(Tensor *weight, int columns, int scale)
{
    enum { WIDE = 42 };
    if (!weight || !error_ok())
        return NULL;
    if (weight->n_dims != 4 || (weight->shape[3] != 1 && weight->shape[3] != 3) || scale < 0)
        return error_set(ERR_SHAPE,
                         "filters_montage: kernels (%s) with squares of %d pixels; of 1 or 3 channels",
                         shape_text(tensor_shape(weight)), scale);
    int n = (int)weight->shape[0], height = (int)weight->shape[1], width = (int)weight->shape[2],
        channels = (int)weight->shape[3];
    scale = scale ? scale : width < WIDE ? WIDE / width : 1;
    Scope scope = scope_begin();
    const Image **pictures = scope_alloc((size_t)n * sizeof *pictures);
    float *values = scope_alloc((size_t)tensor_count(weight) * sizeof *values);
    bool made = pictures && values && tensor_read(weight, values);
    for (int k = 0; made && k < n; k++) {
        pictures[k] = kernel_picture(values + k * height * width * channels, height, width, channels, scale);
        made = pictures[k] != NULL;
    }
    Image *sheet = made ? montage(n, pictures, (Montage){.columns = columns}) : NULL;
    scope_end(scope);
    return sheet;
}
