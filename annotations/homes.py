"""Articles as the records know them: where each was when something was said of it, and with which text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotations.model import BESIDE, Annotation
from annotations.records import Coding, Correction, Record


@dataclass(frozen=True, slots=True)
class Home:
    """One article of one path: every annotator's records that name both."""

    path: str
    doc: str
    """Its permanent id."""
    texts: frozenset[str]
    """sha256 of each text that something was said of."""
    plain: frozenset[str]
    """The same with newlines folded, as far as it is known."""
    beside: frozenset[str] = frozenset()
    """Other articles that had the same text when something was said of it."""


def article_of(record: Record) -> tuple[str, str, str]:
    """Path, permanent id and text (its sha256) of the article that *record* is about, ``""`` for none.

    The path of an annotation is that of the file it is in.
    """
    if isinstance(record, Annotation):
        return "", record.doc, record.text
    if isinstance(record, Coding):
        return record.path, record.doc, record.text
    if isinstance(record, Correction):
        path, doc, text = (record.data.get(name) for name in ("path", "doc", "text"))
        if isinstance(path, str) and isinstance(doc, str) and isinstance(text, str):
            return path, doc, text
    return "", "", ""


def placed(record: Record, path: str) -> Record:
    """*record* about the article *path*; an annotation as it is."""
    if isinstance(record, Coding):
        return replace(record, path=path)
    if isinstance(record, Correction):
        return replace(record, data={**record.data, "path": path})
    return record


def homes(records: Iterable[tuple[str, Record]]) -> tuple[Home, ...]:
    """The articles that *records*, each with the path it was saved under, are about."""
    found: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
    for path, record in records:
        _, doc, text = article_of(record)
        texts, plain, beside = found.setdefault((path, doc), (set(), set(), set()))
        if text:
            texts.add(text)
            plain.add((isinstance(record, Annotation) and record.text_lf) or text)
        named = record.extra.get(BESIDE)
        if isinstance(named, list):
            beside.update(one for one in named if isinstance(one, str))
    return tuple(Home(*key, *map(frozenset, sets)) for key, sets in found.items())
