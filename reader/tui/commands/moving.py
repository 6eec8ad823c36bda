"""Moving: the caret in the text, the cursor in a pane, the page, and what is selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from reader import extending, motions
from reader.corpus.document import Document, Range
from reader.extending import Part
from reader.motions import Selection
from reader.tui.calls import Call, Refusal, command

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen

Motion = Callable[[Document, int, int], int]

MOTIONS: dict[str, Motion] = {
    "move.left": motions.left,
    "move.right": motions.right,
    "move.word_next": motions.word_forward,
    "move.word_back": motions.word_back,
    "move.word_end": motions.word_end,
    "move.sentence_next": motions.sentence_forward,
    "move.sentence_back": motions.sentence_back,
    "move.paragraph_next": motions.paragraph_forward,
    "move.paragraph_back": motions.paragraph_back,
}
TO_STARTS: dict[str, Part] = {
    "move.word_next": "word",
    "move.word_back": "word",
    "move.sentence_next": "sentence",
    "move.sentence_back": "sentence",
    "move.paragraph_next": "paragraph",
    "move.paragraph_back": "paragraph",
}
"""Motions that lead to where something begins: a selection stops before it."""


def _motion(action_id: str, motion: Motion) -> None:
    @command(action_id)
    def move(screen: ReadingScreen, call: Call) -> None:
        document, view, selection = screen.page.need().document, screen.view, screen.page.selection

        def go(at: int, count: int) -> int:
            return view.past_folds(lambda at, count: motion(document, at, count), count, at)

        part = TO_STARTS.get(action_id)
        if part is None or selection is None:
            screen.page.move_caret(go(view.caret, call.times), open_folds=False)
            return
        longer = extending.extend(
            document, selection, part, go, call.times, onward=action_id.endswith("_next")
        )
        if longer == selection:
            raise Refusal(f"no other {part} is there to select on this side")
        screen.page.move_caret(longer.head, open_folds=False)


for _id, _function in MOTIONS.items():
    _motion(_id, _function)


def _vertical(action_id: str, rows: int, pages: float) -> None:
    """A motion by rows or pages: of the list that has the keys, else of the text."""

    @command(action_id)
    def move(screen: ReadingScreen, call: Call) -> None:
        pane, view = screen.pane_list, screen.view
        if pane is not None:
            if rows:
                pane.move(rows * call.times)
            elif screen.pane == "codebook" and abs(pages) < 1:
                screen.codebook.pane.half_page(pages * call.times)
            else:
                pane.page(pages * call.times)
            return
        screen.page.need()
        if rows:
            view.move_rows(rows * call.times)
        elif abs(pages) == 1:
            view.page(int(pages) * call.times)
        else:
            view.half_page(round(pages * 2) * call.times)
        screen.page.caret_moved()


_vertical("move.down", 1, 0)
_vertical("move.up", -1, 0)
_vertical("page.half_down", 0, 0.5)
_vertical("page.half_up", 0, -0.5)
_vertical("page.down", 0, 1)
_vertical("page.up", 0, -1)


@command("move.first")
def first(screen: ReadingScreen, call: Call) -> None:
    """To the beginning, or to paragraph (row) n."""
    _ends(screen, call, last=False)


@command("move.last")
def last(screen: ReadingScreen, call: Call) -> None:
    """To the end, or to paragraph (row) n."""
    _ends(screen, call, last=True)


def _ends(screen: ReadingScreen, call: Call, *, last: bool) -> None:
    pane = screen.pane_list
    if pane is not None:
        if call.count is not None:
            pane.go(call.count - 1)
        elif last:
            pane.last()
        else:
            pane.first()
        return
    document = screen.page.need().document
    if call.count is not None:
        place = motions.paragraph_number(document, call.count)
        if place is None:
            raise Refusal("this article has no numbered paragraph")
        if call.count > (most := len(document.paragraphs)):
            screen.say(f"there is no paragraph {call.count}: {most} is the last")
        if screen.page.selection is not None:
            place = extending.short_of(document, screen.page.selection.anchor, place)
    else:
        place = motions.document_end(document) if last else motions.document_start(document)
    screen.page.leave_place()
    screen.page.move_caret(place, open_folds=call.count is not None)


@command("move.row_start")
def row_start(screen: ReadingScreen, call: Call) -> None:
    """To the beginning of the row."""
    screen.page.need()
    screen.view.row_start()
    screen.page.caret_moved()


@command("move.row_end")
def row_end(screen: ReadingScreen, call: Call) -> None:
    """To the end of the row."""
    screen.page.need()
    screen.view.row_end()
    screen.page.caret_moved()


@command("move.screen_top")
def screen_top(screen: ReadingScreen, call: Call) -> None:
    """To the first row on the screen."""
    _to_line(screen, "H")


@command("move.screen_middle")
def screen_middle(screen: ReadingScreen, call: Call) -> None:
    """To the middle row on the screen."""
    _to_line(screen, "M")


@command("move.screen_bottom")
def screen_bottom(screen: ReadingScreen, call: Call) -> None:
    """To the last row on the screen."""
    _to_line(screen, "L")


def _to_line(screen: ReadingScreen, where: Literal["H", "M", "L"]) -> None:
    screen.page.need()
    screen.view.to_line(where)
    screen.page.caret_moved()


@command("scroll.top")
def scroll_top(screen: ReadingScreen, call: Call) -> None:
    """Scroll the caret's row to the top."""
    screen.page.need()
    screen.view.align_caret("t")


@command("scroll.middle")
def scroll_middle(screen: ReadingScreen, call: Call) -> None:
    """Scroll the caret's row to the middle."""
    screen.page.need()
    screen.view.align_caret("z")


@command("scroll.bottom")
def scroll_bottom(screen: ReadingScreen, call: Call) -> None:
    """Scroll the caret's row to the bottom."""
    screen.page.need()
    screen.view.align_caret("b")


# -- selecting


@command("select.start")
def start(screen: ReadingScreen, call: Call) -> None:
    """Begin a selection with the word at the caret, or with the next one."""
    caret = screen.view.caret
    word = motions.object_word(screen.page.need().document, caret)
    if word is None:
        raise Refusal("there are no words here to select")
    between = not word.start <= caret < word.end
    screen.page.select(motions.select(word) if between else Selection(caret, caret))


@command("select.wider")
def wider(screen: ReadingScreen, call: Call) -> None:
    """Widen the selection from words to sentences, paragraphs."""
    document, page = screen.page.need().document, screen.page
    for step in range(call.times):
        before = page.need_selection()
        selection = motions.select(extending.covered(document, before))
        wider = motions.widen(document, selection)
        if wider == selection:
            if step:
                break
            raise Refusal("no part of a paragraph is left out: motions take in more")
        if page.widened and page.widened[-1][1] != before:
            page.widened.clear()
        page.widened.append((before, wider))
        page.select(wider)


@command("select.narrower")
def narrower(screen: ReadingScreen, call: Call) -> None:
    """Narrow the selection again: what was widened comes back as it was."""
    document, page = screen.page.need().document, screen.page
    for step in range(call.times):
        selection = page.need_selection()
        if page.widened and page.widened[-1][1] == selection:
            narrower = page.widened.pop()[0]
        else:
            narrower = motions.narrow(document, selection, selection.anchor)
        if extending.covered(document, narrower) == extending.covered(document, selection):
            if step:
                break
            raise Refusal("one word is selected: it can be no narrower, Esc leaves it")
        page.select(narrower)


@command("select.other_end")
def other_end(screen: ReadingScreen, call: Call) -> None:
    """The caret goes to the other end of the selection."""
    screen.page.select(screen.page.need_selection().flipped())


def _object(action_id: str, name: str, find: Callable[[Document, int], Range | None]) -> None:
    @command(action_id)
    def take(screen: ReadingScreen, call: Call) -> None:
        found = find(screen.page.need().document, screen.view.caret)
        if found is None or found.end <= found.start:
            raise Refusal(f"there is no {name} here")
        screen.page.select(motions.select(found))


_object("select.word", "word", motions.object_word)
_object("select.sentence", "sentence", motions.object_sentence)
_object("select.paragraph", "paragraph", motions.object_paragraph)


@command("select.quotation")
def quotation(screen: ReadingScreen, call: Call) -> None:
    """Select what is quoted or reported at the caret: what ]q goes to."""
    found = screen.page.need().quotation_at(screen.view.caret)
    if found is None:
        raise Refusal("there is no quotation here; ]q goes to the next one")
    screen.page.select(motions.select(found))


@command("select.entity")
def entity(screen: ReadingScreen, call: Call) -> None:
    """Select the entity at the caret."""
    found = screen.page.need().mention_at(screen.view.caret)
    if found is None:
        raise Refusal("no entity is marked here; ]e goes to the next one")
    screen.page.select(motions.select(Range(found.start, found.end)))


@command("select.annotation")
def annotation(screen: ReadingScreen, call: Call) -> None:
    """Select the passage of the annotation at the caret, which gr then means wherever the ends go."""
    one, caret = screen.coder.here(), screen.view.caret
    if one is None:
        raise Refusal("no annotation here; ]a goes to the next one")
    start, end = next((start, end) for start, end in one.ranges if start <= caret < end)
    screen.coder.focus(one.annotation.id)
    screen.page.select(motions.select(Range(start, end)))
