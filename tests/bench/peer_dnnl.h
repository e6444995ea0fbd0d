/* oneDNN 2, where it is installed: its header gives the types, and the library is opened while the benchmark
 * runs, so that building needs nothing. Without the header there is no such peer. */
#ifndef BENCH_PEER_DNNL_H
#define BENCH_PEER_DNNL_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#if __has_include(<oneapi/dnnl/dnnl.h>)
#include <oneapi/dnnl/dnnl.h>
#endif

typedef enum { DNNL_FORWARD, DNNL_GRAD_INPUT, DNNL_GRAD_WEIGHT } DnnlPass;

/* A convolution of (n, h, w, c) with (k, kh, kw, c) to (n, h2, w2, k); operands in our layouts. */
typedef struct DnnlShape {
    int n, h, w, c, kh, kw, stride, pad, k, h2, w2;
    bool plain; /* each run brings the weights to or from the layout that oneDNN likes best */
} DnnlShape;

#if defined(DNNL_VERSION_MAJOR) && DNNL_VERSION_MAJOR == 2
/* clang-format off */
#define DNNL_EACH_FUNCTION(DO) \
    DO(sgemm) DO(engine_create) DO(stream_create) DO(stream_wait) \
    DO(memory_desc_init_by_tag) DO(memory_create) DO(memory_destroy) \
    DO(primitive_desc_create) DO(primitive_desc_query_md) DO(primitive_desc_destroy) \
    DO(primitive_create) DO(primitive_execute) DO(primitive_destroy) \
    DO(reorder_primitive_desc_create) DO(convolution_forward_desc_init) DO(convolution_backward_data_desc_init) \
    DO(convolution_backward_weights_desc_init) DO(memory_desc_get_size)
/* clang-format on */

#define DNNL_POINTER(name) __typeof__(dnnl_##name) *name;
typedef struct Dnnl {
    DNNL_EACH_FUNCTION(DNNL_POINTER)
    dnnl_engine_t engine;
    dnnl_stream_t stream;
} Dnnl;

/* One operand: its memory in our layout and in the one oneDNN likes best (the same where they agree). */
typedef struct DnnlOperand {
    dnnl_memory_t ours, best;
    void *best_data;
} DnnlOperand;

typedef struct DnnlConv {
    const Dnnl *dnnl;
    dnnl_primitive_t primitive;
    DnnlOperand operand[3]; /* x, weight, y */
    int result;             /* which of them comes out */
    dnnl_exec_arg_t args[3];
    dnnl_primitive_t bring; /* the weights, or NULL */
    dnnl_exec_arg_t bring_args[2];
} DnnlConv;

static inline bool dnnl_open(Dnnl *d)
{
    void *library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
#define DNNL_LOAD(name)                                        \
    if (!(*(void **)&d->name = dlsym(library, "dnnl_" #name))) \
        return false;
    DNNL_EACH_FUNCTION(DNNL_LOAD)
    return d->engine_create(&d->engine, dnnl_cpu, 0) == dnnl_success &&
           d->stream_create(&d->stream, d->engine, dnnl_stream_default_flags) == dnnl_success;
}

/* An operand's way from one layout to the other; NULL when there is none. */
static inline dnnl_primitive_t dnnl_way(const Dnnl *d, const DnnlOperand *o, const dnnl_memory_desc_t *ours,
                                        const dnnl_memory_desc_t *best, bool to_best, dnnl_exec_arg_t args[2])
{
    dnnl_primitive_desc_t desc;
    dnnl_primitive_t reorder = NULL;
    args[0] = (dnnl_exec_arg_t){DNNL_ARG_FROM, to_best ? o->ours : o->best};
    args[1] = (dnnl_exec_arg_t){DNNL_ARG_TO, to_best ? o->best : o->ours};
    if (d->reorder_primitive_desc_create(&desc, to_best ? ours : best, d->engine, to_best ? best : ours,
                                         d->engine, NULL) != dnnl_success)
        return NULL;
    if (d->primitive_create(&reorder, desc) != dnnl_success)
        reorder = NULL;
    d->primitive_desc_destroy(desc);
    return reorder;
}

static inline bool dnnl_bring(const Dnnl *d, const DnnlOperand *o, const dnnl_memory_desc_t *ours,
                              const dnnl_memory_desc_t *best, bool to_best)
{
    dnnl_exec_arg_t args[2];
    dnnl_primitive_t reorder = dnnl_way(d, o, ours, best, to_best, args);
    bool ok = reorder && d->primitive_execute(reorder, d->stream, 2, args) == dnnl_success &&
              d->stream_wait(d->stream) == dnnl_success;
    if (reorder)
        d->primitive_destroy(reorder);
    return ok;
}

static inline void dnnl_conv_run(void *work)
{
    const DnnlConv *conv = work;
    const Dnnl *d = conv->dnnl;
    const bool makes_weights = conv->result == 1;
    if (conv->bring && !makes_weights)
        d->primitive_execute(conv->bring, d->stream, 2, conv->bring_args);
    d->primitive_execute(conv->primitive, d->stream, 3, conv->args);
    if (conv->bring && makes_weights)
        d->primitive_execute(conv->bring, d->stream, 2, conv->bring_args);
    d->stream_wait(d->stream);
}

static inline dnnl_status_t dnnl_conv_desc(const Dnnl *d, DnnlPass pass, const DnnlShape *s,
                                           dnnl_memory_desc_t md[3], dnnl_convolution_desc_t *desc)
{
    dnnl_dims_t stride = {s->stride, s->stride}, before = {s->pad, s->pad};
    dnnl_dims_t after = {(s->h2 - 1) * s->stride + s->kh - s->h - s->pad,
                         (s->w2 - 1) * s->stride + s->kw - s->w - s->pad};
    if (pass == DNNL_FORWARD)
        return d->convolution_forward_desc_init(desc, dnnl_forward_training, dnnl_convolution_direct, &md[0],
                                                &md[1], NULL, &md[2], stride, before, after);
    if (pass == DNNL_GRAD_INPUT)
        return d->convolution_backward_data_desc_init(desc, dnnl_convolution_direct, &md[0], &md[1], &md[2],
                                                      stride, before, after);
    return d->convolution_backward_weights_desc_init(desc, dnnl_convolution_direct, &md[0], &md[1], NULL,
                                                     &md[2], stride, before, after);
}

/* Direct sums in the layouts oneDNN likes best; runs once, and brings the result to out in our layout. */
static inline bool dnnl_conv_open(const Dnnl *d, DnnlPass pass, const DnnlShape *s, const float *x,
                                  const float *weight, const float *dy, float *out, DnnlConv *conv)
{
    dnnl_dims_t dims[3] = {{s->n, s->c, s->h, s->w}, {s->k, s->c, s->kh, s->kw}, {s->n, s->k, s->h2, s->w2}};
    const dnnl_format_tag_t tags[3] = {dnnl_nhwc, dnnl_ohwi, dnnl_nhwc};
    const int query[3][3] = {{dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_dst_md},
                             {dnnl_query_diff_src_md, dnnl_query_weights_md, dnnl_query_diff_dst_md},
                             {dnnl_query_src_md, dnnl_query_diff_weights_md, dnnl_query_diff_dst_md}};
    const int arg[3][3] = {{DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST},
                           {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST},
                           {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST}};
    const float *data[3] = {x, weight, dy};
    dnnl_memory_desc_t any[3], ours[3];
    dnnl_convolution_desc_t desc;
    dnnl_primitive_desc_t made;
    *conv = (DnnlConv){.dnnl = d, .result = pass == DNNL_FORWARD ? 2 : pass == DNNL_GRAD_INPUT ? 0 : 1};
    data[conv->result] = out;
    for (int i = 0; i < 3; i++) {
        d->memory_desc_init_by_tag(&any[i], 4, dims[i], dnnl_f32, dnnl_format_tag_any);
        d->memory_desc_init_by_tag(&ours[i], 4, dims[i], dnnl_f32, tags[i]);
    }
    if (dnnl_conv_desc(d, pass, s, any, &desc) != dnnl_success)
        return false;
    /* The gradients want to see the forward pass that they belong to. */
    dnnl_primitive_desc_t hint = NULL;
    dnnl_convolution_desc_t forward;
    if (dnnl_conv_desc(d, DNNL_FORWARD, s, any, &forward) != dnnl_success ||
        d->primitive_desc_create(&hint, &forward, NULL, d->engine, NULL) != dnnl_success ||
        d->primitive_desc_create(&made, &desc, NULL, d->engine, hint) != dnnl_success ||
        d->primitive_create(&conv->primitive, made) != dnnl_success)
        return false;
    for (int i = 0; i < 3; i++) {
        const dnnl_memory_desc_t *best = d->primitive_desc_query_md(made, (dnnl_query_t)query[pass][i], 0);
        DnnlOperand *o = &conv->operand[i];
        o->best_data = aligned_alloc(64, (d->memory_desc_get_size(best) + 63) / 64 * 64);
        if (!o->best_data ||
            d->memory_create(&o->ours, &ours[i], d->engine, (void *)data[i]) != dnnl_success ||
            d->memory_create(&o->best, best, d->engine, o->best_data) != dnnl_success ||
            (i != conv->result && !dnnl_bring(d, o, &ours[i], best, true)))
            return false;
        conv->args[i] = (dnnl_exec_arg_t){arg[pass][i], o->best};
        if (i == 1 && s->plain)
            conv->bring = dnnl_way(d, o, &ours[i], best, i != conv->result, conv->bring_args);
    }
    dnnl_conv_run(conv);
    const dnnl_memory_desc_t *best =
        d->primitive_desc_query_md(made, (dnnl_query_t)query[pass][conv->result], 0);
    bool ok = dnnl_bring(d, &conv->operand[conv->result], &ours[conv->result], best, false);
    d->primitive_desc_destroy(made);
    d->primitive_desc_destroy(hint);
    return ok;
}

static inline void dnnl_conv_close(DnnlConv *conv)
{
    for (int i = 0; i < 3; i++) {
        conv->dnnl->memory_destroy(conv->operand[i].ours);
        conv->dnnl->memory_destroy(conv->operand[i].best);
        free(conv->operand[i].best_data);
    }
    conv->dnnl->primitive_destroy(conv->primitive);
    if (conv->bring)
        conv->dnnl->primitive_destroy(conv->bring);
}

#else

typedef struct Dnnl {
    void (*sgemm)(char a_trans, char b_trans, int64_t m, int64_t n, int64_t k, float alpha, const float *a,
                  int64_t lda, const float *b, int64_t ldb, float beta, float *c, int64_t ldc);
} Dnnl;

typedef struct DnnlConv {
    const Dnnl *dnnl;
} DnnlConv;

static inline bool dnnl_open(Dnnl *d)
{
    (void)d;
    return false;
}

static inline void dnnl_conv_run(void *work)
{
    (void)work;
}

static inline bool dnnl_conv_open(const Dnnl *d, DnnlPass pass, const DnnlShape *s, const float *x,
                                  const float *weight, const float *dy, float *out, DnnlConv *conv)
{
    (void)d, (void)pass, (void)s, (void)x, (void)weight, (void)dy, (void)out, (void)conv;
    return false;
}

static inline void dnnl_conv_close(DnnlConv *conv)
{
    (void)conv;
}

#endif

#endif
