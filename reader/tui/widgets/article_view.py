"""The article itself, as a screen takes it: a document, its marks, a caret, a selection, and the mouse."""

from __future__ import annotations

from typing import TypeAlias

from textual import events

from reader.layout.rows import BLANK, FOLD
from reader.tui.widgets import article_messages as told
from reader.tui.widgets.article_caret import ArticleCaret
from reader.tui.widgets.article_marks import Density
from reader.tui.widgets.article_sheet import MEASURE

__all__ = ["MEASURE", "ArticleView", "Density"]


class ArticleView(ArticleCaret):
    """One document, its marks, a caret and a selection; all positions are offsets in code points.

    It binds no keys and asks nobody. What others set: the document, spans, hits, folds, the unit that would
    be coded, the selection, the caret. What it tells: ``Clicked``, ``WordClicked``, ``SelectionDragged``,
    ``CaretCarried``, ``Resized``. The mouse scrolls by itself and opens folds; caret and selection are
    others' to move.
    """

    DEFAULT_CSS = """
    ArticleView { width: 1fr; height: 1fr; }
    """

    Clicked: TypeAlias = told.Clicked
    WordClicked: TypeAlias = told.WordClicked
    Resized: TypeAlias = told.Resized
    SelectionDragged: TypeAlias = told.SelectionDragged

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._dragged_from: int | None = None
        self._dragged_to = 0

    def on_resize(self) -> None:
        # Textual has what the view itself does at a new size done besides.
        self.post_message(self.Resized())

    def wheeled(self, rows: int) -> None:
        self._scroll(self._top + rows)
        self._follow()

    def _row_under(self, event: events.MouseEvent) -> int:
        layout = self.layout_of_text
        row = min(max(0, self._top + event.y), layout.row_count - 1)
        return layout.solid(row) if layout.kinds[row] == BLANK else row

    def _offset_under(self, event: events.MouseEvent) -> int:
        row = self._row_under(event)
        return self._layout.offset_at(row, event.x - self._left() - self._margin_width())

    def _on_ruler(self, event: events.MouseEvent) -> bool:
        return event.x == self._width - 1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1:
            return
        event.stop()
        if self._on_ruler(event):
            row = event.y * self.row_count // self.height if self.row_count > self.height else event.y
            self._scroll(row - self.height // 2)
            self._follow()
            return
        self._dragged_from = self._dragged_to = self._offset_under(event)
        self.capture_mouse()
        self.post_message(self.Clicked(self, self._dragged_from))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged_from is None:
            return
        event.stop()
        offset = self._offset_under(event)
        if offset != self._dragged_to:
            self._dragged_to = offset
            self.post_message(self.SelectionDragged(self, self._dragged_from, offset))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragged_from is not None:
            event.stop()
            self._dragged_from = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Twice on a word tells of it, twice on a fold opens it."""
        event.stop()
        if event.chain != 2 or self._on_ruler(event):
            return
        offset = self._offset_under(event)
        if self._layout.kinds[self._row_under(event)] == FOLD:
            self._open_folds(offset, offset + 1)
        else:
            self.post_message(self.WordClicked(self, offset))
