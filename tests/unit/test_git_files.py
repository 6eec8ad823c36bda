"""What git is told of annotations: worked out as git itself does, and said where it would do harm."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from annotations.git_files import ATTRIBUTES, GIT_FILES, IGNORE, attribute_troubles, left_out, taken_in
from tests.torture.branch import git

FILES = ("ann/_corpus", "ann/a.json", "ann/in/b.json", "bob/a.json", f"texts/{'0' * 64}.txt")
OURS = GIT_FILES[ATTRIBUTES].decode()
SAYINGS = {
    "nothing": {},
    "emptied": {"annotations/.gitattributes": ""},
    "unset": {"annotations/.gitattributes": "*.json -merge\n"},
    "unset before": {"annotations/.gitattributes": f"*.json -merge\n{OURS}"},
    "unset behind": {"annotations/.gitattributes": f"{OURS}ann/**/*.json -merge\n"},
    "one folder": {"annotations/.gitattributes": f"{OURS}/bob/* merge=binary\n"},
    "one depth": {"annotations/.gitattributes": f"{OURS}ann/*.json binary\n"},
    "two stars": {"annotations/.gitattributes": f"{OURS}**/in/* !merge\n"},
    "stars inside": {"annotations/.gitattributes": f"{OURS}ann/**/b.json merge\n"},
    "all inside": {"annotations/.gitattributes": f"{OURS}ann/** merge=ours\n"},
    "a folder alone": {"annotations/.gitattributes": f"{OURS}ann/ -merge\n"},
    "deeper down": {"annotations/ann/.gitattributes": "a.json -merge\n"},
    "deeper down with a slash": {"annotations/ann/.gitattributes": "/*.json -merge\n"},
    "further up": {".gitattributes": "*.json merge=binary filter=lfs -text\n"},
    "further up, by folder": {".gitattributes": "annotations/** filter=lfs\nann/* filter=no\n"},
    "further up, anchored": {".gitattributes": "/annotations/bob/*.json filter=lfs\n/bob/* filter=no\n"},
    "texts": {"annotations/.gitattributes": f"{OURS}texts/* text\n"},
    "texts, by themselves": {"annotations/.gitattributes": f"{OURS}*.txt text=auto\n"},
    "in the repository": {".git/info/attributes": "annotations/ann/a.json merge=binary\n"},
    "comments": {"annotations/.gitattributes": f"{OURS}# *.json -merge\n\n  *.jso? -merge\n"},
    "sets": {"annotations/.gitattributes": f"{OURS}[ab].json -merge\n"},
}


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    folder = tmp_path / "annotations"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    (folder / ATTRIBUTES).write_bytes(GIT_FILES[ATTRIBUTES])
    return folder


def harmed(stored: Path) -> set[str]:
    """The files of which git itself says that it would not treat them as it must."""
    found = set()
    for path in FILES:
        argv = ["git", "check-attr", "-z", "merge", "filter", "text", "--", f"annotations/{path}"]
        said = subprocess.run(argv, cwd=stored.parent, capture_output=True, check=True).stdout.decode()
        merge, filters, text = said.split("\0")[2::3]
        right = text == "unset" if path.startswith("texts/") else merge == "union"
        if not right or filters not in ("unspecified", "unset", "set"):
            found.add(path)
    return found


def told(stored: Path) -> tuple[list[str], set[str]]:
    """What is said, and, file by file, of which something is."""
    root = os.open(stored, os.O_RDONLY | os.O_DIRECTORY)
    try:
        all_of_it = [
            one.message for one in attribute_troubles(stored, root, FILES, ("ann/", "ann/in/", "bob/"))
        ]
        each = {
            path for path in FILES if attribute_troubles(stored, root, [path], ("ann/", "ann/in/", "bob/"))
        }
    finally:
        os.close(root)
    return all_of_it, each


@pytest.mark.parametrize("how", SAYINGS)
def test_attributes_are_what_git_says_they_are(stored: Path, how: str) -> None:
    for name, text in SAYINGS[how].items():
        (stored.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (stored.parent / name).write_text(text)
    messages, each = told(stored)
    assert each == harmed(stored)
    assert bool(messages) == bool(each)


@pytest.mark.parametrize("how", SAYINGS)
def test_what_is_said_to_do_mends_it(stored: Path, how: str) -> None:
    for name, text in SAYINGS[how].items():
        (stored.parent / name).write_text(text)
    for message in told(stored)[0]:
        if message.endswith("take that line away"):
            name = message.rpartition(" of ")[2].partition(":")[0]
            (stored / name).write_text("")
        else:
            line = message.partition("`")[2].partition("`")[0]
            with (stored / ATTRIBUTES).open("a") as file:
                file.write(f"{line}\n")
    assert harmed(stored) == set()
    assert told(stored) == ([], set())


IGNORES = GIT_FILES[IGNORE].decode()
IGNORED = {
    "nothing": {},
    "emptied": {"annotations/.gitignore": ""},
    "too much": {"annotations/.gitignore": f"{IGNORES}*.json\n"},
    "a folder": {"annotations/.gitignore": f"{IGNORES}ann/\n"},
    "a file that is called as a folder": {"annotations/.gitignore": f"{IGNORES}a.json/\n"},
    "taken back": {"annotations/.gitignore": f"{IGNORES}*.json\n!*.json\n"},
    "taken back in vain": {"annotations/.gitignore": f"{IGNORES}ann\n!ann/a.json\n!ann/in\n"},
    "the log": {"annotations/.gitignore": f"{IGNORES}!.history.jsonl\n"},
    "the log of one": {"annotations/bob/.gitignore": "!.history*\n"},
    "everything": {"annotations/.gitignore": "*\n"},
    "all but folders": {"annotations/.gitignore": f"{IGNORES}*\n!*/\n"},
    "with its ends": {"annotations/.gitignore": f"{IGNORES}*.json  \r\n"},
    "with a blank in front": {"annotations/.gitignore": f"{IGNORES} *.json\n"},
    "with a mark in front": {"annotations/.gitignore": f"\ufeff_corpus\n{IGNORES}"},
    "escaped": {"annotations/.gitignore": f"{IGNORES}\\!a.json\n\\#b\n\\*.json\n\\_corpu[^t]\n"},
    "deeper down": {"annotations/ann/.gitignore": "/*.json\nbob\n"},
    "further up": {".gitignore": "*.json\n!bob/\n"},
    "further up, by folder": {".gitignore": "/annotations/\n", "annotations/.gitignore": f"{IGNORES}!*\n"},
    "further up, anchored": {".gitignore": "/ann\nannotations/bob/**\n**/in/b.json\n"},
    "further up, taken back": {".gitignore": "*.json\n", "annotations/.gitignore": f"{IGNORES}!*.json\n"},
    "files for git": {".gitignore": ".*\n", "annotations/.gitignore": f"{IGNORES}!.gitignore\n"},
    "texts": {".gitignore": "*.txt\n"},
    "in the repository": {".git/info/exclude": "annotations/ann\n"},
    "in the repository, taken back": {
        ".git/info/exclude": "*.json\n_corpus\n",
        "annotations/.gitignore": f"{IGNORES}!*.json\n",
    },
}


def say(top: Path, how: Mapping[str, str]) -> None:
    for name, text in how.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(text.encode())


def ignored(stored: Path, paths: Iterable[str]) -> set[str]:
    """Those of *paths* of which git itself says that it would leave them out."""
    asked = "\0".join(f"annotations/{path}" for path in paths).encode()
    argv = ["git", "check-ignore", "-z", "--stdin"]
    done = subprocess.run(argv, cwd=stored.parent, input=asked, capture_output=True, check=False)
    said = done.stdout.decode()
    return {path.removeprefix("annotations/") for path in said.split("\0")[:-1]}


@contextlib.contextmanager
def opened(stored: Path) -> Iterator[int]:
    root = os.open(stored, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield root
    finally:
        os.close(root)


INNER = ("ann/", "ann/in/", "bob/")


def left(stored: Path) -> set[str]:
    """Those of all files of which it is said that git would leave them out."""
    with opened(stored) as root:
        return {path for path in (*FILES, *GIT_FILES) if left_out(stored, root, [path], INNER)}


@pytest.mark.parametrize("how", IGNORED)
def test_what_is_left_out_is_what_git_says_it_is(stored: Path, how: str) -> None:
    (stored / IGNORE).write_text(IGNORES)
    say(stored.parent, IGNORED[how])
    assert left(stored) == ignored(stored, (*FILES, *GIT_FILES))


@pytest.mark.parametrize("how", IGNORED)
def test_what_is_nobody_elses_concern_is_to_be_left_out(stored: Path, how: str) -> None:
    (stored / IGNORE).write_text(IGNORES)
    say(stored.parent, IGNORED[how])
    for owner in ("ann", "bob"):
        concerned = [
            f"{owner}/{name}" for name in (".lock", ".history.jsonl", ".tmp-1-0", "a.json.corrupt-1")
        ]
        with opened(stored) as root:
            said = taken_in(stored, root, [owner], INNER)
        assert bool(said) == (ignored(stored, concerned) != set(concerned))


def test_the_line_that_leaves_files_out_is_named(stored: Path) -> None:
    say(stored.parent, {".gitignore": "# a\n\n*.json\n", ".git/info/exclude": "_corpus\ntexts\n"})
    with opened(stored) as root:
        said = [one.message for one in left_out(stored, root, (*FILES, *GIT_FILES), INNER)]
    cure = "take that line away, unless the annotations are to stay here"
    exclude = stored.parent / ".git" / "info" / "exclude"
    assert said == [
        f"git would leave out ann/_corpus, by line 1 of {exclude}: {cure}",
        f"git would leave out ann/a.json and 2 more, by line 3 of ../.gitignore: {cure}",
        f"git would leave out the texts that are kept, by line 2 of {exclude}: {cure}",
    ]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """The annotations of a work tree that is linked to a repository elsewhere."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    git(first, "init", "-q", "-b", "main")
    git(first, "commit", "-q", "--allow-empty", "-m", "begin")
    git(first, "worktree", "add", "-q", str(second))
    folder = second / "annotations"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    for name, data in GIT_FILES.items():
        (folder / name).write_bytes(data)
    return folder


def test_a_linked_work_tree_has_what_is_said_in_its_repository(linked: Path) -> None:
    say(
        linked.parents[1] / "first",
        {
            ".git/info/exclude": "/annotations/ann/*.json\n",
            ".git/info/attributes": "annotations/bob/* -merge\n",
            ".gitignore": "*\n",
            ".gitattributes": "* merge=no\n",
        },
    )
    assert left(linked) == ignored(linked, FILES) == {"ann/a.json"}
    assert told(linked)[1] == harmed(linked) == {"bob/a.json"}


@pytest.mark.parametrize(
    "said", ["", "gitdir: ", "gitdir: nowhere\n", "gitdir: a\0b", "gitdir: /dev/null", "none"]
)
def test_a_file_in_the_place_of_the_repository_may_say_anything(tmp_path: Path, said: str) -> None:
    say(tmp_path, {".git": said, ".gitignore": "*.json\n", "annotations/ann/a.json": ""})
    assert left(tmp_path / "annotations") == {"ann/a.json", "ann/in/b.json", "bob/a.json"}
