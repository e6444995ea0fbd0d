/* Reading golden values. */
#include "tests/support/golden.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "2,3 : 1 2 3 4 5 6", or "scalar : 1" */
static Tensor *parse_tensor(char *text)
{
    enum { ROOM = 4096 };
    static float values[ROOM];
    Shape shape = {0};
    char *at = text;
    while (*at >= '0' && *at <= '9') {
        shape.size[shape.n_dims++] = strtoll(at, &at, 10);
        at += *at == ',';
    }
    at = strchr(at, ':');
    int64_t n = 0;
    for (char *next = at ? at + 1 : NULL; next && n < ROOM; n++) {
        float value = strtof(next, &at);
        if (at == next)
            break;
        values[n] = value;
        next = at;
    }
    return tensor_from(shape, values, n);
}

static void add(Tensor **list, int *n, Tensor *tensor)
{
    if (*n < GOLDEN_INPUTS)
        list[(*n)++] = tensor;
}

static void add_line(Golden *golden, const char *kind, char *text)
{
    Tensor *tensor = parse_tensor(text);
    int one = 0;
    if (strcmp(kind, "in") == 0)
        add(golden->inputs, &golden->n_inputs, tensor);
    else if (strcmp(kind, "const") == 0)
        add(golden->consts, &golden->n_consts, tensor);
    else if (strcmp(kind, "grad") == 0)
        add(golden->grads, &golden->n_grads, tensor);
    else if (strcmp(kind, "after") == 0)
        add(golden->after, &golden->n_after, tensor);
    else
        add(strcmp(kind, "out") == 0 ? &golden->out : &golden->dy, &one, tensor);
}

bool golden_next(FILE *file, Golden *golden)
{
    *golden = (Golden){.name = ""};
    char *line = NULL, kind[16];
    size_t room = 0;
    long start = ftell(file);
    while (getline(&line, &room, file) > 0) {
        int used = 0;
        sscanf(line, "%15s %n", kind, &used);
        if (strcmp(kind, "case") == 0 && golden->name[0]) {
            fseek(file, start, SEEK_SET); /* it belongs to the next one */
            break;
        }
        if (strcmp(kind, "case") == 0) {
            double *o = golden->options;
            golden->n_options = sscanf(line + used, "%63s %31s %lf %lf %lf %lf", golden->name, golden->op,
                                       &o[0], &o[1], &o[2], &o[3]) -
                                2;
        } else {
            add_line(golden, kind, line + used);
        }
        start = ftell(file);
    }
    free(line);
    return golden->name[0] != '\0';
}
