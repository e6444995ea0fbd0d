"""The other side of bench_photos: torchvision's pipeline on PIL pictures, with two worker processes.

For every line on standard input it goes once over the first photos of the folder and answers with the seconds it took.
The transforms are those of the benchmark: a random crop of half the area or more, brought to 224 pixels, a flip; and
with "full" also perspective, rotation and zoom, brightness and contrast, with fast.ai's probabilities. Every
interpolation is bilinear. Needs python3-torchvision.
"""
import sys
import time

import torch
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


def main():
    photos = datasets.ImageFolder(sys.argv[1], pipeline(sys.argv[2] == "full"))
    photos = torch.utils.data.Subset(photos, range(min(int(sys.argv[3]), len(photos))))
    loader = torch.utils.data.DataLoader(photos, batch_size=64, shuffle=True, num_workers=2, persistent_workers=True)
    for _ in sys.stdin:
        begin, seen = time.perf_counter(), 0
        for x, _ in loader:
            seen += len(x)
        print(time.perf_counter() - begin, seen, flush=True)


main()
