"""A corpus made by an enemy: names, texts, tables and stores that a terminal or a file system would obey.

Everything that would do something carries a word that begins with ``ZQ`` right behind it, so that a test can
see where it went.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotations.ids import doc_id, text_hashes

PAYLOADS = {
    "clear": "\x1b[2J\x1b[3J",
    "move": "\x1b[777;777H",
    "blink": "\x1b[5;95;105m",
    "title": "\x1b]0;PWNED\x07",
    "title-c1": "\x9d2;PWNED\x9c",
    "link": "\x1b]8;;http://evil.example/\x1b\\",
    "clipboard": "\x1b]52;c;UFdORUQ=\x07",
    "c1": "\x9b31m\x9b2J",
    "device": "\x1bP+q544e\x1b\\\x90$q\x9c",
    "picture": "\x1b_Gi=1;AAAA\x1b\\",
    "paste-end": "\x1b[201~rm -rf ~\r",
    "answer": "\x1b[c\x1b[6n\x1b[5n\x05",
    "screen": "\x1b[?1049l\x1b[?47h",
    "reset": "\x1bc\x1b[!p",
    "letters": "\x1b(0\x0e\x0f",
    "bell": "\x07\x08\x08\x08\x7f",
    "over": "plain\rhidden",
    "bidi": "\u202e\u2066\u200f\u061c",
    "breaks": "\x85\u2028\u2029\x0b\x0c",
    "tags": "\U000e0041\U000e007f",
    "marks": "o" + "\u0336" * 60,
    "markup": "[bold red]B[/][@click=app.quit]C[/][link=http://evil.example]",
}
"""What a text may hold that it should never do."""
HOSTILE = "".join(f"{sequence}ZQ{name.replace('-', '')} " for name, sequence in PAYLOADS.items())
"""All of it, each followed by its word."""
HOSTILE_LINE = HOSTILE.translate({ord(c): " " for c in "\r\n\x0b\x0c\x85\u2028\u2029"})
"""All of it without what ends a line."""

ARTICLE = "a-hostile.txt"
"""The article that has everything in its text, its table row and its annotations."""
SENTENCE = f"The minister \x1b[5mZQquoted said that {HOSTILE_LINE}is a good treaty."


def text() -> str:
    """The text of ``ARTICLE``: hostile title, outlet, names, quotations with speakers, long paragraphs."""
    name = "Vladimir \x1b[5mZQname\u202e Putin"
    paragraphs = [
        f"The Telegraph {HOSTILE_LINE}",
        f"Russia {HOSTILE}",
        "By \x1b]0;PWNED\x07ZQbyline Writer",
        SENTENCE,
        f'"We will {HOSTILE_LINE}sign," said {name}, president of Russia\x9b31mZQgpe.',
        f"Dmitry Medvedev {HOSTILE_LINE}mocked the West. {name} agreed. Dmitry Medvedev\x1b[5mZQtwo spoke.",
        f"“A quote that {HOSTILE_LINE}never ends, said \u202eAlexander Lukashenko of Belarus.",
        *(f"Paragraph {n} {HOSTILE}of the minister in Moscow." for n in range(40)),
    ]
    return "\n\n".join(paragraphs) + "\n"


@dataclass(frozen=True)
class HostileCorpus:
    """Where it lies, and the folder outside that nothing in it may reach."""

    root: Path
    victim: Path

    def tree(self) -> dict[bytes, tuple[int, int, bytes]]:
        """Name -> mode, time of change (ns), bytes (of a link: where to), of everything in both folders."""
        found: dict[bytes, tuple[int, int, bytes]] = {}
        for top in (os.fsencode(self.root), os.fsencode(self.victim)):
            for folder, folders, files in os.walk(top):
                for name in (*folders, *files):
                    path = os.path.join(folder, name)
                    info = os.lstat(path)
                    content = b""
                    if os.path.islink(path):
                        content = os.readlink(path)
                    elif os.path.isfile(path):
                        with open(path, "rb") as file:
                            content = file.read()
                    found[path] = (info.st_mode, info.st_mtime_ns, content)
        return found


def build(folder: Path) -> HostileCorpus:
    """Make the corpus and its victim inside the existing *folder*."""
    victim = folder / "victim"
    victim.mkdir()
    (victim / "secret.txt").write_text("The secret of ZQvictim.\n")
    (victim / "bashrc").write_text("# ZQvictim\n")
    root = folder / "cor\x1b[2JZQ[bold]\u202epus"
    root.mkdir()
    _articles(os.fsencode(root))
    _traps(root, victim)
    _table(root)
    _codebook(root)
    _annotations(root, victim)
    code = f"open({str(victim / 'imported')!r}, 'w').close()\nraise SystemExit(9)\n"
    for module in ("tomllib", "textual", "tinydb", "numpy", "reader", "sitecustomize"):
        (root / f"{module}.py").write_text(code)
    return HostileCorpus(root, victim)


def _put(root: bytes, name: bytes, content: bytes) -> None:
    with open(os.path.join(root, name), "wb") as file:
        file.write(content)


def _articles(root: bytes) -> None:
    """Files that are articles, whatever their names and bytes are."""
    plain = b"A plain title here\n\nThe minister in Moscow said nothing of the treaty.\n"
    _put(root, ARTICLE.encode(), text().encode())
    names = [
        b"b-esc\x1b[2J\x1b]0;PWNED\x07ZQ.txt",
        b"b-newline\nZQ: a line of its own.txt",
        "b-bidi\u202eZQtxt.exe.txt".encode(),
        "b-c1\x9b31mZQ.txt".encode(),
        b"b-bytes\xff\xfe\x9b31mZQ.txt",
        b"b-" + b"l" * 234 + b".txt",
        "b-cafe\u0301.txt".encode(),
        "b-caf\u00e9.txt".encode(),
        b"b-Case.txt",
        b"b-case.txt",
        b"-rf.txt",
        b"--help.txt",
        b"[bold red]markup[/] $(touch ZQ) `id` ' \" %s {0}.txt",
    ]
    for name in names:
        # A file system that takes UTF-8 names alone, or folds case, has a smaller corpus.
        with suppress(OSError):
            _put(root, name, plain + name.replace(b"\n", b" ") + b"\n")
    _put(root, b"c-empty.txt", b"")
    _put(root, b"c-binary.txt", bytes(range(256)) * 64)
    _put(root, b"c-nul.txt", b"Moscow\0 and \0\0 Minsk\n\nA sentence\0 with NUL bytes.\n")
    _put(root, b"c-latin.txt", b"A title\n\nA caf\xe9 \x9b31m in Moscow \x1b[5mZQlatin.\n")
    _put(root, b"c-one-line.txt", b"The minister of Moscow said it again. " * 8000)
    _put(root, b"c-marks.txt", "\u0336\u0301\u20e3".encode() * 3000)
    _put(
        root,
        b"c-wide.txt",
        ("\u4e2d\u6587\U0001f600" * 400 + "\n\n" + "\u202e" * 400 + " \u00ad\u200b").encode(),
    )
    front = (
        f'---\ntitle: "{HOSTILE_LINE}"\noutlet: [a, {{b: c}}]\ndate: \x1b[5mZQdate\n---\n\n# H\n\nMoscow.\n'
    )
    _put(root, b"c-front.md", front.encode())


def _traps(root: Path, victim: Path) -> None:
    """What is called like an article and is none."""
    os.mkfifo(root / "d-pipe.txt")
    (root / "d-folder.txt").mkdir()
    (root / "d-folder.txt" / "inner.txt").write_text("Inside\n\nA folder called like an article.\n")
    (root / "d-loop.txt").symlink_to("d-loop.txt")
    (root / "d-out.txt").symlink_to(victim / "secret.txt")
    (root / "d-nothing.txt").symlink_to("ZQ\x1b[2Jnothing")
    (root / "d-zero.txt").symlink_to("/dev/zero")
    (root / "d-up").symlink_to("..")
    (root / "d-round").mkdir()
    (root / "d-round" / "again").symlink_to("..")
    (root / "d-closed.txt").write_text("Nobody may read this.\n")
    (root / "d-closed.txt").chmod(0)
    here = os.getcwd()
    with socket.socket(socket.AF_UNIX) as door, suppress(OSError):
        # The path of a socket may be no longer than a hundred bytes.
        os.chdir(root)
        try:
            door.bind("d-socket.txt")
        finally:
            os.chdir(here)


def _table(root: Path) -> None:
    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"'

    rows = [
        "path,title,outlet,date,url,author,note",
        ",".join(
            (
                ARTICLE,
                cell(f"Head {HOSTILE}"),
                cell(f"Outlet {HOSTILE}"),
                "2014-01",
                "javascript:\x1b[5mZQurl",
                cell(f"\x1b[5mZQauthor {HOSTILE_LINE}"),
                "=1",
            )
        ),
        "c-nul.txt,=cmd|' /C calc'!A0,+1+1,@SUM(A1),-2,\x1b]0;PWNED\x07ZQ",
        "../victim/secret.txt,stolen,x,2014",
        "/etc/passwd,stolen,x,2014",
        cell(f"gone{HOSTILE}.txt") + f",{cell(HOSTILE)},,,",
        f"c-latin.txt,ok,ok,{cell(HOSTILE_LINE)},,",
        '"never closed,' + "x" * 2000,
    ]
    (root / "articles.csv").write_text("\n".join(rows), encoding="utf-8", newline="")


def _codebook(root: Path) -> None:
    """Names that are allowed but vicious; the definitions may hold anything TOML can write."""

    def prose(value: str) -> str:
        return json.dumps(value).replace("\x7f", "\\u007f")

    (root / "codebook.toml").write_text(
        f"""
schema = 1
unit = "sentence"
[[scale]]
id = "position"
name = "[bold red]Position[/] ZQscale"
for = ["entity", "issue", "event"]
definition = {prose(HOSTILE.encode("ascii", "ignore").decode())}
[[scale.label]]
id = "favor"
name = "ZQfavor [@click=app.quit]x[/]"
key = "+"
definition = {prose(HOSTILE.encode("ascii", "ignore").decode())}
[[scale.label]]
id = "against"
name = "against"
key = "-"
[[target]]
id = "treaty"
text = "[link=http://evil.example]ZQtarget[/]"
[[code]]
id = "frame"
name = "ZQcode [reverse]"
definition = {prose(HOSTILE.encode("ascii", "ignore").decode())}
""",
        encoding="utf-8",
    )


def _annotations(root: Path, victim: Path) -> None:
    """Stores of two annotators: one record of every hostile kind, damaged files, traps and links."""
    folder = root / "annotations"
    for name in ("ann", "b\x1b[2JZQob", "texts"):
        (folder / name).mkdir(parents=True)
    (folder / "ann" / f"{ARTICLE}.json").write_text(_store(ARTICLE, _records("ann")), encoding="utf-8")
    (folder / "b\x1b[2JZQob" / f"{ARTICLE}.json").write_text(
        _store(ARTICLE, _records("b\x1b[2JZQob")), encoding="utf-8"
    )
    gone = f"gone{HOSTILE_LINE[:20]}.txt"
    (folder / "ann" / "gone.txt.json").write_text(_store(gone, _records("ann", 40)), encoding="utf-8")
    (folder / "ann" / "_corpus").write_text(_store("", _corpus_records()), encoding="utf-8")
    ann = folder / "ann"
    (ann / "c-empty.txt.json").write_bytes(b"")
    (ann / "c-binary.txt.json").write_bytes(bytes(range(256)))
    (ann / "c-nul.txt.json").write_text('{"_default": {"1": {"kind":"article", ')
    (ann / "c-latin.txt.json").write_text("[" * 100_000)
    (ann / "c-marks.txt.json").write_text('{"_default": {"1": {"x": ' + "9" * 10_000 + "}}}")
    (ann / "b-case.txt.json").write_text(json.dumps({"_default": {f"7{HOSTILE}": {HOSTILE: HOSTILE}}}))
    (ann / "b-Case.txt.json").write_text(json.dumps({"_default": [], HOSTILE: {"1": 2}}))
    (ann / "-rf.txt.json").symlink_to(victim / "bashrc")
    (ann / "c-front.md.json").symlink_to(victim / "new-file")
    os.mkfifo(ann / "c-wide.txt.json")
    (ann / "c-one-line.txt.json").mkdir()
    (ann / ".lock").symlink_to(victim / "lock")
    (ann / ".history.jsonl").symlink_to(victim / "bashrc")
    (folder / "carl").symlink_to(victim)
    (folder / "texts" / ("0" * 64 + ".txt")).symlink_to(victim / "secret.txt")


def _store(path: str, records: dict[str, dict[str, object]]) -> str:
    rows = {"1": {"kind": "article", "path": path, "schema": 1}, **records}
    lines = [f"{json.dumps(key)}: {json.dumps(value, sort_keys=True)}\n" for key, value in rows.items()]
    return '{"_default": {\n' + "\n,".join(lines) + "\n}}\n"


def _records(annotator: str, first: int = 10) -> dict[str, dict[str, object]]:
    """A note, a stance, tags, an orphan, a whole article, a tombstone and records that are no records."""
    body = text()
    sha = text_hashes(body)[0]
    start = body.index(SENTENCE)
    here = {"start": start, "end": start + len(SENTENCE), "quote": SENTENCE}
    lost = {"start": 5, "end": 50, "quote": f"Words that are gone {HOSTILE}"}
    base: dict[str, object] = {
        "kind": "annotation",
        "annotator": annotator,
        "doc": doc_id(ARTICLE, sha),
        "created": "2024-05-01T10:00:00Z",
        "modified": "2024-05-01T10:00:00Z",
        "text": sha,
        "status": "accepted",
        "rev": 1,
        "segments": [here],
    }
    actor = {"name": f"Holder {HOSTILE}", "kind": "person", "role": HOSTILE}
    target = {"name": f"Target {HOSTILE}", "kind": "issue"}
    made: list[dict[str, object]] = [
        {**base, "note": f"Note {HOSTILE}" + "and so on " * 5000},
        {**base, "stance": {"scale": "position", "label": "favor", "target": target, "holder": [[actor]]}},
        {**base, "stance": {"scale": "position", "label": f"\x1b[2J{HOSTILE}", "target": target}},
        {**base, "stance": {"scale": f"\u202e{HOSTILE}", "label": "favor", "holder": "unattributed"}},
        {**base, "tags": ["frame", f"loose {HOSTILE}", "\x1b[2JZQ"]},
        {**base, "segments": [lost], "note": HOSTILE, "values": {HOSTILE: HOSTILE}},
        {**base, "segments": [], "note": HOSTILE},
        {**base, "segments": [{"start": 0, "end": 10**15, "quote": "x"}], "note": "beyond ZQ"},
        {**base, "status": "proposed", "suggested_by": HOSTILE, "tags": ["frame"]},
        {**base, "links": [{"kind": "see", "to": HOSTILE}], "future": {HOSTILE: [HOSTILE]}},
        {"kind": "removed", "rev": 3, "by": HOSTILE, "t": HOSTILE},
        {"kind": HOSTILE, "x": 1},
        {**base, "segments": HOSTILE},
        {**base, "annotator": HOSTILE, "note": "another's ZQ"},
        {**base, "created": HOSTILE, "modified": HOSTILE, "note": "no time ZQ"},
    ]
    stored = {}
    for number, record in enumerate(made):
        key = str((first + number) << 40)
        stored[key] = record if record["kind"] == "removed" else {"id": key, **record}
    return stored


def _corpus_records() -> dict[str, dict[str, object]]:
    base: dict[str, object] = {
        "annotator": "ann",
        "created": "2024-05-01T10:00:00Z",
        "modified": "2024-05-01T10:00:00Z",
        "rev": 1,
    }
    made: list[dict[str, object]] = [
        {"kind": "target", "target": {"kind": "issue", "name": f"New target {HOSTILE}"}},
        {"kind": "memo", "title": HOSTILE, "body": HOSTILE},
        {"kind": "correction", "subject": HOSTILE, "verdict": HOSTILE},
        {"kind": "coding", "doc": "d1", "path": "c-nul.txt", "state": "not codable", "reason": HOSTILE},
        {"kind": "coding", "doc": "d2", "path": f"../{HOSTILE}", "state": "done"},
        {"kind": "coding", "doc": "d3", "path": "c-latin.txt", "state": HOSTILE},
    ]
    return {
        str((90 + n) << 40): {"id": str((90 + n) << 40), **base, **record} for n, record in enumerate(made)
    }
