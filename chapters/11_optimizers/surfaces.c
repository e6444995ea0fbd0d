/* Three landscapes of two numbers, and how many steps each optimiser needs in them. */
#include "optimizers.h"

/* --- The landscapes ---------------------------------------------------------------------------------- */

/* A long ravine: fifty times as steep across as along. Lowest at (0, 0), where it is 0. */
static Tensor *ravine(Tensor *x, Tensor *y)
{
    return tensor_add(tensor_mul_scalar(tensor_square(x), 0.5), tensor_mul_scalar(tensor_square(y), 25));
}

/* A saddle at (0, 0): a valley along x, a ridge along y, which falls away to the two lowest places (0, -1)
 * and (0, 1), where it is -1/4. */
static Tensor *saddle(Tensor *x, Tensor *y)
{
    Tensor *y2 = tensor_square(y);
    Tensor *ridge = tensor_sub(tensor_mul_scalar(tensor_square(y2), 0.25), tensor_mul_scalar(y2, 0.5));
    return tensor_add(tensor_mul_scalar(tensor_square(x), 5), ridge);
}

/* A bent ravine, Rosenbrock's banana: y should be x^2, and then x should be 1. Lowest at (1, 1): 0. */
static Tensor *banana(Tensor *x, Tensor *y)
{
    Tensor *off = tensor_square(tensor_sub(y, tensor_square(x)));
    return tensor_add(tensor_square(tensor_add_scalar(x, -1)), tensor_mul_scalar(off, 20));
}

typedef struct Surface {
    const char *name;
    Tensor *(*height)(Tensor *x, Tensor *y);
    float start[2];
    double goal; /* low enough */
} Surface;

enum { SURFACES = 3, STEPS = 500 };
static const Surface all[SURFACES] = {
    {"ravine", ravine, {-4, 1}, 0.01},
    {"saddle", saddle, {-1, 0.001f}, -0.24},
    {"banana", banana, {-1, 1.5f}, 0.01},
};

/* --- Going down ---------------------------------------------------------------------------------------- */

typedef struct Path {
    float lr;
    int steps; /* until it is low enough and stays so; STEPS + 1: never */
    float at[STEPS + 1][2];
} Path;

static Path descend(const Surface *surface, const Contender *with, float lr)
{
    Path path = {.lr = lr};
    Scope scope = scope_begin();
    Tensor *xy[2] = {tensor_requires_grad(tensor_full(SHAPE(1), surface->start[0])),
                     tensor_requires_grad(tensor_full(SHAPE(1), surface->start[1]))};
    Parameters parameters = {.n = 2, .tensors = xy};
    Optim *optim = with->make(&parameters, lr);

    for (int i = 0; i <= STEPS && error_ok(); i++) {
        Scope step = scope_begin();
        Tensor *height = surface->height(xy[0], xy[1]);
        double value = tensor_item(height);
        tensor_read(xy[0], &path.at[i][0]);
        tensor_read(xy[1], &path.at[i][1]);
        if (!(value <= surface->goal))
            path.steps = i + 1;
        if (!(fabs(value) < 1e6)) { /* it will not come back */
            path.steps = STEPS + 1;
            i = STEPS;
        } else if (tensor_backward(height)) {
            optim_step(optim);
        }
        optim_zero_grad(optim);
        scope_end(step);
    }
    scope_end(scope);
    return path;
}

/* The best of seven learning rates, each about three times the one before: nobody should win because of a
 * badly chosen one. */
static Path best_descent(const Surface *surface, const Contender *with)
{
    static const float rates[] = {0.001f, 0.003f, 0.01f, 0.03f, 0.1f, 0.3f, 1};
    Path best = {.steps = STEPS + 2};
    for (int i = 0; i < 7; i++) {
        Path path = descend(surface, with, rates[i]);
        if (path.steps < best.steps)
            best = path;
    }
    return best;
}

/* Six of the paths as columns x,y side by side; a path that has arrived stays where it is. */
static bool write_paths(const char *file, const Path *paths, const int drawn[6])
{
    FileWriter *data = file_create(file);
    for (int i = 0; data && i <= STEPS; i++)
        for (int k = 0; k < 6; k++) {
            const Path *p = &paths[drawn[k]];
            const float *at = p->at[i < p->steps ? i : p->steps <= STEPS ? p->steps : STEPS];
            fprintf(file_stream(data), "%.6g,%.6g%c", (double)at[0], (double)at[1], k < 5 ? ',' : '\n');
        }
    return file_commit(data);
}

static void draw_paths(const char *folder, const char *surface, const Path *paths)
{
    static const int drawn[6] = {0, 1, 2, 3, 5, 6};
    const char *titles = "";
    for (int k = 0; k < 6; k++) {
        const Path *p = &paths[drawn[k]];
        titles = scope_text("%s \"%s: %d steps\"", titles, contenders[drawn[k]].name, p->steps);
    }
    const char *csv = file_join(folder, scope_text("11-%s.csv", surface));
    const char *png = file_join(folder, scope_text("11-%s.png", surface));
    const PlotVariable variables[] = {{"surface", surface}, {"data", csv}, {"titles", titles}};
    if (write_paths(csv, paths, drawn))
        plot_show(stdout, "ch11-paths", png, scope_text("six ways down the %s", surface), 3, variables);
}

void surfaces(const char *folder)
{
    static Path paths[SURFACES][CONTENDERS];
    puts("\n--- Steps down three surfaces, each optimiser at the best of seven learning rates\n");
    printf("%-15s %15s %15s %15s\n", "", all[0].name, all[1].name, all[2].name);
    for (int c = 0; c < CONTENDERS; c++) {
        printf("%-15s", contenders[c].name);
        for (int s = 0; s < SURFACES; s++) {
            paths[s][c] = best_descent(&all[s], &contenders[c]);
            const Path *path = &paths[s][c];
            bool arrived = path->steps <= STEPS;
            printf(" %15s", arrived ? scope_text("%d at %g", path->steps, (double)path->lr) : "> 500");
        }
        putchar('\n');
    }
    check_that("momentum beats plain descent in the ravine", paths[0][1].steps < paths[0][0].steps);
    check_that("momentum beats plain descent in the banana", paths[2][1].steps < paths[2][0].steps);
    check_that("RMSprop leaves the saddle sooner than plain descent", paths[1][5].steps < paths[1][0].steps);

    if (folder) {
        draw_paths(folder, "ravine", paths[0]);
        draw_paths(folder, "saddle", paths[1]);
    }
}
