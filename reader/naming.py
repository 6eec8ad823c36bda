"""From a name as typed to whom or what it means: a declared target, a known entity, or the name itself."""

from __future__ import annotations

from collections.abc import Container

from annotations.codes import SCALE_TARGETS, Codebook, CodebookError
from annotations.errors import PassageError
from annotations.model import Holder, Ref, Stance
from reader.entities.linking import named_sex, titled_sex, untitled
from reader.entities.mentions import Entity
from reader.entities.spelling import link_key
from reader.holders import holder_chain
from reader.proposals import ACTOR_KINDS
from reader.workspace import Workspace


def known_entity(workspace: Workspace, name: str, kinds: Container[str] | None = None) -> Entity | None:
    """The one entity of the tagged articles that goes by *name*; ``None`` when there is none, or several.

    Of a person a title before the name is left out of account, but never joins the wrong sex.
    """
    found = _called(workspace, name, kinds)
    plain = untitled(name)
    if not found and plain != name and (kinds is None or "person" in kinds):
        sex = titled_sex(name.title())
        persons = _called(workspace, plain, ("person",))
        found = [one for one in persons if not sex or named_sex(one.id) in (sex, "")]
    return found[0] if len(found) == 1 else None


def _called(workspace: Workspace, name: str, kinds: Container[str] | None) -> list[Entity]:
    """The entities of *kinds* (``None``: of any) that go by *name* as it is."""
    if workspace.table.find(name) is None:
        return []
    wanted = link_key(name)
    every = (count.entity for count in workspace.table.entities())
    fitting = (one for one in every if kinds is None or one.kind in kinds)
    return [one for one in fitting if wanted in map(link_key, (one.name, *one.aliases))]


def actor(workspace: Workspace, name: str) -> Ref:
    """A holder: a known person, organisation, country or people where *name* is one's, else by name alone."""
    known = known_entity(workspace, name, ACTOR_KINDS)
    return Ref(known.name, known.kind, known.id) if known else Ref(name)


def holder(workspace: Workspace, text: str) -> Holder:
    """The holder chain that *text* means, its known actors linked. Raises ``PassageError``."""
    chain = holder_chain(text, lambda name: known_entity(workspace, name, ACTOR_KINDS) is not None)
    if chain is None or isinstance(chain, str):
        return chain
    return tuple(tuple(actor(workspace, ref.name) for ref in level) for level in chain)


def target(workspace: Workspace, name: str, scale: str, kind: str = "") -> Ref:
    """A target of a stance on *scale*: of the codebook, declared while coding, an entity, or new.

    *kind* is what it is said to be. Without it a declared one that fits the scale comes first, and who or
    what goes by a name is that, whether it fits or not; a new one is of the first kind the scale is made for:
    an entity only where it is for nothing else, or where a title says that it is a person.
    """
    codebook = workspace.codebook
    declared = codebook.find_target(name)
    named = [Ref(declared.text, declared.kind, declared.id)] if declared is not None else []
    named += [r.target for r in workspace.store.targets() if r.target.name.casefold() == name.casefold()]
    meant = [ref for ref in named if kind in ("", ref.kind)]
    if meant:
        return next((ref for ref in meant if fits(codebook, scale, ref)), meant[0])
    known_scale = codebook.scale(scale)
    kinds = known_scale.targets if known_scale is not None else ()
    new = kind or next((k for k in kinds if k != "entity"), "entity" if kinds else "issue")
    if kind in ("", "entity"):
        known = known_entity(workspace, name)
        # A country is no claim and no issue; a law or an event that has a name may be one.
        free = kinds and "entity" not in kinds and new != "claim"
        if known is not None and not (free and known.kind not in (*ACTOR_KINDS, "loc")):
            return Ref(known.name, "entity", known.id)
        if not kind and known is None and (_titled(name) or len(_called(workspace, name, None)) > 1):
            return Ref(name, "entity")
    return Ref(name, new)


def _titled(name: str) -> bool:
    """Whether *name* is a Mr, Mrs, Lord... and a name."""
    plain = untitled(name)
    return bool(titled_sex(name)) and plain != name and all(word[0].isupper() for word in plain.split())


def code(codebook: Codebook, name: str) -> str:
    """The id of the code *name* means. Raises ``CodebookError`` naming codes like it."""
    found = codebook.find_code(name)
    if found is not None:
        return found.id
    from rapidfuzz import process

    paths = [codebook.code_path(known.id) for known in codebook.active_codes]
    near = [path for path, _, _ in process.extract(name, paths, limit=5, score_cutoff=50)]
    known_ones = (
        f"near it: {', '.join(near)}" if near else f"there are: {', '.join(paths[:12]) or 'none yet'}"
    )
    raise CodebookError(f"no code {name.strip()!r}; {known_ones}; codes are added in codebook.toml")


def fits(codebook: Codebook, scale: str, target: Ref) -> bool:
    """Whether stances on *scale* are made towards targets of this kind."""
    known = codebook.scale(scale)
    return known is None or not known.targets or _kind(target) in known.targets


def need_fit(codebook: Codebook, stance: Stance, old: Stance | None = None) -> None:
    """Raises ``PassageError`` naming what fits, when the scale of *stance* is not made for its target.

    What stands so in *old* already may stay.
    """
    known, target = codebook.scale(stance.scale), stance.target
    kept = old is not None and (old.scale, old.target) == (stance.scale, target)
    if known is not None and target is not None and not kept and not fits(codebook, known.id, target):
        wanted = " or ".join(_one(kind) for kind in known.targets)
        how = "a claim is a sentence, type what is claimed" if "claim" in known.targets else "name one"
        raise PassageError(
            f"{target.name!r} is {_one(_kind(target))}, the {known.name} scale is for {wanted}: "
            f"{how}, or take another scale"
        )


def _kind(target: Ref) -> str:
    return target.kind if target.kind in SCALE_TARGETS else "entity"


def _one(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"
