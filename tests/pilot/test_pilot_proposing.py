"""All occurrences as proposals: one by one, all the rest, back, done; for tags and for what words name."""

from __future__ import annotations

from pathlib import Path

from reader.coding import Draft
from tests.pilot.driving import Driver, OpenReader, plain

BLOG, TREATY = "000_305367dd2efea505.txt", "001_c52329024e729261.txt"
ANSWERS = "y tag it, n not, A all the rest, u back, Esc done"


async def offered(reader: Driver, words: str, answer: str) -> None:
    """Ask for all occurrences of what stands at *words*, for *answer*."""
    await reader.at(words)
    await reader.press("g", "*")
    assert reader.context == "PROMPT"
    await reader.type(answer)
    await reader.press("enter")


def quotes(reader: Driver) -> list[str]:
    return [plain(record.quote) for record in reader.records]


def places(reader: Driver, word: str) -> list[int]:
    """Where *word* stands as a whole word, whatever its case."""
    import re

    return [m.start() for m in re.finditer(rf"(?<!\w){word}(?!\w)", reader.text, re.IGNORECASE)]


async def test_each_yes_is_one_annotation_and_a_no_writes_nothing(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        found = places(reader, "companies")
        assert len(found) > 2
        await offered(reader, "companies", "mockery")
        assert reader.context == "PROPOSALS"
        assert reader.message == f"1 of {len(found)} · {ANSWERS}"
        assert reader.facts[0] == "tagged #device/mockery"
        assert reader.records == []
        assert [start for start, _ in reader.lit] == found
        for n, start in enumerate(found):
            assert reader.caret == start
            assert reader.screen.view.line_of(start) is not None
            await reader.press("y" if n != 1 else "n")
        assert reader.context == "READ"
        kept = len(found) - 1
        assert reader.message == f"{kept} of {len(found)} tagged #device/mockery; u takes them back"
        assert [record.segments[0].start for record in reader.records] == [found[0], *found[2:]]
        assert all(record.tags == ("device-mockery",) for record in reader.records)
        assert {record.status for record in reader.records} == {"accepted"}
        assert reader.lit == []
        assert len(reader.store.log()) == kept
        # With a count it is so many of them, without one all of them, and so back and forth.
        await reader.press("1", "u")
        assert len(reader.records) == kept - 1
        await reader.press("ctrl+r")
        assert len(reader.records) == kept
        await reader.press("1", "u")
        # Those that are tagged already are not offered again; the tag is the one used last.
        await reader.at("companies")
        await reader.press("g", "*")
        assert "Enter #device/mockery" in reader.question.hint
        assert reader.completions[0] == "device/mockery"
        await reader.press("enter")
        assert reader.message.startswith("1 of 2 · ")
        assert reader.caret == found[1]


async def test_all_the_rest_is_one_action(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        found = places(reader, "treaty")
        await offered(reader, "treaty", "mockery")
        await reader.press("n", "A")
        assert reader.context == "READ"
        rest = len(found) - 1
        assert reader.message == f"{rest} of {len(found)} tagged #device/mockery; u takes it back"
        assert [record.segments[0].start for record in reader.records] == found[1:]
        assert len(reader.store.log()) == 1
        await reader.press("u")
        assert reader.records == []
        await reader.press("ctrl+r")
        assert len(reader.records) == rest
        await reader.press("g", "*", "enter", "A")
        await reader.at("treaty")
        await reader.press("g", "*", "enter")
        assert (reader.warned, reader.context) == (True, "PROMPT"), "another tag may do"
        assert "are tagged #device/mockery already" in reader.message


async def test_one_undo_takes_back_all_of_one_offer(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        before = await reader.coded("Kalashnikov", Draft(note="before"))
        found = places(reader, "companies")
        await offered(reader, "companies", "mockery")
        await reader.press("y", "n", "A")
        assert reader.message == (
            f"{len(found) - 1} of {len(found)} tagged #device/mockery; u takes them back"
        )
        await reader.press("u")
        assert reader.records == [before]
        assert reader.message.startswith(f"taken back: {len(found) - 1} annotations")
        await reader.press("ctrl+r")
        assert len(reader.records) == len(found)
        await reader.press("u")
        assert reader.records == [before]
        await reader.press("ctrl+r")
        # Once something else was done it is taken back by itself.
        await reader.coded("Sochi", Draft(note="after"))
        await reader.press("u", "u")
        assert len(reader.records) == 2, "the rest were one action, the first one another"


async def test_back_takes_the_last_answer_back_and_esc_leaves_the_rest_alone(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        found = places(reader, "companies")
        await offered(reader, "companies", "mockery")
        await reader.press("u")
        assert (reader.warned, "nothing was answered yet" in reader.message) == (True, True)
        await reader.press("y", "n")
        assert reader.caret == found[2]
        await reader.press("u")
        assert (reader.caret, len(reader.records)) == (found[1], 1)
        await reader.press("u")
        assert (reader.caret, reader.records) == (found[0], [])
        assert reader.message == f"1 of {len(found)} · {ANSWERS}"
        await reader.press("ctrl+r")
        assert (reader.warned, reader.records) == (True, [])
        await reader.press("y", "escape")
        assert reader.context == "READ"
        assert reader.message == f"1 of {len(found)} tagged #device/mockery; u takes it back"
        assert len(reader.records) == 1
        # The rest was neither kept nor refused: it is offered again.
        await reader.at("companies")
        await reader.press("g", "*", "enter")
        assert reader.message.startswith(f"1 of {len(found) - 1} ")
        await reader.press("q")
        assert reader.context == "READ"
        assert reader.message == f"0 of {len(found) - 1} tagged #device/mockery"
        # And where one came from is one key away.
        await reader.press("ctrl+o")
        assert reader.caret == found[0]


async def test_back_touches_nothing_that_was_done_elsewhere_meanwhile(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await offered(reader, "treaty", "mockery")
        await reader.press("y")
        other, saved = reader.workspace.annotate(reader.document, [(30, 40)], Draft(note="meanwhile"))
        saved.result(20)
        await reader.press("u")
        assert (reader.warned, "something else was changed" in reader.message) == (True, True)
        assert len(reader.records) == 2
        assert reader.record(other.id).note == "meanwhile"


async def test_the_selection_and_the_entity_decide_what_is_offered(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("British arms companies")
        await reader.press("v", "e", "e", "g", "*")
        assert "of “British arms”" in reader.question.label
        await reader.type("mockery")
        await reader.press("enter", "A")
        assert quotes(reader) == ["British arms"]
        # Of an entity all mentions are offered, whatever it is called in them.
        mentions = [m for m in reader.workspace.mentions(TREATY) if m.entity == "gpe:GB"]
        assert len({reader.text[m.start : m.end] for m in mentions}) > 1
        await reader.at("Britain to Work")
        await reader.press("g", "*")
        await reader.type("mockery")
        await reader.press("enter")
        assert reader.lit == [(m.start, m.end) for m in mentions]


async def test_inside_a_fold_the_place_is_shown(app: OpenReader) -> None:
    async with app(first=BLOG) as reader:
        assert reader.screen.view.folds.folded
        found = places(reader, "Greenpeace")
        assert len(found) == 2
        await offered(reader, "Greenpeace", "mockery")
        await reader.press("n")
        assert reader.caret == found[1]
        view = reader.screen.view
        assert view.line_of(found[1]) is not None
        assert not any(zone.start <= found[1] < zone.end for zone in view.folds.folded)


async def test_where_the_codebook_fixes_a_unit_whole_units_are_offered(app: OpenReader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(
        'schema = 1\nunit = "sentence"\n[[scale]]\nid = "p"\nname = "P"\n'
        '[[scale.label]]\nid = "x"\nname = "x"\n[[code]]\nid = "arms"\nname = "arms"\n'
    )
    async with app(first=TREATY, size=(50, 12)) as reader:
        await offered(reader, "companies", "arms")
        sentences = {reader.document.sentence_at(start) for start in places(reader, "companies")}
        assert {(s.start, s.end) for s in sentences if s} == {*reader.lit}
        for start, end in reader.lit:
            assert reader.caret == start
            assert reader.screen.view.line_of(end - 1) is not None, "all of it is on the screen"
            await reader.press("n")
        await offered(reader, "companies", "arms")
        await reader.press("A")
        assert len(reader.records) == len(sentences) < len(places(reader, "companies")) + 1
        await reader.at("companies")
        await reader.press("g", "*", "enter")
        assert "are tagged #arms already" in reader.message


async def test_what_words_name_is_said_of_each_and_heeded_at_once(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:

        def kinds() -> list[str]:
            found = {m.start: m.kind for m in reader.workspace.mentions(TREATY)}
            return [found.get(start, "") for start in places(reader, "companies")]

        total = len(kinds())
        assert set(kinds()) == {""}
        await offered(reader, "companies", "entity: org")
        answers = "y it is org, n not, A all the rest, u back, Esc done"
        assert reader.message == f"1 of {total} · {answers}"
        await reader.press("n", "y")
        assert kinds() == ["", "org", *[""] * (total - 2)]
        assert any("companies" in row for row in reader.rows("entities"))
        assert reader.screen.page.need().mention_at(places(reader, "companies")[1]) is not None
        await reader.press("u")
        assert set(kinds()) == {""}
        assert not any("companies" in row for row in reader.rows("entities"))
        await reader.press("A")
        assert kinds() == ["", *["org"] * (total - 1)]
        assert reader.message == f"{total - 1} of {total} marked as org; u takes them back"
        assert {c.subject for c in reader.store.corrections()} == {"mention"}
        assert reader.records == []
        await reader.saved()
    async with app(first=TREATY) as reader:
        assert (
            sum(
                m.kind == "org" and reader.text[m.start : m.end] == "companies"
                for m in reader.workspace.mentions(TREATY)
            )
            == total - 1
        )
        await reader.press("u")
        await reader.known()
        assert not any(reader.text[m.start : m.end] == "companies" for m in reader.workspace.mentions(TREATY))


async def test_what_was_taken_for_an_entity_and_is_none_is_gone(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        mentions = [m for m in reader.workspace.mentions(TREATY) if m.entity == "gpe:GB"]
        await offered(reader, "Britain to Work", "entity: none")
        assert reader.message.startswith(f"1 of {len(mentions)} · y it names nothing, ")
        await reader.press("A")
        assert not any(m.entity == "gpe:GB" for m in reader.workspace.mentions(TREATY))
        await reader.at("Britain to Work")
        await reader.press("g", "*")
        await reader.type("entity: none")
        await reader.press("enter")
        assert (reader.warned, "name nothing already" in reader.message) == (True, True)
        await reader.press("escape", "u")
        assert sum(m.entity == "gpe:GB" for m in reader.workspace.mentions(TREATY)) == len(mentions)


async def test_what_cannot_be_offered_is_refused(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("treaty")
        await reader.press("g", "*")
        assert not reader.question.value
        await reader.press("enter")
        assert (reader.warned, "without a tag" in reader.message) == (True, True)
        await reader.press("escape")
        for answer, why in (("no such code", "no code"), ("entity: wizard", "is no kind")):
            await offered(reader, "treaty", answer)
            assert (reader.warned, why in reader.message) == (True, True)
            assert (reader.context, reader.screen.prompt.value) == ("PROMPT", answer)
            await reader.press("escape")
        # What is begun is enough: the row that is lit is meant.
        await offered(reader, "treaty", "mock")
        await reader.press("tab")
        assert (reader.warned, reader.context) == (True, "PROPOSALS")
        await reader.press("j")
        assert (reader.warned, reader.context) == (True, "PROPOSALS")
        # Another article is another matter.
        reader.screen.page.open(BLOG)
        await reader.settle()
        assert reader.context == "READ"
        assert reader.records == []


async def test_a_name_is_asked_for_first(app: OpenReader) -> None:
    async with app(first=TREATY, annotator="", proposed="bea") as reader:
        await reader.at("treaty")
        await reader.press("g", "*", "enter")
        assert reader.store.annotator == "bea"
        assert reader.context == "PROMPT"
        await reader.type("mockery")
        await reader.press("enter", "y", "escape")
        assert [record.annotator for record in reader.records] == ["bea"]


async def test_a_place_whose_save_is_refused_is_not_counted(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await offered(reader, "treaty", "mockery")
        reader.store.read_only = "the annotations cannot be written here"
        await reader.press("y")
        assert (reader.warned, "cannot be written" in reader.message) == (True, True)
        assert reader.context == "PROPOSALS"
        reader.store.read_only = ""
        await reader.press("y", "escape")
        assert reader.message.startswith("1 of ")
        assert len(reader.records) == 1


async def test_a_kind_is_asked_for_by_its_id_and_told_by_its_word(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await offered(reader, "companies", "entity: platform")
        assert " · y it is vehicle, " in reader.message
        await reader.press("A")
        assert "marked as vehicle" in reader.message


async def test_bar_and_pin_tell_kinds_by_their_words(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        await reader.at("Britain")
        await reader.press("+")
        await reader.type("Britain")
        assert ("United Kingdom", "place, in this passage") in reader.offered
        await reader.press("tab")
        await reader.type("Britain")
        assert reader.offered[0][1].startswith("place")
        await reader.press("escape", "T")
        await reader.type("Britain")
        assert {row.reason.partition(",")[0] for row in reader.screen.prompt.completion.rows} == {"place"}
