"""Changing what was coded, by keys: edits, ends, overlaps, lists, undo and redo."""

from __future__ import annotations

from annotations.changes import Action, Change
from annotations.model import Holder, Link, Ref, Stance
from reader.coding import Draft, annotation
from tests.pilot.driving import Driver, OpenReader, plain

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
OTHER = "002_7dfa6152b7d8daca.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
LAST = "004_456d49786a4be5be.txt"


async def test_removing_undoing_and_redoing_with_counts(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        for note in "xyz":
            await reader.press(")", "a", note, "enter")
        assert [record.note for record in reader.records] == ["x", "y", "z"]
        await reader.press("d", "d")
        assert [record.note for record in reader.records] == ["x", "y"]
        await reader.press("u")
        assert [record.note for record in reader.records] == ["x", "y", "z"]
        await reader.press("3", "u")
        assert reader.records == []
        assert reader.screen.page.need().annotations == ()
        await reader.press("2", "ctrl+r")
        assert [record.note for record in reader.records] == ["x", "y"]
        await reader.press("9", "u")
        assert reader.records == []
        assert reader.message.startswith("taken back: ")
        assert "; there is nothing to undo; " in reader.message
        await reader.press("u")
        assert reader.message == "there is nothing to undo"
        await reader.saved()


HOLDERS: list[Holder] = [
    None,
    (),
    "unattributed",
    (
        (Ref("The Telegraph", "org", "org:telegraph"),),
        (Ref("defence chiefs"), Ref("diplomats", anonymous=True)),
    ),
    ((Ref("Procter & Gamble > Home"),),),
]


async def test_an_edit_keeps_what_it_did_not_touch(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        for holder, words in zip(
            HOLDERS, ("pioneering", "sources", "Kalashnikov", "London", "Sochi"), strict=True
        ):
            await keeps_the_rest(reader, holder, words)


async def keeps_the_rest(reader: Driver, holder: Holder, words: str) -> None:
    """A tag is added in the bar to an annotation of *words* that has all there is."""
    stance = Stance("claim", "doubts", Ref("a  claim", "claim", "t1"), holder, "indirect")
    draft = Draft(
        stance,
        ("frame-conflict", "own tag"),
        "first line\n\nsecond line",
        {"intensity": "strong"},
        (Link("supports", "annotation:77"),),
        ("values", "target", "holder") if holder is not None else ("values", "target"),
    )
    old = await reader.coded(words, draft)
    await reader.press("i")
    assert reader.context == "BAR"
    await reader.press("enter")
    assert reader.record(old.id).rev == old.rev
    await reader.press("i", "tab", "tab")
    assert reader.screen.bar.field == "tags"
    await reader.type(", device/mockery")
    await reader.press("enter")
    new = reader.record(old.id)
    assert new.tags == ("frame-conflict", "own tag", "device-mockery")
    assert new.stance == stance
    assert (new.note, new.values, new.links) == (old.note, old.values, old.links)
    assert new.confirmed == old.confirmed
    assert (new.segments, new.created, new.id) == (old.segments, old.created, old.id)
    await reader.press("u")
    assert reader.record(old.id).tags == old.tags


async def test_an_edit_changes_what_was_typed(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        stance = Stance("position", "favor", Ref("x", "issue"), ((Ref("A"),),))
        old = await reader.coded("pioneering", Draft(stance, note="n"))
        await reader.press("i", "shift+tab", "ctrl+u")
        await reader.type("mixed")
        await reader.press("tab", "ctrl+u", "tab", "ctrl+u")
        await reader.type("writer")
        await reader.press("enter")
        new = reader.record(old.id)
        assert new.stance == Stance("position", "mixed", None, ())
        assert new.note == "n"
        assert new.confirmed == ("holder",)


async def test_emptying_the_bar_of_an_annotation_removes_it(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("+", "enter", "i", "shift+tab", "ctrl+u", "enter")
        assert reader.records == []
        assert "removed" in reader.message
        await reader.press("u")
        assert len(reader.records) == 1


async def test_go_cycles_the_overlapping_annotations_and_the_next_keys_mean_the_chosen_one(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        sentence = await reader.coded("under a pioneering defense treaty between", Draft(note="wide"))
        word = await reader.coded("pioneering", Draft(note="narrow"))
        assert reader.screen.coder.here() is not None
        await reader.press("g", "o")
        assert "2 of 2" in reader.message
        await reader.press("a")
        assert reader.screen.prompt.value == "wide"
        await reader.press("escape", "g", "o")
        assert "1 of 2" in reader.message
        await reader.press("a")
        assert reader.screen.prompt.value == "narrow"
        await reader.press("escape", "g", "o", "d", "d")
        assert [record.id for record in reader.records] == [word.id]
        await reader.press("u")
        assert {record.id for record in reader.records} == {sentence.id, word.id}


async def test_gr_puts_the_annotation_on_the_selection_and_undo_puts_it_back(app: OpenReader) -> None:
    async with app(first=TREATY, size=(160, 45)) as reader:
        old = await reader.coded("pioneering", Draft(note="n"))
        await reader.at("arms manufacturers")
        await reader.press("v", "e", "e", "g", "a", "g", "r")
        assert reader.last.id == old.id
        assert plain(reader.last.quote) == "arms manufacturers"
        assert reader.screen.page.selection is None
        [shown] = reader.screen.page.need().annotations
        start = reader.place_of("arms manufacturers")
        assert shown.ranges == ((start, start + len("arms manufacturers")),)
        await reader.press("u")
        assert plain(reader.last.quote) == "pioneering"


async def test_undo_goes_where_it_takes_something_back_and_says_so(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("pioneering")
        await reader.press("a", "x", "enter")
        noted = reader.last.start
        await reader.open(ARMS)
        await reader.at("mocked")
        here = reader.caret
        await reader.press("u")
        assert (reader.path, reader.records) == (TREATY, [])
        assert reader.caret == noted
        assert TREATY in reader.message
        assert "^o comes back" in reader.message
        await reader.press("ctrl+o")
        assert (reader.path, reader.caret) == (ARMS, here)
        await reader.press("ctrl+r")
        assert (reader.path, len(reader.records)) == (TREATY, 1)
        assert "brought back" in reader.message
        # What is here is not gone to.
        await reader.at("Kalashnikov")
        here = reader.caret
        await reader.press("u")
        assert (reader.path, reader.caret) == (TREATY, here)
        assert TREATY not in reader.message
        assert reader.message == "taken back: note “x” (¶1); ^r brings it again"


async def test_undo_says_what_it_took_back(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G")
        old = await reader.coded("pioneering", Draft(Stance("position", "against", Ref("Russia", "org"))))
        block = reader.document.block_at(old.start)
        assert block is not None
        where = f"¶{block.number}"
        await reader.press("a", "x", "enter", "d", "d", "u")
        assert reader.message == f"taken back: removal of against → Russia ({where}); ^r brings it again"
        await reader.press("u")
        assert reader.message == f"taken back: change of against → Russia ({where}); ^r brings it again"
        await reader.press("u")
        assert reader.message == f"taken back: against → Russia ({where}); ^r brings it again"
        await reader.press("2", "ctrl+r")
        assert reader.message.startswith("brought back: 1 annotation, change of 1 annotation; u takes")
        await reader.press("u", "u", "g", "d", "u")
        assert reader.message.startswith("taken back: article done; ")


async def test_one_step_over_many_articles_is_undone_and_redone_after_a_restart(app: OpenReader) -> None:
    paths = (FIRST, TREATY, OTHER, ARMS, LAST)
    async with app(first=TREATY) as reader:
        workspace = reader.workspace
        stamps = {path: (workspace.document(path), workspace.stamp()) for path in paths}
        changes = tuple(
            Change(path, None, annotation(document, document.sha256[:16], (), Draft(note="all"), stamp))
            for path, (document, stamp) in stamps.items()
        )
        reader.store.apply(Action("import", changes)).result(20)
    async with app(first=ARMS) as reader:
        assert [one.note for one in reader.records] == ["all"] * 5
        await reader.press("u")
        assert "taken back: 5 annotations in 5 articles" in reader.message
        assert reader.records == []
        await reader.saved()
    async with app(first=LAST) as reader:
        await reader.press("ctrl+r")
        assert "brought back: 5 annotations in 5 articles" in reader.message
        await reader.saved()
    async with app(first=FIRST) as reader:
        assert [one.note for one in reader.records] == ["all"] * 5
        assert {reader.store.path_of(one.id) for one in reader.records} == set(paths)


async def test_undo_of_an_article_done_goes_to_that_article(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("g", "d")
        await reader.open(ARMS)
        await reader.press("u")
        assert reader.path == TREATY
        assert TREATY in reader.message
        assert reader.store.codings() == {}


async def test_an_annotation_with_links_alone_is_kept_when_its_note_goes(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        links = (Link("see", "corpus:"),)
        old = await reader.coded("pioneering", Draft(note="n", links=links))
        await reader.press("a", "ctrl+u", "enter")
        assert (reader.record(old.id).note, reader.record(old.id).links) == ("", links)
        await reader.press("u", "i", "shift+tab", "ctrl+u", "enter")
        assert (reader.record(old.id).note, reader.record(old.id).links) == ("", links)


async def test_the_ends_of_an_annotation_are_resized(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        old = await reader.coded("pioneering defense", Draft(note="n"))
        # Others begin where the ends will go: the one that was selected is meant all the same.
        await reader.coded("treaty", Draft(note="beside"))
        await reader.at("defense treaty")
        await reader.press("v", "i", "a")
        assert reader.selected == "pioneering defense"
        await reader.press("e", "g", "r")
        assert plain(reader.record(old.id).quote) == "pioneering defense treaty"
        await reader.at("pioneering")
        await reader.press("v", "i", "a", "o", "w", "g", "r")
        assert plain(reader.record(old.id).quote) == "defense treaty"
        await reader.press("u")
        assert plain(reader.record(old.id).quote) == "pioneering defense treaty"
        assert [record.note for record in reader.records] == ["n", "beside"]
        await reader.at("Kalashnikov")
        await reader.press("v", "i", "a")
        assert "no annotation here" in reader.message


async def test_an_annotation_put_on_other_words_is_the_one_at_the_caret(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        old = await reader.coded("pioneering defense treaty", Draft(note="n"))
        await reader.at("defense treaty")
        # The motion went past the word that is taken.
        await reader.press("v", *"lllllll", "g", "r")
        assert plain(reader.record(old.id).quote) == "defense"
        await reader.press("i")
        assert reader.field("note") == "n"
        await reader.press("escape", "d", "d")
        assert reader.records == []
        # So it is with one that is made.
        await reader.at("defense treaty")
        await reader.press("v", *"lllllll", "a", "m", "enter", "d", "d")
        assert reader.message == "removed; u brings it back"


async def test_one_part_of_a_discontinuous_annotation_is_resized(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        first, second = reader.place_of("pioneering"), reader.place_of("Kalashnikov")
        ranges = [(first, first + len("pioneering")), (second, second + len("Kalashnikov"))]
        _, saved = reader.workspace.annotate(reader.document, ranges, Draft(note="n"))
        saved.result(20)
        await reader.at("pioneering")
        await reader.press("v", "i", "a", "e", "g", "r")
        assert [plain(s.quote) for s in reader.last.segments] == ["pioneering defense", "Kalashnikov"]
        await reader.at("London")
        await reader.press("v", "e", "g", "a", "g", "r")
        assert [plain(s.quote) for s in reader.last.segments] == ["London"]
