"""How far the coding of an article is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotations.codings import contradiction, settled
from reader.opened import Opened
from reader.workspace import Workspace

if TYPE_CHECKING:
    from annotations.records import Coding, CodingState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one annotator is with one article."""

    path: str
    coding: Coding | None
    """What its annotator said of it, ``None`` if nothing."""
    coded: int
    units: int
    contested: str = ""
    """What copies of the annotations that were merged say of it, where they contradict each other."""

    @property
    def state(self) -> CodingState:
        """``open`` where nothing was said."""
        return self.coding.state if self.coding is not None else "open"


def progress(workspace: Workspace, path: str) -> Progress:
    """Units with a stance or a tag, of how many, and the coding state. Raises ``ArticleError``."""
    document = workspace.document(path)
    opened = Opened(
        document,
        annotations=workspace.anchored(document),
        unit=workspace.codebook.unit,
        annotator=workspace.store.annotator,
    )
    known = workspace.tracking.codings(document)
    coded, units = len(opened.coded_units), len(opened.units)
    return Progress(path, settled(known), coded, units, contradiction(known))
