/* Which parameters belong together, and which of them are trained. */
#include "nn/groups.h"

#include <string.h>

#include "base/error.h"

static void mark_norms(const Module *net, const Groups *groups)
{
    for (int i = 0; i < net->n_children; i++)
        mark_norms(net->children[i], groups);
    if (strcmp(net->kind, "BatchNorm") != 0)
        return;
    for (int i = 0; i < net->n_tensors; i++)
        for (int j = 0; j < groups->parameters->n; j++)
            if (groups->parameters->tensors[j] == net->tensors[i].tensor)
                groups->is_norm[j] = true;
}

Groups *nn_groups(Module *net, int n, int (*group_of)(const char *name))
{
    Parameters *parameters = nn_parameters(net);
    Groups *groups = parameters ? scope_alloc(sizeof *groups) : NULL;
    if (!groups)
        return NULL;
    *groups = (Groups){.n = n,
                       .parameters = parameters,
                       .group = scope_alloc((size_t)parameters->n * sizeof(int)),
                       .is_norm = scope_alloc((size_t)parameters->n * sizeof(bool))};
    if (!groups->group || !groups->is_norm)
        return NULL;
    for (int i = 0; i < parameters->n; i++) {
        groups->group[i] = group_of(parameters->names[i]);
        if (groups->group[i] < 0 || groups->group[i] >= n)
            return error_set(ERR_VALUE, "nn_groups: %s is put into group %d of %d", parameters->names[i],
                             groups->group[i], n);
    }
    mark_norms(net, groups);
    return groups;
}

void nn_freeze(const Groups *groups, int n, bool train_norms)
{
    for (int i = 0; groups && i < groups->parameters->n; i++)
        groups->parameters->tensors[i]->needs_grad =
            groups->group[i] >= n || (train_norms && groups->is_norm[i]);
}

int64_t nn_trainable_count(const Groups *groups)
{
    int64_t count = 0;
    for (int i = 0; groups && i < groups->parameters->n; i++)
        if (groups->parameters->tensors[i]->needs_grad)
            count += tensor_count(groups->parameters->tensors[i]);
    return count;
}
