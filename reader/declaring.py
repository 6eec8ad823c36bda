"""A target that nobody declared is declared with the first stance towards it: it is offered from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.changes import Change
    from annotations.model import Annotation
    from reader.workspace import Workspace


def target(workspace: Workspace, record: Annotation) -> tuple[Change, ...]:
    """What declares the target of *record*, signed now.

    Nothing where it has none, where it is an entity, or where the codebook or a declaration has its name.
    """
    from annotations.changes import Change
    from annotations.records import NewTarget

    ref, store = record.stance.target if record.stance is not None else None, workspace.store
    if ref is None or ref.id or ref.kind == "entity" or workspace.codebook.find_target(ref.name):
        return ()
    if any(known.target.name.casefold() == ref.name.casefold() for known in store.targets()):
        return ()
    now = store.now()
    return (Change("", None, NewTarget(store.new_id(), store.annotator, now, now, target=ref)),)
