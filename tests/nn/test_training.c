/* A training step of a small net as a whole: the same bits for any number of threads, no malloc after the
 * first steps, and every allocation failing once. */
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/threads.h"
#include "nn/loss.h"
#include "nn/module.h"
#include "tests/support/expect.h"
#include "tests/support/values.h"

static Module *small_net(int width)
{
    return nn_sequential(
        nn_conv(3, width, 3, (ConvOptions){.pad = 1, .no_bias = true}), nn_batch_norm(width), nn_relu(),
        nn_max_pool((Pool){.size = 3, .stride = 2, .pad = 1}),
        nn_residual(nn_sequential(nn_conv(width, width, 3, (ConvOptions){.pad = 1}), nn_gelu())),
        nn_conv(width, 2 * width, 1, (ConvOptions){.stride = 2}), nn_adaptive_avg_pool(2, 2), nn_flatten(),
        nn_dropout(0.25), nn_linear(8 * width, 3));
}

static Tensor *some_labels(int64_t n)
{
    float labels[64];
    for (int64_t i = 0; i < n; i++)
        labels[i] = (float)(i % 3);
    return tensor_from(SHAPE(n), labels, n);
}

/* One step of gradient descent; NULL when anything went wrong. */
static Tensor *step(Module *net, const Parameters *parameters, Tensor *images, Tensor *labels)
{
    Tensor *loss = nn_cross_entropy(nn_forward(net, images), labels);
    if (!tensor_backward(loss))
        return NULL;
    for (int i = 0; i < parameters->n; i++) {
        tensor_add_(parameters->tensors[i], parameters->tensors[i]->grad, -0.1);
        tensor_zero_grad(parameters->tensors[i]);
    }
    return loss;
}

/* The state of a net after some steps, in one row. */
static Tensor *trained(int threads, int64_t *mallocs)
{
    threads_set(threads);
    random_seed(9);
    Module *net = small_net(8);
    const Parameters *parameters = nn_parameters(net), *state = nn_state(net);
    Tensor *images = tensor_randn(SHAPE(12, 33, 31, 3)), *labels = some_labels(12);
    for (int i = 0; i < 4; i++) {
        Scope scope = scope_begin();
        cr_assert(step(net, parameters, images, labels) != NULL, "%s", error_text());
        scope_end(scope);
        if (i == 0)
            *mallocs = mem_allocations();
    }
    *mallocs = mem_allocations() - *mallocs;
    Tensor *rows[64];
    for (int i = 0; i < state->n; i++)
        rows[i] = tensor_flatten(state->tensors[i], 0);
    return tensor_cat(rows, state->n, 0);
}

Test(training, the_number_of_threads_changes_no_bit)
{
    grad_enable(true);
    int64_t mallocs;
    Tensor *one = trained(1, &mallocs);
    cr_expect(eq(i64, mallocs, 0), "from the second step on nothing is allocated");
    for (int threads = 2; threads <= 3; threads++)
        cr_expect(values_same_bits(trained(threads, &mallocs), one), "%d threads", threads);
    cr_expect(gt(i64, tensor_count(one), 1000));
}

/* Everything a program does with a net, in memory that ends after n allocations. */
static bool small_program(void)
{
    random_seed(2);
    Module *net = small_net(2);
    Parameters *parameters = nn_parameters(net);
    Tensor *images = tensor_randn(SHAPE(3, 9, 8, 3)), *labels = some_labels(3);
    bool done = parameters != NULL;
    for (int i = 0; i < 2 && done; i++) {
        Scope scope = scope_begin();
        done = step(net, parameters, images, labels) != NULL;
        done = tensor_count(scope_end_keep(scope, tensor_square(images))) > 0 && done;
    }
    Tensor *turned = tensor_permute(images, SHAPE(0, 3, 1, 2));
    Tensor *parts[] = {tensor_index(turned, 0), tensor_index(turned, 1)};
    Tensor *many = tensor_stack(parts, 2), *picked = tensor_gather(many, tensor_of(SHAPE(3), 1, 0, 1));
    double accuracy = nn_accuracy(nn_forward(net, images), labels);
    FILE *nowhere = fopen("/dev/null", "w");
    done =
        nn_print(nowhere, net, SHAPE(1, 9, 8, 3)) && tensor_fprint(nowhere, picked) && accuracy >= 0 && done;
    fclose(nowhere);
    return done;
}

Test(training, every_allocation_fails_once)
{
    threads_set(1);
    scope_end_all();
    pool_trim();
    int64_t baseline = mem_live();
    cr_assert(small_program());
    error_clear();
    int failures = 0;
    for (int n = 1; failures == n - 1; n++) {
        scope_end_all();
        pool_trim();
        cr_assert(eq(i64, mem_live(), baseline), "after allocation %d failed", n - 1);
        cr_assert(eq(i64, tape_length(), 0));
        cr_assert(grad_enabled());
        mem_fail_after(n);
        bool done = small_program();
        bool failed = error_code() == ERR_MEMORY;
        mem_fail_after(0);
        /* A scope that cannot be opened is an error, but things are then made in the one around it. */
        cr_assert(done || failed, "allocation %d: the program stopped: %s", n, error_text());
        failures += failed;
        error_clear();
    }
    cr_expect(ge(int, failures, 60), "only %d allocations were made", failures);
    cr_expect(error_ok());
}
