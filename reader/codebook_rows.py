"""The codebook row by row: scales, labels, the tree of codes, targets, variables; how often each is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from annotations.codes import SCALE_TARGETS
from annotations.model import Ref
from reader.pane_filter import phrase

if TYPE_CHECKING:
    from annotations.codes import Code, Codebook, Label
    from annotations.model import Annotation
    from annotations.records import Coding

Kind = Literal["heading", "scale", "label", "code", "target", "variable"]
NOT_DEFINED = "Not in the codebook: named while coding."
BELOW = "below "
"""Before the id of a code: annotations with it or one of the codes below it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the codebook. Its id is what the codebook's log calls it (``code:ID``...)."""

    id: str
    kind: Kind
    name: str
    depth: int = 0
    glyph: str = ""
    key: str = ""
    about: str = ""
    """One or two words more: what a target is, what a variable is of."""
    told: tuple[tuple[str, str], ...] = ()
    """Definition, include, exclude, example..., each with its name; empty ones are left out."""
    filter: str = ""
    """What finds the annotations coded by it."""
    values: tuple[str, ...] = ()
    """Those a variable may have."""
    known: bool = True
    """Whether the codebook has it; what is met without being in it is shown all the same."""
    ref: Ref | None = None
    """Of a target: what stances are coded towards."""

    @property
    def path(self) -> str:
        """Its name with those of what it is in: ``frame/conflict``."""
        return dict(self.told).get("path", self.name)


def rows(
    book: Codebook, declared: Iterable[Ref] = (), used: Iterable[Ref] = (), uses: Iterable[str] = ()
) -> tuple[Row, ...]:
    """All of *book*, the targets *declared* while coding or merely *used*; of *uses* what is not in it."""
    found = [*_scales(book), *_codes(book), *_targets(book, declared, used), *_variables(book)]
    known = {row.id for row in found}
    strange = [row for one in sorted(uses) if one not in known and (row := _strange(one)) is not None]
    return (*found, *_headed("Met, but not in the codebook", strange))


def _headed(title: str, found: Iterable[Row]) -> tuple[Row, ...]:
    listed = tuple(found)
    return (Row(f"heading:{title}", "heading", title), *listed) if listed else ()


def _scales(book: Codebook) -> Iterator[Row]:
    for scale in book.scales:
        ordered = "ordered" if scale.ordered else ""
        targets = ", ".join(scale.targets)
        told = _told(("definition", scale.definition), ("towards", targets), ("labels", ordered))
        yield Row(f"scale:{scale.id}", "scale", scale.name, about="scale", told=told)
        for label in scale.labels:
            subject = f"label:{scale.id}/{label.id}"
            yield Row(
                subject,
                "label",
                label.name,
                1,
                label.glyph,
                label.key,
                told=_told(("path", f"{scale.name}/{label.name}"), *_rules(label), _since(book, subject)),
                filter=phrase("stance", f"{scale.id}/{label.id}"),
            )


def _codes(book: Codebook) -> tuple[Row, ...]:
    depths: dict[str, int] = {}
    found = []
    for code in book.active_codes:
        depth = depths[code.id] = depths.get(code.parent, -1) + 1
        subject, path = f"code:{code.id}", book.code_path(code.id)
        told = _told(("path", path), *_rules(code), _since(book, subject))
        found.append(
            Row(subject, "code", code.name, depth, "#", code.key, told=told, filter=phrase("tag", path))
        )
    return _headed("Codes", found)


def _targets(book: Codebook, declared: Iterable[Ref], used: Iterable[Ref]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}

    def add(subject: str, ref: Ref, about: str, told: tuple[tuple[str, str], ...]) -> None:
        asked = phrase("target", ref.name)
        found.setdefault(
            subject, Row(subject, "target", ref.name, about=about, told=told, filter=asked, ref=ref)
        )

    for one in book.targets:
        subject, also = f"target:{one.id}", ", ".join(one.aliases)
        add(
            subject,
            Ref(one.text, one.kind, one.id),
            one.kind,
            _told(("definition", one.definition), ("also", also), _since(book, subject)),
        )
    for refs, whose in ((declared, "yours"), (used, "used")):
        for ref in refs:
            if book.find_target(ref.name) is None:
                about = ", ".join(part for part in (ref.kind, whose) if part)
                add(subject_of(ref), ref, about, (("definition", NOT_DEFINED),))
    return _headed("Targets", found.values())


def subject_of(ref: Ref) -> str:
    """The id of the row of a target that the codebook has not: a country is no claim of that name."""
    kind = ref.kind if ref.kind in SCALE_TARGETS else "entity"
    return f"target:{kind} {ref.name.casefold()}"


def _variables(book: Codebook) -> tuple[Row, ...]:
    found = []
    for one in book.variables:
        subject = f"variable:{one.id}"
        told = _told(
            ("definition", one.definition),
            ("values", "" if one.values else "any text"),
            ("several", "" if one.exclusive else "more than one value may be given"),
            ("required", "before an article is done" if one.required else ""),
            _since(book, subject),
        )
        filter_ = phrase("value", f"{one.id}=") if one.level == "passage" else ""
        found.append(
            Row(subject, "variable", one.name, about=one.level, told=told, filter=filter_, values=one.values)
        )
    return _headed("Variables", found)


def _strange(use: str) -> Row | None:
    kind, _, name = use.partition(":")
    if kind == "label":
        return Row(use, "label", name, 0, "?", filter=phrase("stance", name), known=False)
    if kind == "code":
        return Row(use, "code", name, 0, "#", filter=phrase("tag", name), known=False)
    if kind == "variable" and "=" not in name:
        return Row(use, "variable", name, filter=phrase("value", f"{name}="), known=False)
    return None


def _rules(one: Code | Label) -> tuple[tuple[str, str], ...]:
    return (
        ("definition", one.definition),
        ("include", one.include),
        ("exclude", one.exclude),
        ("example", one.example),
        ("key", one.key),
    )


def _since(book: Codebook, subject: str) -> tuple[str, str]:
    return ("changed", book.definition_changed(subject)[:10])


def _told(*parts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in parts if text)


# -- counting


def tally(records: Iterable[Annotation], codings: Iterable[Coding], book: Codebook) -> Counter[str]:
    """How many of *records* use each row, by its id; *codings* have the variables of articles.

    Suggestions that nobody accepted do not count. A code counts under the one it was merged into; ``BELOW``
    and its id counts the annotations with it or one below it.
    """
    found: Counter[str] = Counter()
    parents = {code.id: code.parent for code in book.codes}
    targets = {name.casefold(): one.id for one in book.targets for name in (*one.aliases, one.text)}
    ids = {one.id for one in book.targets}
    for one in records:
        if one.status != "accepted":
            continue
        if one.stance is not None:
            found[f"label:{one.stance.scale}/{one.stance.label}"] += 1
            if (target := one.stance.target) is not None:
                known = target.id if target.id in ids else targets.get(target.name.casefold())
                found[f"target:{known}" if known is not None else subject_of(target)] += 1
        codes = {code.id if (code := book.resolve(tag)) else tag for tag in one.tags}
        found.update(f"code:{code}" for code in codes)
        found.update(f"{BELOW}code:{code}" for code in _line(codes, parents))
        found.update(_given(one.values))
    for coding in codings:
        found.update(_given(coding.values))
    return found


def _given(values: Mapping[str, object]) -> Iterator[str]:
    """Variables that have a value, and each value: ``variable:ID``, ``variable:ID=VALUE``."""
    for name, value in values.items():
        given = [one for one in (value if isinstance(value, list) else [value]) if one not in ("", None)]
        if given:
            yield f"variable:{name}"
            yield from (f"variable:{name}={one}" for one in dict.fromkeys(map(str, given)))


def _line(codes: Iterable[str], parents: Mapping[str, str]) -> set[str]:
    """*codes* and all that they are below."""
    found: set[str] = set()
    for code in codes:
        while code and code not in found:
            found.add(code)
            code = parents.get(code, "")
    return found
