/* What all modules have in common: parts, names, counting, running, printing. */
#include "nn/module.h"

#include <string.h>

#include "autograd/memory_plan.h"
#include "base/error.h"

Module *nn_module(const char *kind, Tensor *(*forward)(Module *, Tensor *), int n_tensors, int n_children)
{
    Module *module = scope_alloc(sizeof *module);
    if (!module)
        return NULL;
    *module = (Module){.kind = kind, .detail = "", .forward = forward, .training = true};
    module->tensors = scope_alloc((size_t)n_tensors * sizeof *module->tensors);
    module->children = scope_alloc((size_t)n_children * sizeof *module->children);
    module->child_names = scope_alloc((size_t)n_children * sizeof *module->child_names);
    bool complete = module->tensors && module->children && module->child_names;
    module->tensors_room = n_tensors;
    module->children_room = n_children;
    return complete ? module : NULL;
}

static bool room_left(const Module *module, const char *name, int used, int room)
{
    if (!name)
        return false;
    if (used < room)
        return true;
    error_set(ERR_STATE, "%s: no room for \"%s\", nn_module was told of %d", module->kind, name, room);
    return false;
}

bool nn_add_tensor(Module *module, const char *name, Tensor *tensor, bool is_buffer)
{
    if (!module || !tensor || !room_left(module, name, module->n_tensors, module->tensors_room))
        return false;
    if (!is_buffer)
        tensor_requires_grad(tensor);
    memory_plan_name(tensor, memory_parameters);
    tensor_named(tensor, name);
    module->tensors[module->n_tensors++] = (ModuleTensor){name, tensor, is_buffer};
    return true;
}

bool nn_add_child(Module *module, const char *name, Module *child)
{
    if (!module || !child || !room_left(module, name, module->n_children, module->children_room))
        return false;
    module->child_names[module->n_children] = name;
    module->children[module->n_children++] = child;
    return true;
}

static _Thread_local ModuleHook hook;
static _Thread_local void *hook_context;

void nn_hook(ModuleHook call, void *context)
{
    hook = call;
    hook_context = context;
}

bool nn_hooked(void)
{
    return hook != NULL;
}

Tensor *nn_show(Module *module, Tensor *output)
{
    if (module && output && hook)
        hook(module, output, hook_context);
    return output;
}

Tensor *nn_forward(Module *module, Tensor *x)
{
    return nn_show(module, module && x ? module->forward(module, x) : NULL);
}

Module *nn_described(Module *module, const char *detail)
{
    if (!module || !detail)
        return NULL;
    module->detail = detail;
    return module;
}

/* "0, 1, 2": the names of a module's children. */
static const char *names_below(const Module *module)
{
    const char *names = "";
    for (int i = 0; names && i < module->n_children; i++)
        names = scope_text("%s%s%s", names, i ? ", " : "", module->child_names[i]);
    return module->n_children ? names : "nothing";
}

Module *nn_find(Module *net, const char *path)
{
    for (const char *at = path; net && at && *at;) {
        size_t length = strcspn(at, ".");
        Module *next = NULL;
        for (int i = 0; i < net->n_children && !next; i++)
            if (strlen(net->child_names[i]) == length && strncmp(net->child_names[i], at, length) == 0)
                next = net->children[i];
        if (!next)
            return error_set(ERR_VALUE, "nn_find: no \"%.*s\" of \"%s\" in a %s, which has %s", (int)length,
                             at, path, net->kind, names_below(net));
        net = next;
        at += length + (at[length] == '.');
    }
    return path ? net : NULL;
}

static void training_set(Module *net, bool training)
{
    if (!net)
        return;
    net->training = training;
    for (int i = 0; i < net->n_children; i++)
        training_set(net->children[i], training);
}

void nn_train(Module *net)
{
    training_set(net, true);
}

void nn_eval(Module *net)
{
    training_set(net, false);
}

/* What a walk through a net collects: the first call only counts, the second one has room. */
typedef struct Walk {
    bool buffers; /* these too                                    */
    bool count;   /* only count, as if no tensor were there twice */
    Parameters *out;
} Walk;

/* A layer used in two places has its weights once, or an optimiser would move them twice. */
static bool is_known(const Parameters *known, const Tensor *tensor)
{
    for (int i = 0; i < known->n; i++)
        if (known->tensors[i] == tensor)
            return true;
    return false;
}

/* Depth first, in the order of definition; `path` is "" or ends in a dot. */
static bool collect(Module *net, const char *path, const Walk *walk)
{
    Parameters *out = walk->out;
    for (int i = 0; i < net->n_tensors; i++) {
        const ModuleTensor *part = &net->tensors[i];
        if (part->is_buffer && !walk->buffers)
            continue;
        if (walk->count) {
            out->n++;
            continue;
        }
        if (!walk->buffers && is_known(out, part->tensor))
            continue;
        out->tensors[out->n] = part->tensor;
        out->names[out->n] = scope_text("%s%s", path, part->name);
        if (!out->names[out->n++])
            return false;
    }
    for (int i = 0; i < net->n_children; i++) {
        const char *below = walk->count ? "" : scope_text("%s%s.", path, net->child_names[i]);
        if (!below || !collect(net->children[i], below, walk))
            return false;
    }
    return true;
}

static Parameters *collected(Module *net, bool buffers)
{
    Parameters *out = net ? scope_alloc(sizeof *out) : NULL;
    if (!out || !collect(net, "", &(Walk){.buffers = buffers, .count = true, .out = out}))
        return NULL;
    out->tensors = scope_alloc((size_t)out->n * sizeof *out->tensors);
    out->names = scope_alloc((size_t)out->n * sizeof *out->names);
    out->n = 0;
    if (!out->tensors || !out->names)
        return NULL;
    return collect(net, "", &(Walk){.buffers = buffers, .out = out}) ? out : NULL;
}

Parameters *nn_parameters(Module *net)
{
    return collected(net, false);
}

Parameters *nn_state(Module *net)
{
    return collected(net, true);
}

int64_t nn_parameter_count(Module *net)
{
    Scope scope = scope_begin();
    const Parameters *parameters = nn_parameters(net);
    int64_t n = 0;
    for (int i = 0; parameters && i < parameters->n; i++)
        n += tensor_count(parameters->tensors[i]);
    scope_end(scope);
    return n;
}
