"""A note as the editor gets it and gives it back; where a draft that was kept is said to be."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reader.tui.outside import RULE, _kept, draft, undraft

QUOTE = "Britain could\n\nlose its treaty."


def test_an_untouched_draft_gives_back_its_text() -> None:
    assert undraft(draft("old note\n\n# heading", QUOTE), QUOTE) == "old note\n\n# heading"
    assert undraft(draft("", QUOTE), QUOTE) == ""


def test_a_draft_has_no_empty_lines_of_ours_where_the_passage_holds_no_settings() -> None:
    assert draft("old note", "One sentence.").split("\n") == [
        "old note",
        "",
        RULE,
        "# The passage; these lines are not kept.",
        "# One sentence.",
        "",
    ]
    for quote in ("ex: set x", "vim: set x", "-*- mode -*-"):
        lines = draft("", quote).rstrip("\n").split("\n")
        at = lines.index(f"# {quote}")
        assert (at >= 5, len(lines) - at > 5) == (True, True)
    # One that was begun when there were more of them is the same note.
    older = draft("mine", "One sentence.") + "#\n#\n"
    assert undraft(older, "One sentence.") == "mine"


def test_what_is_written_below_or_between_our_lines_belongs_to_the_note() -> None:
    lines = draft("above", QUOTE).split("\n")
    inside = lines.index("# Britain could") + 1
    lines[inside:inside] = ["between", "# of mine"]
    assert undraft("\n".join([*lines, "below", ""]), QUOTE) == "above\n\nbetween\n# of mine\n\nbelow"
    assert undraft(draft("", QUOTE) + "below\n", QUOTE) == "below"
    assert undraft((draft("", QUOTE) + "below\n").replace("\n", "\r\n"), QUOTE) == "below"


def test_without_its_rule_a_draft_still_loses_our_lines_alone() -> None:
    assert undraft(draft("above", QUOTE).replace(RULE, "mine"), QUOTE) == "above\n\nmine"


@pytest.mark.parametrize("width", [80, 100, 300])
def test_where_a_draft_is_kept_fits_the_status_line(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    path = Path("/home/ann/.local/state/close-reader/drafts/seeds-0123456789abcdef/note-0123456789abcdef.md")
    app = cast(Any, SimpleNamespace(size=SimpleNamespace(width=width)))
    said = _kept(app, "the editor ended with 3", path)
    assert said.startswith("the editor ended with 3: the note is kept in ~/")
    assert said.endswith("/note-0123456789abcdef.md")
    assert len(said) <= max(width - 4, 74)
    assert ("…" in said) == (width < 300)
