"""The two lines that frame the page: what is open, above; mode, place, progress and keys, below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from reader.layout.cells import cells, cut, elide
from reader.sanitise import clean_line

GAP = "   "


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
    StatusLine { height: 1; background: $surface; padding: 0 1 0 0; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.status = Status()

    def show(self, status: Status) -> None:
        """Paint *status*; the same again costs nothing."""
        if status != self.status:
            self.status = status
            self.refresh()

    def render(self) -> Content:
        """The line, fitted to its width in cells."""
        status, width = self.status, self.size.width
        chip = Content.styled(f" {status.mode} ", "bold reverse")
        right = "  ".join(
            part for part in (status.badge, f"{status.pending}_" if status.pending else "") if part
        )
        room = width - cells(chip.plain) - (cells(right) + 2 if right else 0) - 2
        wanted = cells(clean_line(status.message)) + cells(GAP) if status.message else 0
        known = [clean_line(fact) for fact in status.facts]
        facts = _fitting(known, room - wanted, " · ") if wanted < room else ""
        line = Content.assemble(chip, "  ", facts)
        room -= cells(facts)
        if status.message:
            message = _middle(clean_line(status.message), room - cells(GAP))
            line = Content.assemble(line, GAP, (message, "bold $warning" if status.warning else "$accent"))
        else:
            line = Content.assemble(line, *_hints(status.hints, room))
        gap = width - cells(line.plain) - cells(right)
        return Content.assemble(line, " " * max(0, gap), (right, "bold $accent"))


class TitleRow(Widget):
    """The article that is open: file, outlet, date, reading time on the left, the paragraph on the right."""

    DEFAULT_CSS = """
    TitleRow { height: 1; color: $text-muted; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: tuple[str, ...] = ()
        self._right = ""

    def show(self, facts: Sequence[str], right: str) -> None:
        """Paint *facts*, the most important first, and *right* at the other end."""
        shown = tuple(clean_line(fact) for fact in facts if fact)
        if (shown, right) != (self._facts, self._right):
            self._facts, self._right = shown, right
            self.refresh()

    def render(self) -> Content:
        """The line, fitted to its width in cells."""
        width = self.size.width
        room = width - cells(self._right) - 2
        left = _fitting(self._facts, room, " · ") or elide("".join(self._facts[:1]), room)
        gap = max(1, width - cells(left) - cells(self._right))
        return Content(f"{left}{' ' * gap}{self._right}")


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
    head = cut(text, max(0, room // 3))
    tail = text
    while tail and cells(tail) > room - cells(head) - 1:
        tail = tail[1:]
    return f"{head}…{tail}" if room > 1 else ""


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
