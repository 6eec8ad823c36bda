"""Saying something of a passage, changing it, taking it away."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from annotations.anchoring import find_quote
from annotations.changes import Action, Change
from annotations.codes import CodebookError
from annotations.model import Annotation, Stance
from annotations.quoting import one_line
from annotations.records import Unshown
from reader import coding
from reader.coding import Draft
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError, Session, opened
from reader.commands.talk import emit, listed, say, stdin_all
from reader.commands.values import filled
from reader.corpus.document import Document
from reader.naming import code, holder, need_fit, target
from reader.sanitise import clean, clean_line

LONGEST_NOTE = 1_000_000
"""Bytes of a note from stdin."""
SHORTEST = 4
"""Characters of an id's beginning that are enough to change its annotation: fewer are a slip of the hand."""
_TOLD = 400
"""Code points that are told of a record which cannot be shown."""


# -- which passage


def ranges_of(args: argparse.Namespace, document: Document) -> tuple[tuple[int, int], ...] | None:
    """The passage that --quote, --range or --whole mean; ``None`` without any of them."""
    if args.nth is not None and args.quote is None:
        raise UsageError("--nth says which --quote is meant: give that too")
    if args.whole:
        return ()
    if args.ranges:
        found = sorted(_range(text, document) for text in args.ranges)
        for earlier, later in pairwise(found):
            if later[0] < earlier[1]:
                raise CommandError(f"--range: {_shown(earlier)} and {_shown(later)} overlap")
        return tuple(found)
    if args.quote is None:
        return None
    return (_quoted(args.quote, args.nth, document),)


def _range(text: str, document: Document) -> tuple[int, int]:
    start, colon, end = text.partition(":")
    length = len(document.text)
    if not (colon and _is_number(start) and _is_number(end)):
        raise CommandError(
            f"--range {text}: two offsets are expected, as in 120:180 (code points, half-open)"
        )
    if int(end) <= int(start):
        raise CommandError(f"--range {text}: no words are between these offsets: the second is to be larger")
    if int(end) > length:
        raise CommandError(f"--range {text}: not inside {document.path}, which ends at {length}")
    return int(start), int(end)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _quoted(quote: str, nth: int | None, document: Document) -> tuple[int, int]:
    if not quote.strip():
        raise CommandError("--quote: some words are needed")
    found = find_quote(document.text, quote)
    if not found:
        raise CommandError(f"--quote: these words are not in {document.path}: {_cut(quote)}")
    if nth is not None:
        if not 1 <= nth <= len(found):
            raise CommandError(f"--nth {nth}: the quote is {len(found)} times in {document.path}")
        return found[nth - 1]
    if len(found) > 1:
        places = listed(f"{_shown(place)}{_numbered(document, place[0])}" for place in found)
        raise CommandError(
            f"--quote: these words are {len(found)} times in {document.path}, at {places}; "
            f"say --nth N or --range A:B"
        )
    return found[0]


def _shown(place: tuple[int, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _numbered(document: Document, offset: int) -> str:
    block = document.block_at(offset)
    return f" (¶{block.number})" if block is not None and block.number else ""


def _cut(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= 80 else line[:79] + "…"


# -- what is said of it


def stance_of(args: argparse.Namespace, session: Session, old: Stance | None) -> Stance | None:
    """The stance that the options make of *old*.

    Raises ``CommandError``, ``CodebookError`` and ``PassageError``.
    """
    asked = [name for name in ("target", "holder", "mode", "target_kind") if getattr(args, name) is not None]
    if args.stance is None and old is None:
        if asked:
            raise CommandError(f"--{asked[0].replace('_', '-')} belongs to a stance: give --stance too")
        return None
    if args.target_kind is not None and args.target is None:
        raise CommandError("--target-kind says what the --target is: give that too")
    if old is None:
        _need_words(args)
    book = session.workspace.codebook
    stance = old
    if args.stance is not None:
        scale, label = book.find_label(args.stance, target_kind=args.target_kind or "")
        stance = replace(old, scale=scale.id, label=label.id) if old else Stance(scale.id, label.id)
    assert stance is not None
    if args.target is not None or args.holder is not None:
        session.tag()
    if args.target is not None:
        named = clean_line(args.target)
        found = target(session.workspace, named, stance.scale, args.target_kind or "") if named else None
        stance = replace(stance, target=found)
    if args.holder is not None:
        stance = replace(stance, holder=holder(session.workspace, clean_line(args.holder)))
    need_fit(book, stance, old)
    return replace(stance, mode=args.mode) if args.mode is not None else stance


def _need_words(args: argparse.Namespace) -> None:
    """Raises ``CommandError`` for an empty option of a new stance, of which it takes nothing away."""
    for name in ("target", "holder"):
        typed = getattr(args, name)
        if typed is not None and not clean_line(typed):
            raise CommandError(f"--{name}: it is empty; leave the option out where no {name} is coded")


def tags_of(names: Sequence[str], session: Session) -> tuple[str, ...]:
    """The ids of the codes *names* mean. Raises ``CommandError`` naming codes like it."""
    try:
        return tuple(code(session.workspace.codebook, name) for name in names)
    except CodebookError as error:
        raise CommandError(f"--tag: {error}") from None


def note_of(args: argparse.Namespace) -> str | None:
    """The note, from stdin for ``-``; without what a terminal would obey."""
    if args.note is None:
        return None
    text = args.note
    if text == "-":
        try:
            text = stdin_all(LONGEST_NOTE).decode("utf-8")
        except UnicodeDecodeError:
            raise CommandError("--note: stdin is not UTF-8") from None
    return clean(text, newline=True).strip()


# -- the commands


def annotate(args: argparse.Namespace) -> int:
    """Record one annotation, durable when its id is printed."""
    with opened(args) as session:
        session.writing()
        document = session.article(args.article)
        ranges = ranges_of(args, document) or ()
        stance = stance_of(args, session, None)
        note, tags = note_of(args) or "", tags_of(args.tags, session)
        values = filled(args.values, session.workspace.codebook, "passage", {})
        draft = Draft(stance, tags, note, values, confirmed=_confirmed(args))
        if coding.says_nothing(draft):
            raise CommandError("nothing is said of the passage: give --stance, --tag, --note or --set")
        workspace = session.workspace
        record, future = workspace.annotate(document, ranges, draft)
        session.saved(future)
        emit(record.id)
    return 0


def _confirmed(args: argparse.Namespace) -> tuple[str, ...]:
    return tuple(name for name in ("target", "holder") if clean_line(getattr(args, name) or ""))


def edit(args: argparse.Namespace) -> int:
    """Change what is given of one annotation."""
    if args.no_stance and any(
        getattr(args, name) is not None for name in ("stance", "target", "target_kind", "holder", "mode")
    ):
        raise UsageError("--no-stance takes the stance away: nothing of it can be given")
    with opened(args) as session:
        session.writing()
        path, old = own(session, args.id)
        new = replace(old, stance=None if args.no_stance else stance_of(args, session, old.stance))
        gone = set(_untagged(args.untag, session, old))
        tags = [tag for tag in old.tags if tag not in gone] + list(tags_of(args.tags, session))
        note = note_of(args)
        values = filled(args.values, session.workspace.codebook, "passage", old.values, args.unset)
        new = replace(
            new, tags=tuple(dict.fromkeys(tags)), values=values, note=old.note if note is None else note
        )
        confirmed = tuple(dict.fromkeys((*old.confirmed, *_confirmed(args))))
        new = replace(new, confirmed=confirmed if new.stance else old.confirmed)
        if args.whole or args.ranges or args.quote is not None or args.nth is not None:
            workspace = session.workspace
            document = session.article(path)
            if workspace.sameness.strangers(document, [old]):
                workspace.tracking.follow(thorough=True)
                path, old = own(session, args.id)
                document = session.article(path)
            ranges = coding.whole_units(document, ranges_of(args, document) or (), workspace.codebook.unit)
            new = coding.moved_to(new, document, ranges, workspace.store.now())
            session.workspace.store.keep_text(document.sha256, document.text)
        if new == old:
            raise CommandError("nothing would change: say what is to be different")
        if coding.says_nothing(new):
            raise CommandError(f"nothing would be left of it: reader remove CORPUS {old.id} takes it away")
        session.saved(session.workspace.edit(path, old, new))
        emit(old.id)
    return 0


def _untagged(names: Sequence[str], session: Session, old: Annotation) -> tuple[str, ...]:
    found = []
    for name in names:
        try:
            code = session.workspace.codebook.find_code(name)
        except CodebookError:
            code = None
        tag = name if name in old.tags or code is None else code.id
        if tag not in old.tags:
            raise CommandError(f"--untag {name}: annotation {old.id} has no such tag")
        found.append(tag)
    return tuple(found)


def own(session: Session, prefix: str) -> tuple[str, Annotation]:
    """The annotation of one's own that *prefix* means, and its article. Raises as ``meant``."""
    path, record = meant(session, prefix)
    if record.annotator != session.workspace.store.annotator:
        raise CommandError(f"{record.id} is by {record.annotator}: only one's own can be changed")
    return path, record


def meant(session: Session, prefix: str) -> tuple[str, Annotation]:
    """The annotation whose id begins so, to be changed or built on, and its article.

    Raises ``StoreError`` and ``CommandError``: none, several, or hardly meant.
    """
    store = session.workspace.store
    # Records of other kinds have ids too: a beginning that is shown must not be ambiguous because of them.
    fits = [a.id for a in store.annotations() if prefix and a.id.startswith(prefix)]
    if len(fits) > 1 and prefix not in fits:
        raise CommandError(f"{prefix} is the beginning of {len(fits)} ids: {listed(sorted(fits))}")
    if len(fits) == 1 and len(prefix) < SHORTEST:
        raise CommandError(f"{prefix}: too short for an id, give {SHORTEST} characters; it begins {fits[0]}")
    path, record = store.get(fits[0] if len(fits) == 1 else prefix)
    if not isinstance(record, Annotation):
        raise CommandError(f"{prefix}: that is a {record.kind}, not an annotation")
    return path, record


def remove(args: argparse.Namespace) -> int:
    """Remove annotations, all in one action."""
    with opened(args) as session:
        session.writing()
        found = {
            record.id: (path, record) for path, record in (_gone(session, prefix) for prefix in args.ids)
        }
        changes = tuple(Change(path, record, None) for path, record in found.values())
        session.saved(session.workspace.store.apply(Action("remove", changes)))
        for record_id, (_, record) in found.items():
            if isinstance(record, Unshown):
                say(f"{record_id} held {one_line(record.raw, _TOLD)}; reader undo puts it back")
            emit(record_id)
    return 0


def _gone(session: Session, prefix: str) -> tuple[str, Annotation | Unshown]:
    """What *prefix* means, to be removed: also what cannot be shown. Raises as ``own``."""
    store = session.workspace.store
    broken = [one for one in store.unshown(prefix) if prefix == one[1].id or len(prefix) >= SHORTEST]
    if broken and not any(one.id.startswith(prefix) for one in store.annotations()):
        if len(broken) == 1:
            return broken[0]
        raise CommandError(
            f"{prefix} is the beginning of {len(broken)} ids: {listed(one.id for _, one in broken)}"
        )
    return own(session, prefix)
