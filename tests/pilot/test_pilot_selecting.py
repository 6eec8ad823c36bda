"""What a selection takes in by keys: a hop takes the whole of what it goes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.coding import Draft
from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"


def taken(reader: Driver) -> str:
    selected = reader.screen.page.selected()
    assert selected is not None
    return reader.document.text[selected.start : selected.end].replace("\xa0", " ")


async def test_a_hop_takes_in_all_of_an_entity_and_goes_back_by_whole_ones(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.at("mocked Western")
        await reader.press("v", "2", "]", "e")
        assert taken(reader) == "mocked Western intelligence reports that Russia"
        await reader.press("]", "e")
        further = taken(reader)
        assert len(further) > len("mocked Western intelligence reports that Russia")
        await reader.press("[", "e")
        assert taken(reader) == "mocked Western intelligence reports that Russia"
        await reader.press("2", "[", "e")
        assert taken(reader).endswith("mocked"), "behind the anchor the start of what it goes to is taken"
        assert reader.context == "VISUAL"


@pytest.mark.parametrize("keys", [("]", "u"), ("]", "a"), ("/", "running short", "enter")])
async def test_units_annotations_and_hits_are_taken_whole(app: OpenReader, keys: tuple[str, ...]) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.coded("running short", Draft(tags=("a",)))
        await reader.at("mocked Western")
        await reader.press("v")
        for key in keys:
            await (reader.press(key) if len(key) == 1 or key == "enter" else reader.type(key))
        if keys[1] == "u":
            unit = reader.screen.page.need().unit_at(reader.caret)
            assert unit is not None
            assert taken(reader).endswith(reader.document.text[unit.start : unit.end].strip())
        else:
            assert taken(reader) == "mocked Western intelligence reports that Russia was running short"


async def test_what_was_selected_by_hand_comes_back_when_it_is_narrowed(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.at("studied enemy")
        await reader.press("v", "e", "e", "e", "v", "v", "V")
        assert taken(reader).endswith("bureaux,” he said.")
        await reader.press("V")
        assert taken(reader) == "studied enemy weapons"
        await reader.press("2", "v", "2", "V")
        assert taken(reader) == "studied enemy weapons"
        await reader.press("v", "escape", "v", "v", "V")
        assert len(taken(reader).split()) == 1, "what was selected before is another selection's"


async def test_the_text_object_is_what_the_hop_to_quotations_goes_to(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.known()
        seen = set()
        for quotation in reader.screen.page.need().quotations:
            await reader.press("]", "q", "v", "i", "q")
            assert taken(reader) == reader.text[quotation.start : quotation.end].replace("\xa0", " ").rstrip()
            seen.add(quotation.kind)
            await reader.press("escape")
            reader.screen.page.move_caret(quotation.start)
        assert seen == {"direct", "indirect"}


async def test_the_next_hit_is_taken_whole_and_counted_as_ever(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.at("mocked Western")
        await reader.press("/")
        await reader.type("Russia")
        await reader.press("enter")
        first = reader.message
        await reader.press("N", "v", "n")
        assert reader.message == first.split(";")[0]
        assert taken(reader).endswith("Russia")


@pytest.mark.parametrize("text", ["", " \n\n \n"])
async def test_where_there_are_no_words_nothing_is_selected(
    app: OpenReader, tmp_path: Path, text: str
) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.txt").write_text(text)
    async with app(tmp_path / "none") as reader:
        await reader.press("v")
        assert reader.message == "there are no words here to select"
        assert reader.context == "READ"


async def test_where_whole_sentences_are_coded_the_selection_says_so_and_stays_put(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(
        'schema = 1\nunit = "sentence"\n[[scale]]\nid = "p"\nname = "P"\n'
        'label = [{id = "a", name = "against", key = "-", definition = "It is."}]\n'
    )
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.at("mocked Western")
        await reader.press("v", "2", "w")
        unit = reader.screen.page.need().unit_at(reader.caret)
        assert unit is not None
        assert reader.screen.view.unit == (unit.start, unit.end)
        assert "3 words selected, sentence coded" in reader.facts
        await reader.press("i", "s")
        assert "sentence selected" in reader.facts
        await reader.press("-", "enter")
        await reader.at("mocked Western")
        await reader.press("v", "2", "w", "g", "r")
        said = "it stands on these words already: the codebook has whole sentences annotated"
        assert reader.message == said
