"""The key engine and the keyboards: sequences, counts, operands, layouts."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.keys.action import CONTEXTS, Context
from reader.keys.actions import ACTIONS
from reader.keys.engine import LARGEST_COUNT, Cancelled, Engine, Invoke, Outcome, Pending, Unmapped
from reader.keys.keyboards import LAYOUTS, Keyboard, Layout
from reader.keys.keymap import build_keymap
from reader.keys.names import canonical

KEYMAP = build_keymap()


def fed(keys: str, engine: Engine | None = None) -> list[Outcome]:
    engine = engine or Engine(KEYMAP)
    return [engine.feed(key) for key in keys.split()]


def last(keys: str, context: Context = "READ") -> Outcome:
    return fed(keys, Engine(KEYMAP, context=context))[-1]


@pytest.mark.parametrize(
    ("keys", "action", "count", "operand"),
    [
        ("j", "move.down", None, ""),
        ("1 2 j", "move.down", 12, ""),
        ("1 0 w", "move.word_next", 10, ""),
        ("0", "move.row_start", None, ""),
        ("g g", "move.first", None, ""),
        ("6 G", "move.last", 6, ""),
        ("3 right_square_bracket e", "entity.next", 3, ""),
        ("z minus", "view.narrower", None, ""),
        ("z plus", "view.wider", None, ""),
        ("m a", "mark.set", None, "a"),
        ("m Z", "mark.set", None, "Z"),
        ("apostrophe q", "mark.go", None, "q"),
        ("apostrophe apostrophe", "jump.swap", None, ""),
        ("ctrl+d", "page.half_down", None, ""),
        ("shift+tab", "pane.previous", None, ""),
        ("less_than_sign", "jump.back", None, ""),
        ("d d", "annotation.remove", None, ""),
    ],
)
def test_invokes(keys: str, action: str, count: int | None, operand: str) -> None:
    outcome = last(keys)
    assert isinstance(outcome, Invoke)
    assert (outcome.action_id, outcome.count, outcome.operand) == (action, count, operand)
    assert outcome.times == (count or 1)


def test_pending_keys_are_shown_with_what_may_follow() -> None:
    engine = Engine(KEYMAP)
    fed("1 2", engine)
    outcome = engine.feed("g")
    assert isinstance(outcome, Pending)
    assert outcome.keys == engine.pending == "12g"
    assert {hint.key: hint.title for hint in outcome.hints}["e"] == "entities"
    keys = [hint.key for hint in outcome.hints]
    assert keys == sorted(keys, key=lambda key: (key.lower(), key))


def test_an_operand_is_announced_and_nothing_else_is_taken_for_one() -> None:
    mark = last("apostrophe")
    assert isinstance(mark, Pending)
    assert [hint.key for hint in mark.hints] == ["a-z A-Z", "'"]
    for key in ("1", "Enter", "comma"):
        assert isinstance(last(f"m {key}"), Unmapped)


@pytest.mark.parametrize("cancel", ["escape", "ctrl+c"])
@pytest.mark.parametrize("keys", ["5", "g", "5 g", "m", "right_square_bracket"])
def test_escape_drops_what_is_pending_and_then_is_an_action(keys: str, cancel: str) -> None:
    engine = Engine(KEYMAP)
    fed(keys, engine)
    assert isinstance(engine.feed(cancel), Cancelled)
    assert engine.pending == ""
    outcome = engine.feed(cancel)
    assert isinstance(outcome, Invoke)
    assert (outcome.action_id, outcome.count) == ("app.escape", None)


def test_a_sequence_that_leads_nowhere_says_what_would_have_and_is_dropped() -> None:
    engine = Engine(KEYMAP)
    outcome = fed("3 g x", engine)[-1]
    assert isinstance(outcome, Unmapped)
    assert outcome.keys == "3gx"
    assert "after g comes * a b d e" in outcome.reason
    assert engine.pending == ""
    alone = engine.feed("ctrl+x")
    assert isinstance(alone, Unmapped)
    assert "? shows the keys" in alone.reason


def test_counts_are_bounded_and_digits_within_a_sequence_are_not_counts() -> None:
    outcome = last(" ".join("9" * 40) + " j")
    assert isinstance(outcome, Invoke)
    assert outcome.count == LARGEST_COUNT
    assert isinstance(last("g 3"), Unmapped)


def test_another_context_or_keymap_drops_what_is_pending() -> None:
    engine = Engine(KEYMAP)
    fed("4 g", engine)
    engine.context = "READ"
    assert engine.pending == "4g"
    engine.context = "VISUAL"
    assert engine.pending == ""
    inside = fed("i w", engine)[-1]
    assert isinstance(inside, Invoke)
    assert inside.action_id == "select.word"
    engine.feed("2")
    engine.keymap = build_keymap()
    assert engine.pending == ""


@pytest.mark.parametrize("context", ["PROMPT", "BAR"])
def test_prompts_keep_their_text_keys(context: Context) -> None:
    engine = Engine(KEYMAP, context=context)
    for key in ("a", "5", "0", "space", "backspace", "question_mark", "ж", "left"):
        assert engine.feed(key) == Unmapped(engine.feed(key).keys, "", typed=True)
    keep = engine.feed("enter")
    assert isinstance(keep, Invoke)
    assert keep.action_id == "field.keep"
    upwards = engine.feed("ctrl+p")
    assert isinstance(upwards, Invoke)
    assert upwards.action_id == "item.previous"


# Keyboards: the same physical keys on Cyrillic layouts


def actions_of(keys: str, keyboard: Keyboard | None = None) -> list[str]:
    outcomes = fed(keys, Engine(KEYMAP, keyboard=keyboard or Keyboard()))
    return [outcome.action_id for outcome in outcomes if isinstance(outcome, Invoke)]


def test_cyrillic_letters_are_physical_keys() -> None:
    assert actions_of("п п о") == ["move.first", "move.down"]
    assert actions_of("Ж") == ["app.palette"]
    assert actions_of("ъ у х у") == ["entity.next", "entity.previous"]
    assert actions_of("ь ф э ф") == ["mark.set", "mark.go"]


def test_after_a_cyrillic_letter_the_slash_key_finds_and_never_repeats() -> None:
    assert actions_of("о full_stop comma semicolon") == [
        "move.down",
        "find.article",
        "app.help",
        "move.row_end",
    ]
    assert actions_of("full_stop о full_stop j full_stop") == [
        "code.repeat",
        "move.down",
        "find.article",
        "move.down",
        "code.repeat",
    ]


def test_control_keys_and_digits_leave_the_layout_as_it_is() -> None:
    assert actions_of("о ctrl+d 3 Enter full_stop")[-1] == "find.article"
    assert actions_of("ctrl+в") == ["page.half_down"]


@pytest.mark.parametrize(
    ("typed", "badge", "action"),
    [
        ("ы", "RU", "stance.bar"),
        ("и", "RU", "move.word_back"),
        ("і", "UK", "stance.bar"),
        ("ї ф", "UK", "annotation.next"),
        ("ы і", "BE", "move.word_back"),
        ("ў", "BE", "select.start"),
    ],
)
def test_letters_tell_the_layouts_apart(typed: str, badge: str, action: str) -> None:
    engine = Engine(KEYMAP)
    engine.context = "VISUAL" if typed == "ў" else "READ"
    outcome = fed(typed, engine)[-1]
    assert engine.badge == badge
    if typed == "ў":
        action = "select.other_end"
    assert isinstance(outcome, Invoke)
    assert outcome.action_id == action


def test_a_setting_or_the_locale_decides_between_equals() -> None:
    assert actions_of("і", Keyboard("be")) == ["move.word_back"]
    assert actions_of("і", Keyboard(locale="be_BY.UTF-8")) == ["move.word_back"]
    assert actions_of("і", Keyboard(locale="uk_UA.UTF-8")) == ["stance.bar"]
    assert actions_of("о", Keyboard("off")) == []
    with pytest.raises(ValueError, match="colemak"):
        Keyboard("colemak")


def test_belarusian_brackets_and_ukrainian_grave() -> None:
    assert actions_of("ў apostrophe у")[-1] == "entity.next"
    keyboard = Keyboard("uk")
    assert [keyboard.read(key) for key in ("ї", "'", "ґ", "№")] == ["]", "`", "\\", "#"]


def test_the_badge_stays_out_of_prompts_but_what_is_typed_there_is_learnt() -> None:
    engine = Engine(KEYMAP, context="PROMPT")
    engine.feed("о")
    assert engine.badge == ""
    engine.context = "READ"
    assert engine.badge == "RU"
    engine.feed("j")
    assert engine.badge == ""


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.id for layout in LAYOUTS])
def test_every_layout_reaches_every_latin_letter(layout: Layout) -> None:
    assert set(string.ascii_letters) <= set(layout.letters.values())
    assert {"/", "?", "&", "#"} <= set(layout.signs.values())
    assert not set(layout.letters) & set(layout.signs)


# Whatever is typed

NAMES = [
    "escape",
    "ctrl+c",
    "enter",
    "tab",
    "space",
    "ctrl+d",
    "left_square_bracket",
    "apostrophe",
    "full_stop",
    "f5",
]


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(CONTEXTS)),
    st.lists(st.sampled_from([*"0123456789gzmdijkwvфіў№", *NAMES]), max_size=30),
)
def test_any_keys_leave_the_engine_well(context: Context, keys: list[str]) -> None:
    engine = Engine(KEYMAP, context=context)
    for key in keys:
        outcome = engine.feed(key)
        assert bool(engine.pending) == isinstance(outcome, Pending)
        if isinstance(outcome, Invoke):
            assert context in KEYMAP.action(outcome.action_id).contexts
            assert bool(outcome.operand) == bool(KEYMAP.action(outcome.action_id).operand)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_default_key_invokes_its_action(context: Context) -> None:
    for binding in KEYMAP.bindings_in(context):
        engine = Engine(KEYMAP, context=context)
        outcomes = [engine.feed(key) for key in (*binding.keys, *(["q"] if binding.action.operand else []))]
        assert all(isinstance(outcome, Pending) for outcome in outcomes[:-1])
        assert isinstance(outcomes[-1], Invoke)
        assert outcomes[-1].action_id == binding.action.id


def test_every_action_has_a_key_in_each_of_its_contexts() -> None:
    for action in ACTIONS:
        for context in action.contexts:
            assert KEYMAP.keys_of(action.id, context) or not action.keys, f"{action.id} in {context}"
    by_name = [action.id for action in ACTIONS if not action.keys]
    assert by_name == ["draft.drop", "annotator.change", "app.theme"], "they are asked for by name alone"


def test_canonical_names_go_straight_through() -> None:
    assert canonical("S-Tab") == "S-Tab"
    assert last("S-Tab") == last("shift+tab")


@pytest.mark.parametrize("keys", ["2 d d", "3 .", "2 m a", "4 z x"])
def test_a_count_that_means_nothing_is_refused_and_nothing_is_done(keys: str) -> None:
    engine = Engine(KEYMAP)
    outcome = fed(keys, engine)[-1]
    assert isinstance(outcome, Unmapped)
    assert outcome.keys == keys.replace(" ", "")
    assert outcome.reason.startswith(f"{outcome.keys}: ")
    assert outcome.reason.endswith(" takes no count, nothing was done")
    assert engine.pending == ""
    assert isinstance(engine.feed("j"), Invoke)
