"""Render the standard screens of the reader to SVG and PNG, for README and docs.

    python tools/render_screens.py docs/screens [NAME ...]

A copy of ``seeds/`` is annotated and opened without a terminal; PNGs need ``rsvg-convert`` (librsvg2-bin).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from palette_png import with_palette

from annotations.model import Ref, Stance
from reader.coding import Draft
from reader.config import Config
from reader.holders import holder_chain
from reader.state import State
from reader.tui.app import ReaderApp
from reader.tui.screens.reading import ReadingScreen
from reader.tui.setup import Setup
from reader.workspace import Workspace

SEEDS = Path(__file__).parent.parent / "seeds"
CELL = 12.2
"""Width of a cell in Textual's SVG, pixels."""


PIXELS = 8
"""Width of a cell in a PNG."""
STILL = 4
"""Looks after which a screen that has not changed is done."""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the terminal's size in cells, the theme, and the keys pressed before."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "dark"


READ_003 = ("J", "J", "J", "2", "G")
BAR = (*READ_003, "right_parenthesis", "minus", "ctrl+n")
TELEGRAPH = ("g", "e", "slash", *"telegraph", "enter")
SEARCH = ("f", *"lukashenka_drone")
STANDARD = (
    Shot("wide-dark", (160, 45), READ_003),
    Shot("wide-light", (160, 45), READ_003, "light"),
    Shot("middle", (100, 30), READ_003),
    Shot("small", (80, 24), READ_003),
    Shot("tiny", (40, 10), READ_003),
    Shot("plain", (100, 30), READ_003, "plain"),
    Shot("contrast", (100, 30), READ_003, "contrast"),
    Shot("ansi", (100, 30), READ_003, "ansi"),
    Shot("search", (160, 45), SEARCH),
    Shot("stance-bar", (120, 36), (*BAR, "tab", "ctrl+n")),
    Shot("entity", (120, 36), (*READ_003, "enter")),
    Shot("help", (100, 30), ("question_mark",)),
)
"""What README and docs show, and what one looks at after a change."""
MORE = (
    Shot("stance-bar-small", (80, 24), BAR),
    Shot("stance-bar-tiny", (40, 10), BAR),
    Shot("search-small", (80, 24), ("f", *"dzirklan")),
    Shot("search-tiny", (40, 10), SEARCH),
    Shot("select", (100, 30), (*READ_003, "v", "v", "v")),
    Shot("list", (160, 45), (*READ_003, "g", "l")),
    Shot("list-small", (80, 24), ("g", "l")),
    Shot("entities", (100, 30), (*READ_003, "g", "e")),
    Shot("annotations", (80, 24), (*READ_003, "g", "a")),
    Shot("entity-small", (80, 24), (*READ_003, "enter")),
    Shot("entity-tiny", (40, 10), (*READ_003, "enter")),
    Shot("entity-plain", (80, 24), (*READ_003, "enter"), "plain"),
    Shot("same-as", (100, 30), (*TELEGRAPH, "F", "tab")),
    Shot("codebook", (160, 45), (*READ_003, "g", "b", "j", "j")),
    Shot("codebook-small", (80, 24), (*READ_003, "g", "b", "j", "j")),
    Shot("codebook-plain", (100, 30), (*READ_003, "g", "b", "j", "j"), "plain"),
    Shot("codebook-tiny", (40, 10), (*READ_003, "g", "b", "j", "j")),
    Shot("help-tiny", (40, 10), ("question_mark",)),
    Shot("palette", (100, 30), ("colon", *"note")),
    Shot("export", (100, 30), ("x",)),
    Shot("metadata", (100, 30), ("g", "m")),
    Shot("note", (100, 30), (*READ_003, "a", *"no_figure")),
)
"""More to look at; made when named, or all with ``all``."""
RUSSIA_SHORT = "mocked Western intelligence reports that Russia was running short of weapons"
LATEST = "We are not just expanding production, but also introducing the latest technologies"
OUTPUT = "Instead, he said factories in Russia had boosted their output 10-fold"
VASSAL = "Belarus is little more than a Russian vassal state"
MAJOR_STEP = "diplomats and defense officials regarded the agreement as a major step"


def stance(scale: str, label: str, kind: str, target: str, holder: str = "") -> Stance:
    """A stance in one line."""
    return Stance(scale, label, Ref(target, kind), holder_chain(holder))


CHAIN = "The Daily Telegraph > diplomats & defense officials"
DENIES = stance("claim", "denies", "claim", "Russia is short of weapons", "Dmitry Medvedev")
MARKS = (
    ("003", RUSSIA_SHORT, Draft(DENIES, ("device/mockery",), "mockery; no figure is disputed")),
    ("003", OUTPUT, Draft(stance("claim", "reports", "claim", "Output is up 10-fold"))),
    ("003", LATEST, Draft(stance("position", "favor", "issue", "Russia's arms industry", "Dmitry Medvedev"))),
    ("003", VASSAL, Draft(stance("position", "against", "entity", "Belarus", "analysts"))),
    ("001", MAJOR_STEP, Draft(stance("position", "favor", "issue", "Britain–Russia arms treaty", CHAIN))),
)


def prepare(folder: Path) -> Path:
    """A copy of the seeds in *folder* with a few annotations."""
    from annotations.anchoring import find_quote

    corpus = folder / "seeds"
    shutil.copytree(SEEDS, corpus, ignore=shutil.ignore_patterns("annotations", "codebook.toml"))
    workspace = Workspace.open(corpus, annotator="ann")
    for name, quote, draft in MARKS:
        document = workspace.document(workspace.corpus.resolve(name))
        place = find_quote(document.text, quote)[0]
        tags = tuple(code.id for tag in draft.tags if (code := workspace.codebook.find_code(tag)) is not None)
        known = Draft(draft.stance, tags, draft.note)
        workspace.annotate(document, [place], known)[1].result(10)
    workspace.close()
    return corpus


async def shoot(corpus: Path, shot: Shot) -> str:
    """The SVG of *shot*."""
    workspace = Workspace.open(corpus, annotator="ann")
    app = ReaderApp(Setup(workspace, State.load(corpus), Config(theme=shot.theme)))
    async with app.run_test(size=shot.size) as pilot:
        reading = app.screen
        while not (isinstance(reading, ReadingScreen) and reading.all_recognised):
            await pilot.pause(0.1)
        for key in shot.keys:
            await pilot.press("space" if key == "_" else key)
        svg, seen = "", 0
        while seen < STILL:
            await pilot.pause(0.1)
            old, svg = svg, app.export_screenshot(title="Close Reader")
            seen = seen + 1 if _drawn(old) == _drawn(svg) else 0
    workspace.close()
    return placed(svg)


def _drawn(svg: str) -> list[str]:
    """The words of *svg*: the names in it change each time."""
    return re.findall(r">([^<]+)</text>", svg)


def placed(svg: str) -> str:
    """*svg* with every word at its own place: renderers drop the spaces at the edges of a run."""

    def words(match: re.Match[str]) -> str:
        head, x, tail, content = match.groups()
        tail = re.sub(r'textLength="[^"]*" ?', "", tail)
        plain = content.replace("&#160;", " ")
        cells = re.findall(r"&[#\w]+;|.", plain)
        out, at = [], 0
        while at < len(cells):
            end = at
            while end < len(cells) and cells[end] != " ":
                end += 1
            if end > at:
                out.append(f"{head}{float(x) + at * CELL:.1f}{tail}>{''.join(cells[at:end])}</text>")
            at = end + 1
        return "".join(out)

    return re.sub(r'(<text class="[^"]*-r\d+" x=")([\d.]+)("[^>]*)>([^<]*)</text>', words, svg)


def main(argv: list[str]) -> int:
    """Write the pictures named (the standard ones by default) into a folder."""
    if not argv:
        print(__doc__, file=sys.stderr)
        return 2
    target, wanted = Path(argv[0]), set(argv[1:])
    unknown = wanted - {shot.name for shot in (*STANDARD, *MORE)} - {"all"}
    if unknown:
        names = " ".join(shot.name for shot in (*STANDARD, *MORE))
        print(f"no screen is called {', '.join(sorted(unknown))}; there are: {names}", file=sys.stderr)
        return 2
    target.mkdir(parents=True, exist_ok=True)
    os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    for shot in STANDARD if not wanted else (*STANDARD, *MORE):
        if wanted and shot.name not in wanted and "all" not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            places = {f"CLOSE_READER_{kind}_DIR": f"{folder}/{kind}" for kind in ("STATE", "CACHE", "CONFIG")}
            os.environ.update(places)
            svg = asyncio.run(shoot(prepare(Path(folder)), shot))
        path = target / f"{shot.name}.svg"
        path.write_text(svg, encoding="utf-8")
        print(path)
        if shutil.which("rsvg-convert"):
            convert = ["rsvg-convert", "-w", str(shot.size[0] * PIXELS), str(path)]
            png = subprocess.run(convert, check=True, capture_output=True).stdout
            path.with_suffix(".png").write_bytes(with_palette(png))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
