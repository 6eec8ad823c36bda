"""The names known: the packed file, the lexicon and what their rows mean."""

from __future__ import annotations

import importlib.util
import lzma
from pathlib import Path

import pytest

from reader.entities.gazetteer import (
    DATA,
    Gazetteer,
    GazetteerError,
    gazetteer,
    lexicon_rows,
    needs_exact,
    read_lexicon,
    read_packed,
)
from reader.entities.mentions import LINKED_KINDS
from reader.entities.spelling import fold, link_key, phrase_key, slug

WORD_LISTS = {
    "given",
    "particle",
    "title",
    "rank",
    "role",
    "rolehead",
    "speech",
    "topic",
    "direction",
    "notplace",
}


def test_countries_capitals_and_peoples_are_known() -> None:
    known = gazetteer()
    assert known.find("russia") == known.phrases["russia"]
    assert known.phrases["russian federation"].id == "gpe:RU"
    assert known.phrases["south africans"].id == "gpe:ZA"
    assert (
        known.phrases["ussr"].id == "gpe:SU"
        if "ussr" in known.phrases
        else known.exact["USSR"].id == "gpe:SU"
    )
    kharkiv = known.find("kharkov")
    assert kharkiv is not None
    assert kharkiv.name == "Kharkiv"
    assert "Vladimir" in known.given
    assert "Smith" in known.surnames
    assert "treaty" in known.words


def test_a_capital_is_not_its_state() -> None:
    moscow = gazetteer().find("moscow")
    assert moscow is not None
    assert moscow.id == ""


def test_every_lexicon_row_is_whole_and_every_kind_known() -> None:
    text = (DATA / "lexicon.txt").read_text(encoding="utf-8")
    rows = list(lexicon_rows(text))
    assert len(rows) > 500
    for number, row in rows:
        kind = row[0].rstrip("*")
        is_list = len(row) == 2 and not row[0].endswith("*")
        assert kind in {*LINKED_KINDS, "country"} or is_list, f"line {number}: {row}"
        assert all(part == part.strip() for part in row), f"line {number}"
    assert {row[0] for _, row in rows} >= WORD_LISTS


def test_no_form_of_the_lexicon_names_two_things() -> None:
    seen: dict[str, tuple[int, str]] = {}
    text = (DATA / "lexicon.txt").read_text(encoding="utf-8")
    for number, row in lexicon_rows(text):
        if row[0].endswith("*"):
            groups = [[f.strip() for f in g.split("=")] for g in row[1].split(";")]
        elif row[0] != "country" and len(row) == 3:
            groups = [[row[1], *[f.strip() for f in row[2].split(";") if f.strip()]]]
        else:
            continue
        for group in groups:
            for form in group:
                first = seen.setdefault(form.lstrip("~"), (number, group[0].lstrip("~")))
                assert first[1] == group[0].lstrip("~"), f"{form}: lines {first[0]} and {number}"


def test_stars_part_names_and_equal_signs_join_them() -> None:
    known = Gazetteer()
    read_lexicon(known, "org* | Alpha Works=Alpha; Beta\nweapon | Gamma | ~Gam; GM-1\nmark | One Two\n")
    assert known.find("alpha") == known.find("alpha works")
    beta = known.find("beta")
    assert beta is not None
    assert beta.name == "Beta"
    assert known.phrases["gam"].ordinary
    assert known.cues["mark"] == {"One", "Two"}


def test_a_broken_row_is_named_by_its_line() -> None:
    with pytest.raises(GazetteerError, match="line 2"):
        read_lexicon(Gazetteer(), "org | A | B\norg | A | B | C | D\n")


def test_a_missing_section_is_named() -> None:
    with pytest.raises(GazetteerError, match="cities"):
        read_packed(Gazetteer(), "[countries]\nRU\tRussia\n\n")


@pytest.mark.parametrize(
    ("form", "exact"), [("NATO", True), ("IS", True), ("MoD", True), ("Mossad", False), ("U.S.", True)]
)
def test_acronyms_match_letter_by_letter(form: str, exact: bool) -> None:
    assert needs_exact(form) is exact


def test_folding_keeps_every_offset() -> None:
    text = "“Da’esh”\u00a0–\u202fx\u2028y\t\u200bz"
    assert len(fold(text)) == len(text)
    assert fold("O’Brien\u00a0x") == "O'Brien x"


def test_spellings_meet_under_one_key() -> None:
    assert link_key("the Ministry of Defence") == link_key("Ministry of Defense")
    assert link_key("Military Technical Co-operation") == link_key("military-technical cooperation")
    assert link_key("U.S.") == "us"
    assert phrase_key("Guinea-Bissau") == "guinea bissau"
    assert slug("Élysée’s") == "elysee"
    assert slug("Путин")


def test_the_packed_file_is_sorted_and_small() -> None:
    packed = (DATA / "gazetteer.xz").read_bytes()
    assert len(packed) < 1_000_000
    for section in lzma.decompress(packed).decode("utf-8").strip().split("\n\n"):
        name, _, body = section.partition("\n")
        lines = body.split("\n")
        assert lines == sorted(lines), name
        assert len(lines) == len(set(lines)), name


def test_sources_and_licences_are_stated() -> None:
    text = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in (
        "GeoNames",
        "CC BY 4.0",
        "CLDR",
        "Unicode License",
        "iso-codes",
        "LGPL-2.1",
        "Census",
        "public domain",
    ):
        assert word in text


def test_the_build_tool_counts_ordinary_words(tmp_path: Path) -> None:
    tool = Path(__file__).parents[2] / "tools" / "build_gazetteer.py"
    spec = importlib.util.spec_from_file_location("build_gazetteer", tool)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    texts = tmp_path / "t.jsonl"
    texts.write_text(
        '{"text": "The cat saw Bush. A cat in a bush, a Bush, one Bush and Bush."}\n', encoding="utf-8"
    )
    assert module.common_words([texts]) == ["a", "cat"]
