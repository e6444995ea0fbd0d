/* The tape: recording, walking back, and the rules by which gradients add up. */
#include "autograd/tape.h"

#include <string.h>

#include "autograd/memory_plan.h"
#include "autograd/profile.h"
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
    memory_plan_watch();
    return t;
}

Tensor *tensor_retain_grad(Tensor *t)
{
    if (t && t->node)
        t->node->retain = true;
    return t;
}

Tensor *tensor_detach(Tensor *t)
{
    return t ? raw_view(t, tensor_shape(t), t->stride, 0) : NULL;
}

static void *used_up(const Node *node)
{
    error_set(ERR_STATE, "tensor_backward: the tape behind %s was used up by an earlier backward", node->op);
    error_hint("compute the loss again before every tensor_backward");
    return NULL;
}

static void saved_drop(Node *node)
{
    for (int i = 0; i < node->n_saved; i++)
        if (node->saved[i]) {
            storage_drop(node->saved[i]->storage);
            node->saved[i] = NULL;
        }
    node->n_saved = 0;
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

/* A header of the tape's own: the value lives on when the tensor's user, or a sequence of layers, lets go of
 * it. */
static Tensor *hold(const Node *node, Tensor *header, const Tensor *t)
{
    *header = *t;
    header->scope = node->scope;
    header->grad = NULL;
    storage_share(header->storage);
    return header;
}

/* A value that its op can make again is not kept, only its header: where the memory of a step is largest, at
 * the end of the forward pass, it would lie idle. */
static Tensor *save(const Node *node, Tensor *header, const Tensor *t)
{
    hold(node, header, t);
    if (t->node && t->node->again) {
        storage_drop(header->storage);
        storage_show(header, NULL);
    }
    return header;
}

static bool saved_again(Node *node);

static Tensor *output_again(Node *maker)
{
    if (!maker->backward)
        return used_up(maker);
    return saved_again(maker) ? maker->again(maker) : NULL;
}

/* What was saved without being kept is there again, from now until this node's backward has run. */
static bool saved_again(Node *node)
{
    for (int i = 0; i < node->n_saved; i++) {
        Tensor *t = node->saved[i];
        if (!t || t->storage)
            continue;
        bool there = t->node->output->storage != NULL; /* somebody else has kept it */
        Tensor *value = there ? t->node->output : output_again(t->node);
        if (!value)
            return false;
        storage_show(t, storage_share(value->storage));
        if (!there)
            tensor_release(value); /* so that its only owner may write over it */
    }
    return true;
}

/* Gradients of parameters outlive the step. Taking their memory now, while the first step's values are made,
 * and not in its backward, when it would come out of what the next step will need again, is why a training
 * loop calls malloc in its first step only. */
static bool take_grad_room(Tensor *t)
{
    if (!grad_wanted(t) || t->node || t->grad_room)
        return true;
    Tensor *room = raw_like(t);
    t->grad_room = raw_view_in(t->scope, room, tensor_shape(t), NULL, 0);
    tensor_release(room);
    return t->grad_room != NULL;
}

static bool inputs_copy(Node *node, const Op *op)
{
    Tensor *const *inputs = op->many_inputs ? op->many_inputs : op->inputs;
    node->n_inputs = op->many_inputs ? op->n_many_inputs : NODE_INPUTS;
    node->inputs = op->many_inputs ? scope_alloc((size_t)node->n_inputs * sizeof *inputs) : node->few_inputs;
    bool fine = node->inputs != NULL;
    for (int i = 0; i < node->n_inputs && fine; i++) {
        node->inputs[i] = inputs[i];
        fine = take_grad_room(inputs[i]);
    }
    return fine;
}

/* The node, the headers of what it saves and the op's options are one block. */
static Node *node_new(Tensor *output, const Op *op)
{
    int n_saved = NODE_SAVED;
    while (n_saved > 0 && !op->saved[n_saved - 1])
        n_saved--;
    struct {
        Node node;
        Tensor saved[];
    } *all = scope_alloc(sizeof *all + (size_t)n_saved * sizeof all->saved[0] + op->how_bytes);
    Node *node = all ? &all->node : NULL;
    if (!node || !inputs_copy(node, op))
        return NULL;
    node->op = op->name;
    node->backward = op->backward;
    node->again = op->again;
    node->output = output;
    node->previous = newest;
    node->scope = scope_current();
    if (op->how_bytes) {
        node->how = &all->saved[n_saved];
        memcpy(node->how, op->how, op->how_bytes);
    }
    bool opens_stretch = !newest || newest->scope != node->scope;
    newest = node; /* from here on tape_rewind finds it */
    if (opens_stretch && !scope_defer(tape_rewind, node))
        return NULL;
    node->n_saved = n_saved;
    for (int i = 0; i < n_saved; i++)
        if (op->saved[i])
            node->saved[i] = save(node, &all->saved[i], op->saved[i]);
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

Tensor *record_op(Tensor *output, const Op *op)
{
    if (!output || recording_off || !any_wanted(op))
        return output;
    output->node = node_new(output, op);
    output->needs_grad = true;
    if (!output->node)
        return NULL;
    profile_node(output->node, false);
    return output;
}

/* A parameter's gradient: a buffer of its own, row-major, in the parameter's scope, there until that ends.
 * None for what became a parameter after the op was recorded. */
static bool leaf_grad(Tensor *t, Tensor *g)
{
    if (!t->grad_room)
        return true;
    t->grad = tensor_copy_(t->grad_room, g) ? t->grad_room : NULL;
    return t->grad != NULL;
}

/* Of an intermediate, what has come together in this backward: what an earlier one left in its grad, because
 * tensor_retain_grad asked for it, is no part of that. */
static Tensor *sum_so_far(const Tensor *t)
{
    return !t->node || t->grad == &t->node->dy ? t->grad : NULL;
}

Tensor *grad_so_far(const Tensor *t)
{
    Tensor *sum = sum_so_far(t);
    return raw_alone(sum) ? sum : NULL;
}

/* An intermediate's gradient is held beyond the scope in which this backward works. */
static bool grad_accumulate(Tensor *t, Tensor *g)
{
    Tensor *before = sum_so_far(t), *sum = before ? raw_zip_over("gradient", ZIP_ADD, 0, 0, before, g) : g;
    if (!sum || sum == before)
        return sum != NULL;
    if (!t->node)
        return leaf_grad(t, sum);
    tensor_release(before);
    t->grad = hold(t->node, &t->node->dy, sum);
    return true;
}

bool grad_pass(Tensor *t, Tensor *dy)
{
    if (!grad_wanted(t))
        return true;
    Tensor *summed = raw_sum_to(dy, t);
    bool added = summed && grad_accumulate(t, summed);
    if (summed != dy)
        tensor_release(summed);
    return added;
}

bool grad_add(Tensor *t, Tensor *g)
{
    bool added = grad_pass(t, g);
    tensor_release(g);
    return added;
}

void tensor_zero_grad(Tensor *t)
{
    if (t && t->grad)
        tensor_fill_(t->grad, 0);
}

static bool node_run(Node *node, Tensor *dy)
{
    if (!node->backward)
        return used_up(node) != NULL;
    Scope scope = scope_begin(); /* what the backward makes on its way dies here */
    bool done = saved_again(node) && node->backward(node, dy);
    scope_end(scope);
    profile_node(node, true);
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
    bool fine = grad_pass(output, grad);
    for (Node *node = output->node; node; node = node->previous) {
        Tensor *dy = sum_so_far(node->output);
        if (!dy)
            continue; /* not on the way from the output to a parameter */
        Tensor *kept = node->retain ? raw_view_in(node->scope, dy, tensor_shape(dy), dy->stride, 0) : NULL;
        fine = fine && (kept || !node->retain) && node_run(node, dy);
        tensor_release(dy);
        node->output->grad = kept;
    }
    return fine;
}

bool tensor_backward(Tensor *loss)
{
    if (!raw_usable("tensor_backward", loss, loss))
        return false;
    if (tensor_count(loss) != 1) {
        error_set(ERR_SHAPE, "tensor_backward: a loss is one number, this is (%s)",
                  shape_text(tensor_shape(loss)));
        error_hint("take the mean: tensor_mean(x, ALL_AXES)");
        return false;
    }
    Tensor *one = raw_like(loss);
    bool done = tensor_fill_(one, 1) && tensor_backward_from(loss, one);
    tensor_release(one);
    return done;
}

Node *tape_newest(void)
{
    return newest;
}

int64_t tape_length(void)
{
    int64_t n = 0;
    for (Node *node = newest; node; node = node->previous)
        n++;
    return n;
}
