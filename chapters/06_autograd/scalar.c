/* A tape on one page: every operation writes down its value and its slopes, and one loop walks back. */
#include "scalar.h"

#include "lib.h"

/* --- The tape ---------------------------------------------------------------------------------------- */

enum { ROOM = 1000 }; /* the longest computation of this chapter writes some 200 */

static Scalar tape[ROOM];
static int written;

/* A new number at the end of the tape, computed from a and b. */
static Scalar *note(double value, Scalar *a, double slope_a, Scalar *b, double slope_b)
{
    if (written == ROOM) {
        error_set(ERR_STATE, "scalar: the tape is full after %d numbers", ROOM);
        written--;
    }
    Scalar *number = &tape[written++];
    *number = (Scalar){.value = value, .from = {a, b}, .slope = {slope_a, slope_b}};
    return number;
}

void scalar_forget(void)
{
    written = 0;
}

/* From the newest to the oldest: what has arrived at a number goes on to what it was computed from. */
void scalar_backward(Scalar *last)
{
    last->gradient = 1;
    for (int i = (int)(last - tape); i >= 0; i--)
        for (int k = 0; k < 2; k++)
            if (tape[i].from[k])
                tape[i].from[k]->gradient += tape[i].gradient * tape[i].slope[k];
}

/* --- Operations: a value, and a slope for each number that goes in ----------------------------------- */

Scalar *scalar_of(double value)
{
    return note(value, NULL, 0, NULL, 0);
}

Scalar *scalar_add(Scalar *a, Scalar *b)
{
    return note(a->value + b->value, a, 1, b, 1);
}

Scalar *scalar_sub(Scalar *a, Scalar *b)
{
    return note(a->value - b->value, a, 1, b, -1);
}

Scalar *scalar_mul(Scalar *a, Scalar *b)
{
    return note(a->value * b->value, a, b->value, b, a->value);
}

Scalar *scalar_div(Scalar *a, Scalar *b)
{
    double ratio = a->value / b->value;
    return note(ratio, a, 1 / b->value, b, -ratio / b->value);
}

Scalar *scalar_maximum(Scalar *a, Scalar *b)
{
    return a->value > b->value ? note(a->value, a, 1, b, 0) : note(b->value, a, 0, b, 1);
}

Scalar *scalar_square(Scalar *x)
{
    return note(x->value * x->value, x, 2 * x->value, NULL, 0);
}

Scalar *scalar_sqrt(Scalar *x)
{
    double root = sqrt(x->value);
    return note(root, x, 0.5 / root, NULL, 0);
}

Scalar *scalar_exp(Scalar *x)
{
    double power = exp(x->value);
    return note(power, x, power, NULL, 0);
}

Scalar *scalar_log(Scalar *x)
{
    return note(log(x->value), x, 1 / x->value, NULL, 0);
}

Scalar *scalar_abs(Scalar *x)
{
    return note(fabs(x->value), x, x->value > 0 ? 1 : -1, NULL, 0);
}

Scalar *scalar_relu(Scalar *x)
{
    return x->value > 0 ? note(x->value, x, 1, NULL, 0) : note(0, x, 0, NULL, 0);
}

Scalar *scalar_gelu(Scalar *x)
{
    double share = 0.5 * (1 + erf(x->value / sqrt(2)));               /* of the normal curve, left of x */
    double height = exp(-0.5 * x->value * x->value) / sqrt(2 * M_PI); /* of the same curve, at x        */
    return note(x->value * share, x, share + x->value * height, NULL, 0);
}

Scalar *scalar_sigmoid(Scalar *x)
{
    double y = 1 / (1 + exp(-x->value));
    return note(y, x, y * (1 - y), NULL, 0);
}

Scalar *scalar_tanh(Scalar *x)
{
    double y = tanh(x->value);
    return note(y, x, 1 - y * y, NULL, 0);
}
