#!/usr/bin/python3
"""Writes ops.txt: what PyTorch (made with 1.13) makes of every op, forward and backward, for tests/support/golden.h.

A case is a line `case NAME OP options...` and then lines of `KIND SHAPE : numbers`:
    in     an input whose gradient is wanted       const  one without gradient
    out    the result                              dy     what the gradients are of: sum(out * dy)
    grad   of each `in`, in their order            after  what a constant has become (running statistics)
Images are (n, h, w, c) and convolution weights (k, kh, kw, c) as in the library; this script converts.
Inputs are multiples of 1/16, so that their text is exact. Needs python3-torch.
"""
import os

import torch
import torch.nn.functional as F

torch.manual_seed(1)
lines = []
SCALAR = ()


def text(tensor):
    shape = ",".join(str(size) for size in tensor.shape) or "scalar"
    return shape + " : " + " ".join("%.6g" % value for value in tensor.detach().reshape(-1).tolist())


def rand(shape, low=-2.0, high=2.0):
    return torch.round((torch.rand(shape) * (high - low) + low) * 16) / 16


def case(name, op, f, inputs, options=(), constants=(), after=()):
    """f(*inputs, *constants) in the library's layout."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    lines.append("case %s %s%s" % (name, op, "".join(" %g" % o for o in options)))
    for x in inputs:
        lines.append("in " + text(x))
    for x in constants:
        lines.append("const " + text(x))
    out = f(*leaves, *constants)
    dy = torch.round(rand(out.shape) * 4) / 4
    (out * dy).sum().backward()
    lines.append("out " + text(out))
    lines.append("dy " + text(dy))
    for x in leaves:
        lines.append("grad " + text(x.grad if x.grad is not None else torch.zeros_like(x)))
    for x in after:
        lines.append("after " + text(x))


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


# --- elementwise, stretched in every position ------------------------------------------------------------------------

PAIRS = [(SCALAR, SCALAR), ((5,), SCALAR), (SCALAR, (3, 2)), ((3, 5), (5,)), ((3, 1), (1, 5)), ((4,), (2, 3, 4)),
         ((2, 1, 4), (1, 3, 1)), ((1, 3, 4), (2, 3, 1)), ((2, 1, 3, 1), (1, 5)), ((7, 9), (7, 9))]
for i, (a, b) in enumerate(PAIRS):
    case("add%d" % i, "add", torch.add, [rand(a), rand(b)])
    case("sub%d" % i, "sub", torch.sub, [rand(a), rand(b)])
    case("mul%d" % i, "mul", torch.mul, [rand(a), rand(b)])
    case("div%d" % i, "div", torch.div, [rand(a), rand(b, 0.25, 2) * (-1) ** i])
    case("maximum%d" % i, "maximum", torch.maximum, [rand(a), rand(b)])
    case("minimum%d" % i, "minimum", torch.minimum, [rand(a), rand(b)])
ties = torch.tensor([1.0, 2.0, 3.0, 0.0, -1.0])
case("maximum_ties", "maximum", torch.maximum, [ties, torch.tensor([1.0, 3.0, 3.0, 0.0, -2.0])])
case("minimum_ties", "minimum", torch.minimum, [ties, torch.tensor([1.0, 3.0, 3.0, 0.0, -2.0])])

UNARY = [
    ("neg", torch.neg, -2, 2, ()), ("abs", torch.abs, -2, 2, ()), ("square", torch.square, -2, 2, ()),
    ("sqrt", torch.sqrt, 0.1, 4, ()), ("exp", torch.exp, -6, 3, ()), ("log", torch.log, 0.1, 9, ()),
    ("relu", F.relu, -2, 2, ()), ("gelu", F.gelu, -5, 5, ()), ("sigmoid", torch.sigmoid, -9, 9, ()),
    ("tanh", torch.tanh, -4, 4, ()), ("add_scalar", lambda x: x + 1.5, -2, 2, (1.5,)),
    ("mul_scalar", lambda x: x * -0.75, -2, 2, (-0.75,)), ("clamp", lambda x: x.clamp(-1, 0.5), -2, 2, (-1, 0.5)),
    ("leaky_relu", lambda x: F.leaky_relu(x, 0.125), -2, 2, (0.125,)), ("pow", lambda x: x.pow(2.5), 0.1, 3, (2.5,)),
    ("pow", lambda x: x.pow(3), -2, 2, (3,)), ("pow", lambda x: x.pow(-1), 0.2, 3, (-1,)),
    ("pow", lambda x: x.pow(0.5), 0.2, 3, (0.5,)), ("pow", lambda x: x.pow(-2), 0.2, 3, (-2,)),
]
for i, (op, f, low, high, options) in enumerate(UNARY):
    for shape in [SCALAR, (1,), (19,), (3, 1, 5)]:
        case("%s%d_%d" % (op, i, len(shape)), op, f, [rand(shape, low, high)], options)
zeros = torch.tensor([0.0, -0.0, 1.0, -1.0])
for op, f, options in [("relu", F.relu, ()), ("abs", torch.abs, ()), ("leaky_relu", lambda x: F.leaky_relu(x, 0.125), (0.125,)),
                       ("clamp", lambda x: x.clamp(-1, 0), (-1, 0)), ("gelu", F.gelu, ())]:
    case(op + "_at_0", op, f, [zeros], options)
far = torch.tensor([-100.0, -30.0, -15.0, 15.0, 30.0, 100.0])
for op, f in [("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("gelu", F.gelu)]:
    case(op + "_far", op, f, [far])

# --- reductions: axes as bits ---------------------------------------------------------------------------------------

for shape, axes_list in [((3, 4, 5), [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]), ((7,), [[0]]), ((1, 9), [[0], [1]]),
                         ((2, 3, 1, 4), [[2], [0, 3], [1, 2]])]:
    for axes in axes_list:
        bits = sum(1 << a for a in axes)
        name = "%s_%s" % ("".join(map(str, shape)), "".join(map(str, axes)))
        case("sum_" + name, "sum", lambda x: x.sum(axes), [rand(shape)], [bits])
        case("mean_" + name, "mean", lambda x: x.mean(axes), [rand(shape)], [bits])
        case("sum_keep_" + name, "sum_keep", lambda x: x.sum(axes, keepdim=True), [rand(shape)], [bits])
        case("mean_keep_" + name, "mean_keep", lambda x: x.mean(axes, keepdim=True), [rand(shape)], [bits])
        case("max_" + name, "max", lambda x: x.amax(axes), [rand(shape)], [bits])
        case("min_" + name, "min", lambda x: x.amin(axes), [rand(shape)], [bits])
        case("var_" + name, "var", lambda x: x.var(axes, unbiased=False), [rand(shape)], [bits])
case("max_ties", "max", lambda x: x.amax(1), [torch.tensor([[1.0, 3, 3], [2, 2, 2], [5, 4, 3]])], [2])
case("min_ties", "min", lambda x: x.amin(0), [torch.tensor([[1.0, 3, 3], [1, 2, 2], [5, 2, 3]])], [1])
case("mean_of_41", "mean", lambda x: x.mean(), [torch.ones(41)], [1])

# --- shape ------------------------------------------------------------------------------------------------------------

x234 = rand((2, 3, 4))
case("reshape", "reshape", lambda x: x.reshape(4, 6), [x234], [4, -1])
case("permute", "permute", lambda x: x.permute(2, 0, 1), [x234], [2, 0, 1])
case("permute_reshape", "permute_reshape", lambda x: x.permute(2, 0, 1).reshape(-1), [x234])
case("transpose", "transpose", lambda x: x.t(), [rand((3, 7))])
case("flatten", "flatten", lambda x: x.flatten(1), [rand((2, 3, 1, 2))], [1])
case("slice", "slice", lambda x: x[:, 1:3], [x234], [1, 1, 3])
case("index", "index", lambda x: x[1], [x234], [1])
case("unsqueeze", "unsqueeze", lambda x: x.unsqueeze(1), [x234], [1])
case("squeeze", "squeeze", lambda x: x.squeeze(1), [rand((3, 1, 2))], [1])
case("expand", "expand", lambda x: x.expand(3, 2, 4), [rand((2, 1))], [3, 2, 4])
case("contiguous", "contiguous_transpose", lambda x: x.t().contiguous(), [rand((3, 5))])
case("cat0", "cat", lambda *x: torch.cat(x, 0), [rand((1, 3)), rand((2, 3)), rand((4, 3))], [0])
case("cat_last", "cat", lambda *x: torch.cat(x, 2), [rand((2, 3, 1)), rand((2, 3, 5))], [2])
case("stack", "stack", lambda *x: torch.stack(x), [rand((2, 3)), rand((2, 3)), rand((2, 3))])
rows = torch.tensor([2.0, 0, 2, 4, 2, 1])
case("gather", "gather", lambda x, r: x[r.long()], [rand((5, 2, 3))], constants=[rows])
case("gather_1", "gather", lambda x, r: x[r.long()], [rand((5,))], constants=[rows])

# --- softmax and losses ---------------------------------------------------------------------------------------------

for shape, axes in [((3, 7), [0, 1]), ((2, 3, 5), [0, 1, 2]), ((1, 1), [1]), ((4,), [0]), ((2, 3, 1, 4), [1, 2])]:
    for axis in axes:
        name = "_%s_%d" % ("".join(map(str, shape)), axis)
        case("softmax" + name, "softmax", lambda x: x.softmax(axis), [rand(shape, -4, 4)], [axis])
        case("log_softmax" + name, "log_softmax", lambda x: x.log_softmax(axis), [rand(shape, -4, 4)], [axis])
extreme = torch.tensor([[1000.0, 0, -1000], [-1000, -1000, -1000], [88, 89, 90]])
case("log_softmax_extreme", "log_softmax", lambda x: x.log_softmax(1), [extreme], [1])
case("softmax_extreme", "softmax", lambda x: x.softmax(1), [extreme], [1])
labels = torch.tensor([2.0, 0, 1, 2, 1])
case("nll", "nll", lambda x, t: F.nll_loss(x, t.long(), reduction="none"), [rand((5, 3))], constants=[labels])
case("cross_entropy", "cross_entropy", lambda x, t: F.cross_entropy(x, t.long()), [rand((5, 3), -9, 9)], constants=[labels])
case("cross_entropy_extreme", "cross_entropy", lambda x, t: F.cross_entropy(x, t.long()), [extreme],
     constants=[torch.tensor([2.0, 0, 1])])
case("bce", "bce", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none"), [rand((3, 5), -6, 6)],
     constants=[rand((3, 5), 0, 1)])
case("bce_edges", "binary_cross_entropy", F.binary_cross_entropy_with_logits,
     [torch.tensor([0.0, 0.0, 0.0, 1000, -1000, 1000, -1000, 20, -20])],
     constants=[torch.tensor([0.0, 1.0, 0.5, 1, 0, 0, 1, 1, 0])])
case("mse", "mse", F.mse_loss, [rand((3, 5)), rand((3, 5))])
case("l1", "l1", F.l1_loss, [rand((3, 5)), rand((3, 5))])

# --- products ---------------------------------------------------------------------------------------------------------

for m, k, n in [(1, 1, 1), (1, 7, 1), (5, 1, 3), (3, 5, 2), (7, 9, 19), (2, 33, 16)]:
    case("matmul_%d_%d_%d" % (m, k, n), "matmul", torch.matmul, [rand((m, k)), rand((k, n))])
    case("linear_%d_%d_%d" % (m, k, n), "linear", F.linear, [rand((m, k)), rand((n, k)), rand((n,))])
case("linear_no_bias", "linear", F.linear, [rand((3, 5)), rand((4, 5))])

# --- images -----------------------------------------------------------------------------------------------------------


def conv(stride, pad):
    def f(x, w, b=None):
        return nhwc(F.conv2d(nchw(x), w.permute(0, 3, 1, 2), b, stride, pad))
    return f


for n, h, w, c, k, kh, kw, stride, pad in [
        (1, 1, 1, 1, 1, 1, 1, 1, 0), (2, 5, 6, 3, 4, 3, 3, 1, 0), (1, 6, 5, 2, 3, 3, 3, 1, 1), (2, 7, 6, 1, 2, 3, 3, 2, 1),
        (1, 9, 8, 3, 2, 5, 5, 2, 2), (1, 5, 5, 4, 3, 1, 1, 1, 0), (1, 6, 7, 3, 2, 1, 1, 2, 0), (1, 8, 9, 2, 2, 3, 3, 3, 0),
        (1, 4, 7, 2, 3, 2, 3, 1, 1), (1, 10, 9, 2, 2, 7, 7, 2, 3), (1, 3, 3, 1, 2, 3, 3, 1, 2), (1, 4, 4, 9, 5, 3, 3, 1, 1)]:
    name = "conv_%dx%dx%d_%d_%dx%d_s%dp%d" % (h, w, c, k, kh, kw, stride, pad)
    case(name, "conv", conv(stride, pad), [rand((n, h, w, c)), rand((k, kh, kw, c)), rand((k,))], [stride, pad])
case("conv_no_bias", "conv", conv(1, 1), [rand((1, 4, 4, 2)), rand((3, 3, 3, 2))], [1, 1])

for size, stride, pad, ceil in [(2, 2, 0, 0), (2, 2, 0, 1), (3, 2, 1, 0), (3, 2, 1, 1), (3, 1, 1, 0), (3, 3, 0, 1), (5, 3, 2, 1),
                                (2, 3, 1, 1), (1, 2, 0, 0)]:
    for shape in [(1, 5, 7, 2), (1, 6, 6, 1)]:
        name = "_%d_%d_%d_%d_on_%dx%d" % (size, stride, pad, ceil, shape[1], shape[2])
        options = [size, stride, pad, ceil]
        case("max_pool" + name, "max_pool", lambda x: nhwc(F.max_pool2d(nchw(x), size, stride, pad, ceil_mode=bool(ceil))),
             [rand(shape)], options)
        case("avg_pool" + name, "avg_pool", lambda x: nhwc(F.avg_pool2d(nchw(x), size, stride, pad, ceil_mode=bool(ceil))),
             [rand(shape)], options)
case("max_pool_ties", "max_pool", lambda x: nhwc(F.max_pool2d(nchw(x), 2)), [torch.ones(1, 4, 4, 1)], [2, 0, 0, 0])
case("max_pool_negative", "max_pool", lambda x: nhwc(F.max_pool2d(nchw(x), 3, 2, 1)), [rand((1, 5, 5, 2), -3, -1)], [3, 2, 1, 0])
for shape, h2, w2 in [((2, 5, 7, 2), 3, 2), ((1, 7, 7, 1), 1, 1), ((1, 2, 3, 2), 5, 4), ((1, 6, 4, 3), 6, 4), ((1, 11, 5, 1), 4, 3)]:
    name = "_%dx%d_to_%dx%d" % (shape[1], shape[2], h2, w2)
    case("adaptive_avg" + name, "adaptive_avg_pool", lambda x: nhwc(F.adaptive_avg_pool2d(nchw(x), (h2, w2))), [rand(shape)], [h2, w2])
    case("adaptive_max" + name, "adaptive_max_pool", lambda x: nhwc(F.adaptive_max_pool2d(nchw(x), (h2, w2))), [rand(shape)], [h2, w2])

for shape in [(2, 3, 3, 4), (5, 3), (1, 2, 2, 1), (19, 17)]:
    c = shape[-1]
    for train in [0, 1]:
        mean, var = rand((c,), -1, 1), rand((c,), 0.5, 2)
        after = [mean.clone(), var.clone()]

        def norm(x, g, b, m, v):
            y = F.batch_norm(x.reshape(-1, c), after[0], after[1], g, b, bool(train), 0.1, 1e-5)
            return y.reshape(x.shape)
        name = "batch_norm_%s_%s" % ("x".join(map(str, shape)), "train" if train else "eval")
        case(name, "batch_norm", norm, [rand(shape), rand((c,)), rand((c,))], [train], [mean, var], after)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
