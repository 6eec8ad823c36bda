"""The two lines that frame the page: what is open, above; mode, place, progress and keys, below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from reader.layout.cells import cells, cut, elide
from reader.layout.fitting import fitted, short_paths
from reader.layout.wrapping import wrapped
from reader.sanitise import clean_line

GAP, BETWEEN, MORE = "   ", " · ", "   …"
HINT_PARTS = 3
"""Parts that one hint has in the line: a gap, the key, its title."""
ROWS_FOR_TWO = 20
"""Rows of a terminal in which a long message may take two."""


class Status(NamedTuple):
    """What the status line says; empty parts are left out."""

    mode: str = "READ"
    facts: tuple[str, ...] = ()
    """Place and progress, the most important first; those a message leaves no room for are dropped."""
    message: str = ""
    warning: bool = False
    hints: tuple[tuple[str, str], ...] = ()
    """Key and title; as many as there is room for."""
    pending: str = ""
    badge: str = ""


class StatusLine(Widget):
    """Mode, place, progress and saved state; then a message or key hints; pending keys at the end."""

    DEFAULT_CSS = """
    StatusLine { height: auto; max-height: 2; background: $surface; padding: 0 1 0 0; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.status = Status()
        self._over = ""

    def cover(self, mode: str) -> None:
        """Something that has the keys lies over the screen, and is in this *mode*; "": no longer."""
        if mode != self._over:
            self._over = mode
            self.refresh()

    @property
    def cuts_hints(self) -> bool:
        """Whether there is no room for all the hints."""
        facts = _fitting(
            [clean_line(fact) for fact in self.status.facts], self._room(self.size.width), BETWEEN
        )
        room = self._room(self.size.width) - cells(facts)
        return len(_hints(self.status.hints, room)) < len(self.status.hints) * HINT_PARTS

    def show(self, status: Status) -> None:
        """Paint *status*; the same again costs nothing."""
        if status != self.status:
            width, before = self.size.width, self._rows(self.size.width)
            self.status = status
            self.refresh(layout=self._rows(width) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows the line takes at *width* cells: a second one for a message that one cannot hold."""
        return self._rows(width)

    def _rows(self, width: int) -> int:
        return max(1, len(self._told(width)))

    def _room(self, width: int) -> int:
        """Cells between the mode and what stands at the end."""
        return width - cells(self._chip) - (cells(self._right) + 2 if self._right else 0) - 2

    def _told(self, width: int) -> list[str]:
        """The message in its rows; nothing when there is none."""
        message = clean_line(self.status.message)
        most = 2 if self.app.size.height >= ROWS_FOR_TWO else 1
        return fitted(message, max(1, self._room(width)), most) if message else []

    @property
    def _chip(self) -> str:
        return f" {self._over or self.status.mode} "

    @property
    def _right(self) -> str:
        pending = f"{self.status.pending}_" if self.status.pending else ""
        return "  ".join(part for part in (self.status.badge, pending) if part)

    def render(self) -> Content:
        """The line, fitted to its width in cells; facts that the message tells are not told twice."""
        status, width, right = self.status, self.size.width, self._right
        room, told = self._room(width), self._told(width)
        known = [fact for fact in map(clean_line, status.facts) if not told or fact not in " ".join(told)]
        wanted = cells(told[0]) + cells(GAP) if told else 0
        whole = told in ([], [clean_line(status.message)])
        facts = _fitting(known, room - wanted, BETWEEN) if whole else ""
        line = Content.assemble((self._chip, "bold reverse"), "  ", facts)
        hue = "bold $warning" if status.warning else "$accent"
        if told:
            line = Content.assemble(line, GAP if facts else "", (told[0], hue))
        else:
            hints = () if self._over else status.hints
            told_of = _hints(hints, room - cells(facts))
            if status.pending and len(told_of) < len(hints) * HINT_PARTS:
                # Of what may follow nothing is missing without a sign.
                told_of = [*_hints(hints, room - cells(facts) - cells(MORE)), MORE]
            line = Content.assemble(line, *told_of)
        gap = width - cells(line.plain) - cells(right)
        line = Content.assemble(line, " " * max(0, gap), (right, "bold $accent"))
        below = " " * (cells(self._chip) + 2)
        return Content.assemble(line, *(part for row in told[1:] for part in ("\n", below, (row, hue))))


class Title(NamedTuple):
    """What is open: what is not known, or not worth saying, is empty."""

    file: str = ""
    outlet: str = ""
    date: str = ""
    minutes: str = ""
    coding: str = ""
    place: str = ""
    """The paragraph of how many; it stands at the right, and stays."""


class TitleRow(Widget):
    """The article that is open: file, outlet, date, reading time on the left, the paragraph on the right."""

    DEFAULT_CSS = """
    TitleRow { height: 1; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.title = Title()

    def show(self, title: Title) -> None:
        """Paint *title*; the same again costs nothing."""
        if title != self.title:
            self.title = title
            self.refresh()

    def render(self) -> Content:
        """The line, fitted to its width in cells."""
        return Content(titled(self.title, self.size.width))


OUTLET = 12
"""Cells of an outlet's name worth keeping while something else can go instead."""


def titled(title: Title, width: int) -> str:
    """*title* in *width* cells: a long outlet is elided; then the minutes, the file, the outlet go.

    The date and the place stay as long as they fit; that there is no date is said where there is room.
    """
    outlet, date, place = (clean_line(part) for part in (title.outlet, title.date, title.place))
    room = width - cells(place) - 2
    line = elide(date or outlet, room)
    for parts in (
        (title.file, outlet, date or "date unknown", title.minutes, title.coding),
        (title.file, outlet, date, title.minutes, title.coding),
        (title.file, outlet, date, title.coding),
        (outlet, date, title.coding),
        (outlet, date),
    ):
        known = [clean_line(part) for part in parts if part]
        left = room - cells(BETWEEN.join(known)) + cells(outlet)
        if left >= min(OUTLET, cells(outlet)):
            line = BETWEEN.join(elide(part, left) if part == outlet else part for part in known)
            break
    return cut(f"{line}{' ' * max(1, width - cells(line) - cells(place))}{place}", width)


ALERT, REASON_ROWS = "! ", 3
"""What a banner begins with, and the rows its reason may take."""


class Banner(Widget):
    """A row of its own for what must not be missed: it stays until its reason is gone."""

    DEFAULT_CSS = """
    Banner { height: auto; max-height: 4; display: none; padding: 0 1; background: $surface; }
    Banner.raised { display: block; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reason = ""
        self._ways: tuple[tuple[str, str], ...] = ()

    def show(self, reason: str, ways: Sequence[tuple[str, str]]) -> None:
        """Stand with *reason* and the *ways* out (key and title); without a reason be gone."""
        reason = clean_line(reason)
        if (reason, tuple(ways)) != (self.reason, self._ways):
            self.reason, self._ways = reason, tuple(ways)
            self.set_class(bool(reason), "raised")
            self.refresh(layout=True)

    def render(self) -> Content:
        """Reason and ways on one row where both fit, else the ways under the reason."""
        width = self.size.width
        told, hints = self._told(width), self._hints(width)
        shown = ("\n".join(told), "bold $error")
        return (
            Content.assemble(shown, *hints)
            if self._is_one_row(width)
            else Content.assemble(shown, "\n", *hints[1:])
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows the banner takes at *width* cells."""
        return 1 if self._is_one_row(width) else len(self._told(width)) + 1

    def _told(self, width: int) -> list[str]:
        """The reason in rows; of one that is too long for them, what happened stands at the end."""
        room = width - cells(ALERT)
        rows = wrapped(self.reason, room, REASON_ROWS + 1)
        broken = any(cells(word) > room for word in self.reason.split())
        shorter = self.reason
        if broken or len(rows) > REASON_ROWS:
            shorter = short_paths(self.reason)
            rows = wrapped(shorter, room, REASON_ROWS + 1)
        if len(rows) > REASON_ROWS:
            # Two rows that follow each other hold more than one row's cells: so many cells always fit.
            rows = wrapped(_middle(shorter, (REASON_ROWS - 1) * room), room, REASON_ROWS)
        return [f"{' ' * cells(ALERT) if index else ALERT}{row}" for index, row in enumerate(rows)]

    def _hints(self, width: int) -> list[str | tuple[str, str]]:
        return _hints(self._ways, width + cells(GAP))

    def _is_one_row(self, width: int) -> bool:
        hints = cells(Content.assemble(*self._hints(width)).plain)
        return cells(ALERT) + cells(self.reason) + hints <= width


class Facts(Widget):
    """A line of facts, as many as fit: the most important first; what follows a semicolon goes before any."""

    DEFAULT_CSS = """
    Facts { height: 1; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.facts: tuple[str, ...] = ()

    def show(self, facts: Sequence[str]) -> None:
        """Say *facts*."""
        self.facts = tuple(clean_line(fact) for fact in facts)
        self.refresh()

    def render(self) -> Content:
        """The line, fitted to its width in cells; the first fact is elided rather than left out."""
        room, facts = self.size.width, list(self.facts)
        for number in reversed(range(len(facts))):
            if cells(BETWEEN.join(facts)) > room:
                facts[number] = facts[number].partition("; ")[0]
        return Content(_fitting(facts, room, BETWEEN) or elide("".join(facts[:1]), room))


class KeyHints(Widget):
    """Keys and what they do, as many as fit whole: the most important first."""

    DEFAULT_CSS = """
    KeyHints { height: 1; padding: 0 1; }
    """

    def __init__(self, *hints: tuple[str, str], id: str | None = None) -> None:
        super().__init__(id=id)
        self._known = hints

    def render(self) -> Content:
        """The line, fitted to its width in cells."""
        return Content.assemble(*_hints(self._known, self.size.width + cells(GAP))[1:])


def _fitting(parts: Sequence[str], room: int, between: str) -> str:
    """As many of *parts* as fit whole into *room* cells, from the first on."""
    kept = list(parts)
    while kept and cells(between.join(kept)) > room:
        kept.pop()
    return between.join(kept)


def _middle(text: str, room: int) -> str:
    """*text* in *room* cells; the middle is left out, since what happened stands at the end."""
    if cells(text) <= room:
        return text
    words = text.split(" ")
    first = last = 0
    while cells(" ".join(words[: first + 1])) <= room // 3:
        first += 1
    while cells(" ".join(words[len(words) - last - 1 :])) <= room - cells(" ".join(words[:first])) - 3:
        last += 1
    # Where not one word fits, a part of it says more than nothing.
    head, tail = " ".join(words[:first]), " ".join(words[len(words) - last :])
    return f"{head} … {tail}".strip() if last else elide(text, room)


def _hints(hints: Sequence[tuple[str, str]], room: int) -> list[str | tuple[str, str]]:
    parts: list[str | tuple[str, str]] = []
    for key, name in hints:
        title = clean_line(name)
        needed = cells(GAP) + cells(key) + 1 + cells(title)
        if needed > room:
            break
        room -= needed
        parts += [GAP, (key, "bold"), (f" {title}", "$text-muted")]
    return parts
