"""The codebook beside the text: coding from its rows, and what else they lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotations.model import Stance
from reader.coding import Draft
from reader.tui.calls import Call, Refusal, command

if TYPE_CHECKING:
    from reader.tui.screens.reading import ReadingScreen


@command("codebook.show")
def show(screen: ReadingScreen, call: Call) -> None:
    """To the codebook, in the place of the details."""
    screen.enter("codebook")


def tag(screen: ReadingScreen) -> None:
    """The code under the cursor for the selection or the unit, or for one's annotation at the caret."""
    row = screen.codebook.need()
    code = screen.workspace.codebook.resolve(row.id.removeprefix("code:")) if row.kind == "code" else None
    if code is None:
        raise Refusal(f"{row.name} is no code: t tags with one of those under Codes")
    path = screen.workspace.codebook.code_path(code.id)
    existing = screen.coder.own_here()
    if existing is None:
        screen.coder.annotate([screen.page.passage()], Draft(tags=(code.id,)), f"#{path}")
        return
    record = existing.annotation
    if code.id in record.tags:
        raise Refusal(f"the annotation at the caret has #{path} already")
    changed = replace(record, tags=(*record.tags, code.id))
    screen.coder.change(record, changed, f"#{path}: annotation changed")


def stance(screen: ReadingScreen) -> None:
    """A stance with the label under the cursor, for the selection or the unit."""
    row, book = screen.codebook.need(), screen.workspace.codebook
    if row.kind != "label" or not row.known:
        raise Refusal(f"{row.name} is no label: s gives a stance with one of those of a scale")
    scale_id, _, label = row.id.removeprefix("label:").rpartition("/")
    scale = book.scale(scale_id)
    if scale is not None and scale is not screen.coder.scale:
        screen.use_scale(scale)
    screen.coder.open_bar(Draft(stance=Stance(scale_id, label)), [screen.page.passage()])


def pin(screen: ReadingScreen) -> None:
    """The target under the cursor for the label keys."""
    row = screen.codebook.need()
    if row.ref is None:
        raise Refusal(f"{row.name} is no target: T pins one of those under Targets")
    screen.coder.pin(row.ref, "T in the text with the line emptied lets go")


def search(screen: ReadingScreen) -> None:
    """What was coded by the row under the cursor, in every article."""
    row = screen.codebook.need()
    if row.kind not in ("label", "code", "target"):
        raise Refusal(f"{row.name}: F on a label, a code or a target finds what was coded by it")
    screen.finder.open(row.filter)
