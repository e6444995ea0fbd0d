/* The optimisers' steps, each in one pass.
 *
 * Written with the elementwise kernels, a step of Adam would take about ten passes over tensors of the size
 * of the model. It does thirty operations on four floats it reads and three it writes; memory, not
 * arithmetic, sets its time, and one pass is the least there can be. */
#include "kernels/cpu.h"

#include <math.h>

#include "kernels/cpu_pieces.h"

typedef struct OptimJob {
    SgdStep sgd;
    AdamStep adam;
    float *p, *first, *second; /* parameters; velocity, or average and square */
    const float *grad;
    int64_t n, pieces;
} OptimJob;

/* g += weight_decay p;  v = momentum v + g;  p -= lr v, or lr (g + momentum v) looking ahead (Nesterov). */
static void sgd_piece(const void *job, int64_t piece)
{
    const OptimJob *j = job;
    const SgdStep how = j->sgd;
    int64_t start = pieces_start(j->n, j->pieces, piece), end = pieces_start(j->n, j->pieces, piece + 1);
    float *restrict p = j->p, *restrict velocity = j->first;
    const float *restrict grad = j->grad;
    if (!velocity || how.momentum == 0.0f) {
        for (int64_t i = start; i < end; i++)
            p[i] -= how.lr * (grad[i] + how.weight_decay * p[i]);
        return;
    }
    float of_grad = how.nesterov ? 1.0f : 0.0f, of_velocity = how.nesterov ? how.momentum : 1.0f;
    for (int64_t i = start; i < end; i++) {
        float g = grad[i] + how.weight_decay * p[i];
        float v = how.momentum * velocity[i] + g;
        velocity[i] = v;
        p[i] -= how.lr * (of_grad * g + of_velocity * v);
    }
}

bool cpu_sgd(const SgdStep *how, const View *p, const View *grad, const View *velocity)
{
    OptimJob job = {.sgd = *how, .p = view_data(p), .grad = view_data(grad), .n = view_count(p)};
    job.first = velocity ? view_data(velocity) : NULL;
    job.pieces = pieces_count(job.n, 1, INT64_MAX);
    pieces_run(job.pieces, sgd_piece, &job);
    return true;
}

/* average and square are running means of g and g^2; they begin at 0, and dividing by the corrections makes
 * up for it. p -= lr average / (sqrt(square) + eps), with eps outside the root. */
static void adam_piece(const void *job, int64_t piece)
{
    const OptimJob *j = job;
    const AdamStep how = j->adam;
    int64_t start = pieces_start(j->n, j->pieces, piece), end = pieces_start(j->n, j->pieces, piece + 1);
    float *restrict p = j->p, *restrict average = j->first, *restrict square = j->second;
    const float *restrict grad = j->grad;
    /* Prepared in double: 1 - 0.999f would have lost half its digits. */
    float shrink = how.decoupled ? (float)(1.0 - how.lr * how.weight_decay) : 1.0f;
    float decay = how.decoupled ? 0.0f : (float)how.weight_decay;
    float step = (float)(how.lr / how.correction1), root = (float)(1.0 / sqrt(how.correction2));
    float old1 = (float)how.beta1, new1 = (float)(1.0 - how.beta1);
    float old2 = (float)how.beta2, new2 = (float)(1.0 - how.beta2);
    float eps = (float)how.eps;
    for (int64_t i = start; i < end; i++) {
        float old = p[i] * shrink;
        float g = grad[i] + decay * p[i];
        float a = old1 * average[i] + new1 * g;
        float s = old2 * square[i] + new2 * (g * g);
        average[i] = a;
        square[i] = s;
        p[i] = old - step * a / (sqrtf(s) * root + eps);
    }
}

bool cpu_adam(const AdamStep *how, const View *p, const View *grad, const View *average, const View *square)
{
    OptimJob job = {.adam = *how, .p = view_data(p), .grad = view_data(grad), .n = view_count(p)};
    job.first = view_data(average);
    job.second = view_data(square);
    job.pieces = pieces_count(job.n, 1, INT64_MAX);
    pieces_run(job.pieces, adam_piece, &job);
    return true;
}
