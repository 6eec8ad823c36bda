"""The one door to recognition: layers over a text, brought together into disjoint mentions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reader.entities.arms import arms_mentions
from reader.entities.forms import form_mentions
from reader.entities.gazetteer import gazetteer
from reader.entities.mentions import Mention
from reader.entities.names import NameReader
from reader.entities.resolve import consistent, resolve
from reader.entities.roles import role_mentions
from reader.entities.tokens import Span, tokenise, true_case
from reader.entities.values import value_mentions


class Recogniser(Protocol):
    """A layer that finds mentions in a text, in code points; they may overlap, and need no order."""

    def recognise(self, text: str) -> list[Mention]:
        """Mentions of *text*, unlinked."""
        ...


def recognise(
    text: str, blocks: Sequence[Span] | None = None, layers: Sequence[Recogniser] = ()
) -> tuple[Mention, ...]:
    """Mentions of *text*, unlinked, sorted and disjoint.

    *blocks* are its paragraphs and headings in code points: no name crosses their bounds, and a single
    newline inside one is a space. Without them blank and short lines part. *layers* join the rules.
    """
    tokens = tokenise(text, blocks)
    true_case(tokens, gazetteer())
    folded = tokens.folded
    found = value_mentions(folded) + arms_mentions(folded) + form_mentions(folded) + NameReader(tokens).read()
    for layer in layers:
        found.extend(layer.recognise(text))
    named = consistent(tokens, resolve(found))
    return tuple(resolve([*named, *role_mentions(folded, named)]))
