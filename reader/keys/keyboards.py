"""Cyrillic keyboards: which Latin key a character was typed on, so that a reader need not switch layouts.

The tables are the standard PC layouts (ЙЦУКЕН) of Windows and of XKB's ``ru``, ``ua`` and ``by``, row by row
over the US keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LATIN = "qwertyuiop[]" + "asdfghjkl;'" + "zxcvbnm,./" + "QWERTYUIOP{}" + 'ASDFGHJKL:"' + "ZXCVBNM<>?"


@dataclass(frozen=True, slots=True)
class Layout:
    """One physical layout: its id, what the status line shows, and character to US key."""

    id: str
    badge: str
    letters: Mapping[str, str]
    signs: Mapping[str, str]


def _layout(layout_id: str, badge: str, rows: str, extra: dict[str, str], signs: dict[str, str]) -> Layout:
    """``rows``: the characters over ``_LATIN``, a space where the layout has none."""
    table = {typed: key for typed, key in zip(rows, _LATIN, strict=True) if typed != " "} | extra
    return Layout(
        layout_id,
        badge,
        {typed: key for typed, key in table.items() if typed.isalpha()},
        {typed: key for typed, key in table.items() if not typed.isalpha()} | signs,
    )


# The number row with shift, and the key left of Enter, where they differ from the US keyboard.
_SIGNS = {'"': "@", "№": "#", ";": "$", ":": "^", "?": "&"}

RUSSIAN = _layout(
    "ru",
    "RU",
    "йцукенгшщзхъ" + "фывапролджэ" + "ячсмитьбю." + "ЙЦУКЕНГШЩЗХЪ" + "ФЫВАПРОЛДЖЭ" + "ЯЧСМИТЬБЮ,",
    {"ё": "`", "Ё": "~"},
    _SIGNS | {"/": "|"},
)
UKRAINIAN = _layout(
    "uk",
    "UK",
    "йцукенгшщзхї" + "фівапролджє" + "ячсмитьбю." + "ЙЦУКЕНГШЩЗХЇ" + "ФІВАПРОЛДЖЄ" + "ЯЧСМИТЬБЮ,",
    {"ґ": "\\", "Ґ": "|"},
    _SIGNS | {"'": "`", "₴": "~", "/": "|"},
)
BELARUSIAN = _layout(
    "be",
    "BE",
    "йцукенгшўзх'" + "фывапролджэ" + "ячсмітьбю." + "ЙЦУКЕНГШЎЗХ " + "ФЫВАПРОЛДЖЭ" + "ЯЧСМІТЬБЮ,",
    {"ё": "`", "Ё": "~"},
    _SIGNS | {"/": "|"},
)

LAYOUTS: tuple[Layout, ...] = (RUSSIAN, UKRAINIAN, BELARUSIAN)
SETTINGS = ("auto", *(layout.id for layout in LAYOUTS), "off")


def is_cyrillic(character: str) -> bool:
    """Whether a letter belongs to one of the layouts."""
    return any(character in layout.letters for layout in LAYOUTS)


class Keyboard:
    """Which layout is being typed on, learnt from the letters that come.

    The layouts share most letters; those only some have (ы, и, і, ї, ў) narrow the choice, and what was
    learnt stays.
    ``setting``: auto, one layout's id, or off. ``locale``: a name as in LANG, which decides between equals.
    """

    def __init__(self, setting: str = "auto", locale: str = "") -> None:
        if setting not in SETTINGS:
            raise ValueError(f"keyboard: {setting!r} is none of {', '.join(SETTINGS)}")
        own = [layout for layout in LAYOUTS if locale.startswith(f"{layout.id}_")]
        everyone = [*own, *(layout for layout in LAYOUTS if layout not in own)]
        self._layouts = [layout for layout in everyone if setting in {"auto", layout.id}]
        self._candidates = self._layouts
        self._active = False

    @property
    def badge(self) -> str:
        """``RU``, ``UK`` or ``BE`` while keys come from that layout, else nothing."""
        return self._candidates[0].badge if self._active else ""

    def observe(self, character: str) -> None:
        """Learn from a character typed: a Cyrillic letter switches the layout on, any other letter off."""
        if len(character) != 1 or not character.isalpha():
            return
        having = [layout for layout in self._layouts if character in layout.letters]
        self._active = bool(having)
        if having:
            self._candidates = [layout for layout in self._candidates if layout in having] or having

    def read(self, key: str) -> str:
        """The canonical key as on a Latin keyboard.

        Control with a Latin letter says nothing of the layout: plain terminals send it from every layout.
        """
        control = key[:-1] if key.startswith("^") and len(key) > 1 else ""
        character = key[len(control) :]
        if len(character) != 1 or (control and character.isascii()):
            return key
        self.observe(character)
        if not self._active:
            return key
        layout = self._candidates[0]
        return control + layout.letters.get(character, layout.signs.get(character, character))
