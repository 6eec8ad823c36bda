"""Variables and tags in the stance bar: fields of several values, those required, many of them."""

from __future__ import annotations

from pathlib import Path

from textual import events

from reader.tui.screens.metadata import MetadataScreen
from tests.pilot.driving import Driver, OpenReader

TREATY = "001_c52329024e729261.txt"


VARIABLES = """
schema = 1
[[scale]]
id = "p"
name = "P"
for = ["issue"]
label = [{id = "yes", name = "yes", key = "+", definition = "It is."}]
[[variable]]
id = "topics"
name = "Topics"
level = "passage"
values = ["arms", "oil"]
exclusive = false
[[variable]]
id = "s"
name = "Strength of it"
level = "passage"
values = ["low", "high"]
required = true
definition = "How loud."
"""


async def test_variables_have_fields_with_the_values_of_the_codebook(app: OpenReader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(VARIABLES)
    async with app(first=TREATY, size=(100, 30)) as reader:
        await reader.press("+")
        assert reader.field("value:s") == ""
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "Strength of it is required: low, high" in reader.message
        assert reader.screen.bar.field == "value:s"
        assert reader.offered == [("low", "codebook"), ("high", "codebook")]
        assert str(reader.screen.bar._definition.content) == "Strength of it · required · How loud."
        await reader.type("loud")
        await reader.press("enter")
        assert reader.context == "BAR"
        assert "is none of its values: low, high" in reader.message
        stands = reader.screen.bar.completion.rows[0]
        assert stands.text == "loud"
        assert "is none of its values: low, high" in stands.reason
        await reader.press("ctrl+u", "ctrl+n", "tab")
        await reader.type("oil, ar")
        await reader.press("ctrl+n")
        assert reader.field("value:topics") == "oil, arms"
        await reader.press("tab")
        assert reader.screen.bar.field == "note"
        await reader.press("enter")
        assert reader.context == "READ"
        assert reader.last.values == {"s": "low", "topics": ["oil", "arms"]}
        assert reader.last.confirmed == ("values",)
        await reader.press("i", "tab", "tab", "tab", "ctrl+u")
        await reader.type("HIGH")
        await reader.press("enter")
        assert reader.last.values == {"s": "high", "topics": ["oil", "arms"]}


async def test_a_tag_typed_into_the_bar_joins_those_that_stand_there(app: OpenReader) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "+", "tab", "tab")
        await reader.type("device/mockery")
        await reader.press("tab", "shift+tab", "enter")
        assert [*reader.last.tags] == ["device-mockery"]
        await reader.press("i", "tab", "tab")
        assert reader.field("tags") == "device/mockery, "
        await reader.press("shift+tab")
        assert reader.field("tags") == "device/mockery"
        await reader.press("tab")
        await reader.type("frame/sec")
        await reader.press("ctrl+n", "enter")
        assert [*reader.last.tags] == ["device-mockery", "frame-security"]


async def test_a_pinned_target_waits_for_a_required_variable(app: OpenReader, seeds: Path) -> None:
    (seeds / "codebook.toml").write_text(VARIABLES)
    async with app(first=TREATY) as reader:
        await reader.press("2", "G", "T")
        await reader.type("The treaty")
        await reader.press("enter", "+")
        assert reader.context == "BAR"
        assert (reader.field("target"), reader.screen.bar.field) == ("The treaty", "value:s")
        await reader.press("ctrl+n", "enter")
        assert reader.last.values == {"s": "low"}
        assert reader.last.confirmed == ("target", "values")
        await reader.press(")", ".")
        assert [record.values for record in reader.records] == [{"s": "low"}] * 2


async def test_many_variables_fit_a_small_terminal(app: OpenReader, seeds: Path) -> None:
    more = "".join(f'[[variable]]\nid = "v{n}"\nname = "Number {n}"\nlevel = "passage"\n' for n in range(30))
    (seeds / "codebook.toml").write_text(VARIABLES + more)
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("+", *["tab"] * 34)
        assert reader.screen.bar.field == "value:v29"
        await reader.type("x")
        await reader.painted()
        field = reader.screen.bar.input
        assert 0 <= field.region.y < 24
        assert field.region.height == 1
        assert reader.screen.bar.region.bottom <= 24


def form(reader: Driver) -> MetadataScreen | None:
    """The form of the article, if it is open."""
    found = reader.app.screen
    return found if isinstance(found, MetadataScreen) else None


async def test_esc_asks_once_about_what_the_form_of_the_article_has_not_kept(
    app: OpenReader, seeds: Path
) -> None:
    async with app(first=TREATY) as reader:
        await reader.press("g", "m", "escape")
        assert form(reader) is None, "nothing was typed"
        await reader.press("g", "m", "x", "escape")
        dialog = form(reader)
        assert dialog is not None
        await reader.painted()
        asked = " ".join(str(dialog._told.content).split())
        assert asked == "what is typed here is not kept yet: Enter keeps it, Esc again leaves without"
        await reader.press("y", "escape")
        assert form(reader) is dialog, "another key was struck since it was asked"
        await reader.press("backspace", "backspace", "escape")
        assert form(reader) is None, "it is as it was"
        await reader.press("g", "m", "x", "ctrl+c", "escape")
        assert form(reader) is None
        assert not (seeds / "articles.csv").exists()
        await reader.press("g", "m", "x", "escape", "enter")
        await reader.until(lambda: (seeds / "articles.csv").exists(), "the title")


async def test_quitting_asks_once_about_what_the_form_of_the_article_has_not_kept(app: OpenReader) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        await reader.press("g", "m", "x", "ctrl+q")
        assert reader.running()
        dialog = reader.app.screen
        assert isinstance(dialog, MetadataScreen)
        await reader.painted()
        asked = " ".join(str(dialog._told.content).split())
        assert asked == "what is typed here is not kept yet: Enter keeps it, ^q again leaves without"
        await reader.press("y", "ctrl+q")
        assert reader.running(), "another key was struck since it was asked"
        assert dialog._inputs["title"].value.endswith("xy")
        await reader.press("backspace", "backspace", "left")
        assert "articles.csv" in str(dialog._told.content)
        await reader.press("z", "ctrl+q")
        reader.app.post_message(events.Paste("pasted"))
        await reader.press("ctrl+q")
        assert reader.running(), "something was pasted since it was asked"
        await reader.press("ctrl+q")
        await reader.until(lambda: not reader.running(), "the end")
    async with app(first=TREATY) as reader:
        await reader.press("g", "m", "x", "ctrl+q", "escape")
        assert form(reader) is not None, "to leave the form is asked for itself"
        await reader.press("backspace", "tab", "ctrl+q")
        await reader.until(lambda: not reader.running(), "the end")


async def test_what_is_proposed_refused_and_said_stands_with_its_field(app: OpenReader) -> None:
    async with app(first=TREATY, size=(80, 24)) as reader:
        reader.workspace.corpus.set_metadata(TREATY, title="A long title " * 9)
        await reader.open(TREATY)
        await reader.press("g", "m", "tab", "tab", *"May 5")
        dialog = form(reader)
        assert dialog is not None
        assert str(dialog._told.content) == "date: 2014, 2014-01 or 2014-01-23; kept in articles.csv"
        await reader.painted()
        title = dialog._inputs["title"]
        assert title.render_line(0).text.endswith("long t…"), "there is more of it"
        await reader.press("tab", "tab", "tab")
        await reader.painted()
        assert "presents it as: news" in " ".join(str(dialog._told.content).split())
        assert "articles.csv" not in str(dialog._told.content)
        assert dialog._list.region.y == dialog._inputs[dialog._field].region.bottom
        await reader.press("enter")
        assert dialog._field == "date", "the caret is where something is to be mended"
        assert "is no date" in str(dialog._told.content)
        assert reader.workspace.corpus.metadata(TREATY).date == ""
