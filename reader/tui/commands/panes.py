"""The panes beside the text, and how the text is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader import kinds
from reader.tui.calls import Call, Refusal, command

if TYPE_CHECKING:
    from reader.tui.frame import Pane
    from reader.tui.screens.reading import ReadingScreen

MEASURE_STEP = 4
DENSITIES = ("all", "first", "off")


@command("pane.next")
def next_pane(screen: ReadingScreen, call: Call) -> None:
    """To the next pane; hidden ones open as drawers."""
    _step(screen, 1)


@command("pane.previous")
def previous_pane(screen: ReadingScreen, call: Call) -> None:
    """To the previous pane."""
    _step(screen, -1)


def _step(screen: ReadingScreen, step: int) -> None:
    details: tuple[Pane, ...] = ("codebook",) if screen.codebook.shown else ("entities", "annotations")
    order: tuple[Pane, ...] = ("list", "text", *details)
    screen.enter(order[(order.index(screen.pane) + step) % len(order)])


@command("list.show")
def show_list(screen: ReadingScreen, call: Call) -> None:
    """To the list of articles."""
    screen.enter("list")


@command("entities.show")
def show_entities(screen: ReadingScreen, call: Call) -> None:
    """To the entities of this article, to the one at the caret."""
    opened = screen.page.opened
    here = opened.mention_at(screen.view.caret) if opened is not None and screen.pane == "text" else None
    screen.enter("entities")
    if here is not None and here.entity:
        screen.entities.go_to(here.entity)


@command("annotations.show")
def show_annotations(screen: ReadingScreen, call: Call) -> None:
    """To the annotations of this article."""
    screen.enter("annotations")


@command("open.row")
def open_row(screen: ReadingScreen, call: Call) -> None:
    """Open the row: the article, or the entity's or annotation's next place in the text."""
    pane = screen.pane_list
    if pane is None or not pane.count:
        raise Refusal("there is nothing to open")
    pane.choose()


@command("open.entity")
def open_entity(screen: ReadingScreen, call: Call) -> None:
    """The entity at the caret, over the corpus."""
    mention = screen.page.need().mention_at(screen.view.caret)
    if mention is None or not mention.entity:
        raise Refusal("no entity is marked here; ]e goes to the next one")
    screen.room.open(mention.entity, f"{screen.page.here.path}:{mention.start}")


@command("view.density")
def density(screen: ReadingScreen, call: Call) -> None:
    """All entity marks, each entity's first in a paragraph, those of the kind at the caret, or none."""
    mention, shown = screen.page.need().mention_at(screen.view.caret), screen.view.density
    if shown == "first" and mention is not None:
        screen.view.set_density("kind", mention.kind)
        screen.say(f"only this kind marked: {kinds.MEANT.get(mention.kind, mention.kind)}")
        return
    # One kind is marked for the moment: it comes behind first mentions, and is not kept.
    now = DENSITIES[(DENSITIES.index(shown if shown in DENSITIES else "first") + 1) % len(DENSITIES)]
    screen.set_density(now)
    screen.say(
        {"all": "all entities marked", "first": "first mentions marked", "off": "no entities marked"}[now]
    )


@command("view.wider")
def wider(screen: ReadingScreen, call: Call) -> None:
    """A wider column of text; a wider pane while it has the keys."""
    _widen(screen, MEASURE_STEP * call.times)


@command("view.narrower")
def narrower(screen: ReadingScreen, call: Call) -> None:
    """A narrower column of text; a narrower pane while it has the keys."""
    _widen(screen, -MEASURE_STEP * call.times)


def _widen(screen: ReadingScreen, cells: int) -> None:
    if screen.pane != "text":
        screen.sides.widen(cells)
        return
    now, measure = screen.view.column, screen.view.measure
    screen.view.measure = now + cells
    if screen.view.column == now:
        screen.view.measure = measure
        raise Refusal(
            f"the column stays at {now} cells: there is no room for more"
            if cells > 0
            else f"the column stays at {now} cells: it can be no narrower"
        )
    screen.set_measure(screen.view.measure)


@command("view.measure")
def usual(screen: ReadingScreen, call: Call) -> None:
    """The usual width of the column, or of the pane that has the keys."""
    if screen.pane == "text":
        screen.set_measure(0)
    else:
        screen.sides.widen(0)
