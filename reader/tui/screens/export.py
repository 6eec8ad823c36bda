"""The export dialog: a format, a file, and what the format could not carry."""

from __future__ import annotations

import os
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from annotations.formats.imports import FormatError
from annotations.formats.registry import FORMATS, Format, export
from reader.outgoing import ProtectedError, check_output
from reader.sanitise import clean_line
from reader.tui.panes import counted
from reader.tui.screens.keyed import Dialog
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, LineList
from reader.workspace import Workspace

WAYS = "↑↓ format   Enter write   Esc back"
ROWS = 7
"""Rows that a page of the report goes on by; it shows eight."""
PAGES = {"pagedown": 1, "ctrl+f": 1, "pageup": -1, "ctrl+b": -1}


class ExportScreen(Dialog[str], ModalScreen[str | None], inherit_bindings=False):
    """Dismisses with one line on what was written, or with ``None``."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    ExportScreen { align: center middle; background: $background 60%; }
    ExportScreen > Vertical {
        width: 80; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: round $accent; background: $background;
    }
    ExportScreen LineList { height: 7; }
    ExportScreen Horizontal { height: 1; }
    ExportScreen Label { width: auto; padding: 0 1 0 0; }
    ExportScreen .name { color: $accent; text-style: bold; }
    ExportScreen Input { border: none; height: 1; padding: 0; width: 1fr; background: $surface; }
    ExportScreen VerticalScroll { height: auto; max-height: 8; margin: 1 0 0 0; scrollbar-size-vertical: 1; }
    ExportScreen #told { width: 100%; height: auto; padding: 0; }
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._formats: tuple[Format, ...] = tuple(FORMATS.values())
        widest = max(len(f.id) for f in self._formats)
        self._list = LineList(
            [Item(f.id, (((f"{f.id:<{widest}}  ", "dim"), (f.title, "text")),)) for f in self._formats],
            id="formats",
        )
        self._list.can_focus = False
        self._path = Field(id="path")
        self._told = Label("", id="told", markup=False)
        self._report = VerticalScroll(self._told, can_focus=False)
        self._proposed = ""
        self._replace = ""
        self._done = ""

    @property
    def mode(self) -> str:
        return "EXPORT"

    def compose(self) -> ComposeResult:
        count = len(self._workspace.store.annotations(annotator=self._workspace.store.annotator))
        with Vertical() as frame:
            frame.border_title = Content(clean_line(f"Export {counted(count, 'annotation')}"))
            frame.border_subtitle = Content(WAYS)
            yield self._list
            with Horizontal():
                yield Label("file", classes="name", markup=False)
                yield self._path
            yield self._report

    def on_mount(self) -> None:
        self._propose()

    @property
    def _format(self) -> Format:
        return self._formats[self._list.cursor]

    def _propose(self) -> None:
        """Put a file name beside the corpus into the field, unless something else was typed there."""
        if self._path.value in ("", self._proposed):
            corpus = clean_line(self._workspace.corpus.root.name) or "corpus"
            name = f"{corpus}-{self._format.id}{self._format.suffix}"
            self._proposed = str(self._beside(name))
            self._path.value = self._proposed
            self._path.cursor_position = len(self._proposed)

    def _beside(self, name: str) -> Path:
        """A place for the file *name*: where one is, unless that is gone, or it would become an article."""
        try:
            path = Path.cwd() / name
            check_output(self._workspace, path)
        except (OSError, ProtectedError):
            return self._workspace.corpus.root.parent / name
        return path

    def answer(self, event: events.Key) -> None:
        """Arrows choose the format, Enter writes, Esc leaves."""
        steps = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}
        if event.key in steps:
            self._list.move(steps[event.key])
            self._replace = self._done = ""
            self._say("")
            self._propose()
        elif event.key in PAGES and self._done:
            there = self._report.scroll_y + PAGES[event.key] * ROWS
            self._report.scroll_to(y=there, animate=False, force=True)
            self.call_after_refresh(self._show_way)
        elif event.key in ("escape", "ctrl+c"):
            self.close(self._done or None)
        elif event.key in ("enter", "ctrl+j"):
            self._write()
        else:
            self._path.take(event)

    @on(LineList.Chosen)
    def _clicked(self, event: LineList.Chosen) -> None:
        self._propose()

    def _write(self) -> None:
        if self._done:
            self.close(self._done)
            return
        typed = self._path.value.strip()
        if not typed:
            self._say("name the file to write to")
            return
        path = Path(os.path.expanduser(typed))
        try:
            check_output(self._workspace, path)
            bundle = self._workspace.bundle()
            losses = export(bundle, self._format, path, force=self._replace == typed)
        except ProtectedError as error:
            self._say(str(error))
            return
        except FormatError:
            self._replace = typed
            self._say(f"{path.name} is there already: Enter once more replaces it")
            return
        except OSError as error:
            self._say(f"{path}: {(error.strerror or str(error)).lower()}")
            return
        self._replace = ""
        self._done = f"{counted(len(bundle.annotations), 'annotation')} written to {path}"
        lost = losses.lines()
        if not lost:
            self.close(self._done)
            return
        carried = "\n".join(("not carried by this format:", *(f"  {clean_line(line)}" for line in lost)))
        self._say(f"{self._done}\n{carried}")
        self._list.display = False
        self._show_way()
        self.call_after_refresh(self._show_way)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_way)

    def _show_way(self) -> None:
        """How to go on, and how many rows of the report are below those that are seen."""
        below = max(0, round(self._report.max_scroll_y - self._report.scroll_y))
        more = f"^f {below} more   " if below else ""
        self.query_one(Vertical).border_subtitle = Content(f"{more}Enter goes on" if self._done else WAYS)

    def _say(self, text: str) -> None:
        self._list.display = True
        self._report.scroll_home(animate=False)
        self._show_way()
        self._told.update(Content("\n".join(clean_line(line) or "" for line in text.split("\n"))))
