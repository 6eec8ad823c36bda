"""Who says what: direct and indirect quotations with their speakers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus import Corpus, parse
from reader.entities.mentions import Mention
from reader.quotations import find_quotations

Case = tuple[str, list[tuple[str, str, str]]]

DIRECT: list[Case] = [
    (
        "“We will win the war,” said Mr. Smith, the minister.",
        [("“We will win the war,”", "said", "Mr. Smith")],
    ),
    ('"We will win," Smith said.', [('"We will win,"', "said", "Smith")]),
    (
        "The minister said: 'We can't win the war now.'",
        [("'We can't win the war now.'", "said", "The minister")],
    ),
    ("«We will win the war», Smith said.", [("«We will win the war»", "said", "Smith")]),
    (
        "‘We will win the “big” war,’ Smith told reporters.",
        [("‘We will win the “big” war,’", "told", "Smith")],
    ),
    ("“Yes,” Smith said.", [("“Yes,”", "said", "Smith")]),
    ("“Why should we go to war?” asked Jane Doe.", [("“Why should we go to war?”", "asked", "Jane Doe")]),
    (
        "“We will win,” Smith said, “and then go home.” “No more of that now,” Doe replied.",
        [
            ("“We will win,”", "said", "Smith"),
            ("“and then go home.”", "said", "Smith"),
            ("“No more of that now,”", "replied", "Doe"),
        ],
    ),
    (
        "Medvedev, the former president, added that “no one will help us,” Interfax reported.",
        [("“no one will help us,”", "added", "Medvedev")],
    ),
    (
        "Smith suggested that Doe learn about tanks, noting, “In truth we have none.”",
        [("“In truth we have none.”", "noting", "Smith")],
    ),
    (
        "Smith said the war was lost. He added: “It is a shame for us.”",
        [("“It is a shame for us.”", "added", "Smith")],
    ),
    (
        "Smith spoke.\n\n“The war is lost,” Smith said. “It was\n\n“And we knew it then. It is over.”",
        [
            ("“The war is lost,”", "said", "Smith"),
            ("“It was", "said", "Smith"),
            ("“And we knew it then. It is over.”", "", "Smith"),
        ],
    ),
    ('The book "War and the Peace of Mind" was sold.', [('"War and the Peace of Mind"', "", "")]),
]

INDIRECT: list[Case] = [
    ("The war is lost, according to the minister.", [("The war is lost", "according to", "the minister")]),
    ("According to Smith, the war is lost.", [("the war is lost.", "According to", "Smith")]),
    ("Smith, who is 50, said on Tuesday that he would go.", [("he would go.", "said", "Smith")]),
    ("The war is lost, The Daily Echo reported.", [("The war is lost", "reported", "The Daily Echo")]),
    ("But officials said in 2012 that the ship was sold.", [("the ship was sold.", "said", "officials")]),
    (
        "The minister denied that Russia was short of arms.",
        [("Russia was short of arms.", "denied", "The minister")],
    ),
    ("Smith praised the deal and said it was done.", [("it was done.", "said", "Smith")]),
]


def found(text: str, kind: str) -> list[tuple[str, str, str]]:
    document = parse("x.txt", text)
    return [
        (text[q.start : q.end], text[slice(*q.cue)] if q.cue else "", q.speaker_name)
        for q in find_quotations(document)
        if q.kind == kind
    ]


@pytest.mark.parametrize("case", DIRECT, ids=lambda c: c[0][:30])
def test_direct(case: Case) -> None:
    assert found(case[0], "direct") == case[1]


@pytest.mark.parametrize("case", INDIRECT, ids=lambda c: c[0][:30])
def test_indirect(case: Case) -> None:
    assert found(case[0], "indirect") == case[1]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “experts” spoke of a “peace plan” at length.",
        "It is said that the war is over for all of us.",
        "Western intelligence reports that Russia was short were mocked.",
        "The Russians’ ships and Smith’s tanks aren’t here, 'twas a 5\" gun.",
        "He opened “ but never closed the mark of that sentence.",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert found(text, "direct") == []
    assert found(text, "indirect") == []


def test_the_articles(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    speakers = {}
    for path in ("000", "002", "003", "004"):
        document = corpus.document(corpus.resolve(path))
        speakers[path] = [
            (b.number, q.speaker_name)
            for q in find_quotations(document)
            if q.kind == "direct" and (b := document.block_at(q.start)) and b.number
        ]
    spokesman = "A Ministry of Defence spokesman"
    assert speakers["000"] == [(14, spokesman), (22, spokesman)]
    assert speakers["002"] == [(2, "Vyacheslav Dzirkaln"), (4, "Dzirkaln")]
    assert speakers["003"] == [
        (4, "Dmitry Medvedev"),
        (7, "Mr Medvedev"),
        (7, "Mr Medvedev"),
        (17, "the EU"),
        (18, "Ursula von der Leyen"),
    ]
    assert [name for _, name in speakers["004"]] == [
        "Mr. Lukashenko",
        "Mr. Lukashenko",
        "Mr. Lukashenko",
        "Mr. Rogozin",
        "The Russian Deputy Prime Minister",
        "Mr. Rogozin",
        "Mr. Rogozin",
    ]


def test_boilerplate_says_nothing(seeds: Path) -> None:
    corpus = Corpus.open(seeds)
    document = corpus.document(corpus.resolve("002"))
    assert not [q for q in find_quotations(document) if document.in_zone(q.start)]


def test_a_pronoun_takes_the_person_named_last_when_nobody_spoke() -> None:
    text = "Smith met the minister in Oslo. “We will win the war,” he said."
    document = parse("x.txt", text)
    (q,) = find_quotations(document)
    assert q.speaker_name == "he"
    mentions = [Mention(0, 5, "person"), Mention(text.index("Oslo"), text.index("Oslo") + 4, "gpe")]
    (q,) = find_quotations(document, mentions)
    assert q.speaker_name == "Smith"
    assert q.reason == "subject of “said”; he is Smith"


@given(
    st.lists(
        st.sampled_from(['"', "“", "”", "‘", "’", "'", "he said", " that ", ". ", ", ", "Smith", "\n\n", " "])
    )
)
@settings(max_examples=150, deadline=None)
def test_ranges_hold_for_any_marks(parts: list[str]) -> None:
    document = parse("x.txt", "".join(parts))
    quotations = find_quotations(document)
    assert list(quotations) == sorted(quotations, key=lambda q: (q.start, q.end))
    direct = [q for q in quotations if q.kind == "direct"]
    assert all(a.end <= b.start for a, b in pairwise(direct))
    for q in quotations:
        block = document.block_at(q.start)
        assert block is not None
        assert block.start <= q.start < q.end <= block.end
        for pair in (q.cue, q.speaker):
            assert pair is None or document.text[slice(*pair)].strip()
        assert q.reason
