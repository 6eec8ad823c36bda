"""Pictures of few colours: a PNG as renderers write it becomes one with a palette, a fifth of its size.

Screens have some thirty colours, and between them the shades at the edges of letters. Filters and chunks are
those of the PNG specification (W3C, third edition).
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

COLOURS = 64
NEAR = 18
"""How far apart in RGB the colours taken are: a rare hue then counts more than one more shade of grey."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Pixels = NDArray[np.uint8]


def with_palette(png: bytes, colours: int = COLOURS) -> bytes:
    """*png* (8 bits, RGB or RGBA, not interlaced) in at most *colours* (2 to 256) colours, on black."""
    packed, places, counts = np.unique(_packed(_pixels(png)), return_inverse=True, return_counts=True)
    known = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.int64)
    palette = _palette(known[np.argsort(-counts)], colours)
    far = ((known[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    width, height = struct.unpack(">II", png[16:24])
    drawn = far.argmin(axis=1).astype(np.uint8)[places].reshape(height, width)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), drawn], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return SIGNATURE + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", head),
            (b"PLTE", palette.astype(np.uint8).tobytes()),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def _palette(colours: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Those of *colours* (the most frequent first) that are far enough from all taken before."""
    left, taken = colours, []
    while len(left) and len(taken) < most:
        taken.append(left[0])
        left = left[((left - left[0]) ** 2).sum(axis=1) > NEAR**2]
    return np.array(taken)


def _packed(pixels: Pixels) -> NDArray[np.uint32]:
    """Each pixel as one number, laid over black where it lets light through."""
    wide = pixels.astype(np.uint32)
    if wide.shape[2] == 4:
        wide = wide[:, :, :3] * wide[:, :, 3:] // 255
    flat: NDArray[np.uint32] = (wide[:, :, 0] << 16 | wide[:, :, 1] << 8 | wide[:, :, 2]).reshape(-1)
    return flat


def _pixels(png: bytes) -> Pixels:
    """The samples of *png*: rows, columns, channels."""
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    channels = {2: 3, 6: 4}.get(kind, 0)
    if not png.startswith(SIGNATURE) or depth != 8 or not channels or interlaced:
        raise ValueError("only PNGs of 8 bits, RGB or RGBA, not interlaced, can be read")
    data, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * channels)
    rows = np.zeros((height, width, channels), np.uint8)
    above = np.zeros((width, channels), np.uint8)
    for y in range(height):
        above = rows[y] = _unfiltered(int(raw[y, 0]), raw[y, 1:].reshape(width, channels), above)
    return rows


def _unfiltered(kind: int, row: Pixels, above: Pixels) -> Pixels:
    """A row of samples without its filter; *above* is the row before it."""
    if kind == 0:
        return row
    if kind == 1:
        return np.cumsum(row, axis=0, dtype=np.uint8)
    if kind == 2:
        return row + above
    # Each sample needs the one before it, so that there is nothing to vectorise: plain numbers are fastest.
    step, line, over = row.shape[1], row.reshape(-1).tolist(), above.reshape(-1).tolist()
    for x, up in enumerate(over):
        left = line[x - step] if x >= step else 0
        if kind == 3:
            line[x] = (line[x] + (left + up) // 2) & 255
            continue
        corner = over[x - step] if x >= step else 0
        to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
        near = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
        line[x] = (line[x] + near) & 255
    return np.array(line, np.uint8).reshape(row.shape)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
