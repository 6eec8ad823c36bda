"""What is kept of the past in an annotations folder, and its removal for good."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.auditing import ASIDE, TEXT, walk
from annotations.folders import TEXTS, is_store_file, main_file
from annotations.history import HISTORY_FILE
from annotations.locks import held
from annotations.reading import list_annotators
from annotations.storage import TEMPORARY, open_below, open_root, read_bytes, reason, regular_or_none, sync

_MADE_ON = re.compile(rb'"text": ?"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Past:
    """One file that holds nothing but the past."""

    path: str
    """Relative to the annotations folder."""
    what: str


class PurgeError(OSError):
    """Nothing can be removed as things are; why, and what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def past(
    folder: Path, slug: str, others: Collection[str], made_on: Collection[str] | None
) -> tuple[Past, ...]:
    """What annotator *slug* could do without in *folder*: the log, originals kept aside, texts.

    A text goes when no record is *made_on* it (``None``: nobody knows), nor one that was written since that
    was found out, and no log of the *others* speaks of it. Raises ``OSError``, as ``PurgeError`` where copies
    that are read along would bring the past back.
    """
    try:
        root = open_root(folder)
    except FileNotFoundError:
        return ()
    try:
        return (*_kept(root, slug), *_texts(root, others, made_on))
    finally:
        os.close(root)


def purge(
    folder: Path, slug: str, others: Collection[str], made_on: Collection[str] | None
) -> Iterator[Past]:
    """Remove what ``past`` finds, durably, each file as it is told. Raises as that does."""
    try:
        root = open_root(folder)
    except FileNotFoundError:
        return
    try:
        own = open_below(root, [slug])
        try:
            with held(own):
                for one in (*_kept(root, slug), *_texts(root, others, made_on)):
                    *inside, name = one.path.split("/")
                    fd = open_below(root, inside)
                    try:
                        os.unlink(name, dir_fd=fd)
                        sync(fd)
                    finally:
                        os.close(fd)
                    yield one
        finally:
            os.close(own)
    finally:
        os.close(root)


def _kept(root: int, slug: str) -> Iterator[Past]:
    """What lies in one's own folder."""
    for fd, inside in walk(root, slug):
        for name in sorted(os.listdir(fd)):
            path = inside + name
            if main_file(name) is not None:
                raise PurgeError(f"{path} is read along with its original: reader check --repair folds it in")
            if path == f"{slug}/{HISTORY_FILE}":
                what = "what was done until now: it can be undone and looked up no more"
            elif ASIDE.search(name):
                what = "an original that was kept aside"
            elif name.startswith(TEMPORARY):
                what = "left by a killed program"
            else:
                continue
            if regular_or_none(fd, name) is not None:
                yield Past(path, what)


def _texts(root: int, others: Collection[str], made_on: Collection[str] | None) -> Iterator[Past]:
    """Texts that nothing is made on."""
    if made_on is None:
        return
    needed = {*made_on, *_spoken_of(root, others), *_written(root)}
    with contextlib.suppress(FileNotFoundError):
        fd = open_below(root, [TEXTS])
        try:
            for name in sorted(os.listdir(fd)):
                if TEXT.match(name) and name.removesuffix(".txt") not in needed:
                    yield Past(f"{TEXTS}/{name}", "a text of an article, on which no annotation is made")
        finally:
            os.close(fd)


def _spoken_of(root: int, others: Collection[str]) -> Iterator[str]:
    """The texts that the logs of *others* speak of: what they undo may need them."""
    for slug in others:
        with contextlib.suppress(FileNotFoundError):
            fd = open_below(root, [slug])
            try:
                data = read_bytes(fd, HISTORY_FILE)[0]
            except FileNotFoundError:
                continue
            except OSError as error:
                raise PurgeError(f"{slug}/{HISTORY_FILE}: {reason(error)}: it may need texts") from None
            finally:
                os.close(fd)
            yield from (found.decode() for found in _MADE_ON.findall(data))


def _written(root: int) -> Iterator[str]:
    """The texts that anyone's files speak of as they are now: another program may have saved since."""
    for annotator in list_annotators(root)[0]:
        for fd, inside in walk(root, annotator):
            for name in os.listdir(fd):
                if is_store_file(name) or main_file(name) is not None:
                    try:
                        data = read_bytes(fd, name)[0]
                    except OSError as error:
                        raise PurgeError(f"{inside}{name}: {reason(error)}: it may need texts") from None
                    yield from (found.decode() for found in _MADE_ON.findall(data))
