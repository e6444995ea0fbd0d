/* Looking at the tape: its nodes as a list, and where a step's time goes. */
#include "autograd/profile.h"

#include <inttypes.h>
#include <string.h>

#include "kernels/device.h"

_Thread_local double profile_mark;

static double device_seconds(void)
{
    const Kernels *device = device_current();
    return device ? device->clock() : 0;
}

void tape_profile(bool on)
{
    profile_mark = on ? device_seconds() : 0;
}

void profile_take(double *seconds)
{
    double now = device_seconds();
    *seconds += now - profile_mark;
    profile_mark = now;
}

/* Multiplications and additions of a node's forward; 0 where memory alone sets the time. A product's backward
 * takes the same for each input that wants a gradient. */
double node_operations(const Node *node)
{
    bool is_matmul = strcmp(node->op, "matmul") == 0;
    if (!is_matmul && strcmp(node->op, "conv") != 0 && strcmp(node->op, "linear") != 0)
        return 0;
    const Tensor *a = node->inputs[0], *weight = node->inputs[1];
    int64_t summed = is_matmul ? a->shape[1] : tensor_count(weight) / weight->shape[0];
    return 2.0 * (double)tensor_count(node->output) * (double)summed;
}

static double backward_operations(const Node *node)
{
    return node_operations(node) *
           (grad_wanted(node->inputs[0]) + (node->n_inputs > 1 && grad_wanted(node->inputs[1])));
}

/* What a node must at least read and write: everything that goes in and out, each once. */
double node_bytes(const Node *node)
{
    int64_t floats = tensor_count(node->output);
    for (int i = 0; i < node->n_inputs; i++)
        floats += tensor_count(node->inputs[i]);
    return 4.0 * (double)floats;
}

static int64_t bytes_held(const Node *node)
{
    int64_t held = 0;
    for (int i = 0; i < node->n_saved; i++)
        held += node->saved[i] && node->saved[i]->storage ? 4 * tensor_count(node->saved[i]) : 0;
    return held;
}

static void node_print(FILE *out, const Node *node)
{
    fprintf(out, "%-16s (%s) <-", node->op, shape_text(tensor_shape(node->output)));
    for (int i = 0; i < node->n_inputs; i++)
        if (node->inputs[i])
            fprintf(out, " %s(%s)", node->inputs[i]->name, shape_text(tensor_shape(node->inputs[i])));
    fprintf(out, "  saves %" PRId64 " bytes", bytes_held(node));
    const double *seconds = node->seconds;
    if (seconds[0] > 0)
        fprintf(out, "  forward %.3f ms, %.1f GB/s", 1e3 * seconds[0], 1e-9 * node_bytes(node) / seconds[0]);
    if (seconds[0] > 0 && node_operations(node) > 0)
        fprintf(out, ", %.1f GFLOP/s", 1e-9 * node_operations(node) / seconds[0]);
    if (seconds[1] > 0)
        fprintf(out, "  backward %.3f ms", 1e3 * seconds[1]);
    if (seconds[1] > 0 && node_operations(node) > 0)
        fprintf(out, ", %.1f GFLOP/s", 1e-9 * backward_operations(node) / seconds[1]);
    fprintf(out, "\n");
}

/* Oldest first: the list runs the other way. NULL without nodes, or without memory. */
static Node **nodes_in_order(int64_t *n)
{
    *n = tape_length();
    Node **nodes = scope_alloc((size_t)*n * sizeof *nodes);
    int64_t i = *n;
    for (Node *node = tape_newest(); node && nodes; node = node->previous)
        nodes[--i] = node;
    return nodes;
}

void tape_print(FILE *out)
{
    Scope scope = scope_begin();
    int64_t n;
    Node **nodes = nodes_in_order(&n);
    for (int64_t i = 0; i < n && nodes; i++)
        node_print(out, nodes[i]);
    scope_end(scope);
}

/* All nodes of one kind together. */
typedef struct Kind {
    const char *op;
    int nodes;
    double seconds[2], operations;
} Kind;

static int kinds_of(Node *const *nodes, int64_t n, Kind *kinds)
{
    int n_kinds = 0;
    for (int64_t i = 0; i < n; i++) {
        int k = 0;
        while (k < n_kinds && strcmp(kinds[k].op, nodes[i]->op) != 0)
            k++;
        if (k == n_kinds)
            kinds[n_kinds++] = (Kind){.op = nodes[i]->op};
        kinds[k].nodes++;
        kinds[k].seconds[0] += nodes[i]->seconds[0];
        kinds[k].seconds[1] += nodes[i]->seconds[1];
        kinds[k].operations += node_operations(nodes[i]) + backward_operations(nodes[i]);
    }
    return n_kinds;
}

void tape_summary(FILE *out)
{
    Scope scope = scope_begin();
    int64_t n;
    Node **nodes = nodes_in_order(&n);
    Kind *kinds = scope_alloc((size_t)n * sizeof *kinds);
    int n_kinds = nodes && kinds ? kinds_of(nodes, n, kinds) : 0;
    double total = 0;
    for (int k = 0; k < n_kinds; k++)
        total += kinds[k].seconds[0] + kinds[k].seconds[1];
    fprintf(out, "%-18s %5s %12s %12s %6s %9s\n", "op", "nodes", "forward ms", "backward ms", "share",
            "GFLOP/s");
    for (int k = 0; k < n_kinds; k++) {
        const Kind *kind = &kinds[k];
        double seconds = kind->seconds[0] + kind->seconds[1];
        fprintf(out, "%-18s %5d %12.2f %12.2f %5.1f%%", kind->op, kind->nodes, 1e3 * kind->seconds[0],
                1e3 * kind->seconds[1], total > 0 ? 100 * seconds / total : 0);
        if (kind->operations > 0 && seconds > 0)
            fprintf(out, " %9.1f", 1e-9 * kind->operations / seconds);
        fprintf(out, "\n");
    }
    fprintf(out, "%-18s %5" PRId64 " %25.2f\n", "all", n, 1e3 * total);
    scope_end(scope);
}
