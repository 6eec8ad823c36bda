"""Hasty hands, signals, failures and vicious names in a real terminal: nothing is lost or obeyed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import sys
from pathlib import Path

import pytest

from tests.hostile_corpus import build
from tests.terminal.pty_terminal import Start, audit, check_restored
from tests.terminal.reading import last, opened


def test_every_dialog_at_every_size(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160, rows=45)
    opened(reader)
    for columns, rows in ((100, 30), (40, 10), (20, 5), (1, 1), (3, 80), (200, 2)):
        reader.resize(columns, rows)
        for key in ("?", ":", "f", "x", "gm"):
            reader.send(key, "Esc", "j")
    reader.resize(100, 30)
    last(reader, "READ")
    reader.press("^q")
    assert reader.wait() == 0


def test_what_is_open_lives_through_a_storm_of_resizes(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160, rows=45)
    opened(reader)
    for keys, shown in (
        ("?", "╭─ Keys"),
        (":", "╭─ Commands"),
        ("x", "╭─ Export"),
        ("gm", "╭─ About"),
        ("fRussia", " passages in 5 articles"),
        ("gg]e[e\r", " mentions in 2 articles"),
        ("gb", "Codebook (gb)"),
        ("g*", "occurrences of"),
        ("+", "STANCE"),
        ("a", "note "),
    ):
        reader.process.send(keys)
        reader.until(shown)
        for turn in range(12):
            reader.process.setwinsize(1 + turn * 11 % 45, 1 + turn * 53 % 160)
            reader.settle(0.01)
        reader.process.setwinsize(45, 160)
        reader.until(shown)
        reader.press("Esc", "Esc")
        last(reader, "READ")
    reader.press("^q")
    assert reader.wait() == 0
    seen = audit(bytes(reader.raw))
    assert seen.foreign == ()
    check_restored(seen)


@pytest.mark.parametrize("opening", ["?", ":", "gm", "f", "x"])
def test_a_key_struck_twice_closes_one_thing_and_no_more(start: Start, seeds: Path, opening: str) -> None:
    reader = start(seeds, columns=80, rows=24)
    opened(reader)
    reader.press(opening)
    reader.until(lambda text: bool(re.search("╭─ (?:Keys|Commands|About|Export)|^ Find", text)))
    reader.process.send("\x1b[27u\x1b[27u")
    reader.until(lambda text: not re.search("╭─ (?:Keys|Commands|About|Export)|^ Find", text))
    last(reader, "READ")
    reader.press("^q")
    assert reader.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_saves_and_restores_the_terminal(start: Start, seeds: Path, number: int) -> None:
    reader = start(seeds)
    opened(reader)
    reader.press("gd")
    last(reader, "that is data too")
    reader.process.kill(number)
    reader.wait()
    check_restored(audit(bytes(reader.raw)))
    assert (seeds / "annotations" / "ann" / "_corpus").exists()


def test_a_failure_of_the_program_is_one_line_and_a_log(start: Start, seeds: Path, tmp_path: Path) -> None:
    broken = "import sys, reader.tui.showing as s, reader.cli as c; s.percent = lambda *_: 1 / 0; "
    reader = start("-c", f"{broken}sys.exit(c.main(sys.argv[1:]))", seeds, program=sys.executable)
    assert reader.wait() != 0
    seen = audit(bytes(reader.raw))
    check_restored(seen)
    assert b"Traceback" not in reader.raw
    assert b"locals" not in reader.raw
    log = tmp_path / "state" / "reader.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "ZeroDivisionError" in log.read_text()
    assert str(log) in bytes(reader.raw).decode()


@pytest.mark.parametrize(
    ("editor", "said"), [('"unclosed', "no closing quotation"), ("nowhere/editor", "there is no editor")]
)
def test_an_editor_that_cannot_be_run_is_said(
    start: Start, seeds: Path, tmp_path: Path, editor: str, said: str
) -> None:
    state = tmp_path / "state"
    reader = start(seeds, columns=200, env={"EDITOR": editor})
    opened(reader)
    reader.press("E")
    last(reader, said)
    reader.press("q")
    assert reader.wait() == 0
    assert not list(state.rglob("note-*")), "a draft of nothing is no draft"


def test_an_article_that_vanished_is_said_and_passed_over(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=200)
    opened(reader)
    (seeds / "001_c52329024e729261.txt").unlink()
    reader.press("J")
    last(reader, "001_c52329024e729261.txt: the file is gone")
    assert " 002 · " in reader.text().splitlines()[0]
    reader.press("K")
    last(reader, "001_c52329024e729261.txt: the file is gone")
    reader.press("q")
    assert reader.wait() == 0


def test_the_reason_is_seen_however_long_the_path(start: Start, seeds: Path) -> None:
    (seeds / "annotations").write_text("a file stands here")
    deep = seeds.parent / ("a folder with a long name " * 5)
    shutil.move(seeds, deep)
    reader = start(deep, columns=100)
    reader.until("27 entities")
    reader.press("gd")
    last(reader, "not a folder")


def test_what_cannot_be_kept_is_refused_before_it_is_typed(start: Start, seeds: Path) -> None:
    (seeds / "annotations").write_text("a file stands here")
    reader = start(seeds, columns=240)
    opened(reader)
    for key in ("+", "a", "t", "s"):
        reader.press(key)
        last(reader, "READ")
        last(reader, "annotations")


def test_one_article_that_cannot_be_read_is_no_reader(start: Start, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    for name, why in (("pipe.txt", "a pipe"), ("binary.txt", "not a text")):
        reader = start(name)
        assert reader.wait() == 2
        assert why in bytes(reader.raw).decode()


def test_vicious_names_in_fields_and_hints(start: Start, tmp_path: Path) -> None:
    planted = build(tmp_path)
    # The folder one stands in has a name that clears the screen.
    reader = start(".", cwd=planted.root, columns=150)
    reader.until(lambda shown: "Entities (ge)" in shown and "reading " not in shown.splitlines()[-1])
    reader.press("J", "J")
    reader.until("a-hostile")
    reader.press("x")
    reader.settle(0.4)
    reader.press("Esc", "8G", "/")
    last(reader, "TYPE")
    reader.press("JZQc1", "Enter", "F")
    reader.until(" Find ")
    reader.press("Esc", "q", "q")
    reader.wait()
    assert audit(bytes(reader.raw)).foreign == ()


def test_entities_of_a_corpus_with_one_binary_file(start: Start, seeds: Path) -> None:
    (seeds / "binary.txt").write_bytes(bytes(range(256)) * 20)
    reader = start("entities", seeds)
    reader.wait()
    assert "Vladimir Putin" in bytes(reader.raw).decode()


def test_what_is_pasted_is_cleaned_and_kept_whole(start: Start, seeds: Path) -> None:
    reader = start(seeds)
    opened(reader)
    reader.press("a")
    last(reader, "TYPE")
    reader.process.send("\x1b[200~one\x9b31m two\u202e end\nand a second line\x1b[201~".encode())
    reader.until("two end")
    reader.press("Enter")
    last(reader, "note; u takes it back")
    last(reader, "· saved ·")
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    note = stored.read_text()
    assert "\x9b" not in note
    assert "\u202e" not in note
    assert "and a second line" in note
    assert audit(bytes(reader.raw)).foreign == ()
