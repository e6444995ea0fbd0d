/* Modules: their parts, names and counts, running them, and what a sequence lets go of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/threads.h"
#include "nn/fold.h"
#include "nn/module.h"
#include "tests/support/expect.h"
#include "tests/support/on_device.h"
#include "tests/support/values.h"

static Module *half(int in, int out)
{
    return nn_conv(in, out, 3, (ConvOptions){.stride = 2, .pad = 1});
}

/* The digits net of chapter 13: 28, 14, 7, 4, 2, 1 pixels. */
static Module *simple_cnn(void)
{
    return nn_sequential(half(1, 4), nn_relu(), half(4, 8), nn_relu(), half(8, 16), nn_relu(), half(16, 32),
                         nn_relu(), half(32, 2), nn_flatten());
}

Test(module, parameter_counts)
{
    cr_expect(eq(i64, nn_parameter_count(simple_cnn()), 6722));
    cr_expect(
        eq(i64, nn_parameter_count(nn_sequential(nn_linear(784, 30), nn_relu(), nn_linear(30, 1))), 23581));
    cr_expect(eq(i64, nn_parameter_count(nn_linear_no_bias(7, 3)), 21));
    cr_expect(eq(i64, nn_parameter_count(nn_batch_norm(5)), 10));
    cr_expect(eq(i64, nn_parameter_count(nn_conv(3, 4, 5, (ConvOptions){.no_bias = true})), 300));
    cr_expect(eq(i64, nn_parameter_count(nn_relu()), 0));
    cr_expect(eq(i64, nn_parameter_count(NULL), 0));
}

Test(module, names_are_paths)
{
    Module *net = nn_sequential(nn_conv(1, 2, 3, (ConvOptions){0}),
                                nn_residual(nn_sequential(nn_batch_norm(2), nn_relu())), nn_linear(4, 2));
    static const char *all[] = {"0.weight",
                                "0.bias",
                                "1.body.0.weight",
                                "1.body.0.bias",
                                "1.body.0.running_mean",
                                "1.body.0.running_var",
                                "2.weight",
                                "2.bias"};
    Parameters *state = nn_state(net), *trained = nn_parameters(net);
    cr_assert(eq(int, state->n, 8));
    for (int i = 0; i < 8; i++)
        cr_expect(eq(str, (char *)state->names[i], (char *)all[i]));
    cr_assert(eq(int, trained->n, 6));
    for (int i = 0; i < 6; i++) {
        cr_expect(eq(str, (char *)trained->names[i], (char *)all[i < 4 ? i : i + 2]));
        cr_expect(trained->tensors[i]->needs_grad);
    }
    cr_expect(not(state->tensors[4]->needs_grad), "running statistics are not trained");
    cr_expect(eq(ptr, nn_parameters(NULL), NULL));
    cr_expect(error_ok());
}

/* One layer in two places: its weights are trained once, and saved under both names. */
Test(module, found_by_path)
{
    Module *inner = nn_relu(),
           *net = nn_sequential(nn_flatten(), nn_residual(nn_sequential(nn_gelu(), inner)));
    cr_expect(eq(ptr, nn_find(net, "1.body.1"), inner));
    cr_expect(eq(ptr, nn_find(net, ""), net));
    cr_expect(eq(ptr, nn_find(NULL, "1"), NULL));
    cr_expect(eq(ptr, nn_find(net, NULL), NULL));
    cr_expect(error_ok());
    cr_expect(eq(ptr, nn_find(net, "1.bo.1"), NULL));
    expect_error(ERR_VALUE, "nn_find: no \"bo\" of \"1.bo.1\" in a Residual, which has body", "");
}

Test(module, shared_layers_have_their_weights_once)
{
    Module *shared = nn_linear(4, 4);
    Module *net = nn_sequential(shared, nn_relu(), shared);
    cr_expect(eq(int, nn_parameters(net)->n, 2));
    cr_expect(eq(int, nn_state(net)->n, 4));
    cr_expect(eq(i64, nn_parameter_count(net), 20));
    Tensor *x = tensor_ones(SHAPE(2, 4));
    cr_assert(tensor_backward(tensor_sum(nn_forward(net, x), ALL_AXES)));
    cr_expect(ne(ptr, shared->tensors[0].tensor->grad, NULL));
}

Test(module, forward_is_the_ops_in_order)
{
    random_seed(5);
    Module *net = nn_sequential(nn_flatten(), nn_linear(6, 4), nn_leaky_relu(0.1), nn_linear_no_bias(4, 3),
                                nn_sigmoid(), nn_tanh(), nn_gelu());
    Tensor *x = values_tensor(SHAPE(5, 2, 3, 1), -2, 2, 1);
    Parameters *p = nn_parameters(net);
    Tensor *y = tensor_linear(tensor_reshape(x, SHAPE(5, 6)), p->tensors[0], p->tensors[1]);
    y = tensor_linear(tensor_leaky_relu(y, 0.1), p->tensors[2], NULL);
    y = tensor_gelu(tensor_tanh(tensor_sigmoid(y)));
    cr_expect(values_same_bits(nn_forward(net, x), y));

    Tensor *image = values_tensor(SHAPE(2, 9, 8, 2), -2, 2, 2);
    Module *conv = nn_conv(2, 3, 3, (ConvOptions){.stride = 2, .pad = 1});
    net = nn_sequential(conv, nn_residual(nn_relu()), nn_max_pool((Pool){.size = 3, .stride = 1, .pad = 1}),
                        nn_avg_pool((Pool){.size = 2, .ceil = true}), nn_adaptive_avg_pool(1, 2));
    y = tensor_conv(image, conv->tensors[0].tensor, conv->tensors[1].tensor, (Conv){.stride = 2, .pad = 1});
    y = tensor_max_pool(tensor_add(y, tensor_relu(y)), (Pool){.size = 3, .stride = 1, .pad = 1});
    y = tensor_adaptive_avg_pool(tensor_avg_pool(y, (Pool){.size = 2, .ceil = true}), 1, 2);
    cr_expect(values_same_bits(nn_forward(net, image), y));
    cr_expect(error_ok(), "%s", error_text());
}

Test(module, training_and_evaluation)
{
    Module *dropout = nn_dropout(0.5), *norm = nn_batch_norm(3);
    Module *net = nn_sequential(norm, nn_residual(nn_sequential(dropout)));
    cr_expect(norm->training && dropout->training, "new nets are in training");
    nn_eval(net);
    cr_expect(not(norm->training || dropout->training));
    Tensor *x = values_tensor(SHAPE(40, 3), 1, 5, 3);
    Tensor *mean = norm->tensors[2].tensor;
    cr_expect(eq(ptr, nn_forward(dropout, x), x), "in evaluation dropout hands on its input");
    nn_forward(net, x);
    EXPECT_VALUES(mean, 0, 0, 0);
    nn_train(net);
    nn_forward(net, x);
    cr_expect(gt(dbl, tensor_at(mean, 0), 0.1));
    Tensor *dropped = nn_forward(dropout, tensor_ones(SHAPE(1000)));
    cr_expect(epsilon_eq(dbl, tensor_item(tensor_mean(dropped, ALL_AXES)), 1, 0.15));
    cr_expect(eq(dbl, tensor_item(tensor_max(dropped, ALL_AXES)), 2));
    cr_expect(eq(dbl, tensor_item(tensor_min(dropped, ALL_AXES)), 0));
    nn_eval(NULL);
    nn_train(NULL);
}

static char *printed(Module *net, Shape input, bool *fine)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_expect(not(nn_print(NULL, net, input)));
    *fine = nn_print(out, net, input);
    fclose(out);
    return text;
}

Test(module, print_is_a_table)
{
    bool fine;
    Module *frozen = nn_batch_norm(8),
           *net = nn_sequential(half(1, 8), nn_sequential(frozen, nn_relu()), nn_flatten(), nn_dropout(0.25),
                                nn_linear(1568, 10));
    nn_eval(frozen);
    char *text = printed(net, SHAPE(64, 28, 28, 1), &fine);
    cr_expect(fine);
    cr_expect(eq(
        str, text,
        "             layer                                               output               parameters\n"
        "0            Conv             1 -> 8, 3x3, stride 2, pad 1       64, 14, 14, 8                80\n"
        "1.0          BatchNorm        8                                  64, 14, 14, 8                16\n"
        "1.1          ReLU                                                64, 14, 14, 8                 0\n"
        "2            Flatten                                             64, 1568                      0\n"
        "3            Dropout          0.25                               64, 1568                      0\n"
        "4            Linear           1568 -> 10                         64, 10                   15,690\n"
        "15,786 parameters\n"));
    free(text);
    cr_expect(net->training && !frozen->training, "what was in evaluation stays there");
    cr_expect(grad_enabled());
    cr_expect(eq(i64, tape_length(), 0));
    EXPECT_VALUES(frozen->tensors[2].tensor, 0, 0, 0, 0, 0, 0, 0, 0);

    free(printed(net, SHAPE(64, 28, 28, 3), &fine));
    cr_expect(not(fine));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    cr_expect(grad_enabled() && net->training);
    error_clear();
    free(printed(NULL, SHAPE(1), &fine));
    cr_expect(not(fine));
    cr_expect(error_ok());
}

static void count_call(Module *module, Tensor *output, void *context)
{
    int *calls = context;
    *calls += module && output;
}

Test(module, hooks_see_every_output)
{
    int calls = 0;
    Module *net = nn_sequential(nn_linear(3, 3), nn_residual(nn_relu()));
    nn_hook(count_call, &calls);
    nn_forward(net, tensor_ones(SHAPE(2, 3)));
    cr_expect(eq(int, calls, 4));
    nn_hook(NULL, NULL);
    nn_forward(net, tensor_ones(SHAPE(2, 3)));
    cr_expect(eq(int, calls, 4));
}

/* Without gradients a deep net needs room for two layers; with them, for what backward reads. */
Test(module, a_sequence_lets_go_of_what_lies_between)
{
    enum { N = 128, ROWS = 64, BLOCK = 4 * N * ROWS };
    threads_set(1);
    random_seed(1);
    Module *layers[20];
    for (int i = 0; i < 20; i++)
        layers[i] = i % 2 ? nn_relu() : nn_linear(N, N);
    Module *net = nn_sequential_of(layers, 20);
    Tensor *x = tensor_ones(SHAPE(ROWS, N));
    nn_forward(net, x); /* takes the memory for the gradients */
    int64_t live = tensor_bytes(), grown[2];
    Tensor *outputs[2];
    for (int gradients = 0; gradients < 2; gradients++) {
        Scope scope = scope_begin();
        grad_enable(gradients == 1);
        Tensor *y = nn_forward(net, x);
        grown[gradients] = tensor_bytes() - live;
        outputs[gradients] = scope_end_keep(scope, y);
        live = tensor_bytes();
    }
    cr_expect(lt(i64, grown[0], 2 * BLOCK));
    cr_expect(lt(i64, grown[1], 12 * BLOCK), "relu saves its output, linear its input: one block for both");
    cr_expect(gt(i64, grown[1], 9 * BLOCK));
    cr_expect(values_same_bits(outputs[0], outputs[1]));
    cr_expect(tensor_equal(x, tensor_ones(SHAPE(ROWS, N))), "the input is not its to release");
    Tensor *y = nn_forward(net, x);
    cr_expect(tensor_backward(tensor_mean(y, ALL_AXES)), "%s", error_text());
    nn_eval(net);
    cr_expect(eq(ptr, nn_forward(nn_sequential(nn_dropout(0), nn_dropout(0)), NULL), NULL));
}

static Tensor *triple(Module *module, Tensor *x)
{
    (void)module;
    return tensor_mul_scalar(x, 3);
}

/* A layer of one's own does what it does under any name, beside any layer that it could be taken for. */
Test(module, own_layers_with_names_of_others)
{
    Tensor *x = tensor_ones(SHAPE(2, 4, 4, 1));
    Module *own[] = {nn_module("Conv", triple, 0, 0), nn_module("BatchNorm", triple, 0, 0),
                     nn_module("ReLU", triple, 0, 0), nn_module("MaxPool", triple, 0, 0)};
    Module *net = nn_sequential_of(own, 4);
    cr_expect(tensor_equal(nn_forward(net, x), tensor_full(SHAPE(2, 4, 4, 1), 81)), "%s", error_text());
    cr_expect(tensor_equal(nn_conv_norm_relu(own[0], own[1], x, x), tensor_full(SHAPE(2, 4, 4, 1), 10)));
    cr_expect(nn_fold(net));
    Module *pooled = nn_sequential(nn_conv(1, 1, 1, (ConvOptions){0}), nn_batch_norm(1), nn_relu(), own[3]);
    nn_train(pooled);
    cr_expect(eq(ptr, nn_conv_norm_relu_pool(own[0], own[1], NULL, x), NULL));
    cr_expect(tensor_equal(nn_forward(pooled, x), tensor_zeros(SHAPE(2, 4, 4, 1))), "all alike: 0 normed");
    Module *conv = nn_conv(1, 1, 1, (ConvOptions){0});
    cr_expect(
        tensor_equal(nn_forward(nn_sequential(conv, own[2]), x), tensor_mul_scalar(nn_forward(conv, x), 3)));
}

Test(module, wrong_options)
{
    cr_expect(eq(ptr, nn_linear(0, 3), NULL));
    expect_error(ERR_VALUE, "nn_linear: 0 -> 3, both must be at least 1", "");
    cr_expect(eq(ptr, nn_conv(1, 2, 3, (ConvOptions){.pad = -1}), NULL));
    expect_error(ERR_VALUE, "nn_conv: 1 -> 2 channels, size 3, stride 0, pad -1", "");
    cr_expect(eq(ptr, nn_batch_norm(0), NULL));
    expect_error(ERR_VALUE, "nn_batch_norm: 0 channels", "");
    cr_expect(eq(ptr, nn_dropout(1), NULL));
    expect_error(ERR_VALUE, "nn_dropout: probability 1, wanted 0 <= p < 1", "");
    cr_expect(eq(ptr, nn_max_pool((Pool){0}), NULL));
    expect_error(ERR_VALUE, "nn_max_pool: size 0, stride 0, pad 0 (at most half the size)", "");
    cr_expect(eq(ptr, nn_avg_pool((Pool){.size = 2, .pad = 2}), NULL));
    expect_error(ERR_VALUE, "nn_avg_pool: size 2, stride 0, pad 2 (at most half the size)", "");
    Module *own = nn_module("Own", NULL, 1, 0);
    cr_expect(nn_add_tensor(own, "weight", tensor_ones(SHAPE(1)), false));
    cr_expect(not(nn_add_tensor(own, "bias", tensor_ones(SHAPE(1)), false)));
    expect_error(ERR_STATE, "Own: no room for \"bias\", nn_module was told of 1", "");
    cr_expect(eq(ptr, nn_sequential(nn_relu(), NULL), NULL));
    cr_expect(eq(ptr, nn_sequential_of(NULL, 2), NULL));
    cr_expect(eq(ptr, nn_residual(NULL), NULL));
    cr_expect(not(nn_add_tensor(NULL, "x", NULL, false)));
    cr_expect(eq(ptr, nn_forward(NULL, tensor_ones(SHAPE(1))), NULL));
    cr_expect(error_ok());
}
