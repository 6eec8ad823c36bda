"""How far the coding of an article is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotations.codings import contradiction, settled, told
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
    unplaced: str = ""
    """What was said of a text that was not kept: of this article before it was edited, or of another one."""

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
    apart = workspace.tracking.unplaced(document)
    unplaced = contradiction(apart) or (told(apart[0]) if apart else "")
    return Progress(path, settled(known), coded, units, contradiction(known), unplaced)
