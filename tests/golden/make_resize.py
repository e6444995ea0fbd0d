#!/usr/bin/python3
"""Writes resize.txt: what PIL (made with 9.4) makes of pictures of noise, as checksums, for tests/vision/test_resize.c.

Each line: what, width height channels, box x y width height, new width height, FNV-1a of the bytes. `what` is box
(Image.resize with a box), crop (crop, then resize), or a way of fast.ai's Resize and RandomResizedCrop for validation,
built here from PIL and numpy calls. Needs python3-pil and python3-numpy.
"""
import math
import os

import numpy as np
from PIL import Image


def noise(width, height, channels):
    """The same bytes as noise() in the test."""
    state, out = width * 31 + height * 7 + channels, bytearray()
    for _ in range(width * height * channels):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out.append(state >> 24)
    return Image.frombytes("RGB" if channels == 3 else "L", (width, height), bytes(out))


def checksum(image):
    value = 0xCBF29CE484222325
    for byte in image.tobytes():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def box(image, x, y, w, h, width, height):
    return image.resize((width, height), Image.BILINEAR, box=(x, y, x + w, y + h))


def crop(image, x, y, w, h, width, height):
    return image.crop((x, y, x + w, y + h)).resize((width, height), Image.BILINEAR)


def fit(pad):
    """Resize of fast.ai on the validation set; pad is a mode of numpy.pad, or None for cropping."""

    def apply(image, x, y, w, h, width, height):
        scales = (w / width, h / height)
        scale = max(scales) if pad else min(scales)
        fw, fh = max(int(scale * width), 1), max(int(scale * height), 1)
        left, top = int(0.5 * (w - fw)), int(0.5 * (h - fh))
        if not pad:
            return crop(image, left, top, fw, fh, width, height)
        before, after = (max(-top, 0), max(-left, 0)), (max(fh - h + min(top, 0), 0), max(fw - w + min(left, 0), 0))
        widths = [(before[0], after[0]), (before[1], after[1])] + [(0, 0)] * (len(image.getbands()) == 3)
        array = np.pad(np.asarray(image), widths, mode=pad)
        return Image.fromarray(array[:fh, :fw]).resize((width, height), Image.BILINEAR)

    return apply


def random_resized_crop(image, x, y, w, h, width, height):
    more = math.ceil(width * 0.14 / 8) * 8
    image = image.resize((width + more, height + more), Image.BILINEAR)
    return image.crop((more // 2, more // 2, more // 2 + width, more // 2 + height))


WAYS = {
    "box": box,
    "crop": crop,
    "fit_crop": fit(None),
    "fit_zeros": fit("constant"),
    "fit_border": fit("edge"),
    "fit_reflection": fit("reflect"),
    "rrc": random_resized_crop,
}

CASES = [
    # (width, height), (new width, new height), box
    ((1, 1), (3, 2), None),
    ((5, 4), (3, 3), None),
    ((7, 5), (7, 5), None),
    ((2, 9), (9, 2), None),
    ((33, 17), (16, 40), None),
    ((64, 48), (28, 28), (5, 3, 40, 41)),
    ((100, 75), (99, 74), None),
    ((100, 75), (101, 76), (1, 0, 99, 75)),
    ((150, 97), (32, 32), None),
    ((97, 150), (64, 64), (10, 20, 60, 100)),
    ((341, 256), (128, 128), None),
    ((256, 320), (128, 128), (17, 33, 201, 222)),
    ((320, 200), (7, 5), None),
    ((60, 60), (224, 224), (7, 9, 31, 23)),
    ((400, 3), (5, 5), None),
]

with open(os.path.join(os.path.dirname(__file__), "resize.txt"), "w") as out:
    for size, new, part in CASES:
        for channels in (1, 3):
            image = noise(*size, channels)
            for what, way in WAYS.items():
                whole = (0, 0, *size)
                if what not in ("box", "crop"):
                    where, to = whole, (new[0], new[0]) if what == "rrc" else new
                else:
                    where, to = part or whole, new
                numbers = (*size, channels, *where, *to)
                print(what, *numbers, f"{checksum(way(image, *where, *to)):016x}", file=out)
