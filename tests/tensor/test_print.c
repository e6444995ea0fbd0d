/* Printing: the texts are what PyTorch 1.13 prints for the same values. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "autograd/ops.h"
#include "base/error.h"

static char *printed(Tensor *t)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    tensor_fprint(out, t);
    fclose(out);
    return text;
}

Test(print, as_pytorch)
{
    const struct {
        Tensor *tensor;
        const char *text;
    } cases[] = {
        {tensor_scalar(3), "tensor(3.)\n"},
        {tensor_scalar(0.1), "tensor(0.1000)\n"},
        {tensor_scalar(-12345.678), "tensor(-12345.6777)\n"},
        {tensor_of(SHAPE(3), 1, 2, 3), "tensor([1., 2., 3.])\n"},
        {tensor_of(SHAPE(2, 3), 1, -2, 3, 4, 5, 60), "tensor([[ 1., -2.,  3.],\n"
                                                     "        [ 4.,  5., 60.]])\n"},
        {tensor_of(SHAPE(2, 2), 0.5f, -1.25f, 3, 100), "tensor([[  0.5000,  -1.2500],\n"
                                                       "        [  3.0000, 100.0000]])\n"},
        {tensor_of(SHAPE(2), 1, 2000), "tensor([1.0000e+00, 2.0000e+03])\n"},
        {tensor_of(SHAPE(3), 1e-5f, 1, 0), "tensor([1.0000e-05, 1.0000e+00, 0.0000e+00])\n"},
        {tensor_of(SHAPE(2), 1.5f, 2000), "tensor([1.5000e+00, 2.0000e+03])\n"},
        {tensor_of(SHAPE(2), 3e8f, 2e8f), "tensor([3.0000e+08, 2.0000e+08])\n"},
        {tensor_of(SHAPE(4), 1, NAN, INFINITY, -INFINITY), "tensor([1., nan, inf, -inf])\n"},
        {tensor_of(SHAPE(3), 0.5f, NAN, -INFINITY), "tensor([0.5000,    nan,   -inf])\n"},
        {tensor_of(SHAPE(2), NAN, NAN), "tensor([nan, nan])\n"},
        {tensor_zeros(SHAPE(2, 2)), "tensor([[0., 0.],\n"
                                    "        [0., 0.]])\n"},
        {tensor_of(SHAPE(2), -0.0f, -3), "tensor([-0., -3.])\n"},
        {tensor_zeros(SHAPE(0)), "tensor([])\n"},
        {tensor_zeros(SHAPE(2, 0, 3)), "tensor([], size=(2, 0, 3))\n"},
        {tensor_reshape(tensor_arange(8), SHAPE(2, 2, 2)), "tensor([[[0., 1.],\n"
                                                           "         [2., 3.]],\n"
                                                           "\n"
                                                           "        [[4., 5.],\n"
                                                           "         [6., 7.]]])\n"},
        {tensor_reshape(tensor_arange(4), SHAPE(1, 2, 1, 2)), "tensor([[[[0., 1.]],\n"
                                                              "\n"
                                                              "         [[2., 3.]]]])\n"},
        {tensor_transpose(tensor_reshape(tensor_arange(6), SHAPE(2, 3))), "tensor([[0., 3.],\n"
                                                                          "        [1., 4.],\n"
                                                                          "        [2., 5.]])\n"},
        {tensor_arange(30), "tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13.,\n"
                            "        14., 15., 16., 17., 18., 19., 20., 21., 22., 23., 24., 25., 26., 27.,\n"
                            "        28., 29.])\n"},
        {tensor_mul_scalar(tensor_arange(20), 0.1),
         "tensor([0.0000, 0.1000, 0.2000, 0.3000, 0.4000, 0.5000, 0.6000, 0.7000, 0.8000,\n"
         "        0.9000, 1.0000, 1.1000, 1.2000, 1.3000, 1.4000, 1.5000, 1.6000, 1.7000,\n"
         "        1.8000, 1.9000])\n"},
        {tensor_arange(1001), "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])\n"},
        {tensor_reshape(tensor_arange(1200), SHAPE(30, 40)),
         "tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 3.7000e+01, 3.8000e+01,\n"
         "         3.9000e+01],\n"
         "        [4.0000e+01, 4.1000e+01, 4.2000e+01,  ..., 7.7000e+01, 7.8000e+01,\n"
         "         7.9000e+01],\n"
         "        [8.0000e+01, 8.1000e+01, 8.2000e+01,  ..., 1.1700e+02, 1.1800e+02,\n"
         "         1.1900e+02],\n"
         "        ...,\n"
         "        [1.0800e+03, 1.0810e+03, 1.0820e+03,  ..., 1.1170e+03, 1.1180e+03,\n"
         "         1.1190e+03],\n"
         "        [1.1200e+03, 1.1210e+03, 1.1220e+03,  ..., 1.1570e+03, 1.1580e+03,\n"
         "         1.1590e+03],\n"
         "        [1.1600e+03, 1.1610e+03, 1.1620e+03,  ..., 1.1970e+03, 1.1980e+03,\n"
         "         1.1990e+03]])\n"},
        {tensor_reshape(tensor_arange(1400), SHAPE(2, 7, 100)),
         "tensor([[[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 9.7000e+01,\n"
         "          9.8000e+01, 9.9000e+01],\n"
         "         [1.0000e+02, 1.0100e+02, 1.0200e+02,  ..., 1.9700e+02,\n"
         "          1.9800e+02, 1.9900e+02],\n"
         "         [2.0000e+02, 2.0100e+02, 2.0200e+02,  ..., 2.9700e+02,\n"
         "          2.9800e+02, 2.9900e+02],\n"
         "         ...,\n"
         "         [4.0000e+02, 4.0100e+02, 4.0200e+02,  ..., 4.9700e+02,\n"
         "          4.9800e+02, 4.9900e+02],\n"
         "         [5.0000e+02, 5.0100e+02, 5.0200e+02,  ..., 5.9700e+02,\n"
         "          5.9800e+02, 5.9900e+02],\n"
         "         [6.0000e+02, 6.0100e+02, 6.0200e+02,  ..., 6.9700e+02,\n"
         "          6.9800e+02, 6.9900e+02]],\n"
         "\n"
         "        [[7.0000e+02, 7.0100e+02, 7.0200e+02,  ..., 7.9700e+02,\n"
         "          7.9800e+02, 7.9900e+02],\n"
         "         [8.0000e+02, 8.0100e+02, 8.0200e+02,  ..., 8.9700e+02,\n"
         "          8.9800e+02, 8.9900e+02],\n"
         "         [9.0000e+02, 9.0100e+02, 9.0200e+02,  ..., 9.9700e+02,\n"
         "          9.9800e+02, 9.9900e+02],\n"
         "         ...,\n"
         "         [1.1000e+03, 1.1010e+03, 1.1020e+03,  ..., 1.1970e+03,\n"
         "          1.1980e+03, 1.1990e+03],\n"
         "         [1.2000e+03, 1.2010e+03, 1.2020e+03,  ..., 1.2970e+03,\n"
         "          1.2980e+03, 1.2990e+03],\n"
         "         [1.3000e+03, 1.3010e+03, 1.3020e+03,  ..., 1.3970e+03,\n"
         "          1.3980e+03, 1.3990e+03]]])\n"},
        {tensor_reshape(tensor_arange(2000), SHAPE(8, 2, 125)),
         "tensor([[[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 1.2200e+02,\n"
         "          1.2300e+02, 1.2400e+02],\n"
         "         [1.2500e+02, 1.2600e+02, 1.2700e+02,  ..., 2.4700e+02,\n"
         "          2.4800e+02, 2.4900e+02]],\n"
         "\n"
         "        [[2.5000e+02, 2.5100e+02, 2.5200e+02,  ..., 3.7200e+02,\n"
         "          3.7300e+02, 3.7400e+02],\n"
         "         [3.7500e+02, 3.7600e+02, 3.7700e+02,  ..., 4.9700e+02,\n"
         "          4.9800e+02, 4.9900e+02]],\n"
         "\n"
         "        [[5.0000e+02, 5.0100e+02, 5.0200e+02,  ..., 6.2200e+02,\n"
         "          6.2300e+02, 6.2400e+02],\n"
         "         [6.2500e+02, 6.2600e+02, 6.2700e+02,  ..., 7.4700e+02,\n"
         "          7.4800e+02, 7.4900e+02]],\n"
         "\n"
         "        ...,\n"
         "\n"
         "        [[1.2500e+03, 1.2510e+03, 1.2520e+03,  ..., 1.3720e+03,\n"
         "          1.3730e+03, 1.3740e+03],\n"
         "         [1.3750e+03, 1.3760e+03, 1.3770e+03,  ..., 1.4970e+03,\n"
         "          1.4980e+03, 1.4990e+03]],\n"
         "\n"
         "        [[1.5000e+03, 1.5010e+03, 1.5020e+03,  ..., 1.6220e+03,\n"
         "          1.6230e+03, 1.6240e+03],\n"
         "         [1.6250e+03, 1.6260e+03, 1.6270e+03,  ..., 1.7470e+03,\n"
         "          1.7480e+03, 1.7490e+03]],\n"
         "\n"
         "        [[1.7500e+03, 1.7510e+03, 1.7520e+03,  ..., 1.8720e+03,\n"
         "          1.8730e+03, 1.8740e+03],\n"
         "         [1.8750e+03, 1.8760e+03, 1.8770e+03,  ..., 1.9970e+03,\n"
         "          1.9980e+03, 1.9990e+03]]])\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = printed(cases[i].tensor);
        cr_expect(eq(str, text, (char *)cases[i].text));
        free(text);
    }
    cr_expect(error_ok(), "%s", error_text());
}

Test(print, names_and_what_it_returns)
{
    Tensor *w = tensor_named(tensor_of(SHAPE(2, 2), 1, 2, 3, 4), "w");
    char *text = printed(w);
    cr_expect(eq(str, text, "w = tensor([[1., 2.],\n            [3., 4.]])\n"));
    free(text);
    FILE *nowhere = fopen("/dev/null", "w");
    cr_expect(eq(ptr, tensor_fprint(nowhere, w), w));
    cr_expect(eq(ptr, tensor_fprint(nowhere, NULL), NULL));
    fclose(nowhere);
    cr_expect(eq(ptr, tensor_named(NULL, "x"), NULL));
    cr_expect(eq(str, (char *)tensor_named(w, NULL)->name, "w"));
    cr_expect(eq(str, (char *)shape_text(SHAPE(3, 28, 28)), "3, 28, 28"));
    cr_expect(eq(str, (char *)shape_text((Shape){0}), ""));
}
