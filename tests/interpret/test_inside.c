/* Looking inside: Grad-CAM by PyTorch, covered squares, receptive fields by the formula, strongest patches.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "data/transforms.h"
#include "interpret/activation_stats.h"
#include "interpret/capture.h"
#include "interpret/filters.h"
#include "interpret/grad_cam.h"
#include "interpret/heat.h"
#include "interpret/patches.h"
#include "interpret/receptive_field.h"
#include "nn/nets.h"
#include "tests/golden/interpret.h"
#include "tests/support/temp_folder.h"

TestSuite(inside, .fini = scope_end_all);

/* sin(.7 i + start): what make_interpret.py computes, too. */
static Tensor *sines(Shape shape, double start)
{
    Tensor *t = tensor_empty(shape);
    int64_t n = tensor_count(t);
    float *values = scope_alloc((size_t)n * sizeof *values);
    for (int64_t i = 0; i < n; i++)
        values[i] = (float)sin((double)i * 0.7 + start);
    cr_assert(tensor_write(t, values));
    return t;
}

static void set(Module *layer, double start)
{
    for (int i = 0; i < layer->n_tensors; i++)
        tensor_copy_(layer->tensors[i].tensor,
                     sines(tensor_shape(layer->tensors[i].tensor), start + 0.1 * i));
}

static Module *small_net(void)
{
    Module *net = nn_sequential(nn_conv(3, 4, 3, (ConvOptions){.pad = 1}), nn_relu(),
                                nn_max_pool((Pool){.size = 2}), nn_conv(4, 5, 3, (ConvOptions){.pad = 1}),
                                nn_relu(), nn_adaptive_avg_pool(1, 1), nn_flatten(), nn_linear(5, 3));
    set(net->children[0], 0.2);
    set(net->children[3], 0.4);
    set(net->children[7], 0.6);
    return net;
}

Test(inside, grad_cam_is_pytorchs)
{
    Module *net = small_net();
    Tensor *x = sines(SHAPE(2, 8, 8, 3), 0.1);
    Tensor *map = grad_cam(net, NULL, x, (int[]){2, 0});
    cr_assert(ne(ptr, map, NULL), "%s", error_text());
    Tensor *expected = tensor_from(SHAPE(2, 4, 4), interpret_cam, 32);
    cr_expect(tensor_all_close(map, expected, 1e-4, 1e-5));
    cr_expect(tensor_equal(grad_cam(net, "4", x, (int[]){2, 0}), map), "the same layer by its name");
    cr_expect(tensor_equal(grad_cam(net, NULL, x, NULL), grad_cam(net, NULL, x, (int[]){0, 0})),
              "both are taken for class 0");
    for (int i = 0; i < net->children[0]->n_tensors; i++) {
        cr_expect(eq(ptr, net->children[0]->tensors[i].tensor->grad, NULL),
                  "the weights' gradients are not touched");
        cr_expect(net->children[0]->tensors[i].tensor->needs_grad);
    }
    cr_expect(net->training);
    cr_expect(eq(ptr, grad_cam(net, NULL, x, (int[]){0, 3}), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_expect(eq(ptr, grad_cam(net, "conv9", x, NULL), NULL));
    cr_expect(
        eq(str, (char *)error_text(),
           (char *)"nn_find: no \"conv9\" of \"conv9\" in a Sequential, which has 0, 1, 2, 3, 4, 5, 6, 7"));
}

Test(inside, capture_sees_the_layer)
{
    Module *net = small_net();
    Tensor *x = sines(SHAPE(2, 8, 8, 3), 0.1);
    Capture look;
    cr_assert(capture_run(net, "2", x, false, &look), "%s", error_text());
    nn_eval(net);
    Tensor *by_hand = x;
    for (int i = 0; i < 3; i++)
        by_hand = nn_forward(net->children[i], by_hand);
    cr_expect(tensor_equal(look.output, by_hand));
    cr_expect(tensor_all_close(look.logits, tensor_from(SHAPE(2, 3), interpret_answer, 6), 1e-4, 1e-5));
    cr_assert(capture_run(net, NULL, x, false, &look));
    cr_expect(eq(i64, look.output->shape[3], 5));
    cr_expect(not(capture_run(nn_sequential(nn_flatten(), nn_linear(192, 2)), NULL, x, false, &look)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

/* A net that answers with the mean of the left upper quarter's first channel. */
static Tensor *upper_left(Module *module, Tensor *x)
{
    (void)module;
    Tensor *part = tensor_slice(tensor_slice(tensor_slice(x, 1, 0, 4), 2, 0, 4), 3, 0, 1);
    Tensor *mean = tensor_reshape(tensor_mean(part, AXIS1 | AXIS2), SHAPE(-1, 1));
    return tensor_cat((Tensor *[]){mean, tensor_neg(mean)}, 2, 1);
}

Test(inside, covering_what_matters_lowers_the_answer)
{
    Module *net = nn_module("UpperLeft", upper_left, 0, 0);
    Tensor *map = occlusion_map(net, tensor_ones(SHAPE(1, 8, 8, 3)), -1, (Occlusion){.size = 4, .stride = 2});
    cr_assert(ne(ptr, map, NULL), "%s", error_text());
    cr_expect(eq(i64, map->shape[0], 4));
    double all = 1 / (1 + exp(-2)), half = 1 / (1 + exp(-1)), quarter = 1 / (1 + exp(-1.5));
    cr_expect(epsilon_eq(dbl, tensor_at(map, 0, 0), all - 0.5, 1e-6));
    cr_expect(epsilon_eq(dbl, tensor_at(map, 0, 1), all - half, 1e-6));
    cr_expect(epsilon_eq(dbl, tensor_at(map, 1, 1), all - quarter, 1e-6));
    cr_expect(epsilon_eq(dbl, tensor_at(map, 3, 0), 0, 1e-7));
    cr_expect(eq(ptr, occlusion_map(net, tensor_ones(SHAPE(2, 8, 8, 3)), -1, (Occlusion){0}), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
}

static int clip(int pixel, int size)
{
    return pixel < 0 ? 0 : pixel > size ? size : pixel;
}

/* Strides multiply, and every window adds (size - 1) of the strides below it: 3, 7, 9, 17 pixels. */
Test(inside, receptive_field_is_the_formulas)
{
    enum { HEIGHT = 40, WIDTH = 32 };
    random_seed(3);
    Module *net = nn_sequential(nn_conv(3, 8, 3, (ConvOptions){.stride = 2, .pad = 1}), nn_relu(),
                                nn_conv(8, 8, 3, (ConvOptions){.pad = 1}), nn_relu(),
                                nn_max_pool((Pool){.size = 2}), nn_conv(8, 8, 3, (ConvOptions){.pad = 1}),
                                nn_relu(), nn_adaptive_avg_pool(1, 1), nn_flatten(), nn_linear(8, 2));
    ReceptiveField *field = receptive_field(net, NULL, HEIGHT, WIDTH, 1);
    cr_assert(ne(ptr, field, NULL), "%s", error_text());
    cr_assert(field->rows == 10 && field->columns == 8);
    for (int i = 0; i < 10; i++) {
        cr_expect(eq(int, field->down[i].from, clip(4 * i - 7, HEIGHT)), "row %d", i);
        cr_expect(eq(int, field->down[i].to, clip(4 * i + 10, HEIGHT)), "row %d", i);
    }
    cr_expect(eq(int, receptive_box(NULL, 4, 3).width, 0), "the rest of a program runs on after an error");
    Box box = receptive_box(field, 4, 3);
    cr_expect(box.x == 5 && box.y == 9 && box.width == 17 && box.height == 17);
    ReceptiveField *first = receptive_field(net, "0", HEIGHT, WIDTH, 1);
    box = receptive_box(first, 5, 5);
    cr_expect(box.x == 9 && box.y == 9 && box.width == 3 && box.height == 3);
}

/* --- patches ------------------------------------------------------------------------------------------ */

enum { PICTURES = 6, SIDE = 16 };

/* Black, with a bright 2 x 2 spot, brighter from picture to picture, at (2 i, i). */
static Image *spot_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 3);
    for (int y = 0; image && y < 2; y++)
        for (int x = 0; x < 2; x++)
            memset(image->pixels + ((2 * i + y) * SIDE + i + x) * 3, (int)(100 + 20 * i), 3);
    return image;
}

static int no_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

Test(inside, patches_are_the_places_with_the_strongest_answers)
{
    static const char *names[] = {"even", "odd"};
    static const Dataset spots = {.n = PICTURES,
                                  .name = "spots",
                                  .n_classes = 2,
                                  .classes = names,
                                  .image = spot_image,
                                  .label = no_label};
    Module *net = nn_sequential(nn_conv(3, 2, 3, (ConvOptions){.pad = 1, .no_bias = true}),
                                nn_adaptive_avg_pool(1, 1), nn_flatten());
    Tensor *weight = filters_first(net);
    cr_assert(eq(ptr, weight, net->children[0]->tensors[0].tensor));
    tensor_fill_(weight, 0);
    float values[54] = {[4 * 3] = 1, [27 + 4 * 3] = -1}; /* the red of the middle, and what is darkest */
    cr_assert(tensor_write(weight, values));
    Loader *loader = loader_new(&spots, (LoaderOptions){.batch = 4, .shuffle = true, .drop_last = true});
    Patches *patches = patches_find(net, NULL, loader, 3);
    cr_assert(ne(ptr, patches, NULL), "%s", error_text());
    cr_expect(eq(int, patches->channels, 2));
    for (int k = 0; k < 3; k++) {
        const Patch *patch = &patches->best[k];
        cr_expect(patch->sample == PICTURES - 1 - k && patch->y == 2 * patch->sample &&
                      patch->x == patch->sample,
                  "place %d: picture %d at (%d, %d)", k, (int)patch->sample, patch->y, patch->x);
        cr_expect(epsilon_eq(dbl, patch->value, (100.0 + 20 * (double)patch->sample) / 255, 1e-6));
        cr_expect(eq(dbl, patches->best[3 + k].value, 0));
    }
    Image *sheet = patches_montage(net, loader, patches, (int[]){0}, 1, 12);
    cr_assert(ne(ptr, sheet, NULL), "%s", error_text());
    cr_expect(eq(int, sheet->width, 3 * 20 + 8));
    image_free(sheet);
    cr_expect(eq(ptr, patches_montage(net, loader, patches, (int[]){2}, 1, 12), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

/* --- kernels, colours, statistics --------------------------------------------------------------------- */

Test(inside, kernels_as_pictures)
{
    Tensor *weight = tensor_of(SHAPE(2, 1, 2, 3), -1, 0, 1, -1, 1, 0, 5, 5, 5, 5, 5, 5);
    Image *sheet = filters_montage(weight, 0, 4);
    cr_assert(ne(ptr, sheet, NULL), "%s", error_text());
    cr_expect(eq(int, sheet->width, 8 + 2 * 16));
    cr_expect(eq(int, sheet->height, 4 + 16));
    const uint8_t *pixel = sheet->pixels + (8 * sheet->width + 8) * 3, *next = pixel + 4 * 3;
    cr_expect(pixel[0] == 0 && pixel[1] == 128 && pixel[2] == 255, "%d %d %d", pixel[0], pixel[1], pixel[2]);
    cr_expect(next[0] == 0 && next[1] == 255 && next[2] == 128);
    pixel += 16 * 3;
    cr_expect(eq(int, pixel[0], 128), "a kernel without contrast is grey");
    image_free(sheet);
    cr_expect(eq(ptr, filters_montage(tensor_zeros(SHAPE(2, 3, 3, 4)), 0, 0), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
}

Test(inside, heat_lies_over_a_picture)
{
    uint8_t cold[3], warm[3], hot[3];
    heat_colour(-1, cold);
    heat_colour(0.5, warm);
    heat_colour(2, hot);
    heat_colour(1, NULL);
    cr_expect(cold[0] == 0 && warm[0] == 181 && hot[0] == 252);
    Image *image = image_scoped(image_new(4, 2, 1));
    memset(image->pixels, 100, 8);
    Image *over = image_scoped(heat_overlay(image, tensor_of(SHAPE(1, 2), -3, 2), 0.5));
    cr_assert(ne(ptr, over, NULL), "%s", error_text());
    cr_expect(eq(int, over->pixels[0], 50), "half the picture and half of black");
    cr_expect(eq(int, over->pixels[3 * 3], 176), "half the picture and half of the hottest");
    Image *nothing = image_scoped(heat_overlay(image, tensor_zeros(SHAPE(2, 2)), 0));
    cr_expect(eq(int, nothing->pixels[0], 40));
    cr_expect(eq(ptr, heat_overlay(image, tensor_zeros(SHAPE(2)), 0), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
}

Test(inside, statistics_of_layers)
{
    Module *net = nn_sequential(nn_flatten(), nn_relu(), nn_residual(nn_relu()));
    ActivationStats *stats = activation_stats_watch(net, (StatsOptions){.kind = "ReLU", .most = 2});
    cr_assert(ne(ptr, stats, NULL), "%s", error_text());
    cr_assert(eq(int, stats->n_layers, 2));
    cr_expect(eq(str, (char *)stats->layers[1].path, (char *)"2.body"));
    nn_train(net);
    Tensor *x = tensor_of(SHAPE(2, 3), -1, 0.02, 0.3, 3, 10, 12);
    nn_forward(net, x);
    nn_eval(net);
    nn_forward(net, x);
    nn_train(net);
    nn_forward(net, tensor_zeros(SHAPE(1, 3)));
    nn_forward(net, x);
    activation_stats_stop(stats);
    const LayerStats *layer = &stats->layers[0];
    cr_assert(eq(i64, layer->n, 2), "two steps of training fit, evaluation does not count");
    cr_expect(epsilon_eq(flt, layer->mean[0], 25.32f / 6, 1e-5f));
    cr_expect(epsilon_eq(flt, layer->std[0], 4.936936f, 1e-4f));
    cr_expect(epsilon_eq(flt, layer->near_zero[0], 2.0f / 6, 1e-6f));
    cr_expect(eq(flt, layer->near_zero[1], 1));
    static const float bins[STATS_BINS] = {[0] = 2, [1] = 1, [12] = 1, [39] = 1}; /* 12 is outside */
    cr_expect(eq(int, memcmp(layer->histogram, bins, sizeof bins), 0));
    Image *picture = image_scoped(activation_stats_picture(layer));
    cr_assert(picture && picture->width == 2 && picture->height == STATS_BINS);
    uint8_t colour[3];
    heat_colour(1, colour);
    cr_expect(eq(int, picture->pixels[(39 * 2 + 1) * 3], colour[0]), "three zeros are the most there is");
    const char *path = file_join(temp_folder(), "stats.csv");
    cr_assert(activation_stats_write(stats, path));
    size_t n;
    cr_expect(eq(str, (char *)file_read(path, 0, &n),
                 "layer,kind,step,mean,std,near_zero\n1,ReLU,0,4.22,4.93694,0.333333\n1,ReLU,1,0,0,1\n"
                 "2.body,ReLU,0,4.22,4.93694,0.333333\n2.body,ReLU,1,0,0,1\n"));
    cr_expect(eq(ptr, activation_stats_watch(net, (StatsOptions){.kind = "Conv"}), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}
