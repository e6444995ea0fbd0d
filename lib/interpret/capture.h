/* One look inside a net: what a layer gives for some pictures, and its gradient. (chapter 20) */
#ifndef INTERPRET_CAPTURE_H
#define INTERPRET_CAPTURE_H

#include "nn/module.h"

typedef struct Capture {
    Module *net;
    Tensor *input;  /* x, as the net saw it; its grad is that of the pixels            */
    Tensor *logits; /* what the net answers                                            */
    Tensor *output; /* of the layer, (n, h, w, channels) or whatever it gives          */
    Tensor *layer;  /* the same on the tape: tensor_retain_grad keeps its gradient     */
} Capture;

/* Run the net as it behaves in use and keep a layer's output, in the current scope. The layer is named by its
 * path (nn_find); NULL: the last one whose output is still a picture, (n, h, w, channels) with h * w > 1.
 * Takes the place of nn_hook's hook; a layer that runs twice is seen the second time. `gradients`: the way
 * back will be wanted. False with ERR_VALUE for a layer that is not there or did not run. */
bool capture_run(Module *net, const char *layer, Tensor *x, bool gradients, Capture *capture);

/* The way back from logits or layer, with the gradient of that given, to the input and no further: the net's
 * own weights get no gradient from it, which saves work, and no optimiser finds it later. */
bool capture_backward(Capture *capture, Tensor *output, Tensor *grad);

#endif
