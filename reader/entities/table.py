"""The corpus's entities: what each article's mentions mean once all articles are known."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reader.entities.linking import Local, definitions, link_document
from reader.entities.meanings import Meanings
from reader.entities.mentions import Entity, Mention
from reader.entities.similar import SameAs
from reader.entities.spelling import link_key
from reader.entities.tokens import Span
from reader.entities.usual_names import usual_name
from reader.entities.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class EntityCount:
    """An entity and how often it is met."""

    entity: Entity
    here: int
    """Mentions in the body of the article asked for; 0 when the whole corpus was."""
    corpus: int
    """Mentions in the bodies of all articles."""
    articles: int
    """Articles whose bodies mention it."""
    here_aside: int = 0
    """Further mentions in boilerplate and repeats of the article asked for."""
    corpus_aside: int = 0
    """The same in all articles."""


@dataclass(frozen=True, slots=True)
class _Article:
    mentions: tuple[Mention, ...]
    links: tuple[Local | None, ...]
    defined: dict[str, str]


class EntityTable:
    """Mentions of articles, linked; articles come and go one by one, in any order, with one result.

    `add` costs about the mentions of that article; a name that is new to the corpus is compared
    with names that share a word or the consonants with it, never with all.
    """

    def __init__(self) -> None:
        self._articles: dict[str, _Article] = {}
        self._meanings = Meanings()
        self._by_form: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._done: dict[str, tuple[Mention, ...]] = {}
        self._all: tuple[EntityCount, ...] | None = None
        self._asked: tuple[SameAs, ...] | None = None

    # --- articles come and go --------------------------------------------------------------------

    def add(self, path: str, text: str, mentions: Sequence[Mention], zones: Sequence[Span] = ()) -> None:
        """Link the *mentions* of the article at *path*; an article known under it is replaced.

        Those that begin in one of *zones* (boilerplate, repeats; in order and disjoint) are counted apart.
        """
        if path in self._articles:
            self.remove(path)
        links = link_document(text, mentions)
        defined = definitions(text, mentions, links)
        self._articles[path] = _Article(tuple(mentions), links, defined)
        for mention, local in zip(mentions, links, strict=True):
            if local is None:
                continue
            use = self._meanings.use(local)
            use.forms[local.form] += 1
            use.articles[path] = use.articles.get(path, 0) + 1
            if _holds(zones, mention.start):
                use.aside[path] = use.aside.get(path, 0) + 1
            self._by_form[link_key(local.form)][local.key] += 1
        for short, key in defined.items():
            self._meanings.define(short, key)
        self._forget_results()

    def remove(self, path: str) -> None:
        """Forget the article at *path*; unknown paths are no error."""
        article = self._articles.pop(path, None)
        if article is None:
            return
        for local in article.links:
            if local is None:
                continue
            use = self._meanings.uses[local.key]
            use.forms[local.form] -= 1
            if not use.forms[local.form]:
                del use.forms[local.form]
            use.articles[path] -= 1
            use.aside.pop(path, None)
            if not use.articles[path]:
                del use.articles[path]
            form = link_key(local.form)
            self._by_form[form][local.key] -= 1
            if not self._by_form[form][local.key]:
                del self._by_form[form][local.key]
                if not self._by_form[form]:
                    del self._by_form[form]
            if not use.articles:
                self._meanings.drop(local.key)
        for short, key in article.defined.items():
            self._meanings.undefine(short, key)
        self._forget_results()

    def decide(self, verdicts: Verdicts) -> tuple[str, ...]:
        """Link by *verdicts* from now on; the articles whose links may be others than before, sorted."""
        pairs = verdicts.changed(self._meanings.verdicts)
        if not pairs:
            return ()
        self._meanings.verdicts = verdicts
        self._forget_results()
        # Whoever was one with either of a pair before is still one with one of them.
        return tuple(sorted({path for pair in pairs for entity in pair for path in self.where(entity)}))

    def _forget_results(self) -> None:
        self._meanings.forget()
        self._done.clear()
        self._all = self._asked = None

    # --- what is known ---------------------------------------------------------------------------

    def paths(self) -> tuple[str, ...]:
        """Articles of the table, sorted."""
        return tuple(sorted(self._articles))

    def mentions(self, path: str) -> tuple[Mention, ...]:
        """The article's mentions with their entity ids; empty for an unknown path."""
        article = self._articles.get(path)
        if article is None:
            return ()
        done = self._done.get(path)
        if done is None:
            done = self._done[path] = tuple(
                mention if local is None else replace(mention, entity=self._meanings.resolve(local.key))
                for mention, local in zip(article.mentions, article.links, strict=True)
            )
        return done

    def met(self, path: str) -> int:
        """How many entities the body of the article at *path* names; 0 for an unknown path."""
        article = self._articles.get(path)
        if article is None:
            return 0
        keys = {local.key for local in article.links if local is not None}
        uses = ((key, self._meanings.uses[key]) for key in keys)
        return len(
            {self._meanings.resolve(key) for key, use in uses if use.articles[path] > use.aside.get(path, 0)}
        )

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of that id; an id since merged into another gives that one; ``None`` if none is met."""
        final = self._meanings.resolve(entity_id)
        members = self._meanings.members(final)
        if not members:
            return None
        return self._describe(final, members)

    def entities(self, path: str | None = None) -> tuple[EntityCount, ...]:
        """Entities of the article at *path*, or of the corpus, the most frequent first."""
        if path is None:
            if self._all is None:
                groups: defaultdict[str, list[str]] = defaultdict(list)
                for key in self._meanings.uses:
                    groups[self._meanings.resolve(key)].append(key)
                self._all = self._counted(groups, None)
            return self._all
        finals = dict.fromkeys(m.entity for m in self.mentions(path) if m.entity)
        return self._counted({final: self._meanings.members(final) for final in finals}, path)

    def find(self, name: str) -> Entity | None:
        """The entity most often met under *name*, whatever its spelling of case, accents and hyphens."""
        keys = self._by_form.get(link_key(name))
        if not keys:
            return None
        best = max(keys.items(), key=lambda item: (item[1], item[0]))[0]
        return self.entity(best)

    def where(self, entity_id: str) -> tuple[str, ...]:
        """The articles that name the entity, sorted."""
        members = self._meanings.members(self._meanings.resolve(entity_id))
        return tuple(sorted({path for key in members for path in self._meanings.uses[key].articles}))

    def same_as(self) -> tuple[SameAs, ...]:
        """Pairs of entities that may be one, with the reason: questions nobody answered yet, sorted."""
        if self._asked is None:
            out: dict[tuple[str, str], SameAs] = {}
            for question in self._meanings.questions():
                one, two = sorted(
                    (self._meanings.resolve(question.one), self._meanings.resolve(question.two))
                )
                if one != two:
                    out.setdefault((one, two), SameAs(one, two, question.reason))
            for apart in self._meanings.verdicts.apart:
                one, two = sorted(map(self._meanings.resolve, apart))
                out.pop((one, two), None)
            self._asked = tuple(out[pair] for pair in sorted(out))
        return self._asked

    # --- describing ------------------------------------------------------------------------------

    def _describe(self, final: str, members: Sequence[str]) -> Entity:
        forms: Counter[str] = Counter()
        for key in members:
            forms.update(self._meanings.uses[key].forms)
        own = self._meanings.uses.get(final)
        name = own.name if own else ""
        if not name:
            name = usual_name(final, own.forms if own else forms, own.country if own else "")
        aliases = sorted((f for f in forms if f != name), key=lambda f: (-forms[f], f))
        return Entity(final, final.partition(":")[0], name, tuple(aliases))

    def _counted(self, groups: dict[str, list[str]], path: str | None) -> tuple[EntityCount, ...]:
        out = []
        for final, members in groups.items():
            articles: Counter[str | None] = Counter()
            aside: Counter[str | None] = Counter()
            for key in members:
                articles.update(self._meanings.uses[key].articles)
                aside.update(self._meanings.uses[key].aside)
            body = articles - aside
            entity, apart = self._describe(final, members), (aside[path], aside.total())
            out.append(EntityCount(entity, body[path], body.total(), len(body), *apart))
        return tuple(sorted(out, key=lambda c: (-c.here, -c.corpus, c.entity.name.lower(), c.entity.id)))


def _holds(zones: Sequence[Span], offset: int) -> bool:
    at = bisect_right(zones, offset, key=lambda zone: zone.start) - 1
    return at >= 0 and offset < zones[at].end
