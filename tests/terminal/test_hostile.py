"""An enemy's corpus walked through in a real terminal: nothing of it is obeyed, nothing is changed."""

from __future__ import annotations

import json
import os
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.hostile_corpus import ARTICLE, HostileCorpus, build
from tests.terminal.pty_terminal import READER, Start, audit, check_restored
from tests.terminal.reading import lacks, last


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> HostileCorpus:
    """The corpus of an enemy, for tests that only read."""
    return build(tmp_path_factory.mktemp("hostile"))


def test_the_reader_obeys_nothing(start: Start, planted: HostileCorpus, tmp_path: Path) -> None:
    before = planted.tree()
    reader = start(planted.root, columns=144, rows=32)
    reader.until("Articles (gl)")
    reader.until(lambda shown: "Entities (ge)" in shown and "reading " not in shown.splitlines()[-1])

    walked = reader.lines()[0]
    reader.send("J", "J")
    reader.until(lambda shown: "a-hostile" in shown.splitlines()[0])
    reader.send("7G", "ge", "j", "j", "Enter", "ga", "j", "j", "j", "j", "j", "j", "j", "j")
    last(reader, "DETAILS")
    reader.send("Esc", "gl", "G")
    last(reader, "ARTICLES")
    reader.send("gg", "Esc", "7G")
    last(reader, "READ")
    # The stance bar with every proposal, and the annotation at the caret in it again.
    reader.send("+")
    last(reader, "STANCE")
    reader.send("^n", "^n", "^n", "Tab", "^n", "^n", "Tab", "^n", "Tab", "Esc")
    last(reader, "READ")
    reader.send("i")
    last(reader, "STANCE")
    reader.send("Esc")
    last(reader, "READ")
    for key in ("t", "T", "a", "A", "/"):
        reader.send(key)
        last(reader, "TYPE")
        reader.send("^n", "^n", "Esc")
        last(reader, "READ")
    # A copy of every kind, and every hop.
    reader.send("y")
    last(reader, "copied")
    reader.send("v", "v", "v", "j", "j", "y", "Esc", "*", "]q", "]a", "go", "]e", "Enter", "Esc", "ze", "ze")
    last(reader, "READ")
    # Every screen that lies over the text.
    for key, shown in (("gm", "About a-hostile.txt"), ("?", "Keys"), (":", "Commands"), ("x", "Export ")):
        reader.send(key)
        reader.until(f"╭─ {shown}")
        reader.press("Tab", "Down", "Esc")
        reader.until(partial(lacks, f"╭─ {shown}"))
    reader.send("f")
    reader.until(" Find ")
    reader.press("minister treaty")
    reader.until("passages in ")
    reader.press("Down", "Down", "Enter")
    reader.until("goes back to the hits")
    reader.send("^o")
    reader.until(" Find ")
    reader.press("Esc")
    reader.until("Articles (gl)")
    # Through all articles to the end.
    reader.send(*["J"] * 24)
    last(reader, "this is the last article")
    assert reader.lines()[0] != walked
    reader.resize(70, 20)
    reader.send("gl", "Esc", "ge", "Esc", "ga", "Esc", "K", "K")
    last(reader, "READ")
    reader.send("^q")
    assert reader.wait() == 0

    seen = audit(bytes(reader.raw))
    assert seen.foreign == ()
    assert seen.farthest <= (32, 144)
    check_restored(seen)
    assert len(seen.copied) == 2
    assert all("ZQquoted" in copy and copy.isprintable() for copy in seen.copied)
    assert b"Traceback" not in reader.raw
    assert planted.tree() == before
    assert not (tmp_path / "state" / "reader.log").exists()


COMMANDS = (
    ("list",),
    ("show", ARTICLE),
    ("entities", ARTICLE),
    ("search", "minister", "treaty"),
    ("annotations",),
    ("check",),
)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that several runs share, so that entities are found once."""
    folder = tmp_path_factory.mktemp("own")
    own = {f"CLOSE_READER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "STATE", "CACHE")}
    return {**own, "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_says_it_cleanly(
    planted: HostileCorpus, outside: dict[str, str], command: tuple[str, ...]
) -> None:
    name, *rest = command
    before = planted.tree()
    # What a search and a list of entities paint, they paint as the others do.
    kinds = (("--json",),) if name in ("search", "entities") else (("--color", "always"), ("--json",))
    for extra in kinds:
        # Where the enemy's modules lie: none of them may be imported.
        argv = [READER, "--as", "ann", "--show-others", name, *extra, ".", *rest]
        done = subprocess.run(argv, cwd=planted.root, env=outside, capture_output=True, timeout=60)
        assert done.returncode in (0, 1, 2)
        assert audit(done.stderr).foreign == ()
        assert b"Traceback" not in done.stderr + done.stdout
        assert audit(done.stdout, tags=extra == ("--json",)).foreign == ()
        assert done.stdout
        if extra == ("--json",):
            for line in done.stdout.splitlines():
                assert isinstance(json.loads(line), dict)
    assert planted.tree() == before


def test_exports_change_nothing_in_the_corpus(
    planted: HostileCorpus, outside: dict[str, str], tmp_path: Path
) -> None:
    before = planted.tree()
    for number, form in enumerate(("csv", "markdown")):
        target = tmp_path / f"{number}.out"
        argv = [READER, "--as", "ann", "export", str(planted.root), "--format", form, "-o", str(target)]
        done = subprocess.run(argv, cwd=tmp_path, env=outside, capture_output=True, timeout=60)
        assert target.stat().st_size > 0
        assert audit(done.stderr).foreign == (), form
        assert b"Traceback" not in done.stderr
        assert done.stdout == b""
    assert planted.tree() == before
