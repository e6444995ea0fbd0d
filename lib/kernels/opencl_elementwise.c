/* Launches of fill, copy, map and zip. */
#include "kernels/opencl_part.h"

bool opencl_fill(const View *out, float value)
{
    Walk walk = walk_of(1, (const View *const[]){out});
    Launch launch = launch_begin("fill");
    launch_view(&launch, out);
    launch_bytes(&launch, sizeof walk, &walk);
    launch_float(&launch, value);
    return launch_run(&launch, walk.count);
}

bool opencl_copy(const View *x, const View *out)
{
    Walk walk = walk_of(2, (const View *const[]){out, x});
    Launch launch = launch_begin("copy");
    launch_view(&launch, x);
    launch_view(&launch, out);
    launch_bytes(&launch, sizeof walk, &walk);
    return launch_run(&launch, walk.count);
}

#define MAP(op) [MAP_##op] = "map_" #op
#define ZIP(op) [ZIP_##op] = "zip_" #op

bool opencl_map(MapOp op, float p, float q, const View *x, const View *out)
{
    static const char *const kernels[] = {
        MAP(AFFINE), MAP(ABS),  MAP(SQRT),       MAP(EXP),  MAP(LOG),     MAP(POW),
        MAP(CLAMP),  MAP(RELU), MAP(LEAKY_RELU), MAP(GELU), MAP(SIGMOID), MAP(TANH),
    };
    Walk walk = walk_of(2, (const View *const[]){out, x});
    Launch launch = launch_begin(kernels[op]);
    launch_view(&launch, x);
    launch_view(&launch, out);
    launch_bytes(&launch, sizeof walk, &walk);
    launch_float(&launch, p);
    launch_float(&launch, q);
    return launch_run(&launch, walk.count);
}

bool opencl_zip(ZipOp op, float p, float q, const View *a, const View *b, const View *out)
{
    static const char *const kernels[] = {
        ZIP(ADD),       ZIP(SUB),          ZIP(MUL),        ZIP(DIV),       ZIP(POW),
        ZIP(MAX),       ZIP(MIN),          ZIP(EQ),         ZIP(NE),        ZIP(LT),
        ZIP(LE),        ZIP(GT),           ZIP(GE),         ZIP(AXPY),      ZIP(ABS_GRAD),
        ZIP(SQRT_GRAD), ZIP(POW_GRAD),     ZIP(CLAMP_GRAD), ZIP(RELU_GRAD), ZIP(LEAKY_RELU_GRAD),
        ZIP(GELU_GRAD), ZIP(SIGMOID_GRAD), ZIP(TANH_GRAD),
    };
    Walk walk = walk_of(3, (const View *const[]){out, a, b});
    Launch launch = launch_begin(kernels[op]);
    launch_view(&launch, a);
    launch_view(&launch, b);
    launch_view(&launch, out);
    launch_bytes(&launch, sizeof walk, &walk);
    launch_float(&launch, p);
    launch_float(&launch, q);
    return launch_run(&launch, walk.count);
}
