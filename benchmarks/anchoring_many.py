"""How long it takes to place many annotations, as the reader does it, beside reading the same files."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

from annotations import locating
from annotations.anchoring import AnchorState, PositionMap, describe
from annotations.ids import doc_id, text_hashes
from annotations.model import Annotation
from annotations.store import Action, AnnotationStore, Change
from reader.workspace import Workspace

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
STATES: tuple[AnchorState, ...] = ("exact", "moved", "ambiguous", "orphan")


def composed(count: int, rng: random.Random) -> list[str]:
    """*count* articles of a dozen paragraphs each, of the words of the five."""
    words = " ".join(file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))).split()
    return ["\n\n".join(" ".join(rng.choices(words, k=60)) for _ in range(12)) for _ in range(count)]


def touched(text: str, rng: random.Random) -> str:
    """*text* with a new first line, without one of its paragraphs, and another word in each other one."""
    paragraphs = [paragraph.split(" ") for paragraph in text.split("\n\n")]
    del paragraphs[rng.randrange(len(paragraphs))]
    for words in paragraphs:
        words[rng.randrange(len(words))] = rng.choice(rng.choice(paragraphs))
    return "\n\n".join(["A line put before it.", *map(" ".join, paragraphs)])


def annotated(corpus: Path, texts: Sequence[str], count: int, rng: random.Random) -> None:
    """Write *texts* into *corpus*, and *count* annotations of ``ann`` on runs of their words."""
    store = AnnotationStore(corpus / "annotations", "ann")
    store.load()
    changes = []
    for number, text in enumerate(texts):
        path = f"{number:04}.txt"
        (corpus / path).write_text(text, encoding="utf-8")
        sha, plain = text_hashes(text)
        store.keep_text(sha, text)
        for start, end in runs(text, rng, -(-count // len(texts))):
            made = Annotation(
                store.new_id(),
                doc_id(path, sha),
                "ann",
                store.now(),
                store.now(),
                segments=(describe(text, start, end),),
                text=sha,
                text_lf="" if plain == sha else plain,
                note="a note",
            )
            changes.append(Change(path, None, made))
    store.apply(Action("add", tuple(changes[:count]))).result()
    store.close()


def runs(text: str, rng: random.Random, count: int) -> Iterator[tuple[int, int]]:
    """Runs of 3 to 15 words."""
    words = [m.span() for m in re.finditer(r"\S+", text)]
    for _ in range(count):
        first, size = rng.randrange(len(words) - 15), rng.randint(3, 15)
        yield words[first][0], words[first + size - 1][1]


def placing(corpus: Path) -> tuple[float, float, Counter[AnchorState]]:
    """Seconds to read and parse the files of *corpus*, seconds to place its annotations, how they fared."""
    began = time.perf_counter()
    workspace = Workspace.open(corpus, annotator="ann")
    documents = [workspace.document(path) for path in workspace.paths]
    records = [workspace.store.annotations(document.path) for document in documents]
    read = time.perf_counter()
    found = Counter(one.state for document in documents for one in workspace.anchored(document))
    placed = time.perf_counter()
    if sum(found.values()) != sum(map(len, records)):
        raise SystemExit("not every annotation was placed or called lost")
    workspace.close()
    return read - began, placed - read, found


def work(corpus: Path) -> Counter[str]:
    """How often, to place the annotations of *corpus*, texts are aligned, quotes sought, words compared."""
    counts = Counter[str]()

    def counting(what: str, done: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **more: object) -> object:
            counts[what] += 1
            return done(*args, **more)

        return counted

    with ExitStack() as watched:
        for what, owner, name in (
            ("aligned", PositionMap, "__init__"),
            ("sought", locating.Locator, "find"),
            ("compared", locating, "likeness"),
        ):
            watched.enter_context(patch.object(owner, name, counting(what, getattr(owner, name))))
        placing(corpus)
    return counts


def measure_many(count: int, articles: int, seed: int, rounds: int) -> None:
    """Print how long *count* annotations of so many *articles* take, the median of *rounds*."""
    rng = random.Random(seed)
    print(f"\n{count:,} annotations of {articles} articles; {rounds} rounds, medians\n")
    columns = "".join(f"{name:>11}" for name in ("seconds", "ratio", "aligned", "sought", "compared"))
    print(f"{'':28}{columns}   exact moved ambiguous orphan")
    with TemporaryDirectory() as folder:
        corpus = Path(folder)
        annotated(corpus, composed(articles, rng), count, rng)
        for title in ("no file has changed", "every file has", "and no old text was kept"):
            if title.startswith("every"):
                for file in corpus.glob("*.txt"):
                    file.write_text(touched(file.read_text(encoding="utf-8"), rng), encoding="utf-8")
            elif title.startswith("and"):
                shutil.rmtree(corpus / "annotations" / "texts")
            taken = [placing(corpus) for _ in range(rounds)]
            seconds = median(placed for _, placed, _ in taken)
            ratio = median(placed / read for read, placed, _ in taken)
            done, found = work(corpus), taken[0][2]
            row = f"{title:28}{seconds:11.2f}{ratio:11.2f}"
            row += "".join(f"{done[what]:11,}" for what in ("aligned", "sought", "compared"))
            print(
                row + "   " + " ".join(f"{found[one]:,}" for one in ("exact", "moved", "ambiguous", "orphan"))
            )
