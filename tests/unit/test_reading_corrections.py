"""Corrections of a corpus: kept as records, heeded at once, taken back by undo, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change
from annotations.errors import PassageError
from annotations.records import Correction
from reader.coding import Stamp
from reader.corpus import parse
from reader.corpus.document import Block, Document
from reader.correcting import SOURCE, corrected, mention_corrections, rulings, said_of_mentions, weighed
from reader.entities.mentions import Mention
from reader.workspace import Workspace

TREATY, ARMS_TRADE = "001_c52329024e729261.txt", "002_7dfa6152b7d8daca.txt"
BLOG = "000_305367dd2efea505.txt"


@pytest.fixture
def workspace(seeds: Path) -> Iterator[Workspace]:
    opened = Workspace.open(seeds, annotator="ann", cache=None)
    _ = opened.store
    for path in opened.paths:
        opened.corrections.noted(path)
    yield opened
    opened.close()


def block(document: Document, words: str) -> Block:
    return next(b for b in document.blocks if document.text[b.start : b.end].startswith(words))


def kind(workspace: Workspace, path: str, words: str) -> str:
    document = workspace.document(path)
    return block(document, words).kind


def test_a_ruling_is_heeded_in_the_whole_outlet_undone_and_remembered(
    seeds: Path, workspace: Workspace
) -> None:
    document = workspace.document(TREATY)
    line = block(document, "Read more")
    assert line.kind == "boilerplate"
    assert workspace.corrections.holding(document, line) == (TREATY, ARMS_TRADE)
    saved = workspace.corrections.rule(document, line, False)
    assert kind(workspace, TREATY, "Read more") == kind(workspace, ARMS_TRADE, "Read more") == "paragraph"
    assert workspace.corrections.take_stale() == (TREATY, ARMS_TRADE)
    assert workspace.corrections.take_stale() == ()
    saved.result(20)
    (record,) = workspace.store.corrections()
    assert (record.subject, record.verdict) == ("boilerplate", "body")
    assert record.data == {"outlet": "The Moscow Times", "line": "Read more"}
    # The other way round it is the same record, said anew.
    workspace.corrections.rule(document, line, True).result(20)
    assert [(c.id, c.verdict) for c in workspace.store.corrections()] == [(record.id, "boilerplate")]
    workspace.store.undo()[1].result(20)
    assert kind(workspace, ARMS_TRADE, "Read more") == "paragraph"
    other = Workspace.open(seeds, annotator="ann", cache=None)
    assert len(other.store.corrections()) == 1
    assert kind(other, ARMS_TRADE, "Read more") == "paragraph"
    other.close()
    workspace.store.undo()
    assert kind(workspace, TREATY, "Read more") == kind(workspace, ARMS_TRADE, "Read more") == "boilerplate"
    assert workspace.corrections.take_stale() == (TREATY, ARMS_TRADE)


def test_another_outlet_is_not_concerned(workspace: Workspace) -> None:
    document = workspace.document(BLOG)
    line = block(document, "No comments")
    workspace.corrections.rule(document, line, False)
    assert workspace.corrections.take_stale() == (BLOG,)
    assert kind(workspace, TREATY, "Read more") == "boilerplate"


def test_what_cannot_be_ruled_on_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One line of words alone.\n\nShare this article")
    (tmp_path / "b.txt").write_text("Words. " * 1_000)
    opened = Workspace.open(tmp_path, annotator="ann", cache=None)
    short, long = opened.document("a.txt"), opened.document("b.txt")
    with pytest.raises(PassageError, match="nothing of this article would be left"):
        opened.corrections.rule(short, short.blocks[0], True)
    with pytest.raises(PassageError, match="are no line"):
        opened.corrections.rule(long, long.blocks[0], True)
    assert opened.store.corrections() == ()
    opened.close()


def test_rulings_of_others_count_only_where_they_are_shown(seeds: Path) -> None:
    for name, ruled in (("ann", True), ("bob", False)):
        opened = Workspace.open(seeds, annotator=name, cache=None)
        document = opened.document(TREATY)
        _ = opened.store
        opened.corrections.rule(document, block(document, "Read more"), ruled).result(20)
        if name == "bob":
            opened.corrections.rule(document, block(document, "Independent"), False).result(20)
        opened.close()
    blind = Workspace.open(seeds, annotator="ann", cache=None)
    _ = blind.store
    assert kind(blind, TREATY, "Independent") == "boilerplate"
    seeing = Workspace.open(seeds, annotator="ann", show_others=True, cache=None)
    _ = seeing.store
    assert kind(seeing, TREATY, "Independent") != "boilerplate"
    assert kind(seeing, TREATY, "Read more") == "boilerplate", "one's own word wins"
    nobody = Workspace.open(seeds, annotator="", cache=None)
    _ = nobody.store
    assert kind(nobody, TREATY, "Read more") == "boilerplate"
    nobody.store.become("bob")
    assert kind(nobody, TREATY, "Read more") == "paragraph"
    for each in (blind, seeing, nobody):
        each.close()


def test_records_of_another_shape_say_nothing() -> None:
    plain = Correction("1", "ann", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
    odd = [
        replace(plain, subject="boilerplate", verdict="perhaps", data={"outlet": "x", "line": "y"}),
        replace(plain, subject="boilerplate", verdict="body", data={"outlet": 3, "line": "y"}),
        replace(plain, subject="boilerplate", verdict="body"),
        replace(plain, subject="mention", verdict="person", data={"path": "x", "text": "y", "start": "0"}),
        replace(plain, subject="mention", verdict="person", data={"start": 0, "end": 1, "quote": "x"}),
        replace(plain, subject="mention", verdict="wizard", data={}),
        replace(plain, subject="entity", verdict="same", data={"line": "y", "outlet": "x"}),
    ]
    assert rulings(odd, "ann") == {}
    assert said_of_mentions(odd, "ann") == {}


# -- mentions

TEXT = "Integral makes chips. Integral Bank lends. The integral of x is not Integral's."


def stamps() -> Iterator[Stamp]:
    for number in range(1, 1_000):
        yield Stamp(f"{number}", "ann", f"2026-01-01T00:00:{number % 60:02}Z")


def document(text: str = TEXT) -> Document:
    return parse("x.txt", text)


def left(changes: Iterable[Change]) -> list[Correction]:
    """The records that *changes* put there."""
    return [one.after for one in changes if isinstance(one.after, Correction)]


def named(article: Document, mentions: tuple[Mention, ...]) -> list[tuple[str, str]]:
    return [(article.text[m.start : m.end], m.kind) for m in mentions]


RAW = (Mention(0, 8, "misc"), Mention(22, 35, "org"), Mention(68, 76, "person"))


def test_words_that_name_something_take_the_place_of_what_they_touch() -> None:
    article = document()
    made = mention_corrections(article, "d", [(0, 8), (31, 41)], "org", (), stamps())
    said = said_of_mentions(left(made), "ann")["x.txt"]
    found = corrected(article, RAW, said)
    assert named(article, found) == [("Integral", "org"), ("Bank lends", "org"), ("Integral", "person")]
    assert found[0].source == SOURCE
    assert found[2] is RAW[2]


def test_words_that_name_nothing_take_away_what_lies_inside_them() -> None:
    article = document()
    made = mention_corrections(article, "d", [(0, 8), (22, 30), (68, 76)], "", (), stamps())
    said = said_of_mentions(left(made), "ann")["x.txt"]
    assert named(article, corrected(article, RAW, said)) == [("Integral Bank", "org")]


def test_the_last_word_counts_and_is_kept_in_the_same_record() -> None:
    article = document()
    first = mention_corrections(article, "d", [(0, 8)], "org", (), stamps())
    assert [one.before for one in first] == [None]
    [again] = mention_corrections(article, "d", [(0, 8)], "", left(first), stamps())
    assert again.before == first[0].after
    [new] = left((again,))
    assert (new.id, new.verdict) == (again.id, "none")
    assert again.id == first[0].id


@pytest.mark.parametrize(
    ("first", "then", "counts"),
    [
        (((0, 8), "org"), ((0, 13), "person"), [(0, 13, "person")]),
        (((0, 13), "org"), ((9, 13), ""), [(9, 13, ""), (0, 13, "org")]),
        (((4, 8), "org"), ((0, 13), ""), [(0, 13, "")]),
        (((0, 13), ""), ((4, 8), "org"), [(0, 13, ""), (4, 8, "org")]),
        (((0, 8), "org"), ((9, 13), "law"), [(0, 8, "org"), (9, 13, "law")]),
    ],
    ids=["over it", "a part is nothing", "inside nothing", "something inside nothing", "beside it"],
)
def test_a_later_correction_takes_the_place_of_what_it_speaks_against(
    first: tuple[tuple[int, int], str], then: tuple[tuple[int, int], str], counts: list[tuple[int, int, str]]
) -> None:
    article, ticking = document(), stamps()
    made = mention_corrections(article, "d", [first[0]], first[1], (), ticking)
    # Clocks may go backwards; and an article is edited in between.
    later = document("Minsk. " + TEXT)
    place = (then[0][0] + 7, then[0][1] + 7)
    more = mention_corrections(later, "d", [place], then[1], left(made), ticking)
    records = [one for one in left(made) if one not in [change.before for change in more]] + left(more)
    counted, against = weighed(later, said_of_mentions(records, "ann")["x.txt"])
    assert [(one.start - 7, one.end - 7, one.kind) for one in counted] == counts
    assert against == ()


@pytest.mark.parametrize("backwards", [False, True])
def test_what_contradicts_itself_counts_as_if_it_had_not_been_said(backwards: bool) -> None:
    article, ticking = document(), stamps()
    said = [((0, 8), "org"), ((0, 8), ""), ((22, 30), "law"), ((27, 35), "law"), ((68, 76), "org")]
    made = [
        one
        for place, kind in (reversed(said) if backwards else said)
        for one in left(mention_corrections(article, "d", [place], kind, (), ticking))
    ]
    known = said_of_mentions(made, "ann")["x.txt"]
    assert named(article, corrected(article, RAW, known)) == [
        ("Integral", "misc"),
        ("Integral Bank", "org"),
        ("Integral", "org"),
    ]
    against = weighed(article, known)[1]
    assert [[(one.start, one.kind) for one in lot] for lot in against] == [
        [(0, "org"), (0, "")],
        [(22, "law"), (27, "law")],
    ]
    settled = mention_corrections(article, "d", [(22, 30)], "org", made, ticking)
    gone = [one.before for one in settled]
    rest = [one for one in made if one not in gone] + left(settled)
    counted = weighed(article, said_of_mentions(rest, "ann")["x.txt"])[0]
    assert [(one.start, one.kind) for one in counted] == [(22, "org"), (68, "org")]


def test_ones_own_word_wins_over_those_of_others_who_need_not_agree() -> None:
    article, ticking = document(), stamps()
    [hers] = left(mention_corrections(article, "d", [(0, 8)], "org", (), ticking))
    theirs = [
        replace(hers, id=str(n), annotator=f"b{n}", verdict=kind) for n, kind in ((97, "law"), (98, "gpe"))
    ]
    for found, who, kind in (
        ([hers, *theirs], "ann", "org"),
        (theirs, "ann", "misc"),
        (theirs[:1], "ann", "law"),
        ([hers, *theirs], "b98", "gpe"),
    ):
        said = said_of_mentions(found, who)["x.txt"]
        assert named(article, corrected(article, RAW, said))[0] == ("Integral", kind)


def test_a_correction_follows_its_words_into_a_changed_text_or_is_left_out() -> None:
    article = document()
    made = mention_corrections(article, "d", [(0, 8), (68, 76)], "org", (), stamps())
    said = said_of_mentions(left(made), "ann")["x.txt"]
    longer = document("Minsk, Tuesday. " + TEXT)
    assert [(m.start, m.kind) for m in corrected(longer, (), said)] == [(16, "org"), (84, "org")]
    other = document("Nothing of all this is left in the new text, not a word.")
    raw = (Mention(0, 7, "misc"),)
    assert corrected(other, raw, said) == raw


def test_corrected_mentions_are_linked_at_once_and_after_undo_as_before(workspace: Workspace) -> None:
    workspace.tag([TREATY])
    article = workspace.document(TREATY)
    before = workspace.mentions(TREATY)
    at = article.text.index("Kalashnikov")
    place = (at, at + len("Kalashnikov"))
    workspace.corrections.correct(article, [place], "law").result(20)
    now = [m for m in workspace.mentions(TREATY) if (m.start, m.end) == place]
    assert [(m.kind, m.entity.partition(":")[0], m.source) for m in now] == [("law", "law", "user")]
    assert [c.subject for c in workspace.store.corrections()] == ["mention"]
    workspace.corrections.correct(article, [place], "").result(20)
    assert not [m for m in workspace.mentions(TREATY) if m.start < place[1] and m.end > place[0]]
    assert len(workspace.store.corrections()) == 1
    for _ in range(2):
        workspace.store.undo()[1].result(20)
    assert TREATY in workspace.corrections.take_stale()
    workspace.corrections.renew(TREATY)
    assert workspace.mentions(TREATY) == before
