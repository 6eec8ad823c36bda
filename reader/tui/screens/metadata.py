"""What is known of an article, typed once: title, outlet, date (kept in articles.csv), and its variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from annotations.errors import PassageError
from reader import variables
from reader.citing import whole_title
from reader.completing import Choice, Completion, begun, completed, followed, last_part, with_last_part
from reader.corpus.articles_csv import checked
from reader.corpus.corpus import CorpusError
from reader.corpus.document import Document
from reader.layout.cells import cells, elide
from reader.layout.wrapping import wrapped
from reader.sanitise import clean_line
from reader.tui.screens.keyed import Dialog
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.field import Field
from reader.workspace import Workspace

FIELDS = ("title", "outlet", "date", "author", "url")
ABOUT = "{}: kept in articles.csv"
DATE = "date: 2014, 2014-01 or 2014-01-23; kept in articles.csv"
WIDTH, HIGH = 82, 16
"""Cells of the form where there is room for them; rows from which an empty one sets the hint apart."""
UNKEPT = "what is typed here is not kept yet: Enter keeps it, {} again leaves without"
FIELDS_LEAST = 3
"""Rows that the fields keep beside a long hint."""
LONGEST_NAME = 24
"""Cells of a field's name up to which the fields are in line."""
VALUES = 3
"""How many values of a variable are shown at once."""
VALUE = "value:"
"""Before the id of a variable in the name of its field."""


@dataclass(frozen=True, slots=True)
class Described:
    """What was typed: the fields kept in articles.csv by now, and the variables, if they are others now."""

    fields: tuple[str, ...]
    values: dict[str, Any] | None


class MetadataScreen(Dialog[Described], ModalScreen[Described | None], inherit_bindings=False):
    """Dismisses with what was changed, or with ``None``."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    MetadataScreen { align: center middle; overflow: hidden; background: $background 60%; }
    MetadataScreen > Vertical {
        width: 82; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $accent; background: $background;
    }
    MetadataScreen Horizontal { height: 1; }
    MetadataScreen .name { width: auto; padding: 0 1 0 0; color: $text-muted; }
    MetadataScreen Input { border: none; height: 1; padding: 0; width: 1fr; background: $background; }
    MetadataScreen Input:focus { background: $surface; }
    MetadataScreen ChoiceList { display: none; background: $background; }
    MetadataScreen #told { width: 100%; height: auto; color: $text-muted; margin: 1 0 0 0; }
    MetadataScreen.-low #told { margin: 0; }
    """

    def __init__(self, workspace: Workspace, document: Document) -> None:
        super().__init__()
        self._workspace = workspace
        self._document = document
        known = document.metadata._replace(title=whole_title(document))
        self._known = {name: clean_line(value) for name, value in known._asdict().items()}
        coding = workspace.tracking.coding(document)
        self._values = dict(coding.values) if coding is not None else {}
        self._variables = {f"{VALUE}{v.id}": v for v in variables.of_level(workspace.codebook, "article")}
        self._shown = {name: self._known[name] for name in FIELDS}
        for name, variable in self._variables.items():
            self._shown[name] = clean_line(variables.shown(self._values.get(variable.id, "")))
        self._inputs = {name: Field(text, typed=self._typed) for name, text in self._shown.items()}
        self._field = FIELDS[0]
        self.completion = Completion()
        self._list = ChoiceList(id="values")
        self._rows: list[Horizontal] = []
        """The fields with their names; where rows are few, some around the one that is typed into."""
        self._about = self._said_of(self._field)
        """What stands below the fields, whole."""
        self._told = Label(self._about, id="told", markup=False)
        self._asked = ""
        """The key that was asked about since it would lose what is typed, if none was struck since."""

    @property
    def mode(self) -> str:
        return "ABOUT"

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_subtitle = Content("Enter keep   Esc leave   Tab field")
            for name, field in self._inputs.items():
                with Horizontal() as row:
                    self._rows.append(row)
                    label = Label(self._called(name), classes="name", markup=False)
                    label.styles.min_width = min(
                        LONGEST_NAME, max(map(cells, map(self._called, self._inputs))) + 1
                    )
                    yield label
                    yield field
            yield self._list
            yield self._told

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Share the rows there are: frame and hint stay, and of the fields so many as have room."""
        width, rows = min(WIDTH, self.size.width) - 4, self.size.height - 2
        rows -= (VALUES if self._list.display else 0) + (0 if self.size.height < HIGH else 1)
        told = wrapped(self._about, width, max(1, rows - FIELDS_LEAST))
        self._told.update(Content("\n".join(told)))
        most = max(1, rows - len(told))
        at = list(self._inputs).index(self._field)
        first = min(max(0, at - most // 2), max(0, len(self._rows) - most))
        for n, row in enumerate(self._rows):
            row.display = first <= n < first + most
        which = f" · field {at + 1} of {len(self._rows)}" if most < len(self._rows) else ""
        name = elide(clean_line(f"About {self._document.path}"), max(1, width - cells(which) - 2))
        self.query_one(Vertical).border_title = Content(f"{name}{which}")

    def _called(self, field: str) -> str:
        variable = self._variables.get(field)
        return clean_line(variable.name) if variable is not None else field

    def on_click(self, event: events.Click) -> None:
        """A field that was clicked is the one that is typed into."""
        clicked = next((n for n, field in self._inputs.items() if field is event.widget), self._field)
        if clicked != self._field:
            self._enter(clicked)

    def quit(self) -> None:
        """Leave the form, and the program; what is typed and not kept is asked about first."""
        if self._may_leave("^q"):
            super().quit()

    def _may_leave(self, key: str) -> bool:
        """Whether nothing that was typed is lost when *key* leaves, or it was struck again when asked."""
        if not self._changed or self._asked == key:
            return True
        self._asked = key
        self._tell(UNKEPT.format(key))
        return False

    def _forget_asking(self) -> None:
        if self._asked:
            self._asked = ""
            self._tell(self._said_of(self._field))

    def answer(self, event: events.Key) -> None:
        """Tab and arrows go through the fields, Enter keeps, Esc leaves what is not changed at once."""
        if event.key in ("escape", "ctrl+c"):
            if self._may_leave("Esc"):
                self.close(None)
            return
        self._forget_asking()
        steps = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
        if event.key in steps:
            names = list(self._inputs)
            self._enter(names[(names.index(self._field) + steps[event.key]) % len(names)])
        elif event.key in ("ctrl+n", "ctrl+p"):
            self._put(self.completion.stepped(1 if event.key == "ctrl+n" else -1))
        elif event.key in ("enter", "ctrl+j"):
            self._keep()
        else:
            self._inputs[self._field].take(event)

    def _enter(self, name: str) -> None:
        """Type into the field *name* from now on; what the codebook says of it stands below.

        Of the field that is left the value that is lit is taken.
        """
        self._take()
        self._field = name
        self.query_one(Vertical).move_child(self._list, after=self._rows[list(self._inputs).index(name)])
        values = self._values_listed()
        self._propose(begun(values, self._part) if values else Completion())
        self._tell(self._said_of(name))
        self.set_focus(self._inputs[name])

    def _said_of(self, field: str) -> str:
        """What the codebook says of the variable in *field*; of what is none, where it is kept."""
        variable = self._variables.get(field)
        if variable is None:
            return DATE if field == "date" else ABOUT.format(field)
        several = "" if variable.exclusive else " (several, with commas)"
        listed = f"{', '.join(variable.values)}{several}; ^n the next" if variable.values else "any text"
        required = "required" if variable.required else ""
        defined = variable.definition.strip().removesuffix(".")
        return ": ".join(filter(None, (variable.name, required, defined, listed)))

    def _typed(self, value: str) -> None:
        self._forget_asking()
        listed = self._values_listed()
        if self._several and (line := followed(value, self.completion)) != value:
            self._inputs[self._field].put(line)
        self._propose(completed(listed, self._part, "no such value", kept=False) if listed else Completion())

    @on(ChoiceList.Chosen)
    def _pointed_at(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._put(self.completion.pointed(int(event.item_id)))

    def _put(self, completion: Completion) -> None:
        """Put the value that is lit into the field."""
        if completion.rows:
            self._propose(completion)
            field, text = self._inputs[self._field], completion.text
            field.put(with_last_part(field.value, text) if self._several else text)

    def _take(self) -> None:
        if self.completion.taken is not None:
            self._put(self.completion)

    def _propose(self, completion: Completion) -> None:
        self.completion = completion
        self._list.display = bool(completion.rows)
        self._list.show(completion, VALUES)
        self._fit()

    def _values_listed(self) -> list[Choice]:
        """The values that the codebook lists for the field."""
        variable = self._variables.get(self._field)
        return [Choice(value, "codebook") for value in variable.values] if variable is not None else []

    @property
    def _several(self) -> bool:
        variable = self._variables.get(self._field)
        return variable is not None and not variable.exclusive

    @property
    def _part(self) -> str:
        """What of the field is being typed."""
        value = self._inputs[self._field].value
        return last_part(value) if self._several else value

    def _tell(self, text: str) -> None:
        self._about = clean_line(text)
        self._fit()

    @property
    def _changed(self) -> dict[str, str]:
        """What stands in the fields that hold something else than at first."""
        typed = {name: field.value.strip() for name, field in self._inputs.items()}
        return {name: text for name, text in typed.items() if text != self._shown[name]}

    def _keep(self) -> None:
        self._take()
        changed = self._changed
        fields = {name: text for name, text in changed.items() if name in FIELDS}
        values, wrong = dict(self._values), self._field
        try:
            for name, text in changed.items():
                wrong = name
                if name in fields:
                    checked(name, text)
                    continue
                variable = self._variables[name]
                values.pop(variable.id, None)
                if text:
                    values[variable.id] = variables.typed(variable, text)
            wrong = self._field
            if fields:
                self._workspace.corpus.set_metadata(self._document.path, **fields)
        except (CorpusError, PassageError) as error:
            if wrong != self._field:
                self._enter(wrong)
            self._tell(str(error))
            return
        self.close(Described(tuple(fields), values if values != self._values else None) if changed else None)
