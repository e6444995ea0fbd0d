/* The steps of the optimisers that give every number a rate of its own, each in one pass.
 *
 * A rule says what happens to one parameter and the running values beside it; run_piece carries it over many.
 * The rules are written for one number because that is how they are published, and because a compiler that
 * inlines them into the loop makes vectors of them. */
#include "kernels/cpu.h"

#include <math.h>

#include "kernels/cpu_pieces.h"
#include "kernels/cpu_vector.h"

/* One parameter, its gradient (weight decay included) and its running values. */
typedef struct Numbers {
    float p, g, a, s, m;
} Numbers;

/* AdaptStep, prepared in double: 1 - 0.999f would have lost half its digits. */
typedef struct Rates {
    float lr, lr_grad, eps;
    float old1, new1, old2, new2; /* b1, 1 - b1, b2, 1 - b2            */
    float root;                   /* 1 / sqrt(correction)              */
    float shrink, decay;          /* of p itself, and into the gradient */
} Rates;

typedef void Rule(const Rates *r, Numbers *n);

/* Every gradient ever seen makes the rate smaller, for good. (Duchi et al. 2011) */
static inline void adagrad(const Rates *r, Numbers *n)
{
    n->s += n->g * n->g;
    n->p -= r->lr * n->g / (sqrtf(n->s) + r->eps);
}

/* The sum becomes a running mean, so old gradients are forgotten. (Hinton 2012) */
static inline void rmsprop(const Rates *r, Numbers *n)
{
    n->s = r->old2 * n->s + r->new2 * (n->g * n->g);
    n->p -= r->lr * n->g / (sqrtf(n->s) + r->eps);
}

static inline void rmsprop_with_momentum(const Rates *r, Numbers *n)
{
    n->s = r->old2 * n->s + r->new2 * (n->g * n->g);
    n->a = r->old1 * n->a + n->g / (sqrtf(n->s) + r->eps);
    n->p -= r->lr * n->a;
}

/* The steps made so far, squared and averaged, stand where a learning rate would. (Zeiler 2012) */
static inline void adadelta(const Rates *r, Numbers *n)
{
    n->s = r->old2 * n->s + r->new2 * (n->g * n->g);
    float step = n->g * (sqrtf(n->a + r->eps) / sqrtf(n->s + r->eps));
    n->a = r->old2 * n->a + r->new2 * (step * step);
    n->p -= r->lr * step;
}

/* Adam with the largest recent gradient in place of the root of the mean square. (Kingma and Ba 2015) */
static inline void adamax(const Rates *r, Numbers *n)
{
    n->a = r->old1 * n->a + r->new1 * n->g;
    n->s = fmaxf(r->old2 * n->s, fabsf(n->g) + r->eps);
    n->p -= r->lr * n->a / n->s;
}

/* Adam that looks ahead as Nesterov's momentum does: the newest gradient counts once more. (Dozat 2016) */
static inline void nadam(const Rates *r, Numbers *n)
{
    n->a = r->old1 * n->a + r->new1 * n->g;
    n->s = r->old2 * n->s + r->new2 * (n->g * n->g);
    n->p -= (r->lr * n->a + r->lr_grad * n->g) / (sqrtf(n->s) * r->root + r->eps);
}

/* Adam whose rates never grow again: it divides by the largest mean square so far. (Reddi et al. 2018) */
static inline void amsgrad(const Rates *r, Numbers *n)
{
    n->a = r->old1 * n->a + r->new1 * n->g;
    n->s = r->old2 * n->s + r->new2 * (n->g * n->g);
    n->m = fmaxf(n->m, n->s);
    n->p -= r->lr * n->a / (sqrtf(n->m) * r->root + r->eps);
}

typedef struct AdaptJob {
    Rates rates;
    float *p, *a, *s, *m; /* NULL for what the rule does not use */
    const float *grad;
    int64_t n, pieces;
} AdaptJob;

/* `rule` is known at each of the calls below, so it is inlined; the questions for NULL leave the loop. */
INLINE void run_piece(const AdaptJob *job, int64_t piece, Rule *rule)
{
    const Rates r = job->rates;
    int64_t start = pieces_start(job->n, job->pieces, piece);
    int64_t end = pieces_start(job->n, job->pieces, piece + 1);
    float *restrict p = job->p, *restrict a = job->a, *restrict s = job->s, *restrict m = job->m;
    const float *restrict grad = job->grad;
    for (int64_t i = start; i < end; i++) {
        Numbers n = {.p = p[i] * r.shrink,
                     .g = grad[i] + r.decay * p[i],
                     .a = a ? a[i] : 0.0f,
                     .s = s ? s[i] : 0.0f,
                     .m = m ? m[i] : 0.0f};
        rule(&r, &n);
        p[i] = n.p;
        if (a)
            a[i] = n.a;
        if (s)
            s[i] = n.s;
        if (m)
            m[i] = n.m;
    }
}

static void adagrad_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, adagrad);
}

static void rmsprop_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, rmsprop);
}

static void rmsprop_with_momentum_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, rmsprop_with_momentum);
}

static void adadelta_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, adadelta);
}

static void adamax_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, adamax);
}

static void nadam_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, nadam);
}

static void amsgrad_piece(const void *job, int64_t piece)
{
    run_piece(job, piece, amsgrad);
}

static Rates rates_of(const AdaptStep *how)
{
    return (Rates){.lr = (float)how->lr,
                   .lr_grad = (float)how->lr_grad,
                   .eps = (float)how->eps,
                   .old1 = (float)how->b1,
                   .new1 = (float)(1.0 - how->b1),
                   .old2 = (float)how->b2,
                   .new2 = (float)(1.0 - how->b2),
                   .root = (float)(1.0 / sqrt(how->correction)),
                   .shrink = (float)how->shrink,
                   .decay = (float)how->weight_decay};
}

bool cpu_adapt(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
               const View *m)
{
    static void (*const rules[])(const void *, int64_t) = {
        [ADAPT_ADAGRAD] = adagrad_piece, [ADAPT_ADADELTA] = adadelta_piece, [ADAPT_RMSPROP] = rmsprop_piece,
        [ADAPT_ADAMAX] = adamax_piece,   [ADAPT_NADAM] = nadam_piece,       [ADAPT_AMSGRAD] = amsgrad_piece,
    };
    AdaptJob job = {.rates = rates_of(how),
                    .p = view_data(p),
                    .grad = view_data(grad),
                    .a = a ? view_data(a) : NULL,
                    .s = s ? view_data(s) : NULL,
                    .m = m ? view_data(m) : NULL,
                    .n = view_count(p)};
    job.pieces = pieces_count(job.n, 1, INT64_MAX);
    bool momentum = how->rule == ADAPT_RMSPROP && a;
    pieces_run(job.pieces, momentum ? rmsprop_with_momentum_piece : rules[how->rule], &job);
    return true;
}
