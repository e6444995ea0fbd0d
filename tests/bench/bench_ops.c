/* What an op costs when there is nothing to compute: tensors of one element, so that all of the time is
 * headers, tape and calls. Thread time, the least of many rounds.
 *
 *   bench_ops [--quick] */
#include <stdio.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/program.h"

enum { CHAIN = 50, STEPS = 200 }; /* ops per backward, and backwards per round */

typedef Tensor *Link(Tensor *y, Tensor *w);

static Tensor *link_mul(Tensor *y, Tensor *w)
{
    return tensor_mul(y, w);
}

static Tensor *link_add(Tensor *y, Tensor *w)
{
    return tensor_add(y, w);
}

static Tensor *link_sigmoid(Tensor *y, Tensor *w)
{
    (void)w;
    return tensor_sigmoid(y);
}

static Tensor *link_scale(Tensor *y, Tensor *w)
{
    (void)w;
    return tensor_mul_scalar(y, 0.5);
}

/* Nanoseconds per op of a chain of `length` ops on one element, backward included when asked for. */
static double chain(Link *link, Tensor *w, int length, bool backward, int rounds)
{
    double best = 1e9;
    for (int round = 0; round < rounds; round++) {
        int steps = STEPS * CHAIN / length;
        double begin = clock_thread_seconds();
        for (int step = 0; step < steps; step++) {
            Scope scope = scope_begin();
            Tensor *y = w;
            for (int i = 0; i < length; i++)
                y = link(y, w);
            if (backward)
                tensor_backward(y);
            scope_end(scope);
        }
        double each = (clock_thread_seconds() - begin) * 1e9 / steps / length;
        best = each < best ? each : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    int rounds = quick ? 30 : 300;
    static const struct {
        const char *name;
        Link *link;
    } links[] = {{"y = y * w", link_mul},
                 {"y = y + w", link_add},
                 {"y = sigmoid(y)", link_sigmoid},
                 {"y = y * 0.5", link_scale}};
    Tensor *plain = tensor_of(SHAPE(1), 0.999f), *w = tensor_requires_grad(tensor_of(SHAPE(1), 0.999f));
    printf("nanoseconds per op on one element   values only   with tape   with tape and backward   one op "
           "alone\n");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        Link *link = links[i].link;
        printf("%-35s %11.0f   %9.0f   %22.0f   %12.0f\n", links[i].name,
               chain(link, plain, CHAIN, false, rounds), chain(link, w, CHAIN, false, rounds),
               chain(link, w, CHAIN, true, rounds), chain(link, w, 1, true, rounds));
    }
    return finish("bench_ops");
}
