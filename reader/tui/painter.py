"""What is marked becomes a style: one channel a layer, so that layers can lie over each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.color import Color
from rich.style import Style

from reader.layout.painting import family
from reader.layout.spans import Span
from reader.tui.colour import mix
from reader.tui.themes import Palette

_ANSI_ENTITY = {"person": "blue", "org": "yellow", "place": "green", "arms": "red", "other": "magenta"}
HOLLOW = 0.3
"""Share of the caret's block that is left while keys go elsewhere."""
_ANSI_STANCE = {"+": "blue", "-": "red", "=": "cyan", "%": "magenta", "~": "yellow"}


class Face(NamedTuple):
    """Everything that bears on how a piece of text looks."""

    block: str = "paragraph"
    entity: str = ""
    """Family of the innermost entity."""
    nested: bool = False
    """Whether one entity lies inside another here."""
    stance: str = ""
    """Kind of the innermost stance; ``tag`` for a passage that has only tags."""
    dimmed: bool = False
    unit: bool = False
    hit: str = ""
    selected: bool = False
    caret: bool = False


def face(spans: Iterable[Span], block: str = "paragraph") -> Face:
    """The face of a run: *spans* lie over it, the outer ones first."""
    entity = stance = hit = ""
    entities = 0
    dimmed = block == "boilerplate"
    unit = selected = caret = False
    for span in spans:
        match span.layer:
            case "entity":
                entities += 1
                entity = family(span.kind)
            case "stance":
                stance = span.kind or "?"
            case "tag":
                stance = stance or "tag"
            case "zone":
                dimmed = True
            case "unit":
                unit = True
            case "hit":
                hit = "now" if span.kind == "now" or hit == "now" else span.kind or "exact"
            case "selection":
                selected = True
            case "caret":
                caret = True
            case _:
                continue
    return Face(block, entity, entities > 1, stance, dimmed, unit, hit, selected, caret)


class Painter:
    """Styles of one palette, each made once; *hollow*: keys go elsewhere, so its caret is no solid block."""

    def __init__(self, palette: Palette, *, hollow: bool = False) -> None:
        self.palette = palette
        self.hollow = hollow
        self._faces: dict[Face, Style] = {}
        self._named: dict[tuple[str, bool], Style] = {}

    def style(self, look: Face) -> Style:
        """The style of a face; in palettes with colours of their own text stands 4.5:1 off its ground."""
        found = self._faces.get(look)
        if found is None:
            found = self._faces[look] = self._terminal(look) if self.palette.terminal else self._mixed(look)
        return found

    def tint(self, kind: str) -> str:
        """The ground of a stance, ``#rrggbb``."""
        palette = self.palette
        hue = palette.dim if kind == "tag" else palette.stance(kind)
        return mix(palette.background, hue, palette.tint * (0.6 if kind in ("tag", "=") else 1.0))

    def _mixed(self, look: Face) -> Style:
        palette = self.palette
        ground = self.tint(look.stance) if look.stance else palette.background
        if look.unit:
            ground = mix(ground, palette.text, 0.07)
        text = palette.text
        if look.block in ("title", "masthead"):
            text = palette.bright
        elif look.block == "byline":
            text = palette.dim
        if look.entity:
            text = palette.entity(look.entity)
        if look.dimmed:
            text = mix(palette.dim, text, 0.35) if look.entity else palette.dim
        bold = look.block in ("title", "masthead")
        if look.hit:
            ground = palette.hit_now if look.hit == "now" else palette.hit
            text, bold = (palette.background if look.hit == "now" else palette.bright), True
        if look.selected:
            # The hit one stands on stays the brightest; half of both is a grey on which nothing is read.
            ground = mix(ground, palette.selection, 0.3 if look.hit == "now" else 0.55)
        if look.caret and self.hollow:
            ground, text = mix(palette.background, palette.bright, HOLLOW), palette.bright
        elif look.caret:
            ground, text = palette.bright, palette.background
        return Style(
            color=palette.over(text, ground),
            bgcolor=ground,
            bold=bold or None,
            italic=True if look.block == "standfirst" else None,
            underline=True if look.entity and not look.nested else None,
            underline2=True if look.nested else None,
        )

    def _terminal(self, look: Face) -> Style:
        """Without colours of our own: underline, bold, reverse, dim, italic; the sixteen only add a hue."""
        coloured = self.palette.terminal == "16"
        hue = self._sixteen(_ANSI_ENTITY.get(look.entity)) if not (look.selected or look.caret) else None
        ground = None
        reverse = look.selected or bool(look.hit)
        if coloured and look.hit and not look.selected:
            hue, ground, reverse = "black", "yellow", False
        faint = look.caret and self.hollow
        if look.caret:
            reverse = not reverse
        return Style(
            color=hue or "default",
            bgcolor=ground or "default",
            bold=bool(look.stance or look.hit or look.block in ("title", "masthead") or look.caret) or None,
            dim=((look.dimmed or look.block == "byline") and not reverse) or faint or None,
            italic=look.unit or look.block == "standfirst" or None,
            underline=(bool(look.entity or (look.caret and not reverse)) and not look.nested) or None,
            underline2=look.nested or None,
            reverse=reverse or None,
        )

    def _sixteen(self, hue: str | None) -> str | None:
        """A colour of the terminal's own, the bright one on a dark ground; None where none is wanted."""
        if hue is None or self.palette.terminal != "16":
            return None
        return f"bright_{hue}" if self.palette.dark else hue

    def named(self, name: str, *, current: bool = False) -> Style:
        """A style by name, for lists, margins and bars; *current* is the row of the cursor.

        Names: ``text body dim bold title accent error rule bar hit match``, ``entity.KIND``, and
        ``stance.GLYPH``. ``text`` is bold in the row of the cursor, ``body`` is not, nor is an unknown name.
        """
        found = self._named.get((name, current))
        if found is None:
            found = self._named[name, current] = self._by_name(name, current)
        return found

    def _by_name(self, name: str, current: bool) -> Style:
        palette = self.palette
        group, _, kind = name.partition(".")
        bold = group in ("bold", "title", "accent", "stance", "bar", "hit", "match") or (
            current and group == "text"
        )
        if palette.terminal:
            accent = "yellow" if palette.dark else "blue"
            hue = {
                "accent": accent,
                "bar": accent,
                "match": accent,
                "error": "red",
                "entity": _ANSI_ENTITY.get(family(kind)),
                "stance": _ANSI_STANCE.get(kind),
            }.get(group)
            return Style(
                color=self._sixteen(hue) or "default",
                bgcolor="default",
                bold=bold or None,
                dim=True if group in ("dim", "rule", "thumb") else None,
                reverse=True if group == "hit" else None,
                underline=True if group == "match" else None,
            )
        text = {
            "dim": palette.dim,
            "title": palette.bright,
            "accent": palette.accent,
            "bar": palette.accent,
            "match": palette.accent,
            "error": palette.error,
            "rule": palette.rule,
            "hit": palette.background,
            "entity": palette.entity(family(kind)),
            "stance": palette.stance(kind),
        }.get(group, palette.bright if bold else palette.text)
        ground = palette.surface if current else palette.background
        if group == "hit":
            ground = palette.hit_now
        if group == "thumb":
            ground = palette.rule
        return Style(
            color=text if group == "rule" else self.palette.over(text, ground),
            bgcolor=ground,
            bold=bold or None,
            underline=True if group == "match" else None,
        )

    def on_thumb(self, name: str) -> Style:
        """A style by name on the ruler's thumb."""
        if self.palette.terminal:
            return self.named(name) + Style(reverse=True)
        style = self.named(name)
        return style + Style(
            color=self.palette.over(rgb(style.color), self.palette.rule), bgcolor=self.palette.rule
        )

    @property
    def ground(self) -> Style:
        """The style of empty space."""
        return self.named("text")


def rgb(colour: Color | None) -> str:
    """A colour of a style as ``#rrggbb``; empty when it is the terminal's own."""
    return "" if colour is None or colour.triplet is None else colour.triplet.hex
