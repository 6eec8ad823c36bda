"""What the panes show, as items of a ``LineList``: articles, entities, annotations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader import kinds, zoned
from reader.cards import Card
from reader.layout.cells import cells, elide
from reader.layout.wrapping import height, wrapped
from reader.marks import SHOWN, glyph
from reader.opened import Opened
from reader.sanitise import clean_line
from reader.tui.widgets.line_list import FILL, Item, Line
from reader.variables import shown

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from reader.entities.mentions import Entity
    from reader.marks import Anchored

LONGEST_NOTE = 30
"""Lines of a note that is shown whole."""
KIND = 8
"""Cells of the kind of an entity, a blank behind it."""
READING_MARK = {"unread": "●", "begun": "◐", "read": "○"}
DONE = "✓"
NOT_CODABLE = "–"


def counted(count: int, one: str, many: str = "") -> str:
    """``1 note``, ``4 notes``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def article_item(card: Card, width: int) -> Item:
    """An article in some lines: state and title (up to two), outlet and date, counts with their names.

    What does not fit beside another goes to a line of its own.
    """
    mark = {"done": DONE, "not codable": NOT_CODABLE}.get(card.coding, READING_MARK[card.reading])
    title = wrapped(card.title or card.path, _title_room(width), 2) or [card.path]
    head = "dim" if card.problem else "text"
    lines: list[Line] = [((mark + " ", "accent" if mark == DONE else "dim"), (title[0], head))]
    lines += [(("  ", "text"), (part, head)) for part in title[1:2]]
    if card.problem:
        lines += [(("  " + part, "error"),) for part in wrapped(card.problem, _title_room(width), 2)]
        return Item(card.path, tuple(lines))
    source = [card.outlet or "outlet unknown", *([card.date] if card.date else [])]
    rows = [*_rows(source, " · ", _title_room(width)), *_rows(_facts(card), "  ", _title_room(width))]
    return Item(card.path, (*lines, *((("  " + row, "dim"),) for row in rows)))


def _rows(facts: Sequence[str], between: str, room: int) -> list[str]:
    """*facts* one behind the other in rows of *room* cells: none is cut that a row can hold."""
    rows: list[str] = []
    for fact in facts:
        longer = f"{rows[-1]}{between}{fact}" if rows else ""
        if rows and cells(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(fact)
    return rows


def article_height(card: Card, width: int) -> int:
    """The lines of :func:`article_item`, without making it."""
    room = _title_room(width)
    title = height(card.title or card.path, room) or 1
    if card.problem:
        return title + height(card.problem, room)
    source = 2 if card.date and cells(card.outlet or "outlet unknown") + 3 + cells(card.date) > room else 1
    return title + source + len(_rows(_facts(card), "  ", room))


def article_heights(names: Iterable[str], known: Mapping[str, Card], width: int) -> Iterator[int]:
    """The lines of each article of *names*; of one that is not *known* the name is shown, and no counts."""
    room = _title_room(width)
    return (article_height(known[n], width) if n in known else height(n, room) + 1 for n in names)


def _title_room(width: int) -> int:
    return max(8, width - 2)


def _facts(card: Card) -> list[str]:
    """Counts with their names; entities only where nobody has annotated anything."""
    facts = [counted(card.stances, "stance")] if card.stances else []
    facts += [counted(card.notes, "note")] if card.notes else []
    facts += [counted(card.tags, "tag")] if card.tags else []
    more = zoned.said({"boilerplate": card.in_boilerplate, "repeat": card.in_repeats})
    facts += more.split(", ") if more else []
    return facts or ([counted(card.entities, "entity", "entities")] if card.entities is not None else [])


class EntityRow(NamedTuple):
    """An entity with how often it is named here and in the corpus."""

    entity: Entity
    here: int
    corpus: int
    aside: int = 0
    """What boilerplate and repeats of the article add to ``here``."""

    @property
    def in_body(self) -> bool:
        """Whether the article itself names it, and not its boilerplate or a repeat alone."""
        return self.here > 0


class EntityItems:
    """*rows* of entities, one line each, those of boilerplate and repeats alone last, under a heading.

    Items are made when they are shown: name, kind, mentions here, and in the corpus where all of it was read.
    """

    def __init__(self, rows: Sequence[EntityRow], *, corpus_known: bool) -> None:
        self._rows: list[EntityRow | None] = [row for row in rows if row.in_body]
        aside = [row for row in rows if not row.in_body]
        if aside:
            self._rows += [None, *aside]
        self.ids = [row.entity.id if row is not None else "" for row in self._rows]
        self._corpus_known = corpus_known
        self._width = max((len(_here(row)) for row in rows), default=1)
        self._far = max((len(str(row.corpus)) for row in rows), default=1)

    def item(self, index: int, width: int) -> Item:
        """The item at *index* in a list of *width* cells.

        A name goes before its kind, which is left out where there is no room for both: the status line tells
        the kind of the row under the cursor, and so does its colour.
        """
        row = self._rows[index]
        if row is None:
            return Item("", ((("in boilerplate or a repeat only", "dim"),),), selectable=False)
        counts = f"{_here(row):>{self._width}}"
        if self._corpus_known:
            counts += f" · {row.corpus:>{self._far}}" if row.corpus else " " * (3 + self._far)
        name, kind = clean_line(row.entity.name), f"{kinds.word(row.entity.kind):{KIND}}"
        room = width - 1 - cells(counts)
        if cells(name) > room - KIND:
            name, kind = _shortened(name, room), ""
        hue = f"entity.{row.entity.kind}"
        return Item(row.entity.id, (((name, hue), FILL, (kind, "dim"), (counts, "body")),))


def _shortened(name: str, width: int) -> str:
    """*name* in *width* cells; of several words the last one stays, for it may be what tells two apart."""
    first, _, last = name.rpartition(" ")
    room = width - cells(last) - 1
    if cells(name) <= width or room < width // 3:
        return elide(name, width)
    return f"{elide(first, room)} {last}"


def _here(row: EntityRow) -> str:
    """``12``, or ``12 +2`` where boilerplate and repeats add two; under their own heading ``2``."""
    if not row.in_body:
        return str(row.aside)
    return f"{row.here} +{row.aside}" if row.aside else str(row.here)


def annotation_item(one: Anchored, opened: Opened, codebook: Codebook, width: int, *, whole: bool) -> Item:
    """An annotation: stance, holder, target; whose it is; two lines of quote with the paragraph; tags; note.

    Of a passage that is gone it says between which words it stood. *whole* shows all of note and quote: the
    annotation at the caret opens in full.
    """
    record, room = one.annotation, _quote_room(width)
    mark = glyph(codebook, record) or ("†" if record.note else "#")
    lines: list[Line] = []
    said = wrapped(_said(one, codebook), room, 9 if whole else 2) or [""]
    lines.append(((mark + " ", f"stance.{mark}"), (said[0], "text")))
    lines += [(("  " + part, "text"),) for part in said[1:]]
    lines += [(("  " + part, "dim"),) for part in wrapped(_by(one, opened), room, 1)]
    place = _place(one, opened)
    quote = wrapped(f"“{record.quote}”", room, 12 if whole else 2) if record.segments else []
    for n, part in enumerate(quote):
        last = n == len(quote) - 1
        lines.append((("  " + part, "dim"), *((FILL, (place, "dim")) if last else ())))
    lines += [(("  " + part, "dim"),) for part in wrapped(_context(one), room, 2)]
    if not quote:
        lines.append((("  the whole article", "dim"),))
    if record.tags:
        tags = " ".join(f"#{codebook.code_path(tag)}" for tag in record.tags)
        lines += [(("  " + part, "accent"),) for part in wrapped(tags, room, 4 if whole else 1)]
    if whole:
        for variable in codebook.variables:
            if record.values.get(variable.id):
                said_of = f"{variable.name}: {shown(record.values[variable.id])}"
                lines += [(("  " + part, "dim"),) for part in wrapped(said_of, room, 4)]
    written = _written(record.note, room) if whole else wrapped(record.note, room, 2)
    lines += [(("  " + part, "body"),) for part in written]
    lines.append(())
    return Item(record.id, tuple(lines))


def _written(note: str, width: int) -> list[str]:
    """A note in the lines it was written in, as far as ``LONGEST_NOTE``."""
    parts = [part for line in note.splitlines() for part in wrapped(line, width, LONGEST_NOTE) or [""]]
    return parts if len(parts) <= LONGEST_NOTE else [*parts[: LONGEST_NOTE - 1], "…"]


def annotation_height(one: Anchored, opened: Opened, codebook: Codebook, width: int) -> int:
    """The lines of :func:`annotation_item` unless it is shown whole, without making it."""
    record, room = one.annotation, _quote_room(width)
    said = (height(_said(one, codebook), room) or 1) + bool(_by(one, opened))
    quote = height(f"“{record.quote}”", room) if record.segments else 1
    return said + quote + height(_context(one), room) + bool(record.tags) + height(record.note, room) + 1


def _by(one: Anchored, opened: Opened) -> str:
    """``by ben``; "" where it is one's own."""
    name = clean_line(opened.by(one))
    return f"by {name}" if name else ""


def _context(one: Anchored) -> str:
    """Between which words a passage stood that is not there any more."""
    if one.state != "orphan" or not one.annotation.segments:
        return ""
    first, last = one.annotation.segments[0], one.annotation.segments[-1]
    return f"stood between …{first.prefix.strip()} and {last.suffix.strip()}…"


def _quote_room(width: int) -> int:
    return max(12, width - 4) - 2


def _said(one: Anchored, codebook: Codebook) -> str:
    """Label, holder and target of a stance; without one, what else it is."""
    stance = one.annotation.stance
    if stance is None:
        return "note" if one.annotation.note else "tag"
    from reader.holders import holder_text

    label = codebook.label(stance.scale, stance.label)
    parts = [label.name if label is not None else stance.label]
    holder = holder_text(stance.holder)
    parts += [f"· {holder}"] if holder else []
    parts += [f"→ {stance.target.name}"] if stance.target is not None else []
    return " ".join(parts)


def _place(one: Anchored, opened: Opened) -> str:
    if one.state in ("orphan", "ambiguous"):
        return "another text" if one.elsewhere else SHOWN.get(one.state, one.state)
    block = opened.document.block_at(one.start)
    where = f"¶{block.number}" if block is not None and block.number else "head"
    return f"{where} moved" if one.state == "moved" else where
