"""Articles as the records know them: where each was when it was annotated, and with which text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.model import Annotation
from annotations.records import Coding


@dataclass(frozen=True, slots=True)
class Home:
    """One article of one path: every annotator's records that name both."""

    path: str
    doc: str
    """Its permanent id."""
    texts: frozenset[str]
    """sha256 of each text that was annotated."""
    plain: frozenset[str]
    """The same with newlines folded."""


def homes(records: Iterable[tuple[str, Annotation | Coding]]) -> tuple[Home, ...]:
    """The articles that *records*, each with the path it was saved under, are about."""
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for path, record in records:
        texts, plain = found.setdefault((path, record.doc), (set(), set()))
        if record.text:
            texts.add(record.text)
            plain.add((isinstance(record, Annotation) and record.text_lf) or record.text)
    return tuple(Home(*key, frozenset(texts), frozenset(plain)) for key, (texts, plain) in found.items())
