"""Markdown for note-taking programs (Obsidian, Logseq and plain readers): quotes with their place and coding.

``write`` makes one document of the whole layer; ``write_article`` one of a single article, for a folder of
notes. Front matter is YAML with quoted values; each annotation has a block id, nested ``#tags`` and
``[[links]]``. There is no way back: notes are for reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from annotations.bundle import Bundle, BundleArticle, Passage
from annotations.formats.json_text import json_line, sorted_keys
from annotations.formats.losses import LossCount, Losses
from annotations.formats.markdown_text import controls, hash_tag, note_lines, plain, quote_block, wiki_link
from annotations.formats.options import DEFAULTS, Options
from annotations.ids import universal_id
from annotations.model import Annotation, Holder, Ref, Segment, Stance
from annotations.records import Coding

NOT_FOUND = "not in the present text"


def write(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """Write all articles that were coded, each under a heading of its own, and the memos. UTF-8, LF."""
    losses = LossCount()
    page = _Page(bundle, losses)
    coded = page.coded_paths()
    lines = _front_matter(
        {
            "title": bundle.corpus,
            "annotator": bundle.name(bundle.annotator),
            "articles": len(coded),
            "annotations": len(bundle.ordered),
        }
    )
    lines += [f"# {plain(bundle.corpus)}", ""]
    for path in coded:
        lines += page.article(path, "##")
    lines += page.memos()
    for article in bundle.articles:
        losses.add("articles without annotations", article.path not in coded, article.path)
    losses.add("corrections of entities and boilerplate", len(bundle.corrections))
    losses.add("declared targets", len(bundle.targets))
    _put(stream, lines)
    return losses.report()


def write_article(bundle: Bundle, path: str, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """Write one article's annotations as a document of its own. UTF-8, LF."""
    losses = LossCount()
    article = bundle.by_path.get(path)
    lines = _front_matter(
        {
            "title": (article.title if article else "") or path,
            "outlet": article.outlet if article else "",
            "date": article.date if article else "",
            "author": article.author if article else "",
            "url": article.url if article else "",
            "path": path,
            "corpus": bundle.corpus,
            "annotator": bundle.name(bundle.annotator),
        }
    )
    _put(stream, lines + _Page(bundle, losses, path).article(path, "#"))
    return losses.report()


def _put(stream: BinaryIO, lines: list[str]) -> None:
    while lines and not lines[-1]:
        lines.pop()
    stream.write("\n".join([*lines, ""]).encode())


def _front_matter(fields: dict[str, str | int]) -> list[str]:
    # A JSON string is a double-quoted YAML one: nothing in it is read as YAML.
    return [
        "---",
        *(f"{name}: {json_line(value)}" for name, value in fields.items() if value != ""),
        "---",
        "",
    ]


def block_id(annotation: Annotation) -> str:
    """The block id of an annotation, the same in each export."""
    return "cr-" + universal_id(annotation.annotator, annotation.id).replace("-", "")[:12]


class _Page:
    """The document being written: what its parts need to know of the whole."""

    def __init__(self, bundle: Bundle, losses: LossCount, only: str | None = None) -> None:
        self._bundle = bundle
        self._losses = losses
        self._blocks = {a.id: block_id(a) for path, a in bundle.ordered if only in (None, path)}
        self._annotations: dict[str, list[Annotation]] = {}
        for path, annotation in bundle.ordered:
            self._annotations.setdefault(path, []).append(annotation)
        docs = {doc: article.path for article in bundle.articles for doc in article.docs}
        self._codings: dict[str, list[Coding]] = {}
        for coding in sorted(bundle.codings, key=lambda c: (len(c.id), c.id)):
            self._codings.setdefault(docs.get(coding.doc, coding.path), []).append(coding)

    def coded_paths(self) -> list[str]:
        """Articles with an annotation or a coding state, by path."""
        return sorted({*self._annotations, *self._codings} - {""})

    def article(self, path: str, heading: str) -> list[str]:
        """One article: heading, what is known of it, then its annotations by place."""
        article = self._bundle.by_path.get(path)
        lines = [
            f"{heading} {plain((article.title if article else '') or path)}",
            "",
            f"- path: {plain(path)}",
        ]
        if article is None:
            lines.append("- this article is not in the corpus any more")
        else:
            known = ("outlet", article.outlet), ("date", article.date), ("author", article.author)
            lines += [f"- {name}: {plain(value)}" for name, value in known if value]
        for coding in self._codings.get(path, ()):
            reason = f" ({plain(coding.reason)})" if coding.reason else ""
            of = " of another text that had this name" if article and coding.doc not in article.docs else ""
            lines.append(f"- coding{of}: {coding.state}{reason}")
            lines += self._values(coding.values)
        lines.append("")
        for annotation in self._annotations.get(path, ()):
            if annotation.status == "rejected":
                self._losses.add("rejected annotations", example=annotation.quote)
            else:
                lines += self._annotation(path, article, annotation)
        return lines

    def _annotation(self, path: str, article: BundleArticle | None, a: Annotation) -> list[str]:
        passages = self._bundle.passages(path, a)
        lines: list[str] = [] if a.segments else ["The whole article", ""]
        for segment, passage in zip(a.segments, passages, strict=True):
            lines += [*([">", "> \\[…\\]", ">"] if lines else []), *_quote(article, segment, passage)]
        lines += [*([""] if a.segments else []), f"^{self._blocks[a.id]}", ""]
        facts = self._facts(a, article, passages)
        self._count_losses(a, passages)
        return [*lines, *facts, ""] if facts else lines

    def _facts(
        self, a: Annotation, article: BundleArticle | None, passages: Iterable[Passage | None]
    ) -> list[str]:
        facts = self._stance(a.stance) if a.stance else []
        if a.tags:
            facts.append("- tags: " + " ".join(hash_tag(self._bundle.codebook.code_path(t)) for t in a.tags))
        facts += self._values(a.values)
        for link in a.links:
            kind, _, key = link.to.partition(":")
            known = kind == "annotation" and key in self._blocks
            facts.append(f"- {link.kind}: " + (f"[[#^{self._blocks[key]}]]" if known else plain(link.to)))
        if a.status != "accepted":
            facts.append(f"- status: {a.status}")
        if article:
            names = dict.fromkeys(
                e.name for p in passages if p for e in article.entities if e.start < p.end and p.start < e.end
            )
            if names:
                facts.append("- mentions: " + ", ".join(wiki_link(name) for name in names if name))
        if a.note:
            facts += ["- note:", "", *(f"  {line}".rstrip() for line in note_lines(a.note))]
        return facts

    def _values(self, values: Any) -> list[str]:
        facts = []
        for name, value in sorted_keys(values).items():
            variable = self._bundle.codebook.variable(name)
            shown = value if isinstance(value, str) else json_line(value)
            facts.append(f"- {plain(variable.name if variable else name)}: {plain(shown)}")
        return facts

    def _stance(self, stance: Stance) -> list[str]:
        scale = self._bundle.codebook.scale(stance.scale)
        label = self._bundle.codebook.label(stance.scale, stance.label)
        names = scale.name if scale else stance.scale, label.name if label else stance.label
        line = f"- {plain(names[0])}: **{plain(names[1])}**"
        if stance.target:
            kind = f" ({plain(stance.target.kind)})" if stance.target.kind else ""
            line += f" towards {_named(stance.target, stance.target.kind == 'entity')}{kind}"
        lines = [line]
        if stance.holder is not None:
            lines.append(f"- held by: {_held(stance.holder)}")
        if stance.mode:
            lines.append(f"- mode: {stance.mode}")
        return lines

    def memos(self) -> list[str]:
        """The memos, each under its title."""
        lines: list[str] = []
        for memo in sorted(self._bundle.memos, key=lambda m: (len(m.id), m.id)):
            lines += [f"### {plain(memo.title or 'Memo')}", ""]
            lines += [f"- about: {plain(link.to)}" for link in memo.links]
            lines += [*([""] if memo.links else []), *note_lines(memo.body), ""]
        return ["## Memos", "", *lines] if lines else []

    def _count_losses(self, a: Annotation, passages: tuple[Passage | None, ...]) -> None:
        losses = self._losses
        losses.add("record ids, times and revisions", example=a.id)
        losses.add("confirmed fields", len(a.confirmed), next(iter(a.confirmed), ""))
        losses.add("suggested by", bool(a.suggested_by), a.suggested_by)
        losses.add("places of passages not in the present text", passages.count(None), a.quote)
        losses.add("control characters (shown as U+FFFD)", controls(a.note + a.quote), a.id)
        losses.add("codebook each was coded under", bool(a.codebook), a.codebook)
        losses.origin(a)
        if a.stance:
            losses.extra(a.stance.extra)
            holder = a.stance.holder
            chain = holder if holder and not isinstance(holder, str) else ()
            refs = [actor for level in chain for actor in level]
            for ref in [*refs, a.stance.target] if a.stance.target else refs:
                losses.add("ids of targets and holders", bool(ref.id), ref.id)
                details = bool(ref.role or ref.organisation or ref.country or ref.anonymous)
                losses.add("details of actors (role, organisation, country, anonymity)", details, ref.name)
                losses.extra(ref.extra)


def _quote(article: BundleArticle | None, segment: Segment, passage: Passage | None) -> list[str]:
    if article is None or passage is None:
        return [*quote_block(segment.quote.strip()), ">", f"> ({NOT_FOUND})"]
    first, last = article.line_at(passage.start), article.line_at(max(passage.start, passage.end - 1))
    where = f"line {first}" if first == last else f"lines {first}–{last}"
    return [*quote_block(passage.quote), ">", f"> ({where}, characters {passage.start}–{passage.end})"]


def _named(ref: Ref, link: bool) -> str:
    return wiki_link(ref.name) if link or ":" in ref.id else plain(ref.name)


def _held(holder: Holder) -> str:
    if isinstance(holder, str):
        return holder
    if not holder:
        return "the writer"
    return " › ".join(" & ".join(_named(a, not a.anonymous) for a in level) for level in holder)
