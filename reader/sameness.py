"""Whether the text of a path is still that of the article its annotations were made on, edited or not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotations.ids import text_hashes
from reader.corpus.document import Document

if TYPE_CHECKING:
    from annotations.likeness import Shingles
    from annotations.model import Annotation
    from annotations.records import Coding

ENOUGH = 3
"""Passages that must be known to tell another text by them alone."""
FOUND = 1 / 3
"""Share of the passages that another text holds at most."""


class Sameness:
    """Tells an edited article from another one under its name; worked out once for a pair of texts.

    *kept* gives a text that was annotated by its sha256. For any thread.
    """

    def __init__(self, kept: Callable[[str], str | None]) -> None:
        self._kept = kept
        self._verdicts: dict[tuple[str, frozenset[str], str], bool] = {}
        self._shingles: dict[str, Shingles | None] = {}
        self._lock = threading.Lock()

    def strangers(self, document: Document, records: Sequence[Annotation | Coding]) -> frozenset[str]:
        """The permanent ids of the articles that *records* are about and *document* is not."""
        if all(record.text == document.sha256 for record in records):
            return frozenset()
        by_doc: dict[str, list[Annotation | Coding]] = {}
        for record in records:
            by_doc.setdefault(record.doc, []).append(record)
        return frozenset(doc for doc, of in by_doc.items() if self._is_another(doc, of, document))

    def _is_another(self, doc: str, records: Sequence[Annotation | Coding], document: Document) -> bool:
        texts = frozenset(record.text for record in records)
        if document.sha256 in texts:
            return False
        pair = (doc, texts, document.sha256)
        with self._lock:
            known = self._verdicts.get(pair)
        if known is None:
            plain = text_hashes(document.text)[1]
            known = plain not in {getattr(r, "text_lf", "") or r.text for r in records} and not (
                self._is_like(texts, document.text)
                if any(self.shingles(text) is not None for text in texts)
                else _holds_passages(records, document)
            )
            with self._lock:
                self._verdicts[pair] = known
        return known

    def _is_like(self, texts: frozenset[str], text: str) -> bool:
        from annotations.likeness import ANOTHER

        return self.likeness(texts, text) >= ANOTHER

    def likeness(self, texts: frozenset[str], text: str) -> float:
        """How alike *text* is to the most alike of *texts* that were kept, 0 to 1."""
        from annotations.likeness import likeness, shingles

        known = [kept for sha in texts if (kept := self.shingles(sha)) is not None]
        mine = shingles(text) if known else frozenset()
        return max((likeness(kept, mine) for kept in known), default=0.0)

    def shingles(self, sha256: str) -> Shingles | None:
        """Those of an annotated text; ``None`` when it was not kept."""
        from annotations.likeness import shingles

        with self._lock:
            if sha256 in self._shingles:
                return self._shingles[sha256]
        text = self._kept(sha256) if sha256 else None
        found = shingles(text) if text is not None else None
        with self._lock:
            self._shingles[sha256] = found
        return found

    def look_again(self) -> None:
        """Texts that were missing may be there now."""
        with self._lock:
            self._shingles = {sha: known for sha, known in self._shingles.items() if known is not None}
            self._verdicts.clear()


def _holds_passages(records: Sequence[Annotation | Coding], document: Document) -> bool:
    """Whether enough of the passages are in *document*; with few of them it counts as the same article.

    That an article is coded says nothing of its words: by that alone it is another one.
    """
    from annotations.anchoring import locate

    if not any(hasattr(record, "segments") for record in records):
        return False
    segments = [segment for record in records for segment in getattr(record, "segments", ())]
    found = sum(locate(document.text, segment).place is not None for segment in segments)
    return len(segments) < ENOUGH or found > len(segments) * FOUND
