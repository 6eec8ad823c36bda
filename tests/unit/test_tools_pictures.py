"""The pictures of the screens: what the tool makes is what the pages show; a palette keeps the colours."""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
import zlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of tools/, which is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_every_standard_screen_is_there_shown_and_small(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {shot.name for shot in tool("render_screens", monkeypatch).STANDARD}
    assert {path.stem for path in SCREENS.glob("*.png")} == made
    for page in (ROOT / "README.md", SCREENS / "README.md"):
        shown = re.findall(r"\]\(([\w/-]+\.png)\)", page.read_text())
        assert {Path(name).stem for name in shown} == made
        assert all((page.parent / name).is_file() for name in shown)
    assert sum(path.stat().st_size for path in SCREENS.glob("*.png")) < 1_000_000
    for path in SCREENS.glob("*.png"):
        assert path.read_bytes()[25] == 3, f"{path.name} has no palette"


def drawn(png: bytes) -> np.ndarray:
    """The pixels of a PNG with a palette and without filters."""
    width, height = struct.unpack(">II", png[16:24])
    palette = np.frombuffer(png[png.index(b"PLTE") + 4 : png.index(b"IDAT") - 8], np.uint8).reshape(-1, 3)
    rows = np.frombuffer(zlib.decompress(png[png.index(b"IDAT") + 4 :]), np.uint8).reshape(height, width + 1)
    return palette[rows[:, 1:]]


def filtered(pixels: np.ndarray) -> bytes:
    """*pixels* (RGB) as a PNG whose rows have each of the five filters in turn."""
    height, width, _ = pixels.shape
    wide, rows = pixels.astype(int), b""
    for y in range(height):
        up = wide[y - 1] if y else np.zeros_like(wide[0])
        left = np.vstack([np.zeros((1, 3), int), wide[y, :-1]])
        corner = np.vstack([np.zeros((1, 3), int), up[:-1]])
        near = left + up - corner
        distances = np.stack([abs(near - left), abs(near - up), abs(near - corner)])
        paeth = np.choose(distances.argmin(axis=0), [left, up, corner])
        guess = [np.zeros_like(left), left, up, (left + up) // 2, paeth][y % 5]
        rows += bytes([y % 5]) + ((wide[y] - guess) % 256).astype(np.uint8).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    whole = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def test_a_palette_keeps_every_colour_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    module = tool("palette_png", monkeypatch)
    choice = np.random.default_rng(7)
    colours = np.array([[0, 0, 0], [250, 250, 250], [200, 30, 30], [30, 40, 200], [20, 180, 90]], np.uint8)
    pixels = colours[choice.choice(5, size=(23, 31), p=[0.7, 0.2, 0.07, 0.02, 0.01])]
    assert (drawn(module.with_palette(filtered(pixels))) == pixels).all()
    few = drawn(module.with_palette(filtered(pixels), 2))
    assert len(np.unique(few.reshape(-1, 3), axis=0)) == 2
    with pytest.raises(ValueError, match="8 bits"):
        module.with_palette(module.with_palette(filtered(pixels)))
