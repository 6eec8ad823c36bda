"""Every mark can be read, told apart by every reader, and seen without colour."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.theme import Theme

from reader.config import Config, load_config
from reader.layout.painting import family
from reader.layout.spans import Span
from reader.tui.colour import AA, DEFICIENCIES, contrast, distance, lifted, mix, parse
from reader.tui.painter import Face, Painter, face, rgb
from reader.tui.themes import (
    COLOURS,
    DARK,
    LIGHT,
    OTHERS,
    PALETTES,
    PLAIN,
    Chosen,
    Palette,
    choose,
    choose_theme,
    palette_of,
    textual_theme,
    textual_themes,
)

VALUES: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 0.5, -1, float("nan"), "", "#aabbcc", "#AABBC", "red", [], {}, {"+": 1}]
)
OWN = [p for p in PALETTES.values() if not p.terminal]
FAMILIES = ("person", "org", "place", "arms", "other")
own = pytest.mark.parametrize("palette", OWN, ids=lambda p: p.name)


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lifted("#777777", "#ffffff") != "#777777"
    assert contrast(lifted("#777777", "#808080"), "#808080") >= AA
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    with pytest.raises(ValueError, match="#rrggbb"):
        parse("red")


def test_known_distances() -> None:
    assert distance("#ffffff", "#000000") == pytest.approx(100, abs=0.1)
    assert distance("#ff0000", "#00ff00") > 150
    assert distance("#ff0000", "#00ff00", "deutan") < distance("#ff0000", "#00ff00") / 2


@own
def test_text_and_what_can_wait_stand_off_their_grounds(palette: Palette) -> None:
    assert contrast(palette.text, palette.background) >= 12
    for colour in (palette.dim, palette.accent, palette.error, *palette.stances.values()):
        assert contrast(colour, palette.background) >= AA
        assert contrast(palette.over(colour, palette.surface), palette.surface) >= palette.least
    for entity in FAMILIES:
        assert contrast(palette.entity(entity), palette.background) >= AA


@own
def test_every_combination_of_marks_can_be_read(palette: Palette) -> None:
    painter = Painter(palette)
    for block, entity, stance, dimmed, unit, hit, selected, caret in product(
        ("paragraph", "byline"), ("", *FAMILIES), ("", "+", "-", "=", "%", "~", "tag", "x"),
        *((False, True),) * 2, ("", "exact", "now"), *((False, True),) * 2,
    ):  # fmt: skip
        style = painter.style(Face(block, entity, False, stance, dimmed, unit, hit, selected, caret))
        assert contrast(rgb(style.color), rgb(style.bgcolor)) >= palette.least


@own
@pytest.mark.parametrize("deficiency", ["", *DEFICIENCIES])
def test_the_hues_of_entities_are_apart_for_every_reader(palette: Palette, deficiency: str) -> None:
    apart = {
        (one, other): distance(palette.entity(one), palette.entity(other), deficiency)
        for one, other in combinations(FAMILIES, 2)
    }
    assert min(apart.values()) >= 20, apart


@own
@pytest.mark.parametrize("deficiency", ["", *DEFICIENCIES])
def test_support_and_opposition_are_apart_for_every_reader(palette: Palette, deficiency: str) -> None:
    assert distance(palette.stance("+"), palette.stance("-"), deficiency) >= 40
    painter = Painter(palette)
    assert distance(painter.tint("+"), painter.tint("-"), deficiency) >= 15


def attributes(style: Style) -> tuple[object, ...]:
    return style.bold, style.underline, style.underline2, style.reverse, style.dim, style.italic


def test_without_colour_every_mark_still_shows() -> None:
    painter = Painter(PLAIN)
    plain = painter.style(Face())
    faces = {
        "entity": Face(entity="place"),
        "nested": Face(entity="place", nested=True),
        "stance": Face(stance="+"),
        "dimmed": Face(dimmed=True),
        "unit": Face(unit=True),
        "hit": Face(hit="exact"),
        "selection": Face(selected=True),
        "title": Face(block="title"),
    }
    looks = {name: attributes(painter.style(one)) for name, one in faces.items()}
    assert all(look != attributes(plain) for look in looks.values())
    assert looks["entity"] != looks["nested"] != looks["stance"] != looks["hit"] != looks["selection"]
    for ground in faces.values():
        assert attributes(painter.style(ground._replace(caret=True))) != attributes(painter.style(ground))
        style = painter.style(ground)
        assert style.color is not None
        assert style.color.is_default
        assert style.bgcolor is not None
        assert style.bgcolor.is_default


def test_layers_do_not_hide_each_other() -> None:
    painter = Painter(DARK)
    over = (Span(0, 9, "stance", "-"), Span(0, 4, "entity", "gpe"), Span(0, 9, "unit"))
    look = face(over)
    assert look == Face(entity="place", stance="-", unit=True)
    style = painter.style(look)
    assert style.underline
    assert rgb(style.bgcolor) != rgb(painter.style(Face(stance="-")).bgcolor)
    nested = face([Span(0, 9, "entity", "org"), Span(0, 4, "entity", "gpe")])
    assert nested.nested
    assert nested.entity == "place"
    assert painter.style(nested).underline2
    assert face([Span(0, 2, "hit", "fuzzy"), Span(0, 2, "hit", "now")]).hit == "now"
    assert face([Span(0, 2, "tag", "frame")]).stance == "tag"
    assert face([Span(0, 2, "zone", "repeat"), Span(0, 2, "selection"), Span(0, 1, "caret")]) == Face(
        dimmed=True, selected=True, caret=True
    )


def test_names_of_styles() -> None:
    painter = Painter(LIGHT)
    assert painter.named("entity.person").color == painter.style(Face(entity=family("person"))).color
    assert painter.named("text", current=True).bold
    assert rgb(painter.named("text", current=True).bgcolor) == LIGHT.surface
    assert painter.named("no such name") == painter.named("text")


def test_no_color_wins_and_the_choices_are_told() -> None:
    assert choose_theme({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "light") == "plain"
    assert choose_theme({"NO_COLOR": ""}) == "dark"
    assert choose_theme({}, "contrast") == "contrast"
    assert choose_theme({"TERM": "linux"}) == "ansi"
    assert choose_theme({"TERM": "xterm-256color"}) == "dark"
    assert choose_theme({}, "dusk", ["dusk"]) == "dusk"
    with pytest.raises(ValueError, match="dark, light, contrast, ansi, ansi-light, plain, dusk"):
        choose_theme({}, "solarized", ["dusk"])


def test_every_palette_has_a_theme_that_knows_it() -> None:
    themes = textual_themes()
    assert [palette_of(theme) for theme in themes] == list(PALETTES.values())
    assert {t.name for t in themes} == {p.name for p in PALETTES.values()}
    assert {t.name for t in themes if t.ansi} == {p.name for p in PALETTES.values() if p.terminal}
    assert palette_of(Theme("nord", "#88c0d0")) is DARK


@own
def test_what_bars_and_fields_say_can_be_read(palette: Palette) -> None:
    theme = textual_theme(palette)
    named = theme.variables
    for ground in (theme.background, theme.surface):
        for colour in (theme.foreground, theme.accent, theme.error, theme.warning, named["text-muted"]):
            assert colour is not None
            assert ground is not None
            assert contrast(colour, ground) >= AA
    for part in ("cursor", "selection"):
        assert contrast(named[f"input-{part}-foreground"], named[f"input-{part}-background"]) >= AA


def themed(tmp_path: Path, text: str, env: Mapping[str, str] | None = None) -> Chosen:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return choose(env or {"COLORTERM": "truecolor"}, load_config(environ={}, path=file))


def test_a_theme_of_ones_own_is_its_base_with_other_colours(tmp_path: Path) -> None:
    palette, problem = themed(
        tmp_path,
        """theme = "dusk"
[themes.dusk]
base = "light"
background = "#fdf6e3"
accent = "#6c4a00"
stances = { "+" = "#004a80", "!" = "#7a1f7a" }
tint = 0.25
""",
    )
    assert problem == ""
    assert (palette.background, palette.accent, palette.tint) == ("#fdf6e3", "#6c4a00", 0.25)
    assert (palette.stance("+"), palette.stance("-"), palette.stance("!")) == (
        "#004a80",
        LIGHT.stance("-"),
        "#7a1f7a",
    )
    assert (palette.text, palette.dark) == (LIGHT.text, False)
    assert palette_of(textual_theme(palette)) is palette
    changed = themed(tmp_path, '[themes.dark]\nbackground = "#202020"\n').palette
    assert (changed.background, changed.text, changed.dark) == ("#202020", DARK.text, True)
    assert themed(tmp_path, '[themes.dark]\naccent = "#202020"\n', {"NO_COLOR": "1"}) == (PLAIN, "")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('akcent = "#ffffff"', ':4: themes.dusk: it has no "akcent"; did you mean "accent"?'),
        ('accent = "yellow"', ":4: themes.dusk: accent should be a colour of six digits"),
        ("accent = 3", ":4: themes.dusk: accent should be a colour of six digits"),
        ('accent = "#+f+f+f"', ":4: themes.dusk: accent should be a colour of six digits"),
        ('base = "plain"', ":4: themes.dusk: base should be one of dark, light, contrast"),
        ("base = []", ":4: themes.dusk: base should be one of dark, light, contrast"),
        ("tint = 2", ":4: themes.dusk: tint should be a number from 0 to 0.6"),
        ("tint = true", ":4: themes.dusk: tint should be a number"),
        ('stances = "#ffffff"', ":4: themes.dusk: stances should be a table"),
        ('stances = { "+" = "blue" }', ':4: themes.dusk: stances "+" should be a colour'),
        ('[themes.dusk.stances]\n"+" = 1', ':4: themes.dusk: stances "+" should be a colour'),
        ('"\\u001b[31m" = 1', ":4: themes.dusk: it has no "),
    ],
)
def test_a_bad_theme_of_ones_own_is_told_with_its_line_and_the_usual_one_is_used(
    tmp_path: Path, table: str, said: str
) -> None:
    palette, problem = themed(tmp_path, f'theme = "dusk"\n\n[themes.dusk]\n{table}\n')
    assert palette is DARK
    assert said in problem
    assert problem.startswith(f"{tmp_path / 'config.toml'}:4: ")
    assert problem.endswith("; the theme is dark")
    assert problem.isprintable()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from((*COLOURS, *OTHERS, "x")), VALUES, max_size=4))
def test_no_table_whatever_is_in_it_does_more_than_be_refused(table: dict[str, object]) -> None:
    chosen = choose({"TERM": "linux"}, Config(theme="x", themes={"x": table}))
    assert isinstance(chosen.palette, Palette)
    assert "\n" not in chosen.problem


def test_a_terminals_own_colours_are_the_bright_ones_on_dark() -> None:
    dark, light = (Painter(PALETTES[name]).style(Face(entity="person")) for name in ("ansi", "ansi-light"))
    assert dark.color is not None
    assert light.color is not None
    assert (dark.color.name, light.color.name) == ("bright_blue", "blue")
    assert dark.underline
    assert light.underline
