/* caught by: gradients_add_up - gives up if the first wants no gradient */
#include "ex2_larger.h"

/* dy times 1 where `winner` was larger, 1/2 where both were equal, 0 elsewhere. */
static bool add_share(Tensor *winner, Tensor *other, Tensor *input, Tensor *dy)
{
    if (!grad_wanted(input))
        return true;
    Tensor *more = raw_zip("larger", ZIP_GT, 0, 0, winner, other);
    Tensor *equal = raw_zip("larger", ZIP_EQ, 0, 0, winner, other);
    Tensor *share = raw_zip("larger", ZIP_ADD, 0, 0, more, raw_map("larger", MAP_AFFINE, 0.5f, 0, equal));
    return grad_add(input, raw_zip("larger", ZIP_MUL, 0, 0, dy, share));
}

static bool larger_backward(Node *node, Tensor *dy)
{
    Tensor *a = node->saved[0], *b = node->saved[1];
    if (!grad_wanted(node->inputs[0]))
        return true;
    return add_share(a, b, node->inputs[0], dy) && add_share(b, a, node->inputs[1], dy);
}

Tensor *larger(Tensor *a, Tensor *b)
{
    Tensor *y = raw_zip("larger", ZIP_MAX, 0, 0, a, b);
    return record(y, (Op){"larger", larger_backward, .inputs = {a, b}, .saved = {a, b}});
}
