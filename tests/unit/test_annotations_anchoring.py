"""Anchors: found again, asked about, or given up; never on the wrong words."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from annotations.anchoring import Found, PositionMap, anchor, anchor_segments, describe, find_quote, locate
from annotations.folding import fold
from annotations.ids import text_hashes
from annotations.model import Annotation, Segment


@pytest.fixture(scope="module")
def articles() -> list[str]:
    folder = Path(__file__).parents[2] / "seeds"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def passage(text: str, words: str) -> Segment:
    at = text.index(words)
    return describe(text, at, at + len(words))


def annotated(text: str, *segments: Segment) -> Annotation:
    exact, lf = text_hashes(text)
    return Annotation("1", "d", "ann", "t", "t", segments=segments, text=exact, text_lf=lf)


def words_at(text: str, found: Found) -> str:
    assert found.place is not None, found
    return text[slice(*found.place)]


DENIAL = "yesterday mocked Western intelligence reports that Russia was running short of weapons"


def test_context_is_short_where_that_is_enough(articles: list[str]) -> None:
    text = articles[3]
    segment = passage(text, DENIAL)
    assert segment.quote == DENIAL == text[segment.start : segment.end]
    assert len(segment.prefix) == len(segment.suffix) == 32
    assert segment.occurrence is None
    assert text[segment.start - 32 : segment.end + 32] == segment.prefix + segment.quote + segment.suffix


def test_context_grows_among_copies_and_copies_are_counted(articles: list[str]) -> None:
    text = articles[0]
    first = passage(text, "which ferried supplies")
    second = describe(text, text.index(first.quote, first.end), text.index(first.quote, first.end) + 22)
    assert (first.occurrence, second.occurrence) == ((1, 2), (2, 2))
    assert len(first.prefix) == 256
    near_the_edge = passage(text, "Nevertheless treaty is regarded by defence chiefs")
    assert near_the_edge.occurrence is None


def test_a_passage_must_lie_in_the_text() -> None:
    with pytest.raises(ValueError, match="not a passage"):
        describe("abc", 2, 4)


@settings(max_examples=60)
@given(st.integers(0, 4), st.data())
def test_every_passage_of_an_unchanged_article_is_where_it_was(which: int, data: st.DataObject) -> None:
    text = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))[which].read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 300)))
    segment = describe(text, start, end)
    assert locate(text, segment) == Found("exact", start, end, score=1.0)


def test_offsets_counted_in_this_text_tell_copies_apart_where_the_words_agree() -> None:
    text = "Minsk said no. Kyiv said no. Minsk said no."
    here = Segment(29, 34, "Minsk")
    assert locate(text, here).state == "ambiguous"
    assert locate(text, here, counted_here=True) == Found("exact", 29, 34, score=1.0)
    in_context = replace(here, prefix=" no. ", suffix=" said")
    assert locate(text, in_context, counted_here=True).place == (29, 34)
    for contradicted in (
        replace(here, start=28, end=33),
        replace(here, end=35),
        replace(here, start=290, end=295),
        replace(here, prefix="In "),
        replace(here, suffix=" knew"),
    ):
        assert locate(text, contradicted, counted_here=True).place is None
    assert locate(text, Segment(3, 3, ""), counted_here=True).state == "orphan"


def test_a_paragraph_put_before_moves_it(articles: list[str]) -> None:
    text = "Correction: an earlier version named the wrong magazine.\n\n" + articles[3]
    found = locate(text, passage(articles[3], DENIAL))
    assert found.state == "moved"
    assert words_at(text, found) == DENIAL


def test_rewrapping_straight_quotes_and_plain_spaces_change_nothing(articles: list[str]) -> None:
    text = articles[3]
    quote = "“We are not just expanding production, but also introducing the latest technologies"
    new = re.sub(r"(\S+ \S+ \S+) ", r"\1\n", text.replace("“", '"').replace("”", '"').replace("’", "'"))
    found = locate(new, passage(text, quote))
    assert found.state == "moved"
    assert words_at(new, found).split() == quote.replace("“", '"').split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("intelligence", "spy"),
        ("mocked", "openly mocked"),
        ("running ", ""),
        ("yesterday", "today"),
        ("weapons", "arms"),
    ],
)
def test_an_edited_word_is_followed(articles: list[str], old: str, new: str) -> None:
    at = articles[3].index(DENIAL)
    text = articles[3][:at] + DENIAL.replace(old, new) + articles[3][at + len(DENIAL) :]
    assert words_at(text, locate(text, passage(articles[3], DENIAL))) == DENIAL.replace(old, new)


def test_a_deleted_passage_is_an_orphan(articles: list[str]) -> None:
    text = articles[3].replace(DENIAL, "")
    assert locate(text, passage(articles[3], DENIAL)) == Found("orphan")


def test_a_short_quote_is_not_taken_from_another_place(articles: list[str]) -> None:
    text = articles[3]
    segment = passage(text, "Belarus and China")
    assert locate(text.replace("Belarus and China", "both states"), segment).state == "orphan"
    only = "He went to Minsk on Monday and then home to his family in the country."
    elsewhere = "A new railway between Warsaw and Minsk will be opened by the ministers."
    assert locate(elsewhere, passage(only, "Minsk")).state == "orphan"


@pytest.mark.parametrize("copies", [1, 2, 9, 10])
def test_short_words_that_stand_among_others_are_asked_about_where_they_are_few(
    articles: list[str], copies: int
) -> None:
    text, words = articles[3], "falling back on Cold War kit"
    segment = passage(text, words)
    new = text.replace(words, "XX") + f"\nSome said they were {words} of late; others did not.\n" * copies
    places = [match.span() for match in re.finditer(words, new)]
    for way in (None, PositionMap(text, new)):
        (found,) = anchor_segments(new, "0", annotated(text, segment), way)
        assert found.place is None
        assert (found.state, found.others) == (
            ("ambiguous", tuple(places)) if copies < 10 else ("orphan", ())
        )
    curly = new.replace("Cold War", "Cold\u00a0War")
    assert locate(curly, segment).state == locate(new, segment).state


def test_a_quote_that_went_but_has_a_copy_is_asked_about(articles: list[str]) -> None:
    sentence = "Despite Western sanctions the Kremlin has shifted its economy on to a war footing. "
    old = f"Alpha came first of all. {sentence}Omega came last of all.\n\nMuch later on: {sentence}So it was."
    new = old.replace(sentence, "", 1)
    found = locate(new, passage(old, sentence.strip()))
    assert found.state == "ambiguous"
    assert found.place is None
    assert [new[a:b] for a, b in found.others] == [sentence.strip()]


def test_copies_that_cannot_be_told_apart_are_all_shown(articles: list[str]) -> None:
    text = articles[0]
    segment = passage(text, "which ferried supplies")
    found = locate(text, replace(segment, occurrence=None))
    assert found.state == "ambiguous"
    assert [text[a:b] for a, b in found.others] == [segment.quote] * 2
    one_copy = text[: text.rindex("Nevertheless treaty")]
    assert locate(one_copy, segment).state == "ambiguous"


def test_the_second_of_two_copies_stays_the_second(articles: list[str]) -> None:
    text = articles[0]
    at = text.rindex("which ferried supplies")
    segment = describe(text, at, at + 22)
    longer = "New first line.\n" + text
    assert locate(longer, segment).place == (at + 16, at + 38)
    # An edit in the first copy leaves two places, of which it is still the second.
    edited = text.replace("which ferried supplies", "which took supplies", 1)
    assert locate(edited, segment).place == (at - 3, at + 19)


def test_the_copy_that_was_edited_is_followed_not_its_twin(articles: list[str]) -> None:
    text = articles[0]
    segment = passage(text, "which ferried supplies to the USSR")
    edited = text.replace("which ferried supplies to the USSR", "which brought supplies to the USSR", 1)
    assert words_at(edited, locate(edited, segment)) == "which brought supplies to the USSR"


def test_a_quote_from_elsewhere_without_context() -> None:
    text = "One fine day. Another fine day. The end of it all."
    assert locate(text, Segment(0, 7, "The end")).place == (32, 39)
    assert locate(text, Segment(0, 8, "fine day")).others == ((4, 12), (22, 30))
    assert locate(text, Segment(40, 48, "nowhere.")).state == "orphan"
    assert locate(text, Segment(3, 3, "")).state == "orphan"
    assert locate("", Segment(0, 3, "One", "", " fine")).state == "orphan"


def test_stored_offsets_are_not_believed_when_the_context_is_another() -> None:
    old = "The treaty was signed in London by two ministers. Nobody objected to the wording of it."
    segment = passage(old, "treaty")
    new = "xxx treaty was left out of the news altogether; the treaty was signed in London by two ministers."
    found = locate(new, replace(segment, start=4, end=10))
    assert found.state == "moved"
    assert found.start == new.index("treaty was signed")


def test_long_quotes_are_not_compared_loosely() -> None:
    rng = random.Random(3)
    words = ["".join(rng.choices("abcdefgh", k=5)) for _ in range(2500)]
    old = "Start of it. " + " ".join(words) + " End of it."
    segment = describe(old, 13, len(old) - 11)
    assert len(segment.quote) > 10_000
    assert locate("Before. " + old, segment).state == "moved"
    assert locate("Before. " + old.replace(words[1200], "changed"), segment).state == "orphan"


# --- anchor: a whole annotation --------------------------------------------------------------------------


def test_the_same_text_is_exact_and_damaged_offsets_are_not_believed(articles: list[str]) -> None:
    text = articles[3]
    segment = passage(text, DENIAL)
    note = annotated(text, segment)
    assert anchor(text, note.text, note) == ("exact", ((segment.start, segment.end),))
    wrong = annotated(text, replace(segment, start=segment.start + 3, end=segment.end + 3))
    assert anchor(text, note.text, wrong) == ("moved", ((segment.start, segment.end),))


def test_a_note_on_the_whole_article_is_always_in_place(articles: list[str]) -> None:
    assert anchor("another text", "0", annotated(articles[0])) == ("exact", ())


def test_new_line_ends_move_every_offset_exactly(articles: list[str]) -> None:
    text = articles[0]
    crlf = text.replace("\n", "\r\n")
    at = text.rindex("which ferried supplies")
    start, end = at + text[:at].count("\n"), at + 22 + text[:at].count("\n")
    state, places = anchor(crlf, text_hashes(crlf)[0], annotated(text, describe(text, at, at + 22)))
    assert (state, places) == ("exact", ((start, end),))
    back = anchor(text, text_hashes(text)[0], annotated(crlf, describe(crlf, start, end)))
    assert back == ("exact", ((at, at + 22),))


def test_the_old_text_tells_copies_apart(articles: list[str]) -> None:
    old = articles[0]
    at = old.rindex("which ferried supplies")
    note = annotated(old, describe(old, at, at + 22))
    new = "A new first line.\n" + old.replace("bravery", "courage")
    assert anchor(new, "0", note)[0] == "ambiguous"
    shift = len("A new first line.\n")
    assert anchor(new, "0", note, PositionMap(old, new)) == ("moved", ((at + shift, at + shift + 22),))


def test_a_paragraph_moved_away_is_found_by_its_words_though_the_diff_lost_it() -> None:
    first = "The first paragraph of the article tells of ships and ports in the north."
    second = "The second is about grain, what it costs, and who can pay for it now."
    third = "A third closes the piece with a view of the harbour on a winter morning."
    old, new = "\n\n".join([first, second, third]), "\n\n".join([second, third, first])
    words = "tells of ships and ports"
    state, places = anchor(new, "0", annotated(old, passage(old, words)), PositionMap(old, new))
    assert state == "moved"
    assert [new[a:b] for a, b in filter(None, places)] == [words]


def test_the_worst_segment_names_the_state_and_the_others_keep_their_place(articles: list[str]) -> None:
    text = articles[3]
    first, second = passage(text, DENIAL), passage(text, "Employees at weapons factories work triple shifts")
    new = "Moved. " + text.replace(DENIAL, "")
    state, places = anchor(new, "0", annotated(text, first, second))
    assert state == "orphan"
    assert places[0] is None
    assert places[1] is not None
    assert new[slice(*places[1])] == second.quote


def test_segments_that_changed_order_are_asked_about() -> None:
    one, two = (
        "Alpha sentence stands here first of all things.",
        "Omega sentence stands there after all the rest.",
    )
    old = f"{one} In between there is a filler of some length. {two}"
    new = f"{two} In between there is a filler of some length. {one}"
    found = anchor_segments(new, "0", annotated(old, passage(old, one), passage(old, two)))
    assert {f.state for f in found} == {"ambiguous"}
    assert all(f.place is None for f in found)


# --- quotes typed by a person ------------------------------------------------------------------------------


def test_find_quote_takes_it_verbatim_else_folded() -> None:
    text = "He said “yes”\nto the Treaty. The treaty — a “yes”\nto all."
    assert find_quote(text, "treaty") == ((33, 39),)
    assert find_quote(text, "TREATY") == ((21, 27), (33, 39))
    assert [text[a:b] for a, b in find_quote(text, '"yes" to')] == ["“yes”\nto", "“yes”\nto"]
    assert find_quote(text, "no") == ()
    assert find_quote(text, "") == find_quote(text, " \n") == ()


def test_find_quote_prefers_whole_words() -> None:
    assert find_quote("Russians left Russia.", "Russia") == ((14, 20),)
    assert find_quote("Russians left.", "Russia") == ((0, 6),)


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(min_size=1, max_size=15), st.text(max_size=40))
def test_whatever_the_text_a_mark_holds_words_like_the_quote(before: str, quote: str, after: str) -> None:
    segment = describe(f"{before}{quote}{after}", len(before), len(before) + len(quote))
    text = f"{after}{before}{quote}"
    found = locate(text, segment)
    if found.place:
        start, end = found.place
        assert 0 <= start < end <= len(text)
        likeness = Indel.normalized_similarity(fold(text[start:end]).text.strip(), fold(quote).text.strip())
        assert likeness >= 0.6


# --- the same measured over many passages, so that a weaker method would be caught -------------------------


def sample(text: str, rng: random.Random, count: int) -> list[tuple[int, int]]:
    words = [m.span() for m in re.finditer(r"\S+", text)]
    out = []
    for _ in range(count):
        size = rng.randint(3, 30)
        first = rng.randrange(len(words) - size)
        out.append((words[first][0], words[first + size - 1][1]))
    return out


def test_deleted_passages_rarely_anchor_and_edited_ones_nearly_always(articles: list[str]) -> None:
    rng = random.Random(7)
    false = gone = exact = cases = 0
    for text in articles:
        for start, end in sample(text, rng, 25):
            segment = describe(text, start, end)
            gone += 1
            false += locate(text[:start] + text[end:], segment).place is not None
            inner = [m.span() for m in re.finditer(r"\w+", text[start:end])][1:-1]
            if not inner:
                continue
            low, high = rng.choice(inner)
            new = text[: start + low] + "quite" + text[start + high :]
            cases += 1
            exact += locate(new, segment).place == (start, end + 5 - (high - low))
    assert gone == 125
    assert false <= 1
    assert exact >= 0.97 * cases > 100
