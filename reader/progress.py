"""How far the coding of an article is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.opened import Opened
from reader.workspace import Workspace

if TYPE_CHECKING:
    from annotations.records import CodingState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one annotator is with one article."""

    path: str
    state: CodingState
    coded: int
    units: int


def progress(workspace: Workspace, path: str) -> Progress:
    """Units with a stance or a tag, of how many, and the coding state. Raises ``ArticleError``."""
    document = workspace.document(path)
    opened = Opened(
        document,
        annotations=workspace.anchored(document),
        unit=workspace.codebook.unit,
        annotator=workspace.store.annotator,
    )
    coding = workspace.store.codings().get(path)
    state: CodingState = coding.state if coding is not None else "open"
    return Progress(path, state, len(opened.coded_units), len(opened.units))
