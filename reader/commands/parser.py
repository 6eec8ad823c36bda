"""An argument parser that takes options and words in any order and says what is wrong in one line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from reader.commands.arguments import UsageError

PATHS = frozenset({"CORPUS", "ARTICLE", "FILE", "PATH", "DIR", "OLD", "NEW"})
"""What words that name files are called in the grammar."""
LONE = re.compile("[\ud800-\udfff]")
"""What a byte of the line stands as that is not UTF-8."""


def _byte(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]) & 0xFF:02x}"


class Parser(argparse.ArgumentParser):
    """argparse without abbreviations, without exits, and without an order between options and words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)
        self.takes_negations = False
        """Whether ``-word`` is a word where it is no option: a query has such words."""

    def parse_known_args(  # type: ignore[override]  # it returns Namespace, no other class
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        given = list(sys.argv[1:] if args is None else args)
        if self._subparsers is None:
            given = self.ordered(given)
        found, left = super().parse_known_args(given, namespace)
        self._need_text(found)
        if left:
            self._refuse(left)
        return found, left

    def _need_text(self, found: argparse.Namespace) -> None:
        """Raise ``UsageError`` for bytes that are no text, in all but names of files: those may have any.

        They must have some: an empty name, as of a shell's variable that is not set, is not taken for none.
        What an article may be called is told by who looks for it.
        """
        for action in self._actions:
            values = getattr(found, action.dest, None)
            for value in values if isinstance(values, list) else [values]:
                if not isinstance(value, str) or value == action.default:
                    continue
                name = action.option_strings[-1] if action.option_strings else action.metavar
                if action.metavar not in PATHS and LONE.search(value):
                    raise UsageError(f"{name}: not UTF-8: {LONE.sub(_byte, value)}")
                if action.metavar in PATHS - {"ARTICLE"} and not value.strip():
                    raise UsageError(f"{name}: it is empty, a name is needed")

    def _refuse(self, left: Sequence[str]) -> NoReturn:
        """Say which words are too many, and what is taken."""
        if self._subparsers is not None:
            self._know(left[0])
        # The ``--`` that parts words from options is left where no word is taken.
        words = [word for word in left if word != "--"]
        count = "a word too many" if len(words) == 1 else "too many words"
        takes = " ".join(str(action.metavar) for action in self._get_positional_actions())
        self.error(f"{' '.join(words)}: {count}, {self.prog} takes {takes or 'none'}")

    def _know(self, word: str) -> None:
        """Raise ``UsageError`` when *word*, which looks like an option, is none, or one tied to a value."""
        if not (self._is_option(word) or word[:2] in self._option_string_actions):
            self.error(f"{self.prog} has no option {word.partition('=')[0]}")

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; {self.prog} --help says more")

    def ordered(self, given: Sequence[str]) -> list[str]:
        """*given* with options first, each tied to its value, and the words behind ``--``.

        argparse gives up on an optional word that comes after an option, and on a value that begins with a
        hyphen (a quotation may: "- By James Kilner").
        """
        options: list[str] = []
        words: list[str] = []
        rest = list(reversed(given))
        while rest:
            word = rest.pop()
            if word == "--":
                words.extend(reversed(rest))
                break
            action = self._option_string_actions.get(word)
            if action is None and self._looks_like_one(word):
                self._know(word)
                options.append(word)
            elif action is None:
                words.append(word)
            elif action.nargs is None and rest and not self._is_option(rest[-1]):
                value = rest.pop()
                options.append(f"{self._long(action, word)}={value}")
            else:
                options.append(word)
        return [*options, "--", *words] if words else options

    def _looks_like_one(self, word: str) -> bool:
        """Whether a word that is no option as it stands is meant as one: tied to a value, or misspelt."""
        if len(word) < 2 or word[0] != "-" or " " in word.partition("=")[0]:
            return False
        if self.takes_negations and not word.startswith("--"):
            return word[:2] in self._option_string_actions and word[2:].isdigit()
        return True

    def _is_option(self, word: str) -> bool:
        return word in self._option_string_actions or word.partition("=")[0] in self._option_string_actions

    def _long(self, action: argparse.Action, word: str) -> str:
        """The long spelling of an option: only that can carry any value behind an equals sign."""
        return next((name for name in action.option_strings if name.startswith("--")), word)
