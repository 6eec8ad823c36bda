"""The program itself: help, palette, export, metadata, redraw, suspend, back and quit."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import StoreError
from reader.keys import labels
from reader.keys.action import Context
from reader.keys.keymap import Keymap
from reader.keys.table import grouped
from reader.tui.calls import Call, Refusal, command
from reader.tui.leaving import close_something
from reader.tui.messages import Looked
from reader.tui.panes import counted
from reader.tui.screens.picker import Option, Page, Picker
from reader.tui.signing import sign_as

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


@command("app.help")
def help_(screen: ReadingScreen, call: Call) -> None:
    """Show and search the keys."""
    options = []
    for title, rows in grouped(screen.engine.keymap):
        for action, bindings in rows:
            keys = tuple(dict.fromkeys(binding.shown for binding in bindings))
            if keys:
                words = f"{action.title} {action.also} {labels.FOUND_BY.get(labels.of_codebook(action), '')}"
                said = labels.told(action).rstrip(".")
                options.append(Option(action.id, said, "  ".join(keys), "", title, words))
    width = min(26, max(len(option.left) for option in options) + 2)
    page = Page("Keys", "Esc back", tuple(options), width)
    screen.app.push_screen(Picker(page, chooses=False))


def _key(keymap: Keymap, action_id: str, context: Context) -> str:
    """The first key of an action, "" for none."""
    return next(iter(keymap.keys_of(action_id, context)), "")


@command("app.palette")
def palette(screen: ReadingScreen, call: Call) -> None:
    """Find a command by its name and run it."""
    context = screen.context
    keymap = screen.engine.keymap
    options = tuple(
        Option(
            action.id,
            action.title,
            _key(keymap, action.id, context),
            action.help.rstrip("."),
            words=action.also,
        )
        for action in keymap.actions_in(context)
        if not action.operand
    )

    def run(action_id: str | None) -> None:
        if action_id:
            screen.run_command(action_id, Call())

    page = Page("Commands", "Enter run   Esc back", options, 8, 22)
    screen.app.push_screen(Picker(page), run)


@command("export.open")
def export(screen: ReadingScreen, call: Call) -> None:
    """Export the annotations: format, file, and what the format cannot carry."""

    from reader.tui.screens.export import ExportScreen

    def told(message: str | None) -> None:
        if message:
            screen.say(message)

    screen.app.push_screen(ExportScreen(screen.workspace), told)


@command("article.metadata")
def metadata(screen: ReadingScreen, call: Call) -> None:
    """Edit title, outlet and date of the article (in the list: under the cursor), and its variables."""
    from reader.tui.screens.metadata import Described, MetadataScreen

    if not screen.sides.open_listed():
        return
    document = screen.page.need().document

    def kept(found: Described | None) -> None:
        if found is None:
            return
        said = f"kept in articles.csv: {', '.join(found.fields)}" if found.fields else ""
        if said:
            screen.page.open(document.path, screen.view.caret)
            screen.background.read([document.path])
            screen.say(said)
        if found.values is not None:
            try:
                screen.coder.describe(document, found.values, said)
            except (Refusal, StoreError) as error:
                screen.warn(f"{said}; {error}" if said else str(error))
        elif said:
            screen.coder.beside = True

    screen.app.push_screen(MetadataScreen(screen.workspace, document), kept)


@command("article.read")
def read(screen: ReadingScreen, call: Call) -> None:
    """Mark the article (in the list, the one under the cursor) as read, or as unread."""
    path = screen.articles.current if screen.pane == "list" else screen.page.need().document.path
    if path is None:
        raise Refusal("there is no article here")
    now = screen.state.reading(path) != "read"
    screen.state.set_read(path, now)
    screen.sides.refresh([path])
    screen.say("read" if now else "unread")


@command("app.back")
def back(screen: ReadingScreen, call: Call) -> None:
    """Close what is open; with nothing open, quit."""
    if not close_something(screen):
        screen.leaving.quit("app.back")


@command("app.quit")
def quit_(screen: ReadingScreen, call: Call) -> None:
    """Quit from anywhere; what is being saved is saved first."""
    screen.leaving.quit("app.quit")


@command("app.escape")
def escape(screen: ReadingScreen, call: Call) -> None:
    """Cancel, close or leave; never quits."""
    close_something(screen)


@command("store.retry")
def save_again(screen: ReadingScreen, call: Call) -> None:
    """Try again to save; ask about what was changed elsewhere; else put away what the banner tells."""
    store = screen.workspace.store
    if store.failure():
        screen.news.tried_again()
        store.retry()
        screen.say(f"trying again to save {counted(store.pending(), 'change')}…")
    elif not screen.coder.ask_held():
        if store.waiting():
            raise Refusal("it is saved as soon as the other program is done")
        if not screen.news.put_away():
            raise Refusal("everything is saved")
        screen.say("put away; reader check lists all that is wrong")


@command("store.elsewhere")
def save_elsewhere(screen: ReadingScreen, call: Call) -> None:
    """Write what is not saved into another folder; it stays to be saved where it belongs."""
    workspace, store = screen.workspace, screen.workspace.store
    if not (store.waiting() or store.failure() or store.held()):
        raise Refusal("everything is saved")
    from reader import outgoing
    from reader.tui.widgets.prompt import Question

    def write(folder: Path) -> None:
        try:
            written = outgoing.save_elsewhere(workspace, folder)
            what = f"{counted(len(written.ids), 'record')} written to {folder}"
            say, told = screen.say, f"{what} (reader import takes that in); it is still tried here, too"
        except StoreError as error:
            say, told = screen.warn, str(error)
        screen.post_message(Looked(partial(say, told)))

    def answered(value: str) -> None:
        if not value.strip():
            raise Refusal("nothing was written: a folder has to be named")
        folder = Path(os.path.abspath(os.path.expanduser(value.strip())))
        # Another disk may be slow, too: it is waited for beside the screen, and before the program ends.
        threading.Thread(target=write, args=(folder,), name="annotations-elsewhere").start()
        screen.say(f"writing to {folder}…")

    proposed = str(Path.home() / f"{workspace.corpus.root.name}-annotations")
    screen.prompt.ask(Question("save in the folder", answered, value=proposed, hint="Enter save"))


@command("annotator.change")
def change_annotator(screen: ReadingScreen, call: Call) -> None:
    """Change the name that what is made from now on is signed with."""
    sign_as(screen)


@command("app.theme")
def theme(screen: ReadingScreen, call: Call) -> None:
    """Choose a theme: the one that is lit is shown at once."""
    from reader.completing import Choice
    from reader.tui.themes import palettes, textual_theme
    from reader.tui.widgets.prompt import Question

    app, config, before = screen.app, screen.setup.config, screen.app.theme
    known = palettes(config, screen.setup.theme.palette)
    if len(known) < 2:
        raise Refusal("without colours there is one theme: NO_COLOR is set")
    now = next((name for name, palette in known.items() if palette.name == before), "")

    def show(name: str) -> None:
        palette = known.get(name)
        if palette is not None:
            app.register_theme(textual_theme(palette))
        app.theme = palette.name if palette is not None else before

    def changed(value: str) -> None:
        show(screen.prompt.completion.text.strip())

    def answered(value: str) -> None:
        name = value.strip()
        if name not in known:
            left(value)
            raise Refusal(f"there is no theme {name or 'without a name'}: {', '.join(known)}")
        show(name)
        screen.state.theme = name
        for_all = f'theme = "{name}" in config.toml is for every corpus'
        if config.theme and config.theme != name:
            screen.say(f"{name} until you leave: {config.origin('theme')} says {config.theme}")
        else:
            screen.say(f"{name}, kept for this corpus; {for_all}")

    def left(value: str) -> None:
        app.theme = before

    choices = [Choice(name, "as it is now" if name == now else "") for name in known]
    hint = "^n the next   Enter keep   Esc as it was"
    screen.prompt.ask(Question("theme", answered, hint=hint, changed=changed, left=left, choices=choices))


@command("app.redraw")
def redraw(screen: ReadingScreen, call: Call) -> None:
    """Draw the screen anew, from the start."""
    screen.app.refresh(repaint=True, layout=True)
    for view in (screen.view, screen.articles, screen.entities, screen.annotations):
        view.repaint()


@command("app.suspend")
def suspend(screen: ReadingScreen, call: Call) -> None:
    """To the shell; fg comes back. What is being saved is saved first; what cannot be is kept elsewhere."""
    screen.leaving.stop()


@command("field.next")
def next_field(screen: ReadingScreen, call: Call) -> None:
    """To the next field of the bar; in the prompt, the next completion."""
    screen.bar.next_field(1) if screen.bar.is_open else screen.prompt.choose(1)


@command("field.previous")
def previous_field(screen: ReadingScreen, call: Call) -> None:
    """To the previous field of the bar; in the prompt, the previous completion."""
    screen.bar.next_field(-1) if screen.bar.is_open else screen.prompt.choose(-1)


@command("item.next")
def next_item(screen: ReadingScreen, call: Call) -> None:
    """The next proposal into the field."""
    screen.bar.choose(1) if screen.bar.is_open else screen.prompt.choose(1)


@command("item.previous")
def previous_item(screen: ReadingScreen, call: Call) -> None:
    """The previous proposal into the field."""
    screen.bar.choose(-1) if screen.bar.is_open else screen.prompt.choose(-1)


@command("field.keep")
def keep(screen: ReadingScreen, call: Call) -> None:
    """Keep what is there."""
    screen.bar.keep() if screen.bar.is_open else screen.prompt.keep()


@command("search.exact", "search.stance")
def only_in_search(screen: ReadingScreen, call: Call) -> None:
    """These two belong to the corpus search."""
    raise Refusal("that key is for the corpus search: f")
