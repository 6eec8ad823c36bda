"""Commands over a whole corpus parse each article once, also where memory keeps few of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reader.cards import bare, card
from reader.corpus import shelf
from reader.corpus.document import Document
from reader.corpus.parsing import parse
from reader.entities.mentions import LINKED_KINDS
from reader.workspace import Workspace
from tests.running import Reader


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each article is parsed, with memory for two."""
    counts = Counter[str]()

    def counting(path: str, text: str, **rest: Any) -> Document:
        counts[path] += 1
        return parse(path, text, **rest)

    monkeypatch.setattr("reader.corpus.corpus.parse", counting)
    monkeypatch.setattr(shelf, "CACHED_DOCUMENTS", 2)
    return counts


def test_a_list_parses_each_article_once(reader: Reader, seeds: Path, parsed: Counter[str]) -> None:
    rows = reader("list", seeds, "--json").json
    assert len(rows) == 5
    assert all(row["entities"] and row["words"] and row["title"] for row in rows)
    assert parsed == {row["path"]: 1 for row in rows}


def test_a_search_parses_each_article_once(reader: Reader, seeds: Path, parsed: Counter[str]) -> None:
    assert reader("search", seeds, "zzyzxq").status == 1
    assert parsed == {path.name: 1 for path in seeds.glob("*.txt")}


def test_a_card_made_in_passing_says_the_same(seeds: Path) -> None:
    workspace = Workspace.open(seeds, annotator="ann")
    seen: list[Document] = []
    workspace.tag(seen=seen.append)
    assert [document.path for document in seen] == list(workspace.paths)
    for document in seen:
        body = {
            m.entity
            for m in workspace.mentions(document.path)
            if m.entity and m.kind in LINKED_KINDS and not document.in_zone(m.start)
        }
        whole = card(workspace, document.path, "read")
        assert whole.entities == len(body) > 0
        assert card(workspace, document.path, "read", bare(document, "read")) == whole
    assert workspace.table.met("nowhere.txt") == 0
    workspace.close()
