"""The stance bar: label, target, holder, tags, variables and note of one passage, empty until chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from annotations.codes import Variable
from reader.coding import Draft
from reader.layout.cells import cells
from reader.stance_form import Row, StanceForm
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, LineList

FIXED = ("stance", "target", "holder", "tags", "note")
PROPOSALS = 5
"""How many rows of proposals are shown at once, what was typed first."""
NAME, LONGEST_NAME = 8, 24
"""Cells of the name before a field: the least, and those up to which all fields are in line."""
FRAME = 4
"""Rows of the bar besides its fields and proposals: its edges, and a definition of two."""


class StanceBar(Vertical):
    """Opens over the article under the passage; Enter keeps, Esc leaves, an empty field is an answer."""

    DEFAULT_CSS = """
    StanceBar {
        layer: over; display: none; height: auto; max-height: 100%; width: 88; max-width: 100%; padding: 0 1;
        border: round $accent; background: $background; border-title-color: $text;
        overflow-y: auto; scrollbar-size: 0 0;
    }
    StanceBar.open { display: block; }
    StanceBar Horizontal { height: 1; }
    StanceBar Label { color: $text-muted; }
    StanceBar .name { width: auto; min-width: 8; padding: 0 1 0 0; }
    StanceBar #bar-definition { width: 100%; height: auto; max-height: 2; }
    StanceBar Input { border: none; height: 1; padding: 0; width: 1fr; background: $background; }
    StanceBar Input:focus { background: $surface; }
    StanceBar LineList { height: auto; max-height: 5; margin: 0 0 0 8; background: $background; }
    """

    class Left(Message):
        """The bar is gone, what was in it kept or not."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._list = LineList(id="bar-proposals")
        self._list.can_focus = False
        self._beside, self._whole = NAME, True
        """Cells of the names of the fields, and whether all fields are shown at once."""
        self._definition = Label("", id="bar-definition", markup=False)
        self.field = "target"
        """The field that is being typed into."""
        self._inputs: dict[str, Field] = {}
        self._names: dict[str, Label] = {}
        self._lines: dict[str, Horizontal] = {}
        for name in FIXED:
            self._line(name, name)
        self._variables: tuple[Variable, ...] = ()
        self._form: StanceForm | None = None
        self._keep: Callable[[Draft], None] = _nothing
        self._told: Callable[[Mapping[str, str]], None] = _nothing
        self._left: Callable[[], None] = _nowhere
        self._rows: list[Row] = []
        self._at = -1
        self._typed = ""

    def _line(self, field: str, name: str) -> Horizontal:
        """A new line for *field*, called *name*."""
        self._inputs[field] = Field(typed=self._typed_into)
        self._names[field] = Label(Content(name), classes="name", markup=False)
        self._lines[field] = Horizontal(self._names[field], self._inputs[field])
        return self._lines[field]

    def compose(self) -> ComposeResult:
        for name, line in self._lines.items():
            yield line
            if name == "holder":
                yield self._list
        yield self._definition

    @property
    def is_open(self) -> bool:
        """Whether the bar is on the screen."""
        return self._form is not None

    @property
    def rows(self) -> int:
        """How many rows the bar takes at most."""
        return len(self._lines) + PROPOSALS + FRAME

    @property
    def input(self) -> Field:
        """The line that is being typed into."""
        return self._inputs[self.field]

    def open(
        self,
        form: StanceForm,
        keep: Callable[[Draft], None],
        *,
        typed: Callable[[Mapping[str, str]], None],
        left: Callable[[], None],
        texts: Mapping[str, str],
    ) -> None:
        """Show *form*; *keep* takes the draft it comes to, or raises why it cannot.

        *typed* is told what stands in the fields with every change, *left* when they are given up; *texts*
        stand in them at first in the place of what the form shows.
        """
        self._form, self._keep, self._told, self._left = form, keep, typed, left
        self._fit(form)
        for name in form.fields:
            self._inputs[name].put(texts.get(name, form.shown[name]))
        self.add_class("open")
        self._enter(form.first)

    def _fit(self, form: StanceForm) -> None:
        """A line for each variable there is, between the tags and the note."""
        declared = tuple(form.variables.values())
        if declared == self._variables:
            return
        self._variables = declared
        for field in [field for field in self._lines if field not in FIXED]:
            self._lines.pop(field).remove()
            del self._inputs[field], self._names[field]
        lines = [self._line(field, form.name(field)) for field in form.variables]
        self.mount_all(lines, before=self._lines["note"])
        longest = max((cells(form.name(field)) for field in form.variables), default=0)
        self._beside = max(NAME, min(LONGEST_NAME, longest + 1))
        for name in self._names.values():
            name.styles.min_width = self._beside
        self.line_up(whole=self._whole)

    def show_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """Tell the keys, each with what it does, in the lower border."""
        self.border_subtitle = Content("   ".join(f"{key} {title}" for key, title in hints))

    def line_up(self, *, whole: bool) -> None:
        """Put the proposals under what is typed; in a bar that is not *whole*, at its edge."""
        self._whole = whole
        self._list.styles.margin = (0, 0, 0, self._beside - 1 if whole else 0)

    def _close(self) -> None:
        self._form = None
        self.remove_class("open")
        self.screen.set_focus(None)
        self.post_message(self.Left())

    def leave(self) -> None:
        """Close without an answer."""
        self._close()
        self._left()

    def keep(self) -> None:
        """Keep what stands in the fields and close; the bar stays as it is when that raises why not."""
        if self._form is not None:
            self._keep(self._form.draft(self._texts(self._form)))
            self._close()

    def _texts(self, form: StanceForm) -> dict[str, str]:
        """What stands in the fields."""
        return {name: self._inputs[name].value for name in form.fields}

    def _enter(self, field: str) -> None:
        """Type into *field* from now on."""
        form, left, entered = self._form, self._inputs[self.field], self._inputs[field]
        # A field that was clicked keeps its cursor where the mouse put it.
        if form is not None and entered is not left:
            left.put(form.ended(self.field, left.value))
            entered.put(form.begun(field, entered.value))
        self.field = field
        self.screen.set_focus(entered)
        self._propose("" if field in ("target", "holder") else entered.value)
        self._tell()

    def next_field(self, step: int) -> None:
        """Move to the next (previous) field."""
        if self._form is not None:
            fields = self._form.fields
            self._enter(fields[(fields.index(self.field) + step) % len(fields)])

    def choose(self, step: int) -> None:
        """Put the next (previous) proposal into the field; before the first is what was typed."""
        form, field = self._form, self.input
        if form is None or not self._rows:
            return
        self._at = (self._at + 1 + step) % (len(self._rows) + 1) - 1
        part = self._typed if self._at < 0 else form.choose(self.field, self._rows[self._at])
        field.put(form.with_part(self.field, field.value, part.strip()))
        self._list.go(self._at + 1)
        self._tell()
        self._told(self._texts(form))

    def other_scale(self) -> None:
        """Look labels up on the next scale of the codebook; a label already chosen is asked for again."""
        if self._form is not None:
            self._form.other_scale()
            self._inputs["stance"].value = ""
            self._enter("stance")

    def _typed_into(self, value: str) -> None:
        self._propose(value)
        self._tell()
        if self._form is not None:
            self._told(self._texts(self._form))

    def on_click(self, event: events.Click) -> None:
        """A field that was clicked is the one that is typed into."""
        clicked = next((name for name, field in self._inputs.items() if field is event.widget), None)
        if self.is_open and clicked is not None:
            self._enter(clicked)

    def _tell(self) -> None:
        """Name the label, its scale and the keys; say what the codebook says of what is being typed."""
        form = self._form
        if form is None:
            return
        stance = self._inputs["stance"].value
        self.border_title = Content(form.title(stance))
        told = form.told(self.field, stance)
        self._definition.update(Content(told))
        self._definition.display = bool(told)

    def _propose(self, typed: str) -> None:
        form, field = self._form, self.field
        if form is None:
            return
        self._typed, self._at = form.part(field, typed), -1
        self._rows = form.propose(field, typed)[: 4 * PROPOSALS]
        typed_part = self._typed.strip()
        stands = (
            form.stands(field, typed_part, self._inputs["stance"].value) if typed_part else "as it stands"
        )
        shown = [(typed_part or "(empty)", stands)]
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
        self.move_child(self._list, after=self._lines[field])


def _nothing(_: object) -> None:
    return None


def _nowhere() -> None:
    return None
