"""Boilerplate and pasted repeats: folded and opened, and what a reader says of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.layout.cells import elide
from reader.sanitise import clean_line
from reader.tui.calls import Call, Refusal, command
from reader.tui.panes import counted
from reader.tui.signing import ask_annotator

if TYPE_CHECKING:
    from reader.corpus.document import Block, Document
    from reader.layout.folds import Folds
    from reader.tui.screens.reading import ReadingScreen

SHOWN = 40
"""Cells of a line that a message shows."""


@command("fold.toggle")
def toggle(screen: ReadingScreen, call: Call) -> None:
    """Fold the zone at the caret to one row, or open it."""
    _need_zones(screen)
    zone = screen.view.zone
    if zone is None:
        raise Refusal("this is the article's own text; zM folds all that is not")
    _fold(screen, screen.view.folds.toggled(zone))


@command("fold.open")
def open_all(screen: ReadingScreen, call: Call) -> None:
    """Open everything that is folded."""
    _need_zones(screen)
    if not screen.view.folds.folded:
        raise Refusal("nothing is folded in this article; zM folds boilerplate and repeats")
    _fold(screen, screen.view.folds.all_open())


@command("fold.close")
def close_all(screen: ReadingScreen, call: Call) -> None:
    """Fold all boilerplate and repeats, what is only probable too."""
    _need_zones(screen)
    folds = screen.view.folds.all_folded()
    if set(folds.folded) == set(screen.view.folds.folded):
        raise Refusal("all that can be is folded; zR opens it, za one of them")
    _fold(screen, folds)


def _need_zones(screen: ReadingScreen) -> None:
    if not screen.page.need().document.zones:
        raise Refusal("there is no boilerplate and no repeat in this article; zx makes a line boilerplate")


def _fold(screen: ReadingScreen, folds: Folds) -> None:
    screen.view.folds = folds
    screen.page.caret_moved()


@command("boilerplate.rule")
def rule(screen: ReadingScreen, call: Call) -> None:
    """Say that the line at the caret is boilerplate in its outlet; of one that is, that it is not."""
    screen.coder.need_writable()
    document = screen.page.need().document
    block = _need_line(screen, document)
    if ask_annotator(screen, lambda: rule(screen, call)):
        return
    boilerplate = block.kind != "boilerplate"
    paths = screen.workspace.corrections.holding(document, block)
    screen.coder.watch(screen.workspace.corrections.rule(document, block, boilerplate))
    screen.page.reload()
    # Said of what one sees: it stays to be seen, whatever it is now.
    screen.view.folds = screen.view.folds.opened([(block.start, block.end)])
    line = elide(" ".join(clean_line(document.text[block.start : block.end]).split()), SHOWN)
    outlet = document.metadata.outlet
    where = f"in {outlet}" if outlet else "where the outlet is unknown"
    so_far = "" if screen.all_recognised else " of those read so far"
    # In a narrow terminal the middle of it is left out.
    screen.say(
        f"{'boilerplate' if boilerplate else 'no boilerplate'} {where} from now on, "
        f"{counted(len(paths), 'article')}{so_far}: “{line}”; u takes it back"
    )


def _need_line(screen: ReadingScreen, document: Document) -> Block:
    """The line at the caret. Raises ``Refusal`` where it is not clear which one is meant."""
    view = screen.view
    block, zone = document.block_at(view.caret), view.zone
    if block is None:
        raise Refusal("there is no line here")
    if zone is not None and zone in view.folds.folded:
        hidden = [b for b in document.blocks if zone.start <= b.start < zone.end]
        if len(hidden) > 1:
            raise Refusal(f"{counted(len(hidden), 'line')} are folded here: za opens them, zx is about one")
        block = hidden[0]
    if zone is not None and zone.kind == "repeat":
        raise Refusal(f"{zone.reason}: a repeat is counted once and is no boilerplate; za folds it")
    return block
