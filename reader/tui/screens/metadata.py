"""What is known of an article, typed once: title, outlet, date, author, address; kept in articles.csv."""

from __future__ import annotations

from dataclasses import asdict

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from reader.corpus.corpus import CorpusError
from reader.corpus.document import Document
from reader.sanitise import clean_line
from reader.tui.screens.keyed import Dialog
from reader.tui.widgets.field import Field
from reader.workspace import Workspace

FIELDS = ("title", "outlet", "date", "author", "url")


class MetadataScreen(Dialog[str], ModalScreen[str | None], inherit_bindings=False):
    """Dismisses with one line on what was kept, or with ``None``."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    MetadataScreen { align: center middle; background: $background 60%; }
    MetadataScreen > Vertical {
        width: 84; max-width: 100%; height: auto; padding: 0 1;
        border: round $accent; background: $background;
    }
    MetadataScreen Horizontal { height: 1; }
    MetadataScreen .name { width: 9; color: $text-muted; }
    MetadataScreen Input { border: none; height: 1; padding: 0; width: 1fr; background: $background; }
    MetadataScreen Input:focus { background: $surface; }
    MetadataScreen #told { width: 100%; color: $text-muted; margin: 1 0 0 0; }
    """

    def __init__(self, workspace: Workspace, document: Document) -> None:
        super().__init__()
        self._workspace = workspace
        self._document = document
        self._known = {name: clean_line(value) for name, value in asdict(document.metadata).items()}
        self._inputs = {name: Field(self._known[name], compact=True) for name in FIELDS}
        self._field = FIELDS[0]
        self._told = Label(
            "date: 2014, 2014-01 or 2014-01-23, as far as it is known", id="told", markup=False
        )

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(clean_line(f"About {self._document.path}"))
            frame.border_subtitle = Content("Tab field   Enter keep in articles.csv   Esc leave")
            for name, field in self._inputs.items():
                with Horizontal():
                    yield Label(name, classes="name", markup=False)
                    yield field
            yield self._told

    def on_click(self, event: events.Click) -> None:
        """A field that was clicked is the one that is typed into."""
        self._field = next((n for n, field in self._inputs.items() if field is event.widget), self._field)

    def answer(self, event: events.Key) -> None:
        """Tab and arrows go through the fields, Enter keeps, Esc leaves."""
        steps = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
        if event.key in steps:
            self._field = FIELDS[(FIELDS.index(self._field) + steps[event.key]) % len(FIELDS)]
            self.set_focus(self._inputs[self._field])
        elif event.key in ("escape", "ctrl+c"):
            self.close(None)
        elif event.key in ("enter", "ctrl+j"):
            self._keep()
        else:
            self._inputs[self._field].take(event)

    def _keep(self) -> None:
        changed = {
            name: field.value.strip()
            for name, field in self._inputs.items()
            if field.value.strip() != self._known[name]
        }
        if not changed:
            self.close(None)
            return
        try:
            self._workspace.corpus.set_metadata(self._document.path, **changed)
        except CorpusError as error:
            self._told.update(Content(clean_line(str(error))))
            return
        self.close(f"kept in articles.csv: {', '.join(changed)}")
