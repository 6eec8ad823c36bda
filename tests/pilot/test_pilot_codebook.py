"""The codebook beside the text by keys: counts, definitions, coding from its rows; filters of annotations."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Region

from reader.layout.cells import cells
from reader.tui.widgets.codebook_pane import CodebookPane
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


def pane(reader: Driver) -> CodebookPane:
    return reader.screen.codebook.pane


def shown(reader: Driver) -> dict[str, str]:
    """The rows by id, each as one line."""
    view = pane(reader).list
    items = (view.item(n) for n in range(view.count))
    return {item.id: "".join(text for text, _ in item.lines[-1]) for item in items}


def figures(reader: Driver, row: str) -> str:
    return shown(reader)[row][-5:]


def told(reader: Driver) -> str:
    return "\n".join(line.plain for line in pane(reader).definition._lines(60))


async def to_row(reader: Driver, row: str) -> None:
    assert pane(reader).list.go_to(row)
    await reader.settle()


async def test_it_stands_beside_the_text_with_counts_of_ones_own(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("6", "G", "-")
        await reader.type("Ukraine")
        await reader.press("enter", "J", "4", "G", "t")
        await reader.type("frame/security")
        await reader.press("enter", "K", "g", "b")
        assert reader.context == "DETAILS"
        assert reader.screen.status.status.mode == "CODEBOOK"
        assert not reader.screen.details.display or not reader.screen.details.region
        assert "ann: here · corpus" in pane(reader).heading._right
        assert figures(reader, "label:position/against") == "1 · 1"
        assert figures(reader, "code:frame-security") == "0 · 1"
        assert figures(reader, "target:entity ukraine") == "1 · 1"
        assert figures(reader, "label:claim/denies") == "0 · 0"
        await to_row(reader, "code:frame")
        assert told(reader).startswith("frame\nWhat the passage makes")
        assert "with the codes below 0 and 1" in told(reader)
        await reader.press("j", "j", "j", "j")
        assert "frame/security" in told(reader)
        assert "exclude: Weapons as goods: economy." in told(reader)
        # It stays while one reads and codes on, and counts anew.
        await reader.press("escape")
        assert reader.context == "READ"
        assert pane(reader).display
        await reader.press("7", "G", "-")
        await reader.type("Ukraine")
        await reader.press("enter")
        assert (
            figures(reader, "label:position/against") == figures(reader, "target:entity ukraine") == "2 · 2"
        )
        await reader.press("u")
        assert figures(reader, "label:position/against") == "1 · 1"
        await reader.press("u")
        assert figures(reader, "code:frame-security") == "0 · 0"
        await reader.press("ctrl+r", "J")
        assert figures(reader, "code:frame-security") == "1 · 1"
        assert figures(reader, "label:position/against") == "0 · 1"
        await reader.press("tab")
        assert (reader.screen.pane, reader.context) == ("codebook", "DETAILS")
        await reader.press("tab", "shift+tab", "g", "e")
        assert not reader.screen.has_class("codebook")
        assert reader.screen.pane_list is reader.screen.entities
        await reader.press("tab")
        assert reader.screen.pane_list is reader.screen.annotations


async def test_codes_labels_and_targets_are_taken_from_their_rows(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        await reader.press("6", "G", "g", "b")
        await to_row(reader, "code:device-mockery")
        await reader.press("t")
        assert reader.last.tags == ("device-mockery",)
        assert reader.last.quote.startswith("Mr Medvedev")
        assert reader.context == "DETAILS", "the next code is one key away"
        assert figures(reader, "code:device-mockery") == "1 · 1"
        await to_row(reader, "code:frame-conflict")
        await reader.press("t")
        assert [one.tags for one in reader.records] == [("device-mockery", "frame-conflict")]
        await reader.press("t")
        assert "already" in reader.message
        await to_row(reader, "label:claim/denies")
        await reader.press("t")
        assert "is no code" in reader.message
        await reader.press("s")
        assert reader.context == "BAR"
        await reader.type("Output is up")
        await reader.press("enter")
        stance = reader.last.stance
        assert stance is not None
        assert (stance.scale, stance.label) == ("claim", "denies")
        await reader.press("g", "b")
        await to_row(reader, "target:claim output is up")
        await reader.press("s")
        assert "is no label" in reader.message
        await reader.press("T", "escape", "7", "G", "+")
        last = reader.last.stance
        assert last is not None
        assert last.target is not None
        assert (last.label, last.target.name, last.target.kind) == ("affirms", "Output is up", "claim")
        await reader.press("g", "b")
        await to_row(reader, "scale:position")
        for key, why in (
            ("T", "no target"),
            ("enter", "shows what was coded"),
            ("F", "finds what was coded"),
        ):
            await reader.press(key)
            assert why in reader.message


async def test_a_row_leads_to_what_was_coded_here_and_everywhere(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        for paragraph, code in ((6, "device/loaded word"), (7, "frame/conflict"), (8, "device/loaded word")):
            await reader.press(*str(paragraph), "G", "t")
            await reader.type(code)
            await reader.press("enter")
        await reader.press("g", "b")
        await to_row(reader, "code:device-loaded")
        await reader.press("enter")
        assert reader.screen.pane == "annotations"
        assert reader.screen.annotations.count == 2
        assert "2 of 3" in reader.screen.details.annotations_heading._left
        assert "2 here" in reader.message
        await reader.press("escape")
        assert reader.screen.annotations.count == 3
        await reader.press("g", "b", "F")
        assert reader.searching.typed == 'tag:"device/loaded word"'
        await reader.until(lambda: len(reader.hits) == 2, "both passages")
        await reader.press("escape")
        await to_row(reader, "code:frame-economy")
        await reader.press("enter")
        assert reader.screen.annotations.count == 0
        assert "none here" in reader.message


async def test_the_codebook_is_filtered(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.press("g", "b", "/")
        await reader.type("DANGER nowhere")
        assert list(shown(reader)) == []
        await reader.press("escape")
        assert len(shown(reader)) > 20
        await reader.press("/")
        await reader.type("THREATS secrecy")
        assert list(shown(reader)) == ["heading:Codes", "code:frame", "code:frame-security"]
        await reader.press("enter")
        assert pane(reader).list.current == "code:frame-security"
        assert "frame/security" in told(reader)
        await reader.press("J")
        assert len(shown(reader)) == 3, "it is the same codebook in every article"
        await reader.press("q")
        assert len(shown(reader)) > 20
        await reader.press("q")
        assert reader.context == "READ"


async def test_annotations_are_filtered_by_what_they_say_of_whom(app: OpenReader) -> None:
    async with app(first=ARMS, size=(160, 45)) as reader:
        for paragraph, key, target, holder in (
            (6, "-", "Ukraine", "Dmitry Medvedev"),
            (7, "-", "Medvedev", "Interfax > Ukraine"),
            (8, "+", "Ukraine", "unattributed"),
        ):
            await reader.press(str(paragraph), "G", key)
            await reader.type(target)
            await reader.press("tab")
            await reader.type(holder)
            await reader.press("enter")
        assert len(reader.records) == 3
        await reader.press("g", "a")
        for typed, count in (
            ("ukraine", 3),
            ("target:ukraine", 2),
            ("holder:ukraine", 1),
            ("against target:ukraine", 1),
            ("stance:position/against", 2),
            ("holder:unattributed favor", 1),
            ("holder:medvedev target:medvedev", 0),
        ):
            await reader.press("/", "ctrl+u")
            await reader.type(typed)
            assert reader.screen.annotations.count == count, typed
            await reader.press("enter")
        assert "0 of 3" in reader.screen.details.annotations_heading._left
        # By what is said below it; and nothing under the cursor is nothing to do something with.
        await reader.painted()
        heading = reader.screen.details.annotations_heading
        assert heading.size.height == 2
        assert heading.render().plain.splitlines()[1] == "▌/ holder:medvedev target:medvedev"
        for keys, told in (
            ("y", "no passage is under the cursor"),
            ("i", "no annotation"),
            ("dd", "no annotation"),
        ):
            await reader.press(*keys)
            assert told in reader.message, keys
        assert len(reader.records) == 3
        assert "Esc shows all" in reader.screen.annotations.empty
        await reader.press("escape", "2", "G", "t")
        await reader.type("frame/security")
        await reader.press("enter")
        tagged = [one for one in reader.records if one.tags]
        targets = [one.stance.target for one in tagged if one.stance]
        assert [target.name for target in targets if target] == ["Dmitry Medvedev"]
        assert reader.context == "DETAILS", "t tags the annotation under the cursor, wherever the caret is"


async def test_a_long_definition_takes_the_room_there_is_and_tells_what_it_lacks(
    app: OpenReader, seeds: Path
) -> None:
    long = " ".join(f"word{n}" for n in range(300))
    (seeds / "codebook.toml").write_text(
        f'schema = 1\nunit = "sentence"\n[[code]]\nid = "x"\nname = "long"\ndefinition = "{long}"\n'
        '[[code]]\nid = "y"\nname = "short"\ndefinition = "Brief."\n'
    )
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.press("g", "b")
        await reader.painted()
        definition = pane(reader).definition
        assert "word299" in told(reader)
        shown = definition.render().plain.split("\n")
        assert len(shown) == definition.size.height > 12
        left = len(definition._lines(definition.size.width)) - definition.size.height + 1
        assert shown[-1] == f"… {left} more lines  ^d"
        assert pane(reader).list.size.height >= 3
        # The key that is named shows all of it, and the one that goes back its beginning.
        whole = [line.plain for line in definition._lines(definition.size.width)]
        seen = {*shown[:-1]}
        for _ in range(len(whole)):
            await reader.press("ctrl+d")
            shown = definition.render().plain.split("\n")
            assert len(shown) == definition.size.height
            seen |= {line for line in shown if "more lines" not in line}
        assert seen == {*whole}
        assert shown == whole[-len(shown) :]
        assert pane(reader).list.current == "code:x", "the row stays"
        await reader.press("9", "ctrl+u")
        assert definition.render().plain.split("\n")[0] == "long"
        # One that is whole leaves the key to the list.
        await reader.press("j", "ctrl+u")
        assert pane(reader).list.current == "code:x"
        await reader.press("ctrl+d")
        await reader.press("j")
        await reader.painted()
        assert definition.render().plain.split("\n")[:2] == ["short", "Brief."]


async def test_what_is_not_in_the_codebook_is_shown_and_what_others_coded_is_not(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=ARMS, annotator="bob") as reader:
        await reader.press("6", "G", "t")
        await reader.type("frame/conflict")
        await reader.press("enter")
        await reader.saved()
    (seeds / "codebook.toml").write_text(
        'schema = 1\nunit = "sentence"\n'
        '[[scale]]\nid = "mood"\nname = "Mood"\n'
        '[[scale.label]]\nid = "sad"\nname = "sad"\nkey = "-"\nglyph = "-"\n'
    )
    async with app(first=ARMS, annotator="bob", size=(160, 45)) as reader:
        await reader.press("g", "b")
        assert figures(reader, "code:frame-conflict") == "1 · 1"
        await to_row(reader, "code:frame-conflict")
        await reader.press("t")
        assert "is no code" in reader.message
        await reader.press("enter")
        assert reader.screen.annotations.count == 1
    async with app(first=ARMS, annotator="ann", show_others=True, size=(160, 45)) as reader:
        await reader.press("g", "b")
        assert "code:frame-conflict" not in shown(reader), "counts are of one layer"


@pytest.mark.parametrize("size", [(160, 45), (120, 20), (100, 30), (80, 24), (40, 10), (10, 4), (1, 1)])
async def test_it_fits_every_terminal(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=ARMS, size=size) as reader:
        await reader.press("g", "b", "j", "j")
        await reader.painted()
        view = pane(reader).list
        for line in view.render_lines(Region(0, 0, *view.size)):
            assert sum(cells(segment.text) for segment in line) == view.size.width
        if size[0] >= 40:
            assert view.size.height >= 3
            assert pane(reader).definition.size.height >= 1
            assert "Position/against" in told(reader)
            assert view.current == "label:position/against"
        await reader.press("escape")
        assert reader.context == "READ"
        assert reader.screen.view.display
