"""One entity over the corpus: its names, what is held by it and towards it, every mention in its context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.worker import get_current_worker

from annotations.errors import StoreError
from reader.citing import cited
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Range
from reader.dossier import Said
from reader.keys.action import Context
from reader.keys.engine import Cancelled, Engine, Invoke, Pending, Unmapped
from reader.steps import described
from reader.tui import entity_foot, outside
from reader.tui.calls import Call, Refusal
from reader.tui.entity_items import Mentioned, Rows
from reader.tui.screens.keyed import Dialog
from reader.tui.screens.picker import Option, Page, Picker
from reader.tui.signing import ask_annotator
from reader.tui.widgets.entity_head import EntityHead
from reader.tui.widgets.line_list import LineList
from reader.tui.widgets.prompt import Prompt, Question
from reader.tui.widgets.status import Status, StatusLine

if TYPE_CHECKING:
    from annotations.changes import Action
    from reader.concordance import Group
    from reader.tui.entity_room import EntityRoom
    from reader.tui.screens.reading import ReadingScreen

LOW, AIRY = 16, 30
"""Rows from which the head is whole, and from which empty rows part the articles."""


class Gathered(Message):
    """Some more articles were read."""

    def __init__(self, generation: int, groups: list[Group]) -> None:
        super().__init__()
        self.generation = generation
        self.groups = groups


@dataclass(frozen=True, slots=True)
class Chosen:
    """The row that was opened."""

    entry: Mentioned | Said
    stance: bool = False
    """Whether a stance is to be given there."""


class EntityScreen(Dialog[Chosen], inherit_bindings=False):
    """Full width; dismisses with the mention or the stance that was opened, or with ``None``."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EntityScreen { background: $background; color: $foreground; }
    EntityScreen EntityHead { margin: 0 0 1 0; }
    EntityScreen.-low EntityHead { margin: 0; }
    """

    def __init__(self, reading: ReadingScreen, room: EntityRoom) -> None:
        super().__init__()
        self._reading, self._room = reading, room
        self._engine = Engine(reading.engine.keymap, context="DETAILS", keyboard=reading.setup.keyboard)
        self._head = EntityHead(id="head")
        self._list = LineList(id="mentions")
        self._list.can_focus = False
        self._prompt = Prompt(id="prompt")
        self._status = StatusLine(id="status")
        self._rows = Rows()
        self._at = room.at
        """The row that the cursor is still to be put on."""
        self._question: int | None = None
        """Which question has the keys."""
        self._message, self._warning, self._pending = "", False, ""
        self._actions = self._known_actions()

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._list
        yield self._prompt
        yield self._status

    def on_mount(self) -> None:
        self.read_on()
        self.show()

    def read_on(self) -> None:
        """Read the articles that were not at hand, in a worker."""
        if self.is_attached and self._room.unread:
            self.run_worker(self._read, thread=True, exclusive=True, group="rest", exit_on_error=False)

    def _read(self) -> None:
        """In a worker."""
        worker, generation = get_current_worker(), self._room.generation
        for groups in self._room.rest():
            if worker.is_cancelled:
                return
            self.post_message(Gathered(generation, groups))

    @on(Gathered)
    def _gathered(self, message: Gathered) -> None:
        self._room.take(message.generation, message.groups)
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.show)

    # -- keys

    @property
    def context(self) -> Context:
        """Where keys are read now."""
        if self._prompt.asking:
            return "PROMPT"
        return "DETAILS" if self._question is None else "PROPOSALS"

    def answer(self, event: events.Key) -> None:
        """Every key goes through the engine, as in the reading screen."""
        self._engine.context = self.context
        outcome = self._engine.feed(event.key)
        if isinstance(outcome, Unmapped) and outcome.typed:
            self._prompt.field.take(event)
            return
        self._message, self._pending, self._at = "", "", ""
        if isinstance(outcome, Pending):
            self._pending = outcome.keys
        elif isinstance(outcome, Invoke):
            self._carry_out(outcome.action_id, Call(outcome.count, outcome.operand))
        elif isinstance(outcome, Unmapped):
            self.warn(outcome.reason)
        elif isinstance(outcome, Cancelled):
            self.say(f"{outcome.keys} dropped")
        self._show_status()

    def _carry_out(self, action_id: str, call: Call) -> None:
        act = self._actions.get(action_id)
        try:
            if act is None:
                raise Refusal("that key is for the article and its panes: Esc goes back to them")
            act(call)
        except (Refusal, StoreError, ArticleError) as error:
            self.warn(str(error))

    def _known_actions(self) -> dict[str, Callable[[Call], None]]:
        shown = self._list
        return {
            "move.down": lambda call: shown.move(call.times),
            "move.up": lambda call: shown.move(-call.times),
            "move.first": lambda call: shown.go((call.count or 1) - 1),
            "move.last": lambda call: shown.go(call.count - 1) if call.count else shown.last(),
            "page.down": lambda call: shown.page(call.times),
            "page.up": lambda call: shown.page(-call.times),
            "page.half_down": lambda call: shown.page(call.times / 2),
            "page.half_up": lambda call: shown.page(-call.times / 2),
            "article.next": lambda call: shown.go(self._rows.step(shown.cursor, call.times)),
            "article.previous": lambda call: shown.go(self._rows.step(shown.cursor, -call.times)),
            "open.row": lambda call: self._open(),
            "stance.bar": lambda call: self._open(stance=True),
            "pane.filter": lambda call: self._ask_filter(),
            "copy.citation": lambda call: self._copy(),
            "pane.next": lambda call: self._turn(1),
            "pane.previous": lambda call: self._turn(-1),
            "proposal.next": lambda call: self._turn(1),
            "proposal.previous": lambda call: self._turn(-1),
            "proposal.yes": lambda call: self._say_of_it(same=True),
            "proposal.no": lambda call: self._say_of_it(same=False),
            "undo": lambda call: self._undo(call),
            "redo": lambda call: self._undo(call, again=True),
            "field.keep": lambda call: self._prompt.keep(),
            "field.next": lambda call: self._prompt.choose(1),
            "field.previous": lambda call: self._prompt.choose(-1),
            "item.next": lambda call: self._prompt.choose(1),
            "item.previous": lambda call: self._prompt.choose(-1),
            "jump.back": lambda call: self.close(None),
            "app.back": lambda call: self._leave(),
            "app.escape": lambda call: self._leave(),
            "app.quit": lambda call: self.quit(),
            "app.redraw": lambda call: self._redraw(),
            "app.suspend": lambda call: self._reading.run_command("app.suspend", call),
            "app.help": lambda call: self._reading.run_command("app.help", call),
            "app.palette": lambda call: self._palette(),
        }

    def _palette(self) -> None:
        keymap, context = self._reading.engine.keymap, self.context
        options = tuple(
            Option(action.id, action.title, next(iter(keymap.keys_of(action.id, context)), ""), action.help)
            for action in keymap.actions_in(context)
            if action.id in self._actions
        )

        def run(action_id: str | None) -> None:
            if action_id:
                self._carry_out(action_id, Call())
                self._show_status()

        self.app.push_screen(Picker(Page("Commands", "Enter run   Esc back", options, 8, 22)), run)

    def _leave(self) -> None:
        """Out of the innermost thing that is open."""
        if self._prompt.asking:
            self._prompt.leave()
        elif self._question is not None:
            self._turn_to(None)
        elif self._room.wanted:
            self._filter("")
        else:
            self.close(None)

    def _redraw(self) -> None:
        self.app.refresh(repaint=True, layout=True)
        self._list.repaint()

    # -- the rows

    def _ask_filter(self) -> None:
        def left(value: str) -> None:
            self._filter("")

        hint = "words of the line or the article   Esc all"
        self._prompt.ask(
            Question(
                "filter",
                self._filter,
                value=self._room.wanted,
                proposed=True,
                hint=hint,
                changed=self._filter,
                left=left,
            )
        )

    def _filter(self, wanted: str) -> None:
        self._room.wanted = wanted.strip()
        self.show()

    def _entry(self) -> Mentioned | Said:
        entry = self._rows.entry(self._list.cursor)
        if entry is None:
            raise Refusal(f"there is no mention here{'' if not self._room.unread else ' yet'}")
        return entry

    def _open(self, *, stance: bool = False) -> None:
        self._room.at = self._rows.id_of(self._list.cursor)
        self.close(Chosen(self._entry(), stance))

    @on(LineList.Chosen, "#mentions")
    def _clicked(self, event: LineList.Chosen) -> None:
        self._carry_out("open.row", Call())

    @on(LineList.Highlighted, "#mentions")
    def _moved(self, event: LineList.Highlighted) -> None:
        self._show_status()

    def _copy(self) -> None:
        """The sentence of the mention, or the passage of the annotation, with its source."""
        entry = self._entry()
        document = self._reading.workspace.document(entry.path)
        if isinstance(entry, Mentioned):
            place = document.sentence_at(entry.line.start) or Range(entry.line.start, entry.line.end)
        else:
            place = self._room.passage(entry)
        self.say(outside.copy(self.app, self._reading.setup.config, cited(document, place.start, place.end)))

    # -- same as?

    def _turn(self, step: int) -> None:
        """To the next question; behind the last, and before the first, is the list."""
        count = len(self._room.questions)
        if not count:
            raise Refusal("nothing is asked about this one: no other is nearly called so")
        at = (-1 if self._question is None else self._question) + step
        self._turn_to((at + 1) % (count + 1) - 1)

    def _turn_to(self, number: int | None) -> None:
        known = number is not None and 0 <= number < len(self._room.questions)
        self._question = number if known else None
        self.show()

    def _say_of_it(self, *, same: bool) -> None:
        if self._question is None:
            return
        again = "proposal.yes" if same else "proposal.no"
        if ask_annotator(
            self._reading, lambda: self._carry_out(again, Call()), prompt=self._prompt, refuse=self.warn
        ):
            return
        question = self._room.questions[self._question]
        self._room.give(question, same=same)
        still_open = (n for n, one in enumerate(self._room.questions) if one.answered is None)
        self._turn_to(next(still_open, None))
        what = f"one with {question.name}" if same else f"not {question.name}"
        self.say(f"{what}: kept; u takes it back")

    def _undo(self, call: Call, *, again: bool = False) -> None:
        store = self._reading.workspace.store
        done: list[Action] = []
        if not again:
            self._reading.coder.spare()
        try:
            for _ in range(call.times):
                action, saved = store.redo() if again else store.undo()
                self._reading.coder.watch(saved)
                done.append(action)
        finally:
            self._room.heed()
            self._room.changed()
        self.say(f"{'brought back' if again else 'taken back'}: {described(done, self._reading.workspace)}")

    # -- showing

    def say(self, message: str) -> None:
        """A message in the status line until the next key."""
        self._message, self._warning = message, False
        self._show_status()

    def warn(self, message: str) -> None:
        """The same for something that did not go as asked."""
        self._message, self._warning = message, bool(message)
        self._show_status()

    def show(self) -> None:
        """Show what the room knows by now; the cursor stays on its row."""
        if not self.is_attached:
            return
        room, at = self._room, self._at or self._rows.id_of(self._list.cursor)
        above = self._list.cursor - self._list.top
        self._rows = room.rows(self.size.width, airy=self.size.height >= AIRY)
        self._list.empty = entity_foot.without_rows(room)
        self._list.set_source(self._rows.count, 1, self._rows.item)
        found = self._rows.find(at) if at else None
        if found is not None:
            self._put_cursor(found, above)
        if self._question is not None and self._question >= len(room.questions):
            self._question = None
        self._list.active = self._question is None
        self._show_head()
        self._show_status()

    def _put_cursor(self, index: int, above: int) -> None:
        """On the row at *index*: under its heading at first, later with as many rows *above* it as before."""
        self._list.go(index)
        if self._at and self._list.height > 1:
            self._at = ""
            above = index - self._rows.heading(index)
        if 0 <= above < self._list.height:
            self._list.scroll_rows_to(index - above)

    def _show_head(self) -> None:
        keys = self._reading.engine.keymap.keys_of("pane.next", "DETAILS")
        ways = f"{keys[0] if keys else ':'} answers" if self._question is None else ""
        self._head.show(self._room.head(self._question, ways), low=self.size.height < LOW)

    def _show_status(self) -> None:
        reading = self._reading
        facts = entity_foot.facts(
            self._room, self._rows, self._list.cursor, whole_corpus=reading.all_recognised
        )
        self._status.show(
            Status(
                entity_foot.mode(self.context),
                facts,
                self._message,
                self._warning,
                entity_foot.hints(reading.engine.keymap, self.context),
                self._pending,
                self._engine.badge,
            )
        )
