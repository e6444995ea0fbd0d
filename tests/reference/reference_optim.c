/* One line of the published algorithm after the other. */
#include "tests/reference/reference_optim.h"

#include <math.h>

void reference_sgd(const SgdStep *how, double *p, double grad, double *velocity)
{
    grad += (double)how->weight_decay * *p;
    if (how->momentum != 0) {
        *velocity = (double)how->momentum * *velocity + grad;
        grad = how->nesterov ? grad + (double)how->momentum * *velocity : *velocity;
    }
    *p -= (double)how->lr * grad;
}

void reference_adam(const AdamStep *how, double *p, double grad, double *average, double *square)
{
    if (how->decoupled)
        *p -= how->lr * how->weight_decay * *p;
    else
        grad += how->weight_decay * *p;
    *average = how->beta1 * *average + (1 - how->beta1) * grad;
    *square = how->beta2 * *square + (1 - how->beta2) * grad * grad;
    *p -= how->lr * (*average / how->correction1) / (sqrt(*square / how->correction2) + how->eps);
}

static double mean_of(double beta, double before, double value)
{
    return beta * before + (1 - beta) * value;
}

void reference_adapt(const AdaptStep *how, double *p, double grad, double *a, double *s, double *m)
{
    double g = grad + how->weight_decay * *p, step = 0, largest;
    *p *= how->shrink;
    switch (how->rule) {
    case ADAPT_ADAGRAD:
        *s += g * g;
        step = how->lr * g / (sqrt(*s) + how->eps);
        break;
    case ADAPT_ADADELTA:
        *s = mean_of(how->b2, *s, g * g);
        step = g * sqrt(*a + how->eps) / sqrt(*s + how->eps);
        *a = mean_of(how->b2, *a, step * step);
        step *= how->lr;
        break;
    case ADAPT_RMSPROP:
        *s = mean_of(how->b2, *s, g * g);
        step = g / (sqrt(*s) + how->eps);
        if (a)
            step = *a = how->b1 * *a + step;
        step *= how->lr;
        break;
    case ADAPT_ADAMAX:
        *a = mean_of(how->b1, *a, g);
        *s = fmax(how->b2 * *s, fabs(g) + how->eps);
        step = how->lr * *a / *s;
        break;
    case ADAPT_NADAM:
    case ADAPT_AMSGRAD:
        *a = mean_of(how->b1, *a, g);
        *s = mean_of(how->b2, *s, g * g);
        largest = m ? (*m = fmax(*m, *s)) : *s;
        step = (how->lr * *a + (m ? 0 : how->lr_grad * g)) / (sqrt(largest / how->correction) + how->eps);
        break;
    }
    *p -= step;
}
