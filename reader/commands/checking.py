"""What is wrong with a corpus and its annotations, and what can be mended."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from annotations.errors import StoreError
from annotations.folders import by_shortened
from annotations.recovering import Vanished
from reader import repairing
from reader.checks import findings, vanished
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError, Session, opened, whose
from reader.commands.talk import as_json, counted, emit, emit_json, say
from reader.finding import Finding

ALL = "all"


def check(args: argparse.Namespace) -> int:
    """Print findings; 1 when something is wrong and stays so."""
    if args.repair and args.restore:
        raise UsageError("--repair or --restore: one at a time")
    with opened(args, listing=True, thorough=True) as session:
        whose(session)
        counts = Counter[str]()
        for one in _told(args, session):
            emit_json(asdict(one)) if as_json(args) else emit(str(one))
            counts[one.severity] += 1
        if not as_json(args):
            mended = f"{counts['repaired']} repaired, " if counts["repaired"] else ""
            said = f"{mended}{counted(counts['problem'], 'problem')}, {counted(counts['note'], 'note')}"
            store = session.workspace.store
            if store.annotator or not store.annotators():
                say(said if counts else "nothing is wrong")
            else:
                said = said if counts else "nothing is wrong with what was looked at"
                say(f"{said}; --as NAME looks at that one's log, too")
        return 1 if counts["problem"] else 0


def _told(args: argparse.Namespace, session: Session) -> Iterator[Finding]:
    """What was done, each thing as it is done, and then what is found."""
    yield from _done(args, session)
    yield from findings(session.workspace, session.annotations, args.corpus)


def _done(args: argparse.Namespace, session: Session) -> Iterator[Finding]:
    """Repair or restore, where that is asked."""
    if args.repair:
        session.writing()
        try:
            for one in repairing.repair(session.workspace, session.saved):
                yield Finding("repaired", "repaired", f"{session.annotations}/{one.path}", one.message)
        except StoreError as error:
            if session.workspace.store.read_only:
                raise
            # What hinders it is among what is found.
            yield Finding("problem", "unrepaired", session.annotations, str(error))
    elif args.restore:
        session.writing()
        yield from _restored(args, session)


def _restored(args: argparse.Namespace, session: Session) -> Iterator[Finding]:
    store = session.workspace.store
    lost = {one.record.id: one for one in vanished(session.workspace)}
    if not lost:
        raise CommandError("--restore: the log knows of no record that vanished")
    wanted: dict[str, Vanished] = {}
    for prefix in args.restore:
        fits = [key for key in lost if prefix == ALL or key.startswith(prefix)]
        if not fits or (len(fits) > 1 and prefix != ALL):
            raise CommandError(f"--restore {prefix}: {len(fits)} records that vanished have such an id")
        wanted |= {key: lost[key] for key in fits}
    try:
        session.saved(store.restore(wanted.values(), by_shortened(session.workspace.paths)))
    except StoreError as error:
        raise CommandError(f"--restore: {error}") from None
    for key, one in wanted.items():
        yield Finding(
            "repaired",
            "restored",
            f"{session.annotations}/{store.own_folder}/{one.file}",
            f"{one.record.kind} {key} is back as it was on {one.t}",
            id=key,
        )
