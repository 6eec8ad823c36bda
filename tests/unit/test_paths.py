"""Where things are kept, for whom they can be read, and that they can be forgotten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from reader import paths


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        f"CLOSE_READER_{kind}_DIR": str(tmp_path / "own" / kind.lower())
        for kind in ("CONFIG", "STATE", "CACHE")
    }


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_directories_are_the_platforms_or_those_named(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.state_dir(environ) == tmp_path / "own" / "state"
    assert paths.config_file(environ) == tmp_path / "own" / "config" / "config.toml"
    monkeypatch.setenv("HOME", str(tmp_path))
    for each in (paths.config_dir({}), paths.state_dir({}), paths.cache_dir({})):
        assert each.is_absolute()
        assert "close-reader" in each.parts
    assert paths.cache_dir({"CLOSE_READER_CACHE_DIR": "~/c"}) == tmp_path / "c"


def test_a_corpus_has_one_name_by_whatever_path(tmp_path: Path) -> None:
    corpus = tmp_path / "Новости — Ünïcode News 2024"
    corpus.mkdir()
    (tmp_path / "link").symlink_to(corpus)
    key = paths.corpus_key(corpus)
    assert key == paths.corpus_key(tmp_path / "link") == paths.corpus_key(tmp_path / "x" / ".." / corpus.name)
    assert key.startswith("unicode-news-2024-")
    assert paths.corpus_key(tmp_path / "other" / corpus.name) != key
    assert paths.corpus_key(tmp_path / "Новости").startswith("corpus-")
    assert len(paths.corpus_key(tmp_path / ("long " * 40))) <= 57
    assert paths.corpus_key(Path(os.fsdecode(b"/tmp/\xff")))


def test_what_is_written_is_for_its_owner_alone(environ: dict[str, str], tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        file = paths.state_file(tmp_path, environ)
        paths.write_private(file, b"one")
        paths.write_private(file, b"two")
        with paths.open_log(environ) as log:
            log.write("a lone \udcff surrogate\n")
    finally:
        os.umask(old)
    assert file.read_bytes() == b"two"
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert {mode(file), mode(paths.log_file(environ))} == {0o600}
    assert {mode(each) for each in (file.parent, file.parent.parent, tmp_path / "own")} == {0o700}


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    paths.make_private(tmp_path / "new")
    assert (mode(tmp_path), mode(tmp_path / "new")) == (0o755, 0o700)


def test_the_log_begins_anew_when_long(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "LOG_LIMIT", 10)
    for line in ("a long first line\n", "second\n", "third\n"):
        with paths.open_log(environ) as log:
            log.write(line)
    assert paths.log_file(environ).read_text() == "second\nthird\n"
    assert paths.log_file(environ).with_name("reader.log.1").read_text() == "a long first line\n"


def test_what_cannot_be_used_is_said_in_one_line(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file where a folder should be")
    for attempt in (
        lambda: paths.write_private(paths.state_file(tmp_path, environ), b""),
        lambda: paths.open_log(environ),
    ):
        with pytest.raises(paths.PathsError) as caught:
            attempt()
        assert str(tmp_path / "own") in str(caught.value)
        assert "\n" not in str(caught.value)
        assert "Errno" not in str(caught.value)


def test_reading_is_bounded_and_never_waits(tmp_path: Path) -> None:
    file = tmp_path / "x"
    assert paths.read_bounded(file, 3) is None
    assert paths.read_bounded(file / "below", 3) is None
    file.write_bytes(b"abc")
    assert paths.read_bounded(file, 3) == b"abc"
    with pytest.raises(paths.PathsError, match="larger than 2 bytes"):
        paths.read_bounded(file, 2)
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "."):
        with pytest.raises(paths.PathsError, match="not a regular file"):
            paths.read_bounded(tmp_path / name, 3)


def test_forgetting_a_corpus_leaves_nothing_of_it_and_all_of_the_others(
    environ: dict[str, str], tmp_path: Path
) -> None:
    corpus, other = tmp_path / "news", tmp_path / "news-2"
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "kept.txt").write_text("kept")
    for each in (corpus, other):
        file = paths.state_file(each, environ)
        for suffix in ("", ".broken-1"):
            paths.write_private(file.with_name(file.name + suffix), b"{}")
        paths.write_private(file.with_name(f".{file.name}.half"), b"")
        paths.write_private(paths.drafts_folder(each, environ) / "note.md", b"draft")
        paths.write_private(paths.cache_folder(each, environ) / "deep" / "index", b"index")
    (paths.cache_folder(corpus, environ) / "link").symlink_to(precious)
    paths.open_log(environ).close()
    before = paths.kept(other, environ)
    deleted = paths.forget(corpus, environ)
    assert len(deleted) == 6
    assert paths.kept(corpus, environ) == ()
    key = paths.corpus_key(corpus)
    assert not [each for each in (tmp_path / "own").rglob("*") if key in str(each)]
    assert set(before) - set(paths.kept(other, environ)) == {paths.log_file(environ)}
    assert (precious / "kept.txt").exists()
    assert paths.forget(corpus, environ) == ()
