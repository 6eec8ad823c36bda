"""Records that can be read, and are not where or what they should be: files and folders compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from unicodedata import normalize

from annotations.auditing import Oddity
from annotations.folders import CORPUS_FILE, article_file
from annotations.quoting import one_line, quoted
from annotations.rows import KINDS, LONGEST_NAME, REMOVED, StoreFile
from annotations.strays import rightful, stray


def misplaced(layers: Mapping[str, Iterable[StoreFile]]) -> Iterator[Oddity]:
    """All of that in *layers*, the files of each annotator by folder."""
    files = {folder: list(states) for folder, states in layers.items()}
    names = {
        folder: state.display_name
        for folder, states in files.items()
        for state in states
        if state.name == CORPUS_FILE
    }
    counted = {
        folder: states
        for folder, states in files.items()
        if (right := rightful(names.get(folder, ""), folder)) == folder or right not in files
    }
    yield from twice(counted)
    yield from misnamed(names, {folder for folder, states in files.items() if states})
    for folder, states in files.items():
        yield from homeless(folder, states)
        yield from strange(folder, states, names.get(folder, ""))
        if states and folder not in names:
            yield Oddity(
                "nameless", f"{folder}/{CORPUS_FILE}", "not there: a save by its annotator puts it back"
            )


def strange(folder: str, files: Iterable[StoreFile], name: str) -> Iterator[Oddity]:
    """Records in the *folder* of annotator *name* of a kind nobody knows, or that somebody else signed."""
    for state in files:
        kinds, signed = Counter[str](), Counter[str]()
        for row in state.rows.values():
            if row.kind and row.kind not in (*KINDS, REMOVED):
                kinds[row.kind] += 1
            by = getattr(row.record, "annotator", "")
            if name and by and normalize("NFC", one_line(by, LONGEST_NAME)) != normalize("NFC", name):
                signed[by] += 1
        path = f"{folder}/{state.name}"
        for kind, count in sorted(kinds.items()):
            what = "1 record is" if count == 1 else f"{count} records are"
            yield Oddity(
                "unknown", path, f"{what} of a kind this version does not know ({quoted(kind)}): not shown"
            )
        for by, count in sorted(signed.items()):
            what = "1 record is" if count == 1 else f"{count} records are"
            yield Oddity(
                "signed", path, f"{what} signed by {quoted(by)}, and counted as those of {quoted(name)}"
            )


def twice(layers: Mapping[str, Iterable[StoreFile]]) -> Iterator[Oddity]:
    """The files of *layers*, by folder, that hold the same records, of which one at least is live."""
    homes: dict[str, list[tuple[str, str]]] = {}
    live: set[str] = set()
    for folder, files in layers.items():
        for state in files:
            for key, row in state.rows.items():
                homes.setdefault(key, []).append((folder, state.name))
                if row.live:
                    live.add(key)
    shared = [found for key, found in homes.items() if len(found) > 1 and key in live]
    pairs = Counter((first, other) for first, *more in shared for other in more)
    for (one, other), count in pairs.items():
        its = "1 of its records is" if count == 1 else f"{count} of its records are"
        if one[0] == other[0]:
            yield Oddity("copies", "/".join(one), f"{its} in {other[1]}, too: each counts once")
        else:
            yield Oddity("copies", "/".join(one), f"{its} in {'/'.join(other)}, too", serious=True)


def misnamed(names: Mapping[str, str], folders: Collection[str]) -> Iterator[Oddity]:
    """Those of the annotators' *folders*, by the *names* in their ``_corpus``, that are called otherwise."""
    for folder, name in names.items():
        if (wrong := stray(name, folder, folders)) is not None:
            yield Oddity("misnamed", wrong.path, wrong.message, True)


def homeless(folder: str, files: Iterable[StoreFile]) -> Iterator[Oddity]:
    """Those of *files* in an annotator's *folder* that no article can have, whose records nobody is shown."""
    for state in files:
        if not state.path or not any(row.live for row in state.rows.values()):
            continue
        try:
            right = article_file(state.path)
        except ValueError:
            right = ""
        if right != state.name:
            cure = f"the annotations of {quoted(state.path)} are in {right}: give it that name"
            cure = cure if right else "give it the name of an article, and .json"
            yield Oddity(
                "homeless", f"{folder}/{state.name}", f"no article's, and so not shown: {cure}", True
            )
