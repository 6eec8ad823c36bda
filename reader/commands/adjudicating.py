"""What several people coded, side by side, and what is decided of it: the layer of the consensus."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from annotations.adjudicating import Group, Placed, agreed, decided, decision, groups
from annotations.changes import Action, Change
from annotations.folders import CONSENSUS
from annotations.model import Annotation
from reader.commands.annotating import meant
from reader.commands.arguments import UsageError
from reader.commands.listing import id_digits, said
from reader.commands.session import CommandError, Session, opened
from reader.commands.talk import as_json, emit, emit_json, emit_painted, painter, say
from reader.corpus.corpus import ArticleError
from reader.sanitise import clean_line


def adjudicate(args: argparse.Namespace) -> int:
    """List what is to be decided; with ids decide, as the first of them says it; or all that agrees."""
    if args.agreed and args.ids:
        raise UsageError("--agreed takes all that agrees: no ID beside it")
    args.show_others = True
    with opened(args, annotator=CONSENSUS, thorough=True) as session:
        known = decided(session.workspace.store.annotations(annotator=CONSENSUS))
        if args.ids:
            return _decide(session, [[meant(session, prefix)[1] for prefix in args.ids]], known)
        left = [group for group in _groups(session) if any(a.id not in known for a in group.annotations)]
        if args.agreed:
            fit = (taken for group in left if group.verdict == "agree" for taken in agreed(group))
            return _decide(session, [taken for taken in fit if not any(a.id in known for a in taken)], known)
        _list(args, session, left)
        if not left:
            say("nothing is left to decide")
        return session.status(0 if left else 1)


def _groups(session: Session) -> list[Group]:
    return groups(_placed(session))


def _placed(session: Session) -> Iterator[Placed]:
    """Everyone's annotations that have a place, or are on a whole article."""
    workspace = session.workspace
    for path in workspace.store.paths():
        try:
            found = workspace.anchored(workspace.document(path))
        except ArticleError:
            continue
        for one in found:
            if one.ranges:
                yield Placed(path, one.annotation, (one.start, one.end))
            elif not one.annotation.segments:
                yield Placed(path, one.annotation, None)


def _decide(session: Session, taken: Sequence[Sequence[Annotation]], known: dict[str, str]) -> int:
    """Make each of *taken* an annotation of the consensus, all in one action."""
    store = session.workspace.store
    by = session.config.annotator or session.state.annotator
    if not by or by == CONSENSUS:
        raise CommandError("who decides? Say --as NAME, or set annotator in config.toml")
    if not taken:
        say("nothing that is left agrees")
        return 1
    changes = []
    for records in taken:
        unique = list({record.id: record for record in records}.values())
        made = decision(unique, known, id=store.new_id(), by=by, now=store.now())
        changes.append(Change(store.path_of(unique[0].id), None, made))
    session.saved(store.apply(Action("adjudicate", tuple(changes))))
    for change in changes:
        emit(change.id)
    return 0


def _list(args: argparse.Namespace, session: Session, left: Sequence[Group]) -> None:
    digits, paint = id_digits(session), painter(args)
    for number, group in enumerate(left, 1):
        if as_json(args):
            emit_json(
                {
                    "path": group.path,
                    "verdict": group.verdict,
                    "annotations": [one.to_dict() for one in group.annotations],
                }
            )
            continue
        for one in group.annotations:
            pieces = [
                (f"{number}", "2"),
                (group.verdict, "31" if group.verdict == "differ" else "2"),
                (one.id[:digits], "2"),
                (one.annotator, ""),
                (group.path, ""),
                *said(one, session.workspace.codebook),
            ]
            shown = ((clean_line(text), codes) for text, codes in pieces)
            emit_painted("  ".join(paint(text, codes) for text, codes in shown if text))
