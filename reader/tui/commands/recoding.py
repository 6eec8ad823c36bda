"""Recoding: the annotations that their pane lists, all in one step that one undo takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotations.errors import PassageError
from reader import recoding
from reader.tui.calls import Call, Refusal, command
from reader.tui.panes import counted
from reader.tui.widgets.prompt import Choice, Question

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.tui.screens.reading import ReadingScreen


@command("annotations.recode")
def recode(screen: ReadingScreen, call: Call) -> None:
    """Give every annotation that the pane lists another label, or tags; the filter says which they are."""
    screen.coder.need_writable()
    if screen.pane != "annotations":
        raise Refusal("recoding is for the annotations listed in their pane: ga, / filters them")
    listed = _listed(screen)
    if not listed:
        raise Refusal("no annotation of yours is listed here")
    book = screen.workspace.codebook
    labels = [(f"{scale.id}/{label.id}", label.definition) for scale in book.scales for label in scale.labels]
    tags = dict.fromkeys(tag for one in listed for tag in one.tags)
    offered = [
        *(labels if any(one.stance is not None for one in listed) else []),
        *((f"#{book.code_path(code.id)}", code.definition) for code in book.active_codes),
        *((f"-#{book.code_path(tag)}", "takes it off") for tag in tags),
    ]

    def choices(typed: str) -> list[Choice]:
        head, comma, last = typed.rpartition(",")
        begun = f"{head}{comma} " if comma else ""
        wanted = last.strip().casefold()
        return [Choice(begun + text, why) for text, why in offered if wanted in text.casefold()]

    def ask(value: str) -> None:
        hint = "label, #code, -#code   ^n choose   Enter recode"
        screen.prompt.ask(
            Question(f"recode {len(listed)}", answered, value=value, hint=hint, choices=choices)
        )

    def answered(value: str) -> None:
        if value.strip():
            try:
                how = recoding.recoding(book, value, screen.coder.scale.id if screen.coder.scale else "")
            except PassageError as error:
                ask(value)
                screen.warn(str(error))
                return
            _carry_out(screen, listed, how)

    ask("")


def _listed(screen: ReadingScreen) -> list[Annotation]:
    """One's own annotations among those in the pane, in its order."""
    opened, rows = screen.page.need(), screen.annotations
    ids = [rows.item(number).id for number in range(rows.count)]
    own = {one.annotation.id: one.annotation for one in opened.annotations}
    mine = screen.workspace.store.annotator
    return [own[one] for one in ids if one in own and own[one].annotator == mine]


def _carry_out(screen: ReadingScreen, listed: list[Annotation], how: recoding.Recoding) -> None:
    left: list[str] = []
    found = list(recoding.changes(screen.workspace.codebook, listed, how, left))
    why = f"; {len(left)} left as they were: {left[0]}" if left else ""
    if not found:
        raise Refusal(f"nothing changes{why}")
    path = screen.page.need().document.path
    saved = screen.workspace.edit_all("recode", [(path, before, after) for before, after in found])
    screen.coder.watch(saved)
    screen.say(f"{counted(len(found), 'annotation')} recoded; u takes it back{why}")
