"""Where an article is that was renamed and edited, or replaced: said on the screen, as by ``reader move``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader import moving
from reader.completing import Choice
from reader.corpus.corpus import ArticleError
from reader.corpus.resolving import resolve
from reader.marks import fates
from reader.tui.calls import Call, Refusal, command
from reader.tui.panes import counted
from reader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


@command("article.moved")
def moved(screen: ReadingScreen, call: Call) -> None:
    """Say where the article (in the list, the one under the cursor) is now: its annotations go there."""
    old = screen.articles.current if screen.pane == "list" else screen.page.need().document.path
    if old is None:
        raise Refusal("there is no article here")
    workspace = screen.workspace
    asked = {one.path: one for one in workspace.tracking.found.asked}
    if old not in asked and old not in workspace.tracking.gone:
        raise Refusal("this article is where it was annotated: nothing of it is to be moved")
    screen.coder.need_writable(old)
    likely = asked[old].places if old in asked else ()
    here = (old,) if workspace.corpus.holds(old) else ()
    others = [path for path in workspace.paths if path not in (*likely, *here)]
    choices = [
        *(Choice(path, "is like it") for path in likely),
        *(Choice(path, "this is it, in other words") for path in here),
        *(Choice(path) for path in others),
    ]

    def answered(value: str) -> None:
        if value.strip():
            _move(screen, old, value.strip())

    screen.prompt.ask(
        Question(
            f"{old} is now",
            answered,
            hint="^n choose   Enter move",
            choices=choices,
            as_typed="an article by its name",
            first_lit=len(likely) == 1,
        )
    )


def _move(screen: ReadingScreen, old: str, name: str) -> None:
    """Put the annotations of *old* on the article that *name* means, and open that."""
    workspace = screen.workspace
    try:
        document = workspace.document(resolve(name, workspace.paths, workspace.corpus.root))
    except ArticleError as error:
        raise Refusal(str(error)) from None
    action = moving.onto(workspace, old, document)
    screen.coder.watch(workspace.store.apply(action))
    ids = {key for one in action.moves for key in one.ids} | {change.id for change in action.changes}
    found = [one for one in workspace.anchored(document) if one.annotation.id in ids]
    screen.page.leave_place()
    if screen.page.open(document.path):
        screen.enter("text")
    screen.following.search(thorough=True)
    told = f"{counted(len(found), 'annotation')} of {old} on {document.path}"
    screen.say(f"{told}{': ' if found else ''}{fates(found)}; u takes it back")
