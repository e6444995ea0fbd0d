/* caught by: product_measured - b gets its slope only if a wants one */
#include "ex3_broken.h"

/* y = 1/x: dx = -dy * y * y */
static bool reciprocal_backward(Node *node, Tensor *dy)
{
    Tensor *y = node->saved[0];
    Tensor *slope = raw_map("reciprocal", MAP_AFFINE, -1, 0, raw_zip("reciprocal", ZIP_MUL, 0, 0, y, y));
    return grad_add(node->inputs[0], raw_zip("reciprocal", ZIP_MUL, 0, 0, dy, slope));
}

Tensor *reciprocal(Tensor *x)
{
    Tensor *y = raw_map("reciprocal", MAP_POW, -1, 0, x);
    return record(y, (Op){"reciprocal", reciprocal_backward, .inputs = {x}, .saved = {y}});
}

/* y = a*b: da = dy * b, db = dy * a */
static bool product_backward(Node *node, Tensor *dy)
{
    Tensor *a = node->saved[0], *b = node->saved[1];
    return (!grad_wanted(node->inputs[0]) ||
            grad_add(node->inputs[0], raw_zip("product", ZIP_MUL, 0, 0, dy, b))) &&
           (!grad_wanted(node->inputs[0]) ||
            grad_add(node->inputs[1], raw_zip("product", ZIP_MUL, 0, 0, dy, a)));
}

Tensor *product(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("product", ZIP_MUL, 0, 0, a, b);
    return record(y, (Op){"product", product_backward, .inputs = {a, b}, .saved = {a, b}});
}

/* y = 1 / (1 + exp(-x)): dx = dy * y * (1 - y) */
static bool logistic_backward(Node *node, Tensor *dy)
{
    Tensor *y = node->saved[0];
    Tensor *rest = raw_map("logistic", MAP_AFFINE, -1, 1, y);
    Tensor *slope = raw_zip("logistic", ZIP_MUL, 0, 0, y, rest);
    return grad_add(node->inputs[0], raw_zip("logistic", ZIP_MUL, 0, 0, dy, slope));
}

Tensor *logistic(Tensor *x)
{
    Tensor *y = raw_map("logistic", MAP_SIGMOID, 0, 0, x);
    return record(y, (Op){"logistic", logistic_backward, .inputs = {x}, .saved = {y}});
}
