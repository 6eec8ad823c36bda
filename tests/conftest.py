"""Fixtures every test may use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture
def seeds_source() -> Path:
    """The five articles as the repository has them: read only."""
    return SEEDS


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A fresh copy of the five articles, free to be written into."""
    corpus = tmp_path / "seeds"
    corpus.mkdir()
    for article in sorted(SEEDS.glob("*.txt")):
        shutil.copyfile(article, corpus / article.name)
    return corpus
