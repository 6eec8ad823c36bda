"""Which keys mean what in which context: a trie each, from the registry and a person's own keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reader.keys.action import CONTEXTS, OPERANDS, PREFIXES, TEXT_CONTEXTS, Action, Context
from reader.keys.actions import ACTIONS
from reader.keys.keyboards import is_cyrillic
from reader.keys.names import KeyNameError, Keys, is_text, near, parse_keys, quoted, show_keys


class KeymapError(ValueError):
    """Keys that cannot be bound so: which, in which context, and why.

    ``context`` and ``keys`` are spelt as in the configuration ("" when the fault is not one binding's).
    """

    def __init__(self, message: str, *, context: str = "", keys: str = "") -> None:
        super().__init__(message)
        self.context = context
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Binding:
    """Keys that invoke an action in a context."""

    context: Context
    keys: Keys
    action: Action

    @property
    def shown(self) -> str:
        """The keys as a screen shows them, the operand too: ``ge``, ``m{a-z A-Z}``."""
        operand = f"{{{OPERANDS[self.action.operand][1]}}}" if self.action.operand else ""
        return show_keys(self.keys) + operand


@dataclass(slots=True)
class Node:
    """A place in the trie. Its ``action`` is invoked when the keys lead here, unless it awaits an operand."""

    action: Action | None = None
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What a hint says of this node when no prefix name fits."""
        if self.action is not None:
            return self.action.title
        return " · ".join(child.title for child in list(self.children.values())[:3])


@dataclass(frozen=True, slots=True)
class Hint:
    """One key that may come next, and what it does; ``more``: it waits for a further key."""

    key: str
    title: str
    more: bool = False


class Keymap:
    """All bindings of all contexts. Build it with ``build_keymap``."""

    def __init__(self, actions: tuple[Action, ...], bindings: tuple[Binding, ...]) -> None:
        self.actions = actions
        self.bindings = bindings
        self._roots: dict[Context, Node] = {context: Node() for context in CONTEXTS}
        self._by_id = {action.id: action for action in actions}
        for binding in bindings:
            node = self._roots[binding.context]
            for key in binding.keys:
                node = node.children.setdefault(key, Node())
            node.action = binding.action

    def root(self, context: Context) -> Node:
        """The trie of one context."""
        return self._roots[context]

    def action(self, action_id: str) -> Action:
        """The action of an id, labels and codes included; KeyError when there is none."""
        return self._by_id[action_id]

    def actions_in(self, context: Context) -> tuple[Action, ...]:
        """What can be asked in a context, bound to keys or not, in the registry's order: the palette."""
        return tuple(action for action in self.actions if context in action.contexts)

    def bindings_in(self, context: Context) -> tuple[Binding, ...]:
        """What keys do in a context, in the registry's order: the help screen."""
        return tuple(binding for binding in self.bindings if binding.context == context)

    def keys_of(self, action_id: str, context: Context | None = None) -> tuple[str, ...]:
        """The keys of an action as shown on a screen, in one context or (each once) in all."""
        shown = [
            binding.shown
            for binding in self.bindings
            if binding.action.id == action_id and context in (None, binding.context)
        ]
        return tuple(dict.fromkeys(shown))

    def hints(self, context: Context, keys: Keys = ()) -> tuple[Hint, ...]:
        """What may follow ``keys``, sorted by key; empty when nothing may."""
        node = self._roots[context]
        for key in keys:
            if key not in node.children:
                return ()
            node = node.children[key]
        found = []
        if node.action is not None and node.action.operand:
            found.append(Hint(OPERANDS[node.action.operand][1], node.action.title))
        for key, child in sorted(node.children.items(), key=lambda item: (item[0].lower(), item[0])):
            more = bool(child.children) or bool(child.action and child.action.operand)
            group = PREFIXES.get(key, "") if more and not keys else ""
            found.append(Hint(key, group or child.title, more))
        return tuple(found)


def build_keymap(
    actions: Iterable[Action] = ACTIONS,
    overrides: Mapping[str, Mapping[str, str]] | None = None,
    labels: Iterable[Action] = (),
) -> Keymap:
    """The keymap of the registry, changed by ``overrides`` (context -> spelling -> action id, "" unbinds).

    An override takes exactly its keys away from whatever they meant. ``labels`` are the codebook's actions
    (``labels_to_bindings``). Raises KeymapError for an unknown context or action, a bad spelling, a key that
    cannot be reached, nothing to unbind, two actions on the same keys, and keys that begin another's.
    """
    registry = tuple(actions)
    dynamic = tuple(labels)
    table: dict[Context, dict[Keys, Action]] = {context: {} for context in CONTEXTS}
    for action in registry:
        _bind_defaults(table, action, "", {})
    for context_name, changes in (overrides or {}).items():
        _override(table, {action.id: action for action in registry}, context_name, changes)
    for action in dynamic:
        _bind_defaults(table, action, f"codebook: {action.title}: ", overrides or {})
    everything = (*registry, *dynamic)
    order = {action.id: index for index, action in enumerate(everything)}
    for context, bound in table.items():
        _refuse_prefixes(context, bound, overrides or {})
    bindings = [
        Binding(context, keys, action) for context, bound in table.items() for keys, action in bound.items()
    ]
    bindings.sort(key=lambda binding: order[binding.action.id])
    return Keymap(everything, tuple(bindings))


def _bind_defaults(
    table: dict[Context, dict[Keys, Action]],
    action: Action,
    source: str,
    overrides: Mapping[str, Mapping[str, str]],
) -> None:
    for context in action.contexts:
        for spelling in action.keys_in(context):
            try:
                keys = parse_keys(spelling)
            except KeyNameError as error:
                raise KeymapError(f"{source}{error}", keys=spelling) from None
            reason = _unreachable(context, keys)
            if reason:
                raise KeymapError(f'{source}"{spelling}" {reason}', context=context, keys=spelling)
            if source:
                _refuse_taken(table[context], context, keys, source, spelling, overrides)
            other = table[context].setdefault(keys, action)
            if other is not action:
                message = f'{source}"{spelling}" in {context} is both {other.id} and {action.id}'
                raise KeymapError(message, context=context, keys=spelling)


def _refuse_taken(
    bound: Mapping[Keys, Action],
    context: Context,
    keys: Keys,
    source: str,
    spelling: str,
    overrides: Mapping[str, Mapping[str, str]],
) -> None:
    """Say aloud when a codebook's key is an action's, or begins one, or is begun by one."""
    for other_keys, other in bound.items():
        length = min(len(keys), len(other_keys))
        if keys[:length] == other_keys[:length]:
            if own := _own_spelling(context, other_keys, other_keys, overrides):
                clash = f"{quoted(own)} ({other.id}) in {context} clashes with {source}key {quoted(spelling)}"
                raise KeymapError(f"{clash}: choose another for one of them", context=context, keys=own)
            shown = show_keys(other_keys)
            taken = f'{source}key "{spelling}" is taken by "{shown}" ({other.id}) in {context}'
            raise KeymapError(f"{taken}: choose another key", context=context, keys=spelling)


def _override(
    table: dict[Context, dict[Keys, Action]],
    by_id: Mapping[str, Action],
    name: str,
    changes: Mapping[str, str],
) -> None:
    if name not in CONTEXTS:
        raise KeymapError(f"no context is called {quoted(name)}{near(name, CONTEXTS)}", context=name)
    context: Context = name
    spelt: dict[Keys, str] = {}
    for spelling, action_id in changes.items():

        def wrong(message: str, spelling: str = spelling) -> KeymapError:
            return KeymapError(message, context=name, keys=spelling)

        try:
            keys = parse_keys(spelling)
        except KeyNameError as error:
            raise wrong(str(error)) from None
        if keys in spelt:
            raise wrong(f"{quoted(spelling)} and {quoted(spelt[keys])} are the same keys")
        spelt[keys] = spelling
        shown = show_keys(keys)
        if keys == ("Esc",):
            raise wrong("Esc always cancels and cannot be bound to anything else")
        if not action_id:
            if table[context].pop(keys, None) is None:
                raise wrong(f"nothing is bound to {quoted(shown)} in {name}: there is nothing to unbind")
            continue
        action = by_id.get(action_id)
        if action is None:
            raise wrong(f"no action is called {quoted(action_id)}{near(action_id, by_id)}")
        if context not in action.contexts:
            raise wrong(f"{action_id} has no meaning in {name}, only in {', '.join(action.contexts)}")
        reason = _unreachable(context, keys)
        if reason:
            raise wrong(f"{quoted(shown)} {reason}")
        table[context][keys] = action


def _unreachable(context: Context, keys: Keys) -> str:
    """Why keys could never invoke anything in a context; "" when they can."""
    for index, key in enumerate(keys):
        if context in TEXT_CONTEXTS and is_text(key):
            return f"cannot be reached: {key} types text in {context}"
        if key.isascii() and key.isdigit() and not (key == "0" and keys == ("0",)):
            return f"cannot be reached: the digit {key} is a count"
        if key == "Esc" and len(keys) > 1 and index:
            return "cannot be reached: Esc cancels what is pending"
        if is_cyrillic(key.removeprefix("^")):
            return f"cannot be reached: {key} is read as the Latin key in its place"
    return ""


def _refuse_prefixes(
    context: Context, bound: Mapping[Keys, Action], overrides: Mapping[str, Mapping[str, str]]
) -> None:
    """There is no timeout: keys that begin other keys of the same context would never let those be typed."""
    for keys, action in bound.items():
        for length in range(1, len(keys)):
            shorter = bound.get(keys[:length])
            if shorter is None:
                continue
            following = keys[length]
            if shorter.operand and following not in OPERANDS[shorter.operand][0]:
                continue
            own = _own_spelling(context, keys, keys[:length], overrides)
            message = (
                f'in {context} "{show_keys(keys[:length])}" ({shorter.id}) is the beginning of '
                f'"{show_keys(keys)}" ({action.id}): unbind one of them'
            )
            raise KeymapError(message, context=context if own else "", keys=own)


def _own_spelling(
    context: Context, longer: Keys, shorter: Keys, overrides: Mapping[str, Mapping[str, str]]
) -> str:
    """Which of two clashing keys the person's own configuration spelt, and how."""
    for spelling, action_id in overrides.get(context, {}).items():
        if action_id and parse_keys(spelling) in (longer, shorter):
            return spelling
    return ""
