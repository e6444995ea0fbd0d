#!/usr/bin/env python3
"""Makes tests/vision/files: small pictures of many kinds, and what Pillow decodes them to (expected.txt).

Needs Pillow and numpy; the files are in the repository, so nobody has to run this. Each line of expected.txt is
NAME WIDTH HEIGHT PIXELS, the pixels as hexadecimal RGB. Pillow's own reading of 16-bit grey is to cut
everything above 255 off; that line is what Pillow's numbers are divided by 256.
"""
import io
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

FOLDER = os.path.join(os.path.dirname(__file__), "..", "vision", "files")
W, H = 16, 11
y, x = np.mgrid[0:H, 0:W]
rgb = np.stack([12 * x + 5, 17 * y + 9, 255 - 7 * x - 8 * y], 2).astype(np.uint8)
alpha = np.clip(20 * x - 60, 0, 255).astype(np.uint8)
colour = Image.fromarray(rgb)
clear = Image.fromarray(np.dstack([rgb, alpha]))
lines = []


def reference(data):
    image = Image.open(io.BytesIO(data))
    if image.mode.startswith("I"):
        grey = (np.asarray(image).astype(int) >> 8).astype(np.uint8)
        return np.stack([grey] * 3, 2)
    image = ImageOps.exif_transpose(image)
    if "A" in image.mode or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, (255, 255, 255, 255)), image)
    return np.asarray(image.convert("RGB"))


def add(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)
    pixels = reference(data)
    lines.append(f"{name} {pixels.shape[1]} {pixels.shape[0]} {pixels.tobytes().hex()}")


def save(name, image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    add(name, buffer.getvalue())
    return buffer.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def exif(orientation):
    out = Image.Exif()
    out[0x0112] = orientation
    return out


os.makedirs(FOLDER, exist_ok=True)
save("grey.jpg", colour.convert("L"), format="JPEG", quality=90)
save("progressive.jpg", colour, format="JPEG", quality=90, progressive=True)
save("colours_across.jpg", colour, format="JPEG", quality=90, subsampling="4:2:2")
save("colours_whole.jpg", colour, format="JPEG", quality=90, subsampling="4:4:4")
save("orientation_6.jpg", colour, format="JPEG", quality=90, exif=exif(6))
save("orientation_5.png", colour, format="PNG", exif=exif(5))
cmyk = save("cmyk.jpg", colour.convert("CMYK"), format="JPEG", quality=92)
# The same numbers, read as brightness, two colour differences and black.
at = cmyk.index(b"Adobe") + 11
add("ycck.jpg", cmyk[:at] + b"\2" + cmyk[at + 1:])
palette = colour.quantize(32)
save("palette.png", palette, format="PNG", transparency=3)
save("palette.gif", palette, format="GIF")
save("moving.gif", clear.convert("RGBA"), format="GIF", save_all=True, append_images=[colour.rotate(180)])
save("alpha.png", clear, format="PNG")
save("grey_alpha.png", clear.convert("LA"), format="PNG")
save("grey_16.png", Image.fromarray((257 * rgb[..., 0].astype(np.uint16) - 99).astype(np.uint16)), format="PNG")
head = struct.pack(">IIBBBBB", W, H, 16, 2, 0, 0, 0)
wide = b"".join(b"\0" + (rgb[i].astype(">u2") * 257).astype(">u2").tobytes() for i in range(H))
add("colour_16.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(wide)) + chunk(b"IEND", b""))
save("lossy.webp", colour, format="WEBP", quality=80)
save("alpha.webp", clear, format="WEBP", lossless=True)
save("orientation_8.webp", colour, format="WEBP", lossless=True, exif=exif(8))
save("webp_named.jpg", colour, format="WEBP", quality=60)
with open(os.path.join(FOLDER, "expected.txt"), "w") as file:
    file.write("\n".join(lines) + "\n")
buffer = io.BytesIO()
colour.save(buffer, format="WEBP", save_all=True, append_images=[colour.rotate(180)])
with open(os.path.join(FOLDER, "moving.webp"), "wb") as file:
    file.write(buffer.getvalue())

# Hostile files for tests/fuzz: more Huffman codes than a decoder has room for, and pictures of 1.8 GB in 122 bytes.
CORPUS = os.path.join(os.path.dirname(__file__), "..", "fuzz", "corpus", "pictures")
with open(os.path.join(FOLDER, "progressive.jpg"), "rb") as file:
    good = file.read()


def hostile(name, data):
    with open(os.path.join(CORPUS, name), "wb") as out:
        out.write(data)


table = b"\0" + bytes([0] * 7 + [200, 200] + [0] * 7) + bytes(400)
hostile("wide_tables.jpg", good[:2] + b"\xff\xc4" + struct.pack(">H", 2 + len(table)) + table + good[2:])
hostile("cut.jpg", good[: len(good) * 2 // 3])
hostile("no_picture.jpg", good[:2] + good[-2:])
for interlaced in (0, 1):
    head = struct.pack(">IIBBBBB", 24000, 25000, 8, 2, 0, 0, interlaced)
    few = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1))[:9].ljust(65, b"\0")) + chunk(b"IEND", b"")
    hostile(f"bomb_{interlaced}.png", b"\x89PNG\r\n\x1a\n" + few)
big = zlib.compress(bytes(1201 * 1200), 9)
head = struct.pack(">IIBBBBB", 1200, 1200, 8, 0, 0, 0, 0)
hostile("long.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", big) + chunk(b"IEND", b""))
for offset in (8, 0xFFFFFFF0):
    tiff = b"MM\0*" + struct.pack(">I", offset) + struct.pack(">HHHII", 0xFFFF, 0x112, 3, 1, 6 << 16)
    part = b"Exif\0\0" + tiff
    hostile(f"exif_{offset:x}.jpg", good[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(part)) + part + good[2:])
with open(os.path.join(FOLDER, "lossy.webp"), "rb") as file:
    webp = bytearray(file.read())
webp[16:20] = b"\xff\xff\xff\x7f"
hostile("long_chunk.webp", bytes(webp))
hostile("page.html", b"<!DOCTYPE html><title>403</title>")
