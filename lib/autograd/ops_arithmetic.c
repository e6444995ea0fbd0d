/* Elementwise arithmetic, each op with its backward below it. dy is the gradient of the op's output. */

#include "autograd/ops.h"

#include "base/error.h"

/* The pattern of every op: compute, then note on the tape who did it, from what, and what backward will need.
 * grad_add sums over stretched axes by itself, so broadcasting needs no care here. */
static bool add_backward(Node *node, Tensor *dy)
{
    return grad_pass(node->inputs[0], dy) && grad_pass(node->inputs[1], dy);
}

Tensor *tensor_add(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_add", ZIP_ADD, 0, 0, a, b);
    return record(y, (Op){"add", add_backward, .inputs = {a, b}});
}

static bool sub_backward(Node *node, Tensor *dy)
{
    return grad_pass(node->inputs[0], dy) &&
           (!grad_wanted(node->inputs[1]) ||
            grad_add(node->inputs[1], raw_map_over("sub", MAP_AFFINE, -1, 0, dy)));
}

Tensor *tensor_sub(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_sub", ZIP_SUB, 0, 0, a, b);
    return record(y, (Op){"sub", sub_backward, .inputs = {a, b}});
}

/* da = dy*b, db = dy*a */
static bool mul_backward(Node *node, Tensor *dy)
{
    Tensor *a = node->saved[0], *b = node->saved[1], **inputs = node->inputs;
    return (!grad_wanted(inputs[0]) || grad_add(inputs[0], raw_zip("mul", ZIP_MUL, 0, 0, dy, b))) &&
           (!grad_wanted(inputs[1]) || grad_add(inputs[1], raw_zip_over("mul", ZIP_MUL, 0, 0, dy, a)));
}

Tensor *tensor_mul(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_mul", ZIP_MUL, 0, 0, a, b);
    return record(y, (Op){"mul", mul_backward, .inputs = {a, b}, .saved = {a, b}});
}

/* y = a/b: da = dy/b, db = -dy*y/b */
static bool div_backward(Node *node, Tensor *dy)
{
    Tensor *b = node->saved[0], *y = node->saved[1];
    Tensor *da = raw_zip_over("div", ZIP_DIV, 0, 0, dy, b);
    if (grad_wanted(node->inputs[1])) {
        Tensor *db = raw_map_over("div", MAP_AFFINE, -1, 0, raw_zip("div", ZIP_MUL, 0, 0, da, y));
        if (!grad_add(node->inputs[1], db))
            return false;
    }
    return grad_add(node->inputs[0], da);
}

Tensor *tensor_div(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_div", ZIP_DIV, 0, 0, a, b);
    return record(y, (Op){"div", div_backward, .inputs = {a, b}, .saved = {b, y}});
}

/* The winner gets dy; equal values get half each: (1[x == y] + 1[other != y]) / 2 * dy. */
static bool extreme_backward_one(Tensor *input, Tensor *x, Tensor *other, Tensor *y, Tensor *dy)
{
    if (!grad_wanted(input))
        return true;
    Tensor *won = raw_zip("maximum", ZIP_EQ, 0, 0, x, y);
    Tensor *alone = raw_zip("maximum", ZIP_NE, 0, 0, other, y);
    Tensor *share = raw_map("maximum", MAP_AFFINE, 0.5f, 0, raw_zip("maximum", ZIP_ADD, 0, 0, won, alone));
    return grad_add(input,
                    raw_zip("maximum", ZIP_MUL, 0, 0, dy, raw_zip("maximum", ZIP_MUL, 0, 0, won, share)));
}

static bool extreme_backward(Node *node, Tensor *dy)
{
    Tensor *a = node->saved[0], *b = node->saved[1], *y = node->saved[2];
    return extreme_backward_one(node->inputs[0], a, b, y, dy) &&
           extreme_backward_one(node->inputs[1], b, a, y, dy);
}

Tensor *tensor_maximum(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_maximum", ZIP_MAX, 0, 0, a, b);
    return record(y, (Op){"maximum", extreme_backward, .inputs = {a, b}, .saved = {a, b, y}});
}

Tensor *tensor_minimum(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("tensor_minimum", ZIP_MIN, 0, 0, a, b);
    return record(y, (Op){"minimum", extreme_backward, .inputs = {a, b}, .saved = {a, b, y}});
}

/* y = p*x + q, the shape of every op with a plain number: dx = p*dy */
static bool affine_backward(Node *node, Tensor *dy)
{
    const float *p = node->how;
    return grad_add(node->inputs[0], raw_map_over("gradient", MAP_AFFINE, *p, 0, dy));
}

static Tensor *affine(const char *who, const char *op, Tensor *x, float p, float q)
{
    Tensor *y = raw_map(who, MAP_AFFINE, p, q, x);
    return record(y, (Op){op, affine_backward, .inputs = {x}, .how = &p, .how_bytes = sizeof p});
}

Tensor *tensor_add_scalar(Tensor *x, double value)
{
    return affine("tensor_add_scalar", "add scalar", x, 1, (float)value);
}

Tensor *tensor_mul_scalar(Tensor *x, double value)
{
    return affine("tensor_mul_scalar", "mul scalar", x, (float)value, 0);
}

Tensor *tensor_neg(Tensor *x)
{
    return affine("tensor_neg", "neg", x, -1, 0);
}

static bool pow_backward(Node *node, Tensor *dy)
{
    const float *exponent = node->how;
    return grad_add(node->inputs[0], raw_zip_over("pow", ZIP_POW_GRAD, *exponent, 0, dy, node->saved[0]));
}

Tensor *tensor_pow(Tensor *x, double exponent)
{
    float p = (float)exponent;
    Tensor *y = raw_map("tensor_pow", MAP_POW, p, 0, x);
    return record(y,
                  (Op){"pow", pow_backward, .inputs = {x}, .saved = {x}, .how = &p, .how_bytes = sizeof p});
}

Tensor *tensor_square(Tensor *x)
{
    return tensor_pow(x, 2);
}

static bool abs_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("abs", ZIP_ABS_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_abs(Tensor *x)
{
    Tensor *y = raw_map("tensor_abs", MAP_ABS, 0, 0, x);
    return record(y, (Op){"abs", abs_backward, .inputs = {x}, .saved = {x}});
}

static bool sqrt_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("sqrt", ZIP_SQRT_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_sqrt(Tensor *x)
{
    Tensor *y = raw_map("tensor_sqrt", MAP_SQRT, 0, 0, x);
    return record(y, (Op){"sqrt", sqrt_backward, .inputs = {x}, .saved = {y}});
}

/* e^x is its own slope */
static bool exp_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("exp", ZIP_MUL, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_exp(Tensor *x)
{
    Tensor *y = raw_map("tensor_exp", MAP_EXP, 0, 0, x);
    return record(y, (Op){"exp", exp_backward, .inputs = {x}, .saved = {y}});
}

static bool log_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("log", ZIP_DIV, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_log(Tensor *x)
{
    Tensor *y = raw_map("tensor_log", MAP_LOG, 0, 0, x);
    return record(y, (Op){"log", log_backward, .inputs = {x}, .saved = {x}});
}

/* dy where x was inside */
static bool clamp_backward(Node *node, Tensor *dy)
{
    const float *limits = node->how;
    return grad_add(node->inputs[0],
                    raw_zip_over("clamp", ZIP_CLAMP_GRAD, limits[0], limits[1], dy, node->saved[0]));
}

Tensor *tensor_clamp(Tensor *x, double low, double high)
{
    if (low > high)
        return error_set(ERR_VALUE, "tensor_clamp: low %g is above high %g", low, high);
    float limits[2] = {(float)low, (float)high};
    Tensor *y = raw_map("tensor_clamp", MAP_CLAMP, limits[0], limits[1], x);
    return record(y, (Op){"clamp", clamp_backward, .inputs = {x}, .saved = {x}, .how = limits,
                          .how_bytes = sizeof limits});
}
