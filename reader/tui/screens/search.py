"""Find in the corpus: results while one types, grouped by article, with the passage beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Label

from reader.corpus.corpus import ArticleError
from reader.corpus.document import Range
from reader.filter_values import unknown
from reader.keys.engine import Engine, Invoke
from reader.layout.spans import Span
from reader.search.query import parse_query
from reader.search.results import Hit, Results
from reader.tui.panes import counted
from reader.tui.screens.keyed import Dialog
from reader.tui.snippets import hit_item
from reader.tui.widgets.article_view import ArticleView
from reader.tui.widgets.field import Field
from reader.tui.widgets.line_list import Item, LineList
from reader.tui.widgets.status import Facts, KeyHints

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen

OPENING = ("field.keep", "search.stance")
"""Actions that open the hit at the cursor."""
PREVIEW_FROM = 120
"""Columns from which the passage is shown beside the results."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hit that was chosen, where to put the caret, and what to light in its article."""

    hit: Hit
    offset: int
    lit: tuple[Range, ...]
    stance: bool = False


class SearchScreen(Dialog[Found], inherit_bindings=False):
    """Full width; dismisses with the hit that was opened, or with ``None``."""

    AUTO_FOCUS = "#query"
    DEFAULT_CSS = """
    SearchScreen { background: $background; }
    SearchScreen #ask { height: 1; padding: 0 1; background: $surface; }
    SearchScreen #ask Label { width: auto; color: $accent; text-style: bold; padding: 0 1 0 0; }
    SearchScreen #query { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    SearchScreen #count { width: 100%; height: 1; color: $text-muted; padding: 0 1; }
    SearchScreen #found { height: 1fr; margin: 1 0 0 0; }
    SearchScreen.-low #found { margin: 0; }
    SearchScreen #hits { width: 1fr; }
    SearchScreen #beside { width: 45%; border-left: solid $border-blurred; display: none; }
    SearchScreen.preview #beside { display: block; }
    """

    def __init__(self, reading: ReadingScreen, query: str, chosen: int = 0) -> None:
        super().__init__()
        self._reading = reading
        self._engine = Engine(reading.engine.keymap, context="PROMPT", keyboard=reading.setup.keyboard)
        self.typed = query
        self.chosen = chosen
        self._exact = False
        self._unfolded: frozenset[tuple[str, int, int]] = frozenset()
        """The hits whose copies are shown."""
        self._generation = 0
        self._hits: tuple[Hit, ...] = ()
        self._results = Results("")
        self._wanted: str = ""
        """The action that opens a hit, struck before the answer to what was typed had come."""
        self._awaits = False
        hint = "words, “phrases”, outlet: entity: tag: …"
        self._input = Field(query, typed=self._typed, id="query", placeholder=hint)
        self._count = Facts(id="count")
        self._list = LineList(id="hits", empty="")
        self._list.can_focus = False
        self._preview = ArticleView(id="preview")
        self._preview.can_focus = self._preview.active = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label("Find", markup=False)
            yield self._input
        yield self._count
        with Horizontal(id="found"):
            yield self._list
            with Vertical(id="beside"):
                yield self._preview
        yield KeyHints(
            ("Enter", "open"),
            ("Esc", "back"),
            ("↑↓", "choose"),
            ("^x", "exact or fuzzy"),
            ("^s", "stance here"),
            ("Tab", "copies"),
            id="hints",
        )

    def on_mount(self) -> None:
        self._ask()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= PREVIEW_FROM, "preview")
        self.call_after_refresh(lambda: self._show(self._results))

    def answer(self, event: events.Key) -> None:
        """Keys that type nothing choose, open, switch and leave."""
        outcome = self._engine.feed(event.key)
        moves = {"pagedown": 5, "pageup": -5}
        if event.key in moves:
            self._list.move(moves[event.key])
        elif isinstance(outcome, Invoke):
            self._carry_out(outcome.action_id)
        else:
            self._input.take(event)

    def _carry_out(self, action_id: str) -> None:
        if action_id == "item.next":
            self._list.move(1)
        elif action_id in ("item.previous", "field.previous"):
            self._list.move(-1)
        elif action_id == "field.next":
            self._unfold()
        elif action_id in OPENING and self._awaits:
            self._wanted = action_id
        elif action_id in OPENING:
            self._open(stance=action_id == "search.stance")
        elif action_id == "search.exact":
            self._exact = not self._exact
            self._ask()
        elif action_id == "app.escape":
            self.close(None)
        elif action_id == "app.quit":
            self.quit()

    def _unfold(self) -> None:
        """Show where else the passage at the cursor stands, each place by itself; again: fold them."""
        at = self._list.cursor
        while at and self._hits[at].copy:
            at -= 1
        if at < len(self._hits) and self._hits[at].others:
            self.chosen = at
            self._unfolded ^= {_place(self._hits[at])}
            self._show(self._results)
        elif self._hits:
            self._count.show(("this one stands in no other place", *self._summary(self._results)))

    def _typed(self, value: str) -> None:
        self.typed, self.chosen, self._unfolded = value, 0, frozenset()
        self._ask()

    def _ask(self) -> None:
        self._wanted, self._awaits = "", bool(self.typed.strip())
        if self._awaits:
            self._generation = self._reading.background.desk.ask(self.typed, exact=self._exact)
        else:
            self._generation = 0
            self._show(Results(""))

    def show(self, generation: int, results: Results) -> None:
        """Take in the answer to query number *generation*; one that is no longer asked is dropped."""
        if generation == self._generation:
            self._awaits = False
            self._show(results)
            if self._wanted:
                self._carry_out(self._wanted)

    def _show(self, results: Results) -> None:
        folded = by_article(results.results)
        unfolded = ((hit, *(hit.elsewhere() if _place(hit) in self._unfolded else ())) for hit in folded)
        self._results, self._hits = results, tuple(hit for hits in unfolded for hit in hits)
        items: list[Item] = []
        path = ""
        for number, hit in enumerate(self._hits):
            items.append(hit_item(hit, number, max(20, self._list.size.width - 3), heading=hit.path != path))
            path = hit.path
        self._list.empty = "nothing like that in these articles" if results.query.strip() else ""
        items += [Item(query, (((query, "text"),),)) for query in self._before]
        self._list.set_items(items, keep=False)
        self._list.go(min(self.chosen, max(0, len(items) - 1)))
        self._count.show(self._summary(results))
        self._show_preview()

    @property
    def _before(self) -> tuple[str, ...]:
        """What was searched for before, newest first, while nothing is typed."""
        return () if self.typed.strip() else self._reading.state.searches("corpus")

    def _summary(self, results: Results) -> tuple[str, ...]:
        """What is said of the results, the most important first."""
        how = "exact words" if self._exact else "misspellings too"
        if not results.query.strip():
            before = "searched before: Enter takes it again" if self._before else ""
            return tuple(filter(None, (before, self._reading.background.progress, how)))
        said = "" if results.short else _counted(results)
        reading = self._reading.background.progress
        facts = (*self._unknown, said, reading, *results.hints, how, f"{results.took_ms:.0f} ms")
        return tuple(filter(None, facts))

    @property
    def _unknown(self) -> tuple[str, ...]:
        """What is to be said of labels and codes asked for that nobody has."""
        workspace, filters = self._reading.workspace, parse_query(self._results.query).filters
        return unknown(filters, workspace.codebook, workspace.store.annotations(), listed=0)

    def show_progress(self) -> None:
        """More of the corpus was read: the count says so; what is found in it comes as another answer."""
        self._count.show(self._summary(self._results))

    @on(LineList.Highlighted, "#hits")
    def _moved(self, event: LineList.Highlighted) -> None:
        self.chosen = self._list.cursor
        self._show_preview()

    @on(LineList.Chosen, "#hits")
    def _clicked(self, event: LineList.Chosen) -> None:
        self._open(stance=False)

    def _hit(self) -> Hit | None:
        return self._hits[self._list.cursor] if self._list.cursor < len(self._hits) else None

    def _show_preview(self) -> None:
        hit = self._hit()
        if hit is None:
            self._preview.set_document(None)
            return
        try:
            document = self._reading.workspace.document(hit.path)
        except ArticleError:
            self._preview.set_document(None)
            return
        lit = self._lit(hit)
        start = lit[0].start if lit else max(0, hit.start)
        self._preview.set_document(document, caret=start)
        self._preview.set_hits([Span(r.start, r.end, "hit", "exact") for r in lit])
        self._preview.align_caret("z")

    def _lit(self, hit: Hit) -> tuple[Range, ...]:
        """The places to light in the article of *hit*: all its hits, this one's first."""
        own = [h for h in (hit, *self._hits) if h.path == hit.path and h.in_article]
        places = {(h.start, h.end) for one in own for h in one.highlights}
        return tuple(Range(start, end) for start, end in sorted(places))

    def _open(self, *, stance: bool) -> None:
        hit = self._hit()
        if hit is None:
            if self._before:
                self._input.put(self._before[self._list.cursor])
                self._typed(self._input.value)
            return
        self._reading.state.remember_search("corpus", self.typed)
        marked = hit.highlights[0].start if hit.in_article and hit.highlights else max(0, hit.start)
        lit = self._lit(hit)
        # One comes back to hits whose copies are folded.
        self.chosen -= sum(one.copy for one in self._hits[: self._list.cursor + 1])
        self.close(Found(hit, marked, lit, stance))


def _place(hit: Hit) -> tuple[str, int, int]:
    return hit.path, hit.start, hit.end


def _counted(results: Results) -> str:
    """How many passages were found, how many of them are listed, and that copies stand under another."""
    said = f"{counted(results.passages, 'passage')} in {counted(results.articles, 'article')}"
    apart = results.passages - results.copies
    shown = len(results.results)
    if shown < apart:
        said = f"the first {shown} of {said}"
    return f"{said}, {results.copies} of them copies: Tab" if results.copies else said


def by_article(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """*hits* with those of one article together; articles in the order of their best hit."""
    order: dict[str, list[Hit]] = {}
    for hit in hits:
        order.setdefault(hit.path, []).append(hit)
    return tuple(hit for together in order.values() for hit in together)
