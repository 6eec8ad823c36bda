"""Bytes to text: which encoding they are in, decoded once and never normalised."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

__all__ = ["Decoded", "NotText", "decode"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le-sig"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le-sig"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be-sig"),
)
"""Signature, codec for what follows it, name shown. UTF-32 before UTF-16, whose mark begins its own."""

MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (docx, odt, epub and the like are too)"),
    (b"{\\rtf", "rich text"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "compressed data"),
    (b"\x7fELF", "a program"),
)

CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
"""Control bytes that no text needs; escape is left out, for terminal logs are text."""

ASCII = bytes(range(32, 127)) + b"\t\n\v\f\r"
"""Bytes of plain text."""

RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
"""Letters of Russian by falling frequency."""
WEIGHTS = {c: 1 - i / len(RUSSIAN) for i, c in enumerate(RUSSIAN)}
WEIGHTS |= dict.fromkeys("іїєґў", 0.6)
CYRILLIC = ("cp1251", "koi8-r", "cp866")

HIGH = rb"[\x80-\xff]+"
MULTIBYTE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|([\x80-\xff])"


class NotText(ValueError):
    """The bytes are not a text; the message says what they look like."""


class Decoded(NamedTuple):
    """A text, the encoding it was in (``-sig`` at the end: it began with a BOM), and how many bytes of it
    were not of that encoding: each was read as cp1252 or became U+FFFD."""

    text: str
    encoding: str
    repairs: int = 0


def decode(data: bytes) -> Decoded:
    """The text in *data*.

    In this order: a byte order mark, strict UTF-8, UTF-16 told by its NUL bytes, UTF-8 with stray bytes read
    as cp1252, Cyrillic code pages by letter frequency, cp1252. Raises ``NotText`` for binary data.
    """
    for mark, codec, name in BOMS:
        if data.startswith(mark):
            return _signed(data[len(mark) :], codec, name)
    for magic, what in MAGIC:
        if data.startswith(magic):
            raise NotText(f"not a text but {what}")
    if b"\0" in data and (wide := _wide(data)):
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_binary(data, 0.05)
    else:
        _refuse_binary(data, 0.3)
        return Decoded(text, "utf-8")
    whole, stray = 0, 0
    for match in re.finditer(MULTIBYTE, data):
        if match[1]:
            stray += 1
        else:
            whole += 1
    if whole >= stray:
        return _repaired(data, "utf-8")
    if cyrillic := _cyrillic(data):
        return Decoded(data.decode(cyrillic, "replace"), cyrillic)
    text = data.decode("cp1252", "replace")
    return Decoded(text, "cp1252", text.count("\ufffd"))


def _signed(data: bytes, codec: str, name: str) -> Decoded:
    if codec == "utf-8":
        return _repaired(data, name)
    text = data.decode(codec, "replace")
    return Decoded(text, name, text.count("\ufffd"))


def _refuse_binary(data: bytes, limit: float) -> None:
    controls = len(data) - len(data.translate(None, CONTROL))
    if controls >= 3 and controls > limit * len(data):
        raise NotText(f"not a text: {controls:,} of {len(data):,} bytes are control codes")


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: one byte of each pair is often NUL, the other hardly ever.

    Latin letters have a NUL each. Of other scripts only spaces and full stops have one, but their bytes are
    no text by themselves; where they are, a NUL here and there is a stray one.
    """
    even, odd = data[::2].count(0), data[1::2].count(0)
    least = (0.5 if _narrow(data.replace(b"\0", b"")) else 0.03) * ((len(data) + 1) // 2)
    if odd > 5 * even and odd > least:
        codec = "utf-16-le"
    elif even > 5 * odd and even > least:
        codec = "utf-16-be"
    else:
        return None
    text = data.decode(codec, "replace")
    wrong = text.count("\ufffd")
    sample = text[:10_000]
    odd_ones = sum(not (c.isprintable() or c.isspace()) for c in sample)
    return Decoded(text, codec, wrong) if wrong + odd_ones <= 0.05 * len(sample) + 1 else None


def _narrow(data: bytes) -> bool:
    """Whether *data* reads as a text of one byte a letter, or as UTF-8: few controls, and words."""
    sample = data[:100_000]
    controls = len(sample) - len(sample.translate(None, CONTROL))
    if controls > 0.05 * len(sample):
        return False
    if len(sample.translate(None, ASCII)) <= 0.2 * len(sample):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _repaired(data: bytes, name: str) -> Decoded:
    """UTF-8 in which each byte that does not fit is read as cp1252: pages glued from two sources."""
    repairs = 0

    def mend(error: UnicodeError) -> tuple[str, int]:
        nonlocal repairs
        assert isinstance(error, UnicodeDecodeError)
        repairs += 1
        return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1

    codecs.register_error("close-reader-mend", mend)
    return Decoded(data.decode("utf-8", "close-reader-mend"), name, repairs)


def _cyrillic(data: bytes) -> str:
    """The Cyrillic code page of *data*, or "". Cyrillic words are runs of high bytes, accents stand alone."""
    runs = re.findall(HIGH, data[:200_000])
    high = sum(map(len, runs))
    if sum(len(run) for run in runs if len(run) >= 3) < 0.6 * high:
        return ""
    sample = b" ".join(runs)
    best, best_score = "", 0.0
    for codec in CYRILLIC:
        text = sample.decode(codec, "replace")
        score = sum(WEIGHTS.get(c, 0.0) or 0.4 * WEIGHTS.get(c.lower(), 0.0) for c in text) / max(1, high)
        if score > best_score:
            best, best_score = codec, score
    return best if best_score > 0.35 else ""
