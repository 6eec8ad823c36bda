"""Recoding: the annotations that their pane lists, or all that its filter finds, in one undoable step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader import pane_filter, recoding
from reader.completing import Choice
from reader.tui.calls import Call, Refusal, command
from reader.tui.panes import counted
from reader.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.tui.screens.reading import ReadingScreen
    from reader.workspace import Workspace

Found = Sequence[tuple[str, "Annotation"]]
"""Annotations, each with the path of its article."""
HERE, CORPUS = "here", "corpus"


@command("annotations.recode")
def recode(screen: ReadingScreen, call: Call) -> None:
    """Give the annotations that the pane lists another label, or tags; its filter says which they are.

    Where that filter finds some in other articles, too, it is asked whether these are meant.
    """
    screen.coder.need_writable(screen.page.need().document.path)
    if screen.pane != "annotations":
        raise Refusal("recoding is for the annotations listed in their pane: ga, / filters them")
    typed, path = screen.sides.filters.get("annotations", ""), screen.page.need().document.path
    wanted, workspace = pane_filter.wanted(typed), screen.workspace

    def known(elsewhere: Found) -> None:
        if (screen.context, screen.page.need().document.path) != ("DETAILS", path) or typed != (
            screen.sides.filters.get("annotations", "")
        ):
            raise Refusal("nothing is recoded: what was listed is another list by now")
        _ask_how(screen, _listed(screen), elsewhere)

    if not pane_filter.may_mean_place(wanted):
        known(_elsewhere(workspace, path, wanted, placed=False))
        return
    # To know whether a passage has moved its article is read.
    screen.background.look(lambda: _elsewhere(workspace, path, wanted, placed=True), known)
    screen.say("looking where annotations of other articles stand…")


def _ask_how(screen: ReadingScreen, here: Found, elsewhere: Found) -> None:
    """What is to become of the annotations *here* in the list, or of those *elsewhere* as well."""
    if not here and not elsewhere:
        raise Refusal("no annotation of yours is listed here")
    both = [*here, *elsewhere]
    book = screen.workspace.codebook
    labels = [(f"{scale.id}/{label.id}", label.definition) for scale in book.scales for label in scale.labels]
    tags = dict.fromkeys(tag for _, one in both for tag in one.tags)
    offered = [
        *(labels if any(one.stance is not None for _, one in both) else []),
        *((f"#{book.code_path(code.id)}", code.definition) for code in book.active_codes),
        *((f"-#{book.code_path(tag)}", "takes it off") for tag in tags),
    ]

    choices = [Choice(text, why) for text, why in offered]

    def answered(value: str) -> None:
        if not value.strip():
            return
        how = recoding.recoding(book, value, screen.coder.scale.id if screen.coder.scale else "")
        if here and elsewhere:
            _ask_where(screen, here, both, how)
        else:
            _carry_out(screen, both, how)

    hint = "label, #code, -#code   ^n choose   Enter recode"
    label = f"recode {len(here) or _counted(elsewhere)}"
    screen.prompt.ask(Question(label, answered, hint=hint, choices=choices, several=True))


def _ask_where(screen: ReadingScreen, here: Found, everywhere: Found, how: recoding.Recoding) -> None:
    """Whether those of the open article are meant or those of the whole corpus."""
    offered = [
        Choice(HERE, f"{counted(len(here), 'annotation')} listed, of this article"),
        Choice(CORPUS, f"{_counted(everywhere)} that the filter finds, this one included"),
    ]

    def answered(value: str) -> None:
        meant = {HERE: here, CORPUS: everywhere}.get(value.strip().casefold())
        if meant is None:
            raise Refusal(f"{HERE} or {CORPUS} is the answer; nothing is recoded yet")
        _carry_out(screen, meant, how)

    hint = "^n choose   Enter recode   Esc leave"
    screen.prompt.ask(
        Question("where", answered, hint=hint, choices=offered, as_typed="no answer", first_lit=True)
    )


def _listed(screen: ReadingScreen) -> Found:
    """One's own annotations among those in the pane, in its order."""
    opened, rows = screen.page.need(), screen.annotations
    ids = [rows.item(number).id for number in range(rows.count)]
    own = {one.annotation.id: one.annotation for one in opened.annotations}
    mine = screen.workspace.store.annotator
    return [(opened.document.path, own[one]) for one in ids if one in own and own[one].annotator == mine]


def _elsewhere(workspace: Workspace, here: str, wanted: pane_filter.Wanted, *, placed: bool) -> Found:
    """One's own annotations of other articles than *here* that say what is *wanted*. For any thread.

    With *placed* what became of their places counts, as it does in the pane; every article is read for that.
    """
    store, book = workspace.store, workspace.codebook
    found = []
    for path in store.paths():
        if path == here:
            continue
        own = store.annotations(path, annotator=store.annotator)
        states = {one.annotation.id: one.state for one in workspace.placed(path)} if placed and own else {}
        for one in own:
            said = pane_filter.texts(one, book, states.get(one.id, ""))
            if not wanted or pane_filter.holds(said, wanted):
                found.append((path, one))
    return found


def _counted(found: Found) -> str:
    articles = counted(len({path for path, _ in found}), "article")
    return f"{counted(len(found), 'annotation')} in {articles}"


def _carry_out(screen: ReadingScreen, meant: Found, how: recoding.Recoding) -> None:
    left: list[str] = []
    found = list(recoding.changes(screen.workspace.codebook, meant, how, left))
    why = f"; {len(left)} left as they were: {left[0]}" if left else ""
    same = len(meant) - len(found) - len(left)
    so = f", {same} {'was' if same == 1 else 'were'} so already" if same else ""
    if not found:
        raise Refusal(f"nothing changes{so}{why}")
    saved = screen.workspace.edit_all("recode", found)
    screen.coder.watch(saved)
    here = screen.page.need().document.path
    done = [(path, after) for path, _, after in found]
    told = counted(len(done), "annotation") if {path for path, _ in done} == {here} else _counted(done)
    screen.say(f"{told} recoded{so}; u takes it back{why}")
