"""What stands beside a holder that is typed: of a chain only the last actor is completed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotations.errors import PassageError
from annotations.model import Holder, Ref
from reader import kinds
from reader.completing import Choice, Completion, behind, completed
from reader.holders import separators


def completed_holder(
    choices: Sequence[Choice],
    typed: str,
    means: Callable[[str], Holder],
    stands: str = "as typed",
    *,
    kept: bool = True,
) -> Completion:
    """Beside a holder of which *typed* was typed; what is typed before its last actor stays as it is.

    *means* gives the holder a line means, or raises ``PassageError``.
    """
    typed = typed.strip()
    head, sign, piece = _parted(typed, choices)
    if not head:
        return _sure(completed(_with_meant(choices, typed, means), typed, stands, kept=kept))
    try:
        before = means(head)
    except PassageError:
        before = None
    named = [choice for choice in choices if isinstance(choice.value, tuple) and choice.value]
    rest = _rest(f"{_signed(f'{head} {sign}')} ", named)
    begun = {choice.text for choice in rest}
    one = [choice for choice in named if not choice.several and choice.text not in begun]
    said = _sure(completed([*rest, *_with_meant(one, piece, means)], piece, stands, kept=kept))
    rows = tuple(
        row if row.several else replace(row, value=_joined(before, sign, row.value)) for row in said.rows
    )
    return behind(f"{head} {sign}", replace(said, rows=rows), stands)


def _sure(rows: Completion) -> Completion:
    """*rows* of which one letter lights none: it may be all of a name."""
    return replace(rows, at=0) if rows.own and len(rows.typed) == 1 else rows


def _rest(begun: str, choices: Sequence[Choice]) -> list[Choice]:
    """What is left of those of *choices* that begin with *begun*; one actor left stands for itself."""
    left = []
    for choice in choices:
        if isinstance(choice.value, tuple) and choice.text.startswith(begun):
            text = choice.text[len(begun) :]
            alone = not separators(text)
            left.append(
                replace(choice, text=text, value=((choice.value[-1][-1],),) if alone else choice.value)
            )
    return left


def _parted(typed: str, choices: Sequence[Choice]) -> tuple[str, str, str]:
    """What stands before the last separator, the separator, and what is typed behind it.

    An ``and`` in a name that is proposed, as far as it is typed, is none.
    """
    found = separators(typed)
    while found and found[-1][1] == "and":
        start = found[-2][0] if len(found) > 1 else 0
        begun = typed[start:].strip().casefold()
        if not any(_name(choice).startswith(begun) for choice in choices):
            break
        found.pop()
    if not found:
        return "", "", typed
    end, sign = found[-1]
    return typed[: end - len(sign)].strip(), sign, typed[end:].strip()


def _name(choice: Choice) -> str:
    """The name of one actor, without the quotes it is written in; "" for several, or none."""
    one = choice.value
    return one[0][0].name.casefold() if isinstance(one, tuple) and one and not choice.several else ""


def _signed(head: str) -> str:
    """*head* with the sign for its ``and`` that a chain is written with."""
    return f"{head[:-3]}&" if head.endswith(" and") else head


def _with_meant(choices: Sequence[Choice], typed: str, means: Callable[[str], Holder]) -> list[Choice]:
    """*choices*, and the known actor that goes by the name *typed*, which it is found by."""
    try:
        meant = means(typed) if typed else None
    except PassageError:
        meant = None
    if not isinstance(meant, tuple) or [len(level) for level in meant] != [1] or not meant[0][0].id:
        return list(choices)
    from reader.holders import holder_text

    text, kind = holder_text(meant), kinds.word(meant[0][0].kind)
    known = next((choice for choice in choices if choice.value == meant), Choice(text, kind, meant))
    found = replace(known, also=(*known.also, typed))
    return [found, *(choice for choice in choices if choice is not known)]


def _joined(before: Holder, sign: str, last: Ref | Holder) -> Holder:
    """The chain *before* with the actor *last* behind *sign*; ``None``: what the line means as typed."""
    if not isinstance(before, tuple) or not isinstance(last, tuple) or not last:
        return None
    if sign == ">":
        return (*before, *last)
    return (*before[:-1], (*before[-1], *last[0])) if before else None
