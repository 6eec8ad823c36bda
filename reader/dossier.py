"""One entity as one's own annotations know it: what is held by it, and towards it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reader.entities.mentions import Entity
from reader.entities.spelling import link_key
from reader.holders import holder_text

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from annotations.model import Annotation, Holder, Ref, Stance

Role = Literal["holds", "towards", "passes on"]
ROLES: dict[Role, str] = {
    "holds": "stances held by it",
    "towards": "stances towards it",
    "passes on": "stances passed on by it",
}
"""What an entity may be in a stance: its holder, its target, or one who says what another holds."""
NO_ENTITY = ("issue", "claim", "event", "annotation")
"""Kinds of targets that are none, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Said:
    """One annotation in which the entity has a part."""

    role: Role
    path: str
    annotation: Annotation
    stance: Stance


@dataclass(frozen=True, slots=True)
class Sum:
    """Stances of one label between the entity and one other."""

    count: int
    glyph: str
    label: str
    other: str
    """Whom or what it is held towards; for ``towards``, who holds it; empty where that was not coded."""


class Meaning:
    """Whether a reference means an entity: by its id, and where that is unknown by its name."""

    def __init__(self, meant: Entity, entity: Callable[[str], Entity | None]) -> None:
        self._meant = meant
        self._entity = entity
        self._known: dict[tuple[str, str, str], bool] = {}
        self._names = {link_key(name) for name in (meant.name, *meant.aliases)}

    def __call__(self, ref: Ref | None) -> bool:
        if ref is None:
            return False
        key = (ref.id, ref.name, ref.kind)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._is_meant(ref)
        return known

    def _is_meant(self, ref: Ref) -> bool:
        if ref.kind in NO_ENTITY:
            return False
        known = self._entity(ref.id) if ref.id else None
        if known is not None:
            return known.id == self._meant.id
        return link_key(ref.name) in self._names and ref.kind in ("", "entity", self._meant.kind)


def said(path: str, records: Iterable[Annotation], means: Callable[[Ref | None], bool]) -> tuple[Said, ...]:
    """The accepted stances of *records*, of the article at *path*, in which the entity has a part."""
    found = []
    for record in records:
        stance = record.stance
        if stance is None or record.status != "accepted":
            continue
        role = _role(stance.holder, means)
        if role is not None:
            found.append(Said(role, path, record, stance))
        if means(stance.target):
            found.append(Said("towards", path, record, stance))
    return tuple(found)


def _role(holder: Holder, means: Callable[[Ref | None], bool]) -> Role | None:
    """The part of the entity in a chain of holders: the innermost holds, those around it pass on."""
    if not holder or isinstance(holder, str):
        return None
    if any(map(means, holder[-1])):
        return "holds"
    return "passes on" if any(means(actor) for level in holder[:-1] for actor in level) else None


def summed(found: Iterable[Said], role: Role, codebook: Codebook) -> tuple[Sum, ...]:
    """The stances of one role by label and other side, the most frequent first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        if one.role == role:
            counts[one.stance.scale, one.stance.label, other_side(one)] += 1
    sums = []
    for (scale, label, other), count in counts.items():
        known = codebook.label(scale, label)
        sums.append(Sum(count, known.glyph if known else "?", known.name if known else label, other))
    return tuple(sorted(sums, key=lambda one: (-one.count, one.label, one.other)))


def other_side(one: Said) -> str:
    """Towards whom or what, or by whom."""
    if one.role == "towards":
        return {"writer": "the writer"}.get(text := holder_text(one.stance.holder), text)
    return one.stance.target.name if one.stance.target is not None else ""
