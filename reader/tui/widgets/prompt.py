"""One line at the foot of the screen in which something is typed: a search, a note, a tag, a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Label

from reader.layout.cells import cells
from reader.sanitise import clean, clean_line
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, LineList

TYPED = 24
"""Cells to type in that a hint beside them must leave."""
SUGGESTIONS = 6
"""How many completions are shown at once, in rows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One completion: what is typed when it is taken, and what stands beside it."""

    text: str
    reason: str = ""


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """What the prompt asks. ``changed`` is told each keystroke, ``answered`` the line, ``left`` of Esc."""

    label: str
    answered: Callable[[str], None]
    value: str = ""
    behind: str = ""
    """What stands behind the value at first, blanks kept: typing goes on there."""
    hint: str = ""
    changed: Callable[[str], None] = _nothing
    left: Callable[[str], None] = _nothing
    choices: Callable[[str], Sequence[Choice]] | None = None


class Prompt(Vertical):
    """Hidden until something is asked; gives back the line, or nothing when it is left."""

    DEFAULT_CSS = """
    Prompt { height: auto; display: none; background: $surface; }
    Prompt.asking { display: block; }
    Prompt Horizontal { height: 1; }
    Prompt Label { width: auto; padding: 0 1; color: $accent; text-style: bold; }
    Prompt #prompt-hint { color: $text-muted; text-style: none; }
    Prompt Input { border: none; height: 1; padding: 0; width: 1fr; background: $surface; }
    Prompt LineList { height: auto; max-height: 6; display: none; }
    Prompt.choosing LineList { display: block; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.question: Question | None = None
        self._choices: list[Choice] = []
        self._taken = -1
        self._typed = ""
        self._input = Field(id="prompt-input", typed=self._changed)
        self._list = LineList(id="prompt-choices")
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        yield self._list
        with Horizontal():
            yield Label("", id="prompt-label", markup=False)
            yield self._input
            yield Label("", id="prompt-hint", markup=False)

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return self.question is not None

    @property
    def field(self) -> Field:
        """The line being typed."""
        return self._input

    @property
    def value(self) -> str:
        """What stands in the line now."""
        return self._input.value

    def ask(self, question: Question) -> None:
        """Open the prompt with *question*; one that was open is left first."""
        if self.question is not None:
            self.leave()
        self.question = question
        self.query_one("#prompt-label", Label).update(Content(clean_line(question.label)))
        self.query_one("#prompt-hint", Label).update(Content(clean(question.hint)))
        self.add_class("asking")
        self._make_room()
        self._input.put(clean_line(question.value) + question.behind)
        self.screen.set_focus(self._input)
        self._suggest(question.value + question.behind)

    @property
    def untold(self) -> str:
        """The hint there is no room for beside the line, "" when it stands there."""
        return self.question.hint if self.question is not None and self._crowded() else ""

    def on_resize(self) -> None:
        self._make_room()

    def _make_room(self) -> None:
        self.query_one("#prompt-hint", Label).display = not self._crowded()

    def _crowded(self) -> bool:
        question, width = self.question, self.screen.size.width
        return question is None or cells(question.label) + cells(question.hint) + 4 + TYPED > width

    def keep(self) -> None:
        """Answer with the line as it stands."""
        question, value = self.question, self._input.value
        if question is not None:
            self._close()
            question.answered(value)

    def leave(self) -> None:
        """Close without an answer."""
        question, value = self.question, self._input.value
        if question is not None:
            self._close()
            question.left(value)

    def choose(self, step: int) -> None:
        """Put the next (previous) completion into the line; before the first is what was typed."""
        if not self._choices:
            return
        self._taken = (self._taken + 1 + step) % (len(self._choices) + 1) - 1
        value = self._typed if self._taken < 0 else self._choices[self._taken].text
        self._input.put(value)
        self._list.go(max(self._taken, 0))
        if self.question is not None:
            self.question.changed(value)

    def _close(self) -> None:
        self.question = None
        self._choices = []
        self.remove_class("asking", "choosing")
        self.screen.set_focus(None)

    def _changed(self, value: str) -> None:
        if self.question is not None:
            self._suggest(value)
            self.question.changed(value)

    def _suggest(self, typed: str) -> None:
        self._typed, self._taken = typed, -1
        question = self.question
        choices = question.choices(typed) if question is not None and question.choices is not None else ()
        self._choices = [Choice(clean_line(c.text), c.reason) for c in choices]
        self.set_class(bool(self._choices), "choosing")
        rows = [
            Item(f"{n}", ((("  " + c.text, "text"), ("   ", "text"), (c.reason, "dim")),))
            for n, c in enumerate(self._choices)
        ]
        self._list.set_items(rows)
        self._list.styles.height = min(SUGGESTIONS, max(1, len(rows)))
