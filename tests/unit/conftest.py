"""Fixtures of the unit tests: a bundle with everything a format could lose; a corpus two have noted in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.bundle import Bundle, BundleArticle, EntitySpan, Placement, Span
from annotations.codebook import parse
from annotations.ids import text_hashes
from annotations.model import UNATTRIBUTED, Annotation, Link, Ref, Segment, Stance
from annotations.records import Coding, Correction, Memo, NewTarget
from tests.running import Reader

CODEBOOK = """
schema = 1
unit = "sentence"
[[scale]]
id = "position"
name = "Position"
for = ["entity", "issue", "event"]
ordered = true
[[scale.label]]
id = "favor"
name = "in favour"
value = 1
[[scale.label]]
id = "against"
name = "against"
value = -1
[[scale]]
id = "claim"
name = "Claim"
for = ["claim"]
[[scale.label]]
id = "denies"
name = "denies"
[[code]]
id = "frame"
name = "frame"
[[code]]
id = "c2"
name = "mockery"
parent = "frame"
[[variable]]
id = "intensity"
name = "Intensity"
level = "passage"
values = ["low", "high"]
[[variable]]
id = "genre"
name = "Genre"
level = "article"
"""

TREATY = (
    "Договор 😀\n"
    "Defence chiefs\u00a0and diplomats back the “landmark\n"
    "treaty” 😀, сказал источник. It is believed to be ready.\n"
    "\n"
    "Critics = mock it ![x](http://t.example/x.png) <b>loudly</b> [[again]].\n"
)
WEAPONS = "The Paper\r\n\r\n- By James Kilner\r\n\r\n@Medvedev denies that Russia is short of weapons. \r\n"
T0 = "2024-05-01T10:00:00Z"


def _segment(text: str, quote: str) -> Segment:
    start = text.index(quote)
    end = start + len(quote)
    return Segment(start, end, quote, text[max(0, start - 32) : start], text[end : end + 32])


def _spans(text: str, *quotes: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(q), text.index(q) + len(q)) for q in quotes)


def make_bundle() -> Bundle:
    """Two articles and one that is gone; every kind of record, every field set at least once."""
    treaty_sha, treaty_lf = text_hashes(TREATY)
    weapons_sha, weapons_lf = text_hashes(WEAPONS)
    sentences = _spans(
        TREATY,
        "Договор 😀",
        "Defence chiefs\u00a0and diplomats back the “landmark\ntreaty” 😀, сказал источник.",
        "It is believed to be ready.",
        "Critics = mock it ![x](http://t.example/x.png) <b>loudly</b> [[again]].",
    )
    name_at = TREATY.index("сказал")
    treaty = BundleArticle(
        "а/treaty.txt",
        "d1d1d1d1d1d1d1d1",
        TREATY,
        treaty_sha,
        "Договор 😀",
        'The Paper: "daily"',
        "2014-01",
        "https://paper.example/treaty",
        "A. Writer",
        units=sentences,
        paragraphs=(Span(sentences[1].start, sentences[2].end), sentences[3]),
        entities=(EntitySpan(name_at, name_at + 6, "person", "person:source", "The [Source]|x"),),
    )
    weapons = BundleArticle(
        "weapons.txt",
        "d2d2d2d2d2d2d2d2",
        WEAPONS,
        weapons_sha,
        outlet="The Paper",
        units=_spans(WEAPONS, "- By James Kilner", "@Medvedev denies that Russia is short of weapons."),
        zones=(Span(WEAPONS.index("- By"), WEAPONS.index("- By") + 17, "boilerplate"),),
    )
    base = Annotation("2000000000000000001", treaty.doc, "ann-b", T0, T0, text=treaty_sha, text_lf=treaty_lf)
    chain = (
        (Ref("the newspaper", "org", "org:paper"),),
        (
            Ref("defence chiefs & co", role="chief", anonymous=True, extra={"new": 1}),
            Ref("diplomats\\", country="GB", organisation="FCO"),
        ),
        (Ref("Interfax", "org"),),
    )
    whole = replace(
        base,
        segments=(
            replace(
                _segment(TREATY, "Defence chiefs\u00a0and diplomats back the “landmark\ntreaty” 😀"),
                extra={"seen": [1]},
            ),
        ),
        stance=Stance(
            "position",
            "favor",
            Ref("The treaty", "issue", "treaty", extra={"since": 2014}),
            chain,
            "indirect",
            {"strength": 0.5},
        ),
        tags=("c2", "loose tag"),
        note="Read ![this](http://t.example/p.png) and [[that]]\n"
        "```js\nalert()\n```\n<script>x</script> **bold**",
        values={"intensity": "high", "list": [1, "two", None], "big": 9007199254740993},
        links=(
            Link("contradicts", "annotation:2000000000000000003", {"why": "x"}),
            Link("see", "article:d2d2d2d2d2d2d2d2"),
        ),
        confirmed=("stance", "target"),
        codebook="0123456789ab",
        rev=3,
        prev="abc",
        conflict_of="2000000000000000002",
        derived_from=("2000000000000000009", "2000000000000000008"),
        extra={"future": {"b": [], "a": None}},
    )
    parts = replace(
        base,
        id="2000000000000000002",
        segments=(_segment(TREATY, "It is"), replace(_segment(TREATY, "ready"), occurrence=(1, 2))),
        stance=Stance("position", "against", Ref("Russia", "entity", "gpe:RU"), (), "mixed"),
    )
    proposed = replace(
        base,
        id="2000000000000000003",
        segments=(_segment(TREATY, " It is believed to be ready.\n"),),
        stance=Stance("position", "favor", None, UNATTRIBUTED),
        status="proposed",
        suggested_by="rule:cue",
    )
    moved = replace(
        base,
        id="2000000000000000004",
        segments=(Segment(3, 14, "Critics mock", "Old ", " it"),),
        text="0" * 64,
        text_lf="",
        anchor="moved",
        tags=("frame",),
    )
    article = replace(base, id="2000000000000000005", note="= on the whole\n# dry")
    denial = replace(
        base,
        id="2000000000000000006",
        doc=weapons.doc,
        segments=(_segment(WEAPONS, "@Medvedev denies that Russia is short of weapons."),),
        stance=Stance("claim", "denies", Ref("Russia is short of weapons", "claim"), ((Ref("Medvedev"),),)),
        text=weapons_sha,
        text_lf=weapons_lf,
    )
    byline = replace(denial, id="2000000000000000007", segments=(_segment(WEAPONS, "- By James Kilner"),))
    byline = replace(byline, stance=Stance("position", "unknown label"), status="rejected", note="'tis")
    gone = replace(
        base,
        id="2000000000000000008",
        doc="d3",
        annotator="bob",
        segments=(Segment(5, 14, "lost text", "some ", ""),),
        text="1" * 64,
        created="2024-05-01",
    )
    return Bundle(
        'seeds "x"',
        (weapons, treaty),
        (
            ("gone.txt", gone),
            ("weapons.txt", denial),
            ("weapons.txt", byline),
            (treaty.path, whole),
            (treaty.path, parts),
            (treaty.path, proposed),
            (treaty.path, moved),
            (treaty.path, article),
        ),
        parse(CODEBOOK, "codebook.toml"),
        "ann-b",
        codings=(
            Coding("31", treaty.doc, "ann-b", "done", T0, T0, treaty.path, values={"genre": "news"}, rev=2),
            Coding(
                "32",
                weapons.doc,
                "bob",
                "not codable",
                T0,
                T0,
                reason="a list",
                text=weapons_sha,
                codebook="0123",
                round="pilot",
                prev="p",
                conflict_of="31",
                extra={"x": 1},
            ),
        ),
        memos=(
            Memo("41", "ann-b", T0, T0, 2, "p", "40", {"y": None}, "", "Body <b>", (Link("see", "code:c2"),)),
            Memo("42", "ann-b", T0, T0, title="On *mockery*"),
        ),
        corrections=(
            Correction("51", "ann-b", T0, T0, subject="entity", verdict="", data={"b": {"c": [1]}, "a": 2}),
        ),
        targets=(NewTarget("61", "bob", T0, T0, target=Ref("Kit", "issue", extra={"z": 0})),),
        names={"ann-b": "Ann Bée 😀", "bob": "Bob"},
        placements={moved.id: Placement("moved", ((TREATY.index("Critics"), TREATY.index("it ![") + 3),))},
    )


@pytest.fixture(scope="session")
def exported_bundle() -> Bundle:
    """The fixed bundle of ``make_bundle``."""
    return make_bundle()


@pytest.fixture
def coded(reader: Reader, seeds: Path) -> Path:
    """Two notes on the article about the treaty by ``ann``, one by ``bob``."""
    for number, name in enumerate(("ann", "ann", "bob")):
        words = ("--range", f"{600 + 40 * number}:{630 + 40 * number}", "--note", f"note {number}")
        assert reader("annotate", seeds, "001", *words, "--as", name).status == 0
    return seeds
