"""Hopping: to entities, annotations, uncoded units, quotations, articles, marks, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.corpus.document import Range
from reader.extending import stops
from reader.jumps import Spot
from reader.layout.rows import Ranged
from reader.opened import Opened, hop
from reader.tui.calls import Call, Refusal, command

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


def _uncoded(opened: Opened) -> list[Range]:
    return [unit for unit in opened.units if unit not in opened.coded_units]


def _hops(noun: str, name: str, ranges: Callable[[Opened], Sequence[Ranged]]) -> None:
    """``NOUN.next`` and ``NOUN.previous`` over the *ranges* of an article, called *name* in messages."""

    def go(screen: ReadingScreen, step: int) -> None:
        places = stops(ranges(screen.page.need()), screen.page.selection)
        place = hop(places, screen.view.caret, step)
        if place is None:
            side = "after" if step > 0 else "before"
            raise Refusal(f"no {name} {side} this" if places else f"no {name} in this article")
        screen.page.leave_place()
        screen.page.move_caret(place)

    @command(f"{noun}.next")
    def following(screen: ReadingScreen, call: Call) -> None:
        go(screen, call.times)

    @command(f"{noun}.previous")
    def previous(screen: ReadingScreen, call: Call) -> None:
        go(screen, -call.times)


_hops("entity", "entity", lambda opened: opened.linked)
_hops("annotation", "annotation", lambda opened: [a for a in opened.annotations if a.ranges])
_hops("unit", "uncoded unit", _uncoded)
_hops("quotation", "quotation", lambda opened: opened.quotations)


@command("article.next")
def next_article(screen: ReadingScreen, call: Call) -> None:
    """Open the next article of the list."""
    screen.page.step(call.times)


@command("article.previous")
def previous_article(screen: ReadingScreen, call: Call) -> None:
    """Open the previous article of the list."""
    screen.page.step(-call.times)


@command("jump.back")
def back(screen: ReadingScreen, call: Call) -> None:
    """Back to where the last jump began, or to the list of hits it was taken from."""
    if screen.finder.reopen():
        return
    _along(screen, screen.state.jumps.back, call.times, "no older place to go back to")


@command("jump.forward")
def forward(screen: ReadingScreen, call: Call) -> None:
    """Forward again in the list of jumps."""
    _along(screen, screen.state.jumps.forward, call.times, "no newer place to go to")


def _along(screen: ReadingScreen, take: Callable[[Spot], Spot | None], times: int, none: str) -> None:
    """So many places along the list of jumps, as far as there are some."""
    for n in range(times):
        spot = take(screen.page.here)
        if spot is None and not n:
            raise Refusal(none)
        if spot is None:
            return
        screen.page.go_to(spot)


@command("jump.swap")
def swap(screen: ReadingScreen, call: Call) -> None:
    """To the place before the last jump, and back."""
    spot = screen.state.jumps.swap(screen.page.here)
    if spot is None:
        raise Refusal("nothing was jumped from yet")
    screen.page.go_to(spot)


@command("mark.set")
def set_mark(screen: ReadingScreen, call: Call) -> None:
    """Remember this place under a letter."""
    here: Spot = screen.page.here
    screen.state.set_mark(call.operand, here.path, here.offset)
    screen.say(f"mark {call.operand} set here; '{call.operand} comes back")


@command("mark.go")
def go_to_mark(screen: ReadingScreen, call: Call) -> None:
    """To the place marked with a letter."""
    spot = screen.state.mark(call.operand, screen.page.need().document.path)
    if spot is None:
        raise Refusal(f"there is no mark {call.operand}; m{call.operand} sets it")
    screen.page.leave_place()
    screen.page.go_to(spot)
