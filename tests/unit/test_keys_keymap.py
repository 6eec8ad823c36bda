"""Keymaps: what is refused aloud, hints, labels of the codebook, and the page made from the registry."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotations.codebook import FREE_KEYS, builtin
from reader.keys.action import CONTEXTS, Action
from reader.keys.actions import ACTIONS, BY_ID
from reader.keys.engine import Engine, Invoke, Pending
from reader.keys.keymap import KeymapError, build_keymap
from reader.keys.labels import labels_to_bindings
from reader.keys.table import keys_markdown, keys_text

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Label:
    name: str
    definition: str = ""


LABELS = {
    key: Label(name) for key, name in (("+", "favor"), ("-", "against"), ("=", "neutral"), ("~", "unclear"))
}


def an_action(action_id: str, *keys: str, operand: bool = False) -> Action:
    return Action(action_id, action_id, "", "move", ("READ",), keys, operand="mark" if operand else "")


def test_ids_are_unique_and_actions_tell_themselves_apart() -> None:
    assert len(BY_ID) == len(ACTIONS)
    for context in CONTEXTS:
        titles = [action.title for action in ACTIONS if context in action.contexts]
        assert len(set(titles)) == len(titles)
    assert all(action.help.endswith(".") and len(action.title) <= 24 for action in ACTIONS)


def test_a_persons_keys_add_replace_and_unbind() -> None:
    keymap = build_keymap(overrides={"READ": {"gE": "entities.show", "x": "entity.next", "g a": ""}})
    assert keymap.keys_of("entities.show", "READ") == ("ge", "gE")
    assert keymap.keys_of("entity.next", "READ") == ("]e", "x")
    assert keymap.keys_of("export.open", "READ") == ()
    assert keymap.keys_of("export.open", "LIST") == ("x",)
    assert keymap.keys_of("annotations.show", "READ") == ()
    assert keymap.keys_of("annotations.show") == ("ga",)
    engine = Engine(keymap)
    engine.feed("g")
    outcome = engine.feed("E")
    assert isinstance(outcome, Invoke)
    assert outcome.action_id == "entities.show"
    assert BY_ID["export.open"] in keymap.actions_in("READ")


@pytest.mark.parametrize(
    ("context", "keys", "action", "message"),
    [
        ("READ", "ge", "entity.show", 'no action is called "entity.show"; did you mean "entities.show"'),
        ("REED", "ge", "entities.show", 'no context is called "REED"; did you mean "READ"'),
        ("read", "ge", "entities.show", 'did you mean "READ"'),
        ("READ", "g", "entities.show", '"g" (entities.show) is the beginning of "gg" (move.first)'),
        ("READ", "jj", "entities.show", '"j" (move.down) is the beginning of "jj" (entities.show)'),
        ("READ", "'a", "entities.show", '(mark.go) is the beginning of "\'a"'),
        ("READ", "Entr", "entities.show", 'no key is called "Entr"'),
        ("READ", "", "entities.show", "no keys given"),
        ("READ", "^i", "jump.forward", "write Tab"),
        ("READ", "3", "entities.show", "the digit 3 is a count"),
        ("READ", "g0", "entities.show", "the digit 0 is a count"),
        ("READ", "Esc", "app.quit", "Esc always cancels"),
        ("READ", "Esc", "", "Esc always cancels"),
        ("READ", "g Esc", "app.quit", "Esc cancels what is pending"),
        ("READ", "ж", "app.palette", "ж is read as the Latin key in its place"),
        ("PROMPT", "k", "item.previous", "k types text in PROMPT"),
        ("PROMPT", "Space", "field.keep", "Space types text in PROMPT"),
        ("LIST", "h", "move.left", "move.left has no meaning in LIST, only in READ, VISUAL"),
        ("READ", "gk", "", 'nothing is bound to "gk" in READ'),
        ("READ", "\x1b[2J", "", "no key"),
    ],
)
def test_what_cannot_be_bound_is_said(context: str, keys: str, action: str, message: str) -> None:
    with pytest.raises(KeymapError) as caught:
        build_keymap(overrides={context: {keys: action}})
    assert message in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (caught.value.context, caught.value.keys) == (context, keys if context in CONTEXTS else "")


def test_two_spellings_of_the_same_keys_are_refused() -> None:
    with pytest.raises(KeymapError, match="are the same keys"):
        build_keymap(overrides={"READ": {"ge": "list.show", "g e": "annotations.show"}})


def test_keys_that_begin_others_are_free_once_those_are_unbound() -> None:
    keymap = build_keymap(overrides={"READ": {"dd": "", "d": "annotation.remove"}})
    assert keymap.keys_of("annotation.remove", "READ") == ("d",)


@pytest.mark.parametrize(
    "actions",
    [
        (an_action("a", "x"), an_action("b", "x")),
        (an_action("a", "g"), an_action("b", "gx")),
        (an_action("b", "gx"), an_action("a", "g")),
        (an_action("a", "m", operand=True), an_action("b", "mx")),
        (an_action("a", "1"),),
    ],
)
def test_a_registry_that_clashes_is_refused(actions: tuple[Action, ...]) -> None:
    with pytest.raises(KeymapError):
        build_keymap(actions)


def test_an_operand_leaves_the_keys_it_does_not_take() -> None:
    keymap = build_keymap((an_action("a", "m", operand=True), an_action("b", "m'x")))
    assert keymap.keys_of("b") == ("m'x",)


def test_labels_are_bound_on_the_text_and_replace_nothing() -> None:
    keymap = build_keymap(labels=labels_to_bindings(LABELS))
    engine = Engine(keymap)
    outcome = engine.feed("plus")
    assert isinstance(outcome, Invoke)
    assert outcome.action_id == "label:+"
    assert keymap.action("label:+").title == "favor"
    engine.context = "VISUAL"
    against = engine.feed("minus")
    assert isinstance(against, Invoke)
    assert against.action_id == "label:-"
    assert keymap.keys_of("label:~", "LIST") == ()


def test_the_built_in_codebook_fits_and_every_free_key_is_free() -> None:
    codebook = builtin()
    codes = labels_to_bindings(codebook.code_keys, kind="code")
    for scale in codebook.scales:
        keymap = build_keymap(labels=(*labels_to_bindings(codebook.keys(scale.id)), *codes))
        assert {f"label:{key}" for key in codebook.keys(scale.id)} <= {action.id for action in keymap.actions}
    build_keymap(labels=labels_to_bindings({key: Label(key) for key in FREE_KEYS}))


def test_codes_live_behind_the_comma() -> None:
    codes = labels_to_bindings({",m": Label("mockery", "ridicule")}, kind="code")
    engine = Engine(build_keymap(labels=(*labels_to_bindings(LABELS), *codes)))
    comma = engine.feed("comma")
    assert isinstance(comma, Pending)
    assert [(hint.key, hint.title) for hint in comma.hints] == [("m", "mockery")]
    outcome = engine.feed("m")
    assert isinstance(outcome, Invoke)
    assert outcome.action_id == "code:,m"


@pytest.mark.parametrize("key", ["j", "g", "gg", "]", "m", "7", "ж", ",", "Esc", "^d", "z+x", ""])
def test_a_label_on_a_taken_or_dead_key_is_refused_by_name(key: str) -> None:
    labels = {"+": Label("favor"), ",c": Label("other"), key: Label("mixed")}
    with pytest.raises(KeymapError, match=r"codebook: (mixed|other)"):
        build_keymap(labels=labels_to_bindings(labels))


def test_labels_may_take_keys_a_person_has_freed() -> None:
    overrides: Mapping[str, Mapping[str, str]] = {"READ": {"x": ""}}
    keymap = build_keymap(overrides=overrides, labels=labels_to_bindings({"x": Label("mixed")}))
    assert keymap.keys_of("label:x") == ("x",)


def test_hints_name_prefixes_and_leaves() -> None:
    keymap = build_keymap()
    top = {hint.key: hint for hint in keymap.hints("READ")}
    assert (top["g"].title, top["g"].more) == ("go", True)
    assert (top["m"].title, top["m"].more) == ("set mark", True)
    assert (top["j"].title, top["j"].more) == ("down", False)
    assert keymap.hints("READ", ("g", "x")) == ()
    assert [hint.key for hint in keymap.hints("VISUAL", ("i",))] == ["a", "e", "p", "q", "s", "w"]
    assert keymap.hints("READ", ("i",)) == ()


def test_the_page_of_keys_is_what_the_registry_says() -> None:
    written = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert written == keys_markdown(), "write docs/keys.md anew from reader.keys.table.keys_markdown()"
    for action in ACTIONS:
        assert f"`{action.id}`" in written


def test_the_page_shows_a_persons_own_keys_and_actions_without_keys() -> None:
    page = keys_markdown(build_keymap(overrides={"READ": {"|": "list.show"}, "LIST": {"x": ""}}))
    assert "`\\|`" in page
    bare = keys_markdown(build_keymap((an_action("lonely.action"),)))
    assert "| by its name: lonely.action | READ |" in bare
    assert "lonely.action" in bare


def test_the_text_table_names_every_key_once_a_line() -> None:
    lines = keys_text().splitlines()
    assert any("]e" in line and "next entity" in line for line in lines)
    assert any("everywhere" in line and "^q" in line for line in lines)


def test_keys_config_and_state_pull_no_screen_library() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import reader.keys.table, reader.keys.engine;"
        "import reader.config, reader.paths, reader.state, reader.annotator;"
        "print(sorted({'textual', 'rich', 'numpy', 'tomlkit'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-I", "-c", code, str(ROOT)], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"


def test_a_key_of_ones_own_that_the_codebook_has_is_told_as_ones_own() -> None:
    with pytest.raises(KeymapError) as caught:
        build_keymap(overrides={"READ": {"plus": "move.down"}}, labels=labels_to_bindings(LABELS))
    assert (caught.value.context, caught.value.keys) == ("READ", "plus")
    assert str(caught.value).startswith('"plus" (move.down) in READ clashes with codebook: ')
