/* Every entry of the OpenCL table against the CPU's, on random numbers in random layouts with NaN in all
 * gaps: values within what another order of sums and another exp allow, gaps untouched. Runs with
 * DEVICE=opencl. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "kernels/device.h"
#include "kernels/opencl.h"
#include "tests/device/both.h"

TestSuite(opencl, .init = open_device);

Test(opencl, element_by_element)
{
    for (int round = 0; round < 60; round++) {
        int64_t shape[MAX_DIMS];
        int n_dims = sample_shape(&stream, 3000, shape);
        Layout layout = round % 3 == 0 ? LAYOUT_CONTIGUOUS : LAYOUT_STRETCHED;
        float low = round % 2 ? 0.1f : -2;
        Both a = both(layout, n_dims, shape, low, 2), b = both(layout, n_dims, shape, low, 2),
             out = both(round % 3 == 0 ? LAYOUT_CONTIGUOUS : LAYOUT_WILD, n_dims, shape, 0, 1);
        MapOp map = (MapOp)(round % (MAP_TANH + 1));
        CALL(map, (map, 0.5f, 1.5f, &a.here, &out.here), (map, 0.5f, 1.5f, &a.there, &out.there));
        expect_same("map", &out, 2e-6);
        for (int op = round % 4; op <= ZIP_TANH_GRAD; op += 4) {
            float p = op == ZIP_POW_GRAD ? (float)(round % 4) : -0.5f;
            CALL(zip, ((ZipOp)op, p, 1, &a.here, &b.here, &out.here),
                 ((ZipOp)op, p, 1, &a.there, &b.there, &out.there));
            expect_same("zip", &out, 4e-6);
        }
        CALL(copy, (&a.here, &out.here), (&a.there, &out.there));
        expect_same("copy", &out, 0);
        CALL(fill, (&out.here, 2.5f), (&out.there, 2.5f));
        expect_same("fill", &out, 0);
        DONE(&a, &b, &out);
    }
}

static void check_reductions(void)
{
    for (int round = 0; round < 60; round++) {
        int64_t shape[MAX_DIMS], kept[MAX_DIMS];
        int n_dims = sample_shape(&stream, round % 10 ? 3000 : 200000, shape);
        for (int i = 0; i < n_dims; i++)
            kept[i] = stream_below(&stream, 2) ? shape[i] : 1;
        Both x = both(round % 2 ? LAYOUT_CONTIGUOUS : LAYOUT_STRETCHED, n_dims, shape, -1, 1),
             out = both(LAYOUT_WILD, n_dims, kept, 0, 1);
        ReduceOp op = (ReduceOp)(round % 3);
        CALL(reduce, (op, &x.here, &out.here), (op, &x.there, &out.there));
        expect_same("reduce", &out, op == REDUCE_SUM ? 1e-5 : 0);
        DONE(&x, &out);
    }
    Both x = BOTH(-1, 1, 50, 37), first = BOTH(0, 1, 50);
    CALL(argmax, (&x.here, &first.here), (&x.there, &first.there));
    expect_same("argmax", &first, 0);
    DONE(&x, &first);
}

Test(opencl, reductions)
{
    check_reductions();
}

Test(opencl, rows_by_number)
{
    Both table = BOTH(-1, 1, 9, 13), rows = BOTH(-1, 1, 40, 13), index = labels(40, 9),
         x = BOTH(-1, 1, 40, 9), one = BOTH(0, 1, 40);
    CALL(scatter_add, (&rows.here, &index.here, &table.here), (&rows.there, &index.there, &table.there));
    expect_same("scatter_add", &table, 1e-6);
    CALL(gather, (&table.here, &index.here, &rows.here), (&table.there, &index.there, &rows.there));
    expect_same("gather", &rows, 1e-6);
    CALL(pick, (&x.here, &index.here, &one.here), (&x.there, &index.there, &one.there));
    expect_same("pick", &one, 0);
    CALL(pick_grad, (&one.here, &index.here, &x.here), (&one.there, &index.there, &x.there));
    expect_same("pick_grad", &x, 0);

    /* A label that is none: told when a value is next read, or at once with OPENCL_CHECK=1. */
    float bad = 9, value;
    unsetenv("OPENCL_CHECK");
    cr_assert(device->upload(index.there.memory, 7, &bad, 1));
    cr_expect(device->pick(&x.there, &index.there, &one.there));
    cr_expect(not(device->download(one.there.memory, 0, &value, 1)));
    cr_expect(eq(str, (char *)error_text(), "tensor_nll: index 9 at position 7, with 9 to choose from"));
    error_clear();
    cr_expect(device->download(one.there.memory, 0, &value, 1), "told once");
    setenv("OPENCL_CHECK", "1", 1);
    cr_expect(not(device->gather(&table.there, &index.there, &rows.there)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    DONE(&table, &rows, &index, &x, &one);
}

/* A matrix of which one stride is 1. */
static Both matrix(int64_t rows, int64_t cols, bool by_rows)
{
    Both b = by_rows ? BOTH(-1, 1, rows, cols + 3) : BOTH(-1, 1, cols, rows + 2);
    View *views[] = {&b.here, &b.there};
    for (int i = 0; i < 2; i++) {
        views[i]->offset = 1;
        views[i]->shape[0] = rows, views[i]->shape[1] = cols;
        views[i]->stride[0] = by_rows ? cols + 3 : 1;
        views[i]->stride[1] = by_rows ? 1 : rows + 2;
    }
    return b;
}

static void check_products(void)
{
    static const int64_t sizes[][3] = {{1, 1, 1},     {5, 7, 3},      {64, 10, 50},
                                       {1, 40, 300},  {33, 1, 200},   {57, 129, 129},
                                       {130, 70, 17}, {20, 30, 5000}, {150, 280, 260}};
    for (int i = 0; i < 9; i++)
        for (int how = 0; how < 8; how++) {
            int64_t m = sizes[i][0], n = sizes[i][1], k = sizes[i][2];
            Both a = matrix(m, k, how & 1), b = matrix(k, n, how & 2), c = matrix(m, n, true),
                 bias = BOTH(-1, 1, n);
            bool epilogue = how & 4;
            Gemm here = {.a = &a.here, .b = &b.here, .c = &c.here},
                 there = {.a = &a.there, .b = &b.there, .c = &c.there};
            if (epilogue) {
                here.bias = &bias.here, there.bias = &bias.there;
                here.add = &c.here, there.add = &c.there;
                here.act = there.act = ACT_RELU;
            }
            CALL(gemm, (&here), (&there));
            expect_same("gemm", &c, 2e-6 * sqrt((double)k) + 2e-6);
            DONE(&a, &b, &c, &bias);
        }
}

typedef struct Convolutions {
    Convolution here, there;
} Convolutions;

static void check_conv(int64_t n, int64_t h, int64_t w, int64_t c, int64_t k, Window window, bool epilogue)
{
    int64_t h2 = (h + 2 * window.pad - window.height) / window.stride + 1,
            w2 = (w + 2 * window.pad - window.width) / window.stride + 1;
    Both x = BOTH(-1, 1, n, h, w, c), weight = BOTH(-1, 1, k, window.height, window.width, c),
         y = BOTH(-1, 1, n, h2, w2, k), bias = BOTH(-1, 1, k),
         packed = BOTH(0, 0, k, window.height, window.width, c), dx = BOTH(-1, 1, n, h, w, c),
         dweight = BOTH(0, 0, k, window.height, window.width, c);
    Convolution here = {
        .window = window, .method = CONV_DIRECT, .x = &x.here, .weight = &weight.here, .y = &y.here};
    Convolution there = {.window = window, .x = &x.there, .weight = &weight.there, .y = &y.there};
    here.x = &dx.here, there.x = &dx.there;
    here.adds = there.adds = epilogue;
    CALL(conv_grad_input, (&here), (&there));
    expect_same("conv_grad_input", &dx, 2e-5);
    here.x = &x.here, there.x = &x.there, here.weight = &dweight.here, there.weight = &dweight.there;
    CALL(conv_grad_weight, (&here), (&there));
    expect_same("conv_grad_weight", &dweight, 2e-5);
    here.weight = &weight.here, there.weight = &weight.there;
    if (epilogue) {
        here.bias = &bias.here, there.bias = &bias.there;
        here.add = &y.here, there.add = &y.there;
        here.act = there.act = ACT_RELU;
        there.packed = &packed.there;
        cr_assert(eq(i64, device->conv_packed_size(&there), packed.floats));
        cr_assert(device->conv_pack(&there));
    }
    CALL(conv, (&here), (&there));
    expect_same("conv", &y, 2e-5);
    there.method = CONV_WINOGRAD_2;
    cr_expect(not(device->conv(&there)));
    cr_expect(eq(str, (char *)error_text(), "conv: the opencl device has no Winograd convolution"));
    error_clear();
    DONE(&x, &weight, &y, &bias, &packed, &dx, &dweight);
}

static void check_convolutions(void)
{
    check_conv(1, 5, 4, 1, 1, (Window){3, 3, 1, 1}, false);
    check_conv(2, 9, 11, 3, 20, (Window){3, 3, 1, 1}, true);
    check_conv(2, 9, 12, 3, 17, (Window){7, 7, 2, 3}, true);
    check_conv(3, 8, 8, 40, 33, (Window){1, 1, 1, 0}, true);
    check_conv(3, 9, 9, 16, 12, (Window){1, 1, 2, 0}, false);
    check_conv(3, 9, 9, 16, 12, (Window){1, 1, 2, 0}, true);
    check_conv(1, 14, 15, 64, 70, (Window){3, 3, 2, 1}, true);
    check_conv(2, 7, 6, 5, 4, (Window){2, 3, 3, 2}, false);
    check_conv(1, 6, 6, 130, 8, (Window){3, 3, 1, 2}, true);
}

Test(opencl, products_and_convolutions)
{
    check_products();
    check_convolutions();
}

/* The same with the tiles and the reading order for graphics cards, whatever this device is: many work items
 * share each block through local memory. */
Test(opencl_as_gpu, products_convolutions_and_reductions)
{
    setenv("OPENCL_AS", "gpu", 1);
    open_device();
    check_products();
    check_convolutions();
    check_reductions();
}

Test(opencl, pooling)
{
    static const Window windows[] = {{2, 2, 2, 0}, {3, 3, 2, 1}, {3, 2, 1, 1}, {1, 1, 1, 0}, {5, 5, 3, 2}};
    for (int i = 0; i < 5; i++)
        for (PoolKind kind = POOL_MAX; kind <= POOL_ADAPTIVE_AVG; kind++) {
            const Window *w = &windows[i];
            int64_t h = 9, width = 8, h2 = (h + 2 * w->pad - w->height) / w->stride + 1,
                    w2 = (width + 2 * w->pad - w->width) / w->stride + 1;
            if (kind >= POOL_ADAPTIVE_MAX)
                h2 = 1 + i, w2 = 4;
            bool max = kind == POOL_MAX || kind == POOL_ADAPTIVE_MAX;
            Both x = BOTH(-1, 1, 2, h, width, 5), y = BOTH(-1, 1, 2, h2, w2, 5),
                 winner = BOTH(0, 1, 2, h2, w2, 5);
            CALL(pool, (kind, w, &x.here, &y.here, max ? &winner.here : NULL),
                 (kind, w, &x.there, &y.there, max ? &winner.there : NULL));
            expect_same("pool", &y, 1e-6);
            if (max)
                expect_same("winner", &winner, 0);
            CALL(pool_grad, (kind, w, &y.here, max ? &winner.here : NULL, &x.here),
                 (kind, w, &y.there, max ? &winner.there : NULL, &x.there));
            expect_same("pool_grad", &x, 1e-6);
            DONE(&x, &y, &winner);
        }
}

Test(opencl, softmax_and_dropout)
{
    for (int log = 0; log < 2; log++) {
        Both x = BOTH(-100, 100, 30, 37), y = BOTH(0, 1, 30, 37), dy = BOTH(-1, 1, 30, 37);
        CALL(softmax, (log, &x.here, &y.here), (log, &x.there, &y.there));
        expect_same("softmax", &y, 1e-5);
        CALL(softmax_grad, (log, &y.here, &dy.here, &x.here), (log, &y.there, &dy.there, &x.there));
        expect_same("softmax_grad", &x, 1e-5);
        DONE(&x, &y, &dy);
    }
    for (int64_t n = 1; n < 3000; n = 3 * n + 1) {
        Both mask = BOTH(0, 1, n);
        CALL(dropout_mask, (0x123456789abcdefull, 0.3f, &mask.here),
             (0x123456789abcdefull, 0.3f, &mask.there));
        expect_same("dropout_mask", &mask, 0);
        done(&mask);
    }
}

Test(opencl, optimisers)
{
    for (int kind = 0; kind < 11; kind++) {
        Both p = BOTH(-1, 1, 1000), grad = BOTH(-1, 1, 1000), a = BOTH(0, 1, 1000), s = BOTH(0.1f, 1, 1000),
             m = BOTH(0.1f, 1, 1000);
        if (kind < 3) {
            SgdStep how = {0.1f, kind ? 0.9f : 0, 0.01f, kind == 2};
            CALL(sgd, (&how, &p.here, &grad.here, kind ? &a.here : NULL),
                 (&how, &p.there, &grad.there, kind ? &a.there : NULL));
        } else if (kind < 5) {
            AdamStep how = {0.01, 0.9, 0.999, 1e-8, 0.1, kind == 4, 0.19, 0.001999};
            CALL(adam, (&how, &p.here, &grad.here, &a.here, &s.here),
                 (&how, &p.there, &grad.there, &a.there, &s.there));
        } else {
            AdaptStep how = {(AdaptRule)(kind - 5), 0.01, 0.002, 0.9, 0.99, 1e-6, 0.5, 0.99, 0.01};
            CALL(adapt, (&how, &p.here, &grad.here, &a.here, &s.here, &m.here),
                 (&how, &p.there, &grad.there, &a.there, &s.there, &m.there));
        }
        expect_same("p", &p, 2e-6);
        expect_same("a", &a, 2e-6);
        expect_same("s", &s, 2e-6);
        expect_same("m", &m, 2e-6);
        DONE(&p, &grad, &a, &s, &m);
    }
}
