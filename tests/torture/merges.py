"""Histories of two clones that git alone brings together: merged, rebased, cherry-picked, with no driver but
what the first annotation puts into ``.gitattributes``.

What should be there afterwards follows from who changed what: a revision replaces those it was made from; of
two that went separate ways both stay, but for a removal, which gives way. Neither clocks nor places in a file
count.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tinydb import TinyDB

from tests.torture.branch import commit, git
from tests.torture.clones import ARTICLES, CORPUS, NEW, Chain, Clone, State, two_clones
from tests.torture.oracle import Tally, Verdict, data_files, strict
from tests.torture.places import scratch

HISTORIES = 300
OFTEN = (1, 2, 3, 10, 40)
"""How often a record is revised that the other has an old copy of."""
_SAID = ("edited in two places: both are kept", "the edit was kept")
"""What is said of a merged file with which nothing is wrong."""

# What two people do


def neighbours(left: Clone, right: Clone) -> None:
    """Each changes one of two records that stand side by side."""
    there = left.live(ARTICLES[0])
    at = left.rng.randrange(len(there) - 1)
    for clone, key in ((left, there[at]), (right, there[at + 1])):
        clone.save(partial(clone.rng.choice((clone.edit, clone.remove)), key=key))


def first_and_last(left: Clone, right: Clone) -> None:
    """Of one file; both add behind the last."""
    there = left.live(ARTICLES[0])
    for clone, key in ((left, there[0]), (right, there[-1])):
        clone.save(partial(clone.rng.choice((clone.edit, clone.remove)), key=key))
        clone.save(partial(clone.add, path=ARTICLES[0]))


def both_create(left: Clone, right: Clone) -> None:
    """The file of an article that nobody has annotated."""
    for clone in (left, right):
        for _ in range(clone.rng.randint(1, 2)):
            clone.save(partial(clone.add, path=NEW))


def both_remove(left: Clone, right: Clone) -> None:
    key = left.rng.choice(left.live(ARTICLES[0]))
    for clone in (left, right):
        clone.save(partial(clone.remove, key=key), clone.anything)


def remove_against_edit(left: Clone, right: Clone) -> None:
    key = left.rng.choice(left.live(left.rng.choice((ARTICLES[0], CORPUS))))
    one, other = left.rng.sample((left, right), 2)
    one.save(partial(one.remove, key=key))
    other.save(partial(other.edit, key=key))


def both_edit_one(left: Clone, right: Clone) -> None:
    key = left.rng.choice(left.live(left.rng.choice((ARTICLES[0], CORPUS))))
    for clone in (left, right):
        for _ in range(clone.rng.randint(1, 3)):
            clone.save(*[partial(clone.edit, key=key)] * clone.rng.choice(OFTEN))


def one_goes_on_unaware(left: Clone, right: Clone) -> None:
    """Both edit one record; one merges that and saves, the other edits on before it has seen it."""
    key = left.rng.choice(left.live(ARTICLES[0]))
    for clone in (left, right):
        clone.save(*[partial(clone.edit, key=key)] * clone.rng.choice(OFTEN))
    bring(left, right, *MERGE)
    left.save(partial(left.add, path=ARTICLES[0]))
    right.save(*[partial(right.edit, key=key)] * right.rng.choice(OFTEN))


def anything(left: Clone, right: Clone) -> None:
    for clone in (left, right):
        for _ in range(clone.rng.randint(1, 3)):
            clone.save(*[clone.anything] * clone.rng.randint(1, 3))


def another_version(left: Clone, right: Clone) -> None:
    """One has a newer program, which writes what it changes in another shape."""
    left.newer = True
    anything(left, right)


def an_article_moves(left: Clone, right: Clone) -> None:
    """With one, while the other goes on with it where it was, where all that it leaves alone gets old."""
    old, new = ARTICLES[0], "elsewhere.txt"
    left.move(old, new)
    kept, gone = left.rng.sample(left.live(new), 2)
    often = [partial(left.edit, key=key) for key in (kept, gone)] * left.rng.choice(OFTEN)
    left.save(*often, partial(left.remove, key=gone))
    left.save(partial(left.edit, key=left.rng.choice(left.live(new))), left.anything)
    goes_on = right.rng.random() < 0.5
    for deed in (right.edit, right.remove):
        there = [partial(deed, key=right.rng.choice(right.live(old)))] if goes_on else []
        right.save(*there, partial(right.add, path=old))


def a_folder_moves(left: Clone, right: Clone) -> None:
    """With both; one moves the folder of its annotations along, and does not leave that to the store."""
    old, new = ARTICLES[1], "moved/b.txt"
    for clone in (left, right):
        clone.move(old, new)
    git(right.root, "mv", "annotations/ann/sub", "annotations/ann/moved")
    commit(right.root)
    for clone in (left, right):
        clone.save(partial(clone.edit, key=clone.rng.choice(clone.live(new))), clone.anything)
        # Of many git does not see that theirs is the same file, and takes the first lines of both.
        clone.save(*[partial(clone.add, path=new)] * clone.rng.choice((1, 12)))


KINDS = (
    neighbours,
    first_and_last,
    both_create,
    both_remove,
    remove_against_edit,
    both_edit_one,
    one_goes_on_unaware,
    anything,
    another_version,
    an_article_moves,
    a_folder_moves,
)

# How git brings it together


def bring(clone: Clone, other: Clone, *how: str, what: str = "main") -> bool:
    """Let *clone* take in *what* of *other*, with the command *how*; whether git had to be told something.

    Where an article moved, git may not see that its small file was renamed and not removed: one says that all
    there is stays. Raises ``RuntimeError`` when it stops for anything else.
    """
    git(clone.root, "fetch", "-q", os.fspath(other.root), what)
    try:
        git(clone.root, *how, "FETCH_HEAD")
    except RuntimeError as error:
        if not clone.moved or not any(
            f"CONFLICT ({what}/delete)" in str(error) for what in ("modify", "rename")
        ):
            raise
        git(clone.root, "add", "-A")
        git(clone.root, "-c", "core.editor=true", how[0], "--continue")
        return True
    return False


MERGE = ("merge", "-q", "--no-edit")
REBASE = ("rebase", "-q")
PICK = ("cherry-pick", "--keep-redundant-commits")
"""The last commit of the other alone: what it changed, whatever came before it there."""
WAYS = (MERGE, REBASE, MERGE, PICK)


def union(one: Mapping[str, Chain], other: Mapping[str, Chain]) -> State:
    """What should be there when both come together; two that went separate ways are one record, ``A\\0B``."""
    both = dict(one)
    for key, chain in other.items():
        known = one.get(key, ())
        if chain[: len(known)] == known:
            both[key] = chain
        elif known[: len(chain)] != chain:
            ends = [end for end in (known[-1], chain[-1]) if not end.startswith("-")]
            both[key] = ("\0".join(ends) or "-",)
    return both


def beside(changed: Collection[str], ours: State, before: State, homes: Mapping[str, str]) -> set[str]:
    """The records that git may take along with those *changed* by a commit that is picked, by their *homes*.

    They stand in one file next to one of those, or to another that is taken along, and are not the same in
    *ours* and *before* the commit.
    """
    found = set[str]()
    for home in {homes[key] for key in changed}:
        there = sorted((key for key in {*ours, *before, *changed} if homes[key] == home), key=int)
        for order in (there, there[::-1]):
            near = False
            for key in order:
                near = key in changed or (near and ours.get(key) != before.get(key))
                if near and key not in changed:
                    found.add(key)
    return found


# What has come of it


@dataclass(slots=True)
class Judge:
    """Compares what clones show with what was *expected* of them, given all the *past* of their records."""

    expected: State
    past: list[Chain]
    along: dict[str, str] = field(default_factory=dict)
    """What may have come with a commit that was picked, and what it replaces then: git takes the lines beside
    those that were changed along where they are not the same."""
    removals: dict[str, str] = field(default_factory=dict)
    """The ids of those whose removal may have come so, and what is gone then."""
    came: set[str] = field(default_factory=set)
    """What of all that did come."""
    verdict: Verdict = field(default_factory=Verdict)

    def may_come_along(self, ours: State, before: State, near: Set[str]) -> None:
        """With a commit picked: of what stands *near*, what was *before* it there, and replaces *ours*."""
        for key in near & before.keys():
            chain, known = before[key], ours.get(key, ())
            if known[: len(chain)] == chain:
                continue
            replaced = known[-1] if known and chain[: len(known)] == known else ""
            if not chain[-1].startswith("-"):
                self.along[chain[-1]] = replaced
            elif replaced:
                self.removals[key] = replaced

    def look(self, clone: Clone, when: str) -> None:
        with clone.opened() as store:
            shown = [(a.id, a.note) for a in store.annotations()] + [(m.id, m.body) for m in store.memos()]
            removed_here = store.removed()
            problems = [one for one in store.problems() if not any(words in one.message for words in _SAID)]
        ends = [chain[-1] for chain in self.expected.values()]
        wanted = Counter(note for end in ends if not end.startswith("-") for note in end.split("\0"))
        found = Counter(note for _, note in shown)
        came, gone = self.along.keys() & (found - wanted).keys(), self.removals.keys() & removed_here
        self.came |= came | gone
        for note in came:
            wanted = wanted + Counter([note]) - Counter([self.along[note]])
        wanted -= Counter(self.removals[key] for key in gone)
        removed = {note for chain in self.past if chain[-1].startswith("-") for note in chain}
        self.verdict.unreadable += [f"{when}: {problem}" for problem in problems]
        self.verdict.lost += [f"{when}: {note}" for note in wanted - found]
        if len({key for key, _ in shown}) < len(shown):
            self.verdict.duplicated.append(f"{when}: an id stands for two records")
        for note in found - wanted:
            if note in wanted:
                self.verdict.duplicated.append(f"{when}: {note}")
            else:
                self.verdict.resurrected.append(f"{when}: {note}{' is stale' * (note not in removed)}")

    def plain(self, clone: Clone, when: str, *, laid_out: bool) -> None:
        """Every file opens in plain TinyDB; what was *laid_out* by the store names no key twice."""
        for path in data_files(clone.root / "annotations" / "ann"):
            try:
                (strict if laid_out else json.loads)(path.read_bytes())
                with TinyDB(path, access_mode="r") as database:
                    if database.all()[0]["kind"] not in ("article", "corpus"):
                        raise ValueError("the first record is no header")
            except (ValueError, LookupError) as error:
                self.verdict.unreadable.append(f"{when}: {path.name}: {error}")

    def lay_out(self, clone: Clone, when: str) -> dict[str, bytes]:
        """The bytes of the files of *clone* after its store has put them in order, which is committed."""
        with clone.opened() as store:
            store.repair()
        self.plain(clone, when, laid_out=True)
        self.look(clone, when)
        commit(clone.root)
        own = clone.root / "annotations" / "ann"
        return {path.relative_to(own).as_posix(): path.read_bytes() for path in data_files(own)}

    def converge(self, left: Clone, right: Clone, ours: Mapping[str, bytes]) -> None:
        """*right* merges what *left* was before, too; then each merges what the other has made of that."""
        bring(right, left, *MERGE, what="before")
        theirs = self.lay_out(right, "merged by the other")
        self.verdict.unreadable += [f"the clones differ in {name}" for name in _unlike(ours, theirs)]
        for clone, other in ((left, right), (right, left)):
            bring(clone, other, *MERGE)
            again = self.lay_out(clone, "merged back")
            self.verdict.unreadable += [f"merging back changed {name}" for name in _unlike(ours, again)]


def _unlike(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def run(place: Path, number: int, seed: int) -> tuple[str, Judge, bool]:
    """The history *number*: what it was, who judged what came of it, whether git had to be helped."""
    rng = random.Random(f"{seed}/{number}")
    kind, how = KINDS[number % len(KINDS)], WAYS[number // len(KINDS) % len(WAYS)]
    left, right = two_clones(place, rng, fresh=kind is both_create and how is not PICK and rng.random() < 0.5)
    right.behind = rng.random() < 1 / 3
    kind(left, right)
    told = f"history {number}: {kind.__name__}, {how[0]}{', a clock behind' * right.behind}"
    judge, taken = Judge({}, [*left.state.values(), *right.state.values()]), right.state
    if how is PICK:
        *_, before, taken = right.steps
        taken = {key: chain for key, chain in taken.items() if chain != before.get(key)}
        homes = {**left.homes, **right.homes}
        moved = left.moved or right.moved  # of a file that moved git may take all along
        near = before.keys() if moved else beside(taken, left.state, before, homes)
        judge.may_come_along(left.state, before, near)
    judge.expected = union(left.state, taken)
    git(left.root, "branch", "before")
    helped = False
    try:
        helped = bring(left, right, *how)
        left.moved = right.moved = left.moved | right.moved
        left.newer = right.newer = left.newer or right.newer
        judge.plain(left, "as merged", laid_out=False)
        judge.look(left, "as merged")
        ours = judge.lay_out(left, "laid out")
        if how is MERGE:
            judge.converge(left, right, ours)
    except RuntimeError as error:
        judge.verdict.unreadable.append(str(error))
    return told, judge, helped


def torture(seed: int, *, histories: int = HISTORIES) -> Tally:
    """So many *histories*, drawn by *seed*."""
    tally, helped, came = Tally("two clones"), 0, 0
    with scratch() as place:
        for number in range(histories):
            told, judge, asked = run(place, number, seed)
            helped += asked
            came += bool(judge.came)
            tally.count(judge.verdict, told)
    tally.remark = (
        f"git asked {helped} times about the file of an article that moved, "
        f"and {came} commits that were picked took along what stood beside"
    )
    return tally
