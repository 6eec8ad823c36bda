"""What ``reader check`` says of annotations that one does not see: that they are wrong, not what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.commands import session
from tests.running import Ran, Reader

ARMS = "003_b2f1ad3f4cdf42dc.txt"
QUOTE = "mocked Western intelligence reports"


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """The words that ``cat`` coded are no longer in the article."""
    assert (
        reader("annotate", seeds, "003", "--quote", QUOTE, "--stance", "against", "--as", "cat").status == 0
    )
    article = seeds / ARMS
    article.write_text(article.read_text(encoding="utf-8").replace(QUOTE, "was amused"), encoding="utf-8")
    return seeds


@pytest.fixture(params=["nobody", "ann"])
def who(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "nobody":
        monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
        monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    return str(request.param)


def told(ran: Ran, kind: str) -> list[str]:
    return [one["message"] for one in ran.json if one["kind"] == kind]


def test_a_passage_that_another_lost_is_told_without_its_words(reader: Reader, coded: Path, who: str) -> None:
    ran = reader("check", coded, "--json")
    assert ran.status == 1
    [said] = told(ran, "orphan")
    [one] = reader("annotations", coded, "--json", "--as", "cat").json
    assert said.startswith(f"annotation {one['id']} of cat: nothing in the article is like its words")
    assert said.endswith("--as cat shows it")
    assert QUOTE not in ran.out
    assert QUOTE in reader("check", coded, "--as", "cat").out
    for shown in (
        reader("check", coded, "--show-others", "--json"),
        reader("check", coded, "--as", "cat", "--json"),
    ):
        assert len(told(shown, "orphan")) == 1, "told once, by whoever sees it"


def test_words_of_another_that_the_codebook_has_not_are_counted(
    reader: Reader, coded: Path, who: str
) -> None:
    (coded / "codebook.toml").write_text(
        'schema = 1\n[[scale]]\nid = "mood"\nname = "M"\nlabel = [{id = "x"}]\n'
    )
    ran = reader("check", coded, "--json")
    assert told(ran, "undeclared") == [
        "1 annotation of cat has a label, tag or value which the codebook has not: --as cat says which"
    ]
    assert "against" not in ran.out
    assert "the label 'position/against'" in reader("check", coded, "--as", "cat").out


def test_an_article_that_went_is_told(reader: Reader, coded: Path, who: str) -> None:
    (coded / ARMS).unlink()
    assert told(reader("check", coded, "--json"), "gone") == ["the file is gone; what cat said of it is kept"]


def test_what_nobody_looked_at_is_not_called_right(
    reader: Reader, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader("annotate", seeds, "003", "--quote", QUOTE, "--note", "n", "--as", "cat")
    assert reader("check", seeds).err == "reader: nothing is wrong\n"
    monkeypatch.delenv("CLOSE_READER_ANNOTATOR")
    monkeypatch.setattr(session, "propose_annotator", lambda config: ("", ""))
    ran = reader("check", seeds)
    assert ran.status == 0
    assert "nothing is wrong with what was looked at; --as NAME looks at that one's log, too" in ran.err
