"""The key table as a page of Markdown and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from reader.keys.action import CONTEXTS, GROUPS, Action
from reader.keys.keymap import Binding, Keymap, build_keymap
from reader.keys.labels import told

_INTRODUCTION = """\
# Keys

This page is made from the program's own registry of actions. In the program `?` shows the same table, with
your own keys in it, and `:` finds every action by its name.

A number typed before a key is its count: `3w` is three words, `12G` is paragraph 12. There is no timeout: a
sequence such as `ge` waits for its last key, shows what may come, and `Esc` cancels it. `^d` is Control and
d, `S-Tab` is Shift and Tab.

Without a selection an action takes the unit at the caret: the sentence, unless the codebook says otherwise.
What is annotated of a selection ends where words end, and `w` `)` `}` extend it to where the next word,
sentence, paragraph ends; where the codebook fixes a `unit` (sentence, paragraph or article) it is the whole
units that the selection touches. The keys of stance labels and codes come from the codebook; the built-in
one has `+` favor, `-` against, `=` neutral, `%` mixed, `~` unclear, and on the claim scale `+` affirms, `-`
denies, `=` reports, `~` doubts.

Beside a line with proposals `Enter` takes the row that is lit; in the stance bar leaving a field does, too,
and so does a comma where several are kept. Typing lights the proposal it begins, unless it ends with a whole
word of it (a person's surname is enough), else the row of what was typed, which `^p` goes back to and which
says what it means or what new words become; where that could not be kept, as with a word that is no code, the
one proposal most like it is lit. Of a holder of several only the last is completed. In an empty line none is
lit: `^n` takes the first.

On a Russian, Ukrainian or Belarusian keyboard layout the same physical keys work; the status line then
shows `RU`, `UK` or `BE`. After a Cyrillic letter punctuation is read by its place on the keyboard too,
until a Latin letter comes. How to change keys: [config.md](config.md).
"""


def grouped(keymap: Keymap) -> Iterator[tuple[str, tuple[tuple[Action, tuple[Binding, ...]], ...]]]:
    """Group title and its actions with their bindings, in the registry's order; those without keys too."""
    by_id: dict[str, list[Binding]] = {}
    for binding in keymap.bindings:
        by_id.setdefault(binding.action.id, []).append(binding)
    for group, title in GROUPS.items():
        rows = tuple(
            (action, tuple(by_id.get(action.id, ()))) for action in keymap.actions if action.group == group
        )
        if rows:
            yield title, rows


def by_keys(bindings: tuple[Binding, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Bindings of one action as contexts -> keys: one entry where all contexts have the same keys."""
    contexts: dict[str, list[str]] = {}
    for binding in bindings:
        contexts.setdefault(binding.context, []).append(binding.shown)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for keys in dict.fromkeys(tuple(keys) for keys in contexts.values()):
        found[tuple(context for context, own in contexts.items() if tuple(own) == keys)] = keys
    return found


def _code(text: str) -> str:
    """Text as Markdown code inside a table cell."""
    return f"`{text}`".replace("|", "\\|") if "`" not in text else f"`` {text} ``".replace("|", "\\|")


def keys_markdown(keymap: Keymap | None = None) -> str:
    """The page docs/keys.md: contexts, then every action by group with its keys, contexts, help and id."""
    keymap = keymap or build_keymap()
    lines = [_INTRODUCTION, "| Context | Where keys are read |", "| --- | --- |"]
    lines += [f"| {context} | {where} |" for context, where in CONTEXTS.items()]
    for title, rows in grouped(keymap):
        lines += [
            "",
            f"## {title}",
            "",
            "| Keys | Where | What it does | Action |",
            "| --- | --- | --- | --- |",
        ]
        for action, bindings in rows:
            for contexts, keys in (by_keys(bindings) or {action.contexts: ()}).items():
                shown = " ".join(_code(key) for key in keys) or f"by its name: {action.title}"
                count = " Takes a count." if action.repeatable else ""
                lines.append(f"| {shown} | {', '.join(contexts)} | {action.help}{count} | `{action.id}` |")
    return "\n".join(lines) + "\n"


def keys_text(keymap: Keymap | None = None) -> str:
    """The table as plain lines of keys, what they do and where; no line is wrapped."""
    keymap = keymap or build_keymap()
    lines: list[str] = []
    for title, rows in grouped(keymap):
        lines += ["", title] if lines else [title]
        for action, bindings in rows:
            for contexts, keys in by_keys(bindings).items():
                where = "everywhere" if set(contexts) == set(CONTEXTS) else " ".join(contexts)
                lines.append(f"  {'  '.join(keys):<22} {told(action)}  ({where})")
    return "\n".join(lines) + "\n"
