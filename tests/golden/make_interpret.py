#!/usr/bin/env python3
"""Calibration of made-up answers and Grad-CAM of a small net, by PyTorch.

    tests/golden/make_interpret.py | clang-format > tests/golden/interpret.h    (PyTorch 1.13)

The net's weights and picture are sines of their running number, which both sides can compute.
"""
import torch
from torch.nn.functional import conv2d, cross_entropy, max_pool2d, relu


def c_array(name, values, kind="float"):
    texts = [str(v) if kind == "int" else f"{float(v):.9g}" + ("f" if "." in f"{float(v):.9g}" or "e" in f"{float(v):.9g}" else ".0f")
             for v in values]
    print(f"static const {kind} {name}[] = {{{', '.join(texts)}}};")


def expected_calibration_error(logits, labels, bins):
    confidence, predicted = torch.softmax(logits, 1).max(1)
    right = (predicted == labels).double()
    error = 0
    for i in range(bins):
        inside = (confidence > i / bins) & (confidence <= (i + 1) / bins)
        if inside.any():
            error += inside.double().mean() * (confidence[inside].mean() - right[inside].mean()).abs()
    return float(error)


def best_temperature(logits, labels):
    log_t = torch.zeros(1, dtype=torch.double, requires_grad=True)
    optim = torch.optim.LBFGS([log_t], lr=0.5, max_iter=200, tolerance_grad=1e-12, tolerance_change=1e-14)

    def closure():
        optim.zero_grad()
        loss = cross_entropy(logits / log_t.exp(), labels)
        loss.backward()
        return loss

    optim.step(closure)
    return float(log_t.exp())


def sines(start, *shape):
    n = 1
    for size in shape:
        n *= size
    return torch.sin(torch.arange(n, dtype=torch.double) * 0.7 + start).reshape(shape)


def nchw(kernel):  # (k, h, w, c) -> (k, c, h, w)
    return kernel.permute(0, 3, 1, 2)


torch.manual_seed(7)
labels = torch.randint(0, 3, (40,))
logits = torch.randn(40, 3)
logits[torch.arange(40), labels] += 1.2
logits = ((logits * 300).round() / 100).double()
temperature = best_temperature(logits, labels)
print("/* Made by make_interpret.py with PyTorch", torch.__version__ + ". */")
c_array("interpret_labels", labels.tolist(), "int")
c_array("interpret_logits", logits.flatten().tolist())
print(f"static const double interpret_ece = {expected_calibration_error(logits, labels, 10):.9g};")
print(f"static const double interpret_temperature = {temperature:.9g};")
print(f"static const double interpret_cool_ece = {expected_calibration_error(logits / temperature, labels, 10):.9g};")
print(f"static const double interpret_cool_loss = {float(cross_entropy(logits / temperature, labels)):.9g};")

x = sines(0.1, 2, 8, 8, 3).permute(0, 3, 1, 2)
first = max_pool2d(relu(conv2d(x, nchw(sines(0.2, 4, 3, 3, 3)), sines(0.3, 4), padding=1)), 2)
maps = relu(conv2d(first, nchw(sines(0.4, 5, 3, 3, 4)), sines(0.5, 5), padding=1))
maps.requires_grad_()
answer = maps.mean((2, 3)) @ sines(0.6, 3, 5).T + sines(0.7, 3)
(answer[0, 2] + answer[1, 0]).backward()
cam = relu((maps.grad.mean((2, 3), keepdim=True) * maps).sum(1))
c_array("interpret_answer", answer.flatten().tolist())
c_array("interpret_cam", cam.flatten().tolist())

rows = sines(0.3, 12, 5)
rows[:, 0] *= torch.arange(12, dtype=torch.double) / 3
centred = rows - rows.mean(0)
u, s, v = torch.linalg.svd(centred, full_matrices=False)
sign = torch.stack([torch.sign(axis[axis.abs().argmax()]) for axis in v])
c_array("interpret_pca", ((u * s * sign)[:, :3]).flatten().tolist())
c_array("interpret_pca_share", (s ** 2 / (s ** 2).sum())[:3].tolist())
