"""Coding by keys: labels, the stance bar, targets, overlapping annotations, undo, articles done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotations.codebook import builtin
from annotations.model import Annotation, Holder, Link, Ref, Stance
from reader.coding import Draft
from tests.pilot.driving import Driver, OpenReader, plain

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"
EMPTY_FIELDS = ("target", "holder", "tags", "note")


async def coded(reader: Driver, words: str, draft: Draft) -> Annotation:
    """An annotation of *words* in the open article, made behind the keys' back; the caret is put on it."""
    start = reader.place_of(words)
    record, saved = reader.workspace.annotate(reader.document, [(start, start + len(words))], draft)
    saved.result(20)
    await reader.at(words)
    return record


async def test_a_label_key_opens_an_empty_bar_on_the_unit_and_esc_leaves_nothing(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G")
        unit = reader.screen.view.unit
        await reader.press("+")
        assert reader.context == "BAR"
        assert reader.field("stance") == "position/favor"
        assert [reader.field(name) for name in EMPTY_FIELDS] == [""] * 4
        assert reader.screen.bar.field == "target"
        assert reader.screen.view.selection == unit
        assert all(reason for _, reason in reader.offered)
        await reader.type("half a target")
        await reader.press("escape")
        assert reader.context == "READ"
        assert reader.screen.view.selection is None
        assert (reader.screen.view.unit, reader.records, reader.store.targets()) == (unit, [], ())
        assert reader.store.log() == []
        assert not (seeds / "annotations").exists()
        # The next bar remembers nothing of it.
        await reader.press("-")
        assert [reader.field(name) for name in EMPTY_FIELDS] == [""] * 4
        await reader.press("ctrl+c")
        assert reader.context == "READ"


async def test_enter_keeps_the_label_on_the_sentence_with_what_was_chosen_and_no_more(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("6", "G", "+", "enter")
        record = reader.last
        assert record.stance == Stance("position", "favor")
        assert record.quote == reader.text[slice(*reader.screen.view.unit or (0, 0))]
        assert plain(record.quote).startswith("But the newspaper reported that diplomats")
        assert (record.tags, record.note, record.confirmed) == ((), "", ())
        assert reader.message.startswith("favor")


async def test_a_label_key_takes_the_selection(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.at("pioneering defense treaty")
        await reader.press("v", "e", "e", "e", "+", "enter")
        assert plain(reader.last.quote) == "pioneering defense treaty"
        assert reader.context == "READ"
        assert reader.selected == ""


async def test_the_test_case_of_the_codebook_can_be_coded_by_keys(app: OpenReader) -> None:
    """001 ¶6: the newspaper > {diplomats, defense officials}, in favour of the treaty."""
    async with app(first=TREATY) as reader:
        await reader.press("6", "G", "+")
        await reader.type("defense treaty")
        await reader.press("tab")
        chain = next(
            (n, text) for n, (text, _) in enumerate(reader.offered) if " > " in text and "diplomats" in text
        )
        assert reader.offered[chain[0]][1]
        await reader.press(*["ctrl+n"] * (chain[0] + 1))
        assert reader.field("holder") == chain[1]
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert stance.target == Ref("defense treaty", "issue")
        assert isinstance(stance.holder, tuple)
        names = [[actor.name for actor in level] for level in stance.holder]
        assert names == [["the newspaper"], ["diplomats", "defense officials"]]
        assert reader.last.confirmed == ("target", "holder")
        # And typed, over another scale: Medvedev denies the claim.
        await reader.open(ARMS)
        await reader.at("Dmitry Medvedev, the former")
        await reader.press("ctrl+t")
        assert "Claim" in reader.message
        await reader.press("-")
        assert reader.field("stance") == "claim/denies"
        await reader.type("Russia is short of weapons")
        await reader.press("tab")
        await reader.type("Dmitry Medvedev")
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert (stance.scale, stance.label) == ("claim", "denies")
        assert stance.target == Ref("Russia is short of weapons", "claim")
        await reader.press("ctrl+t", "-")
        assert reader.field("stance") == "position/against"


async def test_proposals_go_in_by_one_key_and_back_to_what_was_typed(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        offered = [text for text, _ in reader.offered]
        await reader.press("ctrl+n")
        assert reader.field("target") == offered[0]
        await reader.press("down")
        assert reader.field("target") == offered[1]
        await reader.press("ctrl+p", "up")
        assert reader.field("target") == ""
        await reader.type("Lond")
        assert reader.offered[0][0] == "London"
        await reader.press("ctrl+n", "enter")
        assert reader.last.stance is not None
        target = reader.last.stance.target
        assert target is not None
        assert (target.name, target.kind) == ("London", "entity")
        assert reader.workspace.table.entity(target.id) is not None
        assert reader.store.targets() == ()


async def test_what_cannot_be_kept_is_said_and_the_bar_stays_open(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("s")
        assert reader.screen.bar.field == "stance"
        await reader.type("nonsense")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert reader.warned
        assert "nonsense" in reader.message
        assert reader.field("stance") == "nonsense"
        await reader.press("ctrl+u")
        await reader.type("against")
        await reader.press("tab", "tab")
        await reader.type("A > > B")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "empty level" in reader.message
        assert reader.records == []
        await reader.press("ctrl+u")
        await reader.type("A > B & C")
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.stance == Stance("position", "against", None, ((Ref("A"),), (Ref("B"), Ref("C"))))


async def test_a_target_without_a_stance_is_refused_and_an_empty_bar_keeps_nothing(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("s", "tab", "x", "enter")
        assert reader.context == "BAR"
        assert "needs a stance" in reader.message
        await reader.press("ctrl+u", "enter")
        assert reader.context == "READ"
        assert "nothing is kept" in reader.message
        assert reader.records == []
        await reader.press("s", "shift+tab", "n", "o", "t", "e", "enter")
        assert (reader.last.stance, reader.last.note) == (None, "note")


async def test_a_new_target_is_declared_once_offered_again_and_one_undo_takes_the_coding(
    app: OpenReader,
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+")
        await reader.type("Joint projects")
        await reader.press("enter")
        assert [known.target for known in reader.store.targets()] == [Ref("Joint projects", "issue")]
        await reader.press("u")
        assert reader.records == []
        await reader.press("ctrl+r", ")", "-")
        assert ("Joint projects", "issue, used once") in reader.offered
        await reader.type("joint PROJECTS")
        await reader.press("enter")
        assert reader.last.stance is not None
        assert reader.last.stance.target == Ref("Joint projects", "issue")
        assert len(reader.store.targets()) == 1
        await reader.press(")", "=")
        assert ("Joint projects", "issue, used twice") in reader.offered


async def test_with_a_pinned_target_one_key_codes_and_a_full_stop_repeats(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T")
        await reader.type("The treaty")
        await reader.press("enter")
        assert "target: The treaty" in reader.facts
        await reader.press("+")
        assert reader.context == "READ"
        assert reader.last.stance == Stance("position", "favor", Ref("The treaty", "issue"))
        assert reader.last.confirmed == ("target",)
        await reader.press(")", ".")
        assert len(reader.records) == 2
        assert reader.records[1].stance == reader.records[0].stance
        assert reader.records[1].quote != reader.records[0].quote
        await reader.press("T")
        assert reader.screen.prompt.value == "The treaty"
        await reader.press("ctrl+u", "enter")
        assert not any(fact.startswith("target") for fact in reader.facts)
        await reader.press("-")
        assert reader.context == "BAR"


async def test_repeating_before_anything_was_coded_is_refused(app: OpenReader) -> None:
    async with app() as reader:
        await reader.press(".")
        assert "nothing was coded" in reader.message
        await reader.press("d", "d")
        assert "no annotation here" in reader.message
        await reader.press("i")
        assert "no annotation here" in reader.message
        await reader.press("g", "o")
        assert "no annotation here" in reader.message
        await reader.press("u")
        assert "nothing to undo" in reader.message
        await reader.press("ctrl+r")
        assert "nothing to redo" in reader.message
        await reader.press("g", "r")
        assert "select the new words first" in reader.message
        await reader.press("v", "g", "r")
        assert "choose the annotation first" in reader.message
        assert reader.warned
        assert reader.records == []


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
        assert "nothing to undo" in reader.message
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
    old = await coded(reader, words, draft)
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
        old = await coded(reader, "pioneering", Draft(stance, note="n"))
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
        sentence = await coded(reader, "under a pioneering defense treaty between", Draft(note="wide"))
        word = await coded(reader, "pioneering", Draft(note="narrow"))
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
        old = await coded(reader, "pioneering", Draft(note="n"))
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


async def test_an_article_is_done_and_open_again(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        assert "0 of 5 coded" in reader.facts
        await reader.press("g", "d")
        assert reader.store.codings()[TREATY].state == "done"
        assert "no stance" in reader.message
        assert "1 of 5 coded" in reader.facts
        assert "done" in " ".join(reader.screen.title_row._facts)
        await reader.press("g", "d")
        assert reader.store.codings()[TREATY].state == "open"
        assert "0 of 5 coded" in reader.facts
        await reader.press("u")
        assert reader.store.codings()[TREATY].state == "done"
        assert "1 of 5 coded" in reader.facts


async def test_an_article_is_not_done_while_a_required_variable_is_empty(
    app: OpenReader, seeds: Path
) -> None:
    (seeds / "codebook.toml").write_text(
        'schema = 1\nunit = "sentence"\n'
        '[[scale]]\nid = "p"\nname = "P"\nfor = ["issue"]\n'
        '[[scale.label]]\nid = "yes"\nname = "yes"\nkey = "+"\nglyph = "+"\n'
        '[[variable]]\nid = "g"\nname = "Genre"\nlevel = "article"\nvalues = ["news"]\nrequired = true\n'
        '[[variable]]\nid = "s"\nname = "Strength"\nlevel = "passage"\nvalues = ["low"]\nrequired = true\n'
    )
    async with app(first=TREATY) as reader:
        await reader.press("+", "enter", "g", "d")
        assert "not done yet" in reader.message
        assert "Genre" in reader.message
        assert "Strength" in reader.message
        assert reader.warned
        assert reader.store.codings() == {}
        reader.workspace.set_state(reader.document, "open", values={"g": "news"})[1].result(20)
        await reader.press("g", "d")
        assert "Genre" not in reader.message
        assert "Strength" in reader.message
        saved = reader.store.edit(TREATY, replace(reader.last, values={"s": "low"}))
        saved.result(20)
        await reader.press("g", "d")
        assert reader.store.codings()[TREATY].state == "done"
        assert reader.store.codings()[TREATY].values == {"g": "news"}


async def test_code_keys_tag_the_passage(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.at("mocked")
        await reader.press(",", "m")
        assert reader.last.tags == ("device-mockery",)
        assert "#device/mockery" in reader.message
        assert builtin().code_keys[",m"].id == "device-mockery"


async def test_annotations_of_others_are_hidden_unless_asked_for_and_never_changed(app: OpenReader) -> None:
    async with app(annotator="bob", first=TREATY) as reader:
        await coded(reader, "pioneering", Draft(note="of bob"))
    async with app(first=TREATY, size=(160, 45)) as reader:
        assert reader.screen.page.need().annotations == ()
        assert not any("1 note" in row for row in reader.rows("list"))
    async with app(first=TREATY, show_others=True) as reader:
        [shown] = reader.screen.page.need().annotations
        assert shown.annotation.annotator == "bob"
        await reader.at("pioneering")
        for keys in ("dd", "i"):
            await reader.press(*keys)
            assert "bob's" in reader.message
        await reader.press("a", "x", "enter")
        assert reader.record(shown.annotation.id).note == "of bob"
