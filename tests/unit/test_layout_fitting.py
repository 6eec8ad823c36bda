"""Messages and facts in few cells: whole words, whole facts, a path by its last part."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from reader.layout.cells import cells, elide_middle
from reader.layout.fitting import fitted, short_paths
from reader.tui.widgets.status import Status, StatusLine

LOST = (
    "something was being written when the reader ended: /tmp/a/long/way/annotations/journal.jsonl; look there"
)
MESSAGES = (
    LOST,
    "/home/somebody/news/corpus/annotations could not be written: the annotations are read-only here",
    'no code "def"; near it: device/mockery, device/analogy/standard, definition',
)


@pytest.mark.parametrize("text", MESSAGES)
@pytest.mark.parametrize("rows", [1, 2])
def test_a_message_is_cut_between_words(text: str, rows: int) -> None:
    known = {*text.split(), *short_paths(text).split()}
    for width in range(30, 120):
        lines = fitted(text, width, rows)
        assert len(lines) <= rows
        assert all(cells(line) <= width for line in lines)
        words = " ".join(lines).split()
        cut = words.pop() if words[-1].endswith("…") else ""
        assert set(words) <= {*known, *(word.rstrip(";") for word in known)}, width
        assert not cut or any(word.startswith(cut.rstrip("…")) for word in known)


@pytest.mark.parametrize("text", ["folder/a-long-name_0123456789abcdef.txt", "中文" * 9, "e\u0301" * 20, ""])
def test_what_is_cut_out_of_the_middle_leaves_both_ends(text: str) -> None:
    for width in range(50):
        shown = elide_middle(text, width)
        assert cells(shown) <= width
        if cells(text) <= width:
            assert shown == text
        elif width:
            head, _, tail = shown.partition("…")
            assert text.startswith(head)
            assert text.endswith(tail)
            assert not tail.startswith("\u0301")
            assert cells(shown) >= width - 2


def test_folders_go_before_words_and_hints_before_what_happened() -> None:
    assert short_paths(LOST) == LOST.replace("/tmp/a/long/way/annotations/", "…/")
    assert short_paths("the code frame/conflict and/or n /word") == "the code frame/conflict and/or n /word"
    assert fitted(LOST, 200, 1) == [LOST]
    happened = "something was being written when the reader ended: …/journal.jsonl"
    assert fitted(LOST, 70, 1) == [happened]
    assert fitted(LOST, 60, 1) == ["something was being written when the reader ended…"]
    assert fitted("", 10, 1) == [""]


class Alone(App[None]):
    """The status line on a screen of its own."""

    def compose(self) -> ComposeResult:
        yield StatusLine()


async def said(status: Status, size: tuple[int, int]) -> list[str]:
    app = Alone()
    async with app.run_test(size=size) as pilot:
        line = app.query_one(StatusLine)
        line.show(status)
        await pilot.pause()
        return ["".join(s.text for s in line.render_line(y)).rstrip() for y in range(line.size.height)]


async def test_a_long_message_takes_a_second_row_where_there_is_room() -> None:
    status = Status("READ", ("sentence 2 of ¶6", "27 %"), MESSAGES[2], hints=(("?", "keys"),))
    assert await said(status, (60, 30)) == [
        ' READ   no code "def"; near it: device/mockery,',
        "        device/analogy/standard, definition",
    ]
    assert await said(status, (60, 12)) == [' READ   no code "def"']
    assert await said(status._replace(message="short"), (60, 30)) == [
        " READ   sentence 2 of ¶6 · 27 %   short"
    ]


async def test_what_the_message_says_is_not_said_twice() -> None:
    status = Status("READ", ("target: Russia", "27 %"), "target: Russia; label keys save at once")
    assert await said(status, (120, 30)) == [" READ   27 %   target: Russia; label keys save at once"]
