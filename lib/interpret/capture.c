/* Running a net with a hook in it. */
#include "interpret/capture.h"

#include "base/error.h"

typedef struct Look {
    const Module *layer; /* NULL: whatever gives pictures */
    Tensor *output, *on_tape;
} Look;

static bool is_picture(const Tensor *t)
{
    return t->n_dims == 4 && t->shape[1] * t->shape[2] > 1;
}

/* A sequence lets go of what lies between its layers, so the value needs a header of its own. */
static void see(Module *module, Tensor *output, void *context)
{
    Look *look = context;
    if (look->layer ? module != look->layer : !is_picture(output))
        return;
    tensor_release(look->output);
    look->output = tensor_detach(output);
    look->on_tape = output;
}

/* Which of the net's weights want a gradient; until weights_restore none of them does. */
typedef struct Weights {
    Parameters *all;
    bool *wanted;
} Weights;

static bool weights_rest(Module *net, Weights *weights)
{
    weights->all = nn_parameters(net);
    weights->wanted = weights->all ? scope_alloc((size_t)weights->all->n * sizeof *weights->wanted) : NULL;
    for (int i = 0; weights->wanted && i < weights->all->n; i++) {
        weights->wanted[i] = weights->all->tensors[i]->needs_grad;
        weights->all->tensors[i]->needs_grad = false;
    }
    return weights->wanted != NULL;
}

static void weights_restore(const Weights *weights)
{
    for (int i = 0; i < weights->all->n; i++)
        weights->all->tensors[i]->needs_grad = weights->wanted[i];
}

static bool run(Module *net, Look *look, bool gradients, Capture *capture)
{
    Weights weights;
    if (!weights_rest(net, &weights))
        return false;
    bool recording = grad_enable(gradients), training = net->training;
    nn_eval(net);
    nn_hook(see, look);
    capture->logits = nn_forward(net, capture->input);
    nn_hook(NULL, NULL);
    if (training)
        nn_train(net);
    grad_enable(recording);
    weights_restore(&weights);
    return capture->logits != NULL;
}

bool capture_backward(Capture *capture, Tensor *output, Tensor *grad)
{
    Weights weights;
    if (!capture || !output || !grad || !weights_rest(capture->net, &weights))
        return false;
    bool done = tensor_backward_from(output, grad);
    weights_restore(&weights);
    return done;
}

bool capture_run(Module *net, const char *layer, Tensor *x, bool gradients, Capture *capture)
{
    Look look = {.layer = layer ? nn_find(net, layer) : NULL};
    if (!net || !x || !capture || (layer && !look.layer))
        return false;
    *capture = (Capture){.net = net, .input = tensor_detach(x)};
    if (gradients)
        tensor_requires_grad(capture->input);
    if (!run(net, &look, gradients, capture))
        return false;
    capture->output = look.output;
    capture->layer = look.on_tape;
    if (!look.output)
        error_set(ERR_VALUE, "capture_run: %s",
                  layer ? scope_text("layer \"%s\" has not run", layer)
                        : "no layer of this net gives pictures");
    return look.output != NULL;
}
