"""The panes beside the text: the articles of the corpus; entities and annotations of the open one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from reader import kinds
from reader.cards import Card
from reader.layout.cells import cells, elide
from reader.marks import Anchored
from reader.opened import Opened
from reader.sanitise import clean, clean_line
from reader.tui.panes import (
    READING_MARK,
    EntityItems,
    EntityRow,
    annotation_height,
    annotation_item,
    article_height,
    article_heights,
    article_item,
    counted,
)
from reader.tui.widgets.line_list import Item, LineList

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from reader import pane_filter
    from reader.state import State

HINTS = (
    "+ - = % ~  stance",
    "a note  t tag  u undo",
    "v select  ]e next entity",
    "J K article  ]u uncoded",
    "/ find here  f everywhere",
    "? keys  : commands  q quit",
)
"""Six dim lines for a first start; gone for good at the first annotation."""


LEAST = 8
"""Cells that what stands at the right of a title has at least, unless it is shorter."""
FILTER = "/ "
"""What stands before the words that a pane is filtered by: the key that asked for them."""


class Heading(Widget):
    """A pane's title and key, and what its figures are; with a bar and bold while the pane has the keys.

    Below it, while there is one, the filter of the pane.
    """

    DEFAULT_CSS = """
    Heading { height: auto; width: 100%; padding: 0 2 0 0; color: $text-muted; }
    Heading.current { color: $accent; text-style: bold; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left, self._right, self.filter = "", "", ""
        self._shorter: list[tuple[str, str]] = []

    def show(self, left: str, right: str = "", *shorter: tuple[str, str]) -> None:
        """Set the words at both ends, and what stands for them where they do not fit, the longest first."""
        self._left, self._right = clean(left), clean(right)
        self._shorter = [(clean(one), clean(other)) for one, other in shorter]
        self.refresh()

    def filtered(self, words: str) -> None:
        """Only rows that hold *words* are shown; "": all."""
        words = clean_line(words)
        if words != self.filter:
            other = bool(words) != bool(self.filter)
            self.filter = words
            self.refresh(layout=other)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows it takes."""
        return 2 if self.filter else 1

    def activate(self, on: bool) -> None:
        """Whether the pane under it has the keys."""
        self.set_class(on, "current")
        self.refresh()

    def render(self) -> Content:
        """Both ends, or the first of what stands for them that fits; the right end of the last is elided."""
        room, bar = self.size.width - 1, "▌" if self.has_class("current") else " "
        known = ((self._left, self._right), *(self._shorter or [(self._left, "")]))
        fitting = (pair for pair in known if cells(" ".join(filter(None, pair))) <= room)
        left, right = next(fitting, known[-1])
        left = elide(left, room)
        beside = room - cells(left) - 1
        right = elide(right, beside) if beside >= min(LEAST, cells(right)) else ""
        gap = max(1, room - cells(left) - cells(right))
        below = f"\n{bar}{FILTER}{elide(self.filter, room - cells(FILTER))}" if self.filter else ""
        return Content(f"{bar}{left}{' ' * gap}{right}{below}")


class ArticlesPane(Vertical):
    """The list of articles, two lines of title, outlet, and counts with their names."""

    DEFAULT_CSS = """
    ArticlesPane { height: 1fr; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heading = Heading()
        self.list = LineList(id="articles", empty="none fits; Esc shows all")
        self.list.can_focus = False
        self._cards: Sequence[Card] = ()
        self._measured: tuple[int, Sequence[Card], Sequence[int]] = (0, (), ())
        """Of these cards in so many cells, how high each stands."""

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.list

    def activate(self, on: bool) -> None:
        """Whether this pane has the keys."""
        self.heading.activate(on)
        self.list.active = on

    def begin(self, names: Sequence[str], known: Mapping[str, Card], state: State) -> None:
        """Show all articles, of which those in sight are *known*; of the others the name is shown.

        So as many as there may be, nothing is made of what nobody sees.
        """

        def heights(width: int) -> Iterator[int]:
            return (1 + height for height in article_heights(names, known, width))

        def item(index: int, width: int) -> Item:
            name = names[index]
            return _spaced(known.get(name) or Card(name, reading=state.reading(name)), width)

        self._head(len(names), len(names), state.unread(names), filtered=False)
        self.list.set_source(len(names), heights, item, ids=names)

    def show(self, cards: Sequence[Card], wanted: str) -> None:
        """Show *cards*, of which only those that hold *wanted* when it is not empty."""
        words = wanted.casefold().split()
        kept = [card for card in cards if _holds(card, words)] if words else list(cards)
        unread = sum(card.reading == "unread" and not card.problem for card in cards)
        shown, total = (sum(not card.problem for card in some) for some in (kept, cards))
        self._head(shown, total, unread, len(cards) - total, filtered=bool(words))
        self.heading.filtered(wanted)
        self._cards = kept
        self.list.set_source(len(kept), self._heights, self._item, ids=[card.path for card in kept])

    def _head(self, shown: int, total: int, unread: int, lost: int = 0, *, filtered: bool) -> None:
        """Say how many articles there are: of a filtered list what it shows goes before what is unread.

        Those that cannot be read, *lost*, are told apart: they are none of those to be coded.
        """
        count = f"{shown:,} of {total:,}" if filtered else f"{total:,}"
        last = count if filtered else f"{unread:,} unread"
        name, new = "Articles (gl)", f"{unread:,} unread"
        apart = [(f"{name}  {count} · {lost:,} unreadable", new)] if lost else []
        few = [] if filtered else [(f"{name}  {count}", f"{READING_MARK['unread']}{unread:,}")]
        known = [*apart, (f"{name}  {count}", new), *few, (name, last), ("Articles", last), (last, "")]
        self.heading.show(*known[0], *known[1:])

    def _heights(self, width: int) -> Sequence[int]:
        """How high each card stands in *width* cells; one that is the same is not measured again."""
        cards, (known_width, known, heights) = self._cards, self._measured
        if width == known_width and len(cards) == len(known):
            pairs = zip(cards, known, heights, strict=True)
            heights = [h if new is old else article_height(new, width) + 1 for new, old, h in pairs]
        else:
            heights = [article_height(card, width) + 1 for card in cards]
        self._measured = width, cards, heights
        return heights

    def _item(self, index: int, width: int) -> Item:
        return _spaced(self._cards[index], width)


def _spaced(card: Card, width: int) -> Item:
    """An article and an empty line."""
    item = article_item(card, width)
    return item._replace(lines=(*item.lines, ()))


def _holds(card: Card, words: Sequence[str]) -> bool:
    text = f"{card.title} {card.outlet} {card.path} {card.date}".casefold()
    return all(word in text for word in words)


class DetailsPane(Vertical):
    """Entities above, annotations below; before the first annotation, hints on the keys."""

    DEFAULT_CSS = """
    DetailsPane { height: 1fr; }
    DetailsPane #annotations-heading { margin: 1 0 0 0; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entities_heading = Heading(id="entities-heading")
        # That there are none is said when it is known: both lists are filled after the first frame.
        self.entities = LineList(id="entities")
        self.annotations_heading = Heading(id="annotations-heading")
        self.annotations = LineList(id="annotations")
        self.entities.can_focus = self.annotations.can_focus = False
        self._shown: tuple[Opened, Codebook, tuple[Anchored, ...]] | None = None
        self._whole = ""
        self._hints = False

    def compose(self) -> ComposeResult:
        yield self.entities_heading
        yield self.entities
        yield self.annotations_heading
        yield self.annotations

    def activate(self, pane: str) -> None:
        """Which of ``entities`` and ``annotations`` has the keys, if either."""
        for name, heading, shown in (
            ("entities", self.entities_heading, self.entities),
            ("annotations", self.annotations_heading, self.annotations),
        ):
            heading.activate(pane == name)
            shown.active = pane == name

    def show_entities(self, rows: Sequence[EntityRow], wanted: str, *, corpus_known: bool) -> None:
        """Show *rows*, of which only those that hold *wanted*; those of the boilerplate stand last."""
        words = wanted.casefold().split()
        kept = [row for row in rows if all(w in f"{row.entity.name} {_kinds(row)}".casefold() for w in words)]
        far = "here · corpus" if corpus_known else "here"
        self.entities_heading.filtered(wanted)
        self.entities_heading.show(f"Entities (ge)  {sum(row.in_body for row in kept)}", far)
        known = EntityItems(kept, corpus_known=corpus_known)
        self.entities.set_source(len(known.ids), 1, known.item, ids=known.ids)

    def show_annotations(
        self, opened: Opened, codebook: Codebook, wanted: str, me: str, *, hints: bool
    ) -> None:
        """Show the annotations of *opened* that hold *wanted*: those of *me*, and of others if there are."""
        from reader import pane_filter

        words = pane_filter.wanted(wanted)
        kept = tuple(one for one in opened.annotations if _says(one, codebook, words))
        self._shown = (opened, codebook, kept)
        orphans = sum(one.state in ("orphan", "ambiguous") for one in kept)
        lost = f" · {counted(orphans, 'without a place', 'without a place')}" if orphans else ""
        shown = f"{len(kept)} of {len(opened.annotations)}" if words else f"{len(kept)}"
        self.annotations.empty = "none fits; Esc shows all" if words else "none in this article yet"
        name, others = f"Annotations (ga)  {shown}", any(map(opened.by, opened.annotations))
        by, shorter = (f"by {me} and others", "+ others") if others else (f"by {me}", f"by {me}")
        known = [(name + lost, by), *([(name + lost, ""), (name, by)] if lost else []), (name, shorter)]
        self.annotations_heading.show(*known[0], *known[1:])
        self.annotations_heading.filtered(wanted)
        self._hints = hints and not opened.annotations
        self._fill()

    def show_current(self, annotation_id: str) -> None:
        """Open this annotation in full; the others keep to a few lines."""
        if annotation_id != self._whole:
            self._whole = annotation_id
            self._fill()
            if annotation_id:
                self.annotations.go_to(annotation_id)

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self._shown is None:
            return
        opened, codebook, kept = self._shown
        if self._hints:
            self.annotations.set_items(
                [Item(f"hint{n}", (((text, "dim"),),), selectable=False) for n, text in enumerate(HINTS)]
            )
            return
        room, ids = max(14, self.size.width - 2), [one.annotation.id for one in kept]
        whole = ids.index(self._whole) if self._whole in ids else -1

        def item(index: int, width: int) -> Item:
            return annotation_item(kept[index], opened, codebook, room, whole=index == whole)

        heights = [annotation_height(one, opened, codebook, room) for one in kept]
        if whole >= 0:
            heights[whole] = len(item(whole, room).lines)
        self.annotations.set_source(len(ids), heights, item, ids=ids)


def _kinds(row: EntityRow) -> str:
    """The kind of an entity as it is shown, and as searches have it."""
    return f"{kinds.word(row.entity.kind)} {row.entity.kind}"


def _says(one: Anchored, codebook: Codebook, words: pane_filter.Wanted) -> bool:
    from reader import pane_filter

    return not words or pane_filter.holds(pane_filter.texts(one.annotation, codebook, one.state), words)
