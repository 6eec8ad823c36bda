"""Fixtures every test may use."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.running import Ran, Reader

SEEDS = Path(__file__).parent.parent / "seeds"

# A busy machine is no failure: nothing here depends on how long an example takes to draw or to run.
settings.register_profile(
    "no clock", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("no clock")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests at a terminal wait most of their time."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


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


@pytest.fixture
def reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Reader:
    """The command line in this process, as annotator ``ann``: ``reader("list", seeds, stdin=b"")``."""
    from reader.cli import main

    for kind in ("config", "state", "cache"):
        monkeypatch.setenv(f"CLOSE_READER_{kind.upper()}_DIR", str(tmp_path / "own" / kind))
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "ann")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*argv: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        status = main([str(word) for word in argv])
        out, err = capsysbinary.readouterr()
        return Ran(status, out.decode(), err.decode())

    return run
