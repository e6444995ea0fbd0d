/* The optimisers' steps: one item for one parameter and the running values beside it. The rules are those of
 * cpu_optim.c and cpu_adapt.c. */

/* v may be missing: then there is no momentum. */
kernel void sgd(global float *p, int p_at, global const float *grad, int grad_at, global float *v, int v_at,
                int n, float lr, float momentum, float decay, int nesterov)
{
    int i = get_global_id(0);
    if (i >= n)
        return;
    float old = p[p_at + i], g = grad[grad_at + i] + decay * old, step = g;
    if (momentum != 0.0f) {
        float velocity = momentum * v[v_at + i] + g;
        v[v_at + i] = velocity;
        step = nesterov ? g + momentum * velocity : velocity;
    }
    p[p_at + i] = old - lr * step;
}

#define STEP(NAME)                                                                                      \
    kernel void NAME(global float *p, int p_at, global const float *grad, int grad_at, global float *a, \
                     int a_at, global float *s, int s_at, global float *m, int m_at, int n, StepPlan r)

/* Parameter, gradient with weight decay, and the element's number; what follows is the rule. */
#define BEGIN                 \
    int i = get_global_id(0); \
    if (i >= n)               \
        return;               \
    float old = p[p_at + i], g = grad[grad_at + i] + r.decay * old, now = old * r.shrink;

/* x keeps `old` of itself and takes `new` of value. */
static float keep(global float *x, float old, float new, float value)
{
    return *x = old * *x + new *value;
}

STEP(adam)
{
    BEGIN;
    float average = keep(&a[a_at + i], r.old1, r.new1, g), square = keep(&s[s_at + i], r.old2, r.new2, g * g);
    p[p_at + i] = now - r.lr * average / (sqrt(square) * r.root + r.eps);
}

STEP(adagrad)
{
    BEGIN;
    p[p_at + i] = now - r.lr * g / (sqrt(keep(&s[s_at + i], 1.0f, 1.0f, g * g)) + r.eps);
}

STEP(adadelta)
{
    BEGIN;
    float square = keep(&s[s_at + i], r.old2, r.new2, g * g);
    float step = g * (sqrt(a[a_at + i] + r.eps) / sqrt(square + r.eps));
    keep(&a[a_at + i], r.old2, r.new2, step * step);
    p[p_at + i] = now - r.lr * step;
}

STEP(rmsprop)
{
    BEGIN;
    float step = g / (sqrt(keep(&s[s_at + i], r.old2, r.new2, g * g)) + r.eps);
    p[p_at + i] = now - r.lr * step;
}

STEP(rmsprop_with_momentum)
{
    BEGIN;
    float step = g / (sqrt(keep(&s[s_at + i], r.old2, r.new2, g * g)) + r.eps);
    p[p_at + i] = now - r.lr * keep(&a[a_at + i], r.old1, 1.0f, step);
}

STEP(adamax)
{
    BEGIN;
    float average = keep(&a[a_at + i], r.old1, r.new1, g);
    float largest = fmax(r.old2 * s[s_at + i], fabs(g) + r.eps);
    s[s_at + i] = largest;
    p[p_at + i] = now - r.lr * average / largest;
}

STEP(nadam)
{
    BEGIN;
    float average = keep(&a[a_at + i], r.old1, r.new1, g), square = keep(&s[s_at + i], r.old2, r.new2, g * g);
    p[p_at + i] = now - (r.lr * average + r.lr_grad * g) / (sqrt(square) * r.root + r.eps);
}

STEP(amsgrad)
{
    BEGIN;
    float average = keep(&a[a_at + i], r.old1, r.new1, g), square = keep(&s[s_at + i], r.old2, r.new2, g * g);
    float largest = fmax(m[m_at + i], square);
    m[m_at + i] = largest;
    p[p_at + i] = now - r.lr * average / (sqrt(largest) * r.root + r.eps);
}
