"""From a selection to a record: passages, annotations and coding states, as pure values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotations.errors import PassageError
from annotations.ids import text_hashes
from reader.corpus.document import Document, Range

if TYPE_CHECKING:
    from annotations.codes import Unit
    from annotations.model import Annotation, Link, Segment, Stance
    from annotations.records import Coding, CodingState


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who makes a record, when, under which codebook, and the id it gets."""

    id: str
    annotator: str
    now: str
    codebook: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person says of a passage before it becomes an ``Annotation``."""

    stance: Stance | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    confirmed: tuple[str, ...] = ()


def says_nothing(one: Draft | Annotation) -> bool:
    """Whether nothing is left of an annotation that would be worth keeping."""
    return one.stance is None and not (one.tags or one.note.strip() or one.values or one.links)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """*start* and *end* moved inwards past white space. Raises ``PassageError`` when nothing is left."""
    if not 0 <= start < end <= len(text):
        raise PassageError(f"range {start}:{end} is not inside the article (0:{len(text)})")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise PassageError("the passage holds only white space")
    return start, end


def whole_units(
    document: Document, ranges: Iterable[tuple[int, int]], unit: Unit
) -> tuple[tuple[int, int], ...]:
    """*ranges* grown to the whole units they touch, each once; as they are where the codebook leaves it free.

    Raises ``PassageError`` for a range without words.
    """
    if unit == "free":
        return tuple(ranges)
    grown: set[tuple[int, int]] = set()
    for start, end in (trimmed(document.text, *r) for r in ranges):
        touched: tuple[Range | None, ...] = (document.blocks[0], document.blocks[-1])
        if unit != "article":
            at = document.sentence_at if unit == "sentence" else document.block_at
            touched = (at(start), at(end - 1))
        found = [one for one in touched if one is not None]
        grown.add((min(start, *(r.start for r in found)), max(end, *(r.end for r in found))))
    return tuple(merged(grown))


def merged(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """*ranges* in order, those that overlap as one."""
    now: tuple[int, int] | None = None
    for start, end in sorted(ranges):
        if now is not None and start < now[1]:
            now = (now[0], max(now[1], end))
            continue
        if now is not None:
            yield now
        now = (start, end)
    if now is not None:
        yield now


def passage(document: Document, ranges: Iterable[tuple[int, int]]) -> tuple[Segment, ...]:
    """The segments of *ranges* (code points, half-open), trimmed, in order; none for the whole article."""
    from annotations.anchoring import describe

    return tuple(describe(document.text, *trimmed(document.text, *r)) for r in sorted(ranges))


def annotation(
    document: Document,
    doc: str,
    ranges: Sequence[tuple[int, int]],
    draft: Draft,
    stamp: Stamp,
    beside: Sequence[str] = (),
) -> Annotation:
    """The annotation of *ranges* in *document*; no ranges mean the whole article.

    *beside* are the paths of other articles that have the same text.
    """
    from annotations.model import BESIDE, Annotation

    exact, folded = text_hashes(document.text)
    return Annotation(
        id=stamp.id,
        doc=doc,
        annotator=stamp.annotator,
        created=stamp.now,
        modified=stamp.now,
        segments=passage(document, ranges),
        text=exact,
        text_lf="" if folded == exact else folded,
        stance=draft.stance,
        tags=tuple(dict.fromkeys(draft.tags)),
        note=draft.note.strip(),
        values=dict(draft.values),
        links=draft.links,
        confirmed=draft.confirmed,
        codebook=stamp.codebook,
        extra={BESIDE: [*beside]} if beside else {},
    )


def same(new: Annotation, known: Iterable[Annotation]) -> Annotation | None:
    """The one of *known* that says of the same passage just what *new*, by the same annotator, says."""
    wanted = _substance(new)
    return next((one for one in known if _substance(one) == wanted), None)


def _substance(one: Annotation) -> tuple[object, ...]:
    places = tuple((segment.start, segment.end) for segment in one.segments)
    said = (one.stance, {*one.tags}, one.note, dict(one.values), one.links, one.status)
    return (one.annotator, one.text, places, *said)


def moved_to(old: Annotation, document: Document, ranges: Sequence[tuple[int, int]], now: str) -> Annotation:
    """*old* on other words of *document*: resized or re-anchored by hand."""
    exact, folded = text_hashes(document.text)
    return replace(
        old,
        segments=passage(document, ranges),
        text=exact,
        text_lf="" if folded == exact else folded,
        anchor="exact",
        modified=now,
    )


def coding(
    document: Document,
    doc: str,
    state: CodingState,
    stamp: Stamp,
    *,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    old: Coding | None = None,
    beside: Sequence[str] = (),
) -> Coding:
    """The coding state of *document*, as the successor of *old* where there is one.

    *values* are the article's variables; ``None`` leaves those of *old*. *beside*: as of an annotation.
    """
    from annotations.model import BESIDE

    extra = {BESIDE: [*beside]} if beside else {}
    if old is not None:
        return replace(
            old,
            state=state,
            reason=reason,
            values=old.values if values is None else dict(values),
            text=document.sha256,
            path=document.path,
            codebook=stamp.codebook,
            modified=stamp.now,
            extra={**old.extra, **extra},
        )
    from annotations.records import Coding

    return Coding(
        id=stamp.id,
        doc=doc,
        annotator=stamp.annotator,
        state=state,
        created=stamp.now,
        modified=stamp.now,
        path=document.path,
        reason=reason,
        values=dict(values or {}),
        text=document.sha256,
        codebook=stamp.codebook,
        extra=extra,
    )
