"""What every name met in a corpus means, as far as rules and a person's word tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from reader.entities.linking import SEXES, Local, named_sex, surnames
from reader.entities.similar import SameAs, Similar, without_middle
from reader.entities.verdicts import Verdicts


@dataclass(slots=True)
class Use:
    """What is met under one key."""

    name: str = ""
    fixed: bool = False
    country: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    articles: dict[str, int] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    """How many of these mentions are in zones."""


class Meanings:
    """Keys in use, and the one that each of them stands for.

    Whoever adds or takes away uses calls ``forget`` before asking again.
    """

    def __init__(self) -> None:
        self.uses: dict[str, Use] = {}
        self.verdicts = Verdicts()
        """What a person said of pairs."""
        self._by_last: defaultdict[str, set[str]] = defaultdict(set)
        self._defined: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._short_for: defaultdict[str, set[str]] = defaultdict(set)
        self._similar = Similar()
        self._heads: dict[str, str] = {}
        self._final: dict[str, str] = {}

    def forget(self) -> None:
        """Drop what was worked out: uses or verdicts are others now."""
        self._heads.clear()
        self._final.clear()

    # --- keys come and go ------------------------------------------------------------------------

    def use(self, local: Local) -> Use:
        """What is met under the key of *local*, to be counted up; begun when it is new."""
        use = self.uses.get(local.key)
        if use is None:
            use = self.uses[local.key] = Use()
            self._know(local.key)
        use.name = use.name or local.name
        use.fixed = use.fixed or local.fixed
        use.country = use.country or local.country
        return use

    def drop(self, key: str) -> None:
        """Nothing is met under *key* any more."""
        del self.uses[key]
        self._unknow(key)

    def define(self, short: str, key: str) -> None:
        """An article says that *short* is short for *key*."""
        self._defined[short][key] += 1
        self._short_for[key].add(short)

    def undefine(self, short: str, key: str) -> None:
        """It does not say so any more."""
        self._defined[short][key] -= 1
        if not self._defined[short][key]:
            del self._defined[short][key]
            self._short_for[key].discard(short)

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

    # --- resolving -------------------------------------------------------------------------------

    def questions(self) -> Iterator[SameAs]:
        """Pairs of keys that may be one, with the reason; some again and again."""
        yield from self._similar.questions()
        for key in self.uses:
            if key.startswith("person:") and "-" not in key and self.resolve(key) == key:
                for other in self._full_names(_tokens(key)):
                    yield SameAs(key, other, "one surname, several full names")

    def resolve(self, key: str) -> str:
        """The id *key* stands for in the corpus as it is now."""
        final = self._final.get(key)
        if final is None:
            chain = self._chain(key)
            final = chain[-1]
            for step in reversed(chain[:-1]):
                others = self.verdicts.others(step)
                if final in others or any(final in self._chain(other) for other in others):
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
        use = self.uses.get(key)
        full = not key.startswith("person:") or len(_tokens(key)) > 1
        return (use is not None and use.fixed, full, self._rank(key))

    def _step(self, key: str) -> str:
        """One link further: surname to full name, short to long, odd spelling to the usual one."""
        kind = key.partition(":")[0]
        use = self.uses.get(key)
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
            if len(meant) == 1 and next(iter(meant)) in self.uses:
                return next(iter(meant))
        best = key
        for other in self._similar.same(key):
            if other in self.uses and self._rank(other) > self._rank(best):
                best = other
        return best

    def _rank(self, key: str) -> tuple[int, int, str]:
        use = self.uses.get(key)
        return (len(use.articles), sum(use.articles.values()), key) if use else (0, 0, key)

    def _titled(self, key: str) -> str:
        """What a surname after Mr or Mrs stands for: a full name of that sex, never one of the other."""
        plain, _, sex = key.partition("?")
        tokens = _tokens(plain)
        others = self._by_last.get(" ".join(tokens), set())
        full = {k for k in others if len(_tokens(k)) > len(tokens)}
        fits = {self.resolve(k) for k in full if named_sex(k) in (sex, "")}
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
            return self._only(ends)
        if len(tokens[0]) == 1:
            fits = {
                self._same_person(k, full)
                for k, t in full
                if len(t[0]) > 1 and t[0][0] == tokens[0] and len(t) > 1
            }
            return self._only(fits)
        return without_middle(key, tokens, full)

    def _same_person(self, key: str, full: list[tuple[str, list[str]]]) -> str:
        """*key* or the plainer or usual form that it is merged into, surnames left out of account."""
        tokens = _tokens(key)
        plain = without_middle(key, tokens, [(k, t) for k, t in full if k != key])
        key = plain or key
        best = key
        for other in self._similar.same(key):
            if other in self.uses and self._rank(other) > self._rank(best):
                best = other
        return best

    def _only(self, found: set[str]) -> str:
        """One of *found* where there is one, or where a person said that all of them are one; else empty."""
        apart = any(two in self.verdicts.others(one) for one in found for two in found)
        heads = {self._head(key) for key in found}
        return "" if apart or len(heads) != 1 else max(found, key=self._standing)

    def _full_names(self, tokens: list[str]) -> list[str]:
        found = {
            self.resolve(k) for k in self._by_last.get(" ".join(tokens), ()) if len(_tokens(k)) > len(tokens)
        }
        return sorted(found) if len(found) > 1 else []

    def members(self, final: str) -> list[str]:
        """Keys in use that resolve to *final*, found from its neighbours, not from the whole corpus."""
        seen = {final}
        todo = [final]
        out = []
        while todo:
            key = todo.pop()
            if key in self.uses:
                out.append(key)
            near = self._similar.same(key) | self.verdicts.kin(key)
            tokens = _tokens(key)
            if key.startswith("person:") and tokens:
                for last in surnames(tokens):
                    near |= self._by_last.get(last, set())
            elif key.startswith(("org:", "law:")):
                near |= {f"{key.partition(':')[0]}:{s}" for s in self._short_for.get(key, ())}
            for other in near - seen:
                if self.resolve(other) == final:
                    seen.add(other)
                    todo.append(other)
        return out


def _tokens(key: str) -> list[str]:
    return [t for t in key.partition(":")[2].partition("?")[0].split("-") if t]
