#!/usr/bin/env python3
"""PyTorch as the peer of bench_finetune: the same net from the same weights, and passes over the same photos.

It reads lines and answers each with one line, "ok NUMBER" or "error TEXT", as peer_torch.py does:
    threads N               compute with N threads
    photos N PATH           N photos of this folder, decoded and shrunk to a shorter side of 256; N
    net PATH                ResNet-18's body with fast.ai's head, weights from this safetensors file
    check BATCH N PATH      N training steps of everything on the first of these pictures, float32 (224, 224, 3); the last loss
    phase WHAT HOW BATCH    WHAT learns: "frozen" (the head and the body's norms), "head" or "all"; HOW: "plain" or "full"
    run N                   N passes over the photos; the seconds they took together
    memory                  the most memory this process ever held, in bytes

Needs python3-torchvision.
"""
import json
import resource
import sys
import time

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torchvision import datasets, transforms

from peer_torchvision import pipeline

SIZE, KEPT, HIDDEN, WORKERS = 224, 256, 512, 2
NORMALIZE = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
PLAIN = transforms.Compose([transforms.Resize(SIZE), transforms.CenterCrop(SIZE), transforms.ToTensor(), NORMALIZE])


class ConcatPool(nn.Module):
    def forward(self, x):
        return torch.cat([F.adaptive_max_pool2d(x, 1), F.adaptive_avg_pool2d(x, 1)], 1)


def make_net(n_classes):
    body = torchvision.models.resnet18()
    features = body.fc.in_features
    body.avgpool, body.fc = nn.Identity(), nn.Identity()
    body.forward = lambda x: body.layer4(body.layer3(body.layer2(body.layer1(
        body.maxpool(body.relu(body.bn1(body.conv1(x))))))))
    head = nn.Sequential(ConcatPool(), nn.Flatten(), nn.BatchNorm1d(2 * features), nn.Dropout(0),
                         nn.Linear(2 * features, HIDDEN, bias=False), nn.ReLU(), nn.BatchNorm1d(HIDDEN),
                         nn.Dropout(0), nn.Linear(HIDDEN, n_classes, bias=False))
    net = nn.Sequential()
    net.add_module("body", body)
    net.add_module("head", head)
    return net.to(memory_format=torch.channels_last)


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(data[begin:end], dtype=numpy.float32).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


class Kept(torch.utils.data.Dataset):
    """Photos in memory; the transform is made anew each time."""

    def __init__(self, path, n):
        found = datasets.ImageFolder(path)
        shrink = transforms.Resize(KEPT)
        self.classes = found.classes
        chosen = (found[i * len(found) // n] for i in range(n))
        self.items = [(shrink(photo), label) for photo, label in chosen]
        self.transform = PLAIN

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.transform(self.items[i][0]), self.items[i][1]


class Server:
    def threads(self, n):
        torch.set_num_threads(int(n))
        return torch.get_num_threads()

    def photos(self, n, path):
        self.kept = Kept(path, int(n))
        return len(self.kept)

    def net(self, path):
        self.model = make_net(len(self.kept.classes))
        weights = read_safetensors(path)
        missing, extra = self.model.load_state_dict(weights, strict=False)
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or extra:
            raise ValueError(f"missing {missing}, extra {extra}")
        return len(weights)

    def freeze(self, what):
        for name, module in self.model.named_modules():
            norm = isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d))
            for parameter in module.parameters(recurse=False):
                parameter.requires_grad = what == "all" or name.startswith("head") or (norm and what == "frozen")
            if norm:
                module.train(what != "head" or name.startswith("head"))
        self.optim = torch.optim.Adam([p for p in self.model.parameters() if p.requires_grad], lr=1e-4)

    def step(self, x, y):
        loss = F.cross_entropy(self.model(x.contiguous(memory_format=torch.channels_last)), y)
        loss.backward()
        self.optim.step()
        self.optim.zero_grad()
        return loss

    def check(self, batch, n, path):
        batch, n = int(batch), int(n)
        x = torch.from_numpy(numpy.fromfile(path, numpy.float32, n * batch * SIZE * SIZE * 3)).reshape(n, batch, SIZE, SIZE, 3)
        y = torch.tensor([label for _, label in self.kept.items]).reshape(-1)
        self.freeze("all")
        for i in range(n):
            loss = self.step(x[i].permute(0, 3, 1, 2), y[i * batch:(i + 1) * batch])
        return float(loss)

    def phase(self, what, how, batch):
        self.freeze(what)
        self.kept.transform = PLAIN if how == "plain" else pipeline(True)
        self.loader = torch.utils.data.DataLoader(self.kept, batch_size=int(batch), shuffle=True, num_workers=WORKERS,
                                                  persistent_workers=True, drop_last=True)
        return len(self.loader)

    def run(self, n):
        begin = time.perf_counter()
        for _ in range(int(n)):
            for x, y in self.loader:
                float(self.step(x, y))
        return time.perf_counter() - begin

    def memory(self):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


PATH_LAST = {"photos": 1, "net": 0, "check": 2}  # how many words come before the path, which may hold blanks


def main():
    server = Server()
    print("ok", torch.__version__, flush=True)
    for line in sys.stdin:
        command, _, rest = line.rstrip("\n").partition(" ")
        try:
            words = rest.split(" ", PATH_LAST[command]) if command in PATH_LAST else rest.split()
            print("ok", repr(getattr(server, command)(*words)), flush=True)
        except Exception as error:  # whatever goes wrong is the other side's to tell
            print("error", str(error).splitlines()[0], flush=True)


if __name__ == "__main__":
    main()
