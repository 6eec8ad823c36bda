"""What a codebook holds: scales with labels, targets, a tree of codes, variables, and how to look them up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from annotations.quoting import one_line, quoted, several

Unit = Literal["sentence", "paragraph", "article", "free"]
Level = Literal["passage", "article", "actor"]
TargetKind = Literal["entity", "issue", "claim", "event", "annotation"]

UNITS: tuple[Unit, ...] = ("sentence", "paragraph", "article", "free")
LEVELS: tuple[Level, ...] = ("passage", "article", "actor")
SCALE_TARGETS: tuple[TargetKind, ...] = ("entity", "issue", "claim", "event", "annotation")

NEAR = 75
"""Likeness (0 to 100) from which a name is said to be near another."""
_TAKEN = set(" jkhlwbe(){}$gGHMLz][JK<>m'/nN*fFvVosTaEtAid.uycxr?:q,0123456789")
FREE_KEYS = "".join(c for c in map(chr, range(33, 127)) if c not in _TAKEN)
"""The ASCII characters that no reading action uses: the keys a label or a code may have, besides ``,`` and a
letter."""


class CodebookError(ValueError):
    """A codebook that cannot be used, or a name that is not in it; one line naming file and line if any."""


@dataclass(frozen=True, slots=True)
class Label:
    """One point of a scale: what a passage's stance is said to be."""

    id: str
    name: str
    key: str = ""
    """One character of ``FREE_KEYS``, or ``,`` and a letter; empty: chosen by typing."""
    glyph: str = ""
    """One cell wide, for the margin."""
    value: float | None = None
    """Its number on an ordered scale."""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Labels that exclude each other, and the kinds of target they are said of."""

    id: str
    name: str
    labels: tuple[Label, ...]
    targets: tuple[TargetKind, ...] = ()
    """Empty: any."""
    ordered: bool = False
    definition: str = ""

    def find(self, text: str) -> Label | None:
        """The label with this id, key or name (case folded)."""
        folded = text.casefold()
        for label in self.labels:
            if text in (label.id, label.key) or folded in (label.id.casefold(), label.name.casefold()):
                return label
        return None


@dataclass(frozen=True, slots=True)
class Target:
    """Someone or something that stances are coded towards."""

    id: str
    kind: TargetKind
    text: str
    aliases: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A tag: its id, which is what annotations keep and never changes, and its present name and place."""

    id: str
    name: str
    parent: str = ""
    """Id of the code above; empty at the top."""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    key: str = ""
    colour: str = ""
    """``#RRGGBB`` or empty."""
    merged_into: str = ""
    """Id of the code that took its place."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Something noted beside the stance, of a passage, an article or an actor."""

    id: str
    name: str
    level: Level
    values: tuple[str, ...] = ()
    """Empty: any text."""
    required: bool = False
    exclusive: bool = True
    """One value; else a list of values."""
    definition: str = ""

    def problem(self, value: object) -> str:
        """Why *value*, as an annotation keeps it, does not fit; empty when it does."""
        given = value if isinstance(value, list) and not self.exclusive else [value]
        for one in given:
            if not isinstance(one, str):
                return f"{self.id}: it takes one text, not {quoted(one)}"
            if self.values and one not in self.values:
                return f"{self.id}: {quoted(one)} is none of its values: {several(self.values, 20)}"
        return ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the codebook's dated log."""

    at: str
    """RFC 3339, or a date."""
    what: str
    """``added``, ``definition``, ``renamed``, ``moved``, ``merged``, ``split``, or free words."""
    subject: str = ""
    """``code:ID``, ``target:ID``, ``label:SCALE/ID``, ``variable:ID``."""
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Codebook:
    """The whole codebook. ``path`` is ``None`` for the built-in one."""

    unit: Unit
    scales: tuple[Scale, ...]
    targets: tuple[Target, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    changes: tuple[Change, ...] = ()
    path: Path | None = None

    @cached_property
    def hash(self) -> str:
        """12 hexadecimal digits of what it says; comments, layout, place and change log do not count."""
        content = asdict(self)
        del content["changes"], content["path"]
        flat = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(flat.encode()).hexdigest()[:12]

    @cached_property
    def _codes(self) -> Mapping[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return {code.id: "/".join(c.name for c in self._line(code)) for code in self.codes}

    def _line(self, code: Code) -> list[Code]:
        line = [code]
        while line[-1].parent:
            line.append(self._codes[line[-1].parent])
        return line[::-1]

    def scale(self, scale_id: str) -> Scale | None:
        """The scale with this id."""
        return next((s for s in self.scales if s.id == scale_id), None)

    def label(self, scale_id: str, label_id: str) -> Label | None:
        """The label, or ``None`` for one this codebook does not know: show its id then."""
        scale = self.scale(scale_id)
        return next((x for x in scale.labels if x.id == label_id), None) if scale else None

    def find_label(self, text: str, *, target_kind: str = "") -> tuple[Scale, Label]:
        """The label a person means: ``against``, ``claim/denies``, ``-``.

        Without a scale the scales made for *target_kind* are asked first, then the others, in their order.
        Raises ``CodebookError`` naming those near it, and the choices.
        """
        found = sorted(self.labels(text), key=lambda one: target_kind not in one[0].targets)
        if not found:
            raise CodebookError(self.no_label(text))
        return found[0]

    def labels(self, text: str) -> list[tuple[Scale, Label]]:
        """Every label that *text*, with or without a scale, may mean: at most one of each scale."""
        scale_id, slash, label_id = text.rpartition("/")
        scales: Iterable[Scale] = self.scales
        if slash and scale_id:
            folded = scale_id.strip().casefold()
            scales = (s for s in self.scales if folded in (s.id.casefold(), s.name.casefold()))
        else:
            label_id = text
        wanted = label_id.strip()
        return [(s, label) for s in scales if wanted and (label := s.find(wanted))]

    def no_label(self, text: str) -> str:
        """What is to be said of *text*, which means no label: those that are near it, and all there are."""
        from rapidfuzz import process

        known = [f"{s.id}/{x.id}" for s in self.scales for x in s.labels]
        near = [name for name, _, _ in process.extract(text, known, limit=3, score_cutoff=NEAR)]
        said = f" (near it: {one_line(', '.join(near), 200)})" if near else ""
        choices = one_line("; ".join(f"{s.id}/{'|'.join(x.id for x in s.labels)}" for s in self.scales), 400)
        return f"no label {quoted(text)} in the codebook{said}: {choices or 'it has no scale'}"

    def keys(self, scale_id: str) -> Mapping[str, Label]:
        """The labels of a scale by key; empty for an unknown scale."""
        scale = self.scale(scale_id)
        return {x.key: x for x in scale.labels if x.key} if scale else {}

    @cached_property
    def code_keys(self) -> Mapping[str, Code]:
        """The codes that have a key, by it; merged ones have none."""
        return {c.key: c for c in self.codes if c.key and not c.merged_into}

    @cached_property
    def active_codes(self) -> tuple[Code, ...]:
        """The codes to choose from, in the tree's order: each before its children, else as in the file."""
        below: dict[str, list[Code]] = {}
        for code in self.codes:
            if not code.merged_into:
                below.setdefault(code.parent, []).append(code)
        out: list[Code] = []
        waiting = below.get("", [])[::-1]
        while waiting:
            code = waiting.pop()
            out.append(code)
            waiting += below.get(code.id, [])[::-1]
        return tuple(out)

    def resolve(self, code_id: str) -> Code | None:
        """The code with this id, or the one it was merged into; ``None`` if this codebook has neither."""
        code = self._codes.get(code_id)
        while code and code.merged_into:
            code = self._codes[code.merged_into]
        return code

    def code_path(self, code_id: str) -> str:
        """The names from the top down to the code, ``frame/mockery``; an unknown id is its own path."""
        code = self.resolve(code_id)
        return self._paths[code.id] if code else code_id

    def find_code(self, text: str) -> Code | None:
        """The code a person means by id, key, full path or unambiguous name; ``None`` if there is none.

        Raises ``CodebookError`` listing the paths when a name belongs to several.
        """
        text = text.strip()
        if text in self._codes:
            return self.resolve(text)
        if text in self.code_keys:
            return self.code_keys[text]
        folded = text.casefold()
        by_path = [c for c in self.active_codes if self._paths[c.id].casefold() == folded]
        found = by_path or [c for c in self.active_codes if c.name.casefold() == folded]
        if len(found) > 1:
            paths = several(self._paths[c.id] for c in found)
            raise CodebookError(f"{quoted(text)} is the name of several codes: {paths}")
        return found[0] if found else None

    def find_target(self, text: str) -> Target | None:
        """The declared target with this id, text or alias (case folded)."""
        folded = text.strip().casefold()
        for target in self.targets:
            if target.id == text or folded in (name.casefold() for name in (target.text, *target.aliases)):
                return target
        return None

    def variable(self, variable_id: str) -> Variable | None:
        """The variable with this id."""
        return next((v for v in self.variables if v.id == variable_id), None)

    def definition_changed(self, subject: str) -> str:
        """When the definition of *subject* (``code:ID``...) last changed, as the log has it; else empty."""
        dates = [c.at for c in self.changes if c.subject == subject and c.what in ("definition", "split")]
        return max(dates, default="")
