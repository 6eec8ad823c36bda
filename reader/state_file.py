"""The shape of a state file: what is remembered of a corpus, read field by field and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from reader.jumps import Jumps, Spot

SCHEMA = 1
MAX_ARTICLES = 20_000
MAX_SEARCHES = 100
MAX_TEXT = 4_096
MAX_ENTRIES = 64
"""Kinds of search, annotators and panes remembered, and zones of an article."""
FOLDS = (("folded", True), ("unfolded", False))
"""The fields that hold where folded and unfolded zones begin."""


class Place(NamedTuple):
    """Where an article was left: the caret's offset and that of the top row, in code points."""

    caret: int
    top: int


@dataclass(slots=True)
class Article:
    """What is kept of one article. ``read``: None as long as nobody has said."""

    place: Place | None = None
    read: bool | None = None
    marks: dict[str, int] = field(default_factory=dict)
    folds: dict[int, bool] = field(default_factory=dict)
    """Whether the zone that begins at an offset is folded, where that is not as the article is opened."""
    rest: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Remembered:
    """Everything a state file holds; ``rest`` is what another version wrote into it."""

    last_article: str = ""
    measure: int = 0
    density: str = ""
    theme: str = ""
    scale: str = ""
    pinned: dict[str, Any] | None = None
    """A reference as annotations store it."""
    annotator: str = ""
    hints_done: bool = False
    jumps: Jumps = field(default_factory=Jumps)
    articles: dict[str, Article] = field(default_factory=dict)
    corpus_marks: dict[str, Spot] = field(default_factory=dict)
    queries: dict[str, list[str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)


def read(data: dict[str, Any]) -> tuple[Remembered, list[str]]:
    """What a state file says, and the names of the fields not of their shape. ``data`` is used up."""
    return _Fields(data).all()


def written(kept: Remembered, corpus: Path) -> dict[str, Any]:
    """A state file's contents as JSON knows them."""
    before = kept.jumps.before
    known: dict[str, Any] = {
        "schema": SCHEMA,
        "corpus": str(corpus),
        "article": kept.last_article,
        "articles": {path: _written(article) for path, article in kept.articles.items()},
        "marks": {letter: [spot.path, spot.offset] for letter, spot in kept.corpus_marks.items()},
        "jumps": [[spot.path, spot.offset] for spot in kept.jumps.spots],
        "jump_at": kept.jumps.at,
        "before": [before.path, before.offset] if before else None,
        "searches": kept.queries,
        "sizes": kept.sizes,
        "measure": kept.measure,
        "density": kept.density,
        "theme": kept.theme,
        "scale": kept.scale,
        "pinned": kept.pinned,
        "annotator": kept.annotator,
        "hints_done": kept.hints_done,
    }
    return kept.rest | known


def _written(article: Article) -> dict[str, Any]:
    found = dict(article.rest)
    if article.place is not None:
        found |= {"caret": article.place.caret, "top": article.place.top}
    if article.read is not None:
        found["read"] = article.read
    if article.marks:
        found["marks"] = article.marks
    for name, folded in FOLDS:
        if starts := [start for start, is_folded in article.folds.items() if is_folded == folded]:
            found[name] = starts
    return found


class _Fields:
    """A state file's fields taken one by one; what is not of its shape is named, what is unknown stays."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._left = data
        self._wrong: list[str] = []

    def all(self) -> tuple[Remembered, list[str]]:
        """Everything, and the names of the fields that were wrong."""
        self._left.pop("schema", None)
        self._left.pop("corpus", None)
        spots = self._take("jumps", _spots, [])
        kept = Remembered(
            last_article=self._take("article", _text, ""),
            measure=self._take("measure", _count, 0),
            density=self._take("density", _text, ""),
            theme=self._take("theme", _text, ""),
            scale=self._take("scale", _text, ""),
            pinned=self._take("pinned", _table, None),
            annotator=self._take("annotator", _text, ""),
            hints_done=self._take("hints_done", _flag, False),
            jumps=Jumps(spots, self._take("jump_at", _count, None), self._take("before", _spot, None)),
            articles=self._table("articles", _article_of),
            corpus_marks=self._table("marks", _spot),
            queries=self._table("searches", _queries),
            sizes=self._table("sizes", _count),
            rest=self._left,
        )
        for letter in [letter for letter in kept.corpus_marks if not (is_mark(letter) and letter.isupper())]:
            del kept.corpus_marks[letter]
        cut(kept.articles, MAX_ARTICLES)
        cut(kept.queries, MAX_ENTRIES)
        cut(kept.sizes, MAX_ENTRIES)
        return kept, self._wrong

    def _take(self, name: str, read: Callable[[Any], Any], default: Any) -> Any:
        value = self._left.pop(name, None)
        if value is None:
            return default
        try:
            return read(value)
        except ValueError:
            self._wrong.append(name)
            return default

    def _table(self, name: str, read: Callable[[Any], Any]) -> dict[str, Any]:
        """A table whose entries are read one by one: a wrong entry costs itself alone."""
        found: dict[str, Any] = {}
        for key, value in self._take(name, _table, {}).items():
            try:
                found[_text(key)] = read(value)
            except ValueError:
                if name not in self._wrong:
                    self._wrong.append(name)
        return found


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 40:
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _spot(value: Any) -> Spot:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError
    return Spot(_text(value[0]), _count(value[1]))


def _spots(value: Any) -> list[Spot]:
    if not isinstance(value, list):
        raise ValueError
    return [_spot(each) for each in value]


def _queries(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError
    return [_text(each) for each in value][-MAX_SEARCHES:]


def _article_of(value: Any) -> Article:
    left = dict(_table(value))
    place = None
    if "caret" in left:
        place = Place(_count(left.pop("caret")), _count(left.pop("top", 0)))
    read = left.pop("read", None)
    marks = {
        letter: _count(offset) for letter, offset in _table(left.pop("marks", {})).items() if is_mark(letter)
    }
    folds = {
        _count(start): folded for name, folded in FOLDS for start in _items(left.pop(name, []))[:MAX_ENTRIES]
    }
    return Article(place, None if read is None else _flag(read), marks, folds, left)


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError
    return value


def is_mark(letter: str) -> bool:
    """Whether a mark may be set under it."""
    return len(letter) == 1 and letter.isascii() and letter.isalpha()


def cut(table: dict[str, Any], most: int) -> None:
    """Drop the oldest entries of a table past its size."""
    while len(table) > most:
        del table[next(iter(table))]
