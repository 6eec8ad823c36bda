"""Finding: in the article, in the panes, and across the corpus."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from annotations.positions import Folded, fold
from reader import motions, pane_filter
from reader.completing import Choice
from reader.corpus.document import Range
from reader.extending import stops
from reader.occurrences import whole_words
from reader.tui.calls import Call, Refusal, command
from reader.tui.commands import codebook
from reader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from reader.tui.frame import Pane
    from reader.tui.screens.reading import ReadingScreen


def occurrences(folded: Folded, wanted: str) -> list[Range]:
    """Where *wanted* stands in a folded text, whatever its case, quotes, dashes and white space; in order."""
    words = fold(wanted).text.strip()
    if not words:
        return []
    found = (folded.range(m.start(), m.end()) for m in re.finditer(re.escape(words), folded.text))
    return [Range(start, end) for start, end in found]


@command("find.article")
def find(screen: ReadingScreen, call: Call) -> None:
    """Find words in this article: hits are lit while they are typed."""
    opened = screen.page.need()
    began = screen.view.caret

    def typed(value: str) -> None:
        found = occurrences(opened.folded, value)
        nearest = next((n for n, hit in enumerate(found) if hit.start >= began), 0)
        screen.finder.light(found, nearest)
        screen.page.move_caret(_stop(screen, found[nearest]) if found else began)

    def answered(value: str) -> None:
        wanted = value.strip() or next(iter(screen.state.searches("article")), "")
        found = occurrences(opened.folded, wanted)
        if not found:
            screen.finder.light([], 0)
            screen.page.move_caret(began)
            absent = f"“{wanted}” is not in this article; f finds misspellings, in every article"
            screen.warn(absent if wanted else "nothing was typed, and nothing was searched before")
            return
        screen.state.remember_search("article", wanted)
        nearest = next((n for n, hit in enumerate(found) if hit.start >= began), 0)
        screen.finder.light(found, nearest)
        screen.page.move_caret(began)
        screen.page.leave_place()
        screen.page.move_caret(_stop(screen, found[nearest]))
        screen.say(f"hit {nearest + 1} of {len(found)}; n and N go on")

    def left(value: str) -> None:
        screen.finder.light([], 0)
        screen.page.move_caret(began)

    screen.prompt.ask(
        Question(
            "/",
            answered,
            hint="Enter first hit",
            changed=typed,
            left=left,
            # The newest stands beside the line: the key upwards brings it first.
            choices=[Choice(query, "before") for query in reversed(screen.state.searches("article")[:6])],
            recalls=True,
        )
    )


@command("find.word")
def find_word(screen: ReadingScreen, call: Call) -> None:
    """Find the word at the caret in this article, and go to its next place."""
    opened = screen.page.need()
    word = motions.object_word(opened.document, screen.view.caret)
    if word is None:
        raise Refusal("there is no word here")
    found = list(whole_words(opened, opened.document.text[word.start : word.end]))
    screen.finder.light(found, next((n for n, hit in enumerate(found) if hit.start >= word.start), 0))
    step(screen, 1)


@command("find.next")
def find_next(screen: ReadingScreen, call: Call) -> None:
    """To the next hit, around the end."""
    step(screen, call.times)


@command("find.previous")
def find_previous(screen: ReadingScreen, call: Call) -> None:
    """To the previous hit, around the beginning."""
    step(screen, -call.times)


def _stop(screen: ReadingScreen, hit: Range) -> int:
    """Where the caret goes to stand on *hit*, or to select up to its end."""
    return stops([hit], screen.page.selection)[0]


def step(screen: ReadingScreen, count: int) -> None:
    """Go *count* hits on from the caret, back when negative; past the ends it goes round, and says so."""
    screen.page.need()
    places = stops(screen.finder.hits, screen.page.selection)
    if not places:
        raise Refusal("nothing is being searched; / finds in the article, f in the corpus")
    here = screen.view.caret
    before = bisect_left(places, here)
    at = before + count - (1 if count > 0 and here not in places else 0)
    going_round = not 0 <= at < len(places)
    at %= len(places)
    there, hits = places[at], screen.finder.hits
    screen.page.leave_place()
    screen.finder.light(hits, next(n for n, hit in enumerate(hits) if _stop(screen, hit) == there))
    screen.page.move_caret(there)
    screen.say(f"hit {at + 1} of {len(places)}" + ("; went round" if going_round else ""))


FILTERED: dict[Pane, str] = {
    "annotations": "label, tag, holder, target, note, quote; tag:x in tags only  Esc all",
    "codebook": "words of name or definition  Enter keep  Esc all rows",
}


@command("pane.filter")
def filter_pane(screen: ReadingScreen, call: Call) -> None:
    """Show only the rows of this pane that hold what is typed."""
    pane = screen.pane

    def typed(value: str) -> None:
        mistake = pane_filter.mistake(value) if pane == "annotations" else ""
        screen.sides.set_filter(pane, "" if mistake else value)
        screen.warn(mistake)

    def answered(value: str) -> None:
        typed(value)
        if pane == "annotations" and (mistake := pane_filter.mistake(value)):
            raise Refusal(mistake)

    def left(value: str) -> None:
        screen.sides.set_filter(pane, "")

    screen.prompt.ask(
        Question(
            "filter",
            answered,
            value=screen.sides.filters.get(pane, ""),
            proposed=True,
            hint=FILTERED.get(pane, "Enter keep  Esc all rows"),
            changed=typed,
            left=left,
        )
    )


@command("search.corpus")
def search_corpus(screen: ReadingScreen, call: Call) -> None:
    """Find in every article, misspellings too."""
    screen.finder.open("")


@command("search.here")
def search_here(screen: ReadingScreen, call: Call) -> None:
    """The selection, or the word at the caret, in every article; in a pane what its cursor is on."""
    if screen.pane == "entities":
        _need_row(screen)
        screen.room.open(screen.entities.current or "")
        return
    if screen.pane == "annotations":
        _need_row(screen)
        chosen = screen.sides.chosen_annotation()
        quote = chosen.annotation.quote if chosen is not None else ""
        if not quote:
            raise Refusal("this annotation is on the whole article: it has no words to find")
        screen.finder.open(" ".join(quote.split())[:200])
        return
    if screen.pane == "codebook":
        codebook.search(screen)
        return
    document = screen.page.need().document
    words = screen.page.selected() or motions.object_word(document, screen.view.caret)
    if words is None:
        raise Refusal("there is no word here")
    screen.finder.open(" ".join(document.text[words.start : words.end].split())[:200])


def _need_row(screen: ReadingScreen) -> None:
    if screen.pane_list is None or not screen.pane_list.count:
        raise Refusal("there is nothing here to find in the corpus")
