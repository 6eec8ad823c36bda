"""What stands above the mentions of one entity: who it is, how often met, what is held, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from reader.layout.cells import cells, elide
from reader.layout.wrapping import wrapped
from reader.sanitise import clean_line

LABEL = 12
"""Cells of the column of labels."""
NAME = 16
"""Cells of a name that must stay legible beside its counts."""
ALSO = 2
"""Lines of other names."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of an entity; what is empty takes no line."""

    name: str = ""
    kind: str = ""
    counts: tuple[str, ...] = ()
    """Mentions and articles, from the most important on."""
    also: str = ""
    stances: tuple[tuple[str, str], ...] = ()
    """Whose part it is (``holds``), and what."""
    layer: str = ""
    """Whose annotations these are."""
    question: tuple[str, tuple[str, ...]] = ("", ())
    """What is asked, or was answered; of whom, and why, as far as there is room."""
    asking: bool = False
    """Whether the question has the keys."""
    ways: str = ""
    """The keys that answer."""


class EntityHead(Widget):
    """As many lines as there is something to say and room for."""

    DEFAULT_CSS = """
    EntityHead { height: auto; padding: 0 1; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.head = Head()
        self._low = False

    def show(self, head: Head, *, low: bool = False) -> None:
        """Say *head*; in a *low* terminal name, counts and question only."""
        if (head, low) != (self.head, self._low):
            self.head, self._low = head, low
            self.refresh(layout=True)

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows it takes at *width* cells."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        head = self.head
        lines = [_first(head, width)]
        if not self._low:
            also = wrapped(head.also, width - LABEL, ALSO)
            lines += [_labelled("also" if not n else "", part) for n, part in enumerate(also)]
            for n, (label, what) in enumerate(head.stances):
                by = f"  by {clean_line(head.layer)}" if not n else ""
                what = elide(clean_line(what), width - LABEL - cells(by))
                gap = width - LABEL - cells(what) - cells(by)
                lines.append(_labelled(label, f"{what}{' ' * gap}{by}"))
        if head.question[0]:
            lines.append(_question(head, width))
        return lines


def _first(head: Head, width: int) -> Content:
    """Name and kind on the left, as many counts as fit on the right: the name goes before both."""
    name, kind = clean_line(head.name), f"  {head.kind}"
    counts = list(head.counts)
    while len(counts) > 1 and min(cells(name), NAME) + cells(kind) + 2 + cells(", ".join(counts)) > width:
        counts.pop()
    if cells(name) + cells(kind) + 2 + cells(", ".join(counts)) > width:
        kind = ""
    room = width - min(cells(name), NAME) - 2
    if counts and cells(", ".join(counts)) > room:
        mentions = counts[0].partition(" in ")[0]
        counts = [mentions] if cells(mentions) <= room else []
    right = elide(", ".join(counts), width)
    name = elide(name, max(0, width - cells(kind) - cells(right) - 2))
    kind = kind if name else ""
    gap = " " * max(0, width - cells(name) - cells(kind) - cells(right))
    return Content.assemble((name, "bold $accent"), (f"{kind}{gap}{right}", "$text-muted"))


def _labelled(label: str, text: str) -> Content:
    return Content.assemble((f"{label:<{LABEL}}", "$text-muted"), text)


def _question(head: Head, width: int) -> Content:
    label, known = head.question
    ways = elide(head.ways, width)
    room = max(0, width - LABEL - cells(ways) - 2)
    parts = [clean_line(part) for part in known]
    while len(parts) > 1 and cells(" · ".join(parts)) > room:
        parts.pop()
    text = elide(" · ".join(parts), room)
    gap = " " * max(0, width - LABEL - cells(text) - cells(ways))
    look = "bold $accent" if head.asking else "$text-muted"
    return Content.assemble(
        (f"{label:<{LABEL}}", look), (text, "bold" if head.asking else ""), (gap + ways, look)
    )
