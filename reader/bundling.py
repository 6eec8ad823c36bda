"""What an export writes, gathered from a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from annotations.bundle import Bundle, BundleArticle, EntitySpan, Placement, Span
from reader.corpus.corpus import ArticleError
from reader.opened import Opened

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.workspace import Workspace


def bundle(workspace: Workspace, annotator: str) -> Bundle:
    """One layer of *workspace*, frozen. Articles that cannot be read are left out; their annotations stay."""
    store = workspace.store
    records = tuple((store.path_of(a.id), a) for a in store.annotations(annotator=annotator))
    on: dict[str, list[Annotation]] = {}
    for path, record in records:
        on.setdefault(path, []).append(record)
    articles: list[BundleArticle] = []
    placements: dict[str, Placement] = {}
    for path in workspace.paths:
        try:
            articles.append(article(workspace, path, annotator))
        except ArticleError:
            continue
        placements |= placed(workspace, path, on.get(path, ()))
    return Bundle(
        corpus=workspace.corpus.root.name,
        articles=tuple(articles),
        annotations=records,
        codebook=workspace.codebook,
        annotator=annotator,
        codings=store.codings(annotator=annotator).records,
        memos=store.memos(annotator=annotator),
        corrections=store.corrections(annotator=annotator),
        targets=store.targets(annotator=annotator),
        placements=placements,
    )


def placed(workspace: Workspace, path: str, records: Iterable[Annotation]) -> dict[str, Placement]:
    """Where those of *records* are that were made on an older text, by id. Raises ``ArticleError``."""
    document = workspace.document(path)
    older = [record for record in records if record.text != document.sha256]
    if not older:
        return {}
    from annotations.anchoring import anchor

    carried, strangers = workspace.carrier.into(document), workspace.sameness.strangers(document, older)
    return {
        record.id: Placement("orphan", (None,) * len(record.segments))
        if record.doc in strangers
        else Placement(*anchor(document.text, document.sha256, record, carried(record.text)))
        for record in older
    }


def article(workspace: Workspace, path: str, annotator: str) -> BundleArticle:
    """The article at *path* with what lies over it, as *annotator* knows it. Raises ``ArticleError``."""
    document = workspace.document(path)
    docs = workspace.tracking.doc_ids(document, annotator=annotator)
    metadata = document.metadata
    units = Opened(document, unit=workspace.codebook.unit).units
    names: dict[str, str] = {}
    for mention in workspace.mentions(path):
        known = workspace.table.entity(mention.entity) if mention.entity else None
        names[mention.entity] = known.name if known is not None else ""
    return BundleArticle(
        path=path,
        doc=docs[0] if docs else "",
        also=docs[1:],
        text=document.text,
        sha256=document.sha256,
        title=metadata.title,
        outlet=metadata.outlet,
        date=metadata.date,
        url=metadata.url,
        author=metadata.author,
        units=tuple(Span(u.start, u.end) for u in units),
        paragraphs=tuple(Span(b.start, b.end) for b in document.paragraphs),
        zones=tuple(Span(z.start, z.end, z.kind) for z in document.zones),
        entities=tuple(
            EntitySpan(m.start, m.end, m.kind, m.entity, names[m.entity])
            for m in workspace.mentions(path)
            if m.entity
        ),
    )
