"""Store files taken in from elsewhere, as a merge would: what was saved elsewhere, backups, single files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from annotations.backups import Backup, Merge, from_data, from_folder, signed_by, signer
from annotations.quoting import quoted, several
from annotations.storage import reason
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError, Session, opened
from reader.commands.talk import as_json, counted, emit, emit_json, say
from reader.importing import lines
from reader.rescued import waits


def merge_folder(args: argparse.Namespace) -> int:
    """Take in one's own annotations in a folder that is one of annotations, or of one annotator."""
    if args.format:
        raise UsageError("--format: a folder of annotations is in none of these formats")
    try:
        backup = from_folder(Path(args.file))
    except OSError as error:
        raise CommandError(f"{args.file}: cannot be read: {reason(error)}") from None
    if not backup.files:
        raise CommandError(
            f"{args.file}: no folder of annotations: none in it has a file _corpus, which says whose it is"
        )
    return _merge(args, backup, args.file)


def merge_file(args: argparse.Namespace, data: bytes, source: str) -> int:
    """Take in one store file. Raises ``StoreError`` when it does not say what it is about."""
    path = Path(args.file) if args.file != "-" else None
    return _merge(args, from_data(data, path, source), source)


def _merge(args: argparse.Namespace, backup: Backup, source: str) -> int:
    """Take in what one signed oneself; 1 when not all was taken in."""
    signed = [signer(row) for state in backup.files for row in state.rows.values()]
    makers = tuple(sorted({*signed} - {""}))
    with opened(args) as session:
        store = session.workspace.store
        if not store.annotator and len(makers) == 1:
            store.become(makers[0])
        session.writing()
        others = [name for name in makers if name != store.annotator]
        if others and store.annotator not in makers:
            raise CommandError(
                f"{source}: the records are by {several(others, 3)}, not by {store.annotator}: "
                f"--as {quoted(others[0])} takes them in as theirs"
            )
        files = [*signed_by(backup.files, store.annotator)]
        files = [state for state in files if state.rows or state.damaged or state.blocked]
        problems = (*backup.problems, *(problem for state in files for problem in state.noticed))
        merge = store.merge_of(state for state in files if not state.blocked)
        known = {one.id for one in store.annotations()}
        if merge.files and not args.dry_run:
            store.merge(merge, backup.text)
            session.workspace.tracking.follow()
        apart = [one for one in store.annotations() if one.conflict_of in merge.merged]
        groups = {
            # What becomes of a damaged file here is of no concern there.
            "problems": [str(problem).partition("; ")[0] for problem in problems],
            "different": [
                f"{one.conflict_of}: changed otherwise here: both stay, one of them as {one.id}"
                for one in apart
                if one.id not in known
            ],
            "left_out": [f"{counted(signed.count(name), 'record')} by {name}" for name in others]
            + ([waits(len(merge.waiting))] if merge.waiting else []),
            "without_place": [
                f"{path} is not in this corpus: kept, without a place" for path in _gone(session, merge)
            ],
        }
        _tell(args, session, source, merge, groups)
        done = not (groups["problems"] or groups["different"] or groups["left_out"])
        return session.status(0 if done else 1)


def _gone(session: Session, merge: Merge) -> list[str]:
    """The articles of *merge* that are not in the corpus, under another name neither."""
    workspace = session.workspace
    moved = {old for old, _ in workspace.tracking.found.moved}
    return [one.path for one in merge.files if one.path not in {"", *moved, *workspace.paths}]


def _tell(
    args: argparse.Namespace, session: Session, source: str, merge: Merge, groups: Mapping[str, list[str]]
) -> None:
    for group in groups.values():
        for line in lines(group):
            say(line)
    if as_json(args):
        emit_json(
            {
                "source": source,
                "dry_run": args.dry_run,
                "annotator": session.workspace.store.annotator,
                "added": list(merge.added),
                "merged": list(merge.merged),
                "same": merge.same,
                **groups,
            }
        )
        return
    would = "would be " if args.dry_run else ""
    parts = [f"{counted(len(merge.added), 'record')} {would}added"]
    parts += [f"{len(merge.merged)} {would}merged with what is here"] if merge.merged else []
    parts += [f"{merge.same} here already"] if merge.same else []
    emit("; ".join(parts))
