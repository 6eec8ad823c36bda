"""The screen of one entity in tests: opened, its rows and what it says read off."""

from __future__ import annotations

from reader.tui.screens.entity import EntityScreen
from tests.pilot.driving import Driver


def entity_screen(reader: Driver) -> EntityScreen:
    top = reader.app.screen
    assert isinstance(top, EntityScreen), reader.message
    return top


def shown(reader: Driver) -> list[str]:
    """All rows, headings included, as they stand in 100 cells."""
    rows = entity_screen(reader)._rows
    return ["".join(text for line in rows.item(n, 100).lines for text, _ in line) for n in range(rows.count)]


def ids(reader: Driver) -> list[str]:
    """What the rows lead to, headings left out."""
    rows = entity_screen(reader)._rows
    return [rows.id_of(n) for n in range(rows.count) if rows.entry(n) is not None]


def said(reader: Driver) -> str:
    return entity_screen(reader)._status.status.message


def head(reader: Driver) -> list[str]:
    return [line.plain for line in entity_screen(reader)._head._lines(100)]


async def open_entity(reader: Driver, words: str) -> EntityScreen:
    await reader.at(words)
    await reader.press("enter")
    return entity_screen(reader)
