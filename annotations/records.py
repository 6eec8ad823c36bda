"""The other records a person makes: coding states, memos, corrections, new targets; and reading any of them.

They share the conventions of ``annotations.model``: RFC 3339 times in UTC, decimal ids, unknown fields kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from annotations.fields import ModelError, Reader, compact
from annotations.lines import loads
from annotations.migrations import migrated
from annotations.model import Annotation, Link, Ref
from annotations.quoting import quoted

CodingState = Literal["open", "done", "not codable"]
CODING_STATES: tuple[CodingState, ...] = ("open", "done", "not codable")


@dataclass(frozen=True, slots=True)
class Coding:
    """How far one annotator is with one article: data, not a screen state."""

    id: str
    doc: str
    annotator: str
    state: CodingState
    created: str
    modified: str
    path: str = ""
    reason: str = ""
    text: str = ""
    codebook: str = ""
    round: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Article-level variables of the codebook."""
    rev: int = 1
    prev: str = ""
    conflict_of: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    kind = "coding"

    @classmethod
    def from_dict(cls, data: Any) -> Coding:
        r = Reader(data, "coding")
        r.value("kind")
        return cls(
            id=r.identifier("id"),
            doc=r.text("doc"),
            annotator=r.text("annotator"),
            state=r.choice("state", CODING_STATES, "open"),
            created=r.text("created"),
            modified=r.text("modified"),
            path=r.text("path", ""),
            reason=r.text("reason", ""),
            text=r.text("text", ""),
            codebook=r.text("codebook", ""),
            round=r.text("round", ""),
            values=r.mapping("values"),
            rev=r.integer("rev", 1),
            prev=r.text("prev", ""),
            conflict_of=r.text("conflict_of", ""),
            extra=r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        return compact(
            self.extra,
            kind=self.kind,
            id=self.id,
            doc=self.doc,
            annotator=self.annotator,
            state=self.state,
            created=self.created,
            modified=self.modified,
            path=self.path or None,
            reason=self.reason or None,
            text=self.text or None,
            codebook=self.codebook or None,
            round=self.round or None,
            values=dict(self.values) or None,
            rev=self.rev,
            prev=self.prev or None,
            conflict_of=self.conflict_of or None,
        )


@dataclass(frozen=True, slots=True)
class _Plain:
    """The fields that memos, corrections and new targets share."""

    id: str
    annotator: str
    created: str
    modified: str
    rev: int = 1
    prev: str = ""
    conflict_of: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def _plain(self, kind: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "id": self.id,
            "annotator": self.annotator,
            "created": self.created,
            "modified": self.modified,
            "rev": self.rev,
            "prev": self.prev or None,
            "conflict_of": self.conflict_of or None,
        }


def _plain_fields(r: Reader) -> dict[str, Any]:
    r.value("kind")
    return {
        "id": r.identifier("id"),
        "annotator": r.text("annotator"),
        "created": r.text("created"),
        "modified": r.text("modified"),
        "rev": r.integer("rev", 1),
        "prev": r.text("prev", ""),
        "conflict_of": r.text("conflict_of", ""),
    }


@dataclass(frozen=True, slots=True)
class Memo(_Plain):
    """A titled Markdown text on a code, an article, an entity or the corpus."""

    title: str = ""
    body: str = ""
    links: tuple[Link, ...] = ()

    kind = "memo"

    @classmethod
    def from_dict(cls, data: Any) -> Memo:
        r = Reader(data, "memo")
        plain = _plain_fields(r)
        return cls(
            **plain,
            title=r.text("title", ""),
            body=r.text("body", ""),
            links=r.items("links", Link.from_dict),
            extra=r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        links = [link.to_dict() for link in self.links] or None
        return compact(self.extra, **self._plain(self.kind), title=self.title, body=self.body, links=links)


@dataclass(frozen=True, slots=True)
class Correction(_Plain):
    """A reader's verdict that wins over the program's: on an entity mention or on a boilerplate line."""

    subject: str = ""
    """What is corrected: ``entity`` or ``boilerplate``."""
    verdict: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    kind = "correction"

    @classmethod
    def from_dict(cls, data: Any) -> Correction:
        r = Reader(data, "correction")
        plain = _plain_fields(r)
        return cls(
            **plain,
            subject=r.text("subject"),
            verdict=r.text("verdict"),
            data=r.mapping("data"),
            extra=r.rest(),
        )

    def to_dict(self) -> dict[str, Any]:
        data = dict(self.data) or None
        return compact(
            self.extra, **self._plain(self.kind), subject=self.subject, verdict=self.verdict, data=data
        )


@dataclass(frozen=True, slots=True)
class NewTarget(_Plain):
    """A stance target an annotator declared while coding; ``promote`` moves it into the codebook."""

    target: Ref = field(default_factory=lambda: Ref("?"))

    kind = "target"

    @classmethod
    def from_dict(cls, data: Any) -> NewTarget:
        r = Reader(data, "target")
        plain = _plain_fields(r)
        return cls(**plain, target=Ref.from_dict(r.value("target")), extra=r.rest())

    def to_dict(self) -> dict[str, Any]:
        return compact(self.extra, **self._plain(self.kind), target=self.target.to_dict())


@dataclass(frozen=True, slots=True)
class Unshown:
    """A record that is not of its shape, as it stands in a file: all one can do is take it away, and back."""

    id: str
    raw: str
    """Its JSON."""
    annotator: str = ""
    modified: str = ""
    rev: int = 1
    prev: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    kind = "record"

    def to_dict(self) -> dict[str, Any]:
        """What it says, as its next revision. Raises ``ValueError`` for what is no object of JSON."""
        data = loads(self.raw.encode())
        if not isinstance(data, dict):
            raise ValueError("no object")
        return {**data, "rev": self.rev, "prev": self.prev}


Record = Annotation | Coding | Memo | Correction | NewTarget | Unshown

_KINDS = {cls.kind: cls.from_dict for cls in (Annotation, Coding, Memo, Correction, NewTarget)}


def record_from_dict(data: Any) -> Record:
    """The record in *data*, told by its ``kind``, of this version or an older one.

    Raises ``ModelError`` naming the field that is wrong.
    """
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ModelError(f"record: unknown kind {quoted(kind)}")
    record: Record = _KINDS[kind](migrated(data))
    return record
