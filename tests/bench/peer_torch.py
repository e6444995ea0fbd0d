#!/usr/bin/env python3
"""PyTorch as a benchmark's peer: started by peer_torch.h, it prepares a case and runs steps of it when asked.

It reads lines and answers each with one line, "ok NUMBER" or "error TEXT":
    open CASE ARGUMENTS...   prepare a case of CASES below, the arguments as whole numbers or words
    run N                    run N steps; the seconds they took together
    export PATH              the net of resnet18_infer as an ONNX file
    photo KEEP SIDE PATH     from now on each step of resnet18_infer begins with the bytes of this photo: decoded, its
                             shorter side brought to KEEP, the middle SIDE x SIDE cut out and normalised
    value                    what the last step returned: its loss, to be compared before anything is timed
    memory                   the most memory this process ever held, in bytes
    threads N                compute with N threads; with 0, how many there are

A new case is a function that prepares everything and returns a step: a function without arguments that does the
work and returns a number or a tensor of one element. Nets and data come out of torch's generator in the same order
as on the other side, so that one seed gives both the same numbers.
"""
import io
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

try:
    import torchvision
except ImportError:
    torchvision = None

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def make_optim(kind, parameters):
    parameters = [p for p in parameters if p.requires_grad]
    if kind == "adam":
        return torch.optim.Adam(parameters, lr=1e-3)
    return torch.optim.SGD(parameters, lr=1e-2, momentum=0.9)


def photos(batch, size, n_classes, layout):
    """Random pictures, drawn in (n, h, w, c), and labels."""
    x = torch.rand(batch, size, size, 3).permute(0, 3, 1, 2)
    x = x.contiguous(memory_format=torch.channels_last) if layout == "channels_last" else x.contiguous()
    return x, torch.arange(batch) % n_classes


def training_step(net, optim, x, y):
    def step():
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optim.step()
        optim.zero_grad()
        return loss
    return step


@case
def resnet18(batch, size, optim, layout, trained=""):
    """A training step; layout is channels_last or contiguous. Of the parameters only those learn whose names begin with
    trained: "fc." for a frozen body, whose batch norms go on counting, as fast.ai has it."""
    torch.manual_seed(1)
    net = torchvision.models.resnet18(num_classes=1000)
    x, y = photos(batch, size, 1000, layout)
    if layout == "channels_last":
        net = net.to(memory_format=torch.channels_last)
    for name, parameter in net.named_parameters():
        parameter.requires_grad = name.startswith(trained)
    return training_step(net, make_optim(optim, net.parameters()), x, y)


@case
def resnet18_infer(batch, size, layout):
    """Answers about photos made by the formula of bench_infer.c, in the order (n, h, w, c)."""
    torch.manual_seed(1)
    net = torchvision.models.resnet18(num_classes=1000).eval()
    x = (torch.arange(batch * size * size * 3) * 7919 % 1000 / 500 - 1).reshape(batch, size, size, 3)
    x = x.permute(0, 3, 1, 2).contiguous()
    if layout == "channels_last":
        net, x = (t.to(memory_format=torch.channels_last) for t in (net, x))

    def step():
        with torch.no_grad():
            return net(x)[0, 0]
    step.net = net
    return step


def small(net, loss, batch, samples, size, channels, classes, lr):
    """Training from arrays in memory: batches are gathered by number, in an order with jumps."""
    x = torch.rand(samples, size, size, channels).permute(0, 3, 1, 2).contiguous()
    y = torch.arange(samples) % classes
    if classes == 2:
        y = y.float().unsqueeze(1)
    order = torch.arange(samples) * 7919 % samples
    optim = torch.optim.SGD(net.parameters(), lr=lr)
    at = 0

    def step():
        nonlocal at
        if at + batch > samples:
            at = 0
        rows = order[at:at + batch]
        at += batch
        value = loss(net(x[rows]), y[rows])
        value.backward()
        optim.step()
        optim.zero_grad()
        return value
    return step


@case
def mlp30(batch, samples, lr):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 1))

    def distance(y, target):
        p = y.sigmoid()
        return torch.where(target == 1, 1 - p, p).mean()
    return small(net, distance, batch, samples, 28, 1, 2, lr)


@case
def mlp50(batch, samples, lr):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))
    return small(net, F.cross_entropy, batch, samples, 28, 1, 10, lr)


@case
def cnn(batch, samples, lr):
    torch.manual_seed(1)
    layers = []
    for c, k in ((1, 8), (8, 16), (16, 32), (32, 64)):
        layers += [nn.Conv2d(c, k, 3, stride=2, padding=1), nn.ReLU()]
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    return small(net, F.cross_entropy, batch, samples, 28, 1, 10, lr)


class Block20(nn.Module):
    def __init__(self, c, k, stride):
        super().__init__()
        shortcut = None  # made first and registered last, as in torchvision: so all weights are drawn in its order
        if stride != 1 or c != k:
            shortcut = nn.Sequential(nn.Conv2d(c, k, 1, stride, bias=False), nn.BatchNorm2d(k))
        self.conv1, self.bn1 = nn.Conv2d(c, k, 3, stride, 1, bias=False), nn.BatchNorm2d(k)
        self.conv2, self.bn2 = nn.Conv2d(k, k, 3, 1, 1, bias=False), nn.BatchNorm2d(k)
        self.downsample = shortcut

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (self.downsample(x) if self.downsample else x))


@case
def resnet20(batch, samples, lr):
    torch.manual_seed(1)
    layers, c = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for k in (16, 32, 64):
        for i in range(3):
            layers.append(Block20(c, k, 2 if i == 0 and k > 16 else 1))
            c = k
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    for m in net.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
    return small(net, F.cross_entropy, batch, samples, 32, 3, 10, lr)


def word(text):
    if text.lstrip("-").isdigit():
        return int(text)
    return float(text) if text.replace(".", "").isdigit() else text


class Server:
    def __init__(self):
        self.step = None
        self.last = float("nan")

    def open(self, name, *arguments):
        self.step = None
        self.step = CASES[name](*map(word, arguments))
        return 0

    def run(self, n):
        begin = time.perf_counter()
        for _ in range(int(n)):
            last = self.step()
        seconds = time.perf_counter() - begin
        self.last = float(last)
        return seconds

    def value(self):
        return self.last

    def export(self, path):
        """The net of resnet18_infer as an ONNX file, for any number of photos."""
        torch.onnx.export(self.step.net, torch.zeros(1, 3, 64, 64), path, input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": {0: "n", 2: "h", 3: "w"}, "y": {0: "n"}}, opset_version=13)
        return 0

    def photo(self, keep, side, *path):
        from PIL import Image
        with open(" ".join(path), "rb") as file:
            data = file.read()
        look = torchvision.transforms.Compose([
            torchvision.transforms.Resize(int(keep)), torchvision.transforms.CenterCrop(int(side)),
            torchvision.transforms.ToTensor(),
            torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
        net = self.step.net

        def step():
            with torch.no_grad():
                x = look(Image.open(io.BytesIO(data)).convert("RGB")).unsqueeze(0)
                return net(x.contiguous(memory_format=torch.channels_last))[0, 0]
        self.step = step
        return 0

    def memory(self):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def threads(self, n):
        if int(n) > 0:
            torch.set_num_threads(int(n))
        return torch.get_num_threads()


def main():
    server = Server()
    print("ok", torch.__version__, flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        try:
            print("ok", repr(getattr(server, command)(*arguments)), flush=True)
        except Exception as error:  # whatever goes wrong is the other side's to tell
            print("error", str(error).splitlines()[0], flush=True)


if __name__ == "__main__":
    main()
