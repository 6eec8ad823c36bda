"""The stance bar: label, target, holder, tags, variables and note of one passage, empty until chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from annotations.codes import Variable
from reader.coding import Draft
from reader.completing import Completion
from reader.layout.cells import cells, elide
from reader.stance_form import FieldError, StanceForm
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.field import Field

FIXED = ("stance", "target", "holder", "tags", "note")
PROPOSALS, FEW = 5, 3
"""How many rows of proposals are shown at once, what was typed among them; and where rows are few."""
NAME, LONGEST_NAME = 8, 24
"""Cells of the name before a field: the least, and those up to which all fields are in line."""
LABEL_LEAST = 3
"""Cells of the label, at least, before the name of a field that stands alone."""
EDGES, DEFINITION = 2, 2
"""Rows of the bar besides its fields and proposals."""
CORNERS = 6
"""Cells of the upper border beside its words."""
TALL = 20
"""Rows of the screen from which what does not fit the border has rows of its own."""


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
    StanceBar ChoiceList { height: auto; max-height: 5; margin: 0 0 0 8; background: $background; }
    """

    class Left(Message):
        """The bar is gone, what was in it kept or not."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._list = ChoiceList(id="bar-proposals", empty="nothing to propose: type it")
        self._beside, self._whole, self._airy = NAME, True, True
        """Cells of the names of the fields; whether all fields are shown at once, and rows are not few."""
        self._definition = Label("", id="bar-definition", markup=False)
        self.field = "target"
        """The field that is being typed into."""
        self._inputs: dict[str, Field] = {}
        self._names: dict[str, Label] = {}
        self._called: dict[str, str] = {}
        """What stands in these now."""
        self._lines: dict[str, Horizontal] = {}
        for name in FIXED:
            self._line(name, name)
        self._variables: tuple[Variable, ...] = ()
        self._form: StanceForm | None = None
        self._keep: Callable[[Draft], None] = _nothing
        self._told: Callable[[Mapping[str, str]], None] = _nothing
        self._left: Callable[[], None] = _nowhere
        self.completion = Completion()

    def _line(self, field: str, name: str) -> Horizontal:
        """A new line for *field*, called *name*."""
        self._inputs[field] = Field(typed=self._typed_into)
        self._names[field] = Label(Content(name), classes="name", markup=False)
        self._called[field] = name
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
        return len(self._lines) + (PROPOSALS if self._airy else FEW) + DEFINITION + EDGES

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
            del self._inputs[field], self._names[field], self._called[field]
        lines = [self._line(field, form.name(field)) for field in form.variables]
        self.mount_all(lines, before=self._lines["note"])
        longest = max((cells(form.name(field)) for field in form.variables), default=0)
        self._beside = max(NAME, min(LONGEST_NAME, longest + 1))
        for name in self._names.values():
            name.styles.min_width = self._beside
        self.line_up(whole=self._whole, airy=self._airy)

    def show_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """Tell the keys, each with what it does, in the lower border."""
        self.border_subtitle = Content("   ".join(f"{key} {title}" for key, title in hints))

    def line_up(self, *, whole: bool, airy: bool) -> None:
        """Put the proposals under what is typed; in a bar that is not *whole*, at its edge.

        Where it is not *airy*, rows are few: what the codebook says stands in the upper border, if short.
        """
        self._whole, self._airy = whole, airy
        self._show(self.completion)
        self._tell()
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
        """Keep what stands in the fields and close; when that raises why not, the refused field is open."""
        if self._form is not None:
            self._take()
            try:
                draft = self._form.draft(self._texts(self._form))
            except FieldError as error:
                self._enter(error.field)
                raise
            self._keep(draft)
            self._close()

    def _texts(self, form: StanceForm) -> dict[str, str]:
        """What stands in the fields."""
        return {name: self._inputs[name].value for name in form.fields}

    def _enter(self, field: str) -> None:
        """Type into *field* from now on."""
        form, left, entered = self._form, self._inputs[self.field], self._inputs[field]
        if form is None:
            return
        # A field that was clicked keeps its cursor where the mouse put it.
        if entered is not left:
            left.put(form.ended(self.field, left.value))
            entered.put(form.begun(field, entered.value))
        self.field = field
        self.screen.set_focus(entered)
        self._propose(form.held(field, entered.value, self._inputs["stance"].value))
        self._tell()

    def next_field(self, step: int) -> None:
        """Move to the next (previous) field; what is lit is taken."""
        if self._form is not None:
            self._take()
            fields = self._form.fields
            self._enter(fields[(fields.index(self.field) + step) % len(fields)])

    def choose(self, step: int) -> None:
        """Put the next (previous) proposal into the field."""
        self._put(self.completion.stepped(step))

    @on(ChoiceList.Chosen)
    def _pointed_at(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._put(self.completion.pointed(int(event.item_id)))

    def _put(self, completion: Completion) -> None:
        form, field = self._form, self.input
        if form is None or not completion.rows:
            return
        self._propose(completion)
        field.put(form.with_part(self.field, field.value, completion.text))
        self._tell()
        self._told(self._texts(form))

    def _take(self) -> None:
        """Put the proposal that is lit into the field."""
        form, field, taken = self._form, self.input, self.completion.taken
        if form is not None and taken is not None:
            field.put(form.with_part(self.field, field.value, form.choose(self.field, taken)))
            self._told(self._texts(form))

    def other_scale(self) -> str:
        """The label of the same key on the next scale of the codebook; what is to be said of it.

        One goes on typing where one was, but for a label that has to be asked for again.
        """
        form, stance = self._form, self._inputs["stance"]
        if form is None:
            return ""
        if self.completion.filled or self.field == "stance":
            self._take()
        held = self.completion.untouched or self.completion.filled
        before = stance.value
        label, told = form.other_scale(before)
        if label != before:
            stance.put(label)
        if before and not label:
            self._take()
            self._enter("stance")
        else:
            offered = form.held if held or self.field == "stance" else form.offered
            self._propose(offered(self.field, self.input.value, label))
            self._tell()
        self._told(self._texts(form))
        return told

    def _typed_into(self, value: str) -> None:
        form = self._form
        if form is not None:
            if (line := form.followed(self.field, value, self.completion)) != value:
                self.input.put(line)
            self._propose(form.offered(self.field, line, self._inputs["stance"].value))
            self._tell()
            self._told(self._texts(form))

    def on_click(self, event: events.Click) -> None:
        """A field that was clicked is the one that is typed into."""
        clicked = next((name for name, field in self._inputs.items() if field is event.widget), None)
        if self.is_open and clicked is not None:
            if clicked != self.field:
                self._take()
            self._enter(clicked)

    def _tell(self) -> None:
        """Name the label, its scale and the keys; say what the codebook says of what is being typed."""
        form = self._form
        if form is None:
            return
        stance = self._inputs["stance"].value
        title, told = form.title(stance), form.told(self.field, stance)
        whole, tall = f"{title}: {told}", self.screen.size.height >= TALL
        apart = self._airy or (tall and cells(whole) > self.outer_size.width - CORNERS)
        self.border_title = Content(title if apart or not told else whole)
        self._call(form, stance)
        self._definition.update(Content(told))
        self._definition.display = bool(told) and apart

    def _call(self, form: StanceForm, stance: str) -> None:
        """Write before each field what it is: where no other is seen beside it, with the label."""
        label = "" if self._whole else form.label(stance)
        for field, shown in self._names.items():
            called = form.name(field)
            # A third of the width at least is left to type in.
            room = self.screen.size.width * 2 // 3 - cells(called) - 2
            if label and field != "stance" and room >= LABEL_LEAST:
                called = f"{elide(label, room)}: {called}"
            if called != self._called[field]:
                self._called[field] = called
                shown.update(Content(called))

    def on_resize(self) -> None:
        """In a bar of another width something else fits the border."""
        self._tell()

    def _propose(self, completion: Completion) -> None:
        self.completion = completion
        self._show(completion)
        self._list.display = self.field != "note"
        self.move_child(self._list, after=self._lines[self.field])

    def _show(self, completion: Completion) -> None:
        self._list.show(completion, PROPOSALS if self._airy else FEW)


def _nothing(_: object) -> None:
    return None


def _nowhere() -> None:
    return None
