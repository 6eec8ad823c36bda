"""Whose annotations these are: asked once before the first, and changed by a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.annotator import LONGEST
from reader.sanitise import clean_line
from reader.tui.calls import Refusal
from reader.tui.panes import counted

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
            raise Refusal(f"nothing was kept: a name has at most {LONGEST} characters")
        if name.strip():
            _become(screen, name.strip())
            screen.say(f"{clean_line(store.annotator)} signs from now on; {_way(screen)} changes that")
            screen.attempt(then)
        else:
            refused()
        screen.coder.drafting.spare()

    def left(_: str) -> None:
        refused()
        screen.coder.drafting.spare()

    from reader.tui.widgets.prompt import Question

    asks = prompt or screen.prompt
    asks.ask(
        Question(
            "first, your name",
            answered,
            value=screen.setup.propose_annotator(),
            proposed=True,
            hint=f"asked once, before the first annotation; {_way(screen)} changes it later",
            left=left,
        )
    )
    return True


def sign_as(screen: ReadingScreen) -> None:
    """Ask for the name that signs what is made from now on. Raises ``Refusal`` where it cannot change."""
    store, config = screen.workspace.store, screen.setup.config
    screen.coder.need_writable()
    if store.held():
        raise Refusal("a change is held that is yet to be signed with the name as it is: q asks about it")
    old = store.annotator

    def answered(value: str) -> None:
        name = value.strip()
        if len(name) > LONGEST:
            raise Refusal(f"nothing was changed: a name has at most {LONGEST} characters")
        if name in ("", old):
            screen.say(f"nothing was changed: {clean_line(old) or 'nobody'} signs")
            return
        count = len(store.annotations(annotator=old)) if old else 0
        _become(screen, name)
        stays = f"{counted(count, 'annotation')} stay{'s' if count == 1 else ''} {old}'s" if count else ""
        named = config.annotator if config.annotator not in ("", name) else ""
        back = f"{config.origin('annotator')} names {named} next time" if named else ""
        screen.say(clean_line("; ".join(filter(None, (f"{name} signs from now on", stays, back)))))

    from reader.tui.widgets.prompt import Question

    name, hint = old or screen.setup.propose_annotator(), "Enter: for what is made from now on"
    screen.prompt.ask(Question("sign as", answered, value=name, proposed=True, hint=hint))


def _become(screen: ReadingScreen, name: str) -> None:
    """What is made from now on is signed with *name*, in this session and the next."""
    screen.workspace.store.become(name)
    screen.state.annotator = name
    # Before anything is kept under the name: without it what is kept would be somebody else's.
    screen.state.save()
    screen.room.heed()


def _way(screen: ReadingScreen) -> str:
    """How the name is changed: by a key of one's own, else by the command's title in the palette."""
    keymap = screen.engine.keymap
    keys = keymap.keys_of("annotator.change", "READ")
    palette = keymap.keys_of("app.palette", "READ")
    return keys[0] if keys else f"{palette[0] if palette else 'the command'} sign as"
