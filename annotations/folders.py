"""Names on disk: the folder of an annotator, the file of an article."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable

from annotations.quoting import quoted

CORPUS_FILE = "_corpus"
TEXTS = "texts"
CONSENSUS = "_consensus"
SUFFIX = ".json"
DEEPEST = 64
"""How many folders deep an article may lie: as deep as a folder of annotations is read."""
_LONGEST_SLUG = 40
_LONGEST_COMPONENT = 180
_KEPT_OF_LONG = 120
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
_SIBLING = re.compile(r"(?P<stem>.+?)\.sync-conflict-[0-9A-Za-z-]+(?P<json>\.json)?\Z")
_SHORTENED = re.compile(r"~[0-9a-f]{16}\Z")


def annotator_folder(name: str) -> str:
    """The folder of the annotator called *name*: a slug, with six hex digits if it is not the name itself."""
    name = unicodedata.normalize("NFC", name.strip())
    if name == CONSENSUS:
        return name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if slug and slug == name and len(slug) <= _LONGEST_SLUG and slug not in _DEVICES and slug != TEXTS:
        return slug
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{slug[: _LONGEST_SLUG - 7].strip('-') or 'annotator'}-{mark}"


@functools.lru_cache(maxsize=1 << 16)
def article_file(path: str) -> str:
    """The file, relative to an annotator's folder, that holds the annotations of the article at *path*.

    Raises ``ValueError`` for a path that is empty, absolute, leaves the corpus, or is of too many folders.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise ValueError(f"{quoted(path)} is not the path of an article")
    if len(parts) > DEEPEST + 1:
        raise ValueError(f"{quoted(path)} is more than {DEEPEST} folders deep: nothing is kept of it")
    *folders, name = parts
    return "/".join([*(_component(part, folder=True) for part in folders), _component(name) + SUFFIX])


def _component(part: str, *, folder: bool = False) -> str:
    """*part*, or a shortened form with a hash where it is too long or would be taken for something else."""
    raw = os.fsencode(part)
    try:
        decodable = bool(raw.decode())
    except UnicodeDecodeError:
        decodable = False
    taken = part.startswith(".") or part == CORPUS_FILE or ".corrupt-" in part or ".sync-conflict-" in part
    if folder:
        taken = taken or part.endswith((SUFFIX, ".orig"))
    if len(raw) <= _LONGEST_COMPONENT and decodable and not taken:
        return part
    kept = raw.decode("utf-8", "replace").encode()[:_KEPT_OF_LONG].decode("utf-8", "ignore")
    kept = kept.lstrip(".").replace(".corrupt-", "-corrupt-").replace(".sync-conflict-", "-sync-conflict-")
    return f"{kept}~{hashlib.sha256(raw).hexdigest()[:16]}"


def path_of_file(file: str, recorded: str) -> str:
    """The article a store file is about: by what it records, unless its name plainly says another."""
    named = file.removesuffix(SUFFIX)
    try:
        if recorded and article_file(recorded) == file:
            return recorded
        if article_file(named) == file:
            return named
    except ValueError:
        pass
    return recorded if recorded and shortened(file) else named


def shortened(file: str) -> bool:
    """Whether *file*, or a folder it is in, has a name with a hash, so that it does not tell its article."""
    return any(_SHORTENED.search(part) for part in file.removesuffix(SUFFIX).split("/"))


def by_shortened(paths: Iterable[str]) -> dict[str, str]:
    """Which articles, of all at *paths*, have files with shortened names, by these.

    Not where another is called just like such a file: that is then a file of two, and its first record tells.
    """
    there = frozenset(paths)
    named = {article_file(path): path for path in there}
    return {
        file: path
        for file, path in named.items()
        if file != path + SUFFIX and file.removesuffix(SUFFIX) not in there
    }


def main_file(name: str) -> str | None:
    """The store file that *name* is a stray copy of (left by a merge or a synchroniser), or ``None``."""
    if name.endswith(".orig"):
        inner = name.removesuffix(".orig")
        return inner if is_store_file(inner) else None
    match = _SIBLING.match(name)
    if match is None:
        return None
    inner = match["stem"] + (match["json"] or "")
    return inner if is_store_file(inner) else None


def is_store_file(name: str) -> bool:
    """Whether a file called *name* (no folder) is one the store keeps records in."""
    if name == CORPUS_FILE:
        return True
    return (
        name.endswith(SUFFIX)
        and not name.startswith(".")
        and ".corrupt-" not in name
        and ".sync-conflict-" not in name
    )
