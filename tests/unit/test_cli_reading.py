"""list, show, entities and search from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.running import Reader

NAMES = ["000", "001", "002", "003", "004"]


def test_list_is_a_table_with_names_for_the_counts(reader: Reader, seeds: Path) -> None:
    ran = reader("list", seeds)
    assert (ran.status, ran.err) == (0, "")
    head, *rows = ran.lines
    assert head.split() == [
        *("PATH", "TITLE", "OUTLET", "DATE", "WORDS", "ENTITIES", "ANNOTATIONS"),
        "CODING",
        "READ",
    ]
    assert [row[:3] for row in rows] == NAMES
    at = head.index("ENTITIES") + len("ENTITIES")
    assert all(row[at - 1].isdigit() and row[at] == " " for row in rows)


def test_list_as_json(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "001", "--whole", "--note", "x", "--stance", "favor")
    reader("done", seeds, "004")
    reader("set", seeds, "001", "date=2014-01")
    rows = {row["path"][:3]: row for row in reader("list", "--json", seeds).json}
    assert sorted(rows) == NAMES
    one = rows["001"]
    assert one["title"] == "Russia and Britain to Work Together on Defense Projects"
    assert (one["outlet"], one["date"], one["problem"]) == ("The Moscow Times", "2014-01", None)
    assert (one["annotations"], one["stances"], one["notes"], one["coding"]) == (1, 1, 1, "open")
    assert one["words"] > 200
    assert one["entities"] > 5
    assert (rows["004"]["coding"], rows["004"]["read"], rows["000"]["date"]) == ("done", "unread", None)


def test_list_keeps_mentions_for_the_next_time(reader: Reader, seeds: Path, tmp_path: Path) -> None:
    first = reader("list", seeds)
    [kept] = (tmp_path / "own" / "cache").rglob("mentions.json")
    assert kept.stat().st_mode & 0o077 == 0
    before = kept.stat().st_mtime_ns
    assert reader("list", seeds).out == first.out
    assert kept.stat().st_mtime_ns == before
    assert sorted(p.name for p in seeds.iterdir()) == sorted(p.name for p in seeds.glob("*.txt"))


def test_an_unreadable_file_is_listed_with_its_reason(reader: Reader, seeds: Path) -> None:
    (seeds / "binary.txt").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(seeds / "pipe.txt")
    ran = reader("list", seeds)
    assert ran.status == 0
    assert [line[:3] for line in ran.lines[1:6]] == NAMES
    assert "binary.txt  cannot be read: " in ran.lines[6]
    assert "pipe.txt  cannot be read: not a regular file but a pipe" in ran.lines[7]
    problems = {row["path"]: row["problem"] for row in reader("list", seeds, "--json").json}
    assert problems["pipe.txt"] == "not a regular file but a pipe"
    assert problems["binary.txt"]
    assert reader("search", seeds, "Lukashenka").status == 0


def test_a_corpus_of_nothing_readable(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "binary.txt").write_bytes(bytes(range(256)) * 20)
    ran = reader("list", tmp_path / "odd")
    assert ran.status == 2
    assert "no article can be read" in ran.err


def test_one_file_is_a_corpus(reader: Reader, seeds: Path) -> None:
    path = next(seeds.glob("003*"))
    assert [row["path"] for row in reader("list", path, "--json").json] == [path.name]


def test_show_wraps_and_marks(reader: Reader, seeds: Path) -> None:
    quote = "mocked Western intelligence reports"
    made = reader(
        "annotate", seeds, "003", "--quote", quote, "--stance", "claim/denies", "--note", "with a smile"
    )
    ran = reader("show", seeds, "003", "--width", "60")
    assert ran.status == 0
    assert "\x1b" not in ran.out
    assert max(map(len, ran.lines)) <= 60
    assert any(line.split()[:3] == ["-†", "yesterday", "mocked"] for line in ran.lines)
    assert ran.lines[-1].startswith(made.out[:8])
    assert "claim/denies" in ran.lines[-1]


def test_show_in_colour_on_demand(reader: Reader, seeds: Path) -> None:
    plain = reader("show", seeds, "003")
    coloured = reader("show", seeds, "003", "--color", "always")
    assert "\x1b[" in coloured.out
    assert reader("--color", "never", "show", seeds, "003").out == plain.out


def test_show_as_json_counts_in_its_own_text(reader: Reader, seeds: Path) -> None:
    quote = "mocked Western intelligence reports"
    reader("annotate", seeds, "003", "--quote", quote, "--stance", "claim/denies", "--tag", "device/mockery")
    [shown] = reader("show", seeds, "003", "--json").json
    text = shown["text"]
    assert text == next(seeds.glob("003*")).read_text(encoding="utf-8")
    entities = {e["text"]: e["entity"] for e in shown["entities"]}
    assert entities["Medvedev"] == entities["Dmitry Medvedev"] == "person:dmitry-medvedev"
    assert all(text[e["start"] : e["end"]] == e["text"] for e in shown["entities"])
    [one] = shown["annotations"]
    assert [text[p["start"] : p["end"]] for p in one["places"]] == [quote] == [one["quote"]]
    assert (one["paragraph"], one["anchor"], one["codes"]) == (2, "exact", ["device/mockery"])
    assert {b["paragraph"] for b in shown["blocks"]} >= {None, 1, 2}


@pytest.mark.parametrize("name", ["003", "003_b2f1ad3f4cdf42dc", "003_b2f1ad3f4cdf42dc.txt"])
def test_an_article_by_path_or_the_beginning_of_it(reader: Reader, seeds: Path, name: str) -> None:
    assert reader("show", seeds, name).status == 0


def test_a_name_that_fits_several_articles(reader: Reader, seeds: Path) -> None:
    assert "5 articles fit" in reader("show", seeds, "00").error
    assert "no such article" in reader("show", seeds, "9").error
    assert "20 to 1000" in reader("show", seeds, "003", "--width", "3").error


def test_entities_as_json_lines(reader: Reader, seeds: Path) -> None:
    ran = reader("entities", seeds, "--json")
    assert [row["path"][:3] for row in ran.json] == NAMES
    for row in ran.json:
        text = (seeds / row["path"]).read_text(encoding="utf-8")
        assert row["entities"]
        assert all(text[e["start"] : e["end"]] == e["text"] for e in row["entities"])
        assert all(set(e) == {"start", "end", "text", "kind", "entity", "zone"} for e in row["entities"])
    [one] = reader("entities", seeds, "--json", "003").json
    assert one == ran.json[3]


def test_entities_as_a_list(reader: Reader, seeds: Path) -> None:
    ran = reader("entities", seeds, "003")
    assert ran.status == 0
    assert any(line.startswith("person") and "Dmitry Medvedev  " in line for line in ran.lines)
    assert "no such article" in reader("entities", seeds, "zzz").error


def test_entities_of_texts_from_stdin(reader: Reader) -> None:
    texts = [
        "Vladimir Putin met Alexander Lukashenko in Minsk.",
        "",
        "A lone \ud800 half; then Angela Merkel in Berlin.",
    ]
    lines = "".join(json.dumps({"id": f"t{n}", "text": text}) + "\n" for n, text in enumerate(texts))
    ran = reader("entities", "-", "--json", stdin=b"\n" + lines.encode())
    assert ran.status == 0
    assert [row["id"] for row in ran.json] == ["t0", "t1", "t2"]
    assert ran.json[1]["entities"] == []
    for text, row in zip(texts, ran.json, strict=True):
        assert all(text[e["start"] : e["end"]] == e["text"] for e in row["entities"])
    assert "Minsk" in [e["text"] for e in ran.json[0]["entities"]]
    assert "Berlin" in [e["text"] for e in ran.json[2]["entities"]]


@pytest.mark.parametrize(
    "line", [b"nope", b"[]", b'{"id": 1}', b'{"text": "x"}', b'{"id": 1, "text": 2}', b"[" * 100_000, b"\xff"]
)
def test_a_line_of_stdin_that_is_no_text(reader: Reader, line: bytes) -> None:
    ran = reader("entities", "-", stdin=b'{"id": 1, "text": ""}\n' + line + b"\n")
    assert ran.status == 2
    assert ran.err.startswith("reader: stdin, line 2: ")
    assert ran.err.count("\n") == 1


def test_search_finds_a_name_spelt_otherwise(reader: Reader, seeds: Path) -> None:
    ran = reader("search", seeds, "Lukashenka", "--limit", "2")
    assert "the first 2 of" in ran.err
    assert "first" not in reader("search", seeds, "Lukashenka", "--limit", "50").err
    assert ran.status == 0
    assert len(ran.lines) == 2
    assert all("Lukashenko" in line for line in ran.lines)
    path, _, place, *_ = ran.lines[1].split()
    start, end = map(int, place.split(":"))
    assert "Lukashenko" in (seeds / path).read_text(encoding="utf-8")[start:end]


def test_search_as_json(reader: Reader, seeds: Path) -> None:
    [found] = reader("search", seeds, "--json", "nuclear", "treaty", "-k", "1").json
    assert found["query"] == "nuclear treaty"
    assert len(found["results"]) == 1
    hit = found["results"][0]
    assert hit["text"] == (seeds / hit["path"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]]


def test_search_exactly(reader: Reader, seeds: Path) -> None:
    assert reader("search", seeds, "--exact", "Lukashenka").status == 1
    assert reader("search", seeds, "--exact", "Lukashenko").status == 0


def test_search_finds_notes(reader: Reader, seeds: Path) -> None:
    reader("annotate", seeds, "003", "--whole", "--note", "zeugma")
    [found] = reader("search", seeds, "zeugma", "--json").json
    assert [(hit["field"], hit["path"][:3]) for hit in found["results"]] == [("note", "003")]
    assert reader("search", seeds, "has:note", "--as", "bob").status == 1


def test_search_in_a_batch(reader: Reader, seeds: Path) -> None:
    ran = reader("search", seeds, "--batch", "--json", stdin="Putin\n\nzzzzqqq\nЛукашенко\n".encode())
    assert ran.status == 0
    assert [(row["query"], bool(row["results"])) for row in ran.json] == [
        ("Putin", True),
        ("zzzzqqq", False),
        ("Лукашенко", True),
    ]
    assert reader("search", seeds, "--batch", "--json", stdin=b"zzzzqqq\n").status == 1
    assert "from stdin" in reader("search", seeds, "--batch", "Putin").error


def test_search_for_nothing(reader: Reader, seeds: Path) -> None:
    ran = reader("search", seeds, "zzzzqqq")
    assert (ran.status, ran.out) == (1, "")
    assert "nothing found" in ran.err
    assert "what is to be found" in reader("search", seeds).error
    assert "--limit" in reader("search", seeds, "x", "--limit", "0").error
    hinted = reader("search", seeds, "colour:red")
    assert "not a filter" in hinted.err
