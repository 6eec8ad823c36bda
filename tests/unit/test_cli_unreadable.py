"""Folders without permission, and broken files of annotations: one line each, and nothing written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.store import AnnotationStore
from reader.commands import session
from tests.permissions import Locked
from tests.running import Reader

MODES = pytest.mark.parametrize("readable", [False, True], ids=["000", "444"])
UNREAD = "cannot be read: no permission (its owner can allow it: chmod u+rw)"
ALLOWED = "(its owner can allow it: chmod u+rwx)"
SAID = f"cannot be read: no permission {ALLOWED}; nothing is written there until it can"


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """Two annotations of ann, one of bob."""
    for article, name in (("003", "ann"), ("002", "ann"), ("003", "bob")):
        assert reader("annotate", seeds, article, "--whole", "--note", "n", "--as", name).status == 0
    return seeds


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Time of change and bytes of everything in *folder*."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody said who annotates: whether the proposed one has annotations here is looked up."""
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("ann", "login"))


@MODES
@pytest.mark.parametrize("command", ["open", "list", "annotations", "check", "log"])
def test_a_corpus_without_permission(
    reader: Reader,
    coded: Path,
    unnamed: None,
    monkeypatch: pytest.MonkeyPatch,
    readable: bool,
    command: str,
) -> None:
    Locked(monkeypatch, coded, readable=readable)
    said = "the folder cannot be read: permission denied; its owner can allow it: chmod u+rx"
    assert reader(command, coded).error == f"reader: {coded}: {said}\n"


def test_a_corpus_below_a_folder_without_permission(
    reader: Reader, coded: Path, unnamed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = coded.parent / "above"
    above.mkdir()
    coded = coded.rename(above / "seeds")
    Locked(monkeypatch, above)
    for path in (coded, coded / "003.txt"):
        assert reader("list", path).error == f"reader: {path}: cannot be read: permission denied\n"


def test_a_name_that_is_too_long(reader: Reader, seeds: Path) -> None:
    assert reader("list", "a" * 5000).error.endswith(": cannot be read: file name too long\n")
    assert "--annotations: " in reader("list", seeds, "--annotations", "a" * 5000).error


@MODES
@pytest.mark.parametrize(("place", "name"), [("annotations", ""), ("annotations/ann", "ann")])
@pytest.mark.parametrize(
    ("argv", "out"),
    [
        (("list",), 6),
        (("annotations",), 0),
        (("annotations", "has:note"), 0),
        (("search", "has:note"), 0),
        (("log",), 0),
        (("actor", "NATO"), 0),
        (("progress",), 5),
        (("export", "--format", "csv"), 1),
    ],
    ids=lambda argv: " ".join(argv) if isinstance(argv, tuple) else "",
)
def test_annotations_without_permission_are_said_and_not_called_none(
    reader: Reader,
    coded: Path,
    monkeypatch: pytest.MonkeyPatch,
    readable: bool,
    place: str,
    name: str,
    argv: tuple[str, ...],
    out: int,
) -> None:
    before = tree(coded)
    with monkeypatch.context() as locked:
        Locked(locked, coded / place, readable=readable)
        ran = reader(argv[0], coded, *argv[1:])
    assert (ran.status, len(ran.lines)) == (2, out)
    first = ran.err.splitlines()[0]
    assert first == f"reader: {place}: {SAID}; reader check {coded} lists all that is wrong"
    assert ran.err.count("cannot be read") == 1
    assert "here" not in ran.err.replace(SAID, "").replace("there are", "")
    assert tree(coded) == before


@MODES
@pytest.mark.parametrize("place", ["annotations", "annotations/ann"])
@pytest.mark.parametrize(
    "argv",
    [
        ("annotate", "003", "--whole", "--note", "x"),
        ("done", "003"),
        ("undo",),
        ("check", "--repair"),
    ],
    ids=lambda argv: argv[0],
)
def test_nothing_is_written_where_nothing_can_be_read(
    reader: Reader,
    coded: Path,
    monkeypatch: pytest.MonkeyPatch,
    readable: bool,
    place: str,
    argv: tuple[str, ...],
) -> None:
    before = tree(coded)
    with monkeypatch.context() as locked:
        Locked(locked, coded / place, readable=readable)
        ran = reader(argv[0], coded, *argv[1:])
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"reader: {coded / place}: {SAID}"
    assert tree(coded) == before


@MODES
def test_check_lists_folders_without_permission(
    reader: Reader, coded: Path, unnamed: None, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    for place in ("annotations", "annotations/ann", "annotations/texts"):
        with monkeypatch.context() as locked:
            Locked(locked, coded / place, readable=readable)
            ran = reader("check", coded, "--json")
        assert ran.status == 1
        [told] = [one for one in ran.json if one["kind"] == "store"]
        assert told["path"] == place
        assert told["message"].startswith(f"cannot be read: no permission {ALLOWED}; ")


def test_another_folder_of_annotations_is_named_in_full_unless_it_is_in_the_corpus(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(coded.parent)
    (coded / "annotations").rename(coded.parent / "kept")
    with monkeypatch.context() as locked:
        Locked(locked, coded.parent / "kept")
        for given in ("kept", coded.parent / "kept"):
            ran = reader("annotations", coded, "--annotations", given)
            assert ran.err.startswith(f"reader: {coded.parent / 'kept'}: {SAID}")
    (coded.parent / "kept").rename(coded / "mine")
    Locked(monkeypatch, coded / "mine" / "ann")
    for given in ("seeds/mine", coded / "mine"):
        assert reader("annotations", coded, "--annotations", given).err.startswith(
            f"reader: mine/ann: {SAID}"
        )


@MODES
def test_the_texts_of_others_stay_while_it_is_not_known_what_they_made_on_them(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    assert reader("annotate", coded, "001", "--whole", "--note", "n", "--as", "bob").status == 0
    texts = sorted((coded / "annotations" / "texts").iterdir())
    Locked(monkeypatch, coded / "annotations" / "bob", readable=readable)
    store = AnnotationStore(coded / "annotations", "ann")
    store.load()
    assert store.read_only == ""
    assert store.damaged() == ("bob",)
    _, why = store.past(remove=True)
    assert why == "bob cannot be read whole: the texts stay"
    store.close()
    monkeypatch.undo()
    assert sorted((coded / "annotations" / "texts").iterdir()) == texts


def test_a_broken_file_is_said_in_one_line(reader: Reader, coded: Path) -> None:
    file = next((coded / "annotations" / "ann").glob("003*"))
    whole, (first, *_) = file.read_bytes(), file.read_bytes().split(b"\n,")
    last = f"; reader check {coded} lists all that is wrong\n"
    for data, said in (
        (b"", f"reader: annotations/ann/{file.name}: damaged: no record could be read"),
        (whole[: len(first) + 40], f"reader: annotations/ann/{file.name}: damaged: "),
        (
            whole.replace(b'"note":"n"', b'"note":7'),
            f"reader: annotations/ann/{file.name}:4: kept, but not shown",
        ),
    ):
        file.write_bytes(data)
        ran = reader("annotations", coded)
        assert (ran.status, len(ran.lines), ran.err.count("\n")) == (2, 1, 1)
        assert ran.err.startswith(said)
        assert ran.err.endswith(last)


def test_of_many_broken_files_some_are_named_and_the_rest_counted(reader: Reader, coded: Path) -> None:
    for article in ("000", "001"):
        reader("annotate", coded, article, "--whole", "--note", "n")
    files = sorted((coded / "annotations" / "ann").glob("00*"))
    for number, file in enumerate(files, 1):
        file.write_bytes(b"garbage")
        lines = reader("list", coded).err.splitlines()
        named = [line for line in lines if ": damaged: " in line]
        assert (len(lines), len(named)) == (number, min(number, 3))
        assert lines[-1].endswith(f"reader check {coded} lists all that is wrong")
    assert lines[-1].startswith("reader: 1 more file of annotations: ")


def test_a_log_without_permission_is_not_called_empty(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = coded / "annotations" / "ann" / ".history.jsonl"
    said = f"annotations/ann/.history.jsonl: {UNREAD}; what was done before cannot be undone"
    with monkeypatch.context() as locked:
        Locked(locked, log)
        ran = reader("log", coded)
        assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert said in ran.err
        ran = reader("undo", coded)
        assert ran.status == 2
        assert said in ran.err
        # What the log is not needed for is whole.
        assert reader("annotations", coded).status == 0
        assert reader("check", coded).status == 1
        before = tree(coded)
        assert "nothing old is removed" in reader("log", coded, "--purge", "--yes").err
        assert tree(coded) == before
    assert reader("log", coded).status == 0


def test_a_folder_of_articles_without_permission_is_named_as_one(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (coded / "sub").mkdir()
    (coded / "sub" / "a.txt").write_text("words")
    Locked(monkeypatch, coded / "sub", readable=True)
    assert "sub/  cannot be read: permission denied" in reader("list", coded).lines


def test_a_codebook_without_permission(reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (coded / "codebook.toml").write_text("schema = 1\n")
    Locked(monkeypatch, coded / "codebook.toml")
    said = f"reader: {coded / 'codebook.toml'}: cannot be read: no permission\n"
    assert reader("list", coded).error == said


def test_what_is_in_a_file_without_permission_is_not_called_gone(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = next((coded / "annotations" / "ann").glob("003*"))
    with monkeypatch.context() as locked:
        Locked(locked, file)
        ran = reader("check", coded, "--json")
        assert [one["message"] for one in ran.json if one["path"].endswith(file.name)] == [UNREAD]
        assert "no record that vanished" in reader("check", coded, "--restore", "all").err
    file.unlink()
    assert "vanished" in [one["kind"] for one in reader("check", coded, "--json").json]


def test_a_lock_without_permission_is_said_with_the_cure(
    reader: Reader, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(coded)
    assert reader("check", coded).err == "reader: nothing is wrong\n"
    Locked(monkeypatch, coded / "annotations" / "ann" / ".lock")
    ran = reader("check", coded, "--json")
    assert ran.status == 1
    [told] = ran.json
    assert (told["severity"], told["path"]) == ("problem", "annotations/ann/.lock")
    assert told["message"] == (
        "cannot be opened: no permission (its owner can allow it: chmod u+rw); nothing is saved until it can"
    )
    assert "no permission" in reader("annotate", coded, "001", "--whole", "--note", "n").err
    assert tree(coded) == before
    # Whoever may only read the folder needs no lock.
    Locked(monkeypatch, coded / "annotations" / "ann", readable=True)
    assert [one["path"] for one in reader("check", coded, "--json").json if "lock" in one["path"]] == []


def test_a_link_in_the_place_of_ones_folder_is_told_with_what_to_do(
    reader: Reader, seeds: Path, tmp_path: Path
) -> None:
    assert reader("annotate", seeds, "003", "--range", "600:630", "--note", "n", "--as", "ann").status == 0
    own = seeds / "annotations" / "ann"
    own.rename(tmp_path / "elsewhere")
    own.symlink_to(tmp_path / "elsewhere")
    listed = reader("annotations", seeds, "--as", "ann")
    assert (listed.status, listed.out) == (2, "")
    assert "no annotations by ann that can be read" in listed.err
    refused = reader("annotate", seeds, "003", "--range", "700:730", "--note", "m", "--as", "ann")
    assert refused.status == 2
    assert f"{own} is a symbolic link" in refused.err
    assert "put the folder itself there" in refused.err


def test_what_hinders_a_repair_is_told_with_all_the_rest(reader: Reader, seeds: Path) -> None:
    assert reader("annotate", seeds, "003", "--range", "600:630", "--note", "n", "--as", "ann").status == 0
    lock = seeds / "annotations" / "ann" / ".lock"
    lock.unlink()
    lock.mkdir()
    found = reader("check", seeds, "--repair", "--json", "--as", "ann")
    assert found.status == 1
    assert [(one["kind"], one["path"]) for one in found.json] == [
        ("unrepaired", "annotations"),
        ("store", "annotations/ann/.lock"),
    ]
