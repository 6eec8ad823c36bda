"""What the reader remembers of a corpus between sessions: places, marks, jumps, histories, panes.

One JSON file a corpus in the state directory, replaced at once, for its owner alone; the last writer wins.
None of it is data: a file that cannot be read is set aside and said, and reading goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Literal

from reader.jumps import Jumps, Spot
from reader.paths import PathsError, read_bounded, resolved, state_file, write_private
from reader.state_file import (
    MAX_ARTICLES,
    MAX_ENTRIES,
    MAX_SEARCHES,
    MAX_TEXT,
    Article,
    Place,
    Remembered,
    cut,
    is_mark,
    read,
    written,
)

__all__ = ["Jumps", "Place", "Reading", "Spot", "State"]

MAX_BYTES = 8_000_000
SET_ASIDE = 9
"""Broken files kept."""

Reading = Literal["unread", "begun", "read"]


class State:
    """The state of one corpus. ``State.load`` reads it, methods change it, ``save`` writes it.

    ``problem`` is one line about what could not be read, or "".
    """

    def __init__(self, corpus: Path, path: Path) -> None:
        self.corpus = corpus
        self.path = path
        self.problem = ""
        self._kept = Remembered()
        self._saved = b""

    @classmethod
    def load(cls, corpus: Path, environ: Mapping[str, str] | None = None) -> State:
        """The state of a corpus, a fresh one when there is none; never raises, see ``problem``."""
        state = cls(resolved(corpus), state_file(corpus, environ))
        try:
            data = read_bounded(state.path, MAX_BYTES)
            if data is None:
                return state
            found = json.loads(data.decode("utf-8"))
            if not isinstance(found, dict):
                raise ValueError("not an object")
        except PathsError as error:
            state._set_aside(str(error))
        except (ValueError, RecursionError) as error:
            state._set_aside(f"{state.path}: {_why_broken(error)}")
        else:
            state._kept, wrong = read(found)
            if wrong:
                state.problem = f"{state.path}: could not be read and begun anew: {', '.join(wrong)}"
            state._saved = data
        return state

    def save(self) -> str:
        """Write what has changed; the reason in one line when that is not possible, else ""."""
        data = self._bytes()
        while len(data) > MAX_BYTES and self._kept.articles:
            for path in list(self._kept.articles)[: (len(self._kept.articles) + 1) // 2]:
                del self._kept.articles[path]
            data = self._bytes()
        if data == self._saved:
            return ""
        try:
            write_private(self.path, data)
        except PathsError as error:
            return str(error)
        self._saved = data
        return ""

    @property
    def last_article(self) -> str:
        """The article opened last, a path in the corpus, or ""."""
        return self._kept.last_article

    @property
    def jumps(self) -> Jumps:
        """The list of jumps, to be changed in place."""
        return self._kept.jumps

    @property
    def measure(self) -> int:
        """The width of the column of text in cells, 0 for the configured one."""
        return self._kept.measure

    @measure.setter
    def measure(self, cells: int) -> None:
        self._kept.measure = cells

    @property
    def density(self) -> str:
        """The choice of entity marks, "" for the usual."""
        return self._kept.density

    @density.setter
    def density(self, density: str) -> None:
        self._kept.density = density

    @property
    def theme(self) -> str:
        """The theme chosen inside the program, "" for none."""
        return self._kept.theme

    @theme.setter
    def theme(self, name: str) -> None:
        self._kept.theme = name

    @property
    def scale(self) -> str:
        """The id of the scale that the label keys give, "" for the first."""
        return self._kept.scale

    @scale.setter
    def scale(self, scale: str) -> None:
        self._kept.scale = scale

    @property
    def pinned(self) -> Mapping[str, Any] | None:
        """The target that is pinned, as annotations store a reference; ``None`` for none."""
        return self._kept.pinned

    @pinned.setter
    def pinned(self, target: Mapping[str, Any] | None) -> None:
        self._kept.pinned = dict(target) if target is not None else None

    @property
    def annotator(self) -> str:
        """The name given when the first annotation was made, "" while nobody was asked."""
        return self._kept.annotator

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._kept.annotator = name

    @property
    def hints_done(self) -> bool:
        """Whether the first hints are gone for good."""
        return self._kept.hints_done

    @hints_done.setter
    def hints_done(self, done: bool) -> None:
        self._kept.hints_done = done

    # Articles

    def open_article(self, path: str) -> Place | None:
        """An article is opened: it is the last one. Returns where it was left."""
        self._kept.last_article = path
        return self._article(path).place

    def begin(self, path: str, caret: int, top: int) -> None:
        """Somebody reads an article, and does not only pass it: it is no longer unread."""
        self.set_place(path, caret, top)
        article = self._article(path)
        article.read = article.read or None

    def place(self, path: str) -> Place | None:
        """Where an article was left; None when it was never opened. Its text may be shorter by now."""
        article = self._kept.articles.get(path)
        return article.place if article else None

    def set_place(self, path: str, caret: int, top: int) -> None:
        """An article is left with the caret and the top row at these offsets."""
        self._article(path).place = Place(max(caret, 0), max(top, 0))

    def folds(self, path: str) -> Mapping[int, bool]:
        """Whether a zone, by where it begins, was folded when the article was left; not of all zones."""
        article = self._kept.articles.get(path)
        return article.folds if article else {}

    def set_folds(self, path: str, folds: Mapping[int, bool]) -> None:
        """An article is left with these zones folded or open that are not as it is opened."""
        if folds or self.folds(path):
            self._article(path).folds = dict(list(folds.items())[:MAX_ENTRIES])

    def reading(self, path: str) -> Reading:
        """Whether an article is unread, begun or read."""
        article = self._kept.articles.get(path)
        if article is None or article.read is False:
            return "unread"
        if article.read:
            return "read"
        return "begun" if article.place is not None else "unread"

    def unread(self, paths: Collection[str]) -> int:
        """How many of these articles are unread."""
        return len(paths) - sum(self.reading(path) != "unread" for path in self._kept.articles.keys() & paths)

    def set_read(self, path: str, read: bool) -> None:
        """Mark an article as read, or as unread until it is begun again."""
        self._article(path).read = read

    def carry(self, path: str, position: Callable[[int], int | None]) -> None:
        """An article's text has changed: its place, marks, jumps follow a map of offsets (None: gone).

        A mark on text that is gone is forgotten; a place falls back on the top row, then on the beginning.
        """
        self.jumps.carry(path, position)
        for letter, spot in list(self._kept.corpus_marks.items()):
            if spot.path == path:
                offset = position(spot.offset)
                del self._kept.corpus_marks[letter]
                if offset is not None:
                    self._kept.corpus_marks[letter] = Spot(path, offset)
        article = self._kept.articles.get(path)
        if article is None:
            return
        moved = {letter: position(offset) for letter, offset in article.marks.items()}
        article.marks = {letter: offset for letter, offset in moved.items() if offset is not None}
        zones = {position(start): folded for start, folded in article.folds.items()}
        article.folds = {start: folded for start, folded in zones.items() if start is not None}
        if article.place is not None:
            caret, top = position(article.place.caret), position(article.place.top)
            found = caret if caret is not None else top if top is not None else 0
            article.place = Place(found, top if top is not None else found)

    def rename(self, old: str, new: str) -> None:
        """The article at *old* is at *new* now: what is remembered goes along, unless of that, too."""
        kept = self._kept
        article = kept.articles.pop(old, None)
        if article is not None and kept.articles.get(new, Article()) == Article():
            kept.articles[new] = article
        moved = {letter: spot for letter, spot in kept.corpus_marks.items() if spot.path == old}
        kept.corpus_marks |= {letter: spot._replace(path=new) for letter, spot in moved.items()}
        kept.jumps.rename(old, new)
        kept.last_article = new if kept.last_article == old else kept.last_article

    # Marks

    def set_mark(self, letter: str, path: str, offset: int) -> None:
        """Remember a place: a-z in its article, A-Z in the corpus. Raises ValueError for anything else."""
        if not is_mark(letter):
            raise ValueError(f"a mark is a letter from a to z or A to Z, not {letter!r}")
        if letter.islower():
            self._article(path).marks[letter] = offset
        else:
            self._kept.corpus_marks[letter] = Spot(path, offset)

    def mark(self, letter: str, path: str) -> Spot | None:
        """The place of a mark, a small letter's being in the article ``path``; None when it is not set."""
        if letter in self._kept.corpus_marks:
            return self._kept.corpus_marks[letter]
        article = self._kept.articles.get(path)
        return Spot(path, article.marks[letter]) if article and letter in article.marks else None

    def marks(self, path: str) -> dict[str, Spot]:
        """The marks that can be gone to from an article, by letter."""
        article = self._kept.articles.get(path)
        own = {letter: Spot(path, offset) for letter, offset in (article.marks if article else {}).items()}
        return dict(sorted((own | self._kept.corpus_marks).items()))

    # Searches, panes

    def searches(self, kind: str) -> tuple[str, ...]:
        """What was searched for, newest first; the caller names the kinds (article, corpus, filter)."""
        return tuple(reversed(self._kept.queries.get(kind, ())))

    def remember_search(self, kind: str, query: str) -> None:
        """Put a query first; an empty or overlong one is not kept."""
        if not query.strip() or len(query) > MAX_TEXT:
            return
        kept = [each for each in self._kept.queries.get(kind, ()) if each != query]
        self._kept.queries[kind] = [*kept, query][-MAX_SEARCHES:]
        cut(self._kept.queries, MAX_ENTRIES)

    def size(self, pane: str) -> int:
        """A pane's width in cells, 0 for the usual."""
        return self._kept.sizes.get(pane, 0)

    def set_size(self, pane: str, cells: int) -> None:
        """Remember a pane's width in cells, 0 for the usual."""
        self._kept.sizes[pane] = cells

    def _article(self, path: str) -> Article:
        """An article's entry, made where missing and put last: of too many the oldest go."""
        article = self._kept.articles.pop(path, None) or Article()
        self._kept.articles[path] = article
        cut(self._kept.articles, MAX_ARTICLES)
        return article

    def _bytes(self) -> bytes:
        # ASCII: a path that is not UTF-8 holds lone surrogates, which only an escape can carry.
        return json.dumps(written(self._kept, self.corpus), separators=(",", ":")).encode("ascii") + b"\n"

    def _set_aside(self, reason: str) -> None:
        free = (self.path.with_name(f"{self.path.name}.broken-{number}") for number in range(1, SET_ASIDE))
        aside = next((each for each in free if not os.path.lexists(each)), None)
        aside = aside or self.path.with_name(f"{self.path.name}.broken-{SET_ASIDE}")
        kept = ""
        with contextlib.suppress(OSError):
            os.replace(self.path, aside)
            kept = f"; kept as {aside.name}"
        self.problem = f"{reason}: places and histories begin anew{kept}"


def _why_broken(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else "not a state file"
