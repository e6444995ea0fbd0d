#!/usr/bin/python3
"""Writes augment.txt: what fast.ai's augmentations, put together here from PyTorch's (1.13) affine_grid and
grid_sample, make of small pictures of noise, for tests/vision/test_augment.c.

A case is a line of settings (those of AugmentDraw in its order, after the sizes) and a line with the values of the
result. Needs python3-torch.
"""
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float32)
PADS = ["reflection", "border", "zeros"]


def noise(width, height, channels):
    """The same numbers as noise() in the test, (1, c, h, w)."""
    state, out = width * 31 + height * 7 + channels, []
    for _ in range(width * height * channels):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out.append((state >> 24) / 255)
    return torch.tensor(out).reshape(height, width, channels).permute(2, 0, 1)[None]


def affine(a, b, c, d, e, f):
    return torch.tensor([[a, b, c], [d, e, f], [0.0, 0.0, 1.0]])


def dihedral(way):
    x = [1, -1, 1, -1, -1, 1, 1, -1][way]
    y = [1, 1, -1, 1, -1, -1, 1, -1][way]
    same = [1, 1, 1, 0, 1, 0, 0, 0][way]
    return affine(x * same, x * (1 - same), 0, y * (1 - same), y * same, 0)


def warp(coords, x, y):
    """Finds the corners of the picture at the moved places."""
    corners = torch.tensor([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])
    moved = torch.tensor([[-1 - y, -1 - x], [-1 + y, 1 + x], [1 + y, -1 + x], [1 - y, 1 - x]])
    rows = []
    for to, at in zip(corners, moved):
        u, v = at.tolist()
        rows.append([u, v, 1, 0, 0, 0, -to[0] * u, -to[0] * v])
        rows.append([0, 0, 0, u, v, 1, -to[1] * u, -to[1] * v])
    solution = torch.linalg.solve(torch.tensor(rows), corners.reshape(8))
    matrix = torch.cat([solution, torch.ones(1)]).reshape(3, 3)
    flat = coords.reshape(-1, 2) @ matrix[:, :2].T + matrix[:, 2]
    return (flat[:, :2] / flat[:, 2:]).reshape(coords.shape)


def light(image, brightness, contrast, saturation):
    x = torch.logit(image.clamp(1e-7, 1 - 1e-7))
    x = (x + brightness) * contrast
    if image.shape[1] == 3:
        grey = (x * torch.tensor([0.2989, 0.5870, 0.1140])[:, None, None]).sum(1, keepdim=True)
        x = x * saturation + grey * (1 - saturation)
    return torch.sigmoid(x)


def augment(image, size, pad, way, degrees, zoom, zoom_x, zoom_y, warp_x, warp_y, crop, lighting):
    h, w = image.shape[-2:]
    if crop[2]:
        h, w = crop[3], crop[2]
    angle, s = math.radians(degrees), 1 / zoom
    matrix = dihedral(way)
    matrix = matrix @ affine(math.cos(angle), math.sin(angle), 0, -math.sin(angle), math.cos(angle), 0)
    matrix = matrix @ affine(s, 0, (1 - s) * (2 * zoom_x - 1), 0, s, (1 - s) * (2 * zoom_y - 1))
    matrix[0, 1] *= h / w
    matrix[1, 0] *= w / h
    coords = F.affine_grid(matrix[None, :2], (1, image.shape[1], *size), align_corners=True)
    if warp_x or warp_y:
        coords = warp(coords, warp_x, warp_y)
    if crop[2]:  # the same places, counted from the edges of the whole picture
        full = torch.tensor([image.shape[-1] - 1.0, image.shape[-2] - 1.0])
        part = torch.tensor([crop[2] - 1.0, crop[3] - 1.0])
        coords = ((coords + 1) / 2 * part + torch.tensor([float(crop[0]), float(crop[1])])) / full * 2 - 1
    shrink = min(image.shape[-2] / size[0], image.shape[-1] / size[1]) / 2
    if shrink > 1 and shrink > 2 / (coords.max() - coords.min()).item():
        image = F.interpolate(image, scale_factor=1 / shrink, mode="area", recompute_scale_factor=True)
    image = F.grid_sample(image, coords, mode="bilinear", padding_mode=PADS[pad], align_corners=True)
    if lighting != (0, 1, 1):
        image = light(image, *lighting)
    return image


NO_CROP, NO_LIGHT = (0, 0, 0, 0), (0, 1, 1)
CASES = [
    # (w, h, c), (h, w) of the result, pad, dihedral, degrees, zoom, zoom_x, zoom_y, warp_x, warp_y, crop, light
    ((7, 5, 3), (5, 7), 0, 0, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, (0.3, 1, 1)),
    ((7, 5, 3), (5, 7), 0, 0, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, (-0.4, 1.25, 1)),
    ((7, 5, 3), (5, 7), 0, 0, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, (0.1, 0.8, 0.8)),
    ((7, 5, 1), (5, 7), 0, 1, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, (0.1, 0.8, 1)),
    ((7, 5, 3), (5, 7), 0, 0, 10, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
    ((7, 5, 3), (5, 7), 1, 0, -33.3, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
    ((7, 5, 3), (5, 7), 2, 1, 33.3, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
    ((6, 6, 1), (6, 6), 0, 0, 0, 1.1, 0.2, 0.9, 0, 0, NO_CROP, NO_LIGHT),
    ((6, 6, 1), (6, 6), 0, 0, 0, 0.23, 0.7, 0.1, 0, 0, NO_CROP, NO_LIGHT),
    ((6, 6, 1), (6, 6), 1, 0, 0, 0.23, 0.7, 0.1, 0, 0, NO_CROP, NO_LIGHT),
    ((6, 6, 1), (6, 6), 2, 0, 0, 0.43, 0.7, 0.1, 0, 0, NO_CROP, NO_LIGHT),
    ((7, 5, 3), (5, 7), 0, 0, 0, 1, 0.5, 0.5, 0.2, -0.1, NO_CROP, NO_LIGHT),
    ((7, 5, 3), (5, 7), 2, 0, 0, 1, 0.5, 0.5, -0.15, 0.2, NO_CROP, NO_LIGHT),
    ((8, 6, 3), (5, 4), 0, 1, 7, 1.05, 0.3, 0.6, 0.1, 0.05, NO_CROP, (0.2, 1.1, 1.2)),
    ((8, 6, 3), (5, 5), 1, 1, -9, 1.1, 0.3, 0.6, -0.2, 0.15, NO_CROP, (-0.2, 0.9, 1)),
    ((9, 8, 3), (4, 4), 0, 0, 0, 1, 0.5, 0.5, 0, 0, (2, 1, 6, 6), NO_LIGHT),
    ((9, 8, 3), (5, 5), 0, 1, 8, 1.07, 0.1, 0.4, 0.12, -0.17, (1, 2, 5, 5), (0.1, 1, 1)),
    ((17, 15, 3), (4, 5), 0, 0, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
    ((17, 15, 1), (3, 3), 0, 1, 10, 1.05, 0.5, 0.5, 0.1, 0.1, NO_CROP, NO_LIGHT),
    ((17, 15, 1), (3, 3), 0, 0, 0, 4, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
    ((1, 4, 1), (3, 3), 0, 0, 20, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT),
] + [((5, 5, 1), (5, 5), 0, way, 0, 1, 0.5, 0.5, 0, 0, NO_CROP, NO_LIGHT) for way in range(2, 8)]

with open(os.path.join(os.path.dirname(__file__), "augment.txt"), "w") as out:
    for shape, size, pad, way, degrees, zoom, zoom_x, zoom_y, warp_x, warp_y, crop, lighting in CASES:
        made = augment(noise(*shape), size, pad, way, degrees, zoom, zoom_x, zoom_y, warp_x, warp_y, crop, lighting)
        settings = (*shape, *size, pad, way, degrees, zoom, zoom_x, zoom_y, warp_x, warp_y, *crop, *lighting)
        print("case", *settings, file=out)
        print(*("%.6g" % value for value in made[0].permute(1, 2, 0).reshape(-1).tolist()), file=out)
