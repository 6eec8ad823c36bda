"""Colours as numbers: mixing, contrast, and what a colour-blind reader sees."""

from __future__ import annotations

from functools import lru_cache

Rgb = tuple[int, int, int]

AA, AAA = 4.5, 7.0
"""Least contrast of text (WCAG 2.2, success criteria 1.4.3 and 1.4.6)."""

DEFICIENCIES = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Full severity, on linear RGB: Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009."""


def parse(colour: str) -> Rgb:
    """``#rrggbb`` as numbers; ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"{colour!r} is not a colour of the form #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def unparse(colour: Rgb) -> str:
    """Numbers as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix(one: str, other: str, share: float) -> str:
    """*one* with *share* (0 to 1) of *other*."""
    a, b = parse(one), parse(other)
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return unparse((red, green, blue))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(c / 255) for c in parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def lifted(text: str, background: str, least: float = AA) -> str:
    """*text* moved towards white or black until it stands *least* off *background*."""
    if contrast(text, background) >= least:
        return text
    goal = max("#ffffff", "#000000", key=lambda c: contrast(c, background))
    for step in range(1, 20):
        moved = mix(text, goal, step / 20)
        if contrast(moved, background) >= least:
            return moved
    return goal


Lab = tuple[float, float, float]


def lab(colour: str, deficiency: str = "") -> Lab:
    """CIELAB (D65) of *colour* as seen with a *deficiency* of :data:`DEFICIENCIES`, or without one."""
    linear = [_linear(c / 255) for c in parse(colour)]
    if deficiency:
        rows = DEFICIENCIES[deficiency]
        linear = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in rows]
    red, green, blue = linear
    x = _lab_curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = _lab_curve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = _lab_curve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _lab_curve(share: float) -> float:
    return float(share ** (1 / 3)) if share > 216 / 24389 else (841 / 108) * share + 4 / 29


def distance(one: str, other: str, deficiency: str = "") -> float:
    """CIE 1976 colour difference as seen with a *deficiency*, or without one."""
    a, b = lab(one, deficiency), lab(other, deficiency)
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)
