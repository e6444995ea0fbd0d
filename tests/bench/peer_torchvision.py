#!/usr/bin/env python3
"""torchvision as the peer of bench_photos: its pipeline on PIL pictures, with two worker processes.

It reads lines and answers each with one line, "ok NUMBER" or "error TEXT", as peer_torch.py does:
    open HOW N PATH   the first N photos of this folder, HOW: "crop" or "full"; the number of them
    pass              go over them once; photos per second

The transforms are those of the benchmark: a random crop of half the area or more, brought to 224 pixels, a flip; and
with "full" also perspective, rotation and zoom, brightness and contrast, with fast.ai's probabilities. Every
interpolation is bilinear. Needs python3-torchvision.
"""
import sys
import time

import torch
import torchvision
from torchvision import datasets, transforms
from torchvision.transforms import InterpolationMode

BILINEAR = InterpolationMode.BILINEAR


def pipeline(full):
    steps = [transforms.RandomResizedCrop(224, scale=(0.5, 1.0)), transforms.RandomHorizontalFlip()]
    if full:
        steps += [
            transforms.RandomPerspective(0.2, p=0.75, interpolation=BILINEAR),
            transforms.RandomApply([transforms.RandomAffine(10, scale=(1.0, 1.1), interpolation=BILINEAR)], p=0.75),
            transforms.RandomApply([transforms.ColorJitter(brightness=0.2, contrast=0.2)], p=0.75),
        ]
    steps += [transforms.ToTensor(), transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
    return transforms.Compose(steps)


class Server:
    def open(self, how, n, path):
        photos = datasets.ImageFolder(path, pipeline(how == "full"))
        photos = torch.utils.data.Subset(photos, range(min(int(n), len(photos))))
        self.loader = torch.utils.data.DataLoader(photos, batch_size=64, shuffle=True, num_workers=2,
                                                  persistent_workers=True)
        return len(photos)

    def once(self):
        begin = time.perf_counter()
        seen = sum(len(x) for x, _ in self.loader)
        return seen / (time.perf_counter() - begin)


def main():
    server = Server()
    print("ok", torchvision.__version__, flush=True)
    for line in sys.stdin:
        command, *arguments = line.rstrip("\n").split(" ", 3)  # the path comes last: it may hold blanks
        try:
            answer = server.open(*arguments) if command == "open" else server.once()
            print("ok", repr(answer), flush=True)
        except Exception as error:  # whatever goes wrong is the other side's to tell
            print("error", str(error).splitlines()[0], flush=True)


if __name__ == "__main__":
    main()
