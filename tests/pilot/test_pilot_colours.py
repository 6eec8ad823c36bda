"""Every screen in every theme: what is written can be read, and themes without colours name none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.color import ColorType
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from reader.config import Config, load_config
from reader.tui.colour import contrast
from reader.tui.painter import rgb
from reader.tui.themes import DARK, PALETTES
from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"
DRAWN = frozenset(" │─╭╮╰╯┌┐└┘▌▐▕▏█▄▀•…")
"""What is no text: frames, bars, the ruler."""
JOURNEY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("reading", ("2", "G", "a", *"note", "enter", "j")),
    ("selecting", ("v", "v")),
    ("finding", ("escape", "/", *"Russia", "enter")),
    ("list", ("g", "l")),
    ("entities", ("g", "e")),
    ("annotations", ("g", "a")),
    ("prompt", ("escape", "t", "f")),
    ("refusal", ("escape", "g", "w")),
    ("pending", ("g",)),
    ("bar", ("escape", "9", "G", "-", "ctrl+n", "tab")),
    ("search", ("escape", "f", *"lukashenka")),
    ("help", ("escape", "?")),
    ("palette", ("escape", ":", "n")),
    ("export", ("escape", "x")),
    ("metadata", ("escape", "g", "m")),
)


@asynccontextmanager
async def opened(app: OpenReader, theme: str, size: tuple[int, int]) -> AsyncIterator[Driver]:
    async with app(first=ARMS, size=size, config=Config(theme=theme)) as reader:
        yield reader


def strips(reader: Driver) -> list[Strip]:
    """The rows of the screen."""
    return reader.app.screen._compositor.render_strips()


def written(reader: Driver, drawn: frozenset[str] = DRAWN) -> list[Segment]:
    """The words on the screen (on the dialog, where one is open), each with its style."""
    screen = reader.app.screen
    frames = [child.region for child in screen.children if screen.is_modal]
    inside = frames[0] if frames else Region(0, 0, *screen.size)
    found: list[Segment] = []
    for y, strip in enumerate(strips(reader)):
        if inside.y <= y < inside.bottom:
            found += [s for s in strip.crop(inside.x, inside.right) if set(s.text) - drawn]
    return found


@pytest.mark.parametrize("theme", [name for name, palette in PALETTES.items() if not palette.terminal])
async def test_all_that_is_written_stands_off_its_ground(app: OpenReader, theme: str) -> None:
    async with opened(app, theme, (150, 40)) as reader:
        for name, keys in JOURNEY:
            await reader.press(*keys)
            await reader.painted()
            words = written(reader)
            assert words
            for segment in words:
                assert segment.style is not None
                text, ground = rgb(segment.style.color), rgb(segment.style.bgcolor)
                if segment.style.reverse:
                    text, ground = ground, text
                assert contrast(text, ground) >= PALETTES[theme].least, (name, segment.text, text, ground)


@pytest.mark.parametrize("theme", ["plain", "ansi"])
async def test_themes_of_the_terminal_name_no_colour_that_is_not_its_own(app: OpenReader, theme: str) -> None:
    allowed = {ColorType.DEFAULT} if theme == "plain" else {ColorType.DEFAULT, ColorType.STANDARD}
    async with opened(app, theme, (150, 40)) as reader:
        for name, keys in JOURNEY:
            await reader.press(*keys)
            await reader.painted()
            for segment in written(reader, frozenset()):
                assert segment.style is not None
                for colour in (segment.style.color, segment.style.bgcolor):
                    assert colour is None or colour.type in allowed, (name, segment.text, colour)


async def test_a_theme_of_ones_own_colours_text_and_bars(app: OpenReader, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('theme = "dusk"\n[themes.dusk]\nbackground = "#241a2e"\n')
    async with app(first=ARMS, config=load_config(environ={}, path=file)) as reader:
        assert reader.screen.view.painter.palette.background == "#241a2e"
        assert str(reader.screen.styles.background.hex).lower() == "#241a2e"
        assert not reader.message


async def test_a_bad_theme_of_ones_own_keeps_nobody_from_reading(
    app: OpenReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    file = tmp_path / "config.toml"
    file.write_text('theme = "dusk"\n[themes.dusk]\nbackground = "midnight"\n')
    async with app(first=ARMS, size=(160, 45), config=load_config(environ={}, path=file)) as reader:
        assert reader.screen.view.painter.palette is DARK
        assert reader.warned
        assert reader.message.startswith(f"{file}:3: themes.dusk: background should be a colour")
        await reader.press("j")
        assert reader.message == ""


async def test_the_theme_is_changed_inside_the_program_and_kept(
    app: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")

    async def asked(reader: Driver) -> None:
        await reader.press(":")
        await reader.type("change the theme")
        await reader.press("enter")
        assert reader.completions == ["dark", "light", "contrast"]

    async with app(size=(160, 45)) as reader:
        view = reader.screen.view
        await asked(reader)
        await reader.type("lig")
        assert reader.app.theme == "close-light", "what is lit is shown at once"
        await reader.type("x")
        assert reader.app.theme == "close-dark", "and nothing else"
        await reader.press("backspace", "ctrl+n")
        assert view.painter.palette.name == "close-light"
        await reader.press("escape")
        assert (reader.app.theme, reader.screen.state.theme) == ("close-dark", "")
        await asked(reader)
        await reader.type("light")
        await reader.press("enter")
        assert reader.message.startswith("light, kept for this corpus; ")
        assert reader.app.theme == "close-light"
        await asked(reader)
        await reader.type("no such")
        await reader.press("enter")
        assert (reader.warned, reader.app.theme) == (True, "close-light")
        await reader.press("q")
    async with app() as reader:
        assert reader.app.theme == "close-light"
    async with app(config=Config(theme="contrast")) as reader:
        assert reader.app.theme == "close-contrast", "the configuration goes before"
        await reader.press(":", *"change the theme", "enter", *"dark", "enter")
        assert reader.message.startswith("dark until you leave: ")


async def test_kinds_are_told_apart_without_colour(app: OpenReader) -> None:
    async with opened(app, "plain", (160, 45)) as reader:
        await reader.at("Medvedev, deputy head")
        assert "person Dmitry Medvedev" in reader.facts, "the caret says who it is"
        await reader.at("Moscow is cosying")
        assert "place Moscow" in reader.facts
        await reader.at("cosying up")
        assert not any(fact.startswith(("person", "place", "org")) for fact in reader.facts)
        rows = reader.rows("entities")
        assert any(row.startswith("Moscowplace ") for row in rows)
        # What a nationality names is the country, in the pane and in the status line alike.
        await reader.at("Russian")
        assert "place Russia" in reader.facts
        assert any(row.startswith("Kremlinorg ") for row in rows)
        await reader.at("Moscow is cosying")
        for said, marked in (
            ("first mentions marked", {"gpe", "person", "org", "norp", "date"}),
            ("only this kind marked: a place with a government: country, region, city", {"gpe"}),
            ("no entities marked", set()),
            ("all entities marked", {"gpe", "person", "org", "norp", "date"}),
        ):
            await reader.press("z", "e")
            assert reader.message == said
            marks = reader.screen.view._marks.over(0, len(reader.text))
            kinds = {span.kind for span in marks if span.layer == "entity"}
            assert kinds == marked if len(marked) < 2 else kinds >= marked


async def test_stances_are_told_apart_without_colour(app: OpenReader) -> None:
    async with opened(app, "plain", (160, 45)) as reader:
        for number, key in enumerate("+-=%~", start=2):
            await reader.press(str(number), "G", key, "enter")
        await reader.press("g", "g")
        await reader.painted()
        margins = (strip.text[31:].split()[:2] for strip in strips(reader))
        glyphs = {margin[1] for margin in margins if len(margin) > 1 and margin[0].isdigit()}
        assert glyphs >= set("+-=%~")
        assert [row[0] for row in reader.rows("annotations")] == list("+-=%~")
