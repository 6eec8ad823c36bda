"""What an annotation is: frozen values, and their JSON shape (the other records: ``annotations.records``).

Offsets are code points, half-open, into the article's text as decoded. Times are RFC 3339 in UTC, ending in
``Z``. Record ids are decimal strings of a 63-bit integer (see ``annotations.ids``). Fields that a newer
program wrote survive a round trip in ``extra``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from annotations.fields import ModelError, Reader, compact

__all__ = [
    "UNATTRIBUTED",
    "Annotation",
    "Holder",
    "Link",
    "ModelError",
    "Ref",
    "Segment",
    "Stance",
]

UNATTRIBUTED: Literal["unattributed"] = "unattributed"

AnchorState = Literal["exact", "moved", "ambiguous", "orphan"]
Status = Literal["proposed", "accepted", "rejected"]
Mode = Literal["direct", "mixed", "indirect"]
LinkKind = Literal["see", "supports", "contradicts", "reframes", "omits"]

ANCHOR_STATES: tuple[AnchorState, ...] = ("exact", "moved", "ambiguous", "orphan")
STATUSES: tuple[Status, ...] = ("proposed", "accepted", "rejected")
MODES: tuple[Mode, ...] = ("direct", "mixed", "indirect")
LINK_KINDS: tuple[LinkKind, ...] = ("see", "supports", "contradicts", "reframes", "omits")
ADJUDICATOR, CREATOR = "adjudicator", "creator"
"""Fields that few annotations have, in ``extra``: who decided it, in the consensus; who made it elsewhere."""
BESIDE = "beside"
"""Field of annotations and codings, in ``extra``: the paths of other articles that had the same text then."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One contiguous stretch of an article, with the words and the context that find it again."""

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    occurrence: tuple[int, int] | None = None
    """``(k, n)``: the k-th (from 1) of n places, when even the longest context is not unique."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Segment:
        r = Reader(data, "segment")
        start, end = r.integer("start"), r.integer("end")
        if not 0 <= start <= end:
            raise ModelError(f"segment: 0 <= start <= end expected, got {start}..{end}")
        occurrence = r.pair("occurrence")
        return cls(
            start, end, r.text("quote"), r.text("prefix", ""), r.text("suffix", ""), occurrence, r.rest()
        )

    def to_dict(self) -> dict[str, Any]:
        return compact(
            self.extra,
            start=self.start,
            end=self.end,
            quote=self.quote,
            prefix=self.prefix or None,
            suffix=self.suffix or None,
            occurrence=list(self.occurrence) if self.occurrence else None,
        )


@dataclass(frozen=True, slots=True)
class Ref:
    """Someone or something named as target or holder: by name, and by id where one is known."""

    name: str
    kind: str = ""
    """An entity kind for an actor; for a target a ``TargetKind`` of ``annotations.codes``."""
    id: str = ""
    role: str = ""
    organisation: str = ""
    country: str = ""
    anonymous: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Ref:
        r = Reader(data, "reference")
        name = r.text("name")
        if not name.strip():
            raise ModelError("reference: a name is needed")
        return cls(
            name,
            r.text("kind", ""),
            r.text("id", ""),
            r.text("role", ""),
            r.text("organisation", ""),
            r.text("country", ""),
            r.boolean("anonymous", False),
            r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        return compact(
            self.extra,
            name=self.name,
            kind=self.kind or None,
            id=self.id or None,
            role=self.role or None,
            organisation=self.organisation or None,
            country=self.country or None,
            anonymous=self.anonymous or None,
        )


Holder = tuple[tuple[Ref, ...], ...] | Literal["unattributed"] | None
"""Who holds a stance. ``None``: not coded. ``()``: the writer's own voice. ``UNATTRIBUTED``: agentless ("is
believed"). Else the chain without the writer, outermost first, each level a non-empty set of actors."""


def holder_from(value: Any) -> Holder:
    """The holder in *value* as JSON has it. Raises ``ModelError``."""
    if value is None:
        return None
    if value == UNATTRIBUTED:
        return UNATTRIBUTED
    if not isinstance(value, list):
        raise ModelError('holder: null, [], a list of levels, or "unattributed" expected')
    levels: list[tuple[Ref, ...]] = []
    for level in value:
        if not isinstance(level, list) or not level:
            raise ModelError("holder: each level is a non-empty list of actors")
        levels.append(tuple(Ref.from_dict(actor) for actor in level))
    return tuple(levels)


def holder_to(holder: Holder) -> Any:
    """*holder* as JSON holds it."""
    if holder is None or isinstance(holder, str):
        return holder
    return [[actor.to_dict() for actor in level] for level in holder]


@dataclass(frozen=True, slots=True)
class Stance:
    """A label on a scale of the codebook, held by someone towards someone or something."""

    scale: str
    label: str
    target: Ref | None = None
    holder: Holder = None
    mode: Mode | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Stance:
        r = Reader(data, "stance")
        target = r.value("target")
        return cls(
            r.text("scale"),
            r.text("label"),
            None if target is None else Ref.from_dict(target),
            holder_from(r.value("holder")),
            r.choice("mode", MODES, None),
            r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        return compact(
            self.extra,
            scale=self.scale,
            label=self.label,
            target=self.target.to_dict() if self.target else None,
            holder=holder_to(self.holder),
            mode=self.mode,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A typed pointer from an annotation or a memo to an annotation, an article, a code or an entity."""

    kind: LinkKind
    to: str
    """``annotation:ID``, ``article:DOC``, ``code:ID``, ``entity:ID`` or ``corpus:``."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Link:
        r = Reader(data, "link")
        return cls(r.choice("kind", LINK_KINDS, "see"), r.text("to"), r.rest())

    def to_dict(self) -> dict[str, Any]:
        return compact(self.extra, kind=self.kind, to=self.to)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one person says of a passage, or of the whole article when ``segments`` is empty."""

    id: str
    doc: str
    annotator: str
    created: str
    modified: str
    segments: tuple[Segment, ...] = ()
    text: str = ""
    """sha256 of the UTF-8 of the text it was made on."""
    text_lf: str = ""
    """The same with CRLF and CR folded to LF."""
    anchor: AnchorState = "exact"
    stance: Stance | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    status: Status = "accepted"
    suggested_by: str = ""
    confirmed: tuple[str, ...] = ()
    codebook: str = ""
    rev: int = 1
    prev: str = ""
    """Hash of the stored line this revision replaced; kept by the store."""
    conflict_of: str = ""
    derived_from: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    kind = "annotation"

    @classmethod
    def from_dict(cls, data: Any) -> Annotation:
        r = Reader(data, "annotation")
        r.value("kind")
        return cls(
            id=r.identifier("id"),
            doc=r.text("doc"),
            annotator=r.text("annotator"),
            created=r.text("created"),
            modified=r.text("modified"),
            segments=r.items("segments", Segment.from_dict),
            text=r.text("text", ""),
            text_lf=r.text("text_lf", ""),
            anchor=r.choice("anchor", ANCHOR_STATES, "exact"),
            stance=r.optional("stance", Stance.from_dict),
            tags=r.texts("tags"),
            note=r.text("note", ""),
            values=r.mapping("values"),
            links=r.items("links", Link.from_dict),
            status=r.choice("status", STATUSES, "accepted"),
            suggested_by=r.text("suggested_by", ""),
            confirmed=r.texts("confirmed"),
            codebook=r.text("codebook", ""),
            rev=r.integer("rev", 1),
            prev=r.text("prev", ""),
            conflict_of=r.text("conflict_of", ""),
            derived_from=r.texts("derived_from"),
            extra=r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        return compact(
            self.extra,
            kind=self.kind,
            id=self.id,
            doc=self.doc,
            annotator=self.annotator,
            created=self.created,
            modified=self.modified,
            segments=[s.to_dict() for s in self.segments],
            text=self.text or None,
            text_lf=self.text_lf or None,
            anchor=self.anchor,
            stance=self.stance.to_dict() if self.stance else None,
            tags=list(self.tags) or None,
            note=self.note or None,
            values=dict(self.values) or None,
            links=[link.to_dict() for link in self.links] or None,
            status=self.status,
            suggested_by=self.suggested_by or None,
            confirmed=list(self.confirmed) or None,
            codebook=self.codebook or None,
            rev=self.rev,
            prev=self.prev or None,
            conflict_of=self.conflict_of or None,
            derived_from=list(self.derived_from) or None,
        )

    @property
    def quote(self) -> str:
        """The words of all segments, joined by an ellipsis; empty for a whole article."""
        return " … ".join(s.quote for s in self.segments)

    @property
    def start(self) -> int:
        """Where the first segment begins; 0 for a whole article."""
        return self.segments[0].start if self.segments else 0
