"""The panes beside the text: the articles of the corpus; entities and annotations of the open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from reader.cards import Card
from reader.layout.cells import cells, elide
from reader.marks import Anchored
from reader.opened import Opened
from reader.sanitise import clean
from reader.tui.panes import EntityRow, annotation_item, article_item, counted, entity_items, spaced
from reader.tui.widgets.line_list import Item, LineList

if TYPE_CHECKING:
    from annotations.codes import Codebook

HINTS = (
    "+ - = % ~  stance",
    "a note  t tag  u undo",
    "v select  ]e next entity",
    "J K article  ]u uncoded",
    "/ find here  f everywhere",
    "? keys  : commands  q quit",
)
"""Six dim lines for a first start; gone for good at the first annotation."""


class Heading(Widget):
    """A pane's title and key, and what its figures are; with a bar and bold while the pane has the keys."""

    DEFAULT_CSS = """
    Heading { height: 1; width: 100%; padding: 0 2 0 0; color: $text-muted; }
    Heading.current { color: $accent; text-style: bold; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left, self._right = "", ""

    def show(self, left: str, right: str = "") -> None:
        """Set the words at both ends."""
        self._left, self._right = clean(left), clean(right)
        self.refresh()

    def activate(self, on: bool) -> None:
        """Whether the pane under it has the keys."""
        self.set_class(on, "current")
        self.refresh()

    def render(self) -> Content:
        """Both ends; title, key and count stay whole, the right end is elided where they do not fit."""
        left = f"{'▌' if self.has_class('current') else ' '}{self._left}"
        right = elide(self._right, self.size.width - cells(left) - 2)
        gap = max(1, self.size.width - cells(left) - cells(right))
        return Content(f"{left}{' ' * gap}{right}")


class ArticlesPane(Vertical):
    """The list of articles, two lines of title, outlet, and counts with their names."""

    DEFAULT_CSS = """
    ArticlesPane { height: 1fr; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heading = Heading()
        self.list = LineList(id="articles", empty="no article fits; Esc shows all")
        self.list.can_focus = False
        self._cards: Sequence[Card] = ()
        self._made: dict[str, tuple[Card, int, Item]] = {}

    def compose(self) -> ComposeResult:
        yield self.heading
        yield self.list

    def activate(self, on: bool) -> None:
        """Whether this pane has the keys."""
        self.heading.activate(on)
        self.list.active = on

    def show(self, cards: Sequence[Card], wanted: str) -> None:
        """Show *cards*, of which only those that hold *wanted* when it is not empty."""
        words = wanted.casefold().split()
        self._cards = [
            card
            for card in cards
            if all(word in f"{card.title} {card.outlet} {card.path} {card.date}".casefold() for word in words)
        ]
        unread = sum(card.reading == "unread" and not card.problem for card in cards)
        shown = f"{len(self._cards)} of {len(cards)}" if words else f"{len(cards)}"
        self.heading.show(f"Articles (gl)  {shown}", f"{unread} unread")
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        width = max(10, self.size.width - 2)
        self.list.set_items([self._item(card, width) for card in self._cards])

    def _item(self, card: Card, width: int) -> Item:
        """The item of *card*; made once for a card and a width, since the list is shown often."""
        known = self._made.get(card.path)
        if known is None or known[:2] != (card, width):
            known = self._made[card.path] = (card, width, spaced(article_item(card, width)))
        return known[2]


class DetailsPane(Vertical):
    """Entities above, annotations below; before the first annotation, hints on the keys."""

    DEFAULT_CSS = """
    DetailsPane { height: 1fr; }
    DetailsPane #annotations-heading { margin: 1 0 0 0; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entities_heading = Heading(id="entities-heading")
        self.entities = LineList(id="entities", empty="none marked in this article")
        self.annotations_heading = Heading(id="annotations-heading")
        self.annotations = LineList(id="annotations", empty="none in this article yet")
        self.entities.can_focus = self.annotations.can_focus = False
        self._shown: tuple[Opened, Codebook, tuple[Anchored, ...]] | None = None
        self._rows: tuple[Sequence[EntityRow], bool] = ((), False)
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
        kept = [
            row for row in rows if all(w in f"{row.entity.name} {row.entity.kind}".casefold() for w in words)
        ]
        far = "here · corpus" if corpus_known else "here"
        self.entities_heading.show(f"Entities (ge)  {sum(row.in_body for row in kept)}", far)
        self._rows = (kept, corpus_known)
        self._fill_entities()

    def show_annotations(
        self, opened: Opened, codebook: Codebook, wanted: str, layer: str, *, hints: bool
    ) -> None:
        """Show the annotations of *opened* that hold *wanted*; *layer* names whose they are."""
        words = wanted.casefold().split()
        kept = tuple(one for one in opened.annotations if all(w in _text(one, codebook) for w in words))
        self._shown = (opened, codebook, kept)
        orphans = sum(one.state in ("orphan", "ambiguous") for one in kept)
        lost = f" · {counted(orphans, 'without a place', 'without a place')}" if orphans else ""
        self.annotations_heading.show(f"Annotations (ga)  {len(kept)}{lost}", f"by {layer}")
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
        self._fill_entities()
        self._fill()

    def _fill_entities(self) -> None:
        kept, corpus_known = self._rows
        self.entities.set_items(entity_items(kept, max(20, self.size.width - 2), corpus_known=corpus_known))

    def _fill(self) -> None:
        if self._shown is None:
            return
        opened, codebook, kept = self._shown
        width = max(14, self.size.width - 2)
        if self._hints:
            items = [Item(f"hint{n}", (((text, "dim"),),), selectable=False) for n, text in enumerate(HINTS)]
        else:
            items = [
                annotation_item(one, opened, codebook, width, whole=one.annotation.id == self._whole)
                for one in kept
            ]
        self.annotations.set_items(items)


def _text(one: Anchored, codebook: Codebook) -> str:
    record = one.annotation
    stance = record.stance
    target = stance.target.name if stance is not None and stance.target is not None else ""
    label = stance.label if stance is not None else ""
    tags = (codebook.code_path(tag) for tag in record.tags)
    return " ".join((record.quote, record.note, target, label, *tags, one.state)).casefold()
