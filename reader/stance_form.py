"""What the stance bar asks of a passage: its fields, what each proposes, and the draft they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from annotations.codes import Codebook, CodebookError, Label, Scale, Variable
from annotations.errors import PassageError
from annotations.model import Holder, Ref, Stance
from reader import variables
from reader.coding import Draft
from reader.completing import (
    Choice,
    Completion,
    begun,
    completed,
    followed,
    last_part,
    with_last_part,
)
from reader.holder_rows import completed_holder
from reader.holders import holder_text
from reader.proposals import HolderProposal, TargetProposal, kind_said, told
from reader.sanitise import clean, clean_line

VALUE = "value:"
"""Before the id of a variable in the name of its field."""
_HOW = {
    "holder": "A; A & B hold it; A > B: A says B holds it; alone: writer, unattributed",
    "tags": "Codes of the codebook, parted by commas",
}
"""What is said of a field while it is typed into."""
LINE_ENDS = "¶⏎␤↵"
"""Characters of which one that the note has not stands for its line ends."""


class FieldError(PassageError):
    """What stands in *field* does not fit; the message says why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@contextmanager
def _in(field: str) -> Iterator[None]:
    """What is refused in here is refused because of *field*."""
    try:
        yield
    except (CodebookError, PassageError) as error:
        raise FieldError(field, str(error)) from None


@dataclass(frozen=True, slots=True)
class Offers:
    """What is proposed, and what typed names mean; targets depend on the scale."""

    targets: Callable[[str], Sequence[TargetProposal]]
    holders: Sequence[HolderProposal]
    codebook: Codebook
    target: Callable[[str, str], Ref]
    """What a name typed means as a target on a scale."""
    fit: Callable[[Stance, Stance | None], None]
    """Raises ``PassageError`` when a stance, made of another, has a target its scale is not made for."""
    holder: Callable[[str], Holder]
    """What a chain typed means; raises ``PassageError``."""
    tag: Callable[[str], str]
    """The id of the code a name typed means; raises ``CodebookError``."""


class StanceForm:
    """The fields of a draft as lines of text, and back; nothing is filled in that nobody chose."""

    def __init__(self, draft: Draft, scale: str, offers: Offers) -> None:
        """*draft* as it is shown at first; without a stance labels are looked up on *scale* first."""
        self._old, self._offers = draft, offers
        self.codebook = offers.codebook
        self.variables = {
            f"{VALUE}{v.id}": v for v in sorted(variables.of_level(self.codebook, "passage"), key=_optional)
        }
        """The variables by the name of their field, the required ones first."""
        self.fields = ("stance", "target", "holder", "tags", *self.variables, "note")
        self.scale = draft.stance.scale if draft.stance is not None else scale
        """The id of the scale on which a bare label is looked up."""
        self._chosen: dict[tuple[str, str], Ref | Holder] = {}
        self._meant: dict[tuple[str, str], Ref] = {}
        """What names typed mean as targets, by name and scale: looked up once each."""
        self._line_end = ""
        self.shown = {name: clean(text) for name, text in self._texts(draft).items()}
        """What stands in each field at first."""

    def _texts(self, draft: Draft) -> dict[str, str]:
        texts = dict.fromkeys(self.fields, "")
        stance = draft.stance
        if stance is not None:
            texts["stance"] = f"{stance.scale}/{stance.label}"
            if stance.target is not None:
                texts["target"] = clean_line(stance.target.name)
                self._chosen["target", texts["target"]] = stance.target
            if stance.holder is not None:
                texts["holder"] = clean_line(holder_text(stance.holder))
                self._chosen["holder", texts["holder"]] = stance.holder
        texts["tags"] = clean_line(", ".join(self.codebook.code_path(tag) for tag in draft.tags))
        for name, variable in self.variables.items():
            texts[name] = clean_line(variables.shown(draft.values.get(variable.id, "")))
        if "\n" in draft.note:
            self._line_end = next((c for c in LINE_ENDS if c not in draft.note), "")
        texts["note"] = draft.note.strip().replace("\n", self._line_end or "\n")
        return texts

    @property
    def first(self) -> str:
        """The field that is typed into first: the label, then the target, then a required variable."""
        if self._old.stance is None:
            return "stance"
        if self._old.stance.target is None:
            return "target"
        empty = (name for name, v in self.variables.items() if v.required and not self.shown[name])
        return next(empty, "target")

    def name(self, field: str) -> str:
        """What is written before a field."""
        variable = self.variables.get(field)
        return clean_line(variable.name) if variable is not None else field

    def told(self, field: str, stance: str) -> str:
        """How *field* is filled in, or what the codebook says of its variable or of the label in *stance*."""
        if field in _HOW:
            return _HOW[field]
        variable = self.variables.get(field)
        if variable is not None:
            required = "required" if variable.required else ""
            return clean_line(" · ".join(filter(None, (variable.name, required, variable.definition))))
        label = self._label(stance)[1]
        return clean_line(label.definition) if label is not None else ""

    def title(self, stance: str) -> str:
        """The label that *stance* means, and its scale."""
        named = scale.name if (scale := self._label(stance)[0]) is not None else "no"
        return clean_line(f"{self.label(stance) or 'stance'} · {named} scale")

    def label(self, stance: str) -> str:
        """The name of the label that *stance* means; "" for none."""
        label = self._label(stance)[1]
        return clean_line(label.name) if label is not None else ""

    def _label(self, text: str) -> tuple[Scale | None, Label | None]:
        scale = self.codebook.scale(self.scale)
        try:
            return self.codebook.find_label(self._qualified(text.strip())) if text.strip() else (scale, None)
        except CodebookError:
            return scale, None

    def _qualified(self, typed: str) -> str:
        scale = self.codebook.scale(self.scale)
        on_scale = scale is not None and "/" not in typed and scale.find(typed) is not None
        return f"{self.scale}/{typed}" if on_scale else typed

    def other_scale(self, stance: str) -> tuple[str, str]:
        """Look bare labels up on the next scale; the label there for that in *stance*, and what to say.

        It is the one with the same key, else the same sign in the margin; without one the text is empty. What
        is no label stays as it is.
        """
        old, label = self._label(stance)
        ids = [scale.id for scale in self.codebook.scales]
        at = ids.index(old.id) + 1 if old is not None and old.id in ids else 0
        scale = self.codebook.scales[at % len(ids)]
        self.scale = scale.id
        if label is None:
            return stance, f"{scale.name} scale"
        like = [one for one in scale.labels if label.key and one.key == label.key]
        like += [one for one in scale.labels if label.glyph and one.glyph == label.glyph]
        if like:
            return f"{scale.id}/{like[0].id}", f"{scale.name} scale: {label.name} → {like[0].name}"
        return "", f"{scale.name} scale: no label there is like {label.name}, choose one"

    # -- proposals

    def offered(self, field: str, typed: str, stance: str) -> Completion:
        """What is proposed for *field* beside what is *typed* in it, with the label in *stance*."""
        part = self.part(field, typed).strip()
        said, kept = self.stands(field, part, stance) if part else ("", True)
        stands, rows = said or "as typed", self._choices(field, part)
        if field == "holder":
            return completed_holder(rows, part, self._holder, stands, kept=kept)
        return completed(rows, part, stands, kept=kept)

    def held(self, field: str, text: str, stance: str) -> Completion:
        """What is proposed for *field* that holds *text* and is only entered."""
        part = self.part(field, text).strip()
        said = self.stands(field, part, stance)[0] if part else ""
        return begun(self._choices(field, part), part, said or "as it stands")

    def _choices(self, field: str, typed: str) -> list[Choice]:
        if field == "stance":
            scales = sorted(self.codebook.scales, key=lambda s: s.id != self.scale)
            return [
                Choice(f"{s.id}/{x.id}", f"{x.key}  {x.definition}", also=(x.id, x.name, x.key))
                for s in scales
                for x in s.labels
            ]
        if field == "target":
            return self._target_rows(typed)
        if field == "holder":
            return [Choice(p.name, p.reason, p.holder) for p in self._offers.holders]
        if field == "tags":
            return [Choice(self.codebook.code_path(c.id), c.definition) for c in self.codebook.active_codes]
        if field in self.variables:
            return [Choice(value, "codebook") for value in self.variables[field].values]
        return []

    def _target_rows(self, typed: str) -> list[Choice]:
        offered = self._offers.targets(self.scale)
        rows = [Choice(p.ref.name, p.reason, p.ref, p.aliases) for p in offered]
        meant = self._means(typed, self.scale) if typed else None
        if meant is None or not meant.id:
            return rows
        known = next((row for row in rows if row.text == meant.name), None)
        if known is not None:
            found = replace(known, also=(*known.also, typed))
            return [found if row is known else row for row in rows]
        with suppress(PassageError):
            self._offers.fit(Stance(self.scale, "", meant), self._old.stance)
            rows.insert(0, Choice(meant.name, kind_said(meant), meant, (typed,)))
        return rows

    def _means(self, name: str, scale: str) -> Ref:
        if (name, scale) not in self._meant:
            self._meant[name, scale] = self._offers.target(name, scale)
        return self._meant[name, scale]

    def stands(self, field: str, typed: str, stance: str) -> tuple[str, bool]:
        """What *typed* in *field* means beside the label in *stance*, where that is something else or new, or
        why it cannot be kept; and whether it can.
        """
        name, said = clean_line(typed), ""
        try:
            if field == "stance":
                self.codebook.find_label(self._qualified(name))
            elif field == "target":
                said = self._stands_for(name, stance)
            elif field == "holder":
                meant = holder_text(self._holder(name))
                said = f"= {meant}" if meant != name else ""
            elif field == "tags":
                self._tag(name)
            elif field in self.variables:
                variables.typed(self.variables[field], name)
        except (CodebookError, PassageError) as error:
            return clean_line(str(error)), False
        return clean_line(said), True

    def _stands_for(self, name: str, stance: str) -> str:
        """What a target typed means. Raises ``PassageError`` where the scale is not made for it."""
        scale, label = self._label(stance)
        target = self._target(name, scale) if scale is not None else None
        if target is None:
            return ""
        if scale is not None and label is not None:
            self._offers.fit(Stance(scale.id, label.id, target), self._old.stance)
        return kind_said(target) if ("target", name) in self._chosen else told(target, name)

    def part(self, field: str, typed: str) -> str:
        """What of a field is being typed: where it takes several, the last one."""
        return last_part(typed) if self._several(field) else typed

    def with_part(self, field: str, typed: str, part: str) -> str:
        """*typed* with *part* in the place of what is being typed."""
        return with_last_part(typed, part) if self._several(field) else part

    def followed(self, field: str, typed: str, before: Completion) -> str:
        """*typed* with what was lit *before* taken, where the next of several is begun."""
        return followed(typed, before) if self._several(field) else typed

    def begun(self, field: str, text: str) -> str:
        """*text* of a field as one types on in it: where it takes several, the next one follows."""
        return f"{text}, " if text and self._several(field) else text

    def ended(self, field: str, text: str) -> str:
        """*text* of a field that one leaves: without the comma of a next one that was not typed."""
        return text.rstrip(", ") if self._several(field) else text

    def _several(self, field: str) -> bool:
        variable = self.variables.get(field)
        return field == "tags" or (variable is not None and not variable.exclusive)

    def choose(self, field: str, choice: Choice) -> str:
        """Take *choice* for *field*; its text as it then stands there."""
        self._chosen[field, choice.text] = choice.value
        return choice.text

    # -- the draft

    def draft(self, texts: Mapping[str, str]) -> Draft:
        """What *texts*, one for each field, come to. Raises ``FieldError`` of the first that does not fit."""
        texts = {name: self.ended(name, text).strip() for name, text in texts.items()}
        stance = self._stance(texts)
        with _in("tags"):
            tags = tuple(self._tag(name.strip()) for name in texts["tags"].split(",") if name.strip())
        values = self._values(texts)
        lacking = variables.unfilled(self.codebook, "passage", values) if stance is not None else ()
        if lacking:
            raise FieldError(f"{VALUE}{lacking[0].id}", variables.asked(lacking[0]))
        said = {"target": texts["target"], "holder": texts["holder"], "values": values}
        confirmed = (name for name in dict.fromkeys((*self._old.confirmed, *said)) if said.get(name, True))
        note = self._note(texts["note"])
        return replace(
            self._old, stance=stance, tags=tags, note=note, values=values, confirmed=tuple(confirmed)
        )

    def _stance(self, texts: Mapping[str, str]) -> Stance | None:
        if not texts["stance"]:
            if texts["target"] or texts["holder"]:
                why = "a target or a holder needs a stance: type its label in the first field"
                raise FieldError("stance", why)
            return None
        with _in("stance"):
            scale, label = self.codebook.find_label(self._qualified(texts["stance"]))
        with _in("holder"):
            holder = self._holder(texts["holder"])
        target = self._target(texts["target"], scale)
        old = self._old.stance or Stance(scale.id, label.id)
        stance = replace(old, scale=scale.id, label=label.id, target=target, holder=holder)
        with _in("target"):
            self._offers.fit(stance, self._old.stance)
        return stance

    def _target(self, name: str, scale: Scale) -> Ref | None:
        chosen = self._chosen.get(("target", name))
        if not name:
            return None
        return chosen if isinstance(chosen, Ref) else self._means(name, scale.id)

    def _holder(self, name: str) -> Holder:
        if not name:
            return None
        chosen = self._chosen.get(("holder", name))
        return self._offers.holder(name) if chosen is None or isinstance(chosen, Ref) else chosen

    def _tag(self, name: str) -> str:
        return name if name in self._old.tags else self._offers.tag(name)

    def _values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        values = dict(self._old.values)
        for name, variable in self.variables.items():
            if texts[name] == self.shown[name].strip():
                continue
            values.pop(variable.id, None)
            if texts[name]:
                with _in(name):
                    values[variable.id] = variables.typed(variable, texts[name])
        return values

    def _note(self, typed: str) -> str:
        if typed == self.shown["note"].strip():
            return self._old.note
        return typed.replace(self._line_end, "\n").strip() if self._line_end else typed


def _optional(variable: Variable) -> bool:
    return not variable.required
