"""Tables: what a spreadsheet and a statistics program make of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.bundle import Bundle, Span
from annotations.formats import FORMATS, FormatError, Options
from annotations.formats.csv_cells import chain, guarded, joined, levels, number, parted, unguarded
from annotations.model import Annotation
from annotations.records import Coding

Rows = list[dict[str, str]]


def table(bundle: Bundle, format_id: str, *, excel: bool = False) -> Rows:
    stream = io.BytesIO()
    FORMATS[format_id].write(bundle, stream, Options(excel=excel))
    assert stream.getvalue().startswith(b"\xef\xbb\xbf") == excel
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""), strict=True))


COLUMNS = {
    *("uuid", "doc", "path", "title", "outlet", "date", "start", "end", "line", "unit", "quote", "context"),
    *("scale", "label", "value", "target_id", "target", "holder_1", "mode", "values", "note", "annotator"),
    *("round", "created", "codebook", "status", "anchor", "zone"),
}


def test_columns(exported_bundle: Bundle) -> None:
    rows = table(exported_bundle, "csv")
    assert set(rows[0]) >= COLUMNS
    assert len(rows) == len(exported_bundle.annotations)
    assert all(None not in row and None not in row.values() for row in rows)


def test_slices_lines_units_and_context(exported_bundle: Bundle) -> None:
    checked = 0
    for row in table(exported_bundle, "csv"):
        if not row["start"]:
            continue
        checked += 1
        article = exported_bundle.by_path[row["path"]]
        start, end = int(row["start"]), int(row["end"])
        assert article.text[start:end] == row["quote"]
        assert int(row["line"]) == len(article.text[:start].splitlines(keepends=True)) + (
            article.text[:start].endswith("\n")
        )
        assert row["quote"] in row["context"]
        doc, _, unit = row["unit"].partition("#")
        assert doc == article.doc
        assert article.units[int(unit) - 1].start <= start < article.units[int(unit) - 1].end
        assert row["text"] == article.sha256
        for begin, stop, quote in json.loads(row["more_segments"] or "[]"):
            assert article.text[begin:stop] == quote
    assert checked == 6


def test_values_of_labels_and_rounds(exported_bundle: Bundle) -> None:
    coding = replace(exported_bundle.codings[0], round="main")
    rows = {r["label"]: r for r in table(replace(exported_bundle, codings=(coding,)), "csv") if r["label"]}
    assert (rows["favor"]["value"], rows["against"]["value"], rows["denies"]["value"]) == ("1", "-1", "")
    assert rows["against"]["round"] == "main"
    assert rows["denies"]["round"] == ""
    assert rows["denies"]["zone"] == "body"
    assert rows["unknown label"]["zone"] == "boilerplate"


def test_long_units_give_a_short_context(exported_bundle: Bundle) -> None:
    (article,) = (a for a in exported_bundle.articles if a.path == "weapons.txt")
    text = article.text + "x " * 5000
    long = replace(article, text=text, units=(Span(0, len(text)),))
    rows = table(replace(exported_bundle, articles=(long,), placements={}), "csv")
    contexts = [row["context"] for row in rows if row["start"]]
    assert contexts
    assert all(len(context) <= 300 for context in contexts)


def test_tags_by_id_and_path(exported_bundle: Bundle) -> None:
    rows = table(exported_bundle, "csv-tags")
    assert [(r["tag"], r["code"]) for r in rows] == [
        ("frame", "frame"),
        ("c2", "frame/mockery"),
        ("loose tag", "loose tag"),
    ]
    assert {r["uuid"] for r in rows} <= {r["uuid"] for r in table(exported_bundle, "csv")}


def test_units_know_zero_from_unknown(exported_bundle: Bundle) -> None:
    rows = table(exported_bundle, "csv-units")
    variables = list(dict.fromkeys(row["variable"] for row in rows))
    assert variables[:5] == [
        "position/favor",
        "position/against",
        "claim/denies",
        "tag:frame",
        "tag:frame/mockery",
    ]
    assert {"intensity=low", "intensity=high", "tag:loose tag"} <= set(variables)
    done = [r for r in rows if r["path"] == "а/treaty.txt" and r["annotator"] == "ann-b"]
    still = [r for r in rows if r["path"] == "weapons.txt"]
    assert {r["value"] for r in done} == {"0", "1"}
    assert {r["value"] for r in still} == {"", "1"}
    assert len(done) == 4 * len(variables)
    # ann-b did not finish weapons.txt; bob called it not codable, and has nothing in treaty.txt.
    assert {(r["annotator"], r["state"]) for r in rows} == {("ann-b", "done"), ("ann-b", "open")}
    said = {(r["number"], r["variable"]) for r in done if r["value"] == "1"}
    assert ("2", "position/favor") in said
    assert ("2", "tag:frame/mockery") in said
    assert ("3", "position/against") in said
    assert ("3", "position/favor") not in said, "a proposal counted"
    assert ("4", "tag:frame") in said
    for row in rows:
        article = exported_bundle.by_path[row["path"]]
        quote = article.text[int(row["start"]) : int(row["end"])]
        assert quote == quote.strip() != ""


def test_an_article_under_two_ids_is_one(exported_bundle: Bundle) -> None:
    known, *others = exported_bundle.codings
    two = replace(exported_bundle.by_path["а/treaty.txt"], also=("d9",))
    rest = tuple(one for one in exported_bundle.articles if one.path != two.path)
    bundle = replace(exported_bundle, articles=(two, *rest))
    coding = replace(known, doc="d9", round="main")
    for codings, state in (
        ((coding,), "done"),
        ((known, replace(coding, id="7", state="not codable")), "open"),
    ):
        made = replace(bundle, codings=(*codings, *others))
        rows = [r for r in table(made, "csv-units") if (r["path"], r["annotator"]) == (two.path, "ann-b")]
        assert {row["state"] for row in rows} == {state}
        assert {row["value"] for row in rows} == ({"0", "1"} if state == "done" else {"", "1"})
    made = replace(bundle, codings=(coding,))
    assert {row["round"] for row in table(made, "csv") if row["path"] == two.path} == {"main"}
    elsewhere = replace(bundle, codings=(replace(coding, doc="another text of that name"),))
    assert {row["round"] for row in table(elsewhere, "csv")} == {""}
    assert {row["state"] for row in table(elsewhere, "csv-units")} == {"open"}


@pytest.mark.parametrize("format_id", ["csv", "markdown"])
@pytest.mark.parametrize("name", ["adjudicator", "creator"])
def test_who_decided_or_made_it_elsewhere_is_no_field_of_a_newer_program(
    exported_bundle: Bundle, format_id: str, name: str
) -> None:
    path, first = next(row for row in exported_bundle.annotations if row[0] == "а/treaty.txt")
    plain = replace(first, segments=(), stance=None, links=(), derived_from=(), conflict_of="", extra={})
    cases: list[tuple[dict[str, object], set[str]]] = [({}, set()), ({name: "Carl"}, {"origins"})]
    cases.append(({name: 1, "x": 2}, {"origins", "fields"}))
    for extra, told in cases:
        bundle = replace(exported_bundle, annotations=((path, replace(plain, extra=extra)),))
        losses = FORMATS[format_id].write(bundle, io.BytesIO(), Options()).items
        lost = [one for one in losses if one.what.split()[0] in ("origins", "fields")]
        assert {one.what.split()[0] for one in lost} == told
        assert all(one.count == 1 and one.example in (plain.id, "x") for one in lost)


def test_done_without_an_annotation_is_all_zeros(exported_bundle: Bundle) -> None:
    done = Coding("90", "d2d2d2d2d2d2d2d2", "cy", "done", "t", "t")
    rows = table(replace(exported_bundle, annotations=(), codings=(done,), annotator="cy"), "csv-units")
    mine = [r for r in rows if r["annotator"] == "cy"]
    assert len(mine) == 2 * len({r["variable"] for r in rows})
    assert {r["value"] for r in mine} == {"0"}


def test_the_article_as_unit(exported_bundle: Bundle) -> None:
    book = replace(exported_bundle.codebook, unit="article")
    bundle = replace(exported_bundle, codebook=book)
    rows = [
        r for r in table(bundle, "csv-units") if r["path"] == "а/treaty.txt" and r["annotator"] == "ann-b"
    ]
    assert {(r["number"], r["start"]) for r in rows} == {("1", "0")}
    assert {r["variable"]: r["value"] for r in rows}["position/against"] == "1"
    assert {r["unit"] for r in table(bundle, "csv") if r["path"] == "а/treaty.txt"} == {"d1d1d1d1d1d1d1d1#1"}


def test_excel_guards_formulas_and_leaves_numbers(exported_bundle: Bundle) -> None:
    plain = table(exported_bundle, "csv")
    guards = table(exported_bundle, "csv", excel=True)
    for before, after in zip(plain, guards, strict=True):
        assert after.pop("guard") == "excel"
        for name, cell in after.items():
            assert cell[:1] not in "=+@\t\r＝＋－＠" or not cell
            assert not cell.startswith("-") or float(cell) < 0
            assert unguarded(cell) == before[name]
    quotes = {row["quote"] for row in guards}
    assert "'- By James Kilner" in quotes
    assert "'@Medvedev denies that Russia is short of weapons." in quotes
    assert {row["value"] for row in guards} == {"", "1", "-1"}
    assert {row["note"] for row in guards} >= {"''tis", "'= on the whole\n# dry"}


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠'"))
def test_every_sign_that_runs_is_guarded(sign: str) -> None:
    assert guarded(sign + "HYPERLINK()") == "'" + sign + "HYPERLINK()"
    assert guarded("a" + sign) == "a" + sign


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠1.a ") | st.characters(), max_size=5))
def test_the_guard_is_undone(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@given(st.lists(st.text("&\\ aЖ", max_size=5), min_size=1, max_size=4))
def test_names_in_one_cell_part_again(names: list[str]) -> None:
    assert parted(joined(names)) == names


def test_numbers() -> None:
    assert [number(v) for v in (None, 1.0, -1.0, 0.5, 0.0)] == ["", "1", "-1", "0.5", "0"]


def test_levels_pair_names_with_ids(exported_bundle: Bundle) -> None:
    holder = next(a.stance.holder for _, a in exported_bundle.annotations if a.stance and a.id.endswith("1"))
    cells = levels(holder)
    assert cells == [
        ("the newspaper", "org:paper"),
        ("defence chiefs \\& co & diplomats\\\\", " & "),
        ("Interfax", ""),
    ]
    assert [[a.name for a in level] for level in chain(cells)] == [
        ["the newspaper"],
        ["defence chiefs & co", "diplomats\\"],
        ["Interfax"],
    ]


def test_half_a_surrogate_pair_cannot_leave(exported_bundle: Bundle) -> None:
    made = Annotation("7", "d", "ann", "t", "t", tags=("\ud800",), note="\ud800")
    for format_id in ("csv", "csv-tags"):
        with pytest.raises(FormatError, match="surrogate"):
            table(replace(exported_bundle, annotations=(("a.txt", made),)), format_id)


@pytest.mark.parametrize("format_id", ["w3c", "csv", "jsonl"])
def test_nan_cannot_leave(exported_bundle: Bundle, format_id: str) -> None:
    made = Annotation("7", "d", "ann", "t", "t", values={"x": float("nan")})
    bundle = replace(exported_bundle, annotations=(("a.txt", made),))
    with pytest.raises(FormatError, match="cannot be written"):
        FORMATS[format_id].write(bundle, io.BytesIO(), Options())
