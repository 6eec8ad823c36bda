"""What git is told of annotations: worked out as git itself does, and said where it would do harm."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from annotations.git_files import ATTRIBUTES, GIT_FILES, IGNORE, attribute_troubles, ignore_troubles
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


IGNORED = {
    "ours": (GIT_FILES[IGNORE].decode(), 0),
    "emptied": ("", 1),
    "too much": (f"{GIT_FILES[IGNORE].decode()}*.json\n", 1),
    "a folder": (f"{GIT_FILES[IGNORE].decode()}ann/\n", 1),
    "taken back": (f"{GIT_FILES[IGNORE].decode()}*.json\n!*.json\n", 0),
    "the log": (f"{GIT_FILES[IGNORE].decode()}!.history.jsonl\n", 1),
    "everything": ("*\n", 1),
}


@pytest.mark.parametrize("how", IGNORED)
def test_what_is_left_out_is_what_is_nobody_elses_concern(stored: Path, how: str) -> None:
    text, count = IGNORED[how]
    (stored / IGNORE).write_text(text)
    root = os.open(stored, os.O_RDONLY | os.O_DIRECTORY)
    try:
        found = list(ignore_troubles(root, FILES))
    finally:
        os.close(root)
    assert len(found) == count
    left_out = [f"annotations/{path}" for path in FILES if not path.startswith("texts/")]
    argv = ["git", "check-ignore", *left_out]
    listed = subprocess.run(argv, cwd=stored.parent, capture_output=True, check=False).stdout
    assert any("leave out" in one.message for one in found) == bool(listed)
