"""Keys over folded zones: motions pass, rows count one, whatever goes to a place opens it."""

from __future__ import annotations

from reader import motions
from reader.layout.folds import Folds
from tests.pilot.driving import OpenReader

FIRST = "000_305367dd2efea505.txt"


async def test_motions_pass_over_a_fold_and_hops_open_it(app: OpenReader) -> None:
    async with app(first=FIRST, size=(100, 30)) as reader:
        view, document = reader.screen.view, reader.document
        zone = next(z for z in document.zones if z.kind == "repeat")
        view.folds = Folds(document.zones, (zone,))
        before = [p for p in document.paragraphs if p.end <= zone.start][-1].start
        after = next(b for b in document.blocks if b.start >= zone.end).start

        def unfolded() -> bool:
            return not view.folds.folded

        for keys, there in (
            (("}",), after),
            ((")", "9", ")"), motions.document_end(document)),
            (("9", "9", "9", "w"), motions.document_end(document)),
            (("9", "9", "9", "9", "l"), motions.document_end(document)),
        ):
            reader.screen.page.move_caret(before)
            await reader.press(*keys)
            assert (reader.caret, unfolded()) == (there, False), keys
        reader.screen.page.move_caret(after)
        await reader.press("k")
        assert (view.zone, unfolded()) == (zone, False)
        view.folds = view.folds.all_folded()
        await reader.press("G")
        assert (view.caret_row, unfolded()) == (view.row_count - 1, False)
        words = reader.text[zone.start : zone.start + 30]
        await reader.press("g", "g", "/")
        await reader.type(words)
        await reader.press("enter", "n")
        assert zone not in view.folds.folded
        assert reader.caret == zone.start


async def test_coding_on_a_fold_opens_it(app: OpenReader) -> None:
    async with app(first=FIRST) as reader:
        view, document = reader.screen.view, reader.document
        zone = next(z for z in document.zones if z.kind == "repeat")
        view.folds = Folds(document.zones, (zone,))
        view.stand(zone.start)
        reader.screen.page.caret_moved()
        await reader.press("+")
        await reader.press("enter")
        await reader.saved()
        assert reader.last.start == zone.start
        assert view.folds.folded == ()
