"""Of several lines about one record, what counts, whoever merged what."""

from __future__ import annotations

import json
import random
from itertools import permutations
from typing import Any

import pytest

from annotations.lines import Line, dumps, next_chain
from annotations.resolving import resolve
from annotations.rows import rows_of
from annotations.shifting import union

BASE: dict[str, Any] = {"kind": "memo", "id": "5", "rev": 1, "note": "base"}


def line(key: str, data: dict[str, Any]) -> Line:
    return Line(key, dumps(data), data, 1)


def edited(data: dict[str, Any], note: str) -> dict[str, Any]:
    return {**data, "note": note, "rev": data["rev"] + 1, "prev": next_chain(data)}


def test_identical_lines_collapse_whatever_their_spelling() -> None:
    spaced = Line("5", json.dumps(BASE).encode(), BASE, 2)
    kept, notes = resolve([line("5", BASE), spaced])
    assert [found.data for found in kept] == [BASE]
    assert notes == []


@pytest.mark.parametrize("steps", [1, 2, 9, 40, 1000])
def test_a_descendant_wins_however_many_steps_later(steps: int) -> None:
    newest = BASE
    for step in range(steps):
        newest = edited(newest, str(step))
    for order in ([newest, BASE], [BASE, newest]):
        kept, notes = resolve(line("5", data) for data in order)
        assert [found.data for found in kept] == [newest]
        assert notes == []
    removed = {"kind": "removed", "rev": newest["rev"] + 1, "prev": next_chain(newest), "by": "bob", "t": ""}
    kept, notes = resolve([line("5", BASE), line("5", removed)])
    assert [found.data for found in kept] == [removed]
    assert notes == []


def test_two_edits_both_stay_the_same_in_every_order() -> None:
    ours, theirs = edited(BASE, "ours"), edited(edited(BASE, "theirs"), "theirs again")
    kept, notes = resolve([line("5", BASE), line("5", ours), line("5", theirs)])
    assert [found.data for found in kept] == [theirs, {**ours, "id": kept[1].key, "conflict_of": "5"}]
    assert len(notes) == 1
    assert kept[1].key in notes[0][1]
    assert 0 < int(kept[1].key) < 1 << 63
    swapped, _ = resolve([line("5", theirs), line("5", ours)])
    assert sorted(found.value for found in swapped) == sorted(found.value for found in kept)
    # A clone that settled it first and one that did not yet come to the same again.
    again, notes = resolve([*kept, line("5", ours), line("5", theirs)])
    assert sorted(found.value for found in again) == sorted(found.value for found in kept)


def test_a_removed_conflict_copy_does_not_come_back() -> None:
    ours, theirs = edited(BASE, "ours"), edited(BASE, "theirs")
    kept, _ = resolve([line("5", ours), line("5", theirs)])
    winner, loser = kept
    tombstone = {"kind": "removed", "rev": 3, "prev": next_chain(loser.data)}
    after, _ = resolve([winner, line(loser.key, tombstone), line("5", ours), line("5", theirs)])
    assert {found.key: found.data["kind"] for found in after} == {"5": "memo", loser.key: "removed"}


def test_what_was_set_apart_does_not_come_back_when_the_other_is_removed() -> None:
    ours, theirs = edited(BASE, "ours"), edited(edited(BASE, "theirs"), "theirs again")
    winner, apart = resolve([line("5", ours), line("5", theirs)])[0]
    removed = {"kind": "removed", "rev": 4, "prev": next_chain(winner.data)}
    changed = edited(apart.data, "looked at")
    for after in (apart, line(apart.key, changed)):
        lines = [line("5", removed), after, line("5", ours)]
        for order in (lines, lines[::-1]):
            kept, notes = resolve(order)
            assert {found.key: found.data for found in kept} == {"5": removed, apart.key: after.data}
            assert notes == []


def test_a_removal_loses_against_an_edit_made_without_it_and_wins_over_what_it_removed() -> None:
    removed = {"kind": "removed", "rev": 2, "prev": next_chain(BASE), "by": "bob", "t": "now"}
    change = edited(BASE, "kept")
    kept, notes = resolve([line("5", removed), line("5", change)])
    assert kept[0].data == change
    assert [found.data["kind"] for found in kept] == ["memo", "removed"]
    assert "removed by bob" in notes[0][1]
    kept, notes = resolve([line("5", BASE), line("5", removed)])
    assert [found.data for found in kept] == [removed]
    assert notes == []


def test_keys_that_are_no_ids_become_ids() -> None:
    for key in ("abc", "", "05", str(1 << 63), "٣"):
        kept, notes = resolve([line(key, BASE)])
        assert int(kept[0].key) < 1 << 63
        assert len(notes) == 1
        assert resolve([line(key, BASE)])[0] == kept


def again(data: dict[str, Any]) -> dict[str, Any]:
    """The next revision of *data*, which says what it said."""
    return {**data, "rev": data["rev"] + 1, "prev": next_chain(data)}


def removed(data: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "removed", "rev": data["rev"] + 1, "prev": next_chain(data), "by": "bob", "t": "now"}


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("before", [BASE, edited(BASE, "twice")])
def test_what_only_says_something_again_gives_way_to_what_went_on_from_that(
    before: dict[str, Any], times: int
) -> None:
    """However often a clone put it anew into a file, it knew no better than the one that changed it."""
    repeated = before
    for _ in range(times):
        repeated = again(repeated)
    for change in (removed(before), edited(before, "changed"), edited(edited(before, "changed"), "further")):
        for order in permutations([repeated, change, before]):
            kept, notes = resolve(line("5", data) for data in order)
            assert [found.data for found in kept] == [change]
            assert notes == []
    gone_on = edited(repeated, "of what was said again")
    assert len(resolve([line("5", gone_on), line("5", edited(before, "changed"))])[0]) == 2
    assert [found.data for found in resolve([line("5", repeated), line("5", before)])[0]] == [repeated]


def test_what_says_again_what_somebody_else_took_back_stays() -> None:
    """It is the same words, but said by somebody who knew the other ones."""
    taken_back = {**edited(edited(BASE, "changed"), "base"), "note": "base"}
    other = edited(BASE, "other")
    assert len(resolve([line("5", taken_back), line("5", other)])[0]) == 2


def test_an_old_line_of_what_was_removed_and_set_apart_takes_nobodys_place() -> None:
    """A backup, or a file of another clone, may bring back what the removal descends from."""
    old = edited(edited(BASE, "first"), "z: of a greater revision, then removed")
    mine, theirs = edited(BASE, "mine"), removed(old)
    kept, _ = resolve([line("5", mine), line("5", theirs)])
    assert [found.data.get("note") for found in kept] == ["mine", None]
    for late in (old, edited(BASE, "first"), BASE):
        for order in ([*kept, line("5", late)], [line("5", late), *kept]):
            assert sorted(found.value for found in resolve(order)[0]) == sorted(one.value for one in kept)


@pytest.mark.parametrize("seed", range(60))
def test_rows_of_several_files_are_as_if_one_file_had_all_lines(seed: int) -> None:
    """Also where a line was set apart in one of them, and changed or removed there."""
    rng = random.Random(seed)
    files = [rows_of([line(key, {**BASE, "id": key}) for key in "5678"]) for _ in range(3)]
    for step in range(rng.randrange(1, 12)):
        at = rng.randrange(3)
        key = rng.choice([*files[at]])
        data = files[at][key].data()
        if data["kind"] != "removed":
            changed = removed(data) if rng.random() < 0.2 else edited(data, f"{step % 5}")
            files[at] |= rows_of([line(key, changed)])
        if rng.random() < 0.3:
            files[at] = union(files[at], files[rng.randrange(3)])
    lines = [line(key, row.data()) for rows in files for key, row in rows.items()]
    expected = {one.key: one.value for one in resolve(lines)[0]}
    assert {key: row.raw for key, row in union(*files).items()} == expected


@pytest.mark.parametrize("times", [1, 2])
def test_of_lines_that_only_say_one_again_there_is_always_one_that_counts(times: int) -> None:
    """Also where a copy that was set apart descends from all of them."""
    repeated = [again(BASE)]
    for _ in range(times):
        repeated.append(again(repeated[-1]))
    copy = {**edited(repeated[-1], "set apart"), "id": "9", "conflict_of": "5"}
    for order in permutations([*(line("5", data) for data in repeated), line("9", copy)]):
        kept = {found.key: found.data for found in resolve(order)[0]}
        assert kept == {"5": repeated[-1], "9": copy}
