"""Occurrences of the same, offered one by one: yes, no, all the rest, back, done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.corpus.document import Range
from reader.tui.calls import Refusal

if TYPE_CHECKING:
    from annotations.store import Saved
    from reader.tui.screens.reading import ReadingScreen

ANSWERS = (
    ("proposal.yes", ""),
    ("proposal.no", "not"),
    ("proposal.rest", "all the rest"),
    ("undo", "back"),
    ("app.escape", "done"),
)
"""What can be answered, as the status line has it; the first is the offer's own verb."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: *places* in order, and what makes a yes of some of them true, in one action."""

    places: tuple[Range, ...]
    verb: str
    """What a yes does: ``tag it``."""
    what: str
    """What places are after a yes: ``tagged #frame/mockery``."""
    keep: Callable[[Sequence[Range]], Future[Saved]] = field(hash=False)


class Proposing:
    """The reading screen's hand on an offer. A place is counted and kept only once it got a yes."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._offer: Offer | None = None
        self._kept: list[tuple[str, ...]] = []
        """For each place that was decided on: the ids of the records a yes made, none for a no."""
        self._row = ("", 0)
        """The last entry of the log when an offer ended, and how many actions it came to."""

    @property
    def is_open(self) -> bool:
        """Whether something is offered."""
        return self._offer is not None

    @property
    def what(self) -> str:
        """What is offered, for the status line; "" for nothing."""
        return self._offer.what if self._offer is not None else ""

    def begin(self, offer: Offer) -> None:
        """Offer the places of *offer* from the first on."""
        self._offer, self._kept = offer, []
        self._screen.enter("text")
        self._screen.page.select(None)
        self._screen.page.leave_place()
        self._show(offer)

    # -- answers

    def yes(self) -> None:
        """Keep this one, and on to the next."""
        offer = self._need()
        self._kept.append(self._keep(offer, [offer.places[len(self._kept)]]))
        self._show(offer)

    def no(self) -> None:
        """Not this one: nothing is written."""
        offer = self._need()
        self._kept.append(())
        self._show(offer)

    def rest(self) -> None:
        """Keep this one and all that follow, in one action."""
        offer = self._need()
        rest = offer.places[len(self._kept) :]
        self._keep(offer, rest)
        self._end(offer, len(rest), 1)

    def back(self) -> None:
        """Take the last answer back."""
        offer = self._need()
        if not self._kept:
            raise Refusal("this is the first one: nothing was answered yet")
        ids = self._kept[-1]
        if ids:
            store = self._screen.workspace.store
            action, saved = store.undo()
            self._screen.coder.watch(saved)
            if {change.id for change in action.changes} != {*ids}:
                self._screen.coder.watch(store.redo()[1])
                raise Refusal("something else was changed since: Esc, then u takes back what was done last")
            self._screen.page.reload(entities=True)
        self._kept.pop()
        self._show(offer)

    def close(self) -> None:
        """Done: what was not answered is as if it had got a no."""
        offer = self._need()
        self._end(offer)

    def forget(self) -> None:
        """Another article is open, or another text of it: what was offered is not there any more."""
        self._offer = None

    def _need(self) -> Offer:
        if self._offer is None:
            raise Refusal("nothing is proposed here; g* offers all occurrences of the word or entity here")
        return self._offer

    def _keep(self, offer: Offer, places: Sequence[Range]) -> tuple[str, ...]:
        saved = offer.keep(places)
        self._screen.coder.watch(saved)
        self._screen.page.reload(entities=True)
        entry = self._screen.workspace.store.log(1)[-1]
        return tuple(past.id for past in entry.changes)

    # -- showing

    def _show(self, offer: Offer) -> None:
        """Light the next place, or end where there is none."""
        at = len(self._kept)
        if at == len(offer.places):
            self._end(offer)
            return
        place, screen = offer.places[at], self._screen
        screen.finder.light(list(offer.places), at)
        screen.page.move_caret(place.start)
        screen.view.reveal(place.start, place.end)
        keymap = screen.engine.keymap
        answers = [
            f"{keys[0]} {said or offer.verb}"
            for action, said in ANSWERS
            if (keys := keymap.keys_of(action, "PROPOSALS"))
        ]
        screen.say(f"{at + 1} of {len(offer.places)} · {', '.join(answers)}")

    def _end(self, offer: Offer, rest: int = 0, actions: int = 0) -> None:
        """Done; *rest* of the places got their yes together, in so many *actions*."""
        self._offer = None
        self._screen.finder.light([], 0)
        self._screen.page.caret_moved()
        one_by_one = sum(map(bool, self._kept))
        kept = one_by_one + rest
        back = f"; u takes {'it' if kept == 1 else 'them'} back" if kept else ""
        if kept:
            self.in_a_row(one_by_one + actions)
        self._screen.say(f"{kept} of {len(offer.places)} {offer.what}{back}")

    # -- taken back together

    def in_a_row(self, actions: int) -> None:
        """The last so many *actions* are undone (redone) as one, as long as nothing else is done."""
        self._row = (self._last_entry, actions)

    @property
    def steps(self) -> int:
        """How many actions one undo (redo) takes now."""
        entry, actions = self._row
        return actions if actions and entry == self._last_entry else 1

    @property
    def _last_entry(self) -> str:
        last = self._screen.workspace.store.log(1)
        return last[-1].id if last else ""
