/* Cutting off a net's end and putting another in its place. */
#include "nn/vision_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "nn/init.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"

enum { COLOURS = 3 };

const float nn_imagenet_mean[3] = {0.485f, 0.456f, 0.406f}, nn_imagenet_std[3] = {0.229f, 0.224f, 0.225f};
const float nn_imagenet_grey_mean[1] = {0.449f}, nn_imagenet_grey_std[1] = {0.226f};

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

Module *nn_head(int features, int hidden, int n_classes, double p)
{
    return nn_sequential(nn_module("AdaptiveConcatPool", concat_pool_forward, 0, 0), nn_flatten(),
                         norm(2 * features), nn_dropout(p / 2), linear(2 * features, hidden), nn_relu(),
                         norm(hidden), nn_dropout(p), linear(hidden, n_classes));
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
    const char *end; /* how the names of the layers begin that are cut off */
    int features, hidden;
} ARCHS[] = {{"resnet18", nn_resnet18, nn_resnet_body, "fc.", 512, 512},
             {"resnet18_half", nn_resnet18_half, nn_resnet_body, "fc.", 256, 256},
             {"resnet34", nn_resnet34, nn_resnet_body, "fc.", 512, 512},
             {"resnet50", nn_resnet50, nn_resnet_body, "fc.", 2048, 512},
             {"squeezenet1_0", nn_squeezenet1_0, squeezenet_body, "classifier.", 512, 512},
             {"squeezenet1_1", nn_squeezenet1_1, squeezenet_body, "classifier.", 512, 512}};

enum { N_ARCHS = sizeof ARCHS / sizeof *ARCHS };

static int arch_number(const char *arch)
{
    for (int i = 0; arch && i < N_ARCHS; i++)
        if (strcmp(ARCHS[i].name, arch) == 0)
            return i;
    return -1;
}

const char *nn_vision_name(const char *arch)
{
    int number = arch_number(arch);
    return number >= 0 ? ARCHS[number].name : NULL;
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

/* A grey picture is one whose red, green and blue are the same v: the sum of w * v is (the sum of w) * v. */
static bool make_grey(Module *body)
{
    Module *first = body->children[0];
    bool recording = grad_enable(false);
    Tensor *sum = tensor_sum_keep(first->tensors[0].tensor, AXIS3);
    grad_enable(recording);
    first->tensors[0].tensor = tensor_requires_grad(sum);
    return sum && nn_described(first, scope_text("grey, was %s", first->detail));
}

static Module *make_body(int number, const VisionModel *how)
{
    bool drawing = nn_init_enable(false);
    if (!how->weights)
        nn_init_enable(drawing);
    Module *net = ARCHS[number].make(1);
    nn_init_enable(drawing);
    if (!net || (how->weights && !nn_load_without(net, how->weights, ARCHS[number].end)))
        return NULL;
    Module *body = ARCHS[number].body(net);
    return body && (how->channels == COLOURS || make_grey(body)) ? body : NULL;
}

Module *nn_vision_model(const char *arch, VisionModel how)
{
    if (!arch)
        return NULL;
    int number = arch_number(arch);
    if (number < 0)
        return unknown(arch);
    how.channels = how.channels ? how.channels : COLOURS;
    if (how.channels != 1 && how.channels != COLOURS)
        return error_set(ERR_VALUE, "nn_vision_model: pictures of %d channels, not 1 or 3", how.channels);
    double dropout = how.dropout == 0 ? 0.5 : how.dropout > 0 ? how.dropout : 0;
    Module *model = nn_module("VisionModel", nn_sequential_forward, 0, 2);
    bool built = nn_add_child(model, "body", make_body(number, &how)) &&
                 nn_add_child(model, "head",
                              nn_head(ARCHS[number].features, ARCHS[number].hidden, how.n_classes, dropout));
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
