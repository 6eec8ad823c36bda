"""Palettes, and which one a terminal gets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from textual.theme import BUILTIN_THEMES, Theme

from reader.tui.colour import mix


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
    rule="#5a616b",
    accent="#ffe14d",
    person="#7390f6",
    org="#ddf06a",
    place="#a5f9c7",
    arms="#e4795f",
    other="#e5a4da",
    stances=MappingProxyType(
        {"+": "#66c2ff", "-": "#ff9c5c", "=": "#dddddd", "%": "#d8b0ff", "~": "#ffe14d"}
    ),
    tint=0.34,
    selection="#3f7fff",
    hit="#6b5d00",
    hit_now="#ffe14d",
    error="#ff9c94",
)
ANSI_DARK = Palette("close-ansi", terminal="16")
ANSI_LIGHT = Palette("close-ansi-light", dark=False, terminal="16")
PLAIN = Palette("close-plain", terminal="none")

PALETTES: Mapping[str, Palette] = MappingProxyType(
    {p.name: p for p in (DARK, LIGHT, CONTRAST, ANSI_DARK, ANSI_LIGHT, PLAIN)}
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "dark": DARK.name,
        "light": LIGHT.name,
        "contrast": CONTRAST.name,
        "ansi": ANSI_DARK.name,
        "ansi-light": ANSI_LIGHT.name,
        "plain": PLAIN.name,
    }
)
"""What one writes in the configuration, and the theme it means."""


def palette_of(theme: str) -> Palette:
    """The palette of a Textual theme by name; a theme that is not ours is read in the dark palette."""
    return PALETTES.get(theme, DARK)


def choose_theme(env: Mapping[str, str], wanted: str = "") -> str:
    """The name of the theme for an environment: NO_COLOR wins, then *wanted*, then what the terminal can do.

    Raises ValueError naming the choices when *wanted* is none of them. ``TERM=linux``, and terminals that
    say neither truecolor nor 256, get the sixteen colours of their own palette.
    """
    if wanted and wanted not in NAMES:
        raise ValueError(f"there is no theme {wanted!r}; choose one of {', '.join(NAMES)}")
    if env.get("NO_COLOR"):
        return PLAIN.name
    if wanted:
        return NAMES[wanted]
    rich_colour = env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "256" in env.get("TERM", "")
    if not rich_colour and env.get("TERM", "") in (
        "linux",
        "xterm",
        "vt100",
        "vt220",
        "screen",
        "ansi",
        "rxvt",
    ):
        return ANSI_DARK.name
    return DARK.name


def is_native(theme: str) -> bool:
    """Whether *theme* leaves colours to the terminal: pass it to ``App(ansi_color=...)``.

    Textual decides in ``App.__init__`` whether NO_COLOR turns colours to grey or off, and reads the theme for
    that; a theme registered after is too late.
    """
    return bool(palette_of(theme).terminal)


def textual_themes() -> tuple[Theme, ...]:
    """The palettes as Textual themes, for the app to register; bars and inputs take their colours here."""
    return tuple(_textual(p) for p in PALETTES.values())


def _textual(palette: Palette) -> Theme:
    if palette.terminal:
        plain = palette.terminal == "none"
        accent = "ansi_default" if plain else "ansi_yellow" if palette.dark else "ansi_blue"
        return Theme(
            name=palette.name,
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
            variables=dict(BUILTIN_THEMES["ansi-dark" if palette.dark else "ansi-light"].variables),
        )
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=palette.accent,
        secondary=palette.dim,
        accent=palette.accent,
        warning=palette.accent,
        error=palette.error,
        success=palette.stances["+"],
        foreground=palette.text,
        background=palette.background,
        surface=palette.surface,
        panel=mix(palette.background, palette.text, 0.08),
        variables={
            "text-muted": palette.dim,
            "border": palette.rule,
            "border-blurred": palette.rule,
            "block-cursor-background": palette.accent,
            "block-cursor-foreground": palette.background,
            "input-cursor-background": palette.bright,
            "input-cursor-foreground": palette.background,
            "input-selection-background": palette.selection,
        },
    )
