"""An article view that fills a screen, and what tests ask of it."""

from __future__ import annotations

import asyncio
from typing import Self, TypeAlias, cast

from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from reader.corpus.document import Block, Document, Metadata, Zone
from reader.layout.spans import Span
from reader.tui.themes import textual_themes
from reader.tui.widgets.article_view import ArticleView


def article(text: str, zones: tuple[Zone, ...] = ()) -> Document:
    """Blank lines part paragraphs; the first is the title."""
    blocks, start = [], 0
    for number, part in enumerate(text.split("\n\n")):
        blocks.append(Block(start, start + len(part), "paragraph" if number else "title", number))
        start += len(part) + 2
    return Document("a.txt", text, "0" * 64, Metadata(), tuple(blocks), zones)


LONG = article("\n\n".join(["Headline", *(f"Paragraph {n} " + "of some words " * 20 for n in range(1, 60))]))


class Watched(ArticleView):
    """A view that remembers which lines it had sent anew; None stands for the whole screen."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: set[int | None] = set()

    def refresh(self, *regions: Region, **options: bool) -> Self:
        self.sent |= {y for region in regions for y in region.line_range} if regions else {None}
        return super().refresh(*regions, **options)

    def since(self) -> list[int | None]:
        """What was sent since this was asked last."""
        sent, self.sent = self.sent, set()
        return sorted(sent, key=str)


Told: TypeAlias = (
    ArticleView.Clicked | ArticleView.WordClicked | ArticleView.SelectionDragged | ArticleView.CaretCarried
)


class Shown(App[None]):
    """A view that fills the screen, and what it says."""

    def __init__(
        self, document: Document, spans: tuple[Span, ...] = (), *, caret: int = 0, top: int | None = None
    ) -> None:
        super().__init__()
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "close-dark"
        self.view = Watched()
        self.view.set_document(document, spans, caret=caret, top=top)
        self.said: list[Told] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_article_view_caret_carried(self, message: ArticleView.CaretCarried) -> None:
        self.said.append(message)

    def on_article_view_clicked(self, message: ArticleView.Clicked) -> None:
        self.said.append(message)

    def on_article_view_word_clicked(self, message: ArticleView.WordClicked) -> None:
        self.said.append(message)

    def on_article_view_selection_dragged(self, message: ArticleView.SelectionDragged) -> None:
        self.said.append(message)


def lines(view: ArticleView) -> list[Strip]:
    return view.render_lines(Region(0, 0, *view.size))


def shown(view: ArticleView) -> list[str]:
    return [line.text.rstrip() for line in lines(view)]


def styled(view: ArticleView, word: str) -> Style:
    """How the first segment on the screen that holds *word* looks."""
    return next(s.style for line in lines(view) for s in line if word in s.text and s.style is not None)


async def resized(pilot: Pilot[None], width: int, height: int = 24) -> None:
    """Give the terminal another size, and wait until the view has it: Textual tells sizes with a delay."""
    view = cast(Shown, pilot.app).view
    await pilot.resize_terminal(width, height)
    while view.size != (width, height):
        await asyncio.sleep(0.005)
