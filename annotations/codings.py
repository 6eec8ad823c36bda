"""How far one annotator is with each article: what one record says of it, or several that were made apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from annotations.apart import MERGED, in_order
from annotations.lines import dumps
from annotations.model import Annotation
from annotations.quoting import one_line, quoted
from annotations.records import Coding


def settled(found: Iterable[Coding]) -> Coding | None:
    """What *found*, one annotator's records of one article, come to; ``None`` where there are none.

    Those made apart, on two computers, may contradict each other: the article is open then, with the values
    that all of them have, until its annotator says which holds. No clock decides.
    """
    ranked = in_order(found)
    if not contradict(ranked):
        return ranked[0] if ranked else None
    values = dict(ranked[0].values)
    shared = {name: v for name, v in values.items() if all(one.values.get(name) == v for one in ranked)}
    return replace(ranked[0], state="open", reason="", values=shared)


def contradict(found: Iterable[Coding]) -> bool:
    """Whether records of one article differ in how far it is coded, or in its variables."""
    known = list(found)
    said = ((one.state, one.reason, one.round, dumps(dict(one.values))) for one in known)
    return len(known) > 1 and len({*said}) > 1


def contradiction(found: Iterable[Coding]) -> str:
    """What contradicting records say (``done, and not codable (a list)``); empty where they agree."""
    ranked = in_order(found)
    if not contradict(ranked):
        return ""
    said = dict.fromkeys(map(told, ranked))
    return f"{', and '.join(said)}{', with other variables' if len(said) == 1 else ''}"


def told(one: Coding) -> str:
    """``not codable (a list)``."""
    return f"{one.state}{f' ({one_line(one.reason)})' if one.reason else ''}"


class Codings(Mapping[str, Coding]):
    """One annotator's coding states by path, each ``settled``; the records themselves besides.

    Articles that had the same path one after the other are told apart by who knows their texts: until then
    records about any of them count.
    """

    def __init__(self, records: Iterable[Coding] = ()) -> None:
        self.records = tuple(records)
        self._of: dict[str, list[Coding]] = {}
        for one in self.records:
            self._of.setdefault(one.path, []).append(one)

    def __getitem__(self, path: str) -> Coding:
        found = self._of[path]
        return settled(found) or found[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def of(self, path: str) -> tuple[Coding, ...]:
        """Every record about the article *path*, or about others that had its name."""
        return tuple(self._of.get(path, ()))

    def contested(self) -> Iterator[str]:
        """The articles of which several records contradict each other, and what to do, a line each."""
        for path in self:
            for found in self.by_article(path):
                if said := contradiction(found):
                    marked = f"{quoted(path)} is marked {said}, {MERGED}"
                    yield f"{marked}: it counts as open until reader done says which holds"

    def by_article(self, path: str) -> list[tuple[Coding, ...]]:
        """The same, those with one permanent id together."""
        found: dict[str, list[Coding]] = {}
        for one in self._of.get(path, ()):
            found.setdefault(one.doc, []).append(one)
        return [tuple(records) for records in found.values()]


@dataclass(frozen=True, slots=True)
class Finished:
    """What an annotator is done with at one path: articles by their permanent ids and by their texts."""

    docs: frozenset[str]
    texts: frozenset[str]

    def covers(self, record: Annotation) -> bool:
        """Whether *record*, by anyone, is about what is done: not about another text of that name."""
        return record.doc in self.docs or bool(self.texts & {record.text, record.text_lf})


def finished(path: str, codings: Codings, own: Iterable[Annotation]) -> Finished | None:
    """What is done at *path* by these *codings* of one annotator, whose annotations there are *own*."""
    done = [found for found in codings.by_article(path) if (one := settled(found)) and one.state != "open"]
    if not done:
        return None
    docs = frozenset(one.doc for found in done for one in found)
    texts = {one.text for found in done for one in found}
    texts |= {text for one in own if one.doc in docs for text in (one.text, one.text_lf)}
    return Finished(docs, frozenset(texts - {""}))
