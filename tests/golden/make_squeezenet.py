#!/usr/bin/env python3
"""Logits of torchvision's SqueezeNets with weights that both sides can draw: torch.rand, in the order of the state.

    tests/golden/make_squeezenet.py | clang-format > tests/golden/squeezenet.h    (PyTorch 1.13, torchvision 0.14)
"""
import torch
import torchvision

SIZE, CLASSES = 67, 10


def logits(make):
    net = make(num_classes=CLASSES).eval()
    torch.manual_seed(0)
    for value in net.state_dict().values():
        fan_in = value[0].numel() if value.dim() > 1 else 64
        value.copy_((torch.rand(value.shape) - 0.5) * 2 * (6 / fan_in) ** 0.5)
    x = torch.rand(2, 3, SIZE, SIZE) - 0.5
    return net(x).flatten().tolist()


torch.set_grad_enabled(False)
print("/* Made by make_squeezenet.py with PyTorch", torch.__version__, "*/")
print(f"enum {{ SQUEEZENET_SIZE = {SIZE}, SQUEEZENET_CLASSES = {CLASSES} }};")
for version in "1_0", "1_1":
    values = logits(getattr(torchvision.models, "squeezenet" + version))
    print(f"static const float squeezenet{version}_logits[] = {{", ", ".join(f"{v:.9g}" for v in values), "};")
