#!/usr/bin/env python3
"""Torchvision's residual nets from one seed: logits of two pictures, how large some gradients are, and a digest of every
name and shape in the state, as it is with 1000 classes.

    tests/golden/make_resnet.py | clang-format > tests/golden/resnet.h    (PyTorch 1.13, torchvision 0.14)
"""
import hashlib

import torch
import torchvision
from torchvision.models.resnet import BasicBlock, ResNet

SEED, CLASSES, SIZE = 42, 5, 64
GRADS = ["conv1.weight", "bn1.weight", "layer1.0.bn2.bias", "layer2.0.downsample.0.weight", "fc.bias"]


class ResNet20(ResNet):
    """The net for small pictures, out of torchvision's parts and in its order of drawing."""

    def __init__(self, num_classes):
        torch.nn.Module.__init__(self)
        self._norm_layer, self.inplanes, self.dilation, self.groups, self.base_width = torch.nn.BatchNorm2d, 16, 1, 1, 64
        self.conv1 = torch.nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(16)
        self.layer1 = self._make_layer(BasicBlock, 16, 3)
        self.layer2 = self._make_layer(BasicBlock, 32, 3, stride=2)
        self.layer3 = self._make_layer(BasicBlock, 64, 3, stride=2)
        self.fc = torch.nn.Linear(64, num_classes)
        for m in self.modules():
            if isinstance(m, torch.nn.Conv2d):
                torch.nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


def pictures():
    numbers = torch.arange(2 * SIZE * SIZE * 3, dtype=torch.int64)
    return ((numbers * 7919 % 1000).float() / 500 - 1).reshape(2, SIZE, SIZE, 3).permute(0, 3, 1, 2)


def floats(tensor):
    return "{" + ", ".join(repr(float(v)) if float(v) != int(v) else f"{float(v):.1f}" for v in tensor.flatten()) + "}"


def names_and_shapes(net):
    lines = [f"{k} ({', '.join(map(str, v.shape))})\n" for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


NETS = {"resnet18": torchvision.models.resnet18, "resnet34": torchvision.models.resnet34,
        "resnet50": torchvision.models.resnet50, "resnet20": ResNet20}
print(f"/* Made by make_resnet.py with PyTorch {torch.__version__}, torchvision {torchvision.__version__}. */")
print(f"enum {{ RESNET_SEED = {SEED}, RESNET_CLASSES = {CLASSES}, RESNET_SIZE = {SIZE}, RESNET_GRADS = {len(GRADS)} }};")
print("static const char *const resnet_grad_names[] = {" + ", ".join(f'"{g}"' for g in GRADS) + "};")
print("typedef struct GoldenResnet { const char *name; int n_parameters, n_state; const char *names_and_shapes;"
      " double train[2 * RESNET_CLASSES], eval[2 * RESNET_CLASSES], gradient_sizes[RESNET_GRADS]; } GoldenResnet;")
print("static const GoldenResnet resnet_golden[] = {")
for name, make in NETS.items():
    torch.manual_seed(SEED)
    net = make(num_classes=CLASSES)
    logits = net(pictures())
    torch.nn.functional.cross_entropy(logits, torch.tensor([1, 3])).backward()
    parameters = dict(net.named_parameters())
    sizes = torch.stack([parameters[g].grad.double().norm() for g in GRADS])
    state = [k for k in net.state_dict() if not k.endswith("num_batches_tracked")]
    net.eval()
    print(f'{{"{name}", {sum(p.numel() for p in net.parameters())}, {len(state)},')
    print(f'"{names_and_shapes(make(num_classes=1000))}",')
    print(f"{floats(logits)}, {floats(net(pictures()))}, {floats(sizes)}}},")
print("};")
