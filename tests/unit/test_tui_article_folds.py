"""Folds in the article view: one row each, passed over by motions, opened by what one goes to."""

from __future__ import annotations

from typing import cast

from reader import motions
from reader.corpus.document import Zone
from reader.layout.folds import Folds
from reader.layout.spans import Layer, Span
from reader.tui.widgets.article_view import ArticleView
from tests.unit.shown_article import Shown, article, shown

TEXT = "Title\n\none is first\n\ntwo is hidden\n\nthree as well\n\nfour is last"
ZONE = Zone(TEXT.index("two"), TEXT.index("\n\nfour"), "repeat", "sure", "repeats paragraphs 1-2")
ARTICLE = article(TEXT, (ZONE,))
FOLDED = Folds.of(ARTICLE.zones)
ROW = "▸ 2 paragraphs folded: repeats paragraphs 1-2"


def mark(layer: Layer, word: str, kind: str = "", number: int = 0) -> Span:
    start = TEXT.index(word)
    return Span(start, start + len(word), layer, kind, f"{layer}{number}")


def opened(*spans: Span, caret: int = 0, folds: Folds = FOLDED) -> Shown:
    app = Shown(ARTICLE)
    app.view.set_document(ARTICLE, spans, caret=caret, folds=folds)
    return app


def folded(view: ArticleView) -> tuple[Zone, ...]:
    return view.folds.folded


def rows(view: ArticleView) -> list[str]:
    return [line.strip(" •") for line in shown(view) if line.strip()]


async def test_a_fold_is_one_row_with_its_reason_and_opens_again() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)):
        view = app.view
        assert rows(view) == ["Title", "1  one is first".replace("  ", "    "), ROW, "4    four is last"]
        view.move_rows(2)
        assert view.caret == ZONE.start
        assert view.zone == ZONE
        view.folds = view.folds.toggled(ZONE)
        assert rows(view)[2:4] == ["2    two is hidden", "3    three as well"]
        assert view.zone == ZONE, "what is open can be folded again from inside"
        view.stand(TEXT.index("three"))
        view.folds = view.folds.all_folded()
        assert rows(view)[2] == ROW
        assert view.caret_row == 4
        view.stand(ZONE.end)
        assert view.zone == ZONE, "the white space after a fold stands on its row"
        view.move_rows(1)
        assert view.zone is None


async def test_what_a_person_marked_and_what_was_found_under_a_fold_is_counted_on_its_row() -> None:
    marks = [mark("stance", "hidden", "+"), mark("note", "three"), mark("entity", "two", "org")]
    app = opened(*marks)
    async with app.run_test(size=(90, 12)):
        view = app.view
        view.set_hits([mark("hit", "hidden"), mark("hit", "well")])
        assert ROW.replace("folded", "folded, 2 annotations, 2 hits") in " ".join(rows(view))
        assert folded(view) == (ZONE,)


async def test_motions_pass_over_a_fold_and_rows_count_it_as_one() -> None:
    app = opened(caret=TEXT.index("first"))
    async with app.run_test(size=(80, 12)) as pilot:
        view = cast(Shown, pilot.app).view
        forward = view.past_folds(lambda at, count: motions.word_forward(ARTICLE, at, count))
        assert forward == TEXT.index("four")
        view.stand(forward)
        assert view.past_folds(lambda at, count: motions.word_back(ARTICLE, at, count), 2) == TEXT.index("is")
        view.move_rows(-2)
        assert view.caret_row == 2
        assert folded(view) == (ZONE,)


async def test_going_to_a_place_under_a_fold_opens_it_and_standing_on_it_does_not() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)):
        view = app.view
        view.stand(TEXT.index("three"))
        assert (folded(view), view.line_of(view.caret)) == ((ZONE,), 4)
        view.caret = TEXT.index("three")
        assert folded(view) == ()
        assert rows(view)[3] == "3    three as well"
        view.folds = FOLDED
        view.reveal(TEXT.index("hidden"), TEXT.index("three"))
        assert folded(view) == ()
        view.set_document(ARTICLE, caret=ZONE.start, folds=FOLDED)
        assert folded(view) == ()
        view.set_document(ARTICLE, caret=ZONE.start, top=0, folds=FOLDED)
        assert folded(view) == (ZONE,), "one comes back to a place as one left it"


async def test_the_current_hit_opens_a_fold() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)):
        app.view.set_hits([mark("hit", "one", "now"), mark("hit", "three", "exact")])
        assert folded(app.view) == (ZONE,)
        app.view.set_hits([mark("hit", "one", "exact"), mark("hit", "three", "now")])
        assert folded(app.view) == ()


async def test_a_new_annotation_under_a_fold_opens_it_and_a_known_one_leaves_it_folded() -> None:
    old, new = mark("note", "hidden", number=1), mark("stance", "three", "-", number=2)
    app = opened(mark("entity", "two", "org"))
    async with app.run_test(size=(80, 12)):
        view = app.view
        view.set_spans([mark("entity", "three", "org")])
        assert folded(view) == (ZONE,)
        view.set_spans([old])
        assert folded(view) == ()
        view.folds = view.folds.toggled(ZONE)
        view.set_spans([old, mark("note", "four", number=3)])
        assert folded(view) == (ZONE,)
        view.set_spans([old, new])
        assert folded(view) == ()


async def test_folding_moves_neither_the_top_nor_the_caret() -> None:
    parts = ["Title", *(f"paragraph {n} " + "of words " * 30 for n in range(60))]
    text = "\n\n".join(parts)
    zone = Zone(text.index("paragraph 3 "), text.index("\n\nparagraph 9 "), "boilerplate", "sure", "footer")
    document = article(text, (zone,))
    app = Shown(document, caret=text.index("paragraph 30 "))
    async with app.run_test(size=(80, 24)):
        view = app.view
        view.folds = Folds(document.zones)
        line, top, first = view.line_of(view.caret), view.top, view.top_offset
        view.folds = view.folds.all_folded()
        assert view.top < top
        assert (view.line_of(view.caret), view.top_offset) == (line, first)
        view.folds = view.folds.all_open()
        assert (view.top, view.line_of(view.caret)) == (top, line)


async def test_two_clicks_open_a_fold_and_one_is_told_as_its_beginning() -> None:
    app = opened()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(ArticleView, offset=(20, 4))
        assert [(type(m), m.offset) for m in app.said] == [(ArticleView.Clicked, ZONE.start)]
        assert folded(app.view) == (ZONE,)
        await pilot.click(ArticleView, offset=(20, 4), times=2)
        await pilot.pause()
        assert folded(app.view) == ()
        assert not any(isinstance(m, ArticleView.WordClicked) for m in app.said)
