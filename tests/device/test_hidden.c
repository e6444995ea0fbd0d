/* Nothing above the table of kernels touches numbers: on a device whose memory cannot be reached, the same
 * programs give the same bits. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "kernels/device.h"
#include "nn/loss.h"
#include "nn/safetensors.h"
#include "tests/support/golden_ops.h"
#include "tests/support/hidden_device.h"
#include "tests/support/temp_folder.h"
#include "tests/support/values.h"
#include "train/optim.h"

static void complain(const char *name, const char *what)
{
    cr_expect(false, "%s: %s", name, what);
}

Test(hidden, ops_and_gradients)
{
    device_use(&kernels_hidden);
    cr_expect(ge(int, golden_check("tests/golden/ops.txt", complain), 350));
    cr_expect(eq(int, hidden_device_faults(), 0));
    cr_expect(gt(i64, hidden_device_calls(), 1500));
}

/* What a program computed, as one long row of numbers. */
typedef struct Trace {
    float *numbers;
    size_t n;
} Trace;

static void note(Trace *trace, Tensor *tensor)
{
    size_t n = (size_t)tensor_count(tensor);
    trace->numbers = realloc(trace->numbers, (trace->n + n + 1) * sizeof(float));
    cr_assert(tensor_read(tensor, trace->numbers + trace->n), "%s", error_text());
    trace->n += n;
}

static Module *small_net(void)
{
    return nn_sequential(nn_conv(2, 4, 3, (ConvOptions){.pad = 1, .no_bias = true}), nn_batch_norm(4),
                         nn_relu(), nn_max_pool((Pool){.size = 2}),
                         nn_residual(nn_sequential(nn_conv(4, 4, 3, (ConvOptions){.pad = 1}), nn_gelu())),
                         nn_adaptive_avg_pool(2, 2), nn_flatten(), nn_dropout(0.25), nn_linear(16, 3));
}

static void train_small_net(Trace *trace, bool adam, const char *path)
{
    random_seed(11);
    Module *net = small_net();
    Optim *optim =
        adam ? optim_adam(nn_parameters(net), (Adam){.lr = 0.01, .weight_decay = 0.01, .decoupled = true})
             : optim_sgd(nn_parameters(net), (Sgd){.lr = 0.05, .momentum = 0.9, .nesterov = true});
    Tensor *images = tensor_randn(SHAPE(6, 9, 7, 2)), *labels = tensor_of(SHAPE(6), 0, 1, 2, 2, 1, 0);
    for (int step = 0; step < 4; step++) {
        Scope scope = scope_begin();
        Tensor *loss = nn_cross_entropy(nn_forward(net, images), labels);
        cr_assert(tensor_backward(loss), "%s", error_text());
        cr_assert(optim_step(optim), "%s", error_text());
        optim_zero_grad(optim);
        note(trace, loss);
        scope_end(scope);
    }
    nn_eval(net);
    note(trace, nn_forward(net, images));
    cr_assert(nn_save(net, path, NULL), "%s", error_text());
    Module *copy = small_net();
    cr_assert(nn_load(copy, path, NULL), "%s", error_text());
    nn_eval(copy);
    Parameters *state = nn_state(copy);
    for (int i = 0; i < state->n; i++)
        note(trace, state->tensors[i]);
    note(trace, nn_forward(copy, images));
}

static void use_everything_else(Trace *trace)
{
    random_seed(3);
    Tensor *x = tensor_randn(SHAPE(4, 5, 3)), *turned = tensor_permute(x, SHAPE(2, 0, 1));
    note(trace, turned);
    note(trace, tensor_argmax(turned, 1));
    note(trace, tensor_one_hot(tensor_reshape(tensor_argmax(x, -1), SHAPE(20)), 3));
    note(trace, tensor_lt(x, tensor_mean_keep(x, AXIS1)));
    note(trace, tensor_rand(SHAPE(3, 3)));
    note(trace, tensor_scalar(tensor_at(turned, 1, 2, 3)));
    cr_assert(tensor_copy_(tensor_slice(x, 0, 0, 2), tensor_slice(x, 0, 1, 3)));
    cr_assert(tensor_add_(tensor_slice(x, 1, 1, 3), tensor_ones(SHAPE(3)), 0.5));
    note(trace, x);
    Scope scope = scope_begin();
    Tensor *kept = scope_end_keep(scope, tensor_softmax(turned, 0));
    note(trace, kept);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    tensor_fprint(out, kept);
    fclose(out);
    cr_expect(size > 100);
    free(text);
}

static Trace run(const Kernels *device)
{
    Trace trace = {0};
    const char *path = temp_path(temp_folder(), "hidden.safetensors");
    device_use(device);
    use_everything_else(&trace);
    train_small_net(&trace, false, path);
    train_small_net(&trace, true, path);
    return trace;
}

Test(hidden, training_saving_and_loading_give_the_same_bits)
{
    Trace cpu = run(&kernels_cpu);
    cr_expect(eq(i64, hidden_device_calls(), 0));
    Trace hidden = run(&kernels_hidden);
    cr_expect(eq(int, hidden_device_faults(), 0));
    cr_assert(eq(sz, cpu.n, hidden.n));
    cr_expect(gt(sz, cpu.n, 500));
    cr_expect(memcmp(cpu.numbers, hidden.numbers, cpu.n * sizeof(float)) == 0);
    free(cpu.numbers);
    free(hidden.numbers);

    int64_t live = pool_stats().live_bytes;
    scope_end_all();
    cr_expect(gt(i64, live, 0));
    cr_expect(eq(i64, pool_stats().live_bytes, 0), "every block of the device is given back");
}

static Tensor *each_op_of_two(Tensor *a, Tensor *b, int op)
{
    switch (op) {
    case 0:
        return tensor_add(a, b);
    case 1:
        return tensor_matmul(a, b);
    case 2:
        return tensor_linear(a, b, NULL);
    case 3:
        return tensor_cat((Tensor *[]){a, b}, 2, 0);
    case 4:
        return tensor_gather(a, tensor_index(b, 0));
    case 5:
        return tensor_nll(a, tensor_index(b, 0));
    case 6:
        return tensor_eq(a, b);
    case 7:
        return tensor_bce(a, b);
    case 8:
        return tensor_copy_(a, b) ? a : NULL;
    case 9:
        return tensor_batch_norm(a, tensor_index(b, 0), tensor_index(b, 0), tensor_index(b, 0),
                                 tensor_index(b, 0), (BatchNorm){0});
    case 10:
        return tensor_linear(a, a, tensor_index(b, 0));
    default:
        return tensor_conv(tensor_reshape(a, SHAPE(1, 2, 2, 1)), tensor_reshape(b, SHAPE(1, 2, 2, 1)), NULL,
                           (Conv){0});
    }
}

Test(hidden, tensors_of_two_devices_do_not_mix)
{
    device_use(&kernels_cpu); /* whatever DEVICE says */
    Tensor *here = tensor_ones(SHAPE(2, 2));
    device_use(&kernels_hidden);
    Tensor *there = tensor_ones(SHAPE(2, 2));
    for (int op = 0; op < 12; op++)
        for (int order = 0; order < 2; order++) {
            cr_expect(eq(ptr, each_op_of_two(order ? here : there, order ? there : here, op), NULL), "op %d",
                      op);
            cr_expect(eq(int, error_code(), ERR_DEVICE), "op %d: %s", op, error_text());
            error_clear();
        }
    tensor_add(here, there);
    cr_expect(eq(str, (char *)error_text(), "tensor_add: one tensor is on cpu, the other on hidden"));
    error_clear();
    cr_expect(eq(int, hidden_device_faults(), 0));

    /* A result is where its operands are, whatever the device in use. */
    Tensor *sum = tensor_mean(tensor_exp(tensor_requires_grad(here)), ALL_AXES);
    cr_expect(tensor_backward(sum));
    cr_expect(tensor_all_close(here->grad, tensor_mul_scalar(tensor_exp(here), 0.25), 1e-6, 0));
}
