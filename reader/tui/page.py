"""The open article: where the caret stands in it, what is selected, and how one gets to another place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.corpus.corpus import ArticleError
from reader.corpus.document import Range
from reader.jumps import Spot
from reader.layout.folds import Folds
from reader.layout.spans import Span
from reader.opened import Opened
from reader.tui.calls import Refusal

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.corpus.document import Document
    from reader.motions import Selection
    from reader.tui.screens.reading import ReadingScreen


def _beginning(document: Document) -> int:
    """Where reading begins: at the first words that are the article's own."""
    return next((block.start for block in document.blocks if not document.in_zone(block.start)), 0)


STAY = 2.0
"""Seconds after which an article that is only looked at counts as begun."""


class Page:
    """The reading screen's hand on the text."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self.opened: Opened | None = None
        self.selection: Selection | None = None
        self.widened: list[tuple[Selection, Selection]] = []
        """What was selected before it was widened, and what that came to; the last one at the end."""
        self._begun = False
        self._stay: Timer | None = None

    def need(self) -> Opened:
        """The open article. Raises ``Refusal`` when there is none."""
        if self.opened is None:
            raise Refusal("no article is open: choose one in the list (gl, Enter)")
        return self.opened

    @property
    def here(self) -> Spot:
        """Where the caret stands in the corpus."""
        return Spot(self.need().document.path, self._screen.view.caret)

    def open(self, path: str, offset: int | None = None) -> bool:
        """Show the article at *path*, at *offset* or where it was left; false when it cannot be read."""
        self.remember_place()
        left = self.opened.document if self.opened is not None else None
        try:
            document = self._screen.workspace.document(path)
        except ArticleError as error:
            kept = self._screen.workspace.tracking.kept(path) if self._screen.complete else None
            if kept is None and left is not None and left.path == path:
                kept = left  # nobody annotated it: what was read of it is on the screen
            if kept is None:
                self._screen.warn(str(error))
                return False
            document = kept
        place = self._screen.state.open_article(path)
        self.opened = (
            self._screen.workspace.open_article(document) if self._screen.complete else Opened(document)
        )
        self._hold(None)
        self._begun = False
        if self._stay is not None:
            self._stay.stop()
        self._stay = self._screen.set_timer(STAY, self.begin)
        first = place.caret if place is not None else _beginning(document)
        caret = offset if offset is not None else first
        # One that was never open shows what stands above its own words, too.
        top = None if offset is not None else place.top if place is not None else 0
        spans = self._spans()
        self._screen.view.set_document(
            document,
            spans,
            caret=min(caret, max(0, len(document.text) - 1)),
            top=top,
            folds=self._folds(document, spans),
        )
        if self._screen.complete:
            self._screen.finder.forget()
            self._screen.proposing.forget()
        self._screen.sides.forget_filters()
        self._screen.sides.refresh([path, left.path] if left is not None else [path])
        self._screen.articles.go_to(path)
        self._screen.sides.show_details()
        self.caret_moved()
        if self._screen.complete:
            self._screen.state.save()
        return True

    def rename(self, path: str) -> None:
        """The open article is at *path* now, with the same text: what is made of it is made there."""
        opened = self.need()
        was, document = opened.document.path, replace(opened.document, path=path)
        self.opened = replace(
            opened, document=document, annotations=self._screen.workspace.anchored(document)
        )
        self._screen.view.set_spans(self._spans())
        self._screen.sides.rename(was, path)
        self._screen.sides.show_details()
        self._screen.show_status()

    def go_to(self, spot: Spot) -> None:
        """Show *spot*, in whichever article it is."""
        if self.opened is not None and self.opened.document.path == spot.path:
            self.move_caret(spot.offset)
        elif self.open(spot.path, spot.offset):
            self._screen.enter("text")

    def step(self, step: int) -> None:
        """Open the article *step* rows further down the list, or the last there is, which is said."""
        here = self.opened.document.path if self.opened is not None else ""
        paths = list(self._screen.workspace.paths)
        if not paths:
            raise Refusal("this corpus has no article that can be read")
        filtered = bool(self._screen.sides.filters.get("list"))
        if filtered:
            listed = {*self._screen.articles.ids, here}
            paths = [path for path in paths if path in listed]
        if here and here not in paths:
            paths = sorted([*paths, here])  # one that is gone keeps the place it had
        now = paths.index(here) if here else -1
        at = min(max(0, now + step), len(paths) - 1)
        end = f"this is the {'last' if step > 0 else 'first'} article{' of those listed' if filtered else ''}"
        if at == now:
            raise Refusal(end)
        self.leave_place()
        # One that cannot be read any more is said and passed over.
        further = range(at, len(paths)) if step > 0 else range(at, -1, -1)
        reached = next((n for n in further if n != now and self.open(paths[n])), None)
        if reached == at != now + step:
            self._screen.say(f"{end}: {abs(at - now)} {'on' if step > 0 else 'back'}, not {abs(step)}")

    def leave_place(self) -> None:
        """A jump begins here."""
        if self.opened is not None:
            self._screen.state.jumps.leave(self.here)

    def begin(self) -> None:
        """The open article is read, not only passed."""
        if self.opened is None or self._begun:
            return
        self._begun = True
        path = self.opened.document.path
        self._screen.state.begin(path, self._screen.view.caret, self._screen.view.top_offset)
        self._screen.sides.refresh([path])
        if told := self._screen.workspace.corrections.unsettled(self.opened.document):
            self._screen.foot.tell(told)

    def remember_place(self) -> None:
        """Keep where the caret and the top row are, and which zones are folded otherwise than at first.

        Of an article that was only passed nothing is kept.
        """
        if self.opened is not None and self._begun:
            view, document = self._screen.view, self.opened.document
            self._screen.state.set_place(document.path, view.caret, view.top_offset)
            usual, folded = set(Folds.of(document.zones, self._spans()).folded), set(view.folds.folded)
            self._screen.state.set_folds(
                document.path, {zone.start: zone in folded for zone in usual ^ folded}
            )

    def _folds(self, document: Document, spans: Sequence[Span]) -> Folds:
        """The zones of *document* folded as they were left, else as an article is opened."""
        folds, kept = Folds.of(document.zones, spans), self._screen.state.folds(document.path)
        for zone in folds.zones:
            if kept.get(zone.start, zone in folds.folded) != (zone in folds.folded):
                folds = folds.toggled(zone)
        return folds

    def refold(self) -> None:
        """The annotations are known by now: what they keep open, and what was folded over them, holds."""
        if self.opened is not None:
            self._screen.view.folds = self._folds(self.opened.document, self._spans())

    def reload(self, *, entities: bool = False) -> None:
        """Take in what the store has changed in the open article; with *entities*, recognition too."""
        if self.opened is None:
            return
        workspace, known = self._screen.workspace, self.opened.document
        document = self._as_ruled(known)
        if entities or document is not known:
            self.opened = workspace.open_article(document)
        else:
            self.opened = self.opened.with_annotations(workspace.anchored(document))
        if document is known:
            self._screen.view.set_spans(self._spans())
        else:
            self._show_ruled(document)
        self._screen.sides.show_details()
        self.caret_moved()

    def _as_ruled(self, known: Document) -> Document:
        """*known* with what was ruled on its lines by now; the text stays that which is on the screen."""
        workspace = self._screen.workspace
        try:
            document = known if workspace.corpus.is_current(known) else workspace.document(known.path)
        except ArticleError:
            return known
        return document if document.sha256 == known.sha256 else known

    def _show_ruled(self, document: Document) -> None:
        """The same text with other zones: caret, top row, hits, what is folded and what is in sight stay."""
        view, spans = self._screen.view, self._spans()
        shut = Folds(document.zones, document.zones)
        in_sight = set(shut.opened((zone.start, zone.end) for zone in view.folds.folded).folded)
        folds = shut._replace(folded=tuple(zone for zone in shut.zones if zone not in in_sight))
        view.set_document(document, spans, caret=view.caret, top=view.top_offset, folds=folds)
        self._screen.finder.relight()

    def _spans(self) -> Sequence[Span]:
        return self._screen.workspace.spans(self.need())

    # -- caret and selection

    def move_caret(self, offset: int, *, open_folds: bool = True) -> None:
        """Put the caret at *offset*; a selection follows it. A fold over it opens if *open_folds*."""
        if open_folds:
            self._screen.view.caret = offset
        else:
            self._screen.view.stand(offset)
        self.caret_moved()

    def caret_moved(self) -> None:
        """The caret stands elsewhere: selection, unit and status follow."""
        if self.opened is None:
            return
        view = self._screen.view
        if self.selection is not None:
            self.selection = self.selection.moved(view.caret)
            covered = self._covered(self.opened.document, self.selection)
            marked = self._whole(self.opened, covered)
            view.selection = covered.start, covered.end
            view.unit = (marked.start, marked.end) if marked != covered else None
        else:
            unit = self.opened.unit_at(view.caret)
            view.unit = (unit.start, unit.end) if unit is not None else None
        self._screen.sides.show_current_annotation()
        self._screen.show_status()

    def select(self, selection: Selection | None) -> None:
        """Select, or select nothing; the caret goes to the selection's head."""
        self._hold(selection)
        if selection is None:
            self._screen.view.selection = None
        else:
            self._screen.view.caret = selection.head
        self.caret_moved()

    def leave_selection(self) -> None:
        """Select nothing any more; the caret stays on what was selected, however far a motion took it."""
        covered = self.selected()
        if covered is not None:
            self.select(None)
            self.move_caret(max(covered.start, min(self._screen.view.caret, covered.end - 1)))

    def _hold(self, selection: Selection | None) -> None:
        """From now on this is selected; where that decides whether the text is in sight, it is shown so."""
        changed = (selection is None) != (self.selection is None)
        self.selection = selection
        if changed and self._screen.pane == "annotations":
            self._screen.fit(self._screen.size)

    def need_selection(self) -> Selection:
        """The selection. Raises ``Refusal`` when there is none."""
        if self.selection is None:
            raise Refusal("nothing is selected; v begins")
        return self.selection

    def selected_name(self) -> str:
        """What is selected: ``sentence selected``, ``12 words selected``; "" for nothing."""
        if self.selection is None or self.opened is None:
            return ""
        from reader.extending import named

        document = self.opened.document
        covered = self._covered(document, self.selection)
        name = f"{named(document, covered)} selected"
        return name if self._whole(self.opened, covered) == covered else f"{name}, {self.opened.unit} coded"

    def _whole(self, opened: Opened, chosen: Range) -> Range:
        """*chosen* grown to whole units where the codebook fixes them: what is coded."""
        from reader.coding import whole_units

        if not opened.document.text[chosen.start : chosen.end].strip():
            return chosen
        [(start, end)] = whole_units(opened.document, [(chosen.start, chosen.end)], opened.unit)
        return Range(start, end)

    def _covered(self, document: Document, selection: Selection) -> Range:
        """What is marked of *selection*: the whole words, as they will be kept."""
        from reader.extending import covered

        return covered(document, selection)

    def selected(self) -> Range | None:
        """What is selected, grown to whole words."""
        if self.selection is None or self.opened is None:
            return None
        from reader.motions import snap_to_words

        return snap_to_words(self.opened.document, self.selection.range(self.opened.document))

    def passage(self) -> Range:
        """What is annotated: the selection, grown to whole units where the codebook fixes them; else the unit
        at the caret."""
        opened = self.need()
        chosen = self.selected() or opened.unit_at(self._screen.view.caret)
        if chosen is None:
            raise Refusal("there are no words here")
        return self._whole(opened, chosen)
