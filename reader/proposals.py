"""What the stance bar offers for target and holder, each with where it comes from; nothing is prefilled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotations.codes import SCALE_TARGETS, Codebook
from annotations.model import Annotation, Holder, Ref
from reader import kinds
from reader.corpus.document import Range
from reader.entities.linking import untitled
from reader.entities.mentions import Entity, Mention
from reader.holders import holder_text
from reader.opened import Opened
from reader.quotations import Actor, Proposal

ACTOR_KINDS = ("person", "org", "gpe", "norp")
NEAR = 600
"""How far from the passage, in code points, a mention is still near."""
HERE, BESIDE = "in this passage", "near"


@dataclass(frozen=True, slots=True)
class TargetProposal:
    """A target one key away."""

    ref: Ref
    reason: str
    aliases: tuple[str, ...] = ()
    """Other names it goes by."""


@dataclass(frozen=True, slots=True)
class HolderProposal:
    """A holder one key away."""

    holder: Holder
    reason: str

    @property
    def name(self) -> str:
        """As a person would type it."""
        return holder_text(self.holder)


def kind_said(target: Ref) -> str:
    """What *target* is said to be, in words: an entity is of the kind its id begins with."""
    is_entity = target.kind == "entity" and ":" in target.id
    return kinds.word(target.id.partition(":")[0] if is_entity else target.kind)


def told(target: Ref, typed: str) -> str:
    """What is said of a name *typed* that means *target*."""
    kind = kind_said(target) or "target"
    return f"= {target.name}, {kind}" if target.id or target.name != typed else f"new {kind}"


def targets(
    opened: Opened,
    passage: Range,
    codebook: Codebook,
    scale: str,
    declared: Iterable[Ref],
    recent: Sequence[Annotation],
    entity: Callable[[str], Entity | None],
) -> tuple[TargetProposal, ...]:
    """Targets for a stance on *scale* at *passage*: those of the codebook, of those *declared* while coding
    the ones used more than once, entities in the passage, the others declared, entities near it, then what
    else *recent* annotations (the latest last) used. Of what was used the last comes first.
    """
    wanted = next((s.targets for s in codebook.scales if s.id == scale), ())
    found: dict[str, TargetProposal] = {}

    def offer(ref: Ref, reason: str) -> None:
        known = entity(ref.id) if ref.kind == "entity" and ref.id else None
        aliases = known.aliases if known is not None else ()
        found.setdefault(ref.name.casefold(), TargetProposal(ref, reason, aliases))

    def fits(kind: str) -> bool:
        return not wanted or kind in wanted

    used: dict[str, tuple[Ref, int]] = {}
    for record in recent:
        if record.stance and record.stance.target and record.stance.scale == scale:
            ref = record.stance.target
            # Taken out and put in again, so that the last in the table is the last used.
            used[ref.name] = (ref, used.pop(ref.name, (ref, 0))[1] + 1)
    for target in codebook.targets:
        if fits(target.kind):
            offer(Ref(target.text, target.kind, target.id), f"{target.kind}, codebook")
    latest = {name: place for place, name in enumerate(reversed(used))}
    by_use = sorted(declared, key=lambda ref: latest.get(ref.name, len(latest)))
    own = [(ref, used.get(ref.name, (ref, 0))[1]) for ref in by_use if fits(ref.kind)]
    near = list(_near(opened, passage)) if fits("entity") else []
    for often, place in ((True, HERE), (False, BESIDE)):
        for ref, count in own:
            if (count > 1) is often:
                offer(ref, f"{kind_said(ref)}, used {_times(count)}" if count else f"{kind_said(ref)}, yours")
        for mention, reason in near:
            known = entity(mention.entity) if reason == place else None
            if known is not None:
                offer(Ref(known.name, "entity", known.id), f"{kinds.word(known.kind)}, {reason}")
    for ref, count in reversed(used.values()):
        if fits(ref.kind if ref.kind in SCALE_TARGETS else "entity"):
            offer(ref, f"{kind_said(ref) or 'target'}, used {_times(count)}")
    return tuple(found.values())


def holders(
    opened: Opened,
    passage: Range,
    spoken: Iterable[tuple[Holder, str]],
    recent: Sequence[Annotation],
    entity: Callable[[str], Entity | None],
) -> tuple[HolderProposal, ...]:
    """Holders for a stance at *passage*: those *spoken* of (from quotations, each with its reason), the
    actors near, the two that name nobody, then those used last."""
    found: dict[str, HolderProposal] = {}

    def offer(holder: Holder, reason: str) -> None:
        found.setdefault(holder_text(holder).casefold(), HolderProposal(holder, reason))

    for holder, reason in spoken:
        offer(holder, reason)
    for mention, reason in _near(opened, passage):
        known = entity(mention.entity) if mention.kind in ACTOR_KINDS else None
        if known is not None:
            offer(((Ref(known.name, known.kind, known.id),),), f"{kinds.word(known.kind)}, {reason}")
    offer((), "the writer's own voice")
    offer("unattributed", "“is believed”, “was seen”: nobody named")
    for record in reversed(recent):
        if record.stance is not None and record.stance.holder:
            offer(record.stance.holder, "used before")
    return tuple(found.values())


def heard(
    found: Proposal, opened: Opened, entity: Callable[[str], Entity | None], named: Callable[[str], Ref]
) -> Holder:
    """The holder that the quotations of *opened* propose, its actors linked to whom the article means.

    *named* gives whom a name means that stands elsewhere: what a pronoun is for.
    """

    def linked(actor: Actor) -> Ref:
        mention = opened.mention_at(max(0, actor.end - 1))
        text = opened.document.text
        if mention is not None and actor.start <= mention.start and mention.end == actor.end:
            whole, said = text[actor.start : actor.end].split(), text[mention.start : mention.end].split()
            # An article or a title before the name is no other actor.
            known = entity(mention.entity) if untitled(" ".join(whole)) == untitled(" ".join(said)) else None
            if known is not None:
                return Ref(known.name, known.kind, known.id)
        return named(actor.name)

    if found.unattributed:
        return "unattributed"
    return tuple(tuple(map(linked, level)) for level in found.levels)


def _near(opened: Opened, passage: Range) -> Iterable[tuple[Mention, str]]:
    inside = [m for m in opened.linked if m.start < passage.end and m.end > passage.start]
    for mention in inside:
        yield mention, HERE
    close = [m for m in opened.linked if m not in inside and _distance(m, passage) <= NEAR]
    for mention in sorted(close, key=lambda m: _distance(m, passage)):
        yield mention, BESIDE


def _distance(mention: Mention, passage: Range) -> int:
    return max(passage.start - mention.end, mention.start - passage.end, 0)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
