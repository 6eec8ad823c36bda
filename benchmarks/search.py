"""Known-item search: does the passage one has in mind come up, how high, how fast, beside other tools?

    python benchmarks/search.py                              the five articles
    python benchmarks/search.py FOLDER                       the .txt files of a folder
    python benchmarks/search.py --synthetic 1000 FILE ...    articles recombined from the sentences of text
                                                             or JSON-lines files (their "text")

A query is three words of four letters or more from one sentence, in order, with 0, 1 or 2 slips of the finger
in different words. It counts as found where a passage has that sentence. All systems answer each query in
turn, in one process (fzf in its own), over the same passages.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.process import extract
from rapidfuzz.utils import default_process

from reader.search import Article
from reader.search.engine import SearchIndex
from reader.search.passages import passages

SEEDS = Path(__file__).parent.parent / "seeds"
TOP = 10
AMBIGUOUS = 1
"""A query whose words more passages have, all of them as written, is no known item."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SENTENCE = re.compile(r"[^.!?\n]{40,400}[.!?]")
_WORD = re.compile(r"[A-Za-z]{4,}")

Answer = list[str]
"""Texts of the passages found, best first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A query and the sentence it was made from."""

    query: str
    sentence: str
    slips: int


@dataclass(slots=True)
class Tally:
    """What one system did."""

    name: str
    places: list[int]
    milliseconds: list[float]
    cpu: float = 0.0

    def row(self, base: Tally) -> str:
        recall, mrr = self.recall(), self.mrr()
        p50, p95 = self.quantile(0.5), self.quantile(0.95)
        ratio = self.cpu / len(self.places) / (base.cpu / len(base.places) or 1e-9)
        return (
            f"| {self.name} | {len(self.places)} | {recall:.3f} | {mrr:.3f} | {self.first():.3f} "
            f"| {p50:.1f} | {p95:.1f} | {ratio:.1f} |"
        )

    def recall(self) -> float:
        return sum(1 for place in self.places if place) / len(self.places)

    def mrr(self) -> float:
        return sum(1 / place for place in self.places if place) / len(self.places)

    def first(self) -> float:
        return sum(1 for place in self.places if place == 1) / len(self.places)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    options = _options()
    random_source = random.Random(options.seed)
    articles = _articles(options, random_source)
    cut = [(a, [a.text[p.start : p.end] for p in passages(a)]) for a in articles]
    texts = [text for _, found in cut for text in found]
    size = sum(len(a.text) for a in articles)
    print(f"{len(articles):,} articles, {size / 1e6:.1f} million characters, {len(texts):,} passages")

    index = SearchIndex()
    began = time.perf_counter()
    for article in articles:
        index.add(article)
    added = time.perf_counter() - began
    index.search("warm")
    print(f"added in {added:.2f} s, consolidated in {time.perf_counter() - began - added:.2f} s")

    items = _items(texts, options.queries, random_source)
    systems: list[tuple[str, Callable[[str], Answer], int]] = [
        ("close reader", lambda query: [hit.text for hit in index.search(query, k=TOP).results], 1)
    ]
    if not options.alone:
        folded = [default_process(text) for text in texts]
        for scorer in (fuzz.partial_ratio, fuzz.WRatio, fuzz.token_set_ratio):
            systems.append((f"rapidfuzz {scorer.__name__}", _rapidfuzz(texts, folded, scorer), options.thin))
        if shutil.which("fzf"):
            systems.append(("fzf --filter", _fzf(texts), options.thin))
    tallies = _run(systems, items)
    print()
    print("| system | queries | recall@10 | MRR | first right | p50 ms | p95 ms | CPU ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name, _, _ in systems:
        print(tallies[name, -1].row(tallies["close reader", -1]))
    for slips in (0, 1, 2):
        print(tallies["close reader", slips].row(tallies["close reader", -1]))
    print()
    _stability(index, items)


def _run(
    systems: Sequence[tuple[str, Callable[[str], Answer], int]], items: Sequence[Item]
) -> dict[tuple[str, int], Tally]:
    """Each item by each system in turn; a slow system answers a share only."""
    tallies: dict[tuple[str, int], Tally] = {}
    for name, _, _ in systems:
        for slips in (-1, 0, 1, 2):
            tallies[name, slips] = Tally(name if slips < 0 else f"… {slips} slips", [], [])
    for number, item in enumerate(items):
        for name, search, step in systems:
            if number // 3 % step:  # three in a row have 0, 1 and 2 slips
                continue
            began, cpu = time.perf_counter(), _cpu()
            answer = search(item.query)
            took, spent = (time.perf_counter() - began) * 1000, _cpu() - cpu
            place = next((n for n, text in enumerate(answer[:TOP], 1) if item.sentence in text), 0)
            for tally in (tallies[name, -1], tallies[name, item.slips]):
                tally.places.append(place)
                tally.milliseconds.append(took)
                tally.cpu += spent
    return tallies


def _stability(index: SearchIndex, items: Sequence[Item]) -> None:
    """Type each query letter by letter: once in the top ten with three letters of each word typed so far, how
    often is the target still there at a later keystroke?"""
    kept = later = 0
    lost: dict[str, int] = {}
    took: list[float] = []
    for item in items[:: max(1, len(items) // 150)]:
        seen = False
        for end in range(3, len(item.query) + 1):
            typed = item.query[:end]
            began = time.perf_counter()
            answer = [hit.text for hit in index.search(typed, k=TOP).results]
            took.append((time.perf_counter() - began) * 1000)
            there = any(item.sentence in text for text in answer)
            if seen:
                later += 1
                kept += there
                if not there:
                    lost[typed] = lost.get(typed, 0) + 1
            elif there and all(len(word) >= 3 for word in typed.split()):
                seen = True
    took.sort()
    print(
        f"as typed: {len(took):,} keystrokes, p50 {statistics.median(took):.1f} ms, "
        f"p95 {took[int(0.95 * len(took))]:.1f} ms, max {took[-1]:.1f} ms; once in the top ten, there at "
        f"{kept / max(1, later):.1%} of {later:,} further keystrokes"
    )
    if lost:
        print("lost at, for instance: " + "; ".join(list(lost)[:8]))


def _items(texts: Sequence[str], count: int, source: random.Random) -> list[Item]:
    """*count* queries, as many with 0, 1 and 2 slips."""
    having: dict[str, set[int]] = {}
    for number, text in enumerate(dict.fromkeys(texts)):
        for word in set(_WORD.findall(text.lower())):
            having.setdefault(word, set()).add(number)
    items: list[Item] = []
    seen: set[str] = set()
    for _ in range(count * 100):
        if len(items) == count:
            break
        sentence = source.choice(source.choice(texts).split("\n"))
        found = [m.group() for m in _SENTENCE.finditer(sentence)] or [sentence]
        sentence = source.choice(found).strip()
        words = [w.lower() for w in _WORD.findall(sentence)]
        if len(set(words)) < 3:
            continue
        at = sorted(source.sample(range(len(words)), 3))
        chosen = [words[i] for i in at]
        if len(set(chosen)) < 3 or " ".join(chosen) in seen:
            continue
        if len(set.intersection(*(having[word] for word in chosen))) > AMBIGUOUS:
            continue
        seen.add(" ".join(chosen))
        slips = len(items) % 3
        for i in source.sample(range(3), slips):
            chosen[i] = _slip(chosen[i], source)
        items.append(Item(" ".join(chosen), sentence, slips))
    return items


def _slip(word: str, source: random.Random) -> str:
    """One edit after the first letter: swap, drop, double, or a wrong letter."""
    i = source.randrange(1, len(word))
    kind = source.choice(["swap", "drop", "add", "wrong"])
    if kind == "swap" and i + 1 < len(word) and word[i] != word[i + 1]:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == "drop":
        return word[:i] + word[i + 1 :]
    letter = source.choice([c for c in LETTERS if c != word[i]])
    return word[:i] + letter + word[i + (kind != "add") :]


def _rapidfuzz(
    texts: Sequence[str], folded: Sequence[str], scorer: Callable[..., float]
) -> Callable[[str], Answer]:
    def search(query: str) -> Answer:
        return [texts[i] for _, _, i in extract(query, folded, scorer=scorer, limit=TOP, processor=None)]

    return search


def _fzf(texts: Sequence[str]) -> Callable[[str], Answer]:
    lines = [" ".join(text.split()) for text in texts]
    whole = dict(zip(lines, texts, strict=True))
    data = "\n".join(lines).encode()

    def search(query: str) -> Answer:
        run = subprocess.run(["fzf", "-i", "--filter", query], input=data, capture_output=True, check=False)
        return [whole[line] for line in run.stdout.decode().splitlines()[:TOP]]

    return search


def _cpu() -> float:
    """Seconds of processor time of this process and its ended children."""
    import resource

    spent = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        spent += usage.ru_utime + usage.ru_stime
    return spent


def _articles(options: argparse.Namespace, source: random.Random) -> list[Article]:
    if not options.synthetic:
        folder = options.paths[0] if options.paths else SEEDS
        return [Article(p.name, p.read_text("utf-8", "replace")) for p in sorted(folder.glob("*.txt"))]
    sentences = sorted({s for path in options.paths for text in _texts(path) for s in _sentences(text)})
    if not sentences:
        raise SystemExit("no sentences in the files given")
    source.shuffle(sentences)
    made = []
    at = 0
    for number in range(options.synthetic):
        paragraphs: list[str] = []
        length = 0
        while length < options.length:
            some = [sentences[(at + i) % len(sentences)] for i in range(source.randint(1, 5))]
            at += len(some)
            paragraphs.append(" ".join(some))
            length += len(paragraphs[-1]) + 2
            if at >= len(sentences):
                at = 0
                source.shuffle(sentences)
        made.append(Article(f"{number:06}.txt", "\n\n".join(paragraphs)))
    return made


def _texts(path: Path) -> Iterator[str]:
    files = sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".jsonl")) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".jsonl":
            for line in file.read_text("utf-8").splitlines():
                yield json.loads(line)["text"]
        else:
            yield file.read_text("utf-8", "replace")


def _sentences(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for found in _SENTENCE.finditer(line):
            yield found.group().strip()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, help="a folder; with --synthetic, files or folders")
    parser.add_argument("--synthetic", type=int, default=0, metavar="N", help="make N articles")
    parser.add_argument("--length", type=int, default=5_000, help="characters of a made article")
    parser.add_argument("--queries", type=int, default=520)
    parser.add_argument(
        "--thin", type=int, default=1, metavar="N", help="other systems answer one in N queries"
    )
    parser.add_argument("--alone", action="store_true", help="no other systems")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
