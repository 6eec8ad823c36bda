"""Known names in a row of words: look-ups in the gazetteer, and what is said of them."""

from __future__ import annotations

from reader.entities.cues import FUNCTION, JOINERS, PREPOSITIONS
from reader.entities.gazetteer import Entry, Gazetteer, gazetteer
from reader.entities.mentions import Mention
from reader.entities.tokens import AMPERSAND, COMMA, HYPHEN, POSSESSIVE, SPACE, Token, Tokens

WITHIN = (SPACE, HYPHEN, COMMA, POSSESSIVE, AMPERSAND)
"""What may stand between two words of a known name."""


class PhraseReader:
    """Finds known names among one text's words and collects mentions."""

    def __init__(self, tokens: Tokens, known: Gazetteer | None = None) -> None:
        self.tokens = tokens
        self.words = tokens.words
        self.known = known or gazetteer()
        self.cues = self.known.cues
        self.titles = self.cues["title"] | self.cues["rank"]
        self.found: list[Mention] = []

    def _phrase(self, at: int, stop: int) -> tuple[Entry | None, int]:
        """The longest known name that begins at word *at*, and its length in words."""
        words = self.words
        first = words[at].text
        parts = (
            first.lower().rstrip(".").split("-") if len(first) > 2 and first[1] != "." else [first.lower()]
        )
        longest = min(self.known.longest.get(parts[0], 0), 8)
        if not longest:
            return None, 0
        limit, crossed = at, False
        while limit + 1 < len(words) and limit + 1 - at < longest and words[limit + 1].gap in WITHIN:
            after = words[limit + 1]
            crossed = crossed or after.gap in (POSSESSIVE, COMMA)
            if limit + 1 >= stop and after.cap and not crossed:
                break
            limit += 1
        while limit >= at:
            if all(w.gap in JOINERS for w in words[at + 1 : limit + 1]):
                spelt = " ".join(w.text for w in words[at : limit + 1])
            else:
                spelt = self.tokens.folded[words[at].start : words[limit].end].replace("\n", " ")
            spelt = spelt.replace("-", " ")
            entry = self.known.exact.get(spelt)
            if entry is None:
                entry = self.known.find(spelt.lower())
                if entry is not None and limit == at and self._is_other(entry, words[at]):
                    entry = None
                if entry is not None and limit >= stop and entry.rank:
                    entry = None  # only hand-kept names go on in small letters: Patriot missile
            if entry is not None:
                return entry, limit - at + 1
            limit -= 1
        return None, 0

    def _is_other(self, entry: Entry, word: Token) -> bool:
        """Whether a one-word name is more likely an ordinary word here (Reading, Nice, Of)."""
        lower = word.text.lower()
        if word.upper and len(word.text) <= 3 and entry.rank:
            return True
        if entry.rank and word.text.capitalize() in self.cues["notplace"]:
            return True
        if entry.rank >= 2 and (lower in self.known.words or word.text in self.titles | self.cues["role"]):
            return True
        if entry.rank == 1 and lower in self.known.words and word.first:
            return True
        return entry.rank >= 1 and (word.text in FUNCTION or word.text in self.cues["orghead"])

    def _small_phrase(self, at: int) -> int:
        """Known names that begin small: al-Qaeda, sub-Saharan Africa, sarin."""
        entry, length = self._phrase(at, min(len(self.words), at + 8))
        if entry is None:
            return at + 1
        spelt = self.tokens.folded[self.words[at].start : self.words[at + length - 1].end]
        if spelt.replace("-", " ").replace("\n", " ") not in self.known.small_forms:
            return at + 1
        self._add(at, at + length, entry.kind, 0.95, "lexicon")
        return at + length

    def _cued(self, at: int) -> bool:
        word = self.words[at]
        before = self.words[at - 1] if at else None
        return before is not None and word.gap == SPACE and not before.cap

    def _add_entry(self, start: int, stop: int, entry: Entry) -> None:
        word = self.words[start]
        after = self.words[stop] if stop < len(self.words) else None
        before = self.words[start - 1].text if start and word.gap == SPACE else ""
        if entry.kind == "norp" and before in ("in", "In", "into") and (after is None or after.gap != SPACE):
            return  # "in English": a language, not a people
        score = 0.95
        if entry.rank:
            score = (0, 0.9, 0.85, 0.7, 0.6)[entry.rank]
            single = stop - start == 1
            placed = before.lower() in PREPOSITIONS
            if placed or (word.gap == COMMA or (after is not None and after.gap == COMMA and after.cap)):
                score = min(0.95, score + 0.15)
            elif (
                single
                and entry.rank >= 2
                and (word.text in self.known.surnames or word.text in self.known.given)
            ):
                self._add(start, stop, "person", 0.5, "person.surname")
                return
            elif single and entry.rank >= 3:
                score = 0.45
        if entry.ordinary:
            score = 0.75
        self._add(start, stop, entry.kind, score, "gazetteer" if entry.rank else "lexicon")

    def _add(self, start: int, stop: int, kind: str, score: float, source: str) -> None:
        while (
            stop > start
            and self.words[stop - 1].text in self.cues["particle"]
            and not self.words[stop - 1].cap
        ):
            stop -= 1
        end = self.words[stop - 1].end
        if self.words[stop - 1].text.endswith(".") and len(self.words[stop - 1].text) == 2:
            end -= 1
        self.found.append(Mention(self.words[start].start, end, kind, score, source))
