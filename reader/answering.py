"""Questions about the entities of a workspace, answered into its store and heeded by its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader import same_as
from reader.same_as import Question

if TYPE_CHECKING:
    from concurrent.futures import Future

    from annotations.store import Saved
    from reader.workspace import Workspace


def heed(workspace: Workspace) -> tuple[str, ...]:
    """Link by the answers there are now; the articles whose links may be others than before."""
    store = workspace.store
    return workspace.table.decide(same_as.verdicts(store.corrections(), store.annotator))


def questions(workspace: Workspace, entity_id: str) -> tuple[Question, ...]:
    """What is to be asked of an entity, then what was answered."""
    store, table = workspace.store, workspace.table
    known = store.corrections()
    said, torn = same_as.answers(known, store.annotator), same_as.torn(known, store.annotator)
    return same_as.questions(entity_id, table.same_as(), said, table.entity, torn)


def give(workspace: Workspace, question: Question, same: bool) -> Future[Saved]:
    """Answer *question*, in the place of every answer one gave; ``heed`` has it linked so.

    Raises ``StoreError``.
    """
    from annotations.apart import replacing
    from annotations.changes import Action

    store = workspace.store
    known = workspace.table.entity(question.one)
    names = (known.name if known is not None else "", question.name)
    record = same_as.answer(
        question, names, same, id=store.new_id(), annotator=store.annotator, now=store.now()
    )
    given = [
        one
        for one in store.corrections()
        if one.annotator == store.annotator and same_as.pair_answered(one) == same_as.pair_answered(record)
    ]
    return store.apply(Action("correct", replacing(record, given)))
