"""The panes beside the text: what they show, what their filters leave, where their rows lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reader import zoned
from reader.cards import Card, counted, described, lost, of
from reader.corpus.document import Document, Range
from reader.marks import Anchored, candidates
from reader.tui import frame, showing
from reader.tui.calls import Refusal
from reader.tui.panes import EntityRow
from reader.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from annotations.codings import Codings
    from reader.refreshing import Refreshed
    from reader.tui.frame import Pane
    from reader.tui.screens.reading import ReadingScreen

LOWEST_ITEM = 3
"""Rows an article takes in the list at least: title, outlet, an empty one."""


class Sides:
    """The reading screen's hand on the list of articles and on the details."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self.filters: dict[Pane, str] = {}
        self._cards: dict[str, Card] = {}
        self._unread: list[str] = []
        self._codings: Codings | None = None
        """The coding states that the list shows, once they are known."""
        self.names: Mapping[str, str] = {}
        """The names of the entities of the open article, by id."""
        self._rows: Mapping[str, EntityRow] = {}

    def begin(self, path: str) -> None:
        """Know the articles in sight with *path* by what their text tells, but without their annotations."""
        names = self._workspace.corpus.names
        rows = self._screen.app.size.height // LOWEST_ITEM + 1
        here = names.index(path) if path in names else 0
        # The list scrolls no further than to where the open article is its last row.
        first = max(0, here - rows + 1)
        for name in names[first : first + rows]:
            self._cards[name] = described(self._workspace, name, self._screen.state.reading(name))

    def count(self) -> None:
        """The annotations are read: count them; and know all articles, if only by name.

        What their texts tell follows as they are recognised.
        """
        store = self._workspace.store
        known, self._cards = self._cards, {}
        for entry in self._workspace.corpus.entries:
            reading, read = self._screen.state.reading(entry.path), bool(entry.problem)
            card = known.get(entry.path) or described(self._workspace, entry.path, reading, read=read)
            self._cards[entry.path] = card
        self._codings = store.codings()
        for path in {*store.paths(), *self._codings} & self._cards.keys():
            document = self._workspace.corpus.at_hand(path)
            self._cards[path] = counted(self._workspace, self._cards[path], document)
        self._show_list()

    def card(self, path: str) -> Card:
        """What the list says of an article."""
        return self._cards.get(path) or self._card(path) or Card(path)

    def refresh(self, paths: Iterable[str]) -> None:
        """Take in what changed about these articles, and show the list.

        One that would have to be read for that is read in the background, and heard of then.
        """
        unread, changed = [], {*paths}
        self._find_gone({path for path in changed if path and not self._workspace.corpus.holds(path)})
        for path in sorted((changed | self._recoded() if "" in changed else changed) & self._cards.keys()):
            card = self._card(path)
            unread += [path] if card is None else []
            known = self._cards[path]
            self._cards[path] = card or known._replace(coding=counted(self._workspace, known).coding)
        if unread:
            self._screen.background.read(unread)
        self._show_list()

    def rename(self, old: str, new: str) -> None:
        """The article that is open is at *new* now."""
        self._cards.pop(old, None)
        if (card := self._card(new)) is not None:
            self._cards = dict(sorted({**self._cards, new: card}.items()))
        self._show_list()
        self._screen.articles.go_to(new)

    def _find_gone(self, paths: set[str]) -> None:
        """Undo takes records to articles without a file, and away: those with any are in the list."""
        kept, opened = self._workspace.tracking.gone if paths else {}, self._screen.page.opened
        here = opened.document.path if opened is not None else ""
        left = {path for path in paths if path not in kept and path != here}
        if left & self._cards.keys() or (paths & kept.keys()) - self._cards.keys():
            cards = {path: card for path, card in self._cards.items() if path not in left}
            cards |= {path: self._lost(path) for path in paths & kept.keys()}
            self._cards = dict(sorted(cards.items()))

    def take_read(self, documents: Iterable[Document], failed: Mapping[str, str]) -> None:
        """Take in articles that were read, and why others could not be."""
        for document in documents:
            if document.path in self._cards:
                self._cards[document.path] = self._card_of(document)
        for path, problem in failed.items():
            if path in self._cards and self._workspace.corpus.holds(path):
                self._cards[path] = self._cards[path]._replace(problem=problem)
        self._show_list()

    def take_in(self, found: Refreshed) -> None:
        """Articles came, went or changed. One that is gone stays while it is open or has annotations."""
        opened = self._screen.page.opened
        gone = {path: self._lost(path) for path in self._workspace.tracking.gone}
        here = opened.document.path if opened is not None else ""
        if here in self._cards and here not in gone and not self._workspace.corpus.holds(here):
            gone[here] = self._cards[here]._replace(problem="the file is gone")
        # Those are read in the background: until then they stand as they were, or by what the table says.
        other = {*found.changed, *found.described, *found.new}
        for entry in self._workspace.corpus.entries:
            known, touched = self._cards.get(entry.path), entry.path in other
            if known is None or (touched and (known.problem or entry.problem)):
                reading = self._screen.state.reading(entry.path)
                known = described(self._workspace, entry.path, reading, read=bool(entry.problem))
            gone[entry.path] = (self._card(entry.path) if touched and not entry.problem else None) or known
        self._cards = dict(sorted(gone.items()))
        self._show_list()

    def _card(self, path: str) -> Card | None:
        """The card of an article, ``None`` when it would have to be read for that."""
        if not self._workspace.corpus.holds(path):
            return self._lost(path)
        opened = self._screen.page.opened
        document = self._workspace.corpus.at_hand(path)
        if document is None and opened is not None and opened.document.path == path:
            document = opened.document
        return self._card_of(document) if document is not None else None

    def _card_of(self, document: Document) -> Card:
        card = of(self._workspace, document, self._screen.state.reading(document.path))
        return counted(self._workspace, card, document) if self._screen.complete else card

    @property
    def asks_where(self) -> str:
        """The key by which one says where an article is now, or the command that has none."""
        screen = self._screen
        keys = screen.engine.keymap.keys_of("article.moved", "READ") if screen.complete else ()
        return keys[0] if keys else ":moved to"

    def _lost(self, path: str) -> Card:
        reason = self._workspace.tracking.found.reason(path, self.asks_where)
        return lost(self._workspace, path, reason, self._screen.state.reading(path))

    def _recoded(self) -> set[str]:
        """The articles of which something else is said now of how far they are coded."""
        before, now = self._codings, self._workspace.store.codings()
        self._codings = now
        return {p for p in {*now, *(before or ())} if before is None or before.of(p) != now.of(p)}

    def _show_list(self) -> None:
        if not self._screen.complete:
            self._screen.articles_pane.begin(self._workspace.corpus.names, self._cards, self._screen.state)
            return
        cards = list(self._cards.values())
        self._screen.articles_pane.show(cards, self.filters.get("list", ""))
        unread = [card.path for card in cards if card.reading == "unread"]
        if unread != self._unread:
            self._unread = unread
            self._screen.background.desk.set_unread(unread)

    @property
    def progress(self) -> str:
        """``3 of 5 articles coded``, shorter in a narrow terminal; "" before the annotations are read."""
        short = self._screen.has_class("narrow")
        return showing.corpus_progress(self._cards.values(), short=short) if self._codings is not None else ""

    def set_filter(self, pane: Pane, value: str) -> None:
        """Show only rows of *pane* that hold *value*."""
        self.filters[pane] = value.strip()
        if pane == "list":
            self._show_list()
        elif pane == "codebook":
            self._screen.codebook.refresh()
        else:
            self.show_details()

    def forget_filters(self) -> None:
        """Another article: what was looked for among the details of the last one says nothing of it."""
        for pane in ("entities", "annotations"):
            self.filters.pop(pane, None)

    def show_details(self) -> None:
        """Entities and annotations of the open article."""
        screen, opened = self._screen, self._screen.page.opened
        if opened is None or not screen.complete:
            return
        path = opened.document.path
        counts = self._workspace.table.entities(path) if self._workspace.tagged(path) else ()
        rows = [EntityRow(c.entity, c.here, c.corpus, c.here_aside) for c in counts]
        self.names = {row.entity.id: row.entity.name for row in rows}
        self._rows = {row.entity.id: row for row in rows}
        if not self._workspace.corpus.holds(path):
            empty = f"none here: {self._workspace.tracking.way(path, self.asks_where)}"
        else:
            empty = "none marked in this article" if self._workspace.tagged(path) else "reading the article…"
        screen.details.entities.empty = empty
        screen.details.show_entities(
            rows,
            self.filters.get("entities", ""),
            corpus_known=screen.all_recognised,
        )
        screen.details.show_annotations(
            opened,
            self._workspace.codebook,
            self.filters.get("annotations", ""),
            self._workspace.store.annotator or "you",
            hints=not (screen.state.hints_done or self._workspace.store.paths()),
        )
        screen.codebook.refresh()
        self.show_current_annotation()

    def show_current_annotation(self) -> None:
        """The annotation at the caret opens in full in its pane."""
        if self._screen.complete and self._screen.pane != "annotations":
            one = self._screen.coder.here()
            self._screen.details.show_current(one.annotation.id if one is not None else "")

    def open_listed(self) -> bool:
        """Open the article under the cursor of the list while that has the keys: what is done is done to it.

        False when it cannot be read, which is said. Raises ``Refusal`` when there is none.
        """
        screen = self._screen
        if screen.pane != "list":
            return True
        path, opened = screen.articles.current, screen.page.opened
        if path is None:
            raise Refusal("there is no article here")
        if opened is not None and opened.document.path == path:
            return True
        screen.page.leave_place()
        return screen.page.open(path)

    def chosen_annotation(self) -> Anchored | None:
        """The annotation under the cursor of its pane, when that pane has the keys."""
        screen = self._screen
        if screen.pane != "annotations" or screen.page.opened is None:
            return None
        current = screen.annotations.current
        return next((a for a in screen.page.opened.annotations if a.annotation.id == current), None)

    def whose(self) -> str:
        """``annotation by ben``: the one at the caret, or under the cursor; "" where it is one's own."""
        opened, one = self._screen.page.opened, self._screen.coder.meant()
        name = opened.by(one) if opened is not None and one is not None else ""
        return f"annotation by {name}" if name else ""

    def entity_figures(self) -> str:
        """What the numbers of the entity under the cursor of its pane are; "" when it has not the keys."""
        screen = self._screen
        row = self._rows.get(screen.entities.current or "") if screen.pane == "entities" else None
        return showing.entity_figures(row, corpus_known=screen.all_recognised) if row is not None else ""

    def _hop_to_candidate(self, one: Anchored) -> None:
        """To the next place after the caret that *one* may have, selected; the pane keeps the keys."""
        from reader import motions

        screen = self._screen
        document = screen.page.need().document
        places = candidates(document, one.annotation, self._workspace.carrier.into(document))
        at = next((n for n, place in enumerate(places) if place.start > screen.view.caret), 0)
        screen.page.leave_place()
        screen.finder.light(places, at)
        screen.page.select(motions.select(places[at]))
        # In a narrow terminal the text comes into sight with the selection: then it has rows.
        screen.call_after_refresh(screen.view.reveal, places[at].start, places[at].end)
        many = f"it may be at {len(places)} places, this is {at + 1}: gr puts it here, Enter shows the next"
        screen.say(many if len(places) > 1 else "it may be this, or gone: gr puts it here")

    # -- how wide they are

    def spread(self, width: int) -> None:
        """In a terminal of *width* cells give each pane the width that was wanted for it, else the usual."""
        screen = self._screen
        right = (screen.details, screen.codebook.pane) if screen.complete else (screen.details,)
        for side, panes in (("list", (screen.articles_pane,)), ("details", right)):
            wanted = screen.state.size(side)
            cells = frame.beside(width, wanted) if wanted else 0
            for pane in panes:
                if cells or pane.styles.inline.has_rule("width"):
                    pane.styles.width = cells or None

    def widen(self, cells: int) -> None:
        """Make the pane that has the keys so many cells wider; 0 gives it its usual width.

        Raises ``Refusal`` when it stands alone, or can be no wider (narrower).
        """
        screen = self._screen
        side, width = frame.side(screen.pane), screen.size.width
        now = frame.beside(width, screen.state.size(side) or frame.USUAL[side])
        if not now:
            raise Refusal("this pane has all the room there is; z+ z- z= are for panes beside the text")
        new = frame.beside(width, now + cells)
        if cells and new == now:
            raise Refusal(f"it stays at {now} cells: the text beside it keeps its room, and so does a pane")
        screen.state.set_size(side, new if cells else 0)
        screen.fit(screen.size)
        screen.say(f"{new} cells" if cells else "the usual width")

    def choose(self, view: LineList, item_id: str) -> None:
        """A row was opened: the article, the entity's next mention, the annotation's passage."""
        screen = self._screen
        if view is screen.articles:
            screen.page.leave_place()
            if screen.page.open(item_id):
                screen.enter("text")
                if not self._workspace.corpus.holds(item_id):
                    screen.warn(self._workspace.tracking.way(item_id, self.asks_where))
        elif view is screen.entities:
            self._hop_to_mention(item_id)
        elif view is screen.annotations:
            self._hop_to_annotation(item_id)
        else:
            screen.codebook.choose()

    def _hop_to_mention(self, entity: str) -> None:
        """To the entity's next mention after the caret, around the end; its mentions are lit."""
        screen = self._screen
        places = [Range(m.start, m.end) for m in screen.page.need().mentions if m.entity == entity]
        if not places:
            return
        at = next((n for n, place in enumerate(places) if place.start > screen.view.caret), 0)
        screen.page.leave_place()
        screen.finder.light(places, at)
        screen.page.move_caret(places[at].start)
        if not screen.foot.text_in_sight:
            # What was asked for is to be seen: the drawer would lie over it.
            screen.enter("text")
        starts = [place.start for place in places]
        screen.say(zoned.placed("mention", screen.page.need().document, starts, at))

    def _hop_to_annotation(self, annotation_id: str) -> None:
        screen = self._screen
        one = next((a for a in screen.page.need().annotations if a.annotation.id == annotation_id), None)
        if one is None:
            return
        if one.state == "ambiguous":
            self._hop_to_candidate(one)
            return
        if not one.ranges:
            lost = "has lost its place: select other words for it (v), then ga gr"
            screen.say(f"this annotation {lost if one.annotation.segments else 'is on the whole article'}")
            return
        screen.page.leave_place()
        screen.page.move_caret(one.start)
        screen.view.reveal(one.start, one.end)
        screen.coder.focus(annotation_id)
        screen.enter("text")
