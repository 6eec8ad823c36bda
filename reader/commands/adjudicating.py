"""What several people coded, side by side, and what is decided of it: the layer of the consensus."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import groupby

from annotations.adjudicating import Consensus, Decided, Group, Placed, agreed, decision, groups
from annotations.changes import Action, Change
from annotations.codings import finished
from annotations.folders import CONSENSUS
from reader.annotator import propose_annotator
from reader.commands.annotating import meant
from reader.commands.arguments import UsageError
from reader.commands.listing import id_digits, said
from reader.commands.session import CommandError, Session, opened
from reader.commands.talk import as_json, counted, emit, emit_json, emit_painted, painter, say
from reader.sanitise import clean_line


def adjudicate(args: argparse.Namespace) -> int:
    """List what is to be decided; with ids decide, as the first of them says it; or all that agrees."""
    if args.agreed and args.ids:
        raise UsageError("--agreed takes all that agrees: no ID beside it")
    if args.instead and not args.ids:
        raise UsageError("--instead decides anew what is named: an ID is needed")
    asked, args.show_others = bool(getattr(args, "show_others", False)), True
    with opened(args, annotator=CONSENSUS, thorough=True) as session:
        placed = {one.annotation.id: one for one in _placed(session)}
        known = Consensus(placed.values())
        if args.ids:
            ids = dict.fromkeys(meant(session, prefix)[1].id for prefix in args.ids)
            return _decide(session, [[placed[key] for key in ids]], known, instead=args.instead)
        left = [g for g in groups(placed.values()) if not all(known.settles(one) for one in g.placed)]
        unseen = set() if asked else _unseen(session, left)
        left = [group for group in left if group.path not in unseen]
        if unseen:
            which = f"that you have not marked as coded {'is' if len(unseen) == 1 else 'are'} left out"
            say(f"{counted(len(unseen), 'article')} {which}: --show-others")
        if args.agreed:
            fit = (taken for group in left if group.verdict == "agree" for taken in agreed(group))
            return _decide(session, [taken for taken in fit if not any(map(known.of, taken))], known)
        _list(args, session, left, known)
        if not left and not unseen:
            say("nothing is left to decide")
        return session.status(0 if left else 1)


def _unseen(session: Session, left: Sequence[Group]) -> set[str]:
    """The articles of *left* that who decides is not done with: what others said of them is hidden."""
    store, me = session.workspace.store, _decider(session) or propose_annotator(session.config)[0]
    if me not in store.annotators():
        return {group.path for group in left}
    codings, unseen = store.codings(annotator=me), set[str]()
    for path, found in groupby(left, key=lambda group: group.path):
        done = finished(path, codings, store.annotations(path, annotator=me))
        records = (one for group in found for one in group.annotations)
        if done is None or not all(one.annotator == me or done.covers(one) for one in records):
            unseen.add(path)
    return unseen


def _decider(session: Session) -> str:
    """Who decides; empty while nobody has said a name."""
    return session.config.annotator or session.state.annotator


def _placed(session: Session) -> Iterator[Placed]:
    """Everyone's annotations, at their places as far as they have one."""
    workspace = session.workspace
    for path in workspace.store.paths():
        for one in workspace.placed(path):
            record = one.annotation
            if one.ranges:
                yield Placed(path, record, (one.start, one.end))
            else:
                lost = bool(record.segments) or one.state == "orphan"
                yield Placed(path, record, None, "elsewhere" if one.elsewhere else "lost" if lost else "here")


def _decide(
    session: Session, taken: Sequence[Sequence[Placed]], known: Consensus, *, instead: bool = False
) -> int:
    """Make each of *taken* an annotation of the consensus, all in one action; *instead* of what was."""
    store = session.workspace.store
    by = _decider(session)
    if not by or by == CONSENSUS:
        raise CommandError("who decides? Say --as NAME, or set annotator in config.toml")
    if not taken:
        say("nothing that is left agrees")
        return 1
    made, old = [], []
    for one in taken:
        try:
            new, gone = decision(one, known, id=store.new_id(), by=by, now=store.now(), instead=instead)
        except Decided as error:
            raise CommandError(f"{error}; --instead takes that back and decides anew") from None
        made.append(Change(one[0].path, None, new))
        old += [Change(known.path, known.annotation, None) for known in gone]
    session.saved(store.apply(Action("adjudicate", (*old, *made))))
    for change in made:
        emit(change.id)
    return 0


def _list(args: argparse.Namespace, session: Session, left: Sequence[Group], known: Consensus) -> None:
    digits, paint = id_digits(session), painter(args)
    for number, group in enumerate(left, 1):
        found = (one.annotation for placed in group.placed for one in known.of(placed))
        before = list({one.id: one for one in found}.values())
        if as_json(args):
            emit_json(
                {
                    "path": group.path,
                    "verdict": group.verdict,
                    "annotations": [one.to_dict() for one in group.annotations],
                    "decided": [one.id for one in before],
                }
            )
            continue
        for one in (*group.annotations, *before):
            verdict = "decided" if one in before else group.verdict
            pieces = [
                (f"{number}", "2"),
                (verdict, "31" if verdict == "differ" else "2"),
                (one.id[:digits], "2"),
                (one.annotator, ""),
                (group.path, ""),
                *said(one, session.workspace.codebook),
            ]
            shown = ((clean_line(text), codes) for text, codes in pieces)
            emit_painted("  ".join(paint(text, codes) for text, codes in shown if text))
