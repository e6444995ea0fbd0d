/* The tape: every differentiable operation leaves a node, and backward walks the nodes from the last to the
 * first. (chapter 06) */
#ifndef AUTOGRAD_TAPE_H
#define AUTOGRAD_TAPE_H

#include "tensor/tensor.h"

enum { NODE_INPUTS = 3, NODE_SAVED = 6 };

/* The backward of an op: add to its inputs' gradients (grad_add), given dy, the gradient of its output. */
typedef bool (*Backward)(Node *node, Tensor *dy);
/* The output once more, computed from what the node saved: the same bits. */
typedef Tensor *(*Again)(Node *node);

struct Node {
    const char *op;
    Backward backward; /* NULL once it has run                               */
    Again again;       /* NULL: the output must be kept for nodes that save it */
    Tensor **inputs;   /* NULL where an optional input was not given         */
    int n_inputs;
    Tensor *few_inputs[NODE_INPUTS]; /* where inputs points, unless there are more     */
    Tensor *saved[NODE_SAVED]; /* values that backward reads; kept alive, or made again when it begins */
    int n_saved;               /* the last of them ends here; 0 once backward has run */
    Tensor *output;
    Tensor dy;         /* its gradient, while backward is at work: output->grad points here */
    bool retain;       /* keep dy for output->grad: tensor_retain_grad       */
    void *how;         /* the op's options, in the arena                     */
    Node *previous;    /* the node recorded before this one                  */
    Scope scope;       /* the owner                                          */
    double seconds[2]; /* of forward and backward, where tape_profile asked */
};

/* This tensor is a parameter: gradients are wanted. Returns it. */
Tensor *tensor_requires_grad(Tensor *t);

/* d loss / d parameter, added to the grad of every parameter that loss was computed from. loss has one
 * element; its own gradient is 1. The tape behind loss is used up. ERR_STATE when loss was not computed from
 * any parameter. (chapter 06) */
bool tensor_backward(Tensor *loss);
/* The same from an output of any shape, with its gradient given. */
bool tensor_backward_from(Tensor *output, Tensor *grad);

/* Let backward keep the gradient of this computed tensor in its grad, too, until the tensor's scope ends: for
 * looking inside. Returns it. (chapter 20) */
Tensor *tensor_retain_grad(Tensor *t);

/* Set a parameter's gradient to zero, if it has one. */
void tensor_zero_grad(Tensor *t);

/* Switch recording off or on; returns what it was. With recording off nothing is kept for backward. */
bool grad_enable(bool on);
bool grad_enabled(void);

/* A view of the same numbers that the tape does not follow. */
Tensor *tensor_detach(Tensor *t);

/* From now on take the time of every op, forward and backward; false: no more. An op's forward counts from
 * the end of the op before, so call it again where a step begins. */
void tape_profile(bool on);
/* The nodes of the tape, oldest first: op, shapes, bytes held, and what tape_profile measured. For debugging
 * and for showing what a graph is. */
void tape_print(FILE *out);
/* The times by kind of op. GFLOP/s are those of a product's definition, whatever way it is computed. */
void tape_summary(FILE *out);
/* What a node computes and moves in its forward, as tape_print has it: multiplications and additions of a
 * product, 0 for other ops, and bytes of everything that goes in and out, each once. */
double node_operations(const Node *node);
double node_bytes(const Node *node);
Node *tape_newest(void); /* NULL when the tape is empty */
int64_t tape_length(void);

/* For writing ops; ops_arithmetic.c has simple examples. */
typedef struct Op {
    const char *name;
    Backward backward;
    Tensor *inputs[NODE_INPUTS]; /* or, when there may be more of them: */
    Tensor **many_inputs;
    int n_many_inputs;
    Tensor *saved[NODE_SAVED];
    const void *how; /* how_bytes of options, copied        */
    size_t how_bytes;
    Again again; /* for outputs that cost less to compute than to store until backward; or NULL */
} Op;
/* Note on the tape that output was computed by op, if any input needs a gradient and recording is on. Returns
 * output; NULL stays NULL. */
Tensor *record_op(Tensor *output, const Op *op);
static inline Tensor *record(Tensor *output, Op op) /* inline: a call by value would copy the whole Op */
{
    return record_op(output, &op);
}
/* t->grad += g, after summing g over axes along which t was stretched. g is used up. Nothing happens when t
 * is NULL or needs no gradient. False when g is NULL: something failed before. */
bool grad_add(Tensor *t, Tensor *g);
/* t->grad += dy, which stays as it is. */
bool grad_pass(Tensor *t, Tensor *dy);
/* The gradient that t has from ops behind this one, where a backward may add to it itself instead of calling
 * grad_add: nobody else holds it, so it is no operand of this op either; or NULL. */
Tensor *grad_so_far(const Tensor *t);
/* Does this input want a gradient? Saves computing one that nobody needs. */
bool grad_wanted(const Tensor *t);

#endif
