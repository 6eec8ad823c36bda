"""Out of what is open on the reading screen, and out of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


def close_something(screen: ReadingScreen) -> bool:
    """Close the innermost thing that is open; false when there was none.

    Raises ``Refusal`` where that would lose words that were typed.
    """
    screen.coder.drafting.need_kept()
    if screen.prompt.asking:
        screen.prompt.leave()
    elif screen.bar.is_open:
        screen.bar.leave()
    elif screen.proposing.is_open:
        screen.proposing.close()
    elif screen.page.selection is not None:
        screen.page.select(None)
    elif screen.pane != "text" and screen.sides.filters.get(screen.pane):
        screen.sides.set_filter(screen.pane, "")
    elif screen.pane != "text":
        screen.enter("text")
    elif screen.finder.hits:
        screen.finder.light([], 0)
    else:
        return False
    return True


def leave(screen: ReadingScreen) -> None:
    """Quit: what is being saved is saved first; what cannot be is said, and the program stays."""
    store, news = screen.workspace.store, screen.news
    if screen.coder.drafting.warns_of_leaving():
        screen.warn("no draft can be kept of this: Enter keeps it; to quit once more leaves without it")
        return
    screen.page.remember_place()
    screen.state.save()
    unsaved = store.flush(10)
    if store.held() and not news.told_unsaved:
        news.told_unsaved = screen.coder.ask_held()
        return
    if unsaved and not news.told_unsaved:
        news.told_unsaved = True
        why = store.failure() or "not saved"
        screen.warn(f"{len(unsaved)} {why}; q again leaves without")
        return
    screen.app.exit(0)
