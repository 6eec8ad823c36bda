"""The key engine: a pure state machine from single keys to actions, with counts, sequences and operands.

There is no timeout: a sequence waits until it is finished, cancelled or leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from reader.keys.action import OPERANDS, TEXT_CONTEXTS, Action, Context
from reader.keys.actions import ESCAPE
from reader.keys.keyboards import Keyboard
from reader.keys.keymap import Hint, Keymap, Node
from reader.keys.names import Keys, canonical, is_text, show_keys

LARGEST_COUNT = 999_999


@dataclass(frozen=True, slots=True)
class Pending:
    """More keys are awaited: what was typed so far, for the status line, and what may come next."""

    keys: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Invoke:
    """An action is asked for. ``count`` is None when none was typed, ``operand`` "" when none was awaited."""

    action_id: str
    count: int | None
    operand: str
    keys: str

    @property
    def times(self) -> int:
        """How often to repeat: the count, or once."""
        return 1 if self.count is None else self.count


@dataclass(frozen=True, slots=True)
class Unmapped:
    """The keys mean nothing here. ``typed``: the key belongs to the focused field, and ``reason`` is ""."""

    keys: str
    reason: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was pending is dropped."""

    keys: str


Outcome = Pending | Invoke | Unmapped | Cancelled


class Engine:
    """Reads keys one by one in a context. It holds the keys pending, the count, and the keyboard's layout."""

    def __init__(
        self, keymap: Keymap, *, context: Context = "READ", keyboard: Keyboard | None = None
    ) -> None:
        self._keymap = keymap
        self._context: Context = context
        self._keyboard = keyboard or Keyboard()
        self._keys: Keys = ()
        self._count = ""

    @property
    def keymap(self) -> Keymap:
        """The keymap in use; setting another (a codebook's other scale) drops what is pending."""
        return self._keymap

    @keymap.setter
    def keymap(self, keymap: Keymap) -> None:
        self._keymap = keymap
        self._reset()

    @property
    def context(self) -> Context:
        """Where keys are read; entering another context drops what is pending."""
        return self._context

    @context.setter
    def context(self, context: Context) -> None:
        if context != self._context:
            self._context = context
            self._reset()

    @property
    def pending(self) -> str:
        """Count and keys typed so far, for the status line: ``12g``."""
        return self._count + (show_keys(self._keys) if self._keys else "")

    @property
    def badge(self) -> str:
        """The layout the last letters came from (``RU``), "" for a Latin one and wherever text is typed."""
        return "" if self._context in TEXT_CONTEXTS else self._keyboard.badge

    def feed(self, key: str) -> Outcome:
        """One key, as Textual or a person names it."""
        name = canonical(key)
        if self._context in TEXT_CONTEXTS:
            self._keyboard.observe(name)
            if is_text(name):
                return Unmapped(self._end(name), "", typed=True)
        else:
            name = self._keyboard.read(name)
        root = self._keymap.root(self._context)
        if self.pending and self._cancels(name, root):
            return Cancelled(self._end())
        if self._counts(name):
            self._count = str(min(int(self._count + name), LARGEST_COUNT))
            return Pending(self.pending, ())
        node = root
        for typed in self._keys:
            node = node.children[typed]
        return self._step(node, name)

    def cancel(self) -> None:
        """Drop what is pending, without a key."""
        self._reset()

    def _step(self, node: Node, name: str) -> Outcome:
        child = node.children.get(name)
        if child is None:
            waiting = node.action
            if waiting is not None and waiting.operand and name in OPERANDS[waiting.operand][0]:
                return self._invoke(waiting, name)
            return self._nowhere(name)
        self._keys = (*self._keys, name)
        if child.action is not None and not child.action.operand:
            return self._invoke(child.action, "")
        return Pending(self.pending, self._keymap.hints(self._context, self._keys))

    def _invoke(self, action: Action, operand: str) -> Invoke | Unmapped:
        count = int(self._count) if self._count else None
        keys = self._end(operand)
        if count is not None and not (action.repeatable or action.numbered):
            return Unmapped(keys, f"{keys}: {action.title} takes no count, nothing was done")
        return Invoke(action.id, count, operand, keys)

    def _nowhere(self, name: str) -> Unmapped:
        hints = self._keymap.hints(self._context, self._keys) if self._keys else ()
        began = show_keys(self._keys)
        typed = self._context in TEXT_CONTEXTS and not self._keys
        keys = self._end(name)
        if hints:
            reason = f"{keys} means nothing; after {began} comes {' '.join(hint.key for hint in hints)}"
        else:
            help_keys = self._keymap.keys_of("app.help", self._context)
            reason = f"{keys} means nothing here" + (f"; {help_keys[0]} shows the keys" if help_keys else "")
        return Unmapped(keys, "" if typed else reason, typed)

    def _cancels(self, name: str, root: Node) -> bool:
        alone = root.children.get(name)
        return name == "Esc" or (alone is not None and alone.action is not None and alone.action.id == ESCAPE)

    def _counts(self, name: str) -> bool:
        if self._context in TEXT_CONTEXTS or self._keys or len(name) != 1 or not "0" <= name <= "9":
            return False
        return name != "0" or bool(self._count)

    def _end(self, last: str = "") -> str:
        """Everything typed, for a message; nothing is pending any more."""
        keys = (*self._keys, last) if last else self._keys
        shown = self._count + (show_keys(keys) if keys else "")
        self._reset()
        return shown

    def _reset(self) -> None:
        self._keys = ()
        self._count = ""
