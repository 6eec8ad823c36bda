"""edit, remove, undo and redo from the command line: what is replaced, refused, taken back."""

from __future__ import annotations

import json
from pathlib import Path

from tests.running import Reader
from tests.stores import stored

MOCKED = "mocked Western intelligence reports"


def test_edit_replaces_what_is_given(reader: Reader, seeds: Path) -> None:
    made = reader(
        *(
            "annotate",
            seeds,
            "003",
            "--quote",
            MOCKED,
            "--stance",
            "claim/denies",
            "--holder",
            "Dmitry Medvedev",
        ),
        *("--target", "Russia is short of weapons", "--tag", "device/mockery", "--note", "one"),
    ).out.strip()
    before = stored(seeds, "003")[0]
    assert reader("edit", seeds, made, "--note", "two").out.strip() == made
    assert reader("edit", seeds, made[:12], "--stance", "claim/doubts", "--tag", "frame/security").status == 0
    after = stored(seeds, "003")[0]
    assert after["stance"] == {**before["stance"], "label": "doubts"}
    assert (after["note"], after["tags"]) == ("two", ["device-mockery", "frame-security"])
    assert (after["created"], after["segments"]) == (before["created"], before["segments"])
    assert (
        reader(
            "edit", seeds, made, "--untag", "device/mockery", "--holder", "", "--quote", "ramping up"
        ).status
        == 0
    )
    after = stored(seeds, "003")[0]
    assert after["tags"] == ["frame-security"]
    assert "holder" not in after["stance"]
    assert after["segments"][0]["quote"] == "ramping up"
    assert reader("edit", seeds, made, "--no-stance").status == 0
    assert "stance" not in stored(seeds, "003")[0]


def test_edits_that_make_no_sense(reader: Reader, seeds: Path) -> None:
    made = reader("annotate", seeds, "003", "--whole", "--note", "x").out.strip()
    assert "nothing would change" in reader("edit", seeds, made).error
    assert "nothing would change" in reader("edit", seeds, made, "--note", "x").error
    assert "nothing would be left" in reader("edit", seeds, made, "--note", "").error
    assert "--stance too" in reader("edit", seeds, made, "--target", "x").error
    assert "no such tag" in reader("edit", seeds, made, "--untag", "device/mockery").error
    assert "no value" in reader("edit", seeds, made, "--unset", "genre").error
    assert "nothing of it can be given" in reader("edit", seeds, made, "--no-stance", "--holder", "x").error
    assert "no annotation has an id" in reader("edit", seeds, "777", "--note", "y").error
    assert "no annotation has an id" in reader("edit", seeds, made, "--note", "y", "--as", "bob").error
    reader("annotate", seeds, "003", "--whole", "--note", "z")
    assert "beginning of 2 ids" in reader("edit", seeds, made[:3], "--note", "y").error


def test_only_ones_own_can_be_changed(reader: Reader, seeds: Path) -> None:
    made = reader("annotate", seeds, "003", "--whole", "--note", "x").out.strip()
    assert "is by ann" in reader("edit", seeds, made, "--note", "y", "--as", "bob", "--show-others").error
    assert "is by ann" in reader("remove", seeds, made, "--as", "bob", "--show-others").error


def test_undo_and_redo_say_what_they_took(reader: Reader, seeds: Path) -> None:
    words = "mocked Western intelligence reports"
    tagged = reader("annotate", seeds, "003", "--quote", words, "--tag", "device/mockery").out.strip()
    what = f"#device/mockery (003_b2f1ad3f4cdf42dc.txt ¶2, {tagged})"
    assert reader("undo", seeds).err == f"reader: undone: {what}\n"
    assert reader("redo", seeds).err == f"reader: redone: {what}\n"
    reader("edit", seeds, tagged, "--stance", "against", "--target", "Russia")
    stance = what.replace("#device/mockery", "against → Russia")
    assert reader("undo", seeds).err == f"reader: undone: change of {what}\n"
    assert reader("redo", seeds).err == f"reader: redone: change of {stance}\n"


def test_remove_undo_redo_and_log(reader: Reader, seeds: Path) -> None:
    one = reader("annotate", seeds, "001", "--whole", "--note", "one").out.strip()
    two = reader("annotate", seeds, "002", "--whole", "--note", "two").out.strip()
    assert reader("remove", seeds, one, two, one).out.split() == [one, two]
    assert reader("annotations", seeds).out == ""
    undone = reader("undo", seeds)
    assert (undone.status, undone.out) == (0, "")
    assert undone.err == "reader: undone: removal of 2 annotations in 2 articles\n"
    assert {row["id"] for row in reader("annotations", seeds, "--json").json} == {one, two}
    assert reader("redo", seeds).status == 0
    assert reader("annotations", seeds).out == ""
    redone = reader("redo", seeds)
    assert (redone.status, redone.out, redone.err) == (1, "", "reader: there is nothing to redo\n")
    ops = [entry["op"] for entry in reader("log", seeds, "--json").json]
    assert ops == ["add", "add", "remove", "undo", "redo"]
    assert [line.split()[1] for line in reader("log", seeds, "--limit", "2").lines] == ["undo", "redo"]
    assert "--limit" in reader("log", seeds, "--limit", "0").error
    undone = reader("undo", seeds, "--as", "bob")
    assert (undone.status, undone.out, undone.err) == (1, "", "reader: there is nothing to undo\n")
    assert "no annotation" in reader("remove", seeds, one, "999").error


def test_what_is_done_is_durable_at_exit(reader: Reader, seeds: Path) -> None:
    made = reader("annotate", seeds, "001", "--whole", "--note", "one").out.strip()
    data = json.loads(next((seeds / "annotations" / "ann").glob("001*.json")).read_bytes())
    assert data["_default"][made]["note"] == "one"


def test_what_a_switch_of_branches_put_back_is_not_called_changed_since(reader: Reader, seeds: Path) -> None:
    made = reader("annotate", seeds, "003", "--whole", "--note", "one").out.strip()
    [file] = (seeds / "annotations" / "ann").glob("003*")
    before = file.read_bytes()
    assert reader("edit", seeds, made, "--note", "two").status == 0
    assert reader("remove", seeds, made).status == 0
    file.write_bytes(before)
    said = reader("undo", seeds).error
    assert "since" not in said
    assert f"note 'two' on {file.name.removesuffix('.json')} ({made}) is not what that left" in said
    assert "as after a merge or a switch of branches: revision 1 is there, written by ann (20" in said
