"""Sizes, colours, the shell, the editor and the end of the program, in a real terminal."""

from __future__ import annotations

import json
import re
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.pty_terminal import PATIENCE, READER, Start, audit, check_restored
from tests.terminal.reading import lacks, last, matches, opened, stance


def test_every_size_down_to_one_cell(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160, rows=45)
    opened(reader)
    for columns, rows in ((40, 10), (1, 1), (200, 2)):
        reader.resize(columns, rows)
        for key in ("gl", "ga", "Esc", "+", "^n", "Esc", "/", "a", "Esc", "t", "Esc", "G", "v", "j", "Esc"):
            reader.send(key)
            reader.settle(0.05)
    for turn in range(30):
        reader.process.setwinsize(2 + turn * 7 % 50, 1 + turn * 37 % 190)
        if turn % 6 == 0:
            reader.send("j", "k")
    reader.resize(80, 24)
    last(reader, "READ")
    reader.until("¶")
    reader.press("^q")
    assert reader.wait() == 0
    seen_all = audit(bytes(reader.raw))
    assert seen_all.foreign == ()
    check_restored(seen_all)


def test_keys_that_come_at_once_go_where_they_were_meant(start: Start, seeds: Path) -> None:
    reader = start(seeds)
    opened(reader)
    # What is typed right behind the key that opens a field goes into the field, not to the article.
    for burst, shown in (
        ("fLukashenka", r"Find Lukashenka"),
        ("?redo", r"find redo"),
        (":export", r"find export"),
        ("/Russia", r"/ +Russia"),
        ("amy words", r"note +my words"),
        ("tmock", r"tag +mock"),
        ("+the treaty", r"target +the treaty"),
    ):
        reader.process.send(burst)
        reader.until(partial(matches, shown))
        reader.press("Esc")
        last(reader, "READ")


def test_without_colour_no_colour_is_written_and_all_is_told(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=80, rows=24, env={"NO_COLOR": "1"})
    opened(reader)
    stance(reader, "+", "the treaty")
    for key, shown in (("?", "Keys"), (":", "Commands"), ("x", "Export"), ("gm", "About")):
        reader.press(key)
        reader.until(f"╭─ {shown}")
        reader.press("Esc")
        reader.until(partial(lacks, f"╭─ {shown}"))
    reader.press("f")
    reader.until(" Find ")
    reader.press("Lukashenka")
    reader.until("passages in 2 articles")
    reader.press("Esc")
    last(reader, "READ")
    reader.press("^q")
    assert reader.wait() == 0
    seen = audit(bytes(reader.raw))
    assert seen.colours == frozenset()
    assert seen.foreign == ()
    assert re.search(rb"\x1b\[[0-9;]*\b4\b[0-9;]*m", reader.raw), "entities are not underlined"
    assert re.search(rb"\x1b\[[0-9;]*\b7\b[0-9;]*m", reader.raw), "the caret is not reversed"


def test_suspended_and_back(start: Start, seeds: Path) -> None:
    shell = start("--norc", "--noprofile", "-i", program="/bin/bash", env={"PS1": "PROMPT$ "})
    shell.until("PROMPT$")
    shell.send(f"{READER} seeds\r")
    opened(shell)
    before = len(shell.raw)
    shell.press("^z")
    shell.until(lambda _: b"Stopped" in shell.raw[before:])
    shell.until(lambda _: b"PROMPT$" in shell.raw[before:])
    seen = audit(bytes(shell.raw[:]))
    assert seen.modes["1049"] is False
    assert seen.modes["1000"] is False
    assert seen.modes["25"] is True
    back = len(shell.raw)
    shell.send("fg\r")
    shell.until(lambda text: b"\x1b[?1049h" in shell.raw[back:] and "¶1 · " in text.splitlines()[-1])
    shown = shell.text()
    assert "The Telegraph" in shown
    assert "Ministry of Defence sources confirmed" in shown, "the page is drawn anew"
    assert audit(bytes(shell.raw[back:])).modes["1049"] is True
    shell.press("J")
    shell.until("The Moscow Times · date unknown")
    ended = len(shell.raw)
    shell.press("q")
    shell.until(lambda _: b"PROMPT$" in shell.raw[ended:])
    left = audit(bytes(shell.raw)).modes
    assert (left["1049"], left["1000"], left["25"], left["7"]) == (False, False, True, True)


@pytest.mark.parametrize(
    ("keys", "typed", "wanted", "foot"),
    [
        ("gm", "typed", ("Articles (gl)", "─ About", "typed"), "ABOUT"),
        ("?", "redo", ("Articles (gl)", "─ Keys", "find redo"), "KEYS"),
        (":", "export", ("Articles (gl)", "─ Commands", "find export"), "COMMANDS"),
        ("x", "typed", ("Articles (gl)", "─ Export", "typed"), "EXPORT"),
        ("f", "Lukashenka", ("Find Lukashenka", "passages in 2 articles"), "Enter open"),
    ],
)
def test_suspended_from_a_dialog_and_back(
    start: Start, seeds: Path, keys: str, typed: str, wanted: tuple[str, ...], foot: str
) -> None:
    shell = start("--norc", "--noprofile", "-i", program="/bin/bash", env={"PS1": "PROMPT$ "})
    shell.until("PROMPT$")
    shell.send(f"{READER} seeds\r")
    opened(shell)

    def whole(text: str) -> bool:
        return all(words in text for words in wanted) and foot in text.splitlines()[-1]

    shell.press(keys)
    shell.press(typed)
    shell.until(whole)
    sent = len(shell.raw)
    shell.press("^z")
    shell.until(lambda _: b"Stopped" in shell.raw[sent:] and b"PROMPT$" in shell.raw[sent:])
    assert audit(bytes(shell.raw)).modes["1049"] is False
    shell.send("printf '\\033[2J'\r")
    shell.until(lambda text: not any(words in text for words in wanted))
    shell.send("fg\r")
    shell.until(whole)
    assert audit(bytes(shell.raw)).modes["1049"] is True
    shell.press("Esc")
    if keys == "gm":
        shell.until("Esc again leaves without")
        shell.press("Esc")
    last(shell, "READ")


def test_the_editor_gets_the_passage_and_gives_the_note(start: Start, seeds: Path, tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(
        '#!/bin/sh\ncp "$2" "$TOLD/draft"; pwd > "$TOLD/cwd"; stat -c %a "$2" > "$TOLD/mode"\n'
        'printf "a long note\\nof two\\033[2J lines" | cat - "$2" > "$TOLD/new"; cat "$TOLD/new" > "$2"\n'
    )
    editor.chmod(0o755)
    env = {"EDITOR": f"'{editor}' -x", "TOLD": str(tmp_path)}
    reader = start(seeds, env=env, columns=300)
    opened(reader)
    reader.press("E")
    last(reader, "note; u takes it back")
    last(reader, "· saved ·")
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert "a long note\\nof two\ufffd[2J lines" in stored.read_text()
    draft = (tmp_path / "draft").read_text().splitlines()
    told = [line for line in draft if "Britain could" in line or "landmark" in line]
    assert [line[:2] for line in told] == ["# ", "# "], "the passage, none of it the note"
    assert (tmp_path / "mode").read_text() == "600\n"
    drafts = Path((tmp_path / "cwd").read_text().strip())
    assert drafts.is_relative_to(tmp_path / "state")
    deadline = time.monotonic() + PATIENCE
    while list(drafts.iterdir()):
        assert time.monotonic() < deadline, "the draft goes when the note is saved"
        time.sleep(0.01)  # the program in the terminal tells nothing of it
    # An editor that fails: the draft stays, and where it is is said.
    editor.write_text("#!/bin/sh\nexit 3\n")
    reader.press("j", "j", "j", "E")
    last(reader, "the editor ended with 3: the note is kept in ")
    [kept] = drafts.glob("note-*")
    last(reader, str(kept))
    # So it is when the file was changed and nothing is left of it.
    editor.write_text('#!/bin/sh\n: > "$2"\n')
    reader.press("E")
    last(reader, "nothing in the file is a note: the note is kept in ")
    assert len(list(drafts.glob("note-*"))) == 2
    reader.press("q")
    assert reader.wait() == 0
    check_restored(audit(bytes(reader.raw)))


def test_killed_right_after_saved_nothing_is_lost(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160)
    opened(reader)
    stance(reader, "-", "the treaty")
    last(reader, "· saved ·")
    reader.kill()
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert "the treaty" in json.dumps(json.loads(stored.read_text()))
    again = start(seeds, columns=160)
    opened(again)
    again.until("against → the treaty")
    # Ctrl-C does not quit; q closes what is open and then quits.
    again.press("^c", "gl")
    last(again, "ARTICLES")
    again.press("q")
    last(again, "READ")
    again.press("q")
    assert again.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_ended_while_typing_the_draft_is_offered_again(start: Start, seeds: Path, number: int) -> None:
    reader = start(seeds, columns=160)
    opened(reader)
    reader.press("4G", "a", "half a thought")
    reader.until("half a thought")
    reader.process.kill(number)
    reader.wait()
    assert not (seeds / "annotations").exists(), "a draft is no part of the corpus"
    again = start(seeds, columns=160)
    opened(again)
    last(again, "1 draft gn")
    again.press("gn")
    again.until("half a thought")
    again.press(", finished", "Enter")
    last(again, "note; u takes it back")
    last(again, "· saved ·")
    assert "1 draft" not in again.text().splitlines()[-1]
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert "half a thought, finished" in stored.read_text()
    again.press("q")
    assert again.wait() == 0


def test_killed_while_the_editor_is_open_its_text_is_offered(
    start: Start, seeds: Path, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\nprintf "one\n\ntwo" | cat - "$1" > "$1.new"; mv "$1.new" "$1"; kill -9 $PPID\n'
    )
    editor.chmod(0o755)
    reader = start(seeds, columns=160, env={"EDITOR": str(editor)})
    opened(reader)
    reader.send("4G", "E")
    assert reader.wait() == -signal.SIGKILL
    again = start(seeds, columns=160, env={"EDITOR": str(editor)})
    opened(again)
    last(again, "1 draft gn")
    editor.write_text('#!/bin/sh\nsed -i "s/two/three/" "$1"\n')
    again.press("gn")
    last(again, "note; u takes it back")
    last(again, "· saved ·")
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert '"note":"one\\n\\nthree"' in stored.read_text()
    again.press("q")
    assert again.wait() == 0


def test_interrupted_from_outside_the_terminal_is_restored(start: Start, seeds: Path) -> None:
    reader = start(seeds)
    opened(reader)
    reader.process.kill(signal.SIGINT)
    reader.wait()
    check_restored(audit(bytes(reader.raw)))


def test_the_focus_comes_back_to_a_changed_article(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=200)
    opened(reader)
    last(reader, "+ favor")
    first = seeds / "000_305367dd2efea505.txt"
    first.write_text("A sentence put in by another program.\n\n" + first.read_text())
    reader.send("\x1b[I")
    last(reader, "was changed by another program and read again")
    reader.press("gg")
    reader.until("A sentence put in by another program.")
    reader.press("q")
    assert reader.wait() == 0
