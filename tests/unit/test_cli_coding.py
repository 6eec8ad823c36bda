"""annotate, edit, remove, undo, annotations, done and progress from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from tests.running import Reader
from tests.stores import stored

SIX = "But the newspaper reported that diplomats and defense officials"
MOCKED = "mocked Western intelligence reports"


def corpus_records(seeds: Path) -> list[dict[str, Any]]:
    with TinyDB(seeds / "annotations" / "ann" / "_corpus") as database:
        return [dict(record) for record in database.all()]


def test_paragraph_six_with_its_three_level_chain(reader: Reader, seeds: Path) -> None:
    holder = "the newspaper > diplomats & defense officials"
    made = reader(
        *("annotate", seeds, "001", "--quote", SIX, "--stance", "favor", "--target", "the treaty"),
        *("--holder", holder, "--mode", "indirect", "--tag", "frame/security"),
    )
    assert (made.status, made.err) == (0, "")
    [record] = stored(seeds, "001")
    assert made.out == record["id"] + "\n"
    # The words stand there with no-break spaces, which stay in the quote.
    assert record["segments"][0]["quote"].replace("\xa0", " ") == SIX
    stance = record["stance"]
    # The writer is not in the chain: it is the writer who says that the newspaper says so.
    assert [[actor["name"] for actor in level] for level in stance["holder"]] == [
        ["the newspaper"],
        ["diplomats", "defense officials"],
    ]
    assert stance["target"] == {"kind": "issue", "name": "the treaty"}
    assert (stance["scale"], stance["label"], stance["mode"]) == ("position", "favor", "indirect")
    assert record["confirmed"] == ["target", "holder"]
    [row] = reader("annotations", seeds, "--json").json
    assert (row["paragraph"], row["codes"], row["path"][:3]) == (6, ["frame/security"], "001")
    [declared] = [r for r in corpus_records(seeds) if r["kind"] == "target"]
    assert declared["target"]["name"] == "the treaty"


def test_the_denial_of_a_claim(reader: Reader, seeds: Path) -> None:
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
        *("--target", "Russia is short of weapons"),
    )
    assert made.status == 0
    [record] = stored(seeds, "003")
    assert record["stance"] == {
        "scale": "claim",
        "label": "denies",
        "target": {"kind": "claim", "name": "Russia is short of weapons"},
        "holder": [[{"name": "Dmitry Medvedev", "kind": "person", "id": "person:dmitry-medvedev"}]],
    }


def test_an_article_done_with_no_stance(reader: Reader, seeds: Path) -> None:
    assert reader("done", seeds, "004").status == 0
    [coding] = [r for r in corpus_records(seeds) if r["kind"] == "coding"]
    assert (coding["state"], coding["path"][:3]) == ("done", "004")
    rows = {row["path"][:3]: row for row in reader("progress", seeds, "--json").json}
    assert (rows["004"]["coding"], rows["004"]["coded"], rows["003"]["coding"]) == ("done", 0, "open")
    assert rows["004"]["units"] > 5
    assert reader("done", seeds, "004", "--reopen").status == 0
    assert reader("done", seeds, "003", "--not-codable", "in another language").status == 0
    rows = {row["path"][:3]: row for row in reader("progress", seeds, "--json").json}
    assert (rows["004"]["coding"], rows["003"]["coding"]) == ("open", "not codable")
    assert rows["003"]["reason"] == "in another language"
    assert "the reason is needed" in reader("done", seeds, "003", "--not-codable", " ").error


def test_done_waits_for_required_variables(reader: Reader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(
        """
        schema = 1
        unit = "sentence"
        [[scale]]
        id = "position"
        name = "Position"
        for = ["issue"]
        label = [{id = "favor", name = "favor"}, {id = "against", name = "against"}]
        [[variable]]
        id = "genre"
        name = "Genre"
        level = "article"
        values = ["news", "comment"]
        required = true
        [[variable]]
        id = "intensity"
        name = "Intensity"
        level = "passage"
        values = ["low", "high"]
        required = true
        [[variable]]
        id = "topics"
        name = "Topics"
        level = "passage"
        exclusive = false
        """
    )
    made = reader("annotate", seeds, "003", "--quote", MOCKED, "--stance", "against")
    assert "Genre is empty" in reader("done", seeds, "003").error
    refused = reader("done", seeds, "003", "--set", "genre=news").error
    assert "Intensity is empty" in refused
    assert made.out.strip() in refused
    assert "news, comment" in reader("done", seeds, "003", "--set", "genre=poem").error
    assert "no such variable" in reader("done", seeds, "003", "--set", "intensity=low").error
    assert "VAR=VALUE" in reader("done", seeds, "003", "--set", "genre").error
    values = ("--set", "intensity=high", "--set", "topics=a", "--set", "topics=b")
    assert reader("edit", seeds, made.out.strip(), *values).status == 0
    assert stored(seeds, "003")[0]["values"] == {"intensity": "high", "topics": ["a", "b"]}
    assert reader("done", seeds, "003", "--set", "genre=news").status == 0
    [coding] = [r for r in corpus_records(seeds) if r["kind"] == "coding"]
    assert (coding["state"], coding["values"]) == ("done", {"genre": "news"})
    assert reader("done", seeds, "003", "--reopen").status == 0
    assert next(r for r in corpus_records(seeds) if r["kind"] == "coding")["values"] == {"genre": "news"}


@pytest.mark.parametrize(("typed", "holder"), [("writer", []), ("unattributed", "unattributed")])
def test_holders_that_name_nobody(reader: Reader, seeds: Path, typed: str, holder: object) -> None:
    reader("annotate", seeds, "003", "--whole", "--stance", "favor", "--holder", typed)
    assert stored(seeds, "003")[0]["stance"].get("holder") == holder


def test_a_name_with_a_separator_inside_is_one_actor(reader: Reader, seeds: Path) -> None:
    typed = 'AT&T > "Trade and Industry" & R&D > Ann and Bob'
    reader("annotate", seeds, "003", "--whole", "--stance", "favor", "--holder", typed)
    [record] = stored(seeds, "003")
    names = [[actor["name"] for actor in level] for level in record["stance"]["holder"]]
    assert names == [["AT&T"], ["Trade and Industry", "R&D"], ["Ann", "Bob"]]
    assert 'AT&T > "Trade and Industry" & R&D > Ann & Bob' in reader("annotations", seeds).out


def test_names_are_linked_when_only_one_goes_by_them(reader: Reader, seeds: Path) -> None:
    reader(
        "annotate",
        seeds,
        "003",
        "--whole",
        "--stance",
        "against",
        "--target",
        "Belarus",
        "--holder",
        "medvedev",
    )
    stance = stored(seeds, "003")[0]["stance"]
    assert stance["target"] == {"name": "Belarus", "kind": "entity", "id": "gpe:BY"}
    assert stance["holder"][0][0]["id"] == "person:dmitry-medvedev"
    reader(
        "annotate",
        seeds,
        "002",
        "--whole",
        "--stance",
        "against",
        "--target",
        "Belarus",
        "--target-kind",
        "issue",
    )
    assert stored(seeds, "002")[0]["stance"]["target"] == {"name": "Belarus", "kind": "issue"}


def test_a_target_declared_once_is_the_same_afterwards(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "001", "--whole", "--stance", "favor", "--target", "The Deal")
    reader("annotate", seeds, "002", "--whole", "--stance", "against", "--target", "the deal")
    assert stored(seeds, "002")[0]["stance"]["target"] == {"kind": "issue", "name": "The Deal"}
    assert len([r for r in corpus_records(seeds) if r["kind"] == "target"]) == 1


def test_a_quote_is_found_up_to_spaces_and_quotation_marks(reader: Reader, seeds: Path) -> None:
    assert (
        reader(
            "annotate", seeds, "003", "--quote", 'introducing  the\n"latest TECHNOLOGIES"', "--note", "x"
        ).status
        == 0
    )
    assert stored(seeds, "003")[0]["segments"][0]["quote"] == "introducing the “latest technologies”"


def test_a_quote_that_begins_with_a_hyphen(reader: Reader, seeds: Path) -> None:
    assert reader("annotate", seeds, "003", "--quote", "- By James Kilner", "--tag", "irony").status in (0, 2)
    assert reader("annotate", seeds, "003", "--note", "x", "--quote", "-hi-tech").status == 2
    assert reader("annotate", seeds, "003", "--note", "- x", "--quote", "- By James Kilner").status == 0


def test_a_quote_there_several_times(reader: Reader, seeds: Path) -> None:
    refused = reader("annotate", seeds, "001", "--quote", "Russia", "--note", "x").error
    text = next(seeds.glob("001*")).read_text(encoding="utf-8")
    first, second = refused.split(" at ")[1].split(", ")[:2]
    start, end = map(int, second.split(" ")[0].split(":"))
    assert text[start:end] == "Russia"
    assert int(first.split(":")[0]) < start
    assert "--nth" in refused
    assert reader("annotate", seeds, "001", "--quote", "Russia", "--nth", "2", "--note", "x").status == 0
    segment = stored(seeds, "001")[0]["segments"][0]
    assert (segment["start"], segment["end"]) == (start, end)
    assert (
        "--nth 99"
        in reader("annotate", seeds, "001", "--quote", "Russia", "--nth", "99", "--note", "x").error
    )


def test_several_ranges_are_one_discontinuous_annotation(reader: Reader, seeds: Path) -> None:
    assert reader("annotate", seeds, "003", "--range", "30:40", "--range", "10:20", "--note", "x").status == 0
    text = next(seeds.glob("003*")).read_text(encoding="utf-8")
    assert [s["quote"] for s in stored(seeds, "003")[0]["segments"]] == [
        text[10:20].strip(),
        text[30:40].strip(),
    ]
    assert (
        "overlap"
        in reader("annotate", seeds, "003", "--range", "1:9", "--range", "8:12", "--note", "x").error
    )


def test_a_note_from_stdin(reader: Reader, seeds: Path) -> None:
    note = "- one\n- two\x1b]52;c;x\x07\u202e\n".encode()
    assert reader("annotate", seeds, "003", "--whole", "--note", "-", stdin=note).status == 0
    kept = stored(seeds, "003")[0]["note"]
    assert kept.startswith("- one\n- two")
    assert not {"\x1b", "\x07", "\u202e"} & set(kept)


BAD = [
    (["--range", "5"], "two offsets"),
    (["--range", "x:y"], "two offsets"),
    (["--range", "-3:5"], "two offsets"),
    (["--range", "9:9"], "no words are between these offsets: the second is to be larger"),
    (["--range", "9:5"], "no words are between these offsets"),
    (["--range", "0:99999999"], "which ends at "),
    (["--quote", "these words are nowhere"], "not in 003"),
    (["--quote", " "], "some words"),
    (["--range", "0:9", "--quote", "x"], "not allowed with"),
    (["--nth", "2", "--whole"], "--nth"),
    (["--whole", "--stance", "wonderful"], "position/favor|against"),
    (["--whole", "--stance", "nope/favor"], "no label"),
    (["--whole", "--target", "x"], "--stance too"),
    (["--whole", "--holder", "x"], "--stance too"),
    (["--whole", "--stance", "favor", "--target-kind", "issue"], "--target"),
    (["--whole", "--stance", "favor", "--holder", "a > > b"], "empty level"),
    (["--whole", "--stance", "favor", "--holder", "A>B"], "has a > inside"),
    (["--whole", "--stance", "favor", "--holder", ""], "--holder: it is empty; leave the option out"),
    (["--whole", "--stance", "favor", "--holder", " "], "--holder: it is empty; leave the option out"),
    (["--whole", "--stance", "favor", "--target", " "], "--target: it is empty; leave the option out"),
    (["--whole", "--tag", "mokery"], "device/mockery"),
    (["--whole", "--tag", "zzzzzz"], "codebook.toml"),
    (["--whole", "--set", "nope=1"], "no such variable"),
    ([], "is required"),
]


@pytest.mark.parametrize(("options", "said"), BAD)
def test_what_cannot_be_annotated(reader: Reader, seeds: Path, options: list[str], said: str) -> None:
    note = [] if "--stance" in options or "--target" in options or "--holder" in options else ["--note", "x"]
    assert said in reader("annotate", seeds, "003", *options, *note).error
    assert not (seeds / "annotations").exists()


def test_nothing_said_is_no_annotation(reader: Reader, seeds: Path) -> None:
    assert "nothing is said" in reader("annotate", seeds, "003", "--whole").error
    assert "no such article" in reader("annotate", seeds, "999", "--whole", "--note", "x").error


def test_somebody_has_to_sign(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLOSE_READER_ANNOTATOR", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text("[user]\nname = Ann Smith\n")
    said = reader("annotate", seeds, "003", "--whole", "--note", "x").error
    assert "--as NAME" in said
    assert reader("annotate", seeds, "003", "--whole", "--note", "x", "--as", "Ann Smith").status == 0
    # Where the proposed name has annotations already, nobody needs to ask again.
    if "Ann Smith" in said:
        assert reader("annotate", seeds, "002", "--whole", "--note", "x").status == 0
    assert "a name is needed" in reader("annotations", seeds, "--as", " ").error


def test_annotate_refuses_what_is_there_already(reader: Reader, seeds: Path) -> None:
    words = ("annotate", seeds, "003", "--quote", "mocked Western intelligence reports")
    made = (*words, "--stance", "against", "--target", "Russia", "--tag", "device/mockery")
    assert reader(*made).status == 0
    assert reader(*made).error == "reader: the same is there already: against → Russia\n"
    assert len(stored(seeds, "003")) == 1
    for other in (("--note", "why"), ("--as", "bob"), ("--holder", "Dmitry Medvedev")):
        assert reader(*made, *other).status == 0
    assert len(stored(seeds, "003")) == 3
