"""A line to type in over a list to choose from: the palette, the keys, every question with many answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from reader.layout.cells import cells, elide
from reader.layout.wrapping import wrapped
from reader.sanitise import clean, clean_line
from reader.tui.screens.keyed import Dialog
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, Line, LineList

RIGHT_LEAST = 20
"""Cells in which what is right of a title is worth more than one line."""


NEAR = 75
"""The least similarity (0 to 100) of a mistyped word to the one that is meant."""
SPELT = (("favor", "favour"), ("favour", "favor"), ("color", "colour"), ("colour", "color"))
"""Words that are found by another spelling, too."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its id, how it reads, and the words it is found by besides."""

    id: str
    title: str
    left: str = ""
    right: str = ""
    heading: str = ""
    """The group it stands under; shown where it changes, while nothing is typed."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a picker shows: its title, the hint at its foot, and its answers."""

    title: str
    hint: str
    options: tuple[Option, ...]
    left_width: int = 0
    """Cells of what stands left, a third of the room at most."""
    title_width: int = 0
    """Cells of a title that has something to its right."""


class Picker(Dialog[str], ModalScreen[str | None], inherit_bindings=False):
    """Dismisses with the id of the chosen option, or with ``None``."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    Picker { align: center top; background: $background 60%; }
    Picker > Vertical {
        width: 92; max-width: 100%; height: 80%; max-height: 100%; margin: 1 0; padding: 0 1;
        border: round $accent; background: $background;
    }
    Picker Horizontal { height: 1; margin: 0 0 1 0; }
    Picker Label { width: auto; color: $accent; text-style: bold; padding: 0 1 0 0; }
    Picker Input { border: none; height: 1; padding: 0; background: $background; }
    Picker LineList { height: 1fr; background: $background; }
    Picker.-low > Vertical { height: 100%; margin: 0; }
    Picker.-low Horizontal { margin: 0; }
    """

    def __init__(self, page: Page, *, chooses: bool = True) -> None:
        super().__init__()
        self._page = page
        self._chooses = chooses
        self._list = LineList(id="picker-list")
        self._list.can_focus = False
        self._shown: list[Option] = []

    @property
    def mode(self) -> str:
        return self._page.title.upper()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(clean_line(self._page.title))
            frame.border_subtitle = Content(clean(self._page.hint))
            with Horizontal():
                yield Label("find", markup=False)
                yield Field(typed=self._show)
            yield self._list

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._show(self.query_one(Field).value))

    def _show(self, typed: str) -> None:
        self._shown = matching(self._page.options, typed)
        items: list[Item] = []
        heading = ""
        for option in self._shown:
            if option.heading != heading and not typed.strip():
                heading = option.heading
                if items:
                    items.append(Item("", ((),), selectable=False))
                items.append(Item("", (((" " + heading, "accent"),),), selectable=False))
            items.append(Item(option.id, self._lines(option, max(10, self._list.size.width - 3))))
        if not items:
            nothing = f" nothing fits {clean_line(typed).strip()}: type other words, or Esc"
            items.append(Item("", (((nothing, "dim"),),), selectable=False))
        self._list.marked = bool(self._shown)
        self._list.set_items(items, keep=False)

    def _lines(self, option: Option, width: int) -> tuple[Line, ...]:
        """*option* in *width* cells: on one line; else on several, where need be without its right part."""
        beside = min(self._page.left_width, width // 3)
        left = elide(option.left, max(1, beside - 1)).ljust(beside) if beside else ""
        title = option.title.ljust(self._page.title_width) if option.right else option.title
        if cells(left + title) + 2 + cells(option.right) <= width:
            return (((left, "bold"), (title, "text"), ("  " + option.right, "dim")),)
        room = width - beside - cells(title) - 2
        if option.right and room >= RIGHT_LEAST:
            right = wrapped(option.right, room, 3)
            first = ((left, "bold"), (title, "text"), ("  " + right[0], "dim"))
            return (first, *(((" " * (width - room), "text"), (part, "dim")) for part in right[1:]))
        parts = wrapped(option.title, width - beside, 3)
        return tuple(((" " * beside if n else left, "bold"), (part, "text")) for n, part in enumerate(parts))

    def answer(self, event: events.Key) -> None:
        """Arrows and ^n ^p move, ^f ^b PageDown PageUp by pages, Enter takes, Esc leaves; the rest types."""
        steps = {
            "down": 1,
            "ctrl+n": 1,
            "up": -1,
            "ctrl+p": -1,
        }
        pages = {"pagedown": 1, "ctrl+f": 1, "pageup": -1, "ctrl+b": -1}
        if event.key in steps:
            self._list.move(steps[event.key])
        elif event.key in pages:
            self._list.page(pages[event.key])
        elif event.key in ("escape", "ctrl+c"):
            self.close(None)
        elif event.key in ("enter", "ctrl+j"):
            if not self._shown:
                return
            self.close(self._list.current or None if self._chooses else None)
        else:
            self.query_one(Field).take(event)

    @on(LineList.Chosen)
    def _clicked(self, event: LineList.Chosen) -> None:
        self.close(event.item_id if self._chooses else None)


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """The options that hold every typed word: first those whose title begins with the first word, then those
    whose other words do, then those in which any word begins with it.

    Where there are none, those of which each typed word resembles one.
    """
    words = typed.casefold().split()
    if not words:
        return list(options)

    def haystack(option: Option) -> str:
        parts = (option.title, option.left, option.right, option.words, option.heading)
        found = " ".join(parts).casefold()
        return " ".join((found, *(found.replace(a, b) for a, b in SPELT if a in found)))

    found = [option for option in options if all(word in haystack(option) for word in words)]
    if not found:
        from rapidfuzz import fuzz, process

        def near(word: str, option: Option) -> bool:
            known = haystack(option)
            return (
                word in known
                or process.extractOne(word, known.split(), scorer=fuzz.ratio, score_cutoff=NEAR) is not None
            )

        found = [option for option in options if all(near(word, option) for word in words)]

    def begins(option: Option) -> int:
        title, others = option.title.casefold(), option.words.casefold()
        parts = ((title,), (others,), (*title.split(), *others.split()))
        return next((n for n, part in enumerate(parts) if any(p.startswith(words[0]) for p in part)), 3)

    return sorted(found, key=begins)
