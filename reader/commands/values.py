"""Variables of the codebook as the command line fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.codes import Codebook, Level
from reader.commands.session import CommandError
from reader.sanitise import clean_line


def filled(
    given: Sequence[str], codebook: Codebook, level: Level, old: Mapping[str, Any], unset: Sequence[str] = ()
) -> dict[str, Any]:
    """*old* with ``VAR=VALUE`` put in and *unset* taken out; a variable of many values takes several.

    Raises ``CommandError`` for a variable the codebook has not at this level, or a value it cannot take.
    """
    found = dict(old)
    for name in unset:
        if name not in found:
            raise CommandError(f"--unset {name}: it has no value")
        del found[name]
    many: dict[str, list[str]] = {}
    for one in given:
        name, equals, text = one.partition("=")
        variable = codebook.variable(name.strip())
        if not equals:
            raise CommandError(f"--set {one}: VAR=VALUE is expected")
        if variable is None or variable.level != level:
            known = ", ".join(v.id for v in codebook.variables if v.level == level) or "none"
            raise CommandError(
                f"--set {name}: the codebook has no such variable of {_a(level)}; it has: {known}"
            )
        value: Any = clean_line(text)
        if not value:
            raise CommandError(f"--set {name}: a value is needed")
        if not variable.exclusive:
            many.setdefault(variable.id, []).append(value)
            value = list(dict.fromkeys(many[variable.id]))
        problem = variable.problem(value)
        if problem:
            raise CommandError(f"--set {problem}")
        found[variable.id] = value
    return found


def _a(level: Level) -> str:
    return {"passage": "a passage", "article": "an article", "actor": "an actor"}[level]
