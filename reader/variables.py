"""Variables of the codebook: as they are typed, as they are shown, and which are still to be filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from annotations.errors import PassageError
from annotations.quoting import quoted

if TYPE_CHECKING:
    from annotations.codes import Codebook, Level, Variable
    from annotations.model import Annotation


def of_level(codebook: Codebook, level: Level) -> tuple[Variable, ...]:
    """The variables that are noted of a passage, an article or an actor, in the order of the codebook."""
    return tuple(variable for variable in codebook.variables if variable.level == level)


def unfilled(codebook: Codebook, level: Level, values: Mapping[str, Any]) -> tuple[Variable, ...]:
    """The required variables of *level* that have no value in *values*."""
    return tuple(v for v in of_level(codebook, level) if v.required and not values.get(v.id))


def typed(variable: Variable, text: str) -> Any:
    """The value *text* means: one, or a list of those between commas where the variable takes several.

    Upper and lower case do not matter for a value the codebook lists. Raises ``PassageError``.
    """
    line = text.strip()
    whole = variable.exclusive or line in variable.values
    names = [line] if whole else [name.strip() for name in line.split(",") if name.strip()]
    listed = {value.casefold(): value for value in variable.values}
    found = [listed.get(name.casefold(), name) for name in names]
    value = found[0] if variable.exclusive else list(dict.fromkeys(found))
    if problem := variable.problem(value):
        raise PassageError(problem)
    return value


def shown(value: Any) -> str:
    """*value* as ``typed`` reads it."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def asked(variable: Variable) -> str:
    """What is to be typed for an empty one that is required."""
    return f"{variable.name} is required: {', '.join(variable.values) or 'type a value'}"


def unknown(codebook: Codebook, level: Level, values: Mapping[str, Any]) -> Iterator[str]:
    """What in *values*, noted at *level*, the codebook does not have: each variable or value, in words."""
    for name, value in values.items():
        variable = codebook.variable(name)
        if variable is None:
            yield f"the variable {quoted(name)}"
        elif variable.level != level:
            yield f"the {level} variable {quoted(name)}"
        else:
            several = not variable.exclusive and isinstance(value, list)
            for one in dict.fromkeys(map(quoted, filter(variable.problem, value if several else [value]))):
                yield f"the value {one} of the variable {quoted(name)}"


def incomplete(
    codebook: Codebook, annotations: Iterable[Annotation]
) -> Iterator[tuple[Annotation, tuple[Variable, ...]]]:
    """The accepted stances of *annotations* that lack required variables, and which."""
    for one in annotations:
        if one.status == "accepted" and one.stance is not None:
            lacking = unfilled(codebook, "passage", one.values)
            if lacking:
                yield one, lacking


def missing(
    codebook: Codebook, values: Mapping[str, Any], annotations: Iterable[Annotation]
) -> tuple[str, ...]:
    """What keeps an article from being done: required variables without a value, one line each.

    *values* are the article's, *annotations* one's own on it; suggestions nobody accepted do not count.
    """
    found = [f"{variable.name} is empty" for variable in unfilled(codebook, "article", values)]
    for one, lacking in incomplete(codebook, annotations):
        found += [f"annotation {one.id}: {variable.name} is empty" for variable in lacking]
    return tuple(found)
