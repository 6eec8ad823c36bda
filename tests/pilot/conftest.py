"""Fixtures that open the reader without a terminal, on a copy of the articles and with a state of its own."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from reader.config import Config
from reader.state import State
from reader.tui.app import ReaderApp
from reader.tui.setup import Setup
from reader.workspace import Workspace
from tests.pilot.driving import Driver, OpenReader


@pytest.fixture(scope="session")
def mentions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where recognised entities are kept from one test to the next: they follow from the text alone."""
    return tmp_path_factory.mktemp("mentions") / "mentions.json"


@pytest.fixture(scope="session", autouse=True)
def rarely_collected() -> Iterator[None]:
    """Widgets come and go by the thousand here: collecting as often as usual takes a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def app(tmp_path: Path, seeds: Path, mentions: Path, monkeypatch: pytest.MonkeyPatch) -> OpenReader:
    """Open the reader, as ann, on the five articles or another corpus; each time anew, from what was kept."""
    for kind in ("config", "state", "cache"):
        monkeypatch.setenv(f"CLOSE_READER_{kind.upper()}_DIR", str(tmp_path / "own" / kind))
    for name in ("NO_COLOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    @asynccontextmanager
    async def opened(
        corpus: Path | None = None,
        *,
        size: tuple[int, int] = (120, 36),
        annotator: str = "ann",
        config: Config | None = None,
        first: str = "",
        proposed: str = "",
        known: bool = True,
        show_others: bool = False,
        alone: bool = False,
    ) -> AsyncIterator[Driver]:
        folder = corpus or seeds
        state = State.load(folder)
        signs = annotator or state.annotator
        workspace = Workspace.open(folder, annotator=signs, cache=mentions, show_others=show_others)
        setup = Setup(
            workspace,
            state,
            config or Config(),
            first=first,
            propose_annotator=lambda: proposed,
            alone=alone,
        )
        program = ReaderApp(setup)
        try:
            async with program.run_test(size=size) as pilot:
                driver = Driver(program, pilot, workspace)
                if known and workspace.paths:
                    await driver.known()
                if not gc.get_freeze_count():
                    # The gazetteer stays for all tests: not to be walked by each collection.
                    gc.freeze()
                yield driver
        finally:
            workspace.close()
            state.save()

    return opened
