"""What our two lossless formats share: articles by name and hash, and records told apart on their way in."""

from __future__ import annotations

from typing import Any, NoReturn

from annotations.bundle import BundleArticle, Passage
from annotations.fields import Reader
from annotations.formats.imports import FormatError, Import, ImportedAnnotation, ImportedArticle
from annotations.records import Coding, Correction, Memo, NewTarget, Record

_ARTICLE_FIELDS = ("title", "outlet", "date", "url", "author")


def article_fields(article: BundleArticle) -> dict[str, Any]:
    """What travels of an article: names and hashes, not its text."""
    known = {"path": article.path, "doc": article.doc, "sha256": article.sha256}
    known |= {name: getattr(article, name) for name in _ARTICLE_FIELDS}
    return {name: value for name, value in known.items() if value}


def article_from(data: Any) -> ImportedArticle:
    """The article in *data*. Raises ``ModelError``."""
    r = Reader(data, "article")
    return ImportedArticle(
        r.text("path"),
        r.text("doc", ""),
        r.text("sha256", ""),
        *(r.text(name, "") for name in _ARTICLE_FIELDS),
    )


def place(passage: Passage | None) -> dict[str, Any] | None:
    """A passage of the present text as JSON."""
    return {"start": passage.start, "end": passage.end, "quote": passage.quote} if passage else None


class Collected:
    """Records on their way in: told apart by kind, no id twice."""

    def __init__(self, format_id: str, source: str) -> None:
        self._format = format_id
        self._source = source
        self._lines: dict[str, int] = {}
        self._annotations: list[ImportedAnnotation] = []
        self._others: list[Record] = []
        self.articles: list[ImportedArticle] = []
        self.names: dict[str, str] = {}

    def fail(self, line: int, message: str) -> NoReturn:
        raise FormatError(self._source, line, message)

    def claim(self, key: str, line: int) -> None:
        """Refuse an id that was met before."""
        if key in self._lines:
            first = self._lines[key]
            self.fail(line, f"the id {key} is there twice" + (f": first on line {first}" if first else ""))
        self._lines[key] = line

    def __len__(self) -> int:
        return len(self._annotations) + len(self._others)

    def known(self, key: str) -> bool:
        """Whether an id was met before."""
        return key in self._lines

    def annotation(self, imported: ImportedAnnotation) -> None:
        self.claim(imported.annotation.id, imported.line)
        self._annotations.append(imported)

    def other(self, record: Record, line: int) -> None:
        self.claim(record.id, line)
        self._others.append(record)

    def name_people(self, names: Any, line: int) -> None:
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            self.fail(line, "names should be an object of annotator and name")
        self.names.update(names)

    def finish(self) -> Import:
        """The import, without problems: those are the caller's to add."""
        return Import(
            self._format,
            tuple(self._annotations),
            tuple(r for r in self._others if isinstance(r, Coding)),
            tuple(r for r in self._others if isinstance(r, Memo)),
            tuple(r for r in self._others if isinstance(r, Correction)),
            tuple(r for r in self._others if isinstance(r, NewTarget)),
            tuple(self.articles),
            self.names,
        )
