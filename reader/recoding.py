"""Recoding many annotations alike: another label, tags put on, tags taken off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from annotations.codes import Codebook, CodebookError
from annotations.errors import PassageError
from annotations.model import Annotation
from reader import naming
from reader.coding import says_nothing


@dataclass(frozen=True, slots=True)
class Recoding:
    """What becomes of each annotation: scale and label of its stance, tags added, tags removed (ids)."""

    label: tuple[str, str] | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def recoding(codebook: Codebook, typed: str, scale: str = "") -> Recoding:
    """What *typed* asks: parts between commas, ``LABEL`` (first looked up on *scale*), ``#CODE``, ``-#CODE``.

    A tag that is to go may be one the codebook does not know. Raises ``PassageError``.
    """
    found = Recoding()
    for part in filter(None, (part.strip() for part in typed.split(","))):
        try:
            if part.startswith("-#"):
                known = codebook.find_code(part[2:])
                found = replace(found, removed=(*found.removed, known.id if known else part[2:].strip()))
            elif part.startswith("#"):
                found = replace(found, added=(*found.added, naming.code(codebook, part[1:])))
            elif found.label is not None:
                raise PassageError(f"two labels: {part!r} is one too many")
            else:
                on_scale = codebook.scale(scale)
                bare = on_scale is not None and on_scale.find(part) is not None
                of_scale, label = codebook.find_label(f"{scale}/{part}" if bare else part)
                found = replace(found, label=(of_scale.id, label.id))
        except CodebookError as error:
            raise PassageError(str(error)) from None
    if found == Recoding():
        raise PassageError("say what is to be different: a label, #code or -#code")
    return found


def recoded(codebook: Codebook, one: Annotation, how: Recoding) -> Annotation:
    """*one* recoded; without a stance a label changes nothing.

    Raises ``PassageError`` where its target does not fit the label, or nothing would be left of it.
    """
    stance = one.stance
    if stance is not None and how.label is not None:
        stance = replace(stance, scale=how.label[0], label=how.label[1])
        naming.need_fit(codebook, stance, one.stance)
    kept = tuple(tag for tag in one.tags if tag not in how.removed)
    new = replace(one, stance=stance, tags=tuple(dict.fromkeys((*kept, *how.added))))
    if says_nothing(new):
        raise PassageError("nothing would be left of it")
    return new


def changes(
    codebook: Codebook, annotations: Iterable[tuple[str, Annotation]], how: Recoding, left: list[str]
) -> Iterator[tuple[str, Annotation, Annotation]]:
    """Path, before and after of those that change; why others could not is put into *left*, once for each."""
    for path, one in annotations:
        try:
            new = recoded(codebook, one, how)
        except PassageError as error:
            left.append(str(error))
            continue
        if new != one:
            yield path, one, new
