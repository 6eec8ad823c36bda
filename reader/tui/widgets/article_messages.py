"""What the article view tells: offsets in code points, never rows or cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from reader.tui.widgets.article_caret import ArticleCaret


class _Told(Message):
    """Something happened at *offset*; of several in a row of one sort only the last is delivered."""

    def __init__(self, view: ArticleCaret, offset: int) -> None:
        super().__init__()
        self.view = view
        self.offset = offset

    @property
    def control(self) -> ArticleCaret:
        """The view it happened in."""
        return self.view

    def can_replace(self, message: Message) -> bool:
        return type(message) is type(self)


class CaretCarried(_Told, namespace="article_view"):
    """The page was scrolled by the mouse and took the caret along, to *offset*."""


class Clicked(_Told, namespace="article_view"):
    """The mouse was pressed at *offset*. The caret goes there if whoever listens puts it there."""


class WordClicked(_Told, namespace="article_view"):
    """The word at *offset* was clicked twice."""


class SelectionDragged(_Told, namespace="article_view"):
    """The mouse was drawn from *anchor* to *offset*; that selects nothing by itself either."""

    def __init__(self, view: ArticleCaret, anchor: int, offset: int) -> None:
        super().__init__(view, offset)
        self.anchor = anchor

    @property
    def head(self) -> int:
        """The end that was drawn."""
        return self.offset


class Resized(Message, namespace="article_view"):
    """The view has other rows or columns than before: what lies over it may have to move."""
