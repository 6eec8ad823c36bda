"""From a name as typed to whom or what it means: a declared target, a known entity, or the name itself."""

from __future__ import annotations

from collections.abc import Container

from annotations.codes import SCALE_TARGETS, Codebook, CodebookError
from annotations.model import Holder, Ref
from reader.entities.mentions import Entity
from reader.entities.spelling import link_key
from reader.holders import holder_chain
from reader.proposals import ACTOR_KINDS
from reader.workspace import Workspace


def known_entity(workspace: Workspace, name: str, kinds: Container[str] | None = None) -> Entity | None:
    """The one entity of the tagged articles that goes by *name*; ``None`` when there is none, or several."""
    wanted = link_key(name)
    best = workspace.table.find(name)
    if best is None or (kinds is not None and best.kind not in kinds):
        return None
    for count in workspace.table.entities():
        other = count.entity
        if other.id == best.id or (kinds is not None and other.kind not in kinds):
            continue
        if wanted in (link_key(form) for form in (other.name, *other.aliases)):
            return None
    return best


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

    *kind* is what it is said to be; without it a new target is of the first kind the scale is made for that
    is no entity.
    """
    codebook = workspace.codebook
    declared = codebook.find_target(name)
    if declared is not None and kind in ("", declared.kind):
        return Ref(declared.text, declared.kind, declared.id)
    for record in workspace.store.targets():
        if record.target.name.casefold() == name.casefold() and kind in ("", record.target.kind):
            return record.target
    known_scale = codebook.scale(scale)
    kinds = known_scale.targets if known_scale is not None else ()
    if kind == "entity" or (not kind and (not kinds or "entity" in kinds)):
        known = known_entity(workspace, name)
        if known is not None:
            return Ref(known.name, "entity", known.id)
    return Ref(name, kind or next((k for k in kinds if k != "entity"), "issue"))


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
    kind = target.kind if target.kind in SCALE_TARGETS else "entity"
    return known is None or not known.targets or kind in known.targets
