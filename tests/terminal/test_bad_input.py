"""What goes wrong around the reader, in a real terminal: said in one line, and nothing is lost."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

from reader.paths import state_file
from tests.terminal.pty_terminal import READER, Start, Terminal
from tests.terminal.reading import last, opened, stance

FIRST = "000_305367dd2efea505.txt"
SECOND = "001_c52329024e729261.txt"


def refused(reader: Terminal) -> str:
    """The one line with which the program ended in status 2, without having touched the screen."""
    assert reader.wait() == 2
    said = bytes(reader.raw).decode()
    assert said.startswith("reader: ")
    assert said.count("\n") == 1
    assert "\x1b" not in said
    return said.strip().removeprefix("reader: ")


def test_what_cannot_be_opened_is_said_in_one_line(start: Start, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    begun = {
        "name a corpus": start(),
        "missing: no such file or folder": start("./missing"),
        "empty: no articles here": start("empty"),
        "pipe: not an article": start("pipe"),
        "zz: no such article": start(seeds, "zz"),
        "5 articles fit": start(seeds, "00"),
        "TERM is dumb": start(seeds, env={"TERM": "dumb"}),
        "TERM is not set": start(seeds, env={"TERM": ""}),
        "/dev/null is not a folder": start("--annotations", "/dev/null", seeds),
    }
    for wanted, reader in begun.items():
        assert wanted in refused(reader)
    config.write_text('theme = "light"\nno such = [\n')
    assert "config.toml:2: not TOML" in refused(start(seeds))
    for text, said in (
        ('\ntheme = "loud"\n', ":2: theme: there is no theme 'loud'"),
        ('\n\nmeasure = "wide"\n', ":3: measure should be a whole number of columns from 20 to 200"),
        ('\nthema = "dark"\n', ':2: no option is called "thema"; did you mean "theme"?'),
        ('[keys.READ]\n"ge" = "entity.show"\n', ':2: keys: no action is called "entity.show"'),
        (
            '[keys.READ]\n"+" = "move.down"\n',
            ':2: keys: "+" (move.down) in READ clashes with codebook: favor',
        ),
        ('[keys.READ]\n"g" = "entities.show"\n', ':2: keys: in READ "g" (entities.show) is the beginning of'),
    ):
        config.write_text(text)
        assert f"config.toml{said}" in refused(start(seeds))
    config.unlink()
    (seeds / "codebook.toml").write_text('schema = 1\nunit = "word"\n')
    assert "codebook.toml:2: 'unit' should be one of" in refused(start(seeds))
    assert not (seeds / "annotations").exists()


def test_no_terminal(home: dict[str, str], seeds: Path) -> None:
    done = subprocess.run(
        [READER, seeds], env=home, capture_output=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"the reader needs a terminal; reader show " in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_files_that_vanish_are_said_and_nothing_else_is_lost(start: Start, seeds: Path) -> None:
    reader = start(seeds)
    opened(reader)
    (seeds / SECOND).unlink()
    reader.press("J")
    last(reader, f"{SECOND}: the file is gone")
    assert "Britain could buy weapons" in reader.text()
    # The article that is open goes, too: what is open stays open, and can be annotated.
    (seeds / FIRST).unlink()
    stance(reader, "+", "the treaty")
    reader.press("f")
    reader.until(" Find ")
    reader.press("Lukashenka")
    reader.until("passages in 2 articles")
    reader.press("Esc")
    last(reader, "READ")
    reader.press("q")
    assert reader.wait() == 0
    assert b"Traceback" not in reader.raw
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert "the treaty" in stored.read_text()


def test_a_corpus_that_is_taken_out_and_put_in_again(start: Start, seeds: Path) -> None:
    reader = start(seeds, columns=160)
    opened(reader)
    away = seeds.rename(seeds.parent / "away")
    reader.send("\x1b[I")
    last(reader, "seeds: the folder is gone: what was read of it stays")
    assert "Articles (gl)  5" in reader.text()
    assert "Britain could buy weapons" in reader.text()
    # What is coded meanwhile is kept, and saved when there is a place for it again.
    reader.press("+")
    last(reader, "STANCE")
    reader.press("the treaty", "Enter")
    reader.until("1 change not saved")
    assert not seeds.exists(), "no folder is made in the place of the one that is gone"
    away.rename(seeds)
    reader.press("gw")
    last(reader, "· saved ·")
    [stored] = (seeds / "annotations" / "ann").glob("*.json")
    assert "the treaty" in stored.read_text()
    reader.press("q")
    assert reader.wait() == 0


def test_annotations_that_cannot_be_kept_are_refused_with_the_reason(start: Start, seeds: Path) -> None:
    (seeds / "annotations").write_text("a file stands here")
    reader = start(seeds, columns=240)
    reader.until("annotations: cannot be read: not a directory")
    opened(reader)
    reader.press("gd")
    last(reader, "annotations is not a folder")
    reader.press("J")
    reader.until("The Moscow Times · date unknown")
    last(reader, "READ")
    reader.press("q")
    assert reader.wait() == 0
    assert (seeds / "annotations").read_text() == "a file stands here"


def test_a_corpus_of_someone_else_is_read_only(start: Start, seeds: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    env = {f"CLOSE_READER_{kind}_DIR": str(own / kind) for kind in ("CONFIG", "STATE", "CACHE")}
    seeds.chmod(0o555)
    become: list[str] = []
    if os.getuid() == 0:
        # Root may write anywhere: someone else reads.
        os.chown(own, 65534, 65534)
        for folder in (tmp_path, *tmp_path.parents[:-2]):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
        become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    program, *words = [*become, READER, str(seeds)]
    reader = start(*words, env={**env, "HOME": str(own)}, program=program, columns=240)
    opened(reader)
    reader.press("gd")
    last(reader, "cannot be written: the annotations are read-only here")
    reader.press("+")
    last(reader, "cannot be written: the annotations are read-only here")
    reader.press("gm")
    reader.until("About ")
    reader.press("X", "Enter")
    reader.until("permission denied")
    reader.press("Esc")
    reader.until("Esc again leaves without")
    reader.press("Esc")
    last(reader, "READ")
    reader.press("q")
    assert reader.wait() == 0
    assert sorted(path.name for path in seeds.iterdir()) == sorted(p.name for p in seeds.glob("00*.txt"))


def test_damaged_places_are_said_on_the_screen_and_put_aside(
    start: Start, seeds: Path, home: dict[str, str]
) -> None:
    file = state_file(seeds, home)
    file.parent.mkdir(parents=True)
    file.write_text("{")
    reader = start(seeds, columns=300)
    reader.until("places and histories begin anew")
    reader.press("q")
    assert reader.wait() == 0
    [aside] = file.parent.glob(f"{file.name}.broken-*")
    assert aside.read_text() == "{"
    file.write_text("[]")
    listed = subprocess.run([READER, "list", seeds], env=home, capture_output=True, timeout=60)
    assert b"places and histories begin anew" in listed.stderr
