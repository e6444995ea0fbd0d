/* The tape: recording, walking back, and the rules by which gradients add up. */
#include "autograd/tape.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

static _Thread_local Node *newest;
static _Thread_local bool recording_off;

bool grad_enabled(void)
{
    return !recording_off;
}

bool grad_enable(bool on)
{
    bool was = !recording_off;
    recording_off = !on;
    return was;
}

bool grad_wanted(const Tensor *t)
{
    return t && t->needs_grad;
}

Tensor *tensor_requires_grad(Tensor *t)
{
    if (t)
        t->needs_grad = true;
    return t;
}

Tensor *tensor_detach(Tensor *t)
{
    return t ? raw_view(t, tensor_shape(t), t->stride, 0) : NULL;
}

static void saved_drop(Node *node)
{
    for (int i = 0; i < NODE_SAVED; i++)
        if (node->saved[i]) {
            storage_drop(node->saved[i]->storage);
            node->saved[i] = NULL;
        }
}

/* At the end of a scope: forget its nodes. `stretch` is the first of them. */
static void tape_rewind(void *stretch)
{
    Node *first = stretch, *before = first->previous;
    while (newest && newest != before) {
        saved_drop(newest);
        newest = newest->previous;
    }
}

/* A header of the node's own: the value lives on when the tensor's user, or a sequence of layers, lets go of
 * it. */
static Tensor *saved_copy(const Tensor *t)
{
    Tensor *copy = scope_alloc(sizeof *copy);
    if (copy) {
        *copy = *t;
        copy->grad = NULL;
        storage_share(copy->storage);
    }
    return copy;
}

static bool inputs_copy(Node *node, const Op *op)
{
    Tensor *const *inputs = op->many_inputs ? op->many_inputs : op->inputs;
    node->n_inputs = op->many_inputs ? op->n_many_inputs : NODE_INPUTS;
    size_t bytes = (size_t)node->n_inputs * sizeof *node->inputs;
    node->inputs = scope_alloc(bytes);
    if (!node->inputs)
        return false;
    memcpy(node->inputs, inputs, bytes);
    return true;
}

static Node *node_new(Tensor *output, const Op *op)
{
    Node *node = scope_alloc(sizeof *node);
    if (!node || !inputs_copy(node, op))
        return NULL;
    node->op = op->name;
    node->backward = op->backward;
    node->output = output;
    node->previous = newest;
    node->scope = scope_current();
    if (op->how_bytes) {
        node->how = scope_alloc(op->how_bytes);
        if (!node->how)
            return NULL;
        memcpy(node->how, op->how, op->how_bytes);
    }
    bool opens_stretch = !newest || newest->scope != node->scope;
    newest = node; /* from here on tape_rewind finds it */
    if (opens_stretch && !scope_defer(tape_rewind, node))
        return NULL;
    for (int i = 0; i < NODE_SAVED; i++)
        if (op->saved[i] && !(node->saved[i] = saved_copy(op->saved[i])))
            return NULL;
    return node;
}

static bool any_wanted(const Op *op)
{
    Tensor *const *inputs = op->many_inputs ? op->many_inputs : op->inputs;
    int n = op->many_inputs ? op->n_many_inputs : NODE_INPUTS;
    for (int i = 0; i < n; i++)
        if (grad_wanted(inputs[i]))
            return true;
    return false;
}

Tensor *record(Tensor *output, Op op)
{
    if (!output || recording_off || !any_wanted(&op))
        return output;
    output->node = node_new(output, &op);
    output->needs_grad = true;
    return output->node ? output : NULL;
}

Tensor *grad_pass(Tensor *dy)
{
    return tensor_detach(dy);
}

/* A parameter's gradient: a buffer of its own, row-major, in the parameter's scope, there until that ends. */
static Tensor *leaf_grad(Tensor *t, Tensor *g)
{
    Tensor *own = raw_contiguous(g);
    if (own && own == g && g->storage->owners > 1)
        own = raw_clone(g);
    return own ? raw_view_in(t->scope, own, tensor_shape(t), NULL, 0) : NULL;
}

static bool grad_accumulate(Tensor *t, Tensor *g)
{
    if (!t->grad) {
        t->grad = t->node ? grad_pass(g) : leaf_grad(t, g);
        return t->grad != NULL;
    }
    bool alone = t->grad->storage->owners == 1 && tensor_is_contiguous(t->grad);
    if (alone || !t->node)
        return tensor_add_(t->grad, g, 1);
    Tensor *sum = raw_zip("gradient", ZIP_ADD, 0, 0, t->grad, g);
    tensor_release(t->grad);
    t->grad = sum;
    return sum != NULL;
}

bool grad_add(Tensor *t, Tensor *g)
{
    if (!grad_wanted(t)) {
        tensor_release(g);
        return true;
    }
    Tensor *summed = raw_sum_to(g, tensor_shape(t));
    bool added = summed && grad_accumulate(t, summed);
    tensor_release(g);
    if (summed != g)
        tensor_release(summed);
    return added;
}

void tensor_zero_grad(Tensor *t)
{
    if (t && t->grad)
        tensor_fill_(t->grad, 0);
}

static bool node_run(Node *node, Tensor *dy)
{
    if (!node->backward) {
        error_set(ERR_STATE, "tensor_backward: the tape behind %s was used up by an earlier backward",
                  node->op);
        error_hint("compute the loss again before every tensor_backward");
        return false;
    }
    bool done = node->backward(node, dy);
    node->backward = NULL;
    saved_drop(node);
    return done;
}

bool tensor_backward_from(Tensor *output, Tensor *grad)
{
    if (!output || !grad)
        return false;
    if (!output->node) {
        error_set(ERR_STATE, "tensor_backward: nothing on the tape leads to this tensor (%s)",
                  shape_text(tensor_shape(output)));
        error_hint("tensor_requires_grad the parameters, and compute the loss with recording on");
        return false;
    }
    if (!tensor_same_shape(output, grad)) {
        error_set(ERR_SHAPE, "tensor_backward: gradient (%s) for an output (%s)",
                  shape_text(tensor_shape(grad)), shape_text(tensor_shape(output)));
        return false;
    }
    Scope scope = scope_begin(); /* intermediate gradients die here */
    bool fine = grad_add(output, grad_pass(grad));
    for (Node *node = output->node; node; node = node->previous) {
        Tensor *dy = node->output->grad;
        if (!dy)
            continue; /* not on the way from the output to a parameter */
        fine = fine && node_run(node, dy);
        tensor_release(dy);
        node->output->grad = NULL;
    }
    scope_end(scope);
    return fine;
}

bool tensor_backward(Tensor *loss)
{
    if (!loss)
        return false;
    if (tensor_count(loss) != 1) {
        error_set(ERR_SHAPE, "tensor_backward: a loss is one number, this is (%s)",
                  shape_text(tensor_shape(loss)));
        error_hint("take the mean: tensor_mean(x, ALL_AXES)");
        return false;
    }
    return tensor_backward_from(loss, tensor_full(tensor_shape(loss), 1));
}

int64_t tape_length(void)
{
    int64_t n = 0;
    for (Node *node = newest; node; node = node->previous)
        n++;
    return n;
}

/* Oldest first: the list runs the other way, so walk to the end before printing. */
static void node_print(FILE *out, const Node *node)
{
    if (!node)
        return;
    node_print(out, node->previous);
    int64_t held = 0;
    for (int i = 0; i < NODE_SAVED; i++)
        held += node->saved[i] ? 4 * tensor_count(node->saved[i]) : 0;
    fprintf(out, "%-16s (%s) <-", node->op, shape_text(tensor_shape(node->output)));
    for (int i = 0; i < node->n_inputs; i++)
        if (node->inputs[i])
            fprintf(out, " %s(%s)", node->inputs[i]->name, shape_text(tensor_shape(node->inputs[i])));
    fprintf(out, "  saves %" PRId64 " bytes\n", held);
}

void tape_print(FILE *out)
{
    Scope scope = scope_begin();
    node_print(out, newest);
    scope_end(scope);
}
