"""The line of a TOML file on which a table or a key begins: for error messages only.

Parsers give values without places. This looks at the text again, and only once something is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Place = tuple[str | int, ...]
"""Names of tables and keys, and for an element of an array of tables its index: ``("scale", 0, "id")``."""

_TOKEN = re.compile(
    r'"""(?:[^\\"]|\\.|""?(?!"))*"{3,5}'
    r"|'''(?:[^']|''?(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n|[\[\]{}=]|[^\n\[\]{}=\#\"' \t]+",
    re.DOTALL,
)
_PLAIN = {
    "Invalid value": "behind = comes a text in quotes, a number, true or false, a date, or a list in [ ]",
    "Cannot ": "the same name stands there twice",
    "Expected '='": "a line is NAME = VALUE, or the name of a table in [ ]",
    "Expected newline": "something stands behind the value; a text with spaces is put in quotes",
    "Unterminated": "a text lacks the quotes at its end",
    "Unclosed": "a bracket is not closed, or a comma is missing in it",
    "Unescaped": "a backslash in a text in double quotes is written twice",
}
"""What is to be done, by how the parser's message begins."""
_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[^.\s"\']+')


def in_plain_words(message: str) -> str:
    """What a TOML parser's *message* asks for; the message itself where no words are known for it."""
    return next((plain for begins, plain in _PLAIN.items() if message.startswith(begins)), message)


def _names(text: str) -> list[str]:
    return [name.strip("\"'") for name in _NAME.findall(text)]


def lines_of(text: str) -> Mapping[Place, int]:
    """The line (from 1) of every table header and key of *text*, which is valid TOML."""
    found: dict[Place, int] = {(): 1}
    counts: dict[Place, int] = {}
    table: Place = ()
    line, depth = 1, 0
    statement: list[str] = []
    begun = 1
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0] == "#":
            continue
        if token != "\n":
            depth += token in ("[", "{")
            depth -= token in ("]", "}")
            if not statement:
                begun = line
            if len(statement) < 64:
                statement.append(token)
            line += token.count("\n")
            continue
        if depth == 0 and statement:
            table = _place(statement, table, counts, found, begun)
            statement = []
        line += 1
    if statement:
        _place(statement, table, counts, found, begun)
    return found


def _place(
    statement: list[str], table: Place, counts: dict[Place, int], found: dict[Place, int], line: int
) -> Place:
    """Note where *statement* begins; the table that the next statements belong to."""
    if statement[0] != "[":
        equals = statement.index("=") if "=" in statement else len(statement)
        place = table
        for name in _names(" ".join(statement[:equals])):
            place = (*place, name)
            found.setdefault(place, line)
        return table
    names = _names(" ".join(token for token in statement if token not in "[]"))
    place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, *names[-1:])
    found.setdefault(place, line)
    if statement[1:2] == ["["]:
        counts[place] = counts.get(place, -1) + 1
        place = (*place, counts[place])
        found[place] = line
    return place


def line_of(text: str, place: Place) -> int:
    """The line of *place*, or of the nearest table around it that has one."""
    found = lines_of(text)
    while place not in found:
        place = place[:-1]
    return found[place]
