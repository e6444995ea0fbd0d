/* nn_print: the net as a table, with the shapes that an input takes on its way. */
#include <inttypes.h>

#include "base/error.h"
#include "nn/module.h"

enum { COMMAS_SIZE = 32 };

/* 1234567 as 1,234,567 */
static const char *with_commas(int64_t n, char text[COMMAS_SIZE])
{
    char digits[COMMAS_SIZE];
    int length = snprintf(digits, sizeof digits, "%" PRId64, n), used = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

typedef struct Summary {
    FILE *out;
    Module *net;
} Summary;

/* The path of a module below `from`, "1.body.0"; NULL when it is not there. */
static const char *path_of(const Module *from, const Module *wanted, const char *path)
{
    for (int i = 0; i < from->n_children; i++) {
        const char *here = scope_text("%s%s%s", path, path[0] ? "." : "", from->child_names[i]);
        if (!here || from->children[i] == wanted)
            return here;
        const char *found = path_of(from->children[i], wanted, here);
        if (found)
            return found;
    }
    return NULL;
}

/* Called after each forward: a row for every module that does work itself. */
static void print_row(Module *module, Tensor *output, void *context)
{
    const Summary *summary = context;
    if (module->n_children > 0)
        return;
    const char *path = path_of(summary->net, module, "");
    char parameters[COMMAS_SIZE];
    fprintf(summary->out, "%-12s %-16s %-34s %-18s %12s\n", path ? path : "", module->kind, module->detail,
            shape_text(tensor_shape(output)), with_commas(nn_parameter_count(module), parameters));
}

/* The flags of all modules, taken off before the walk through the net and put back after it: some layers may
 * be in evaluation on purpose. */
static void flags_copy(Module *net, bool **flags, bool restore)
{
    if (restore)
        net->training = **flags;
    else
        **flags = net->training;
    ++*flags;
    for (int i = 0; i < net->n_children; i++)
        flags_copy(net->children[i], flags, restore);
}

static int64_t count_modules(const Module *net)
{
    int64_t n = 1;
    for (int i = 0; i < net->n_children; i++)
        n += count_modules(net->children[i]);
    return n;
}

bool nn_print(FILE *out, Module *net, Shape input)
{
    if (!out || !net)
        return false;
    Scope scope = scope_begin();
    bool *flags = scope_alloc((size_t)count_modules(net) * sizeof *flags), *flag = flags;
    if (!flags) {
        scope_end(scope);
        return false;
    }
    bool recorded = grad_enable(false);
    Summary summary = {out, net};
    flags_copy(net, &flag, false);
    fprintf(out, "%-12s %-16s %-34s %-18s %12s\n", "", "layer", "", "output", "parameters");
    nn_eval(net);
    nn_hook(print_row, &summary);
    bool fine = nn_forward(net, tensor_zeros(input)) != NULL;
    nn_hook(NULL, NULL);
    flag = flags;
    flags_copy(net, &flag, true);
    grad_enable(recorded);
    char total[COMMAS_SIZE];
    if (fine)
        fprintf(out, "%s parameters\n", with_commas(nn_parameter_count(net), total));
    scope_end(scope);
    return fine;
}
