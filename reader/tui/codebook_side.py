"""The codebook beside the text: shown in the place of the details, counted anew, filtered, and coded from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotations.model import Annotation, Ref
from reader import codebook_rows
from reader.codebook_rows import Row
from reader.tui.calls import Refusal
from reader.tui.widgets.codebook_pane import CodebookPane

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


class CodebookSide:
    """The reading screen's hand on the pane of the codebook."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self.pane = CodebookPane(id="codebook")
        self.shown = False
        """Whether it stands where the details stand otherwise."""
        self._counted: dict[str, tuple[tuple[Annotation, ...], Counter[str], dict[str, Ref]]] = {}
        """By article: its annotations, how often they use what, and the targets of their stances."""

    def put(self, shown: bool) -> None:
        """Put the codebook in the place of the details, or the details in its place."""
        if shown and not self.pane.is_attached:
            self._screen.query_one("#panes").mount(self.pane)
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def renew(self) -> None:
        """The codebook is another one: count anew what is used of it."""
        self._counted = {}
        self.refresh()

    def refresh(self) -> None:
        """Show the codebook with today's counts, if it is to be seen."""
        if not self.shown:
            return
        screen, workspace = self._screen, self._screen.workspace
        book, store = workspace.codebook, workspace.store
        opened = screen.page.opened
        path = opened.document.path if opened is not None else ""
        coding = workspace.tracking.coding(opened.document) if opened is not None else None
        self._count()
        corpus = codebook_rows.tally((), store.codings().values(), book)
        used: dict[str, Ref] = {}
        for _, counts, targets in self._counted.values():
            corpus.update(counts)
            used.update(targets)
        here = codebook_rows.tally((), [coding] if coding is not None else [], book)
        here.update(self._counted[path][1] if path in self._counted else ())
        declared = [one.target for one in store.targets(annotator=store.annotator)]
        rows = codebook_rows.rows(book, declared, [used[name] for name in sorted(used)], corpus)
        layer = store.annotator or "you"
        self.pane.definition.key = next(iter(screen.engine.keymap.keys_of("page.half_down", "DETAILS")), "")
        self.pane.show(rows, here, corpus, screen.sides.filters.get("codebook", ""), layer)

    def _count(self) -> None:
        """Count the annotations of those articles where they are other than before."""
        store, book = self._screen.workspace.store, self._screen.workspace.codebook
        counted = {}
        for path in store.paths():
            records = store.annotations(path, annotator=store.annotator)
            known = self._counted.get(path)
            if known is None or known[0] is not records:
                known = (records, codebook_rows.tally(records, (), book), _targets(records))
            counted[path] = known
        self._counted = counted

    def need(self) -> Row:
        """The row under the cursor. Raises ``Refusal`` when there is none."""
        row = self.pane.current
        if row is None:
            raise Refusal("there is nothing here; Esc shows the whole codebook")
        return row

    def choose(self) -> None:
        """Show the annotations of the article that were coded by the current row, and no others."""
        row = self.need()
        if not row.filter:
            raise Refusal(f"{row.name}: Enter on a label, a code or a target shows what was coded by it")
        screen = self._screen
        screen.sides.set_filter("annotations", row.filter)
        screen.enter("annotations")
        here, corpus = self.pane.uses(row)
        more = f", {corpus} in the corpus" if corpus > here else ""
        screen.say(f"{row.path}: {here or 'none'} here{more}; Esc shows all annotations, gb goes back")


def _targets(records: tuple[Annotation, ...]) -> dict[str, Ref]:
    """The targets of the accepted stances of *records*, by the row they have while the codebook has none."""
    found: dict[str, Ref] = {}
    for one in records:
        if one.status == "accepted" and one.stance is not None and one.stance.target is not None:
            found.setdefault(codebook_rows.subject_of(one.stance.target), one.stance.target)
    return found
