"""The keys of the codebook as actions: labels of a scale, and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from reader.keys.action import Action


class Labelled(Protocol):
    """What a key of the codebook needs to be shown: a label or a code."""

    @property
    def name(self) -> str: ...

    @property
    def definition(self) -> str: ...


FOUND_BY = {"label": "stance label", "code": "code tag"}
"""Words that the keys of a codebook are found by, besides their names."""


def of_codebook(action: Action) -> str:
    """``label`` or ``code`` where *action* is a key of the codebook, else nothing."""
    kind = action.id.partition(":")[0]
    return kind if kind in FOUND_BY else ""


def told(action: Action) -> str:
    """What *action* does: ``favor: The holder speaks for the target``, where its key is the codebook's."""
    return f"{action.title}: {action.help}" if of_codebook(action) else action.help


def labels_to_bindings(
    keys: Mapping[str, Labelled], *, kind: Literal["label", "code"] = "label"
) -> tuple[Action, ...]:
    """Actions ``label:KEY`` (or ``code:KEY``) for the keys of the codebook, in its order.

    Hand them to ``build_keymap`` as ``labels``: it refuses those whose key is taken.
    """
    return tuple(
        Action(
            f"{kind}:{key}",
            item.name or key,
            item.definition or item.name or key,
            "code",
            ("READ", "VISUAL"),
            (key,),
        )
        for key, item in keys.items()
    )
