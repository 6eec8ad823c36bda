"""Labels and codes that a query asks for and nobody has: said, where it would find nothing without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reader.layout.cells import elide
from reader.sanitise import clean_line
from reader.search.note_filters import holds
from reader.search.query import Filter, Filters
from reader.search.results import NotePassage

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from annotations.model import Annotation

CALLED = {"stance": "label", "tag": "code"}
"""What the values of a filter are."""
LISTED = 12
"""Names that are told at most."""
LONGEST = 40
"""Cells of the value itself that are told."""
NEAR = 60
"""Likeness (0 to 100) from which a name is said to be near."""


def unknown(
    filters: Filters, codebook: Codebook, records: Iterable[Annotation], *, listed: int = LISTED
) -> tuple[str, ...]:
    """What is to be said of each value of ``stance:`` and ``tag:`` that *codebook* and *records* have not.

    What there is comes after a semicolon: names near it, else the first *listed* of all.
    """
    asked = filters.named(*CALLED)
    if not asked:
        return ()
    known = {"stance": dict(_labels(codebook)), "tag": dict(_codes(codebook))}
    for one in records:
        if one.stance is not None:
            label, scale = one.stance.label, one.stance.scale
            known["stance"].setdefault(f"{scale}/{label}", _probe(stance=label, scale=scale))
        for tag in one.tags:
            path = codebook.code_path(tag)
            known["tag"].setdefault(path, _probe(tags=(path,), codes=(tag,)))
    return tuple(
        _said(item.name, value, list(known[item.name]), listed)
        for item in asked
        for value in item.alternatives
        if not any(holds(Filter(item.name, value), probe) for probe in known[item.name].values())
    )


def _labels(codebook: Codebook) -> Iterator[tuple[str, NotePassage]]:
    for scale in codebook.scales:
        for label in scale.labels:
            yield f"{scale.id}/{label.id}", _probe(stance=label.id, scale=scale.id)


def _codes(codebook: Codebook) -> Iterator[tuple[str, NotePassage]]:
    for code in codebook.codes:
        path = codebook.code_path(code.id)
        yield path, _probe(tags=(path,), codes=(code.id,))


def _probe(
    stance: str = "", scale: str = "", tags: tuple[str, ...] = (), codes: tuple[str, ...] = ()
) -> NotePassage:
    """An annotation that has just this."""
    return NotePassage("", "", 0, 0, stance=stance, scale=scale, tags=tags, codes=codes)


def _said(name: str, value: str, known: list[str], listed: int) -> str:
    from rapidfuzz import process

    said = f"no {CALLED[name]} {elide(clean_line(value), LONGEST)!r}"
    near = [path for path, _, _ in process.extract(value, known, limit=3, score_cutoff=NEAR)]
    if near:
        return f"{said}; near it: {', '.join(near)}"
    if not known:
        return f"{said}; there are none yet"
    return f"{said}; there are: {', '.join(known[:listed])}" if listed else said
