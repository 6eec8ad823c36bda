"""The main screen: articles, text and details; keys become commands, events become what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size

from annotations.errors import PassageError, StoreError
from reader.corpus.corpus import ArticleError
from reader.tui import frame
from reader.tui.calls import Call, Refusal
from reader.tui.foot import Foot
from reader.tui.frame import DETAILS, WIDE, Pane
from reader.tui.messages import Answered, Checked, Failed, Followed, Looked, Recognised, StoreChanged
from reader.tui.page import Page
from reader.tui.screens.keyed import KeyedScreen
from reader.tui.setup import Setup
from reader.tui.sides import Sides
from reader.tui.widgets.article_view import MEASURE, ArticleView, Density
from reader.tui.widgets.line_list import LineList
from reader.tui.widgets.side_panes import ArticlesPane, DetailsPane

if TYPE_CHECKING:
    from annotations.changes import Event
    from annotations.codes import Scale
    from reader.keys.action import Context
    from reader.keys.engine import Engine
    from reader.tui.background import Background
    from reader.tui.codebook_side import CodebookSide
    from reader.tui.coder import Coder
    from reader.tui.entity_room import EntityRoom
    from reader.tui.finder import Finder
    from reader.tui.following import Following
    from reader.tui.leaving import Leaving
    from reader.tui.news import News
    from reader.tui.proposing import Proposing
    from reader.tui.widgets.prompt import Prompt
    from reader.tui.widgets.stance_bar import StanceBar

PASSING = ("app", "article", "pane")
"""Families of actions that do not show that somebody reads the article that is open."""
LATER = Path(__file__).parents[1] / "later.tcss"
"""The styles of what the first frame does not show."""
AFTER_FIRST_FRAME = 0.1
"""Seconds until the rest of the screen is made: the page is to be seen first."""


class Panes(Horizontal):
    """The panes side by side."""

    BLANK = True


class Middle(Vertical):
    """The text under its title."""

    BLANK = True


class ReadingScreen(KeyedScreen[None], inherit_bindings=False):
    """Holds what is open, selected, pinned and searched; widgets paint it and post messages."""

    AUTO_FOCUS = ""
    # What is covered by what is in it need not be rendered line by line.
    BLANK = True

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup
        self.workspace = setup.workspace
        self.state = setup.state
        self.sides, self.page, self.foot = Sides(self), Page(self), Foot(self)
        self.coder: Coder
        self.finder: Finder
        self.following: Following
        self.leaving: Leaving
        self.news: News
        self.room: EntityRoom
        self.proposing: Proposing
        self.codebook: CodebookSide
        self.engine: Engine
        self.pane: Pane = "text"
        self.recognised = (0, 0)
        """Articles whose entities are known, and all of them."""
        self.title_row, self.status, self.banner = self.foot.title_row, self.foot.status, self.foot.banner
        self.view = ArticleView(id="text")
        self.view.can_focus = False
        self.articles_pane, self.details = ArticlesPane(id="left"), DetailsPane(id="right")
        self.articles, self.entities = self.articles_pane.list, self.details.entities
        self.annotations = self.details.annotations
        self.prompt: Prompt
        self.bar: StanceBar
        self.background: Background
        self._finishing = asyncio.Lock()
        self.complete = False
        """Whether all is there that the first frame does not show."""

    def compose(self) -> ComposeResult:
        self._arrange(self.app.size)
        with Panes(id="panes"):
            yield self.articles_pane
            with Middle(id="middle"):
                yield self.title_row
                yield self.view
            if self.app.size.width >= WIDE:
                yield self.details
        yield self.status

    def on_mount(self) -> None:
        self.view.measure = self.state.measure or self.setup.config.measure or MEASURE
        self.set_density(self.state.density or "all")
        first, corpus = self.setup.first or self.state.last_article, self.workspace.corpus
        known = first in corpus.names and not corpus.entry(first).problem
        path = first if known else next(corpus.readable(), "")
        self.sides.begin(path)
        if not (path and self.page.open(path)):
            self.sides.refresh(())
        self.show_status()
        # On a busy machine the time may be over before the page is painted.
        self.call_after_refresh(self.set_timer, AFTER_FIRST_FRAME, self.finish)

    async def finish(self) -> None:
        """What the first frame does not show: annotations, keys, prompt, recognition, search; once."""
        async with self._finishing:
            if not self.complete:
                await self._finish()

    async def _finish(self) -> None:
        from reader.keys.engine import Engine
        from reader.tui import commands, showing
        from reader.tui.background import Background
        from reader.tui.codebook_side import CodebookSide
        from reader.tui.coder import Coder
        from reader.tui.entity_room import EntityRoom
        from reader.tui.finder import Finder
        from reader.tui.following import Following
        from reader.tui.leaving import Leaving
        from reader.tui.news import News
        from reader.tui.proposing import Proposing
        from reader.tui.widgets.key_panel import KeyPanel
        from reader.tui.widgets.prompt import Prompt
        from reader.tui.widgets.stance_bar import StanceBar

        self.app.stylesheet.read(LATER)
        self.prompt, self.bar, self.foot.keys = Prompt(id="prompt"), StanceBar(id="bar"), KeyPanel()
        self._commands = commands.COMMANDS
        self.coder, self.finder = Coder(self), Finder(self)
        self.following, self.news, self.leaving = Following(self), News(self), Leaving(self)
        forgotten = self.coder.recall()
        self.engine = Engine(self.setup.keymap(self.coder.scale), keyboard=self.setup.keyboard)
        self.background, self.room = Background(self), EntityRoom(self)
        self.proposing = Proposing(self)
        self.codebook = CodebookSide(self)
        self._unsubscribe = self.workspace.store.subscribe(self._store_event)
        if not self.details.is_attached:
            await self.query_one("#panes").mount(self.details)
        await self.mount(self.bar, self.prompt, self.banner, self.foot.keys, before=self.status)
        self.complete = True
        self.sides.count()
        self.page.reload(entities=True)
        self.page.refold()
        self.coder.drafting.offer()
        problems = (self.setup.theme.problem, self.state.problem, *forgotten, self.coder.drafting.problem)
        if told := [problem for problem in problems if problem]:
            self.warn(showing.problems(told))
        self.news.checked(self.workspace.store.problems(records=False))
        self.state.save()
        self.background.start()
        self.following.search()
        self.following.watch()

    def on_unmount(self) -> None:
        if self.complete:
            self._unsubscribe()
            self.background.close()

    def _store_event(self, event: Event) -> None:
        """Called in whatever thread the store is in."""
        self.post_message(StoreChanged(event))

    # -- keys

    @property
    def context(self) -> Context:
        """Where keys are read now."""
        if self.complete and self.prompt.asking:
            return "PROMPT"
        if self.complete and self.bar.is_open:
            return "BAR"
        if self.complete and self.proposing.is_open:
            return "PROPOSALS"
        if self.pane == "list":
            return "LIST"
        if self.pane in DETAILS:
            return "DETAILS"
        return "VISUAL" if self.page.selection is not None else "READ"

    async def press(self, event: events.Key) -> None:
        """Every key goes through the engine; one that is typed goes on into the field that is open."""
        await self.finish()
        from reader.keys.engine import Cancelled, Invoke, Pending, Unmapped

        self.engine.context = self.context
        outcome = self.engine.feed(event.key)
        if isinstance(outcome, Unmapped) and outcome.typed:
            self.foot.heard()
            (self.prompt.field if self.prompt.asking else self.bar.input).take(event)
            return
        self.foot.begin(outcome if isinstance(outcome, Pending) else None)
        if isinstance(outcome, Invoke):
            self.run_command(outcome.action_id, Call(outcome.count, outcome.operand))
        elif isinstance(outcome, Unmapped):
            self.warn(outcome.reason)
        elif isinstance(outcome, Cancelled):
            self.say(f"{outcome.keys} dropped")
        self.show_status()

    def run_command(self, action_id: str, call: Call) -> None:
        """Carry out an action; when it cannot run, the status line says why."""
        kind, _, key = action_id.partition(":")
        named = self._commands[kind if key else action_id]
        before = self.page.opened
        self.attempt(lambda: named(self, Call(call.count, key) if key else call))
        stayed = before and self.page.opened and before.document.path == self.page.opened.document.path
        if stayed and self.pane == "text" and kind.partition(".")[0] not in PASSING:
            self.page.begin()

    def attempt(self, act: Callable[[], None]) -> None:
        """Do *act*; when it cannot be done, the status line says why."""
        try:
            act()
        except (Refusal, StoreError, PassageError, ArticleError) as error:
            self.warn(str(error))
        self.show_status()

    def use_scale(self, scale: Scale) -> None:
        """The label keys give labels of *scale* from now on."""
        self.coder.scale = scale
        self.engine.keymap = self.setup.keymap(scale)
        keys = "  ".join(f"{label.key} {label.name}" for label in scale.labels if label.key)
        self.say(f"{scale.name} scale: {keys}")

    def say(self, message: str) -> None:
        """A message in the status line until the next key."""
        self.foot.say(message)

    def warn(self, message: str) -> None:
        """The same for something that did not go as asked."""
        self.foot.say(message, warning=bool(message))

    # -- the mouse

    @property
    def _typing(self) -> bool:
        """Whether a field is open: the mouse then leaves caret and passage as they are."""
        return self.context in ("PROMPT", "BAR")

    @on(ArticleView.Clicked)
    def _clicked(self, event: ArticleView.Clicked) -> None:
        if not self._typing:
            self.enter("text")
            self.page.select(None)
            self.page.move_caret(event.offset, open_folds=False)

    @on(ArticleView.WordClicked)
    def _word_clicked(self, event: ArticleView.WordClicked) -> None:
        opened = self.page.opened
        if opened is None or self._typing:
            return
        from reader import motions

        word = motions.object_word(opened.document, event.offset)
        if word is not None and word.start <= event.offset < word.end:
            self.page.select(motions.select(word))

    @on(ArticleView.SelectionDragged)
    def _dragged(self, event: ArticleView.SelectionDragged) -> None:
        if self._typing:
            return
        from reader.motions import Selection

        self.page.select(Selection(event.anchor, event.head))

    @on(ArticleView.CaretCarried)
    def _carried(self) -> None:
        if not self._typing:
            self.page.caret_moved()

    def on_article_view_resized(self) -> None:
        if self.complete:
            self.coder.place_bar()

    # -- panes

    @property
    def pane_list(self) -> LineList | None:
        """The list that has the keys, if it is not the text."""
        lists = {"list": self.articles, "entities": self.entities, "annotations": self.annotations}
        return self.codebook.pane.list if self.pane == "codebook" else lists.get(self.pane)

    def enter(self, pane: Pane) -> None:
        """Give the keys to *pane*; one that is hidden comes out."""
        self.pane = pane
        if self.complete and pane in DETAILS:
            self.codebook.put(pane == "codebook")
        self._arrange()
        self.show_status()

    def on_resize(self, event: events.Resize) -> None:
        self._arrange(event.size)

    def fit(self, size: Size, *, update: bool = True) -> None:
        """Have the styles of a terminal of this size; they are worked out with *update*."""
        codebook, selected = self.complete and self.codebook.shown, self.page.selection is not None
        named = frame.classes(*size, self.pane, codebook=codebook, selected=selected)
        self.update_classes(named, update)
        self.sides.spread(size.width)

    def _arrange(self, size: Size | None = None) -> None:
        """Which panes stand side by side in this room; those that do not are drawers."""
        self.fit(size or self.size or self.app.size)
        self.articles_pane.activate(self.pane == "list")
        self.details.activate(self.pane)
        if self.complete and self.codebook.shown:
            self.codebook.pane.activate(self.pane == "codebook")
        self.view.active = self.pane == "text"
        if self.complete and self.bar.is_open:
            self.call_after_refresh(self.coder.place_bar)

    def set_measure(self, cells: int) -> None:
        """A column of *cells*; 0 is the usual one."""
        self.view.measure = cells or self.setup.config.measure or MEASURE
        self.state.measure = self.view.measure if cells else 0
        self.say(f"column of {self.view.column} cells")

    def set_density(self, density: str) -> None:
        """Which entities are marked."""
        known: Density = "first" if density == "first" else "off" if density == "off" else "all"
        self.view.set_density(known)
        self.state.density = known

    # -- events

    @on(StoreChanged)
    def _store_changed(self, message: StoreChanged) -> None:
        self.news.stored(message.event)

    @on(Recognised)
    def _recognised_some(self, message: Recognised) -> None:
        self.news.recognised(message)

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        self.finder.answer(message)

    @on(LineList.Chosen)
    def _row_chosen(self, event: LineList.Chosen) -> None:
        self.attempt(lambda: self.sides.choose(event.view, event.item_id))

    def on_stance_bar_left(self) -> None:
        self.view.selection = None
        self.page.caret_moved()

    @on(Followed)
    def _followed(self, message: Followed) -> None:
        self.following.take_in(message.found)

    @on(Checked)
    def _checked(self, message: Checked) -> None:
        self.news.checked(message.problems)

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        self.attempt(message.take)

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.foot.tell(message.text)

    # -- showing

    @property
    def all_recognised(self) -> bool:
        """Whether the entities of the whole corpus are known."""
        done, total = self.recognised
        return done == total > 0

    def show_status(self) -> None:
        """Show again what the rows at the top and the foot tell."""
        self.foot.show()
