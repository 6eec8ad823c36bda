"""Coding from the screen: what is pinned, focused, being edited; from a draft to a saved record."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.corpus.document import Range
from reader.tui.calls import Refusal
from reader.tui.messages import StoreChanged

if TYPE_CHECKING:
    from annotations.codes import Scale
    from annotations.model import Annotation, Holder, Ref
    from annotations.store import Saved
    from reader.coding import Draft
    from reader.marks import Anchored
    from reader.proposals import HolderProposal, TargetProposal
    from reader.quotations import Proposal
    from reader.tui.screens.reading import ReadingScreen

BAR_ROWS, BAR_COLUMNS = 14, 84
"""Room the stance bar may take."""
RECENT = 200
"""Annotations looked through for targets and holders used before."""


class Coder:
    """The reading screen's hand on the annotations; it holds what the next key will mean."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self.scale: Scale | None = None
        """The scale whose labels the label keys give."""
        self.pinned: Ref | None = None
        self.last: Draft | None = None
        """The last coding, for ``.``."""
        self._focused = ""
        self._editing: Annotation | None = None
        self._ranges: list[Range] = []

    # -- which annotation is meant

    def here(self) -> Anchored | None:
        """The annotation at the caret: the one focused there, else the innermost."""
        opened = self._screen.page.opened
        if opened is None:
            return None
        covering = opened.annotations_at(self._screen.view.caret)
        focused = (one for one in covering if one.annotation.id == self._focused)
        return next(focused, None) or next(iter(covering), None)

    def own_here(self) -> Anchored | None:
        """One's own annotation at the caret, while nothing is selected: what a note or a tag is added to."""
        one = self.here() if self._screen.page.selection is None else None
        own = one is not None and one.annotation.annotator == self._workspace.store.annotator
        return one if own else None

    def meant(self) -> Anchored | None:
        """The annotation under the cursor of its pane when that has the keys, else the one at the caret."""
        return self._screen.sides.chosen_annotation() or self.here()

    def focus(self, annotation_id: str) -> None:
        """Mean this one where several overlap."""
        self._focused = annotation_id
        self._screen.sides.show_current_annotation()

    # -- writing

    def need_writable(self) -> None:
        """Raises ``Refusal`` with the reason when nothing can be annotated here: before it is typed."""
        if self._workspace.store.read_only:
            raise Refusal(self._workspace.store.read_only)

    def annotate(self, ranges: Sequence[Range], draft: Draft, what: str) -> None:
        """Record *draft* on *ranges* (none: the whole article), say so, and drop the selection."""
        screen = self._screen
        if screen.ask_annotator(lambda: self.annotate(ranges, draft, what)):
            return
        document = screen.page.need().document
        # Declared first, so that the annotation is what the next undo takes back.
        record, saved = self._workspace.annotate(document, [(r.start, r.end) for r in ranges], draft)
        self.watch(saved)
        if ranges:
            self.last = draft
        screen.state.hints_done = True
        self._focused = record.id
        if screen.page.selection is not None:
            screen.page.select(None)
        target = draft.stance.target if draft.stance is not None else None
        screen.say(f"{what}{f' → {target.name}' if target is not None else ''}; u takes it back")

    def change(self, old: Annotation, new: Annotation, what: str) -> None:
        """Put *new* in the place of *old*; one that says nothing any more is removed."""
        screen = self._screen
        path = screen.page.need().document.path
        if new == old:
            return
        if new.stance is None and not new.tags and not new.note and not new.values:
            self.watch(self._workspace.store.remove(path, old.id))
            screen.say("nothing was left of it: removed; u brings it back")
            return
        self.watch(self._workspace.edit(path, old, new))
        screen.say(f"{what} changed; u takes it back")

    def watch(self, saved: Future[Saved]) -> None:
        """Have it said when a save does not succeed; nothing waits here."""
        saved.add_done_callback(self._settled)

    def _settled(self, saved: Future[Saved]) -> None:
        error = saved.exception()
        if error is not None:
            from annotations.changes import Event

            self._screen.post_message(StoreChanged(Event("notice", message=str(error))))

    def ask_held(self) -> bool:
        """Ask what is to become of a change that was made on an older version; false when there is none."""
        screen, held = self._screen, self._workspace.store.held()
        if not held:
            return False
        from reader.tui.widgets.prompt import Choice, Question

        def answered(value: str) -> None:
            said = value.strip().casefold()
            if said == "mine":
                self.watch(self._workspace.store.apply_held(held[0]))
            elif said == "theirs":
                self._workspace.store.drop_held(held[0])
            else:
                screen.warn("your change is held, not saved: q asks again; type mine or theirs")
                return
            screen.say("written over it" if said == "mine" else "dropped: what is on the disk stays")
            self.ask_held()

        choices = [
            Choice("mine", "write my change over what is there now"),
            Choice("theirs", "drop my change, keep what is there now"),
        ]
        screen.prompt.ask(
            Question("changed elsewhere meanwhile", answered, hint="^n choose", choices=lambda typed: choices)
        )
        screen.warn(held[0].reason)
        return True

    # -- the stance bar

    def open_bar(self, draft: Draft, ranges: Sequence[Range], editing: Annotation | None = None) -> None:
        """Open the bar under *ranges* with *draft*; *editing* is the annotation it replaces."""
        screen = self._screen
        self.need_writable()
        if screen.ask_annotator(lambda: self.open_bar(draft, ranges, editing)):
            return
        from reader import naming
        from reader.tui.widgets.stance_bar import Offers

        self._editing, self._ranges = editing, list(ranges)
        passage = ranges[0] if ranges else Range(0, 0)
        offers = Offers(
            targets=lambda scale: self.targets(passage, scale),
            holders=self.holders(passage),
            target=lambda name, scale: naming.target(self._workspace, name, scale),
            holder=lambda text: naming.holder(self._workspace, text),
            tag=lambda name: naming.code(self._workspace.codebook, name),
            codebook=self._workspace.codebook,
        )
        self._make_room(passage)
        screen.bar.open(draft, self.scale, offers)

    def _make_room(self, passage: Range) -> None:
        """Put the bar under the last row of *passage*, which stays lit and on the screen."""
        screen, view = self._screen, self._screen.view
        screen.enter("text")
        view.reveal(passage.start, passage.end, BAR_ROWS)
        view.unit = None
        if passage.end > passage.start:
            view.selection = (passage.start, passage.end)
        line = view.line_of(max(passage.start, passage.end - 1))
        region, size = view.region, screen.size
        width = min(BAR_COLUMNS, region.width)
        below = region.y + (line if line is not None else 0) + 1
        screen.bar.styles.width = width
        screen.bar.styles.offset = (
            region.x + (region.width - width) // 2,
            max(0, min(below, size.height - BAR_ROWS - 1)),
        )

    def keep(self, draft: Draft) -> None:
        """What the bar was closed with becomes an annotation, or a change of one."""
        editing, ranges = self._editing, self._ranges
        if editing is None:
            if draft.stance is None and not draft.tags and not draft.note:
                raise Refusal("nothing was filled in: nothing is kept")
            label = draft.stance.label if draft.stance is not None else "annotation"
            self.annotate(ranges, draft, label)
            return
        self.change(
            editing,
            replace(
                editing, stance=draft.stance, tags=draft.tags, note=draft.note, confirmed=draft.confirmed
            ),
            "annotation",
        )

    # -- proposals

    def targets(self, passage: Range, scale: str) -> tuple[TargetProposal, ...]:
        """Targets for a stance on *scale* at *passage*, each with its reason."""
        from reader import proposals

        declared = [known.target for known in self._workspace.store.targets()]
        opened, entity = self._screen.page.need(), self._workspace.table.entity
        book = self._workspace.codebook
        return proposals.targets(opened, passage, book, scale, declared, self._recent(), entity)

    def holders(self, passage: Range) -> tuple[HolderProposal, ...]:
        """Holders for a stance at *passage*, each with its reason."""
        from reader import proposals
        from reader.quotations import proposals as spoken_proposals

        opened = self._screen.page.need()
        spoken = spoken_proposals(opened.quotations, opened.document, passage.start)
        heard = [(self._holder(found), found.reason) for found in spoken]
        return proposals.holders(opened, passage, heard, self._recent(), self._workspace.table.entity)

    def _holder(self, found: Proposal) -> Holder:
        from annotations.model import Ref

        if found.unattributed:
            return "unattributed"
        opened, table = self._screen.page.need(), self._workspace.table
        levels = []
        for level in found.levels:
            actors = []
            for actor in level:
                mention = opened.mention_at(actor.start)
                exact = mention is not None and (mention.start, mention.end) == (actor.start, actor.end)
                known = table.entity(mention.entity) if mention is not None and exact else None
                actors.append(Ref(known.name, known.kind, known.id) if known else Ref(actor.name))
            levels.append(tuple(actors))
        return tuple(levels)

    def _recent(self) -> list[Annotation]:
        records = self._workspace.store.annotations()
        return sorted(records, key=lambda record: record.modified)[-RECENT:]
