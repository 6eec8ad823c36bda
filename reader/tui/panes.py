"""What the panes show, as items of a ``LineList``: articles, entities, annotations. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader import zoned
from reader.cards import Card
from reader.layout.wrapping import wrapped
from reader.marks import glyph
from reader.opened import Opened
from reader.tui.widgets.line_list import FILL, Item, Line

if TYPE_CHECKING:
    from annotations.codes import Codebook
    from reader.entities.mentions import Entity
    from reader.marks import Anchored

KINDS_WHOLE = 44
READING_MARK = {"unread": "●", "begun": "◐", "read": "○"}
DONE = "✓"
NOT_CODABLE = "–"


def counted(count: int, one: str, many: str = "") -> str:
    """``1 note``, ``4 notes``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def article_item(card: Card, width: int) -> Item:
    """An article in four lines: state and title (up to two), outlet and date, counts with their names."""
    mark = {"done": DONE, "not codable": NOT_CODABLE}.get(card.coding, READING_MARK[card.reading])
    name = card.title or card.path
    title = wrapped(name, max(8, width - 3), 2) or [card.path]
    head = "dim" if card.problem else "text"
    lines: list[Line] = [((mark + " ", "accent" if mark == DONE else "dim"), (title[0], head))]
    lines += [(("  ", "text"), (part, head)) for part in title[1:2]]
    if card.problem:
        lines += [(("  " + part, "error"),) for part in wrapped(card.problem, max(8, width - 3), 2)]
        return Item(card.path, tuple(lines))
    source = " · ".join(part for part in (card.outlet or "outlet unknown", card.date) if part)
    lines.append((("  " + source, "dim"),))
    facts = [counted(card.stances, "stance")] if card.stances else []
    facts += [counted(card.notes, "note")] if card.notes else []
    more = zoned.said({"boilerplate": card.in_boilerplate, "repeat": card.in_repeats})
    facts += [more] if more else []
    facts += [counted(card.entities, "entity", "entities")] if card.entities is not None and not facts else []
    if facts:
        lines.append((("  " + "  ".join(facts), "dim"),))
    return Item(card.path, tuple(lines))


def spaced(item: Item) -> Item:
    """*item* with an empty line after it."""
    return Item(item.id, (*item.lines, ()), item.selectable)


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


def entity_items(rows: Sequence[EntityRow], room: int, *, corpus_known: bool) -> list[Item]:
    """One line an entity: name, kind, mentions here, and in the corpus where all of it was read.

    In less than ``KINDS_WHOLE`` cells of *room* a long kind has its first letters: it is always there, for
    its colour is not seen by everyone.
    """
    letters = 8 if room >= KINDS_WHOLE else 5
    width = max((len(str(row.here)) for row in rows), default=1)
    beside = max((len(f" +{row.aside}") for row in rows if row.aside), default=0)
    far = max((len(str(row.corpus)) for row in rows), default=1)
    items: list[Item] = []
    for row in sorted(rows, key=lambda row: not row.in_body):
        if not row.in_body and all(item.selectable for item in items):
            items.append(Item("", ((("in boilerplate or a repeat only", "dim"),),), selectable=False))
        counts = f"{row.here:>{width}}{f' +{row.aside}' if row.aside else '':<{beside}}"
        if corpus_known:
            counts += f" · {row.corpus:>{far}}"
        name = (row.entity.name, f"entity.{row.entity.kind}")
        kind = row.entity.kind if len(row.entity.kind) <= letters else row.entity.kind[: letters - 1]
        items.append(Item(row.entity.id, ((name, FILL, (f"{kind:{letters + 1}}", "dim"), (counts, "text")),)))
    return items


def annotation_item(one: Anchored, opened: Opened, codebook: Codebook, width: int, *, whole: bool) -> Item:
    """An annotation: stance, holder and target; two lines of quote with the paragraph; tags; note.

    *whole* shows all of note and quote: the annotation at the caret opens in full.
    """
    record, room = one.annotation, max(12, width - 4)
    mark = glyph(codebook, record) or ("†" if record.note else "#")
    lines: list[Line] = []
    stance = record.stance
    if stance is not None:
        label = codebook.label(stance.scale, stance.label)
        parts = [label.name if label is not None else stance.label]
        from reader.holders import holder_text

        holder = holder_text(stance.holder)
        parts += [f"· {holder}"] if holder else []
        parts += [f"→ {stance.target.name}"] if stance.target is not None else []
        said = wrapped(" ".join(parts), room - 2, 9 if whole else 2)
    else:
        said = ["note" if record.note else "tag"]
    lines.append(((mark + " ", f"stance.{mark}"), (said[0], "text")))
    lines += [(("  " + part, "text"),) for part in said[1:]]
    place = _place(one, opened)
    quote = wrapped(f"“{record.quote}”", room - 2, 12 if whole else 2) if record.segments else []
    for n, part in enumerate(quote):
        last = n == len(quote) - 1
        lines.append((("  " + part, "dim"), *((FILL, (place, "dim")) if last else ())))
    if not quote:
        lines.append((("  the whole article", "dim"),))
    if record.tags:
        tags = " ".join(f"#{codebook.code_path(tag)}" for tag in record.tags)
        lines += [(("  " + part, "accent"),) for part in wrapped(tags, room - 2, 4 if whole else 1)]
    if record.note:
        lines += [(("  " + part, "body"),) for part in wrapped(record.note, room - 2, 30 if whole else 2)]
    lines.append(())
    return Item(record.id, tuple(lines))


def _place(one: Anchored, opened: Opened) -> str:
    if one.state in ("orphan", "ambiguous"):
        return one.state
    block = opened.document.block_at(one.start)
    where = f"¶{block.number}" if block is not None and block.number else "head"
    return f"{where} moved" if one.state == "moved" else where
