"""One entity over the corpus as rows: mentions by article, then the stances it has a part in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reader.concordance import ASIDE, Group, Line, fitted, near
from reader.dossier import ROLES, Said, other_side
from reader.layout.cells import cells, elide
from reader.sanitise import clean_line
from reader.tui.panes import counted
from reader.tui.showing import short_name
from reader.tui.widgets.line_list import FILL, Item
from reader.tui.widgets.line_list import Line as Pieces

HEADING, GAP = -1, -2
"""Rows of a section that are none of its entries."""
SOURCE_FROM = 60
"""Cells from which an article's source stands beside its title."""
SHORTEST_QUOTE = 12
"""Cells below which a quote is not begun."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A mention that can be gone to."""

    path: str
    line: Line


Entry = Mentioned | Said


@dataclass(frozen=True)
class Section:
    """Entries under one heading."""

    title: tuple[str, str]
    """What it is, briefly and in full."""
    source: str
    """Where it is from."""
    figure: str
    """How much there is of it."""
    entries: Sequence[Entry]
    problem: str = ""

    @cached_property
    def column(self) -> int:
        """Cells of the longest place of a mention."""
        return max((len(one.line.place) for one in self.entries if isinstance(one, Mentioned)), default=0)

    @cached_property
    def _texts(self) -> dict[int, tuple[str, ...]]:
        return {}

    def holding(self, words: Sequence[str], width: int) -> list[int]:
        """The entries that hold all *words* in their heading or in what *width* cells show of them."""
        if width not in self._texts:
            head = f"{' '.join(self.title)} {self.source} ".casefold()
            self._texts.clear()
            self._texts[width] = tuple(head + _text(entry, width).casefold() for entry in self.entries)
        return [n for n, text in enumerate(self._texts[width]) if all(word in text for word in words)]


def mentions(group: Group) -> Section:
    """The mentions of one article."""
    return Section(
        (short_name(group.path), group.title),
        group.source,
        _counted(group),
        tuple(Mentioned(group.path, line) for line in group.lines),
        group.problem,
    )


def stances(said: Iterable[Said], layer: str) -> list[Section]:
    """A section for each part that the entity has in stances; *layer* names whose annotations they are."""
    known = list(said)
    by_role = [(title, [one for one in known if one.role == role]) for role, title in ROLES.items()]
    return [Section(("", title), "", f"{len(own)} by {layer}", own) for title, own in by_role if own]


def _counted(group: Group) -> str:
    """Mentions in the article's own text, and how many the rest of it adds."""
    more = len(group.lines) - group.body
    return f"{counted(group.body, 'mention')}{f' +{more} {ASIDE}' if more else ''}"


class Rows:
    """The rows of *known* that hold every word of *wanted*, one line each, for ``LineList.set_source``.

    *width* is that of the list: words are looked for in what it has room for.
    *labels* has glyph and name of the labels of stances, by scale and label. With *airy* an empty line parts
    the sections.
    """

    def __init__(
        self,
        known: Sequence[Section] = (),
        wanted: str = "",
        width: int = 80,
        *,
        labels: Mapping[tuple[str, str], tuple[str, str]] | None = None,
        airy: bool = True,
    ) -> None:
        self._sections = known
        self._labels = labels or {}
        self._rows: list[tuple[int, int]] = []
        self.mentions = 0
        """Mentions shown."""
        self._column = 3
        words = wanted.casefold().split()
        for number, section in enumerate(known):
            kept = section.holding(words, width) if words else range(len(section.entries))
            if not kept and not (section.problem and not words):
                continue
            if airy and self._rows:
                self._rows.append((number, GAP))
            self._rows.append((number, HEADING))
            self._rows += [(number, n) for n in kept]
            self._column = max(self._column, section.column)
            self.mentions += len(kept) if section.column else 0

    @property
    def count(self) -> int:
        """How many rows there are, headings included."""
        return len(self._rows)

    def entry(self, index: int) -> Entry | None:
        """What the row at *index* leads to; ``None`` for a heading."""
        if not 0 <= index < len(self._rows):
            return None
        section, entry = self._rows[index]
        return self._sections[section].entries[entry] if entry >= 0 else None

    def number(self, index: int) -> int:
        """Which mention the row at *index* is, counted from 1; 0 when it is none."""
        if not isinstance(self.entry(index), Mentioned):
            return 0
        return sum(entry >= 0 for _, entry in self._rows[: index + 1])

    def find(self, item_id: str) -> int | None:
        """The row of that id."""
        return next((n for n in range(self.count) if self.id_of(n) == item_id), None)

    def heading(self, index: int) -> int:
        """The heading over the row at *index*."""
        while index > 0 and self._rows[index][1] != HEADING:
            index -= 1
        return index

    def step(self, index: int, sections: int) -> int:
        """The first entry *sections* further down (up when negative) than the one of the row at *index*."""
        firsts = [n for n, (_, entry) in enumerate(self._rows) if entry == HEADING]
        here = sum(first <= index for first in firsts) - 1
        return firsts[min(max(0, here + sections), len(firsts) - 1)] + 1 if firsts else 0

    def id_of(self, index: int) -> str:
        """What tells the row at *index* from all others, now and after a change; "" for a heading."""
        entry = self.entry(index)
        if entry is None:
            return ""
        if isinstance(entry, Mentioned):
            return f"{entry.path}:{entry.line.start}"
        return f"{entry.role}:{entry.annotation.id}"

    def item(self, index: int, width: int) -> Item:
        """The row at *index* in *width* cells."""
        number, n = self._rows[index]
        section, entry = self._sections[number], self.entry(index)
        if isinstance(entry, Mentioned):
            line = self._mention(entry.line, width)
        elif entry is not None:
            line = self._stance(entry, width)
        else:
            line = () if n == GAP else self._heading(section, width)
        return Item(self.id_of(index), (line,), selectable=entry is not None)

    def _heading(self, section: Section, width: int) -> Pieces:
        brief, title = section.title
        if section.problem:
            return ((section.problem, "error"),)
        start: Pieces = ((f"{brief}  ", "dim"),) if brief else ()
        source = elide(clean_line(section.source), width // 3) if width >= SOURCE_FROM else ""
        right = " · ".join(part for part in (source, section.figure) if part)
        return (*start, (title, "bold"), FILL, (right, "dim"))

    def _mention(self, line: Line, width: int) -> Pieces:
        mark = line.glyph or " "
        before, word, after = fitted(line, max(8, width - self._column - 4))
        look = "dim" if line.zone else "body"
        return (
            (mark, f"stance.{mark}"),
            (f" {line.place:<{self._column}}  ", "dim"),
            (before, look),
            (word, "match"),
            (after, look),
        )

    def _stance(self, one: Said, width: int) -> Pieces:
        stance, where = one.stance, short_name(one.path)
        mark, said = self._labels.get((stance.scale, stance.label), ("?", stance.label))
        other = other_side(one)
        said += f" {'by' if one.role == 'towards' else '→'} {other}" if other else ""
        quote = clean_line(one.annotation.quote)
        room = width - cells(clean_line(said)) - cells(where) - 8
        shown: Pieces = ((f"  “{quote}”", "dim"),) if quote and room >= SHORTEST_QUOTE else ()
        return ((mark, f"stance.{mark}"), (f" {said}", "text"), *shown, FILL, (where, "dim"))


def _text(entry: Entry, width: int) -> str:
    if isinstance(entry, Mentioned):
        return near(entry.line, width)
    return f"{entry.stance.label} {other_side(entry)} {entry.annotation.quote} {entry.annotation.note}"
