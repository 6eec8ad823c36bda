"""What the frame of the reading screen says, worked out from what is open. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reader import kinds
from reader.cards import Card
from reader.opened import Opened
from reader.tui.panes import EntityRow, counted
from reader.tui.widgets.status import Title

if TYPE_CHECKING:
    from annotations.rows import Problem
    from annotations.store import AnnotationStore
    from reader.keys.action import Context
    from reader.keys.engine import Pending
    from reader.keys.keymap import Keymap
    from reader.tui.frame import Pane

CHECKSUM = re.compile(r"(?<=.)[_-][0-9a-f]{8,64}$")
"""Hexadecimal digits at the end of a file's name: they tell a program something, a reader nothing."""
MODES: dict[Context, str] = {
    "READ": "READ",
    "VISUAL": "SELECT",
    "LIST": "ARTICLES",
    "DETAILS": "DETAILS",
    "PROPOSALS": "PROPOSALS",
    "PROMPT": "TYPE",
    "BAR": "STANCE",
}
HINTS: dict[Context, tuple[tuple[str, str], ...]] = {
    "READ": (
        ("app.help", "keys"),
        ("stance.bar", "stance"),
        ("note.add", "note"),
        ("tag.add", "tag"),
        ("entity.next", "entity"),
        ("find.article", "find"),
        ("search.corpus", "corpus"),
        ("target.pin", "pin target"),
    ),
    "VISUAL": (
        ("select.wider", "wider"),
        ("select.other_end", "other end"),
        ("stance.bar", "stance"),
        ("note.add", "note"),
        ("tag.add", "tag"),
        ("app.escape", "leave"),
    ),
    "LIST": (
        ("open.row", "open"),
        ("pane.filter", "filter"),
        ("article.read", "read, unread"),
        ("app.back", "back"),
    ),
    "DETAILS": (
        ("open.row", "go there"),
        ("search.here", "over the corpus"),
        ("pane.filter", "filter"),
        ("annotation.edit", "edit"),
        ("annotation.remove", "remove"),
        ("app.back", "back"),
    ),
    "PROPOSALS": (
        ("proposal.yes", "yes"),
        ("proposal.no", "not"),
        ("proposal.rest", "all the rest"),
        ("undo", "back"),
        ("app.escape", "done"),
    ),
    "BAR": (
        ("field.keep", "keep"),
        ("app.escape", "leave"),
        ("field.next", "field"),
        ("item.next", "proposal"),
        ("scale.other", "scale"),
    ),
}
"""What the status line offers in each context: action and a short name."""


PANE_HINTS: dict[Pane, tuple[tuple[str, str], ...]] = {
    "entities": (
        ("open.row", "go there"),
        ("search.here", "over the corpus"),
        ("pane.filter", "filter"),
        ("app.back", "back"),
    ),
    "codebook": (
        ("open.row", "what was coded"),
        ("tag.add", "tag"),
        ("stance.bar", "stance"),
        ("target.pin", "pin target"),
        ("search.here", "over the corpus"),
        ("pane.filter", "filter"),
        ("app.back", "back"),
    ),
}
"""The same for panes where other keys are of use than those of the annotations."""


def hints(
    keymap: Keymap, context: Context, pending: Pending | None, *, pane: Pane = "text"
) -> tuple[tuple[str, str], ...]:
    """Keys and titles for the status line: what may follow the pending keys, else what is used most.

    *pane* has the keys while nothing lies over it.
    """
    if pending is not None:
        return tuple((hint.key, hint.title) for hint in pending.hints)
    shown = []
    for action_id, title in PANE_HINTS.get(pane if context == "DETAILS" else "text", HINTS.get(context, ())):
        keys = keymap.keys_of(action_id, context)
        if keys:
            shown.append((keys[0], title))
    labels = [a for a in keymap.actions_in(context) if a.id.startswith("label:")] if context != "BAR" else []
    coded = [(action.id.partition(":")[2], action.title) for action in labels[:2]]
    # Where there is room for one key alone, it is the one that tells all the others.
    return (*shown[:1], *coded, *shown[1:]) if context == "READ" else (*coded, *shown)


def place(opened: Opened, offset: int) -> str:
    """Where *offset* is: ``sentence 2 of ¶6``, ``headline``; of boilerplate and repeats, why they are."""
    document = opened.document
    block = document.block_at(offset)
    if block is None:
        return "no text"
    zone = document.zone_at(offset)
    if zone is not None and zone.kind == "boilerplate":
        return f"{'' if zone.tier == 'sure' else 'probable '}boilerplate: {zone.reason}"
    if zone is not None:
        return f"¶{block.number} {zone.reason}"
    if not block.number:
        return {"title": "headline", "masthead": "masthead", "byline": "byline"}.get(block.kind, "head")
    first = bisect_left(document.sentences, block.start, key=lambda s: s.start)
    last = bisect_left(document.sentences, block.end, key=lambda s: s.start)
    if last - first < 2:
        return f"¶{block.number}"
    here = bisect_right(document.sentences, offset, first, last, key=lambda s: s.start)
    return f"sentence {max(1, here - first)} of ¶{block.number}"


def entity(opened: Opened, names: Mapping[str, str], offset: int) -> str:
    """Who or what is named at *offset*, its kind first: what its colour tells those who see it.

    The kind is that of whom the words name, the same wherever it stands: of “British” it is that of Britain.
    """
    mention = opened.mention_at(offset)
    if mention is None:
        return ""
    kind = mention.entity.partition(":")[0] or mention.kind
    return f"{kinds.word(kind)} {names.get(mention.entity, '')}".rstrip()


def entity_figures(row: EntityRow, *, corpus_known: bool) -> str:
    """What a row of the entities names, for its kind may have no room there, and what each number is."""
    figures = [kinds.word(row.entity.kind), f"{row.here} here"]
    figures += [f"+{row.aside} in boilerplate or repeats"] if row.aside else []
    figures += [f"{row.corpus} in the corpus"] if corpus_known else []
    return ", ".join(figures)


def percent(opened: Opened, offset: int) -> str:
    """How far *offset* is into the body, boilerplate at the end left out: ``27 %``."""
    paragraphs = opened.document.paragraphs
    end = paragraphs[-1].end if paragraphs else len(opened.document.text)
    return f"{min(100, round(100 * offset / max(1, end)))} %"


KEPT_TEXT = "the file is gone, this is its kept text"


def title(opened: Opened, card: Card, offset: int, *, gone: bool = False) -> Title:
    """The title row: file, outlet, date, reading time; and the paragraph of how many.

    Of one whose file is *gone* that stands in the place of the date.
    """
    document = opened.document
    known = document.metadata
    block, count = document.block_at(offset), len(document.paragraphs)
    return Title(
        short_name(document.path),
        known.outlet or "outlet unknown",
        KEPT_TEXT if gone else known.date,
        "" if gone else f"{card.minutes} min",
        {"done": "done", "not codable": "not codable"}.get(card.coding, ""),
        f"¶{block.number} of {count}"
        if block is not None and block.number
        else f"{count} ¶"
        if count
        else "",
    )


def short_name(path: str) -> str:
    """The file's name as one would say it: no folder, no suffix, no checksum, at most 24 characters."""
    name = path.rpartition("/")[2]
    name = CHECKSUM.sub("", name.rpartition(".")[0] or name)
    return name if len(name) <= 24 else f"{name[:23]}…"


def lasting(
    store: AnnotationStore, wrong: Sequence[Problem], keymap: Keymap
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stays on the screen until it is seen to, and which keys help; else nothing.

    What a save is waiting for; why something is not saved; then the first of what is *wrong* on disk.
    """
    waiting, failure, held = store.waiting(), store.failure(), store.held()
    if waiting:
        reason = f"saving {counted(store.pending(), 'change')}: {waiting}"
        ways = {"store.elsewhere": "save elsewhere"}
    elif failure:
        reason = f"{counted(store.pending(), 'change')} {failure}"
        ways = {"store.retry": "try again", "store.elsewhere": "save elsewhere"}
    elif held:
        reason = f"{counted(len(held), 'change')} not saved: changed elsewhere meanwhile"
        ways = {"store.retry": "decide", "store.elsewhere": "save elsewhere"}
    elif wrong:
        # What was read and where: what becomes of the file is for those who ask.
        reason = str(wrong[0]).partition("; ")[0]
        more = f"lists all {len(wrong)}" if len(wrong) > 1 else "says more"
        keys = keymap.keys_of("store.retry", "READ")
        return reason, (("reader check", more), (keys[0] if keys else ":", "put away"))
    else:
        return "", ()
    known = ((keymap.keys_of(action, "READ"), title) for action, title in ways.items())
    return reason, tuple((keys[0] if keys else ":", title) for keys, title in known)


def corpus_progress(cards: Iterable[Card], *, short: bool) -> str:
    """``3 of 5 articles coded``: those marked done or not codable; *short*, ``3/5 coded``."""
    readable = [card for card in cards if not card.problem]
    done = sum(card.coding != "open" for card in readable)
    return f"{done:,}/{len(readable):,} coded" if short else f"{done:,} of {len(readable):,} articles coded"


def problems(told: Sequence[str]) -> str:
    """The first of several, and how many there are."""
    return told[0] + (f" (and {len(told) - 1} more: reader check)" if len(told) > 1 else "")
