"""Palettes, and which one a terminal gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.theme import BUILTIN_THEMES, Theme

from reader.tui.colour import AA, AAA, lifted, luminance, mix

if TYPE_CHECKING:
    from reader.config import Config


class Palette(NamedTuple):
    """The colours of a theme, ``#rrggbb``; what overlaps is mixed from these, and lifted where too faint.

    Support and opposition are blue and rust: a stance is neither good nor bad. ``terminal`` palettes name no
    colour of their own: ``16`` uses the terminal's sixteen, ``none`` only bold, underline, reverse and dim.
    """

    name: str
    dark: bool = True
    terminal: str = ""
    """Empty: the colours below; ``16`` or ``none``: see above."""
    background: str = "#15181d"
    surface: str = "#1e232b"
    """Under the current row of a list, under bars."""
    text: str = "#d5d8dd"
    bright: str = "#ffffff"
    """Titles, and the caret's block."""
    dim: str = "#8b929d"
    rule: str = "#3a414c"
    """Lines between panes, the ruler's thumb."""
    accent: str = "#e8c84f"
    person: str = "#8d9ff5"
    org: str = "#dbe063"
    place: str = "#8fe8b4"
    arms: str = "#ee8a63"
    other: str = "#e19dcb"
    stances: Mapping[str, str] = MappingProxyType(
        {"+": "#57b6f7", "-": "#f08a4b", "=": "#b5bac2", "%": "#c79bf0", "~": "#e0cb50"}
    )
    """Hue of a stance's glyph; its tint is mixed from it."""
    tint: float = 0.30
    """Share of a stance's hue in its tint."""
    selection: str = "#4c6fae"
    hit: str = "#7a6a12"
    hit_now: str = "#f2d541"
    error: str = "#ff8d80"
    least: float = AA
    """Contrast of text to its ground, at least."""

    def over(self, text: str, ground: str) -> str:
        """The colour *text* as it can be read on *ground*."""
        return lifted(text, ground, self.least)

    def stance(self, kind: str) -> str:
        """Hue of a stance's glyph; labels of one's own have the accent."""
        return self.stances.get(kind, self.accent)

    def entity(self, family: str) -> str:
        """Hue of a family of entities; values (dates, money...) have the colour of the text."""
        hues = {
            "person": self.person,
            "org": self.org,
            "place": self.place,
            "arms": self.arms,
            "other": self.other,
        }
        return hues.get(family, self.text)


DARK = Palette("close-dark")
LIGHT = Palette(
    "close-light",
    dark=False,
    background="#fbfaf6",
    surface="#efede6",
    text="#25282d",
    bright="#000000",
    dim="#62676f",
    rule="#c9ccd2",
    accent="#7a5200",
    person="#1a1fb0",
    org="#6a620f",
    place="#167a5b",
    arms="#4f0c06",
    other="#9c2991",
    stances=MappingProxyType(
        {"+": "#005fa8", "-": "#a83e00", "=": "#5b6068", "%": "#7336b0", "~": "#6f5c00"}
    ),
    tint=0.20,
    selection="#7fa8e8",
    hit="#f4e08a",
    hit_now="#ffb52e",
    error="#a8201a",
)
CONTRAST = Palette(
    "close-contrast",
    background="#000000",
    surface="#1c1c1c",
    text="#ffffff",
    dim="#c4c8ce",
    rule="#4e555e",
    accent="#ffe14d",
    person="#7390f6",
    org="#ddf06a",
    place="#a5f9c7",
    arms="#e4795f",
    other="#e5a4da",
    stances=MappingProxyType(
        {"+": "#66c2ff", "-": "#ff9c5c", "=": "#dddddd", "%": "#d8b0ff", "~": "#ffe14d"}
    ),
    tint=0.30,
    selection="#2456bc",
    hit="#5c5000",
    hit_now="#ffe14d",
    error="#ff9c94",
    least=AAA,
)
ANSI_DARK = Palette("close-ansi", terminal="16")
ANSI_LIGHT = Palette("close-ansi-light", dark=False, terminal="16")
PLAIN = Palette("close-plain", terminal="none")

PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        "dark": DARK,
        "light": LIGHT,
        "contrast": CONTRAST,
        "ansi": ANSI_DARK,
        "ansi-light": ANSI_LIGHT,
        "plain": PLAIN,
    }
)
"""What one writes in the configuration, and the palette it means."""

SIXTEEN = frozenset({"linux", "xterm", "vt100", "vt220", "screen", "ansi", "rxvt"})
"""Terminals that have no more colours than sixteen as long as they do not say otherwise."""


class ThemeError(ValueError):
    """A theme of one's own that cannot be used: what, and in which ``option`` of its table ("": in none)."""

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option


class Chosen(NamedTuple):
    """The palette in use, and why it is not the one that was asked for: one line, "" when it is."""

    palette: Palette
    problem: str = ""


def choose(env: Mapping[str, str], config: Config, kept: str = "") -> Chosen:
    """The palette for an environment and a configuration; *kept* is what was chosen inside the program.

    That holds where the configuration names none, as long as it is a theme for such a terminal.
    A ``[themes.NAME]`` that cannot be used is told, and the palette is the usual one. Raises ValueError where
    ``choose_theme`` does.
    """
    name = choose_theme(env, config.theme, config.themes)
    if not config.theme and kept in palettes(config, PALETTES[name]):
        name = kept
    table = config.themes.get(name)
    if table is None:
        return Chosen(PALETTES[name])
    try:
        return Chosen(own_palette(name, table))
    except ThemeError as error:
        usual = name if name in PALETTES else choose_theme(env)
        where = config.origin(".".join(filter(None, ("themes", name, error.option))))
        return Chosen(PALETTES[usual], f"{where}: themes.{name}: {error}; the theme is {usual}")


def palettes(config: Config, like: Palette) -> dict[str, Palette]:
    """The themes one can change to while *like* is in use, by name, those of one's own among them.

    Whether colours are the terminal's is decided when the program starts; a table that is wrong is left out.
    """
    if like is PLAIN:
        return {"plain": PLAIN}
    found = {name: one for name, one in PALETTES.items() if bool(one.terminal) == bool(like.terminal)}
    for name, table in config.themes.items():
        with suppress(ThemeError):
            if not like.terminal:
                found[name] = own_palette(name, table)
    return found


def choose_theme(env: Mapping[str, str], wanted: str = "", own: Iterable[str] = ()) -> str:
    """The name of the theme for an environment: NO_COLOR wins, then *wanted*, then what the terminal can do.

    *own* are the themes of one's own. Raises ValueError naming the choices when *wanted* is none. Terminals
    that say neither truecolor nor 256 (``TERM=linux``) get the sixteen colours of their own palette.
    """
    names = list(dict.fromkeys((*PALETTES, *own)))
    if wanted and wanted not in names:
        raise ValueError(f"there is no theme {wanted!r}; choose one of {', '.join(names)}")
    if env.get("NO_COLOR"):
        return "plain"
    if wanted:
        return wanted
    rich_colour = env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "256" in env.get("TERM", "")
    return "ansi" if not rich_colour and env.get("TERM", "") in SIXTEEN else "dark"


def own_palette(name: str, table: Mapping[str, object]) -> Palette:
    """The palette that ``[themes.NAME]`` describes: its ``base`` with other colours. Raises ThemeError."""
    from reader.keys.names import near, quoted

    base = table.get("base", name if name in PALETTES else "dark")
    bases = [known for known, palette in PALETTES.items() if not palette.terminal]
    if base not in bases:
        raise ThemeError(f"base should be one of {', '.join(bases)}", "base")
    palette = PALETTES[str(base)]
    changed: dict[str, Any] = {}
    for option, value in table.items():
        if option == "tint":
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 0.6:
                raise ThemeError("tint should be a number from 0 to 0.6", option)
            changed[option] = float(value)
        elif option == "stances":
            if not isinstance(value, Mapping):
                raise ThemeError('stances should be a table such as { "+" = "#57b6f7" }', option)
            if longer := next((glyph for glyph in value if len(glyph) != 1), None):
                raise ThemeError(f"stances {quoted(longer)} should be a label's sign, one character", option)
            hues = {glyph: _colour(hue, f"stances {quoted(glyph)}", option) for glyph, hue in value.items()}
            changed[option] = MappingProxyType({**palette.stances, **hues})
        elif option in COLOURS:
            changed[option] = _colour(value, option, option)
        elif option != "base":
            raise ThemeError(f"it has no {quoted(option)}{near(option, (*COLOURS, *OTHERS))}", option)
    palette = palette._replace(**changed, name=f"own-{name}")
    return palette._replace(dark=luminance(palette.background) < MIDDLE_GREY)


NO_COLOURS = ("name", "dark", "terminal", "stances", "tint", "least")
COLOURS = tuple(name for name in Palette._fields if name not in NO_COLOURS)
OTHERS = ("base", "stances", "tint")
"""What ``[themes.NAME]`` may hold: colours, and these."""
MIDDLE_GREY = 0.18
"""Luminance between what the eye takes as dark and as light."""


def _colour(value: object, what: str, option: str) -> str:
    if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        return value
    raise ThemeError(f'{what} should be a colour of six digits such as "#e8c84f"', option)


class PaletteTheme(Theme):
    """A palette as a Textual theme: bars and inputs take their colours here."""

    def __init__(self, palette: Palette, **colours: Any) -> None:
        super().__init__(palette.name, **colours)
        self.palette = palette


def palette_of(theme: Theme) -> Palette:
    """The palette of a Textual theme; one that is not ours is read in the dark palette."""
    return theme.palette if isinstance(theme, PaletteTheme) else DARK


def textual_themes() -> tuple[PaletteTheme, ...]:
    """The palettes that come with the program as Textual themes."""
    return tuple(map(textual_theme, PALETTES.values()))


def textual_theme(palette: Palette) -> PaletteTheme:
    """*palette* as a Textual theme, for the app to register."""
    if palette.terminal:
        plain = palette.terminal == "none"
        named = BUILTIN_THEMES["ansi-dark" if palette.dark else "ansi-light"].variables
        if plain:
            named = {name: "ansi_default" if "ansi_" in value else value for name, value in named.items()}
        accent = "ansi_default" if plain else "ansi_yellow" if palette.dark else "ansi_blue"
        return PaletteTheme(
            palette,
            ansi=True,
            dark=palette.dark,
            primary=accent,
            secondary=accent,
            accent=accent,
            warning=accent,
            error="ansi_default" if plain else "ansi_red",
            success=accent,
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables={**named, "border-blurred": "ansi_default" if plain else "ansi_bright_black"},
        )
    ground = palette.background
    return PaletteTheme(
        palette,
        dark=palette.dark,
        primary=palette.over(palette.accent, ground),
        secondary=palette.over(palette.dim, ground),
        accent=palette.over(palette.accent, ground),
        warning=palette.over(palette.accent, ground),
        error=palette.over(palette.error, ground),
        success=palette.over(palette.stance("+"), ground),
        foreground=palette.over(palette.text, ground),
        background=ground,
        surface=palette.surface,
        panel=mix(palette.background, palette.text, 0.08),
        variables={
            "text-muted": palette.over(palette.dim, ground),
            "border": palette.rule,
            "border-blurred": palette.rule,
            "block-cursor-background": palette.accent,
            "block-cursor-foreground": palette.background,
            "input-cursor-background": palette.bright,
            "input-cursor-foreground": palette.background,
            "input-selection-background": palette.selection,
            "input-selection-foreground": palette.over(palette.text, palette.selection),
        },
    )
