"""How often a passage is found again in a changed article, and how often something else is taken for it.

    python benchmarks/anchoring.py [FOLDER | FILE.txt | FILE.jsonl ...] [--cases 300] [--seed 1]
    python benchmarks/anchoring.py --many 10000

The five articles are always measured; each further argument (texts, or JSON lines with a field ``text``) is a
set of its own. Both methods get the quote alone, not the old text: ours (``annotations.anchoring.locate``),
and "the first exact match, else the best fuzzy one" (rapidfuzz, at least 75 % alike). Then ours with the old
text at hand. Same seed, same figures.

With ``--many``: how long it takes to place that many annotations of 200 articles, as the reader does it, when
no file has changed, when each has, and when each has and the old texts were not kept; beside reading and
parsing the same files in the same run. The ratio is the result, not the time. And what was done for it: texts
aligned, quotes looked for, words compared for their likeness.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anchoring_many import measure_many
from rapidfuzz import fuzz

from annotations.anchoring import PositionMap, describe, locate

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
Place = tuple[int, int]
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


@dataclass(frozen=True)
class Case:
    """A passage of *old*, and where it is in *new*; ``None`` when it was taken out."""

    old: str
    passage: Place
    new: str
    truth: Place | None


def passages(text: str, rng: random.Random, count: int) -> Iterator[Place]:
    """Sentences, paragraphs and runs of 3 to 40 words, in turn."""
    words = [m.span() for m in re.finditer(r"\S+", text)]
    sentences = [m.span() for m in re.finditer(r"[^\s.!?][^.!?\n]{20,}[.!?]", text)]
    paragraphs = [m.span() for m in re.finditer(r"\S[^\n]{20,}(?<=\S)", text)]
    for index in range(count):
        pool = (sentences, paragraphs, ())[index % 3]
        if pool:
            yield rng.choice(pool)
        elif len(words) > 3:
            size = min(rng.randint(3, 40), len(words))
            first = rng.randrange(len(words) - size + 1)
            yield words[first][0], words[first + size - 1][1]


def unchanged(text: str, passage: Place, rng: random.Random) -> Case:
    return Case(text, passage, text, passage)


def shifted(text: str, passage: Place, rng: random.Random) -> Case:
    more = "Updated with a new first paragraph, " + " ".join(rng.sample(text.split(), 8)) + ".\n\n"
    return Case(text, passage, more + text, (passage[0] + len(more), passage[1] + len(more)))


def rewrapped(text: str, passage: Place, rng: random.Random) -> Case | None:
    """Filled to another column, with straight quotes and no no-break spaces; the truth counts characters."""
    width = rng.choice((50, 64, 90))
    plain = text.translate(_STRAIGHT)
    lines = [
        textwrap.fill(p, width, break_on_hyphens=False, break_long_words=False) for p in plain.split("\n")
    ]
    new = "\n".join(lines)
    solid = [i for i, c in enumerate(new) if not c.isspace()]
    before = sum(not c.isspace() for c in text[: passage[0]])
    inside = sum(not c.isspace() for c in text[slice(*passage)])
    if len(solid) != sum(not c.isspace() for c in text):
        return None
    return Case(text, passage, new, (solid[before], solid[before + inside - 1] + 1))


def deleted(text: str, passage: Place, rng: random.Random) -> Case:
    return Case(text, passage, text[: passage[0]] + text[passage[1] :], None)


def edited(text: str, passage: Place, rng: random.Random, *, edge: bool = False) -> Case | None:
    """One word replaced, respelt, dropped, or put in: inside, or for *edge* an outer one."""
    start, end = passage
    words = [m.span() for m in re.finditer(r"\w+", text[start:end])]
    if len(words) < 3:
        return None
    low, high = rng.choice((words[0], words[-1]) if edge else words[1:-1])
    low, high = low + start, high + start
    other = rng.choice(re.findall(r"\w+", text))
    word = text[low:high]
    typo = word[:1] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[2:]
    new = rng.choice((other, typo) if edge else (other, typo, "", f"{word} {other}"))
    if new == word:
        return None
    return Case(text, passage, text[:low] + new + text[high:], (start, end + len(new) - (high - low)))


def edge_edited(text: str, passage: Place, rng: random.Random) -> Case | None:
    return edited(text, passage, rng, edge=True)


def neighbours_edited(text: str, passage: Place, rng: random.Random) -> Case:
    """A word replaced within 60 characters on each side."""
    start, end = passage
    before, after = text[:start], text[end:]
    for side in (0, 1):
        near = before[-60:] if side == 0 else after[:60]
        words = [m.span() for m in re.finditer(r"\w{3,}", near)]
        if words:
            low, high = rng.choice(words)
            near_new = near[:low] + rng.choice(re.findall(r"\w+", text)) + near[high:]
            if side == 0:
                before = before[: len(before) - len(near)] + near_new
            else:
                after = near_new + after[len(near) :]
    quote = text[start:end]
    return Case(text, passage, before + quote + after, (len(before), len(before) + len(quote)))


def pasted_twice(text: str, passage: Place, rng: random.Random) -> Case:
    """The article stood twice in one file, and one of the two was taken out: the words do not say which."""
    return Case(text + "\n" + text, passage, text, None)


def cut_and_pasted(text: str, passage: Place, rng: random.Random) -> Case | None:
    """Taken out of its place and put at the end, among words of its own."""
    quote = text[slice(*passage)]
    if quote in text[: passage[0]] + text[passage[1] :]:
        return None
    rest = f"{text[: passage[0]]}{text[passage[1] :]}\n\nIt was also said that "
    return Case(text, passage, f"{rest}{quote} then.\n", (len(rest), len(rest) + len(quote)))


Change = Callable[[str, Place, random.Random], Case | None]
CHANGES: tuple[tuple[str, Change], ...] = (
    ("unchanged", unchanged),
    ("paragraph put before", shifted),
    ("re-wrapped, straight quotes", rewrapped),
    ("one word edited inside", edited),
    ("first or last word edited", edge_edited),
    ("words edited beside it", neighbours_edited),
    ("passage deleted", deleted),
    ("one of two copies deleted", pasted_twice),
    ("cut, and put at the end", cut_and_pasted),
)


def ours(case: Case) -> Place | None:
    return locate(case.new, describe(case.old, *case.passage)).place


def told(case: Case) -> str:
    return locate(case.new, describe(case.old, *case.passage)).state


def ours_with_old_text(case: Case) -> Place | None:
    place = PositionMap(case.old, case.new).map_range(*case.passage)
    return place or ours(case)


def naive(case: Case) -> Place | None:
    quote = case.old[slice(*case.passage)]
    at = case.new.find(quote)
    if at >= 0:
        return at, at + len(quote)
    best = fuzz.partial_ratio_alignment(quote, case.new, score_cutoff=75)
    return (best.dest_start, best.dest_end) if best else None


def judge(place: Place | None, truth: Place | None) -> str:
    """``exact``, ``near`` (most of it), ``none``, or ``false``."""
    if place is None:
        return "none"
    if truth is None:
        return "false"
    if place == truth:
        return "exact"
    shared = min(place[1], truth[1]) - max(place[0], truth[0])
    return "near" if shared * 2 >= max(place[1] - place[0], truth[1] - truth[0]) else "false"


def measure(name: str, texts: Sequence[str], cases: int, seed: int) -> None:
    """Print the table of one set of *texts*."""
    print(f"\n{name}: {len(texts)} texts, {sum(map(len, texts)):,} characters\n")
    head = (
        f"{'':28}{'cases':>6}   {'quote alone: ours':34}{'first exact, else fuzzy':27}{'with the old text'}"
    )
    print(head)
    columns = (
        f"{'found':>7}{'exact':>7}{'false':>7}{'asked':>7}{'':6}{'found':>7}{'exact':>7}{'false':>7}{'':6}"
    )
    print(f"{'':37}{columns}{'found':>7}{'exact':>7}{'false':>7}")
    for title, change in CHANGES:
        rng = random.Random(f"{seed} {title}")
        each = -(-cases // len(texts))
        picked: list[Case] = []
        for text in texts:
            changed = (change(text, passage, rng) for passage in passages(text, rng, each))
            picked += [case for case in changed if case]
        rng.shuffle(picked)
        picked = picked[:cases]
        row = f"{title:28}{len(picked):6}   "
        for method in (ours, naive, ours_with_old_text):
            if method is ours_with_old_text and change is pasted_twice:
                continue
            counts = Counter(judge(method(case), case.truth) for case in picked)
            share = 100 / max(1, len(picked))
            row += f"{(counts['exact'] + counts['near']) * share:7.1f}{counts['exact'] * share:7.1f}"
            row += f"{counts['false'] * share:7.1f}"
            if method is ours:
                row += f"{sum(told(case) == 'ambiguous' for case in picked) * share:7.1f}"
            row += " " * 6
        print(row.rstrip())


def read(source: Path, seed: int) -> list[str]:
    """The texts of a folder, a file, or JSON lines: at most 100, of 1,500 to 50,000 characters."""
    if source.suffix == ".jsonl":
        texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()]
    else:
        files = sorted(source.glob("*.txt")) if source.is_dir() else [source]
        texts = [file.read_text(encoding="utf-8") for file in files]
    fitting = [text for text in texts if 1_500 <= len(text) <= 50_000]
    return random.Random(seed).sample(fitting, min(100, len(fitting)))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="*", type=Path, help="a folder of .txt files, a text, or JSON lines")
    parser.add_argument("--cases", type=int, default=300, help="passages for each kind of change (300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--many", type=int, metavar="N", help="how long N annotations take, instead")
    parser.add_argument("--articles", type=int, default=200, help="of --many (200)")
    parser.add_argument("--rounds", type=int, default=5, help="of --many (5)")
    wanted = parser.parse_args()
    if wanted.many:
        measure_many(wanted.many, wanted.articles, wanted.seed, wanted.rounds)
        return 0
    print(
        "Per cent of the cases. found: at least half of the right words; exact: both ends; false: elsewhere,"
    )
    print("or found though gone; asked: several places shown, none marked.")
    for source in [SEEDS, *wanted.texts]:
        measure(source.name, read(source, wanted.seed), wanted.cases, wanted.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
