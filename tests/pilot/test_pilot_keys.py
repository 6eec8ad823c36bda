"""Every action has a command, every command an action; each can be asked for anywhere without harm."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from reader.holders import holder_text
from reader.keys.action import CONTEXTS, Context
from reader.keys.actions import ACTIONS
from reader.keys.names import parse_keys
from reader.tui import leaving
from reader.tui.calls import Call
from reader.tui.commands import COMMANDS
from reader.tui.screens.picker import Picker
from tests.pilot.driving import Driver, OpenReader

ARMS = "003_b2f1ad3f4cdf42dc.txt"
TREATY = "001_c52329024e729261.txt"
INTO: dict[Context, tuple[str, ...]] = {
    "READ": (),
    "VISUAL": ("v",),
    "LIST": ("g", "l"),
    "DETAILS": ("g", "a"),
    "PROMPT": ("/", "B"),
    "BAR": ("s", "x"),
    # Of a word that was tagged everywhere nothing is left to propose: what was done is taken back first.
    "PROPOSALS": ("u", "5", "G", "g", "*", *"mock", "enter"),
}


def test_every_action_has_a_command_and_every_command_an_action() -> None:
    families = {"label", "code"}  # one command for all keys of the codebook
    assert {action.id for action in ACTIONS} == set(COMMANDS) - families


async def home(reader: Driver) -> None:
    """Close whatever is open."""
    while reader.app.screen is not reader.screen:
        await reader.press("escape")
    while leaving.close_something(reader.screen):
        pass
    await reader.settle()
    assert reader.context == "READ"


def sound(reader: Driver, trail: list[str]) -> None:
    """What holds at any time, whatever was typed."""
    assert reader.running(), trail
    screen, opened = reader.screen, reader.screen.page.opened
    assert reader.context in CONTEXTS
    assert "\n" not in reader.message, trail
    if opened is None:
        return
    text = opened.document.text
    assert 0 <= reader.caret <= max(0, len(text) - 1), trail
    assert screen.view.line_of(reader.caret) is not None, trail
    for extent in (screen.view.selection, screen.view.unit):
        assert extent is None or 0 <= extent[0] <= extent[1] <= len(text), trail
    for one in opened.annotations:
        for (start, end), segment in zip(one.ranges, one.annotation.segments, strict=False):
            assert text[start:end] == segment.quote, trail
    assert {a.annotation.id for a in opened.annotations} == {
        record.id for record in reader.store.annotations(opened.document.path)
    }, trail


@pytest.mark.parametrize("context", INTO)
async def test_each_action_can_be_asked_for_in_each_of_its_contexts(
    app: OpenReader, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app(first=ARMS) as reader:
        left: list[str] = []
        monkeypatch.setattr(reader.screen.leaving, "quit", left.append)
        await reader.press("5", "G", "+", "enter")
        asked = 0
        for action in ACTIONS:
            if context not in action.contexts:
                continue
            if reader.app.screen is not reader.screen or reader.context != context:
                await home(reader)
                await reader.press(*INTO[context])
            assert reader.context == context
            count = 2 if action.repeatable or action.numbered else None
            reader.screen.run_command(action.id, Call(count, "a" if action.operand else ""))
            await reader.settle()
            sound(reader, [action.id])
            asked += 1
        await home(reader)
        assert asked >= 10
        assert left


def journey(reader: Driver, chance: random.Random) -> Callable[[], tuple[str, ...]]:
    """Something to press where one is: a sequence of the keymap, text, or anything."""
    never = {"app.quit", "app.back", "app.suspend"}

    def step() -> tuple[str, ...]:
        if reader.app.screen is not reader.screen:
            return (chance.choice(["escape", "escape", "down", "a", "enter", "tab", "ctrl+x", "escape"]),)
        if reader.context in ("PROMPT", "BAR") and chance.random() < 0.6:
            return tuple(chance.choice(["w r", "favor", "Russia", "a > b & c", "x, y", "é", "%", ">", " "]))
        keymap, context = reader.screen.engine.keymap, reader.screen.context
        action = chance.choice([a for a in keymap.actions_in(context) if a.id not in never])
        keys = chance.choice(keymap.keys_of(action.id, context) or ("escape",))
        keys = keys.partition("{")[0] if action.operand else keys
        count = chance.choice(["", "", "", "3", "99"]) if reader.context not in ("PROMPT", "BAR") else ""
        return (*count, *parse_keys(keys), *("aB"[chance.random() < 0.5] if action.operand else ""))

    return step


async def wander(reader: Driver, steps: int, seed: int) -> None:
    """Press *steps* random things and look after each of them."""
    chance = random.Random(seed)
    step = journey(reader, chance)
    trail: list[str] = []
    for _ in range(steps):
        keys = step()
        trail.append(" ".join(keys))
        await reader.press(*(NAMES.get(key, key) for key in keys))
        if reader.app.screen is reader.screen:
            sound(reader, trail[-12:])
    assert reader.running(), trail[-12:]


NAMES = {
    "Esc": "escape",
    "Enter": "enter",
    "Tab": "tab",
    "S-Tab": "shift+tab",
    "Space": "space",
    "Backspace": "backspace",
    "PgDn": "pagedown",
    "PgUp": "pageup",
    "Home": "home",
    "End": "end",
    "Up": "up",
    "Down": "down",
    "Left": "left",
    "Right": "right",
    **{f"^{letter}": f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"},
}


@pytest.mark.parametrize(("seed", "size"), [(7, (120, 36)), (11, (80, 24)), (13, (40, 10))])
async def test_a_random_journey_over_the_five_articles(
    app: OpenReader, seed: int, size: tuple[int, int]
) -> None:
    async with app(size=size) as reader:
        await wander(reader, 70, seed)
        await home(reader)
        await reader.saved()
        assert reader.store.failure() == ""
        kept = {record.id for record in reader.records}
    async with app(known=False) as reader:
        assert {record.id for record in reader.records} == kept


async def test_a_random_journey_where_there_is_nothing_to_read(
    app: OpenReader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = tmp_path_factory.mktemp("void")
    (corpus / "empty.txt").write_text("")
    (corpus / "white.txt").write_text("\n \n")
    (corpus / "one.txt").write_text("x")
    async with app(corpus) as reader:
        await wander(reader, 45, 3)


async def test_a_random_journey_over_articles_none_of_which_can_be_read(
    app: OpenReader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = tmp_path_factory.mktemp("binary")
    (corpus / "only.txt").write_bytes(bytes(range(256)) * 8)
    async with app(corpus) as reader:
        assert reader.screen.page.opened is None
        await reader.press("+")
        assert "no article is open" in reader.message
        assert "only.txt" in " ".join(reader.rows("list"))
        await wander(reader, 45, 5)


async def test_keys_come_in_a_burst_and_none_is_lost(app: OpenReader) -> None:
    async with app(first=ARMS) as reader:
        await reader.burst("a", *"hello world", "enter", "j")
        await reader.until(lambda: reader.records, "the note")
        assert [record.note for record in reader.records] == ["hello world"]
        assert reader.context == "READ"
        await reader.press("k")
        await reader.burst("d", "d", "/", *"Putin", "enter", "n")
        assert reader.records == []
        assert reader.message.startswith("hit 2")
        await reader.burst("g", "g", "-", *"arms", "tab", *"A > B", "tab", *"mockery", "enter")
        await reader.until(lambda: reader.records, "the stance")
        stance = reader.last.stance
        assert stance is not None
        assert stance.target is not None
        assert (stance.label, stance.target.name, holder_text(stance.holder)) == ("against", "arms", "A > B")
        assert reader.last.tags == ("device-mockery",)
        await reader.burst("f", *"putin")
        await reader.settle()
        assert reader.searching.typed == "putin"


async def test_the_labels_are_found_among_the_keys_by_their_names(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("?")
        picker = reader.app.screen
        assert isinstance(picker, Picker)
        for typed, keys in (("favour", {"+"}), ("favor: the", {"+"}), ("against:", {"-"})):
            await reader.press(*typed)
            assert {option.left.split()[0] for option in picker._shown} == keys
            assert picker._shown[0].title.startswith(("favor: The holder speaks for", "against: The holder"))
            await reader.press("ctrl+u")
        await reader.press(*"stance")
        assert {"+", "-", "=", "%", "~"} <= {option.left.split()[0] for option in picker._shown}
        await reader.press("ctrl+u")
        at = picker._list.cursor
        for there, back in (("ctrl+f", "ctrl+b"), ("pagedown", "pageup")):
            await reader.press(there)
            assert picker._list.cursor > at + 5
            await reader.press(back)
            assert picker._list.cursor == at
        await reader.press("escape")


async def test_a_tag_is_named_when_it_is_kept(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "t", *"device/mockery", "enter")
        assert reader.message == "#device/mockery; u takes it back"
        await reader.press("t", *"frame/conflict", "enter")
        assert reader.message == "tags changed: #device/mockery #frame/conflict; u takes it back"


async def test_the_target_is_let_go_of_as_it_is_said(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T", *"The treaty", "enter")
        assert reader.message.endswith("; T with the line emptied lets go")
        await reader.press("T", "ctrl+u", "enter")
        assert reader.screen.coder.pinned is None
