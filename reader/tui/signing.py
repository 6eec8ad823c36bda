"""Whose annotations these are, asked once before the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.annotator import LONGEST

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen
    from reader.tui.widgets.prompt import Prompt


def ask_annotator(
    screen: ReadingScreen,
    then: Callable[[], None],
    *,
    prompt: Prompt | None = None,
    refuse: Callable[[str], None] | None = None,
) -> bool:
    """Ask for the annotator's name, and go on with *then*; false when it is known.

    A screen over *screen* asks in its own *prompt*, and says in its own line why nothing was kept.
    """
    store = screen.workspace.store
    if store.annotator or store.read_only:
        return False

    def refused() -> None:
        (refuse or screen.warn)("nothing was kept: annotations need the name of who makes them")

    def answered(name: str) -> None:
        if len(name.strip()) > LONGEST:
            (refuse or screen.warn)(f"nothing was kept: a name has at most {LONGEST} characters")
        elif name.strip():
            store.become(name.strip())
            screen.state.annotator = name.strip()
            # Before anything is kept under the name: without it what is kept would be somebody else's.
            screen.state.save()
            screen.room.heed()
            screen.attempt(then)
        else:
            refused()
        screen.coder.drafting.spare()

    def left(_: str) -> None:
        refused()
        screen.coder.drafting.spare()

    from reader.tui.widgets.prompt import Question

    hint = "Enter signs your annotations with it, from now on"
    asks = prompt or screen.prompt
    asks.ask(
        Question(
            "your name",
            answered,
            value=screen.setup.propose_annotator(),
            hint=hint,
            left=left,
        )
    )
    return True
