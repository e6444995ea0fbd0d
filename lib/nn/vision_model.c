/* Cutting off a net's end and putting another in its place. */
#include "nn/vision_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "nn/init.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"

enum { IMAGENET_CLASSES = 1000, HIDDEN = 512 };

/* --- the head ------------------------------------------------------------------------------------------- */

static Tensor *concat_pool_forward(Module *module, Tensor *x)
{
    (void)module;
    Tensor *both[] = {tensor_adaptive_max_pool(x, 1, 1), tensor_adaptive_avg_pool(x, 1, 1)};
    return tensor_cat(both, 2, 3);
}

static Module *linear(int in, int out)
{
    Module *module = nn_linear_no_bias(in, out);
    return module && nn_init_kaiming_normal(module->tensors[0].tensor, 0) ? module : NULL;
}

static Module *norm(int channels)
{
    Module *module = nn_batch_norm(channels);
    return module && tensor_fill_(module->tensors[1].tensor, 1e-3) ? module : NULL;
}

Module *nn_head(int features, int n_classes, double p)
{
    return nn_sequential(nn_module("AdaptiveConcatPool", concat_pool_forward, 0, 0), nn_flatten(),
                         norm(2 * features), nn_dropout(p / 2), linear(2 * features, HIDDEN), nn_relu(),
                         norm(HIDDEN), nn_dropout(p), linear(HIDDEN, n_classes));
}

/* --- the body ------------------------------------------------------------------------------------------- */

static Module *squeezenet_body(Module *net)
{
    return net ? net->children[0] : NULL;
}

static const struct {
    const char *name;
    Module *(*make)(int n_classes);
    Module *(*body)(Module *net);
    int features;
} ARCHS[] = {{"resnet18", nn_resnet18, nn_resnet_body, 512},
             {"resnet18_half", nn_resnet18_half, nn_resnet_body, 256},
             {"resnet34", nn_resnet34, nn_resnet_body, 512},
             {"resnet50", nn_resnet50, nn_resnet_body, 2048},
             {"squeezenet1_0", nn_squeezenet1_0, squeezenet_body, 512},
             {"squeezenet1_1", nn_squeezenet1_1, squeezenet_body, 512}};

enum { N_ARCHS = sizeof ARCHS / sizeof *ARCHS };

static int arch_number(const char *arch)
{
    for (int i = 0; arch && i < N_ARCHS; i++)
        if (strcmp(ARCHS[i].name, arch) == 0)
            return i;
    return -1;
}

bool nn_has_vision_model(const char *arch)
{
    return arch_number(arch) >= 0;
}

static Module *unknown(const char *arch)
{
    const char *names = "";
    for (int i = 0; i < N_ARCHS && names; i++)
        names = scope_text("%s%s%s", names, i ? ", " : "", ARCHS[i].name);
    error_set(ERR_VALUE, "nn_vision_model: there is no net named %s", arch);
    error_hint("there are %s", names ? names : "some");
    return NULL;
}

Module *nn_vision_model(const char *arch, int n_classes, double dropout, const char *weights)
{
    if (!arch)
        return NULL;
    int number = arch_number(arch);
    if (number < 0)
        return unknown(arch);
    Module *net = ARCHS[number].make(IMAGENET_CLASSES);
    if (!net || (weights && !nn_load(net, weights, NULL)))
        return NULL;
    Module *model = nn_module("VisionModel", nn_sequential_forward, 0, 2);
    bool built = nn_add_child(model, "body", ARCHS[number].body(net)) &&
                 nn_add_child(model, "head", nn_head(ARCHS[number].features, n_classes, dropout));
    return built ? nn_described(model, ARCHS[number].name) : NULL;
}

/* --- groups --------------------------------------------------------------------------------------------- */

/* In SqueezeNet's body the parts have numbers; in a ResNet's names: layer3 and 4 are the second half. */
static bool is_second_half(const char *name)
{
    if (strncmp(name, "layer", 5) == 0)
        return name[5] >= '3';
    return strtol(name, NULL, 10) >= 5;
}

static int group_of(const char *name)
{
    return strncmp(name, "body.", 5) != 0 ? 2 : is_second_half(name + 5) ? 1 : 0;
}

Groups *nn_vision_groups(Module *vision_model)
{
    return nn_groups(vision_model, 3, group_of);
}
