"""What is typed to filter a pane of annotations: words that must all be met, anywhere or in one field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotations.model import ANCHOR_STATES
from annotations.positions import fold
from reader.holders import holder_text
from reader.marks import SHOWN

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from annotations.model import Annotation

FIELDS = ("stance", "holder", "target", "tag", "note", "quote", "value")
"""Names before a colon, spelt as in a search."""
_WORD = re.compile(r'(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')

Wanted = tuple[tuple[str, str], ...]
"""Field ("" for any) and folded words, as they must stand there."""


def wanted(typed: str) -> Wanted:
    """What *typed* asks for: ``medvedev stance:denies tag:"device/loaded word"``. Never raises."""
    found = []
    for match in _WORD.finditer(typed):
        field, text = match["field"] or "", match["phrase"] if match["word"] is None else match["word"]
        if field and field not in FIELDS:
            # Some other colon: part of what is looked for.
            field, text = "", f"{field}:{text}"
        if text.strip():
            found.append((field, _folded(text)))
    return tuple(found)


def mistake(typed: str) -> str:
    """What is to be said of a word in *typed* that looks like ``FIELD:words`` and names no field, if any."""
    for match in _WORD.finditer(typed):
        field, text = match["field"] or "", match["word"] or ""
        if field and field not in FIELDS and not text.startswith("//"):
            known = ", ".join(f"{name}:" for name in FIELDS)
            return f'{field}: is no field: {known}; in "quotes" it is found as it stands'
    return ""


def phrase(field: str, text: str) -> str:
    """How one types that *text* stands in *field*."""
    text = text.replace('"', " ")
    return f'{field}:"{text}"' if " " in text else f"{field}:{text}"


def texts(record: Annotation, codebook: Codebook, state: str = "") -> dict[str, str]:
    """What an annotation says, by field, folded; its anchor's *state* stands under ""."""
    stance = record.stance
    found = {
        "tag": " ".join(f"#{codebook.code_path(tag)} {tag}" for tag in record.tags),
        "note": record.note,
        "quote": record.quote,
        "value": " ".join(f"{name}={_value(value)}" for name, value in record.values.items()),
        "": " ".join(_names(state)),
    }
    if stance is not None:
        scale, label = codebook.scale(stance.scale), codebook.label(stance.scale, stance.label)
        names = (scale.name if scale else "", label.name if label else "", label.glyph if label else "")
        found["stance"] = " ".join((f"{stance.scale}/{stance.label}", *names))
        found["target"] = stance.target.name if stance.target is not None else ""
        found["holder"] = holder_text(stance.holder)
    return {field: _folded(text) for field, text in found.items() if text}


def may_mean_place(asked: Wanted) -> bool:
    """Whether some of what is *asked* may stand in the state of an anchor."""
    names = [name for state in ANCHOR_STATES for name in _names(state)]
    return any(not field and any(text in name for name in names) for field, text in asked)


def _names(state: str) -> tuple[str, ...]:
    """What a *state* of an anchor is called, by people and in the data."""
    return tuple(dict.fromkeys((SHOWN.get(state, state), state)))


def holds(known: Mapping[str, str], asked: Wanted) -> bool:
    """Whether everything that is *asked* stands in what is *known* of a row."""
    return all(
        text in known.get(field, "") if field else any(text in one for one in known.values())
        for field, text in asked
    )


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _folded(text: str) -> str:
    return " ".join(fold(text).text.split())
