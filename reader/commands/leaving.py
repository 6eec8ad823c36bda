"""The door: annotations out to other programs, and in from them."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

from annotations.backups import is_store_data
from annotations.changes import Action
from annotations.formats import FormatError, Losses, Options
from annotations.formats.imports import MAX_BYTES
from annotations.formats.registry import FORMATS, Format, find, guess, readable
from annotations.formats.registry import export as write_file
from reader.commands.arguments import UsageError
from reader.commands.session import CommandError, Session, opened, others_hint
from reader.commands.talk import (
    as_json,
    counted,
    emit,
    emit_bytes,
    emit_json,
    flush,
    is_terminal,
    listed,
    say,
    stdin_all,
)
from reader.importing import ImportRefused, Plan, annotators, lines, plan
from reader.outgoing import check_output
from reader.paths import read_bounded
from reader.sanitise import json_safe

# -- export


def export(args: argparse.Namespace) -> int:
    """Write one layer in one format."""
    if args.list_formats:
        for form in FORMATS.values():
            emit(f"{form.id:<10} {form.title}{'' if form.read else ' (cannot be imported)'}")
        return 0
    if args.corpus is None:
        raise UsageError("name the corpus, as in: reader export FOLDER --format w3c")
    if args.format is None:
        raise UsageError(f"--format is needed: {', '.join(FORMATS)}")
    form = find(args.format)
    if args.layer is not None and not args.layer.strip():
        raise UsageError("--annotator: a name is needed")
    with opened(args, annotator=args.layer, thorough=True) as session:
        _known(args, session)
        path = Path(args.output)
        if args.output != "-":
            check_output(session.workspace, path)  # before the work of an export
        session.tag(quiet=args.output == "-" and is_terminal(sys.stdout))
        bundle = session.workspace.bundle()
        options = Options(excel=args.excel)
        if args.output == "-":
            stream = io.BytesIO()
            losses = form.write(bundle, stream, options)
            emit_bytes(stream.getvalue())
            flush()  # all data are out before the first word of talk
        else:
            try:
                losses = write_file(bundle, form, path, options, force=args.force)
            except OSError as error:
                raise CommandError(f"{path}: cannot be written: {_why(error)}") from error
        if not bundle.annotations and not bundle.others:
            others_hint(session)
        _report(args, form, losses)
        return session.status()


def _known(args: argparse.Namespace, session: Session) -> None:
    """Refuse a layer that is not here, rather than exporting nothing in silence. Raises ``CommandError``."""
    here = session.workspace.store.annotators()
    if args.layer is not None and session.workspace.store.annotator not in here:
        known = listed(here) or "nobody yet"
        raise CommandError(
            f"--annotator {args.layer}: nobody of that name here; there are annotations of {known}"
        )


def _report(args: argparse.Namespace, form: Format, losses: Losses) -> None:
    if args.json_losses:
        if sys.stderr is not None:
            report = {"format": form.id, **losses.to_dict()}
            sys.stderr.write(json_safe(json.dumps(report, ensure_ascii=False)) + "\n")
        return
    for line in losses.lines():
        say(f"not in {form.id}: {line}")


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


# -- import


def import_file(args: argparse.Namespace) -> int:
    """Take the annotations of a file in: all that can be, or, when the file is not sound, nothing."""
    if args.file != "-" and os.path.isdir(args.file):
        from reader.commands.merging import merge_folder

        return merge_folder(args)
    data, source = _read(args.file)
    if not args.format and is_store_data(data[:4096]):
        from reader.commands.merging import merge_file

        return merge_file(args, data, source)
    form = find(args.format) if args.format else guess(data[:4096], source)
    if form.read is None:
        raise FormatError(source, 0, f"{form.id} cannot be read back; these can: {readable()}")
    found = form.read(io.BytesIO(data), source)
    makers = annotators(found)
    with opened(args) as session:
        workspace = session.workspace
        if not workspace.store.annotator and len(makers) == 1:
            # A copy of one person's annotations, and nobody else was named: they stay that person's.
            workspace.store.become(makers[0])
        session.writing()
        try:
            planned = plan(workspace, found)
        except ImportRefused as refused:
            raise CommandError(f"{source}: {refused}") from None
        if planned.changes and not args.dry_run:
            for document in planned.texts:
                workspace.store.keep_text(document.sha256, document.text)
            session.saved(workspace.store.bring_in(Action("import", planned.changes)))
        problems = tuple(
            f"{source}:{p.line}: {p.message}" if p.line else f"{source}: {p.message}" for p in found.problems
        )
        _tell(args, session, source, planned, problems)
        return session.status(1 if planned.different or planned.left_out or problems else 0)


def _read(name: str) -> tuple[bytes, str]:
    if name == "-":
        return stdin_all(MAX_BYTES), "stdin"
    source = os.fspath(name)
    data = read_bounded(Path(name), MAX_BYTES)
    if data is None:
        raise CommandError(f"{source}: no such file")
    return data, source


def _tell(
    args: argparse.Namespace, session: Session, source: str, planned: Plan, problems: tuple[str, ...]
) -> None:
    rows = (planned.different, planned.left_out, planned.undeclared, planned.lost)
    for group in (problems, *([f"{source}: {line}" for line in row] for row in rows)):
        for line in lines(group):
            say(line)
    others = len(planned.changes) - planned.annotations
    if as_json(args):
        emit_json(
            {
                "source": source,
                "dry_run": args.dry_run,
                "annotator": session.workspace.store.annotator,
                "added": [change.id for change in planned.changes],
                "brought_back": list(planned.brought_back),
                "same": planned.same,
                "different": list(planned.different),
                "left_out": list(planned.left_out),
                "undeclared": list(planned.undeclared),
                "without_place": list(planned.lost),
                "problems": list(problems),
            }
        )
        return
    verb = "would be added" if args.dry_run else "added"
    what = f"{counted(planned.annotations, 'annotation')} and {counted(others, 'other record')} {verb}"
    again = f", of which {len(planned.brought_back)} you had removed" if planned.brought_back else ""
    parts = [what + again]
    parts += [f"{planned.same} here already"] if planned.same else []
    parts += [f"{len(planned.different)} different here and left alone"] if planned.different else []
    parts += [f"{len(planned.left_out)} left out"] if planned.left_out else []
    emit("; ".join(parts))
