"""The stance bar: label, target, holder, tags and note of one passage, empty until chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label

from annotations.codes import Codebook, CodebookError, Scale
from annotations.model import Holder, Ref, Stance
from reader.coding import Draft, PassageError
from reader.holders import holder_text
from reader.proposals import HolderProposal, TargetProposal
from reader.sanitise import clean_line
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, LineList

FieldName = Literal["stance", "target", "holder", "tags", "note"]
FIELDS: tuple[FieldName, ...] = ("stance", "target", "holder", "tags", "note")
PROPOSALS = 5
"""How many rows of proposals are shown at once, what was typed first."""
MATCHES = 55.0
"""The least similarity (0 to 100) at which a proposal stays while something is typed."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the bar proposes, and what typed names mean; targets depend on the scale."""

    targets: Callable[[str], Sequence[TargetProposal]]
    holders: Sequence[HolderProposal]
    codebook: Codebook
    target: Callable[[str, str], Ref]
    """What a name typed means as a target on a scale."""
    holder: Callable[[str], Holder]
    """What a chain typed means; raises ``PassageError``."""
    tag: Callable[[str], str]
    """The id of the code a name typed means; raises ``CodebookError``."""


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    reason: str
    value: Ref | Holder = None


class StanceBar(Vertical):
    """Opens over the article under the passage; Enter keeps, Esc leaves, an empty field is an answer."""

    DEFAULT_CSS = """
    StanceBar {
        layer: over; display: none; height: auto; width: 88; max-width: 100%; padding: 0 1;
        border: round $accent; background: $background; border-title-color: $text;
    }
    StanceBar.open { display: block; }
    StanceBar Horizontal { height: 1; }
    StanceBar Label { color: $text-muted; }
    StanceBar .name { width: 8; }
    StanceBar #bar-definition { width: 100%; height: auto; max-height: 2; }
    StanceBar Input { border: none; height: 1; padding: 0; width: 1fr; background: $background; }
    StanceBar Input:focus { background: $surface; }
    StanceBar LineList { height: auto; max-height: 5; margin: 0 0 0 8; background: $background; }
    """

    class Kept(Message):
        """The bar was closed with Enter."""

        def __init__(self, draft: Draft) -> None:
            super().__init__()
            self.draft = draft

    class Left(Message):
        """The bar was closed without an answer."""

    class Refused(Message):
        """What stands in a field cannot be kept; the bar stays open."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._inputs = {name: Field(id=f"bar-{name}", compact=True, select_on_focus=False) for name in FIELDS}
        self._list = LineList(id="bar-proposals")
        self._list.can_focus = False
        self._definition = Label("", id="bar-definition", markup=False)
        self.field: FieldName = "target"
        """The field that is being typed into; the focus may still be on its way there."""
        self._offers: Offers | None = None
        self._old: Draft = Draft()
        self._scale = ""
        self._rows: list[_Row] = []
        self._at = -1
        self._chosen: dict[str, Ref | Holder] = {}
        self._typed = ""
        self._note_shown = ""

    def compose(self) -> ComposeResult:
        for name, field in self._inputs.items():
            with Horizontal(id=f"row-{name}"):
                yield Label(name, classes="name")
                yield field
            if name == "holder":
                yield self._list
        yield self._definition

    @property
    def is_open(self) -> bool:
        """Whether the bar is on the screen."""
        return self._offers is not None

    @property
    def input(self) -> Field:
        """The field that is being typed into."""
        return self._inputs[self.field]

    def _enter(self, field: FieldName) -> None:
        """Type into *field* from now on; the focus follows when it can."""
        self.field = field
        self.screen.set_focus(self._inputs[field])
        self._propose("" if field in ("target", "holder") else self._inputs[field].value)

    def open(self, draft: Draft, scale: Scale | None, offers: Offers) -> None:
        """Show *draft*; without a stance its label is asked for first, on *scale* before the others."""
        self._offers, self._old = offers, draft
        stance = draft.stance
        self._scale = stance.scale if stance is not None else scale.id if scale is not None else ""
        self._chosen = {}
        shown: dict[FieldName, str] = dict.fromkeys(FIELDS, "")
        if stance is not None:
            shown["stance"] = f"{stance.scale}/{stance.label}"
            if stance.target is not None:
                shown["target"] = clean_line(stance.target.name)
                self._chosen[f"target {shown['target']}"] = stance.target
            if stance.holder is not None:
                shown["holder"] = clean_line(holder_text(stance.holder))
                self._chosen[f"holder {shown['holder']}"] = stance.holder
        shown["tags"] = clean_line(", ".join(offers.codebook.code_path(tag) for tag in draft.tags))
        shown["note"] = self._note_shown = one_line(draft.note)
        with self.prevent(Input.Changed):
            for name, field in self._inputs.items():
                field.value = shown[name]
                field.cursor_position = len(field.value)
        self.add_class("open")
        self._title()
        self._enter("stance" if stance is None else "target")

    def close(self) -> None:
        """Take the bar off the screen."""
        self._offers = None
        self.remove_class("open")
        self.screen.set_focus(None)

    def leave(self) -> None:
        """Close without an answer."""
        self.close()
        self.post_message(self.Left())

    def keep(self) -> None:
        """Close with what stands in the fields, or say why that cannot be."""
        try:
            draft = self._draft()
        except (CodebookError, PassageError) as error:
            self.post_message(self.Refused(str(error)))
            return
        self.close()
        self.post_message(self.Kept(draft))

    def next_field(self, step: int) -> None:
        """Move to the next (previous) field."""
        self._enter(FIELDS[(FIELDS.index(self.field) + step) % len(FIELDS)])

    def choose(self, step: int) -> None:
        """Put the next (previous) proposal into the field; before the first is what was typed."""
        if not self._rows:
            return
        field = self.field
        self._at = (self._at + 1 + step) % (len(self._rows) + 1) - 1
        text = self._typed if self._at < 0 else self._rows[self._at].text
        if self._at >= 0:
            self._chosen[f"{field} {clean_line(text)}"] = self._rows[self._at].value
        text = clean_line(text)
        with self.prevent(Input.Changed):
            self._inputs[field].value = self._with_last_tag(text) if field == "tags" else text
        self._inputs[field].cursor_position = len(self._inputs[field].value)
        self._list.go(self._at + 1)
        if field == "stance":
            self._title()

    def other_scale(self) -> None:
        """Look labels up on the next scale of the codebook; a label already chosen is asked for again."""
        if self._offers is None:
            return
        ids = [scale.id for scale in self._offers.codebook.scales]
        if not ids:
            return
        self._scale = ids[(ids.index(self._scale) + 1) % len(ids)] if self._scale in ids else ids[0]
        self._inputs["stance"].value = ""
        self._enter("stance")
        self._title()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self._propose(event.value)
            self._title()

    def on_click(self, event: events.Click) -> None:
        """A field that was clicked is the one that is typed into."""
        clicked = next((name for name, field in self._inputs.items() if field is event.widget), None)
        if self.is_open and clicked is not None:
            self._enter(clicked)

    def _title(self) -> None:
        offers = self._offers
        if offers is None:
            return
        scale = offers.codebook.scale(self._scale)
        typed = self._inputs["stance"].value.strip()
        self.border_subtitle = Content("Enter keep   Esc leave   Tab field   ^n proposal   ^t other scale")
        try:
            found, label = offers.codebook.find_label(self._qualified(typed)) if typed else (scale, None)
        except CodebookError:
            found, label = scale, None
        name = found.name if found is not None else "no"
        self.border_title = Content(clean_line(f"{label.name if label else 'stance'} · {name} scale"))
        self._definition.update(Content(clean_line(label.definition) if label else ""))
        self._definition.display = bool(label and label.definition)

    def _qualified(self, typed: str) -> str:
        offers = self._offers
        scale = offers.codebook.scale(self._scale) if offers is not None else None
        on_scale = scale is not None and "/" not in typed and scale.find(typed) is not None
        return f"{self._scale}/{typed}" if on_scale else typed

    def _draft(self) -> Draft:
        offers, values = self._offers, {name: field.value.strip() for name, field in self._inputs.items()}
        if offers is None:
            return self._old
        stance: Stance | None = None
        if values["stance"]:
            scale, label = offers.codebook.find_label(self._qualified(values["stance"]))
            old = self._old.stance
            target, holder = self._target(values["target"], scale), self._holder(values["holder"])
            stance = Stance(scale.id, label.id, target, holder)
            if old is not None:
                stance = replace(old, scale=scale.id, label=label.id, target=target, holder=holder)
        elif values["target"] or values["holder"]:
            raise PassageError("a target or a holder needs a stance: type its label in the first field")
        tags = tuple(self._tag(name) for name in values["tags"].split(",") if name.strip())
        note = self._old.note if values["note"] == self._note_shown.strip() else values["note"]
        empty = [n for n in ("target", "holder") if not values[n]]
        confirmed = tuple(
            n for n in dict.fromkeys((*self._old.confirmed, "target", "holder")) if n not in empty
        )
        return replace(self._old, stance=stance, tags=tags, note=note, confirmed=confirmed)

    def _target(self, name: str, scale: Scale) -> Ref | None:
        chosen = self._chosen.get(f"target {name}")
        if not name or self._offers is None:
            return None
        return chosen if isinstance(chosen, Ref) else self._offers.target(name, scale.id)

    def _holder(self, name: str) -> Holder:
        chosen = self._chosen.get(f"holder {name}")
        if not name or self._offers is None:
            return None
        return self._offers.holder(name) if chosen is None or isinstance(chosen, Ref) else chosen

    def _tag(self, name: str) -> str:
        offers = self._offers
        if offers is None or name.strip() in self._old.tags:
            return name.strip()
        return offers.tag(name)

    def _propose(self, typed: str) -> None:
        offers, field = self._offers, self.field
        if offers is None:
            return
        rows: list[_Row] = []
        if field == "stance":
            scales = sorted(offers.codebook.scales, key=lambda s: s.id != self._scale)
            for scale in scales:
                rows += [_Row(f"{scale.id}/{x.id}", f"{x.key}  {x.definition}") for x in scale.labels]
        elif field == "target":
            rows = [_Row(p.ref.name, p.reason, p.ref) for p in offers.targets(self._scale)]
        elif field == "holder":
            rows = [_Row(p.name, p.reason, p.holder) for p in offers.holders]
        elif field == "tags":
            book, typed = offers.codebook, typed.rpartition(",")[2]
            rows = [_Row(book.code_path(c.id), c.definition) for c in book.active_codes]
        self._typed, self._at = typed, -1
        self._rows = _closest(rows, typed)[: 4 * PROPOSALS]
        shown = [("(empty)" if not typed.strip() else typed.strip(), "as it stands")]
        shown += [(row.text, row.reason) for row in self._rows]
        if not self._rows:
            shown.append(("", "nothing to propose: type it"))
        items = [
            Item(str(n), (((text, "text"), ("   ", "text"), (reason, "dim")),), selectable=bool(text))
            for n, (text, reason) in enumerate(shown)
        ]
        self._list.set_items(items, keep=False)
        self._list.display = field != "note"
        self._list.styles.height = min(PROPOSALS, len(items))
        self.move_child(self._list, after=self.query_one(f"#row-{field}"))

    def _with_last_tag(self, tag: str) -> str:
        head, comma, _ = self._inputs["tags"].value.rpartition(",")
        return f"{head}{comma} {tag}" if comma else tag


def one_line(note: str) -> str:
    """A note on one line, its line ends shown as ``¶``."""
    return clean_line(note.strip().replace("\n", " ¶ "))


def _closest(rows: list[_Row], typed: str) -> list[_Row]:
    """*rows* that resemble *typed*, the most alike first; all of them when nothing is typed."""
    wanted = typed.strip().casefold()
    if not wanted:
        return rows

    def score(row: _Row) -> float:
        name = row.text.casefold()
        return (
            200.0
            if name.startswith(wanted)
            else 150.0
            if wanted in name
            else fuzz.partial_ratio(wanted, name)
        )

    ranked = sorted(((score(row), -n, row) for n, row in enumerate(rows)), key=lambda r: r[:2], reverse=True)
    return [row for points, _, row in ranked if points >= MATCHES]
