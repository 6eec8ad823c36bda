"""Where articles are today that are no longer where they were annotated."""

from __future__ import annotations

import contextlib
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

from annotations.folders import SUFFIX, article_file, shortened
from reader.corpus.corpus import ArticleError, Corpus
from reader.corpus.document import Document

if TYPE_CHECKING:
    from annotations.homes import Home
    from annotations.library import Library
    from annotations.likeness import Crowd
    from reader.sameness import Sameness

Kind = Literal["gone", "several", "twin", "alike", "replaced"]
GONE = "the file is gone"
SHOWN = 3
"""Articles named as where another may be."""
CLOSER = 12
"""Articles looked at more closely."""
MOST_COMPARED = 32
BYTES_COMPARED = 4_000_000
"""Files, and bytes of them, that are read to find the twins of an article."""


@dataclass(frozen=True, slots=True)
class Question:
    """An annotated article that only a person can say the place of.

    ``gone``: nothing here is like it. ``several``: its text is there more than once. ``twin``: its text is
    there, in an article that stood beside it, or was annotated as one of its own. ``alike``: texts much
    like it. ``replaced``: another text has its name; ``places`` are where it may be.
    """

    path: str
    doc: str
    kind: Kind
    places: tuple[str, ...] = ()

    def reason(self, corpus: str = "CORPUS", key: str = "") -> str:
        """Why it is not where it was, and what to do; without its path in front.

        On the screen *key* answers, else a command that names the *corpus*.
        """
        if self.kind == "gone":
            return GONE
        named, are = " and ".join(self.places), "are" if len(self.places) > 1 else "is"
        new = self.places[0] if len(self.places) == 1 else "NEW"
        asks = key or f"reader move {shlex.quote(corpus)} {shlex.quote(self.path)} {shlex.quote(new)}"
        if self.kind == "several":
            return f"the file is gone, its text is in {named}: {asks} says which it is now"
        if self.kind == "twin":
            has = "have" if len(self.places) > 1 else "has"
            return f"the file is gone, {named} {has} the same text by itself: {asks} if that is it"
        if self.kind == "alike":
            return f"the file is gone, {named} {are} much like it: {asks} if that is it"
        like = f" ({named} {are} like the old one)" if named else ""
        stays = f"reader move {shlex.quote(corpus)} {shlex.quote(self.path)} {shlex.quote(self.path)}"
        which = f"{asks} if the annotated one is elsewhere now, {stays} if this is it"
        which = f"{key} says where the annotated one is, or that this is it" if key else which
        return f"holds another text than was annotated{like}: {which}"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of annotated articles that are not where they were."""

    moved: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Path and permanent id, as the records have them -> the path today: sure."""
    asked: tuple[Question, ...] = ()
    """By path."""

    def reason(self, path: str, key: str = "") -> str:
        """Why the article *path* cannot be read, when its file is gone; *key* as a question's."""
        return next((one.reason(key=key) for one in self.asked if one.path == path), GONE)

    def way(self, path: str, key: str) -> str:
        """The same, with what says where it is now."""
        why = self.reason(path, key)
        return f"{GONE}: {key} says where it is now" if why == GONE else why


def folders(asked: Iterable[Question]) -> Mapping[tuple[str, str], tuple[Question, ...]]:
    """Those of *asked* that are like a namesake elsewhere, by the two folders (``.``: the corpus).

    Only where there are several: then it is the folder that was renamed.
    """
    found: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for one in asked:
        for place in one.places if one.kind != "replaced" else ():
            old, new = one.path.split("/"), place.split("/")
            if old[-1] != new[-1]:
                continue
            while old and new and old[-1] == new[-1]:
                del old[-1], new[-1]
            found["/".join(old) or ".", "/".join(new) or "."].append(one)
            break
    return {pair: tuple(ones) for pair, ones in found.items() if len(ones) > 1}


def folder_reason(old: str, new: str, count: int, corpus: str) -> str:
    """That *count* articles of the folder *old* are like their namesakes in *new*, and what to do."""
    asks = f"reader move {shlex.quote(corpus)} {shlex.quote(old)} {shlex.quote(new)}"
    like = f"those of the same names in {new} are much like them"
    return f"{old}: {count} files are gone, {like}: {asks} if it is so"


def find(corpus: Corpus, store: Library, sameness: Sameness, *, thorough: bool) -> Whereabouts:
    """Look for the articles of *store* that *corpus* no longer holds where they were.

    Reads no article as long as every path is there; with *thorough* it reads those that are annotated, and
    finds other texts under old names too. For any thread.
    """
    lost = list(store.homes(lambda path: not corpus.holds(path)))
    replaced = _replaced(corpus, store, sameness) if thorough else []
    if not lost and not replaced:
        return Whereabouts()
    search = _Search(corpus, store, sameness, {(home.path, home.doc) for home in replaced})
    moved, asked = {}, []
    kind: Kind
    for home in (*lost, *replaced):
        places, kind = search.places(home), "several"
        own = tuple(path for path in places if not search.is_another(path, home))
        if shortened(home.path) and any(article_file(path) == home.path + SUFFIX for path in own):
            # It never moved: the first record of its file is wrong, until a repair has mended that.
            asked.append(Question(home.path, home.doc, "gone"))
            continue
        if len(own) == 1 and not search.may_be_a_twin(own[0], home):
            moved[home.path, home.doc] = own[0]
            continue
        if len(places) == 1 or (places and not own):
            kind = "twin"
        elif not places:
            places = search.alike(home)
            kind = "alike" if places else "gone"
        kind = "replaced" if home in replaced else kind
        asked.append(Question(home.path, home.doc, kind, places))
    return Whereabouts(moved, tuple(sorted(asked, key=lambda one: (one.path, one.doc))))


def _replaced(corpus: Corpus, store: Library, sameness: Sameness) -> list[Home]:
    """Those whose path has another text now."""
    from annotations.model import Annotation
    from annotations.records import Coding

    found = []
    for home in store.homes(corpus.holds):
        try:
            exact, plain = corpus.hashes(home.path)
            if exact in home.texts or plain in home.plain or not home.texts:
                continue
            document = corpus.document(home.path)
        except ArticleError:
            continue
        saved = (record for record in store.saved_with(home.path) if isinstance(record, Annotation | Coding))
        records = [record for record in saved if record.doc == home.doc]
        if home.doc in sameness.strangers(document, records):
            found.append(home)
    return found


def twins(corpus: Corpus, document: Document) -> tuple[str, ...]:
    """The other articles that have the text of *document*, by path.

    Files of the same size are read for that, once, and no more than a few megabytes of them.
    """
    try:
        size = corpus.entry(document.path).size
    except ArticleError:
        return ()
    same = (one.path for one in corpus.entries if one.size == size and not one.problem)
    others = (path for path in same if path != document.path)
    found = []
    for path in islice(others, max(1, min(MOST_COMPARED, BYTES_COMPARED // (size + 1)))):
        with contextlib.suppress(ArticleError, UnicodeEncodeError):
            path.encode()  # a name that is no Unicode cannot stand in a record
            if corpus.hashes(path)[0] == document.sha256:
                found.append(path)
    return tuple(found)


class _Search:
    """The articles that are here, by what tells them: permanent id, text, likeness."""

    def __init__(
        self, corpus: Corpus, store: Library, sameness: Sameness, elsewhere: set[tuple[str, str]]
    ) -> None:
        self._corpus = corpus
        self._sameness = sameness
        self._docs: dict[str, set[str]] = defaultdict(set)
        self._annotated: dict[str, list[Home]] = defaultdict(list)
        for home in store.homes(corpus.holds):
            if (home.path, home.doc) not in elsewhere:
                self._docs[home.doc].add(home.path)
                self._annotated[home.path].append(home)

    def places(self, home: Home) -> tuple[str, ...]:
        """The paths that surely hold the article *home*: it is annotated there, or its text is there."""
        found = set(self._docs.get(home.doc, ()))
        for texts, known in zip((home.texts, home.plain), self._by_text, strict=True):
            found = found or {path for sha in texts for path in known.get(sha, ())}
        return tuple(sorted(found))

    def is_another(self, path: str, home: Home) -> bool:
        """Whether the article *path*, of the same text as *home*, is known to be another one."""
        found = self._annotated.get(path, ())
        if any(one.doc == home.doc for one in found):
            return False
        if path in home.beside:
            return True
        try:
            exact, plain = self._corpus.hashes(path)
        except ArticleError:
            return False
        # A name that was another article's until a moment ago is none of its own.
        return any(exact in one.texts or plain in one.plain for one in found)

    def may_be_a_twin(self, path: str, home: Home) -> bool:
        """Whether the article *path* may be one that stood beside *home*, and is gone from there as well."""
        known = any(one.doc == home.doc for one in self._annotated.get(path, ()))
        return not known and not all(map(self._corpus.holds, home.beside))

    @cached_property
    def _by_text(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """The readable articles by the sha256 of their text, and of it with newlines folded."""
        exact: dict[str, set[str]] = defaultdict(set)
        plain: dict[str, set[str]] = defaultdict(set)
        for path in self._readable():
            try:
                hashes = self._corpus.hashes(path)
            except ArticleError:
                continue
            exact[hashes[0]].add(path)
            plain[hashes[1]].add(path)
        return exact, plain

    def alike(self, home: Home) -> tuple[str, ...]:
        """Articles nobody has annotated that are much like a kept text of *home*, the most alike first."""
        from annotations.likeness import ALIKE

        kept = [known for sha in home.texts if (known := self._sameness.shingles(sha)) is not None]
        if not kept:
            return ()
        found = []
        for path in self._unannotated.nearest(kept, CLOSER):
            try:
                alike = self._sameness.likeness(home.texts, self._corpus.text(path))
            except ArticleError:
                continue
            found += [(-alike, path)] if alike >= ALIKE else []
        return tuple(path for _, path in sorted(found))[:SHOWN]

    @cached_property
    def _unannotated(self) -> Crowd:
        from annotations.likeness import Crowd

        free = [entry for entry in self._corpus.entries if entry.path not in self._annotated]
        crowd = Crowd(sum(entry.size for entry in free))
        for entry in free:
            with contextlib.suppress(ArticleError):
                crowd.add(entry.path, self._corpus.text(entry.path))
        return crowd

    def _readable(self) -> Iterable[str]:
        return (entry.path for entry in self._corpus.entries if not entry.problem)
