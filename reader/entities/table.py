"""The corpus's entities: what each article's mentions mean once all articles are known."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from reader.entities.linking import SEXES, Local, definitions, link_document, named_sex, surnames
from reader.entities.mentions import Entity, Mention
from reader.entities.similar import SameAs, Similar, without_middle
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


@dataclass(slots=True)
class _Use:
    """What is met under one key."""

    name: str = ""
    fixed: bool = False
    country: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    articles: dict[str, int] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    """How many of these mentions are in zones."""


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
        self._uses: dict[str, _Use] = {}
        self._by_last: defaultdict[str, set[str]] = defaultdict(set)
        self._by_form: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._defined: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._short_for: defaultdict[str, set[str]] = defaultdict(set)
        self._similar = Similar()
        self.verdicts = Verdicts()
        """What a person said of pairs; ``decide`` sets others."""
        self._heads: dict[str, str] = {}
        self._final: dict[str, str] = {}
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
            use = self._uses.get(local.key)
            if use is None:
                use = self._uses[local.key] = _Use()
                self._know(local.key)
            use.name = use.name or local.name
            use.fixed = use.fixed or local.fixed
            use.country = use.country or local.country
            use.forms[local.form] += 1
            use.articles[path] = use.articles.get(path, 0) + 1
            if _holds(zones, mention.start):
                use.aside[path] = use.aside.get(path, 0) + 1
            self._by_form[link_key(local.form)][local.key] += 1
        for short, key in defined.items():
            self._defined[short][key] += 1
            self._short_for[key].add(short)
        self._forget_results()

    def remove(self, path: str) -> None:
        """Forget the article at *path*; unknown paths are no error."""
        article = self._articles.pop(path, None)
        if article is None:
            return
        for local in article.links:
            if local is None:
                continue
            use = self._uses[local.key]
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
                del self._uses[local.key]
                self._unknow(local.key)
        for short, key in article.defined.items():
            self._defined[short][key] -= 1
            if not self._defined[short][key]:
                del self._defined[short][key]
                self._short_for[key].discard(short)
        self._forget_results()

    def _know(self, key: str) -> None:
        tokens = _tokens(key)
        if key.startswith("person:") and tokens:
            for last in surnames(tokens):
                self._by_last[last].add(key)
        self._similar.add(key)

    def _unknow(self, key: str) -> None:
        tokens = _tokens(key)
        if key.startswith("person:") and tokens:
            for last in surnames(tokens):
                self._by_last[last].discard(key)
        self._similar.remove(key)

    def decide(self, verdicts: Verdicts) -> tuple[str, ...]:
        """Link by *verdicts* from now on; the articles whose links may be others than before, sorted."""
        pairs = verdicts.changed(self.verdicts)
        if not pairs:
            return ()
        ids = {entity for pair in pairs for entity in pair}
        concerned = {path for entity in ids for path in self.where(entity)}
        self.verdicts = verdicts
        self._forget_results()
        return tuple(sorted(concerned | {path for entity in ids for path in self.where(entity)}))

    def _forget_results(self) -> None:
        self._heads.clear()
        self._final.clear()
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
                mention if local is None else replace(mention, entity=self._resolve(local.key))
                for mention, local in zip(article.mentions, article.links, strict=True)
            )
        return done

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of that id; an id since merged into another gives that one; ``None`` if none is met."""
        final = self._resolve(entity_id)
        members = self._members(final)
        if not members:
            return None
        return self._describe(final, members)

    def entities(self, path: str | None = None) -> tuple[EntityCount, ...]:
        """Entities of the article at *path*, or of the corpus, the most frequent first."""
        if path is None:
            if self._all is None:
                groups: defaultdict[str, list[str]] = defaultdict(list)
                for key in self._uses:
                    groups[self._resolve(key)].append(key)
                self._all = self._counted(groups, None)
            return self._all
        finals = dict.fromkeys(m.entity for m in self.mentions(path) if m.entity)
        return self._counted({final: self._members(final) for final in finals}, path)

    def find(self, name: str) -> Entity | None:
        """The entity most often met under *name*, whatever its spelling of case, accents and hyphens."""
        keys = self._by_form.get(link_key(name))
        if not keys:
            return None
        best = max(keys.items(), key=lambda item: (item[1], item[0]))[0]
        return self.entity(best)

    def where(self, entity_id: str) -> tuple[str, ...]:
        """The articles that name the entity, sorted."""
        members = self._members(self._resolve(entity_id))
        return tuple(sorted({path for key in members for path in self._uses[key].articles}))

    def same_as(self) -> tuple[SameAs, ...]:
        """Pairs of entities that may be one, with the reason: questions nobody answered yet, sorted."""
        if self._asked is None:
            out: dict[tuple[str, str], SameAs] = {}
            for question in self._questions():
                one, two = sorted((self._resolve(question.one), self._resolve(question.two)))
                if one != two:
                    out.setdefault((one, two), SameAs(one, two, question.reason))
            for apart in self.verdicts.apart:
                one, two = sorted(map(self._resolve, apart))
                out.pop((one, two), None)
            self._asked = tuple(out[pair] for pair in sorted(out))
        return self._asked

    def _questions(self) -> Iterator[SameAs]:
        yield from self._similar.questions()
        for key in self._uses:
            lone = key.startswith("person:") and "-" not in key and not self.verdicts.kin(key)
            if lone and self._resolve(key) == key:
                for other in self._full_names(_tokens(key)):
                    yield SameAs(key, other, "one surname, several full names")

    # --- resolving -------------------------------------------------------------------------------

    def _resolve(self, key: str) -> str:
        """The id *key* stands for in the corpus as it is now."""
        final = self._final.get(key)
        if final is None:
            chain = self._chain(key)
            final = chain[-1]
            for step in reversed(chain[:-1]):
                others = self.verdicts.others(step)
                if final in others or any(self._chain(other)[-1] == final for other in others):
                    final = step
            self._final[key] = final
        return final

    def _chain(self, key: str) -> list[str]:
        """From *key* link by link to what it stands for, whatever was said to be two."""
        chain = [key]
        while True:
            head = self._head(chain[-1])
            if head not in chain:
                chain.append(head)
            step = self._step(chain[-1])
            if step in chain or self._head(step) in chain:
                return chain
            chain.append(step)

    def _head(self, key: str) -> str:
        """Of the ids that are one with *key* by a person's word the one that stands for all."""
        kin = self.verdicts.kin(key)
        if not kin:
            return key
        if key not in self._heads:
            self._heads.update(dict.fromkeys(kin, max(kin, key=self._standing)))
        return self._heads[key]

    def _standing(self, key: str) -> tuple[bool, bool, tuple[int, int, str]]:
        """What makes an id stand for others: known beforehand, a full name, met often."""
        use = self._uses.get(key)
        full = not key.startswith("person:") or len(_tokens(key)) > 1
        return (use is not None and use.fixed, full, self._rank(key))

    def _step(self, key: str) -> str:
        """One link further: surname to full name, short to long, odd spelling to the usual one."""
        kind = key.partition(":")[0]
        use = self._uses.get(key)
        if use is not None and use.fixed:
            return key
        if kind == "person" and "?" in key:
            return self._titled(key)
        if kind == "person":
            named = self._fuller(key)
            if named:
                return named
        elif kind in ("org", "law"):
            meant = self._defined.get(key.partition(":")[2], Counter())
            if len(meant) == 1 and next(iter(meant)) in self._uses:
                return next(iter(meant))
        best = key
        for other in self._similar.same(key):
            if other in self._uses and self._rank(other) > self._rank(best):
                best = other
        return best

    def _rank(self, key: str) -> tuple[int, int, str]:
        use = self._uses.get(key)
        return (len(use.articles), sum(use.articles.values()), key) if use else (0, 0, key)

    def _titled(self, key: str) -> str:
        """What a surname after Mr or Mrs stands for: a full name of that sex, never one of the other."""
        plain, _, sex = key.partition("?")
        tokens = _tokens(plain)
        others = self._by_last.get(" ".join(tokens), set())
        full = {k for k in others if len(_tokens(k)) > len(tokens)}
        fits = {self._resolve(k) for k in full if named_sex(k) in (sex, "")}
        if len(fits) == 1:
            return next(iter(fits))
        if full and not fits:
            return f"person:{SEXES[sex]}-{'-'.join(tokens)}"
        return plain

    def _fuller(self, key: str) -> str:
        """The one full name a surname, an initial or a name with a middle part stands for, else empty."""
        tokens = _tokens(key)
        if not tokens:
            return ""
        alone = len(tokens) == 1 or tokens == surnames(["x", *tokens])[-1].split()
        others = [k for k in self._by_last.get(" ".join(tokens if alone else tokens[-1:]), ()) if k != key]
        full = [(k, _tokens(k)) for k in others]
        if alone:
            ends = {self._same_person(k, full) for k, t in full if len(t) > len(tokens) and len(t[0]) > 1}
            return ends.pop() if len(ends) == 1 else ""
        if len(tokens[0]) == 1:
            fits = {
                self._same_person(k, full)
                for k, t in full
                if len(t[0]) > 1 and t[0][0] == tokens[0] and len(t) > 1
            }
            return fits.pop() if len(fits) == 1 else ""
        return without_middle(key, tokens, full)

    def _same_person(self, key: str, full: list[tuple[str, list[str]]]) -> str:
        """*key* or the plainer or usual form that it is merged into, surnames left out of account."""
        tokens = _tokens(key)
        plain = without_middle(key, tokens, [(k, t) for k, t in full if k != key])
        key = plain or key
        best = key
        for other in self._similar.same(key):
            if other in self._uses and self._rank(other) > self._rank(best):
                best = other
        return self._head(best)

    def _full_names(self, tokens: list[str]) -> list[str]:
        found = {
            self._resolve(k) for k in self._by_last.get(" ".join(tokens), ()) if len(_tokens(k)) > len(tokens)
        }
        return sorted(found) if len(found) > 1 else []

    def _members(self, final: str) -> list[str]:
        """Keys in use that resolve to *final*, found from its neighbours, not from the whole corpus."""
        seen = {final}
        todo = [final]
        out = []
        while todo:
            key = todo.pop()
            if key in self._uses:
                out.append(key)
            near = self._similar.same(key) | self.verdicts.kin(key)
            tokens = _tokens(key)
            if key.startswith("person:") and tokens:
                for last in surnames(tokens):
                    near |= self._by_last.get(last, set())
            elif key.startswith(("org:", "law:")):
                near |= {f"{key.partition(':')[0]}:{s}" for s in self._short_for.get(key, ())}
            for other in near - seen:
                if self._resolve(other) == final:
                    seen.add(other)
                    todo.append(other)
        return out

    # --- describing ------------------------------------------------------------------------------

    def _describe(self, final: str, members: Sequence[str]) -> Entity:
        forms: Counter[str] = Counter()
        for key in members:
            forms.update(self._uses[key].forms)
        own = self._uses.get(final)
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
                articles.update(self._uses[key].articles)
                aside.update(self._uses[key].aside)
            body = articles - aside
            entity, apart = self._describe(final, members), (aside[path], aside.total())
            out.append(EntityCount(entity, body[path], body.total(), len(body), *apart))
        return tuple(sorted(out, key=lambda c: (-c.here, -c.corpus, c.entity.name.lower(), c.entity.id)))


def _holds(zones: Sequence[Span], offset: int) -> bool:
    at = bisect_right(zones, offset, key=lambda zone: zone.start) - 1
    return at >= 0 and offset < zones[at].end


def _tokens(key: str) -> list[str]:
    return [t for t in key.partition(":")[2].partition("?")[0].split("-") if t]
