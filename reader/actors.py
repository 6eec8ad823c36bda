"""What is noted of actors: their variables, one record an actor, whichever stances they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotations.quoting import one_line
from reader.variables import of_level, shown, unfilled

if TYPE_CHECKING:
    from annotations.changes import Change
    from annotations.codes import Codebook, Variable
    from annotations.model import Annotation, Ref
    from annotations.records import Correction
    from reader.coding import Stamp

SUBJECT, VERDICT = "actor", "values"


class Noted:
    """What one annotator noted, by actor. Several records of one actor were made apart, before a merge."""

    def __init__(self, corrections: Iterable[Correction], annotator: str) -> None:
        self.records = [one for one in corrections if one.subject == SUBJECT and one.annotator == annotator]
        self._by_id: dict[str, list[Correction]] = {}
        self._by_name: dict[str, list[Correction]] = {}
        for one in self.records:
            name, id_ = _names(one)
            self._by_name.setdefault(name, []).append(one)
            if id_:
                self._by_id.setdefault(id_, []).append(one)

    def of(self, name: str, actor_id: str = "") -> tuple[Correction, ...]:
        """The records of the actor: found by id and where there is none by name, since ids come and go."""
        named = self._by_name.get(name.casefold(), [])
        by_id = self._by_id.get(actor_id, []) if actor_id else []
        ids = {known for one in named if (known := _names(one)[1])}
        # Of two who have one name, neither is meant by the name alone.
        alone = named if not by_id and len(ids) < 2 else [one for one in named if not _names(one)[1]]
        return (*by_id, *alone)

    def each(self) -> Iterator[tuple[str, tuple[Correction, ...]]]:
        """Every actor's name and records, once."""
        seen: set[str] = set()
        for one in self.records:
            if one.id not in seen:
                found = self.of(*_names(one))
                seen.update(other.id for other in found)
                yield str(one.data.get("name", "")), found


def _names(one: Correction) -> tuple[str, str]:
    """The name, its case folded, and the id of the actor that *one* is about."""
    name, known = one.data.get("name"), one.data.get("id")
    return str(name or "").casefold(), known if isinstance(known, str) else ""


def values(found: Sequence[Correction]) -> dict[str, Any]:
    """The values by variable id that all of one actor's records have."""
    first, *others = [_noted(one) for one in found] or [{}]
    return {name: value for name, value in first.items() if all(_has(one, name, value) for one in others)}


def contested(found: Sequence[Correction]) -> dict[str, list[Any]]:
    """What records of one actor that were made apart say of a variable, where they contradict each other.

    None of it counts until one is noted; ``None`` stands for no value.
    """
    noted, agreed = [_noted(one) for one in found], values(found)
    names = sorted({name for one in noted for name in one if name not in agreed})
    said: dict[str, list[Any]] = {name: [] for name in names}
    for name, known in said.items():
        for one in noted:
            if one.get(name) not in known:
                known.append(one.get(name))
        known.sort(key=repr)
    return said


def told(said: Iterable[Any]) -> str:
    """What ``contested`` found, in words: ``government, and nothing``."""
    return ", and ".join("nothing" if value is None else one_line(shown(value)) for value in said)


def _noted(one: Correction) -> Mapping[str, Any]:
    noted = one.data.get("values")
    return noted if isinstance(noted, Mapping) else {}


def _has(noted: Mapping[str, Any], name: str, value: Any) -> bool:
    return name in noted and noted[name] == value


def noting(
    actor: Ref, noted: Mapping[str, Any], stamp: Stamp, known: Iterable[Correction]
) -> tuple[Change, ...]:
    """What leaves one record: that *noted* are the values of *actor*, in the place of those *known*."""
    from annotations.apart import in_order, replacing
    from annotations.records import Correction

    data = {"name": actor.name, "values": dict(noted)} | ({"id": actor.id} if actor.id else {})
    before = in_order(known)
    if before:
        return replacing(replace(before[0], data=data, modified=stamp.now), before)
    new = Correction(
        stamp.id, stamp.annotator, stamp.now, stamp.now, subject=SUBJECT, verdict=VERDICT, data=data
    )
    return replacing(new, ())


def incomplete(
    codebook: Codebook, annotations: Iterable[Annotation], corrections: Sequence[Correction], annotator: str
) -> Iterator[tuple[Ref, tuple[Variable, ...]]]:
    """The actors who hold accepted stances and lack required variables, once each, and which."""
    if not any(variable.required for variable in of_level(codebook, "actor")):
        return
    seen, known = set[str](), Noted(corrections, annotator)
    for one in annotations:
        chain = one.stance.holder if one.stance is not None and one.status == "accepted" else None
        for actor in (actor for level in chain for actor in level) if isinstance(chain, tuple) else ():
            key = actor.id or actor.name.casefold()
            if key not in seen:
                seen.add(key)
                if lacking := unfilled(codebook, "actor", values(known.of(actor.name, actor.id))):
                    yield actor, lacking
