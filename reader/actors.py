"""What is noted of actors: their variables, one record an actor, whichever stances they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reader.variables import of_level, unfilled

if TYPE_CHECKING:
    from annotations.codes import Codebook, Variable
    from annotations.model import Annotation, Ref
    from annotations.records import Correction
    from reader.coding import Stamp

SUBJECT, VERDICT = "actor", "values"


def record(corrections: Iterable[Correction], annotator: str, actor: Ref) -> Correction | None:
    """What *annotator* noted of *actor*: found by id, else by name, since ids may come and go."""
    own = [one for one in corrections if one.subject == SUBJECT and one.annotator == annotator]
    by_id = (one for one in own if actor.id and one.data.get("id") == actor.id)
    name = actor.name.casefold()
    by_name = (one for one in own if str(one.data.get("name", "")).casefold() == name)
    return next(by_id, None) or next(by_name, None)


def values(found: Correction | None) -> dict[str, Any]:
    """The values by variable id in a record of ``record``."""
    noted = found.data.get("values") if found is not None else None
    return dict(noted) if isinstance(noted, Mapping) else {}


def noting(actor: Ref, noted: Mapping[str, Any], stamp: Stamp, old: Correction | None) -> Correction:
    """The record that *noted* are the values of *actor*, in the place of *old*."""
    from annotations.records import Correction

    data = {"name": actor.name, "values": dict(noted)} | ({"id": actor.id} if actor.id else {})
    if old is not None:
        return replace(old, data=data, modified=stamp.now)
    return Correction(
        stamp.id, stamp.annotator, stamp.now, stamp.now, subject=SUBJECT, verdict=VERDICT, data=data
    )


def incomplete(
    codebook: Codebook, annotations: Iterable[Annotation], corrections: Sequence[Correction], annotator: str
) -> Iterator[tuple[Ref, tuple[Variable, ...]]]:
    """The actors who hold accepted stances and lack required variables, once each, and which."""
    if not any(variable.required for variable in of_level(codebook, "actor")):
        return
    seen: set[str] = set()
    for one in annotations:
        chain = one.stance.holder if one.stance is not None and one.status == "accepted" else None
        for actor in (actor for level in chain for actor in level) if isinstance(chain, tuple) else ():
            key = actor.id or actor.name.casefold()
            if key not in seen:
                seen.add(key)
                noted = values(record(corrections, annotator, actor))
                if lacking := unfilled(codebook, "actor", noted):
                    yield actor, lacking
