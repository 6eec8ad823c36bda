"""annotations, progress and set from the command line: what they show of what was coded."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from reader.workspace import Workspace
from tests.running import Reader

SIX = "But the newspaper reported that diplomats and defense officials"
MOCKED = "mocked Western intelligence reports"


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """A corpus with three annotations."""
    reader("set", seeds, "001", "outlet=The Moscow Times", "date=2014-01")
    holder = "the newspaper > diplomats & defense officials"
    reader(
        "annotate",
        seeds,
        "001",
        "--quote",
        SIX,
        "--stance",
        "favor",
        "--target",
        "the treaty",
        "--holder",
        holder,
    )
    reader(
        "annotate",
        seeds,
        "003",
        "--quote",
        MOCKED,
        "--stance",
        "claim/denies",
        "--holder",
        "Dmitry Medvedev",
        "--tag",
        "device/mockery",
    )
    reader("annotate", seeds, "002", "--whole", "--note", "dull but careful")
    return seeds


QUERIES: dict[str, list[str]] = {
    "": ["001", "002", "003"],
    "stance:favor": ["001"],
    "stance:claim/denies": ["003"],
    "-has:stance": ["002"],
    "holder:diplomats": ["001"],
    "holder:newspaper": [],
    "via:newspaper": ["001"],
    "holder:medvedev": ["003"],
    "target:treaty": ["001"],
    "tag:mockery": ["003"],
    "has:note": ["002"],
    'outlet:"Moscow Times"': ["001", "002"],
    "date:2014": ["001"],
    "-date:2014": ["002", "003"],
    "is:unread stance:favor": ["001"],
    "is:read": [],
    "entity:Interfax": ["002"],
    "dull": ["002"],
    "carefull": ["002"],
    "=carefull": [],
    "diplomats": ["001"],
    "intelligence reports": ["003"],
    '"intelligence reports"': ["003"],
    '"reports intelligence"': [],
    "in:note intelligence": [],
    "-diplomats has:stance": ["003"],
    "dull | mocked": ["002", "003"],
    "treaty": ["001"],
}


def test_annotations_by_query(reader: Reader, coded: Path) -> None:
    found = {query: reader("annotations", coded, "--json", *([query] if query else [])) for query in QUERIES}
    assert {query: [row["path"][:3] for row in ran.json] for query, ran in found.items()} == QUERIES
    assert {query: ran.status for query, ran in found.items()} == {
        q: int(not ids) for q, ids in QUERIES.items()
    }


def test_annotations_as_lines(reader: Reader, coded: Path) -> None:
    first, second, third = reader("annotations", coded).lines
    ids = [row["id"] for row in reader("annotations", coded, "--json").json]
    assert all(one.startswith(line.split()[0]) for one, line in zip(ids, (first, second, third), strict=True))
    assert (
        f"¶6  + position/favor  the newspaper > diplomats & defense officials → the treaty  “{SIX}”" in first
    )
    assert second.endswith("whole article  dull but careful")
    assert f"- claim/denies  Dmitry Medvedev  “{MOCKED}”  #device/mockery" in third


def test_others_are_hidden_until_asked_for(reader: Reader, coded: Path) -> None:
    blind = reader("annotations", coded, "--as", "bob")
    assert (blind.status, blind.out) == (1, "")
    assert "ann: --as NAME or --show-others" in blind.err
    assert len(reader("annotations", coded, "--as", "bob", "--show-others").lines) == 3
    rows = reader("list", coded, "--json", "--as", "bob").json
    assert sum(row["annotations"] for row in rows) == 0


def test_orphans_and_articles_gone_are_shown_as_such(reader: Reader, coded: Path, seeds_source: Path) -> None:
    path = next(coded.glob("003*"))
    path.write_text("Another article altogether.\n\nNothing of the old one is left in it.\n")
    next(coded.glob("001*")).unlink()
    lines = reader("annotations", coded).lines
    assert "article gone" in lines[0]
    assert "another text" in lines[2]
    rows = reader("annotations", coded, "--json").json
    assert [(row["anchor"], len(row["places"])) for row in rows] == [
        ("orphan", 0),
        ("exact", 0),
        ("orphan", 0),
    ]
    path.write_text((seeds_source / path.name).read_text().replace("mocked Western intelligence reports", ""))
    assert "lost" in reader("annotations", coded).lines[2]


def test_set_writes_what_is_known(reader: Reader, seeds: Path) -> None:
    ran = reader("set", seeds, "003", "date=2023-02-26", "author=James Kilner")
    assert (ran.status, ran.out) == (0, "")
    assert "2023-02-26" in (seeds / "articles.csv").read_text()
    assert {r["path"][:3]: r["date"] for r in reader("list", seeds, "--json").json}["003"] == "2023-02-26"
    assert reader("set", seeds, "003", "date=").status == 0
    assert reader("set", seeds, "003", "date=soon").error
    assert reader("set", seeds, "003", "colour=red").error
    assert "FIELD=VALUE" in reader("set", seeds, "003", "date").error
    assert "twice" in reader("set", seeds, "003", "date=2014", "date=2015").error


@pytest.mark.parametrize(
    ("argv", "none", "some"),
    [
        (("annotations",), 1, 0),
        (("annotations", "has:note"), 1, 0),
        (("log",), 1, 0),
        (("search", "has:note"), 1, 0),
        (("adjudicate",), 1, 1),
        (("entities", "plain"), 1, 1),
        (("entities", "003"), 0, 0),
        (("actor", "NATO"), 1, 1),
        (("progress",), 0, 0),
        (("list",), 0, 0),
        (("export", "--format", "csv"), 0, 0),
        (("check",), 0, 0),
    ],
    ids=lambda argv: " ".join(argv) if isinstance(argv, tuple) else "",
)
def test_what_looks_something_up_and_finds_nothing_ends_with_1(
    reader: Reader, seeds: Path, argv: tuple[str, ...], none: int, some: int
) -> None:
    (seeds / "plain.txt").write_text("Nothing here is named.\n")
    as_json = () if argv[0] == "export" else ("--json",)
    for status in (none, some):
        assert reader(argv[0], seeds, *argv[1:]).status == status
        assert reader(argv[0], seeds, *argv[1:], *as_json).status == status
        reader("annotate", seeds, "003", "--whole", "--note", "n")


def test_the_list_says_what_is_annotated_in_boilerplate(reader: Reader, coded: Path) -> None:
    assert "boilerplate" not in reader("list", coded).err
    with closing(Workspace.open(coded, annotator="ann")) as workspace:
        document = workspace.document(workspace.corpus.resolve("003"))
    zone = next(zone for zone in document.zones if zone.kind == "boilerplate")
    reader("annotate", coded, "003", "--range", f"{zone.start}:{zone.end}", "--note", "sold here")
    assert "annotations beside those counted: +1 in boilerplate" in reader("list", coded).err


def test_progress_names_what_it_counts(reader: Reader, coded: Path) -> None:
    told = reader("progress", coded)
    assert any(line.endswith("sentences coded  open") for line in told.lines)
    assert told.err == "reader: 5 open of 5 articles\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("in:003", "in:003 is unknown; choose title, text, note, quote, tag, entity"),
        ("colour:red", "colour: is not a filter; filters: entity, stance, holder, "),
        ("date:soon", "date:soon is no date"),
        ("tag:", "tag: needs a value"),
    ],
)
def test_what_is_no_filter_finds_nothing_and_says_so(
    reader: Reader, coded: Path, query: str, said: str
) -> None:
    assert said in reader("annotations", coded, query).error
    assert said in reader("annotations", coded, "intensity", query, "--json").error


CODE = """
schema = 1
[[scale]]
id = "p"
name = "P"
for = ["issue"]
label = [{id = "yes", name = "yes", key = "+", definition = "It is."}]
[[code]]
id = "vassal"
name = "state that obeys"
definition = "Of a vassal state."
"""


@pytest.mark.parametrize("value", ["vassal", "vass", "VASSAL", '"state that obeys"', "state", "#vassal"])
def test_a_tag_is_found_by_id_name_and_beginning(reader: Reader, seeds: Path, value: str) -> None:
    (seeds / "codebook.toml").write_text(CODE)
    reader("annotate", seeds, "003", "--quote", MOCKED, "--tag", "vassal")
    assert len(reader("annotations", seeds, f"tag:{value}").lines) == 1
    assert len(reader("search", seeds, f"tag:{value}").lines) == 1
    assert "no code 'other'" in reader("annotations", seeds, "tag:other").error
