"""The article view: what it paints, and how little it repaints."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from textual.geometry import Region

from reader.corpus.corpus import Corpus
from reader.layout.cells import cells
from reader.layout.spans import Span
from reader.tui.themes import PLAIN
from reader.tui.widgets.article_view import ArticleView
from tests.unit.shown_article import LONG, Shown, article, lines, shown, styled


async def test_words_margin_and_ruler_stand_where_they_belong() -> None:
    text = "Headline\n\nRussia denied it, and Western reports say so."
    spans = (
        Span(10, 16, "entity", "gpe", "gpe:RU"),
        Span(10, 26, "stance", "-", "1"),
        Span(10, 26, "note", "", "1"),
    )
    async with Shown(article(text), spans).run_test(size=(80, 6)) as pilot:
        view = cast(Shown, pilot.app).view
        assert shown(view)[:3] == [
            "        Headline",
            "",
            "   1 -† Russia denied it, and Western reports say so.".ljust(79) + "-",
        ]
        assert styled(view, "Russia").underline
        assert styled(view, "eadline").bold
        tinted, untinted = styled(view, " denied it"), styled(view, ", and Western")
        assert tinted.bgcolor != untinted.bgcolor


@pytest.mark.parametrize("width", [1, 2, 5, 12, 40, 59, 80, 200])
async def test_every_line_is_exactly_as_wide_as_the_view(width: int) -> None:
    text = (
        "Заголовок\n\n中文 日本語 e\u0301te\u0301 👨\u200d👩\u200d👧 word " * 3 + "\n\n\x1b[31mred\u202e\tx"
    )
    async with Shown(article(text), (Span(0, 40, "stance", "+", "1"),)).run_test(size=(width, 12)) as pilot:
        view = cast(Shown, pilot.app).view
        for _ in range(6):
            for line in lines(view):
                assert sum(cells(s.text) for s in line) == width == line.cell_length
                assert "\x1b" not in line.text
                assert "\u202e" not in line.text
            view.row_end()
            view.move_rows(1)


async def test_measure_is_kept_and_centred() -> None:
    async with Shown(LONG).run_test(size=(140, 10)) as pilot:
        view = cast(Shown, pilot.app).view
        assert view.layout_of_text.width == 72
        assert shown(view)[0].index("Headline") == (140 - 1 - 8 - 72 - 1) // 2 + 8
        view.measure = 50
        assert view.layout_of_text.width == 50
        await pilot.resize_terminal(80, 10)
        assert view.layout_of_text.width == 50
        view.measure = 90
        assert view.layout_of_text.width == 70


async def test_a_caret_key_repaints_two_rows_and_keeps_every_other_strip() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        await pilot.pause()
        before = lines(view)
        view.since()
        view.move_rows(2)
        sent = view.since()
        after = lines(view)
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new]
        assert changed == sent == [0, 3]


async def test_nothing_is_sent_when_new_spans_look_the_same() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        await pilot.pause()
        before = lines(view)
        view.since()
        view.set_spans([Span(len(LONG.text) - 5, len(LONG.text), "entity", "gpe")])
        assert view.since() == []
        assert all(old is new for old, new in zip(before, lines(view), strict=True))
        view.set_spans([Span(10, 19, "entity", "gpe")])
        assert view.since() == [2]


async def test_selection_unit_and_hits_repaint_only_their_rows() -> None:
    async with Shown(LONG).run_test(size=(80, 24)) as pilot:
        view = cast(Shown, pilot.app).view
        layout = view.layout_of_text
        await pilot.pause()
        lines(view)
        view.since()
        view.selection = (layout.starts[4] + 3, layout.starts[2])
        assert view.selection == (layout.starts[2], layout.starts[4] + 3)
        assert view.since() == [2, 3, 4]
        view.selection = (layout.starts[2], layout.starts[5] + 3)
        assert view.since() == [4, 5]
        view.unit = (layout.starts[8], layout.ends[8])
        assert view.since() == [8]
        view.set_hits([Span(layout.starts[10], layout.starts[10] + 4, "hit", "now")])
        assert view.since() == [0, 10], "the row, and the tick in the ruler"
        view.selection = view.unit = None
        view.set_hits(())
        assert not any(s.style and s.style.bold for s in lines(view)[10])


async def test_density_of_entities() -> None:
    text = "T\n\nPutin met Putin in Sochi\n\nPutin left"
    places = [i for i in range(len(text)) if text.startswith("Putin", i)]
    spans = [Span(i, i + 5, "entity", "person", "person:putin") for i in places]
    spans.append(Span(text.index("Sochi"), text.index("Sochi") + 5, "entity", "gpe", "gpe:sochi"))
    async with Shown(article(text), tuple(spans)).run_test(size=(80, 10)) as pilot:
        view = cast(Shown, pilot.app).view

        def marked() -> list[str]:
            return [s.text for line in lines(view) for s in line if s.style and s.style.underline]

        assert marked() == ["Putin", "Putin", "Sochi", "Putin"]
        view.set_density("first")
        assert marked() == ["Putin", "Sochi", "Putin"]
        view.set_density("kind", "gpe")
        assert marked() == ["Sochi"]
        assert (view.density, view.focused_kind) == ("kind", "gpe")
        view.set_density("off")
        assert marked() == []


async def test_a_view_without_a_size_or_a_text_paints_blanks() -> None:
    view = ArticleView()
    assert [line.text for line in view.render_lines(Region(0, 0, 4, 2))] == ["    ", "    "]
    app = Shown(article(""))
    async with app.run_test(size=(20, 4)) as pilot:
        app.view.move_rows(1)
        app.view.page(1)
        app.view.row_end()
        app.view.to_line("L")
        await pilot.pause()
        assert all(not line.strip() for line in shown(app.view))
        app.view.set_document(None)
        assert app.view.caret == 0


async def test_a_theme_is_taken_over_at_once() -> None:
    app = Shown(LONG)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = PLAIN.name
        await pilot.pause()
        assert app.view.painter.palette is PLAIN
        for line in lines(app.view):
            for segment in line:
                assert segment.style is None or segment.style.color is None or segment.style.color.is_default


async def test_memory_does_not_grow_with_what_was_read() -> None:
    app = Shown(article("\n\n".join(["T", *("word " * 200 for _ in range(300))])))
    async with app.run_test(size=(80, 24)):
        for _ in range(200):
            app.view.page(1)
            lines(app.view)
        assert len(app.view._strips) < 600


async def test_the_five_articles_show_their_words(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    for entry in corpus.entries:
        document = corpus.document(entry.path)
        app = Shown(document)
        async with app.run_test(size=(100, 40)):
            first = document.blocks[0]
            words = document.text[first.start : first.end].split()[:3]
            assert " ".join(words) in " ".join(" ".join(shown(app.view)).split()).replace("\u00a0", " ")
