#!/usr/bin/env python3
"""Steps of PyTorch's optimisers, and of fast.ai's Adam by its formula, on two small parameters with given gradients.

    tests/golden/make_optim.py | clang-format > tests/golden/optim.h    (PyTorch 1.13)
"""
import math
import torch

STEPS = 10
START = [[0.5, -1.0, 2.0, 0.25], [1.0, -0.125]]  # (2, 2) and (2)
GRADS = [  # per step, all six values in a row
    [0.1, -0.2, 0.3, -4.0, 0.5, 1e-3],
    [0.05, 0.2, -0.1, 3.0, -0.5, 2e-3],
    [-0.3, 0.1, 0.0, -1.0, 0.25, -1e-3],
    [0.2, -0.6, 0.7, 0.5, 0.0, 4e-3],
    [0.0, 0.4, -0.2, -2.5, 0.75, 1e-3],
    [-0.15, 0.3, 0.1, 1.5, -0.25, -2e-3],
    [0.25, -0.1, 0.5, -0.5, 0.5, 3e-3],
    [0.1, 0.0, -0.4, 2.0, 0.1, 0.0],
    [-0.05, -0.3, 0.2, -1.0, -0.6, 1e-3],
    [0.3, 0.2, 0.1, 0.25, 0.3, -1e-3],
]
MOMENTUMS = [0.95, 0.90, 0.85, 0.92, 0.94, 0.95, 0.93, 0.9, 0.87, 0.85]  # of the scheduled run of fast.ai's Adam


def torch_run(make):
    params = [torch.tensor(START[0]).reshape(2, 2).requires_grad_(), torch.tensor(START[1]).requires_grad_()]
    optim = make(params)
    rows = []
    for grads in GRADS:
        params[0].grad = torch.tensor(grads[:4]).reshape(2, 2)
        params[1].grad = torch.tensor(grads[4:])
        optim.step()
        rows.append([float(v) for p in params for v in p.detach().flatten()])
    return rows


def fastai_run(lr, moms, sqr_mom=0.99, eps=1e-5, wd=0.01):
    p = START[0] + START[1]
    average, square = [0.0] * 6, [0.0] * 6
    rows = []
    for t, grads in enumerate(GRADS, 1):
        mom = moms[t - 1]
        for i, g in enumerate(grads):
            if i < 4:  # no decay on parameters with one axis
                p[i] *= 1 - lr * wd
            average[i] = mom * average[i] + (1 - mom) * g
            square[i] = sqr_mom * square[i] + (1 - sqr_mom) * g * g
            step = lr / (1 - mom ** t)
            p[i] -= step * average[i] / (math.sqrt(square[i] / (1 - sqr_mom ** t)) + eps)
        rows.append(list(p))
    return rows


RUNS = {
    "sgd_plain": torch_run(lambda p: torch.optim.SGD(p, lr=0.1)),
    "sgd_decay": torch_run(lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.05)),
    "momentum_decay": torch_run(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05)),
    "nesterov": torch_run(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)),
    "adam_plain": torch_run(lambda p: torch.optim.Adam(p, lr=0.01)),
    "adam_decay": torch_run(lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
    "adamw": torch_run(lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
    "amsgrad": torch_run(lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True)),
    "amsgradw": torch_run(lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.8, 0.9), weight_decay=0.1, amsgrad=True)),
    "adagrad_plain": torch_run(lambda p: torch.optim.Adagrad(p)),
    "adagrad_decay": torch_run(lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.05, eps=1e-3, weight_decay=0.1)),
    "adadelta_plain": torch_run(lambda p: torch.optim.Adadelta(p)),
    "adadelta_decay": torch_run(lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.95, eps=1e-4, weight_decay=0.1)),
    "rmsprop_plain": torch_run(lambda p: torch.optim.RMSprop(p)),
    "rmsprop_momentum": torch_run(lambda p: torch.optim.RMSprop(p, alpha=0.9, eps=1e-3, momentum=0.9, weight_decay=0.1)),
    "adamax_plain": torch_run(lambda p: torch.optim.Adamax(p)),
    "adamax_decay": torch_run(lambda p: torch.optim.Adamax(p, lr=0.01, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)),
    # foreach: the other path of PyTorch 1.13 multiplies one momentum twice; later versions agree with this one.
    "nadam_plain": torch_run(lambda p: torch.optim.NAdam(p, foreach=True)),
    "nadam_decay": torch_run(lambda p: torch.optim.NAdam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1,
                                                         momentum_decay=0.1, foreach=True)),
    "fastai_plain": fastai_run(0.01, [0.9] * STEPS),
    "fastai_scheduled": fastai_run(0.01, MOMENTUMS),
}


def c_rows(rows):
    return ",\n".join("    {" + ", ".join("%.9gf" % v if "." in "%.9g" % v or "e" in "%.9g" % v else "%.9g.0f" % v
                                          for v in row) + "}" for row in rows)


print("/* Made by make_optim.py with PyTorch %s: parameters after each step. */" % torch.__version__)
print("enum { OPTIM_STEPS = %d, OPTIM_VALUES = 6 };" % STEPS)
for name, rows in {"start": [START[0] + START[1]], "grads": GRADS, "momentums": [MOMENTUMS]}.items():
    width = "OPTIM_STEPS" if name == "momentums" else "OPTIM_VALUES"
    print("static const float optim_%s[][%s] = {\n%s};" % (name, width, c_rows(rows)))
for name, rows in RUNS.items():
    print("static const float optim_%s[OPTIM_STEPS][OPTIM_VALUES] = {\n%s};" % (name, c_rows(rows)))
