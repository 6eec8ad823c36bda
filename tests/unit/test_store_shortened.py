"""Files of articles whose names do not tell which articles these are."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.folders import article_file, by_shortened, shortened
from annotations.history import HISTORY_FILE
from annotations.store import Action, AnnotationStore, Change, Move, StoreError
from tests.stores import made, notes, opened

LONG = "l" * 200 + ".txt"
FILE = article_file(LONG)
CALLED_SO = FILE.removesuffix(".json")
"""An article that may have the same file."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "annotations"


def broken_off(folder: Path) -> AnnotationStore:
    """An import into two files, of which that of the article ``LONG`` was not written."""
    store = opened(folder)
    changes = [Change(path, None, made(store, path[:1])) for path in (LONG, "z.txt")]
    store.apply(Action("import", tuple(changes))).result(20)
    store.close()
    log = folder / "ann" / HISTORY_FILE
    log.write_bytes(log.read_bytes()[: log.read_bytes().index(b'{"done"')])
    (folder / "ann" / FILE).unlink()
    return opened(folder)


def test_the_articles_that_their_files_do_not_tell() -> None:
    assert shortened(FILE)
    assert not shortened("a~b.txt.json")
    assert by_shortened([LONG, "a.txt", "d.orig/a.txt"]) == {
        FILE: LONG,
        article_file("d.orig/a.txt"): "d.orig/a.txt",
    }
    assert by_shortened([LONG, CALLED_SO]) == {}


def test_what_broke_off_is_finished_in_the_file_of_its_article(folder: Path) -> None:
    store = broken_off(folder)
    with pytest.raises(StoreError, match="put the article back first whose file it was") as refused:
        store.finish(store.cut_short()[0])
    assert "damaged" not in str(refused.value)
    assert not (folder / "ann" / FILE).exists()
    store.finish(store.cut_short()[0], by_shortened([LONG])).result(20)
    assert notes(store, LONG) == ["l"]
    store.close()
    assert notes(opened(folder), LONG) == ["l"]


def test_a_move_in_the_log_tells_whose_file_it_was(folder: Path) -> None:
    store = opened(folder)
    note = made(store, "moved")
    store.add(LONG, note).result(10)
    store.apply(Action("move", (), (Move(LONG, "b.txt", (note.id,)),))).result(10)
    store.close()
    (folder / "ann" / "b.txt.json").unlink()
    again = opened(folder)
    again.restore(again.vanished()).result(10)
    again.close()
    assert opened(folder).paths() == (LONG,)


def test_a_file_that_is_taken_away_while_one_works_is_its_articles_again(folder: Path) -> None:
    store = opened(folder)
    store.add(LONG, made(store, "old")).result(10)
    (folder / "ann" / FILE).unlink()
    store.add(LONG, made(store, "new")).result(10)
    assert store.paths() == (LONG,)
    store.add(LONG, made(store, "newer")).result(10)
    store.close()
    assert notes(opened(folder), LONG) == ["new", "newer"]


def test_an_article_that_is_called_like_such_a_file_keeps_it(folder: Path) -> None:
    store = opened(folder)
    store.add(CALLED_SO, made(store, "its own")).result(10)
    assert store.repair(by_shortened([LONG, CALLED_SO])) == ()
    with pytest.raises(StoreError, match="unless an article is called so"):
        store.add(LONG, made(store, "another's"))
    assert notes(store, CALLED_SO) == ["its own"]
    store.close()
