"""What the reader says of where one is and what can be done: the frame, hints, help, palette, refusals."""

from __future__ import annotations

import pytest

from reader.keys.actions import ACTIONS
from reader.tui.screens.picker import Picker
from tests.pilot.driving import OpenReader

TREATY = "001_c52329024e729261.txt"
ARMS = "003_b2f1ad3f4cdf42dc.txt"


async def test_help_is_searched_and_the_palette_runs_a_command(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("?")
        assert reader.app.screen is not reader.screen
        await reader.type("overlapping")
        await reader.press("enter")
        assert reader.app.screen is reader.screen
        assert reader.records == []
        await reader.press(":")
        await reader.type("next article")
        await reader.press("enter")
        assert reader.path != TREATY
        await reader.press("ctrl+p")
        await reader.type("zzz no such command")
        await reader.press("enter")
        picker = reader.app.screen_stack[-1]
        assert isinstance(picker, Picker), "what does not fit is not taken"
        assert [item.lines[0][0][0] for item in map(picker._list.item, range(picker._list.count))] == [
            " nothing fits zzz no such command: type other words, or Esc"
        ]
        assert not picker._list.marked
        await reader.press("escape", "ctrl+p", "escape")
        assert reader.context == "READ"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("delete", {"annotation.remove", "draft.drop"}),
        ("delte annotaion", {"annotation.remove"}),
        ("bookmark", {"mark.set", "mark.go"}),
        ("clause", {"select.start"}),
        ("width", {"view.wider", "view.narrower", "view.measure"}),
        ("colour", {"app.theme", "view.density"}),
        ("theme", {"app.theme"}),
        ("draft", {"draft.resume", "draft.drop"}),
    ],
)
async def test_actions_are_found_by_other_words_and_with_slips(
    app: OpenReader, typed: str, found: set[str]
) -> None:
    async with app(first=TREATY) as reader:
        missing = set(found)
        for key in ("?", ":"):
            await reader.press(key)
            await reader.type(typed)
            assert isinstance(reader.app.screen, Picker)
            missing -= {option.id for option in reader.app.screen._shown}
            await reader.press("escape")
        # Actions without a key are not among the keys, those that wait for a letter not among the commands.
        assert missing == set()


async def test_escape_never_quits_and_q_closes_before_it_quits(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press(*["escape"] * 5, *["ctrl+c"] * 5)
        assert reader.running()
        await reader.press("g", "l", "q")
        assert reader.running()
        await reader.press("/", "B", "enter", "q")
        assert reader.running()
        assert reader.lit == []
        await reader.press("v", "q")
        assert reader.running()
        await reader.press("1", "2", "g")
        assert reader.screen.status.status.pending == "12g"
        await reader.press("escape")
        assert reader.screen.status.status.pending == ""
        assert "12g dropped" in reader.message
        await reader.press("g", "!")
        assert "means nothing" in reader.message
        await reader.press("q")
        assert reader.app.return_code == 0


async def test_the_frame_says_where_one_is(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("5", "G")
        assert "sentence 1 of ¶5" in reader.facts
        await reader.press(")")
        assert "sentence 2 of ¶5" in reader.facts
        assert reader.screen.title_row.title.place == f"¶5 of {len(reader.document.paragraphs)}"
        assert reader.screen.status.status.mode == "READ"
        await reader.press("v")
        assert reader.screen.status.status.mode == "SELECT"
        hinted = {key for key, _ in reader.screen.status.status.hints}
        assert "v" in hinted
        assert len({action.id for action in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("size", [(160, 45), (80, 24), (40, 10)])
async def test_all_that_may_follow_pending_keys_is_shown(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=ARMS, size=size) as reader:
        panel = reader.screen.foot.keys
        await reader.press("g")
        hints = reader.screen.status.status.hints
        assert len(hints) > 10
        assert reader.screen.status.render().plain.rstrip().endswith("g_")
        assert "…" in reader.screen.status.render().plain, "that there is more is said at once"
        await reader.until(lambda: panel.display, "the panel")
        await reader.painted()
        shown = panel.render().plain
        assert [title for _, title in hints if title[:12] not in shown] == []
        assert size == (40, 10) or "…" not in shown
        assert panel.region.bottom == reader.screen.status.region.y
        assert panel.region.height <= size[1] - 1
        await reader.press("e")
        assert (panel.display, reader.screen.pane) == (False, "entities")
        # What the status line has room for needs no panel, and neither does who types on.
        await reader.press("escape", "z")
        await reader.press("t")
        assert not panel.display


async def test_what_may_follow_pending_keys_is_laid_out_anew_in_another_terminal(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        panel = reader.screen.foot.keys
        await reader.press("g")
        await reader.until(lambda: panel.display, "the panel")
        await reader.painted()
        hints = reader.screen.status.status.hints
        for size in ((40, 10), (80, 24)):
            await reader.pilot.resize_terminal(*size)
            await reader.painted()
            assert panel.region.y >= 0
            assert panel.region.bottom == reader.screen.status.region.y
            shown = panel.render().plain
            assert len(shown.splitlines()) == panel.size.height, size
            assert [title for _, title in hints if title[:12] not in shown] == [], size


async def test_in_a_narrow_terminal_pending_keys_say_what_may_follow(app: OpenReader) -> None:
    async with app(first=ARMS, size=(80, 24)) as reader:
        await reader.painted()
        assert "0/5 coded" in reader.screen.status.render().plain
        await reader.press("3")
        # A count may be followed by anything.
        assert "0/5 coded" in reader.screen.status.render().plain
        await reader.press("escape", "g")
        told = reader.screen.status.render().plain
        assert told.rstrip().endswith("g_")
        assert "a annotations   b codebook" in told
        await reader.press("escape")
        assert "0/5 coded" in reader.screen.status.render().plain


@pytest.mark.parametrize(
    ("keys", "mode"), [("gm", "ABOUT"), ("x", "EXPORT"), ("?", "KEYS"), (":", "COMMANDS")]
)
async def test_under_a_dialog_the_status_line_tells_the_mode_of_the_dialog(
    app: OpenReader, keys: str, mode: str
) -> None:
    async with app(first=ARMS, size=(100, 30)) as reader:
        await reader.painted()
        assert "? keys" in reader.screen.status.render().plain
        await reader.press(*keys)
        await reader.painted()
        told = reader.screen.status.render().plain
        assert told.startswith(f" {mode} ")
        assert "? keys" not in told
        await reader.press("escape")
        await reader.painted()
        told = reader.screen.status.render().plain
        assert told.startswith(" READ ")
        assert "? keys" in told


async def test_without_a_name_nothing_was_done_that_could_be_taken_back(app: OpenReader) -> None:
    async with app(first=ARMS, annotator="") as reader:
        await reader.press("u")
        assert reader.message == "nothing was coded yet: nothing can be taken back"
        await reader.press("ctrl+r")
        assert reader.message == "nothing was coded yet: nothing can be brought back"


async def test_a_selection_that_can_be_no_wider_or_narrower_says_so(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("v", "V")
        assert reader.message == "one word is selected: it can be no narrower, Esc leaves it"
        await reader.press(*"vvvv", "v")
        assert reader.message == "no part of a paragraph is left out: motions take in more"
        await reader.press("V")
        assert reader.message == ""


async def test_an_empty_note_is_said_to_be_none(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.press("a", "enter")
        assert reader.message == "nothing was written: no note is kept"
        assert reader.records == []


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_row_at_the_foot_tells_of_the_text_where_it_is_in_sight(
    app: OpenReader, size: tuple[int, int]
) -> None:
    async with app(first=ARMS, size=size) as reader:
        assert any(fact.endswith(" %") for fact in reader.facts)
        await reader.press("g", "b")
        assert any(fact.endswith(" %") for fact in reader.facts) == (size[0] >= 100)
        if size[0] < 100:
            assert "Enter what was coded" in reader.screen.status.render().plain


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36)])
async def test_the_palette_says_whole_what_a_command_does(app: OpenReader, size: tuple[int, int]) -> None:
    async with app(first=ARMS, size=size) as reader:
        await reader.press(":", *"last, or")
        await reader.painted()
        dialog = reader.app.screen
        assert isinstance(dialog, Picker)
        lines = [
            "".join(text for text, _ in line).split()
            for n in range(dialog._list.count)
            for line in dialog._list.item(n).lines
        ]
        said = " ".join(word for line in lines for word in line)
        assert "last, or paragraph n To the end; with a count n, to paragraph n (in a list, row n)" in said


async def test_the_keys_offered_are_those_of_the_pane(app: OpenReader) -> None:
    async with app(first=ARMS, size=(120, 36)) as reader:
        for keys, offered, not_offered in (
            ("ge", "filter", "edit"),
            ("ga", "edit", "tag"),
            ("gb", "tag", "edit"),
        ):
            await reader.press(*keys)
            titles = [title for _, title in reader.screen.status.status.hints]
            assert offered in titles
            assert not_offered not in titles


@pytest.mark.parametrize("key", ["?", ":"])
async def test_what_begins_with_what_is_typed_comes_first(app: OpenReader, key: str) -> None:
    async with app(first=ARMS, size=(40, 10)) as reader:
        await reader.press(key)
        await reader.type("und")
        top = reader.app.screen
        assert isinstance(top, Picker)
        assert len(top._shown) > 1
        assert top._shown[0].id == "undo"
