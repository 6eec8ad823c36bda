"""All occurrences of a word, a selection or an entity, as proposals: for a tag, or for what they name."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from annotations.codes import Codebook, CodebookError
from reader import kinds, naming
from reader.coding import Draft
from reader.completing import Choice
from reader.corpus.document import Range
from reader.layout.cells import elide
from reader.occurrences import Occurrences, occurrences, to_correct, to_tag
from reader.tui.calls import Call, Refusal, command
from reader.tui.panes import counted
from reader.tui.proposing import Offer
from reader.tui.signing import ask_annotator
from reader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from annotations.store import Saved
    from reader.tui.screens.reading import ReadingScreen

ENTITY = "entity:"
"""How an answer begins that says what the words name."""
NOTHING = "none"
SHOWN = 24
"""Cells of the words that the question shows."""


@command("occurrences.offer")
def offer_all(screen: ReadingScreen, call: Call) -> None:
    """Offer all occurrences of the selection, of the entity or of the word here, one by one."""
    opened = screen.page.need()
    screen.coder.need_writable(opened.document.path)
    found = occurrences(opened, screen.page.selected(), screen.view.caret)
    if found is None:
        raise Refusal("there is no word here")
    if ask_annotator(screen, lambda: offer_all(screen, call)):
        return
    book, used = screen.workspace.codebook, _used_last(screen)

    def answered(value: str) -> None:
        try:
            screen.proposing.begin(_offer(screen, found, value.strip() or used))
        except CodebookError as error:
            raise Refusal(str(error)) from None

    last = f"Enter #{used}, or " if used else ""
    screen.prompt.ask(
        Question(
            f"{counted(len(found.places), 'occurrence')} of “{elide(found.name, SHOWN)}”: tag",
            answered,
            hint=f"{last}a tag, or {ENTITY} and its kind",
            choices=_choices(book, used),
            as_typed="no such code",
            kept=False,
        )
    )


def _choices(book: Codebook, used: str) -> list[Choice]:
    from reader.entities.mentions import LINKED_KINDS

    known = [Choice(used, "used last")] if used else []
    paths = ((book.code_path(code.id), code.definition) for code in book.active_codes)
    known += [Choice(path, told) for path, told in paths if path != used]
    known += [Choice(f"{ENTITY} {kind}", f"they name {kinds.MEANT[kind]}") for kind in LINKED_KINDS]
    known.append(Choice(f"{ENTITY} {NOTHING}", "these words name nobody and nothing"))
    return known


def _used_last(screen: ReadingScreen) -> str:
    """The path of the code one tagged with last; "" where one has not, or it is gone."""
    store, book = screen.workspace.store, screen.workspace.codebook
    tagged = [one for one in store.annotations(annotator=store.annotator) if one.tags]
    last = max(tagged, key=lambda one: (one.modified, int(one.id)), default=None)
    code = book.find_code(last.tags[-1]) if last is not None else None
    return book.code_path(code.id) if code is not None else ""


def _offer(screen: ReadingScreen, found: Occurrences, value: str) -> Offer:
    """What *value* (a tag, or ``entity: KIND``) says of what was *found*."""
    if not value:
        raise Refusal("nothing is proposed without a tag, or what the words name")
    if value.casefold().startswith(ENTITY):
        return _entity_offer(screen, found, value[len(ENTITY) :].strip().casefold())
    opened, workspace = screen.page.need(), screen.workspace
    tag = naming.code(workspace.codebook, value)
    path = workspace.codebook.code_path(tag)
    places = to_tag(opened, found.places, tag, workspace.codebook.unit, workspace.store.annotator)
    if not places:
        raise Refusal(f"all {counted(len(found.places), 'occurrence')} are tagged #{path} already")
    draft = Draft(tags=(tag,))

    def keep(chosen: Sequence[Range]) -> Future[Saved]:
        screen.state.hints_done = True
        document = screen.page.need().document  # it may be called otherwise by now
        records, saved = workspace.annotate_each(document, [(p.start, p.end) for p in chosen], draft)
        screen.coder.repeating.made(records, draft)
        return saved

    return Offer(places, "tag it", f"tagged #{path}", keep)


def _entity_offer(screen: ReadingScreen, found: Occurrences, kind: str) -> Offer:
    from reader.entities.mentions import LINKED_KINDS

    if kind not in (*LINKED_KINDS, NOTHING):
        raise Refusal(f"{ENTITY} {kind} is no kind; there are {', '.join(LINKED_KINDS)}, and {NOTHING}")
    opened, corrections = screen.page.need(), screen.workspace.corrections
    if not screen.workspace.tagged(opened.document.path):
        raise Refusal("the names of this article are still being read: a moment")
    meant = "" if kind == NOTHING else kind
    places = to_correct(opened, found.places, meant, corrections.contested(opened.document))
    if not places:
        raise Refusal(
            f"all of them name {'nothing' if kind == NOTHING else f'something of kind {kind}'} already"
        )

    def keep(chosen: Sequence[Range]) -> Future[Saved]:
        document = screen.page.need().document
        return corrections.correct(document, [(p.start, p.end) for p in chosen], meant)

    if not meant:
        return Offer(places, "it names nothing", "marked as no entity", keep)
    word = kinds.word(kind)
    return Offer(places, f"it is {word}", f"marked as {word}", keep)


@command("proposal.yes")
def yes(screen: ReadingScreen, call: Call) -> None:
    """Yes to what is proposed, and on to the next."""
    screen.proposing.yes()


@command("proposal.no")
def no(screen: ReadingScreen, call: Call) -> None:
    """Not this one; on to the next."""
    screen.proposing.no()


@command("proposal.rest")
def rest(screen: ReadingScreen, call: Call) -> None:
    """Yes to this one and to all that follow."""
    screen.proposing.rest()


@command("proposal.next", "proposal.previous")
def elsewhere(screen: ReadingScreen, call: Call) -> None:
    """Occurrences are answered in their order."""
    raise Refusal("each occurrence is answered before the next: y or n; u goes back")
