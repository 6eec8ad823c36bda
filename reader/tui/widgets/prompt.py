"""One line at the foot of the screen in which something is typed: a search, a note, a tag, a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Label

from annotations.errors import PassageError, StoreError
from reader.completing import Choice, Completion, begun, completed, followed, last_part, with_last_part
from reader.layout.cells import cells
from reader.sanitise import clean, clean_line
from reader.tui.refusal import Refusal
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.field import Field

TYPED = 24
"""Cells to type in that a hint beside them must leave."""
SUGGESTIONS = 6
"""How many completions are shown at once, in rows."""
REFUSED = (Refusal, StoreError, PassageError)
"""What an answer may raise: the question is then asked again, with what was typed."""


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """What the prompt asks. ``changed`` is told each keystroke, ``answered`` the line, ``left`` of Esc.

    ``answered`` raises one of ``REFUSED`` to have it asked again.
    """

    label: str
    answered: Callable[[str], None]
    value: str = ""
    proposed: bool = False
    """Whether the value is no more than offered: what is typed first takes its place."""
    behind: str = ""
    """What stands behind the value at first, blanks kept: typing goes on there."""
    hint: str = ""
    changed: Callable[[str], None] = _nothing
    left: Callable[[str], None] = _nothing
    choices: Sequence[Choice] = ()
    """What can be taken; typing picks among it."""
    several: bool = False
    """Whether the answer is several of them, with commas."""
    as_typed: str | Callable[[str], str] = "as typed"
    """What is said of words that are none of them."""
    kept: bool = True
    """Whether such words may be the answer."""
    recalls: bool = False
    """Whether they are only what was answered before: shown until something is typed."""
    first_lit: bool = False
    """Whether the first of them is the answer as long as nothing is typed."""


class Prompt(Vertical):
    """Hidden until something is asked; gives back the line, or nothing when it is left."""

    DEFAULT_CSS = """
    Prompt { height: auto; display: none; background: $surface; }
    Prompt.asking { display: block; }
    Prompt Horizontal { height: 1; }
    Prompt Label { width: auto; padding: 0 1; color: $accent; text-style: bold; }
    Prompt #prompt-hint { color: $text-muted; text-style: none; }
    Prompt Input { border: none; height: 1; padding: 0; width: 1fr; background: $surface; }
    Prompt ChoiceList { height: auto; max-height: 6; display: none; }
    Prompt.choosing ChoiceList { display: block; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.question: Question | None = None
        self.completion = Completion()
        self._input = Field(id="prompt-input", typed=self._changed)
        self._list = ChoiceList(id="prompt-choices")

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
        if question.proposed:
            self._input.select_all()
        self.screen.set_focus(self._input)
        self._suggest(begun(question.choices, self._part))

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
        """Answer with the line, the row that is lit taken into it; of one that is refused nothing is lost."""
        question = self.question
        if question is not None:
            value = self._taken_in() if self.completion.taken is not None else self._input.value
            self._close()
            try:
                question.answered(value)
            except REFUSED:
                if not self.asking:
                    self.ask(replace(question, value=value, proposed=False, behind=""))
                raise

    def leave(self) -> None:
        """Close without an answer."""
        question, value = self.question, self._input.value
        if question is not None:
            self._close()
            question.left(value)

    def choose(self, step: int) -> None:
        """Put the next (previous) completion into the line."""
        self._put(self.completion.stepped(step))

    @on(ChoiceList.Chosen)
    def _clicked(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._put(self.completion.pointed(int(event.item_id)))

    def _put(self, completion: Completion) -> None:
        question = self.question
        if question is None or not completion.rows:
            return
        self._suggest(completion)
        self._input.put(self._taken_in())
        question.changed(self._input.value)

    def _taken_in(self) -> str:
        """The line with the row that is lit in the place of what is being typed."""
        several = self.question is not None and self.question.several
        text = self.completion.text
        return with_last_part(self._input.value, text) if several else text

    @property
    def _part(self) -> str:
        """What of the line is being typed."""
        several = self.question is not None and self.question.several
        return last_part(self._input.value) if several else self._input.value

    def _close(self) -> None:
        self.question = None
        self.completion = Completion()
        self.remove_class("asking", "choosing")
        self.screen.set_focus(None)

    def _changed(self, value: str) -> None:
        question = self.question
        if question is not None:
            if question.several and (line := followed(value, self.completion)) != value:
                self._input.put(line)
            choices = () if question.recalls and value else question.choices
            part, says = self._part.strip(), question.as_typed
            said = says if isinstance(says, str) else says(part)
            typed = completed(choices, part, said, kept=question.kept) if choices else Completion()
            self._suggest(typed)
            question.changed(self._input.value)

    def _suggest(self, completion: Completion) -> None:
        question = self.question
        if question is not None and question.first_lit and completion.rows and completion.at < 0:
            # It counts as put there: the next one is the second.
            completion = replace(completion, at=0, filled=True)
        self.completion = completion
        self.set_class(bool(self.question and self.question.choices and completion.rows), "choosing")
        self._list.show(completion, SUGGESTIONS)
