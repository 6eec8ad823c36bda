"""The base of everything long on the screen: rows painted once, kept, repainted only where they changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from reader.tui.painter import Painter
from reader.tui.themes import DARK, palette_of

Segments = list[Segment]

KEPT_ROWS = 400
"""Painted rows kept beside those on the screen: memory does not grow with the text."""
WHEEL_ROWS = 3


class LineView(Widget, can_focus=True):
    """Rows of a fixed width that scroll as one.

    The view holds its own ``top`` row instead of Textual's scroll offset: nothing animates, no scroll bar is
    built, and what a key costs does not depend on how long the text is. The last column is the view's own:
    see :meth:`ruler`. ``render_lines`` hands out the same Strip as long as a row and its place are unchanged,
    so Textual writes only what is new.
    """

    ALLOW_SELECT = False
    RULER = True
    """Whether the last column belongs to the ruler."""
    DEFAULT_CSS = """
    LineView { width: 1fr; height: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.painter = Painter(DARK)
        self._top = 0
        self.spare = 0
        """Empty rows under the last one to which the view scrolls."""
        self._strips: dict[int, tuple[Segment | None, Segments, Strip]] = {}
        self._width = -1
        self._height = -1
        self._outer: Size | None = None
        """The size with borders at which the view was measured."""
        self._active = True

    @property
    def active(self) -> bool:
        """Whether keys go here; else the cursor is hollow."""
        return self._active

    @active.setter
    def active(self, on: bool) -> None:
        if on != self._active:
            self._active = on
            self.painter = Painter(self.painter.palette, hollow=not on)
            self.touch()

    # -- to be said by the view that derives from this one

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def paint(self, row: int, width: int) -> Segments:
        """The segments of *row*, exactly *width* cells."""

    @abstractmethod
    def fit(self, width: int, height: int) -> None:
        """The view is *width* cells wide and *height* rows high from now on; called when either changes."""

    def ruler(self, y: int) -> Segment:
        """The ruler's cell beside line *y*: only a thumb here, for how much there is and where one is."""
        count, height = self.row_count, self._height
        if count <= height:
            return Segment(" ", self.painter.ground)
        size = max(1, height * height // count)
        start = self._top * (height - size) // max(1, count - height)
        return self._thumb(" ") if start <= y < start + size else Segment(" ", self.painter.ground)

    def _thumb(self, glyph: str) -> Segment:
        if self.painter.palette.terminal and glyph == " ":
            return Segment("▐", self.painter.named("thumb"))
        return Segment(glyph, self.painter.named("thumb"))

    # -- painting

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._take_theme)
        self._take_theme(self.app.current_theme)

    def _take_theme(self, theme: Theme) -> None:
        palette = palette_of(theme)
        if palette is not self.painter.palette:
            self.painter = Painter(palette, hollow=not self.active)
            self.repaint()

    def fitted(self) -> bool:
        """Take notice of the view's size; before the first layout there is none, and this is false.

        Whoever asks for rows comes through here: a key that arrives between a new layout of the screen and
        the Resize event finds the rows of the new size.
        """
        # Asked for all the time, and a small part of what looking up the size in the layout costs.
        return self.outer_size == self._outer or self._measured()

    def _measured(self) -> bool:
        width, height = self.size
        if not width or not height:
            return False
        self._outer = self.outer_size
        if (width, height) != (self._width, self._height):
            if width != self._width:
                self._strips.clear()
            self._width, self._height = width, height
            self.fit(width - (1 if self.RULER else 0), height)
        return True

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells wanted where the width is ``auto``: all there are."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows wanted where the height is ``auto``."""
        return self.row_count

    def on_resize(self) -> None:
        self._measured()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of *crop*, in cells of the view. Textual asks before the first Resize, too."""
        if not self._measured():
            return [Strip.blank(crop.width)] * crop.height
        lines = [self._line(y) for y in range(crop.y, crop.bottom)]
        if crop.x or crop.width != self._width:
            lines = [line.crop(crop.x, crop.right) for line in lines]
        return lines

    def _line(self, y: int) -> Strip:
        row = self._top + y
        ruler = self.ruler(y) if self.RULER else None
        kept = self._strips.get(row)
        if kept is not None and kept[0] == ruler:
            return kept[2]
        segments = kept[1] if kept is not None else self._painted(row)
        strip = Strip(segments if ruler is None else [*segments, ruler], self._width)
        self._keep(row, ruler, segments, strip)
        return strip

    def _painted(self, row: int) -> Segments:
        width = self._width - (1 if self.RULER else 0)
        if row < self.row_count:
            return self.paint(row, width)
        return [Segment(" " * width, self.painter.ground)]

    def _keep(self, row: int, ruler: Segment | None, segments: Segments, strip: Strip) -> None:
        self._strips[row] = (ruler, segments, strip)
        if len(self._strips) > KEPT_ROWS + 2 * self._height:
            top, bottom = self._top, self._top + self._height
            for old in [r for r in self._strips if not top <= r < bottom][: KEPT_ROWS // 2]:
                del self._strips[old]

    def repaint(self) -> None:
        """Forget every painted row: the colours, the text or the measure have changed."""
        self._strips.clear()
        self.refresh()

    def touch(self, rows: Collection[int] | None = None) -> None:
        """Paint *rows* (all when None) anew, and send those on the screen that really look different."""
        top, bottom = self._top, self._top + max(0, self._height)
        stale = list(self._strips) if rows is None else rows
        for row in stale:
            if not top <= row < bottom:
                self._strips.pop(row, None)
        self._send(range(top, bottom) if rows is None else sorted(r for r in set(rows) if top <= r < bottom))

    def _send(self, rows: Iterable[int]) -> None:
        dirty: list[Region] = []
        for row in rows:
            kept = self._strips.get(row)
            if kept is None:
                dirty.append(Region(0, row - self._top, self._width, 1))
                continue
            segments = self._painted(row)
            ruler = self.ruler(row - self._top) if self.RULER else None
            if segments != kept[1] or ruler != kept[0]:
                strip = Strip(segments if ruler is None else [*segments, ruler], self._width)
                self._strips[row] = (ruler, segments, strip)
                dirty.append(Region(0, row - self._top, self._width, 1))
        if dirty:
            self.refresh(*dirty)

    # -- scrolling

    @property
    def height(self) -> int:
        """Rows on the screen; 1 before the first layout."""
        self.fitted()
        return max(1, self._height)

    @property
    def top(self) -> int:
        """The first row on the screen."""
        self.fitted()
        return self._top

    @property
    def last_top(self) -> int:
        """The furthest the view scrolls."""
        return max(0, self.row_count + self.spare - self.height)

    def scroll_rows_to(self, row: int) -> bool:
        """Put *row* at the top, as far as the ends allow; whether anything moved."""
        row = min(max(0, row), self.last_top)
        if row == self._top:
            return False
        self._top = row
        self.refresh()
        return True

    def wheeled(self, rows: int) -> None:
        """The wheel was turned by *rows*, down when positive."""
        self.scroll_rows_to(self._top + rows)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.wheeled(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.wheeled(-WHEEL_ROWS)
