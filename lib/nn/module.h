/* Modules: layers that own their parameters, and nets made of them. (chapter 10) */
#ifndef NN_MODULE_H
#define NN_MODULE_H

#include "autograd/ops.h"

typedef struct Module Module;

/* One tensor of a module. Buffers (running statistics) are saved with the weights but never trained. */
typedef struct ModuleTensor {
    const char *name; /* "weight" */
    Tensor *tensor;
    bool is_buffer;
} ModuleTensor;

struct Module {
    const char *kind;   /* "Linear"; what nn_print shows                                 */
    const char *detail; /* "784 -> 30"                                                   */
    Tensor *(*forward)(Module *module, Tensor *x);
    ModuleTensor *tensors;
    int n_tensors;
    Module **children;
    const char **child_names; /* "0", "1" in a sequence; "conv1" where a net names them   */
    int n_children;
    int tensors_room, children_room;
    bool training;  /* nn_train and nn_eval set it, for batch norm and dropout        */
    bool folded;    /* a batch norm that nn_fold has put into the convolution before  */
    Tensor *packed; /* nn_fold: where a convolution keeps its weight as the kernel reads it */
    void *how;      /* the layer's options                                            */
};

/* Run it. NULL for a NULL module or input. With gradients off, values between the layers of a sequence are
 * released early. */
Tensor *nn_forward(Module *module, Tensor *x);

/* Layers. They belong to the current scope; weights start as PyTorch's do, from random_default(). */
Module *
nn_linear(int in,
          int out); /* (n, in) -> (n, out); weight (out, in), bias (out): U(-1/sqrt(in), 1/sqrt(in)) */
Module *nn_linear_no_bias(int in, int out);
typedef struct ConvOptions {
    int stride; /* 0 means 1 */
    int pad;
    bool no_bias;
    ConvMethod method; /* CONV_AUTO chooses */
} ConvOptions;
Module *nn_conv(int in, int out, int size, ConvOptions how); /* weight (out, size, size, in), bias (out) */
Module *
nn_batch_norm(int channels); /* over all axes but the last; weight 1, bias 0, running_mean 0, running_var 1 */
/* relu(norm(conv(x)) + add): what convolutional nets are made of, with nothing stored between norm and ReLU.
 * norm and add may be NULL. */
Tensor *nn_conv_norm_relu(Module *conv, Module *norm, Tensor *x, Tensor *add);
/* max_pool(relu(norm(conv(x)))): how nets for large pictures begin. Likewise. */
Tensor *nn_conv_norm_relu_pool(Module *conv, Module *norm, Module *pool, Tensor *x);
Module *nn_relu(void);
Module *nn_leaky_relu(double slope);
Module *nn_gelu(void);
Module *nn_sigmoid(void);
Module *nn_tanh(void);
Module *nn_dropout(double p);
Module *nn_max_pool(Pool how);
Module *nn_avg_pool(Pool how);
Module *nn_adaptive_avg_pool(int height, int width);
Module *nn_flatten(void); /* (n, ...) -> (n, all the rest) */

/* One after another. nn_sequential(nn_flatten(), nn_linear(784, 30), nn_relu()) */
#define nn_sequential(...) \
    nn_sequential_of((Module *[]){__VA_ARGS__}, (int)(sizeof((Module *[]){__VA_ARGS__}) / sizeof(Module *)))
Module *nn_sequential_of(Module **modules, int n);
/* Its forward, for nets of one's own whose parts have names. */
Tensor *nn_sequential_forward(Module *module, Tensor *x);
/* x + body(x): a skip connection. */
Module *nn_residual(Module *body);

/* Building modules of one's own. */
Module *nn_module(const char *kind, Tensor *(*forward)(Module *, Tensor *), int n_tensors, int n_children);
/* A parameter then requires grad. Names are kept, not copied. */
bool nn_add_tensor(Module *module, const char *name, Tensor *tensor, bool is_buffer);
bool nn_add_child(Module *module, const char *name, Module *child);
/* Is it the library's layer of this kind: "Conv", "BatchNorm", "ReLU" or "MaxPool"? One of your own that you
 * call so is not. */
bool nn_is(const Module *module, const char *kind);
Module *nn_described(Module *module,
                     const char *detail); /* sets detail; NULL if that or the module is NULL */

/* Everything trainable of a net, in the order of definition, with path names ("0.weight"). In the current
 * scope. */
typedef struct Parameters {
    int n;
    Tensor **tensors;
    const char **names;
} Parameters;
Parameters *nn_parameters(Module *net);  /* trained tensors only, each once even if its layer is used twice */
Parameters *nn_state(Module *net);       /* and the buffers, at every place: what is saved                  */
int64_t nn_parameter_count(Module *net); /* the numbers in nn_parameters; 0 for NULL                        */

/* The module at a path of names below net, as nn_state writes them: "layer4.1.conv2"; "" is net itself.
 * ERR_VALUE, saying what there is at the place where the path leads nowhere. */
Module *nn_find(Module *net, const char *path);

void nn_train(Module *net); /* batch norm uses the batch, dropout drops */
void nn_eval(Module *net);  /* batch norm uses its running statistics   */

/* Be called after every forward of every module with its output, or no more with NULL; this thread's nets.
 * For looking inside: output shapes, activation statistics. (chapter 14) */
typedef void (*ModuleHook)(Module *module, Tensor *output, void *context);
void nn_hook(ModuleHook hook, void *context);
bool nn_hooked(void); /* is there a hook? */
/* Show an output to the hook; nn_forward does. Returns it. */
Tensor *nn_show(Module *module, Tensor *output);

/* A table on `out`: each layer with its options, output shape for an input of this shape, parameters; and the
 * total. Runs the net once, in evaluation, and takes the place of nn_hook's hook. False with an error when
 * the input does not fit. */
bool nn_print(FILE *out, Module *net, Shape input);

#endif
