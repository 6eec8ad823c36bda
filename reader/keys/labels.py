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
