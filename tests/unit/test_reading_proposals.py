"""What the stance bar offers: in which order, once each, and with where it comes from."""

from __future__ import annotations

from dataclasses import replace

from annotations.codes import Codebook, Label, Scale, Target
from annotations.model import Annotation, Holder, Ref, Stance
from reader.corpus.document import Range
from reader.corpus.parsing import parse
from reader.entities.mentions import Entity, Mention
from reader.opened import Opened
from reader.proposals import HolderProposal, TargetProposal, heard, holders, targets
from reader.quotations import Actor, Proposal

FAR = "x " * 400
TEXT = f"Ann met Bob in Rome on Monday. Cid stayed. {FAR}Dee left."
ENTITIES = {
    "p:ann": Entity("p:ann", "person", "Ann"),
    "p:bob": Entity("p:bob", "person", "Bob"),
    "g:rome": Entity("g:rome", "gpe", "Rome"),
    "p:cid": Entity("p:cid", "person", "Cid"),
    "p:dee": Entity("p:dee", "person", "Dee"),
    "w:su34": Entity("w:su34", "weapon", "Su-34"),
}


def mention(words: str, kind: str, entity: str) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), kind, entity=entity)


OPENED = Opened(
    parse("a.txt", TEXT),
    (
        mention("Ann", "person", "p:ann"),
        mention("Bob", "person", "p:bob"),
        mention("Rome", "gpe", "g:rome"),
        mention("Monday", "date", ""),
        mention("Cid", "person", "p:cid"),
        mention("Dee", "person", "p:dee"),
        mention("met", "weapon", "w:su34"),
        mention("stayed", "person", "p:unknown"),
    ),
)
PASSAGE = Range(0, TEXT.index(" Cid"))
BOOK = Codebook(
    unit="sentence",
    scales=(
        Scale("position", "Position", (Label("favor", "favor"),), ("entity", "issue")),
        Scale("claim", "Claim", (Label("denies", "denies"),), ("claim",)),
        Scale("any", "Any", (Label("yes", "yes"),)),
    ),
    targets=(Target("t1", "issue", "The treaty"), Target("t2", "claim", "Arms are short")),
)


def record(number: int, ref: Ref | None = None, scale: str = "position", holder: Holder = None) -> Annotation:
    return Annotation(
        str(number), "doc", "ann", "t", "t", stance=Stance(scale, "favor", ref, holder), text="0"
    )


def offered(found: tuple[TargetProposal, ...]) -> list[tuple[str, str]]:
    return [(one.ref.name, one.reason) for one in found]


def test_targets_come_from_the_codebook_and_often_used_then_the_passage_then_what_is_near_or_used() -> None:
    declared = [
        Ref("Unused", "issue"),
        Ref("A claim", "claim"),
        Ref("Wars", "issue"),
        Ref("Sanctions", "issue"),
    ]
    recent = [
        record(1, Ref("Sanctions", "issue")),
        record(2, Ref("Wars", "issue")),
        record(3, Ref("Later", "issue")),
        record(4, Ref("New", "issue")),
        record(5, Ref("Sanctions", "issue")),
        record(6, Ref("Elsewhere", "claim"), "claim"),
        record(7, Ref("Of no such kind", "claim")),
        record(8, Ref("Later", "issue")),
        record(9),
    ]
    found = targets(OPENED, PASSAGE, BOOK, "position", declared, recent, ENTITIES.get)
    assert offered(found) == [
        ("The treaty", "issue, codebook"),
        ("Sanctions", "issue, used twice"),
        ("Ann", "person, in this passage"),
        ("Bob", "person, in this passage"),
        ("Rome", "place, in this passage"),
        ("Su-34", "weapon, in this passage"),
        ("Wars", "issue, used once"),
        ("Unused", "issue, yours"),
        ("Cid", "person, near"),
        ("Later", "issue, used twice"),
        ("New", "issue, used once"),
    ]
    by_name = {one.ref.name: one.ref for one in found}
    assert by_name["The treaty"] == Ref("The treaty", "issue", "t1")
    assert by_name["Ann"] == Ref("Ann", "entity", "p:ann")
    assert by_name["Sanctions"] == Ref("Sanctions", "issue")


def test_targets_fit_the_scale() -> None:
    declared = [Ref("Sanctions", "issue"), Ref("A claim", "claim")]
    found = targets(OPENED, PASSAGE, BOOK, "claim", declared, [], ENTITIES.get)
    assert offered(found) == [("Arms are short", "claim, codebook"), ("A claim", "claim, yours")]
    every = [name for name, _ in offered(targets(OPENED, PASSAGE, BOOK, "any", declared, [], ENTITIES.get))]
    assert every[:3] == ["The treaty", "Arms are short", "Ann"]
    assert {"Sanctions", "A claim"} < set(every)
    unknown = targets(OPENED, PASSAGE, BOOK, "no such scale", declared, [], ENTITIES.get)
    assert [name for name, _ in offered(unknown)] == every


def test_a_target_is_offered_once_however_it_is_written_and_the_first_source_wins() -> None:
    declared = [Ref("the TREATY", "issue"), Ref("ann", "issue")]
    recent = [record(1, Ref("THE TREATY", "issue")), record(2, Ref("ROME", "issue"))]
    found = offered(targets(OPENED, PASSAGE, BOOK, "position", declared, recent, ENTITIES.get))
    names = [name.casefold() for name, _ in found]
    assert len(names) == len(set(names))
    assert found[0] == ("The treaty", "issue, codebook")
    assert ("Ann", "person, in this passage") in found
    assert ("Rome", "place, in this passage") in found


def test_counts_are_said_in_words() -> None:
    declared = [Ref("Sanctions", "issue")]
    for count, said in ((1, "once"), (2, "twice"), (3, "3 times")):
        recent = [record(n + 1, Ref("Sanctions", "issue")) for n in range(count)]
        found = offered(targets(OPENED, PASSAGE, BOOK, "position", declared, recent, ENTITIES.get))
        assert ("Sanctions", f"issue, used {said}") in found


def test_holders_spoken_of_come_first_then_actors_near_then_nobody_then_used() -> None:
    chain: Holder = ((Ref("The paper"),), (Ref("Ann", "person", "p:ann"), Ref("Bob", "person", "p:bob")))
    used: Holder = ((Ref("Someone else"),),)
    recent = [
        record(1, holder=((Ref("Older"),),)),
        record(2, holder=used),
        record(3, holder=()),
        record(4, holder="unattributed"),
        record(5, holder=None),
    ]
    found = holders(OPENED, PASSAGE, [(chain, "subject of “said”")], recent, ENTITIES.get)
    assert [(one.name, one.reason) for one in found] == [
        ("The paper > Ann & Bob", "subject of “said”"),
        ("Ann", "person, in this passage"),
        ("Bob", "person, in this passage"),
        ("Rome", "place, in this passage"),
        ("Cid", "person, near"),
        ("writer", "the writer's own voice"),
        ("unattributed", "“is believed”, “was seen”: nobody named"),
        ("Someone else", "used before"),
        ("Older", "used before"),
    ]
    assert [one.holder for one in found][:2] == [chain, ((Ref("Ann", "person", "p:ann"),),)]
    assert found[5].holder == ()


def test_a_holder_is_offered_once_with_its_best_reason() -> None:
    spoken: list[tuple[Holder, str]] = [
        (((Ref("ann"),),), "subject of “said”"),
        ("unattributed", "“is believed”"),
    ]
    found = holders(OPENED, PASSAGE, spoken, [record(1, holder=((Ref("BOB"),),))], ENTITIES.get)
    assert found[:2] == (
        HolderProposal(((Ref("ann"),),), "subject of “said”"),
        HolderProposal("unattributed", "“is believed”"),
    )
    names = [one.name.casefold() for one in found]
    assert names.count("ann") == names.count("unattributed") == names.count("bob") == 1


def test_nothing_near_leaves_the_two_that_name_nobody() -> None:
    bare = replace(OPENED, mentions=())
    assert [one.name for one in holders(bare, PASSAGE, [], [], ENTITIES.get)] == ["writer", "unattributed"]
    assert offered(targets(bare, PASSAGE, BOOK, "position", [], [], ENTITIES.get)) == [
        ("The treaty", "issue, codebook")
    ]


def test_who_speaks_is_linked_through_an_article_or_a_title_and_a_pronoun_through_its_name() -> None:
    text = "The Rome Ministry said so. Former President Ann spoke of Ann Smithson. He nodded."
    ministry = Entity("o:ministry", "org", "Rome Ministry")

    def mentioned(words: str, entity: str) -> Mention:
        return Mention(text.index(words), text.index(words) + len(words), "org", entity=entity)

    opened = Opened(
        parse("a.txt", text), (mentioned("Rome Ministry", "o:ministry"), mentioned("Ann", "p:ann"))
    )

    def actor(words: str, name: str = "") -> Actor:
        return Actor(text.index(words), text.index(words) + len(words), name or words)

    def linked(*actors: Actor) -> Holder:
        known = {**ENTITIES, "o:ministry": ministry}
        return heard(Proposal((actors,), "said"), opened, known.get, lambda name: Ref(f"named {name}"))

    assert linked(actor("The Rome Ministry")) == ((Ref("Rome Ministry", "org", "o:ministry"),),)
    ann = Ref("Ann", "person", "p:ann")
    assert linked(actor("Former President Ann"), actor("Ann")) == ((ann, ann),)
    others = (Ref("named Ann Smithson"), Ref("named Cid"))
    assert linked(actor("Ann Smithson"), actor("He", "Cid")) == (others,)
    assert heard(Proposal((), "no speaker", True), opened, ENTITIES.get, Ref) == "unattributed"
