"""Articles and annotations that change on the disk while the reader has them open."""

from __future__ import annotations

from pathlib import Path

from textual import events

from annotations.store import AnnotationStore
from tests.pilot.driving import Driver, OpenReader

FIRST = "000_305367dd2efea505.txt"
TREATY = "001_c52329024e729261.txt"


async def focus(reader: Driver) -> None:
    """The terminal gets the focus back."""
    reader.app.post_message(events.AppFocus())
    await reader.settle()


def listed(reader: Driver) -> list[str]:
    """The paths in the list of articles."""
    articles = reader.screen.articles
    return [articles.item(row).id for row in range(articles.count)]


def codebook_rows(reader: Driver) -> list[str]:
    """The rows of the codebook."""
    shown = reader.screen.codebook.pane.list
    items = (shown.item(row) for row in range(shown.count))
    return ["".join(text for line in item.lines for text, _ in line) for item in items]


def found(reader: Driver) -> set[str]:
    """The articles among the hits that are shown."""
    return {hit.path for hit in reader.hits}


async def test_a_changed_article_is_read_again_where_one_was(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.known()
        for paragraph in ("2", "4", "6"):
            await reader.press(paragraph, "G", "a", "x", "enter")
        await reader.saved()
        await reader.press("3", "w")
        word, quotes = reader.document.text[reader.caret :][:12], [r.quote for r in reader.records]
        lines = (seeds / TREATY).read_text().split("\n")
        fourth = next(n for n, line in enumerate(lines) if line.startswith(quotes[1][:20]))
        (seeds / TREATY).write_text(
            "\n".join(["A line that was not there.", "", *lines[:fourth], *lines[fourth + 1 :]])
        )
        await focus(reader)
        await reader.until(lambda: "read again" in reader.message, "the new text")
        assert "annotations: 2 moved, 1 lost" in reader.message
        assert reader.document.text.startswith("A line that was not there.")
        assert reader.document.text[reader.caret :][:12] == word
        placed = [one for one in reader.screen.page.need().annotations if one.ranges]
        assert [reader.document.text[slice(*one.ranges[0])] for one in placed] == quotes[::2]
        # What is gone is said; what was read of it stays, and so do its annotations.
        (seeds / TREATY).unlink()
        await focus(reader)
        await reader.until(lambda: "is gone" in reader.message, "the loss")
        assert len(reader.records) == 3
        assert TREATY in listed(reader)
        await reader.press("K", "J")
        assert reader.document.path == "002_7dfa6152b7d8daca.txt"


async def test_new_articles_are_listed_and_found(app: OpenReader, seeds: Path) -> None:
    async with app(first=FIRST) as reader:
        await reader.known()
        (seeds / "005.txt").write_text(
            "A fresh headline\n\nMinister Zbigniew Brzezinski spoke of the zirconium accord.\n"
        )
        (seeds / TREATY).unlink()
        await focus(reader)
        await reader.until(lambda: "1 article new; 1 article gone" in reader.message, "the new article")
        assert listed(reader)[-1] == "005.txt"
        assert TREATY not in listed(reader)
        await reader.known()
        await reader.press("f")
        await reader.type("zirconum")
        await reader.until(lambda: found(reader) == {"005.txt"}, "the hit")
        await reader.press("escape", "f")
        await reader.type("Lukashenka Arctic convoys")
        await reader.until(
            lambda: found(reader) and TREATY not in found(reader), "hits without the lost article"
        )


async def test_annotations_of_another_program_appear(app: OpenReader, seeds: Path) -> None:
    async with app(first=TREATY) as reader:
        await reader.known()
        await reader.press("2", "G", "a", "m", "i", "n", "e", "enter")
        await reader.saved()
        other = AnnotationStore(seeds / "annotations", "ann")
        other.load()
        other.remove(TREATY, reader.last.id).result(30)
        other.close()
        await focus(reader)
        await reader.until(lambda: reader.screen.annotations.count == 0, "the removal")
        assert reader.screen.page.need().annotations == ()


async def test_a_codebook_that_was_changed_is_coded_by_at_once(app: OpenReader, seeds: Path) -> None:
    book = (
        'schema = 1\n[[scale]]\nid = "position"\nname = "Position"\nfor = ["issue"]\n'
        'label = [{id = "favor", name = "for it", key = "+", definition = "It is so."}]\n'
    )
    code = '[[code]]\nid = "vassal"\nname = "vassal state"\nkey = ",v"\ndefinition = "Obeys."\n'
    (seeds / "codebook.toml").write_text(book)
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "t", *"vassal", "enter")
        assert (reader.records, reader.warned) == ([], True)
        await reader.press("escape", "g", "b")
        (seeds / "codebook.toml").write_text(book + code)
        await focus(reader)
        await reader.until(lambda: "codebook.toml was changed" in reader.message, "the codebook")
        assert any("vassal state" in row for row in codebook_rows(reader))
        await reader.press("escape", ",", "v")
        assert reader.last.tags == ("vassal",)
        # What is broken is said once; the one that was read stays.
        (seeds / "codebook.toml").write_text(book + code + "[[code]\n")
        await focus(reader)
        await reader.until(lambda: "stays" in reader.message, "what is wrong")
        assert reader.message.startswith("codebook.toml:")
        await reader.press(")", ",", "v")
        assert [record.tags for record in reader.records] == [("vassal",)] * 2
        assert reader.workspace.refresh().codebook is None
        (seeds / "codebook.toml").write_text(book + code.replace(",v", ",w"))
        await focus(reader)
        await reader.until(lambda: "codebook.toml was changed" in reader.message, "the mended codebook")
        await reader.press(")", ",", "w")
        assert len(reader.records) == 3
