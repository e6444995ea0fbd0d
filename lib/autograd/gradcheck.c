/* Checking a backward against slopes measured by trying. */
#include "autograd/gradcheck.h"

#include <inttypes.h>
#include <math.h>

#include "autograd/tape.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"

/* sum(weights * f(inputs)) in double; a plain sum would hide errors that cancel. NaN on error. */
static double weighted(GradcheckFunction f, Tensor **inputs, void *context)
{
    Scope scope = scope_begin();
    bool was = grad_enable(false);
    Tensor *y = f(inputs, context);
    grad_enable(was);
    int64_t n = tensor_count(y);
    float *values = scope_alloc((size_t)n * sizeof *values);
    double sum = 0;
    if (!y || !values || !tensor_read(y, values)) {
        scope_end(scope);
        return NAN;
    }
    Stream weights = stream_of(0, 0, 0);
    for (int64_t i = 0; i < n; i++)
        sum += (double)stream_uniform(&weights, 0.5f, 1.5f) * (double)values[i];
    scope_end(scope);
    return sum;
}

/* The tape's gradient of the same sum, left in the inputs' grad. */
static bool backward_weighted(GradcheckFunction f, Tensor **inputs, void *context)
{
    Tensor *y = f(inputs, context);
    int64_t n = tensor_count(y);
    float *values = y ? scope_alloc((size_t)n * sizeof *values) : NULL;
    if (!values)
        return false;
    Stream weights = stream_of(0, 0, 0);
    for (int64_t i = 0; i < n; i++)
        values[i] = stream_uniform(&weights, 0.5f, 1.5f);
    return tensor_backward_from(y, tensor_from(tensor_shape(y), values, n));
}

static bool check_element(GradcheckFunction f, Tensor **inputs, int input, int64_t element, void *context,
                          double h, float *values, double tape, Gradcheck *out)
{
    float value = values[element], up = value + (float)h, down = value - (float)h;
    values[element] = up;
    bool fine = tensor_write(inputs[input], values);
    double above = weighted(f, inputs, context);
    values[element] = down;
    fine = fine && tensor_write(inputs[input], values);
    double below = weighted(f, inputs, context);
    values[element] = value;
    fine = fine && tensor_write(inputs[input], values);
    double measured = (above - below) / ((double)up - (double)down);
    double error = fabs(tape - measured) / (1 + fabs(measured));
    if (!isnan(out->worst) && !(error <= out->worst)) /* a NaN is the worst, and stays */
        *out = (Gradcheck){
            .worst = error, .input = input, .element = element, .tape = tape, .measured = measured};
    return fine;
}

bool gradcheck(GradcheckFunction f, Tensor **inputs, int n_inputs, void *context, double h, Gradcheck *out)
{
    *out = (Gradcheck){.worst = -1};
    Scope scope = scope_begin();
    for (int i = 0; i < n_inputs; i++)
        tensor_zero_grad(inputs[i]);
    bool fine = backward_weighted(f, inputs, context);
    for (int i = 0; i < n_inputs && fine; i++) {
        if (!grad_wanted(inputs[i]))
            continue;
        int64_t n = tensor_count(inputs[i]);
        float *values = scope_alloc(2 * (size_t)n * sizeof *values);
        fine = values && tensor_read(inputs[i], values);
        if (fine && inputs[i]->grad)
            fine = tensor_read(inputs[i]->grad, values + n);
        for (int64_t j = 0; j < n && fine; j++)
            fine =
                check_element(f, inputs, i, j, context, h > 0 ? h : 1e-2, values, (double)values[n + j], out);
    }
    scope_end(scope);
    return fine && error_ok();
}
