"""Names no list explains: persons by shape and title, acronyms, unknown names; towns among other words."""

from __future__ import annotations

from reader.entities.cues import (
    BODIES,
    FINITE,
    FUNCTION,
    JOINERS,
    MINISTRIES,
    NOT_ACRONYMS,
    PERSON_ENDINGS,
    PLACE_ENDINGS,
    PREPOSITIONS,
    ROMAN,
)
from reader.entities.gazetteer import Entry
from reader.entities.phrases import PhraseReader
from reader.entities.tokens import AMPERSAND, HYPHEN, POSSESSIVE, SPACE, Token


class PieceReader(PhraseReader):
    """Reads runs without a head word: known names first, then what lies between them."""

    def _read_plain(self, start: int, stop: int) -> None:
        """Known names inside a run, and what lies between them."""
        at, piece = start, start
        words = self.words
        while at < stop:
            word = words[at]
            if not word.cap:
                at += 1
                continue
            entry, length = self._phrase(at, stop)
            if entry is None or self._given_beats(entry, at, length, stop):
                at += 1
                continue
            if entry.ordinary and (word.first or length < stop - start or not self._cued(at)):
                at += 1
                continue
            begin = at
            while (
                begin > piece
                and words[begin - 1].text in self.cues["direction"]
                and words[begin].gap in JOINERS
            ):
                begin -= 1
            if begin < at and entry.kind in ("gpe", "loc"):
                if piece < begin:
                    self._read_piece(piece, begin)
                self._add(begin, at + length, "loc", 0.85, "place.direction")
                at = piece = at + length
                continue
            if entry.rank >= 2 and length == 1 and self._inside_name(at, piece, stop):
                at += 1
                continue
            if piece < at:
                self._read_piece(piece, at)
            if entry.rank and at + length < stop and self._team(at + length, stop):
                self._add(at, stop, "org", 0.6, "org.team")
                return
            after = at + length
            if after < stop and words[after].text in MINISTRIES and entry.kind in ("gpe", "norp"):
                self._add(at, after + 1, "org", 0.95, "org.ministry")
                at = piece = after + 1
                continue
            self._add_entry(at, after, entry)
            at = piece = after
        if piece < stop:
            self._read_piece(piece, stop)

    def _given_beats(self, entry: Entry, at: int, length: int, stop: int) -> bool:
        """Whether a place at the head of a longer run is rather somebody's first name (Paris Hilton)."""
        words = self.words
        if entry.kind not in ("gpe", "loc") or length != 1:
            return False
        if entry.id and not entry.ordinary and words[at].text not in self.known.given:
            return False
        after = words[at + 1] if at + 1 < stop else None
        before = words[at - 1] if at else None
        if after is not None and after.cap and after.gap in JOINERS and words[at].text in self.known.given:
            text = after.text
            if len(text) == 1 or text.endswith("."):
                return True
            return (
                text not in self.titles
                and text not in self.cues["role"]
                and (text.lower() not in self.known.words or text in self.known.surnames)
                and not text.isupper()
            )
        if before is not None and words[at].gap in JOINERS and before.cap:
            if before.text in self.titles and entry.rank:
                return True
            if before.text in self.known.given and entry.rank and not self._phrase(at - 1, at)[0]:
                return True
        return False

    def _inside_name(self, at: int, piece: int, stop: int) -> bool:
        """Whether a small town's name is rather part of a longer name (Sandy Hook, West Jersey Railroad)."""
        words = self.words
        left = at > piece and words[at].gap in JOINERS and words[at - 1].cap
        left = left and words[at - 1].text not in self.titles | self.cues["role"] | self.cues["rolehead"]
        right = at + 1 < stop and words[at + 1].gap in JOINERS and words[at + 1].cap
        right = right and self._phrase(at + 1, stop)[0] is None
        right = right and words[at + 1].text not in self.titles | self.cues["role"] | self.cues["rolehead"]
        return left or right

    def _team(self, at: int, stop: int) -> bool:
        last = self.words[stop - 1].text
        return (
            stop - at <= 2
            and all(w.cap for w in self.words[at:stop])
            and last.endswith("s")
            and len(last) > 3
            and last not in self.known.given
            and not last.endswith("ss")
            and self._phrase(stop - 1, stop)[0] is None
            and all(w.text not in self.cues["role"] for w in self.words[at:stop])
        )

    def _read_piece(self, start: int, stop: int) -> None:
        """A person, an acronym or an unknown name among the words *start* to *stop*."""
        words, cues = self.words, self.cues
        titled = False
        while start < stop and (
            not words[start].cap
            or words[start].text in self.titles
            or words[start].text in cues["role"]
            or words[start].text.split("-")[0] in ("Vice", "Ex")
        ):
            if words[start].cap and (
                words[start].text in self.titles or words[start].text in cues["rolehead"]
            ):
                titled = True
            elif words[start].cap and start + 1 == stop:
                break
            start += 1
        while stop > start and (not words[stop - 1].cap or words[stop - 1].text in cues["rolehead"]):
            stop -= 1
        if start >= stop:
            return
        # cut at links that are not a name's own particles, and after possessives
        for at in range(start + 1, stop):
            word = words[at]
            if word.gap == AMPERSAND and words[start].text in self.known.given and at - start == 2:
                self._read_piece(start, at)
                self._read_piece(at, stop)
                return
            if word.gap == AMPERSAND:
                if not self.tokens.headline[word.block]:
                    self._add(start, stop, "org", 0.7, "org.ampersand")
                return
            if (not word.cap and word.text not in cues["particle"]) or (
                word.cap
                and (word.text in self.titles or word.text in cues["rolehead"])
                and word.text not in self.known.given
            ):
                self._read_piece(start, at)
                self._read_piece(at, stop)
                return
            if word.gap == HYPHEN and not word.cap:
                stop = at
                break
        size = sum(w.cap for w in words[start:stop])
        if size == 1:
            self._read_single(start, stop, titled)
        else:
            self._read_several(start, stop, titled, size)

    def _read_several(self, start: int, stop: int, titled: bool, size: int) -> None:
        words, known = self.words, self.known
        first, last = _named(words[start]), _named(words[stop - 1])
        headline = self.tokens.headline[words[start].block]
        caps = [w for w in words[start:stop] if w.cap]
        if size > 5:
            return
        common = [w for w in caps if w.text.lower() in known.words]
        initial = any(len(w.text) == 1 or "." in w.text for w in caps)
        score = 0.0
        if titled:
            score = 0.95
        elif first in known.given and (last in known.surnames or last.lower() not in known.words):
            score = 0.93 if last.lower() not in known.words or first.lower() not in known.words else 0.7
        elif initial and last.lower() not in known.words:
            score = 0.85
        elif first.lower() not in known.words and last in known.surnames and last.lower() not in known.words:
            score = 0.75
        elif not common and not any(w.upper for w in caps) and size <= 3:
            score = 0.65
        if score and score < 0.9 and start and words[start].gap == SPACE and not initial:
            before = words[start - 1].text.lower()
            if before == "the":
                self._add(start, stop, "org", 0.45, "name.article")
                return
            if before in ("in", "at", "near", "around", "across"):
                self._add(start, stop, "loc", 0.55, "place.preposition")
                return
        if words[start].first and first.lower() in known.words and first not in known.given and size >= 2:
            self._read_piece(start + 1, stop)
            return
        if score and (not headline or score >= 0.9) and not (common and headline):
            self._add(start, stop, "person", score, "person.title" if titled else "person.shape")
            return
        if headline:
            return
        if len(common) < size:
            before = words[start - 1].text.lower() if start and words[start].gap == SPACE else ""
            kind = "org" if before == "the" and not common else "misc"
            self._add(start, stop, kind, 0.35, "name.shape")

    def _read_single(self, start: int, stop: int, titled: bool) -> None:
        words, known = self.words, self.known
        word = words[stop - 1]
        text = word.text
        lower = text.lower()
        headline = self.tokens.headline[word.block]
        if titled and (lower not in known.words or text in known.surnames):
            self._add(start, stop, "person", 0.95, "person.title")
            return
        if len(text) < 2 or text in FUNCTION or text in ROMAN or _foreign(words, stop - 1):
            return
        if text in MINISTRIES:
            self._add(start, stop, "org", 0.9, "org.ministry")
            return
        if word.upper or (sum(c.isupper() for c in text) >= 2 and len(text) <= 6 and text[-1] == "s"):
            if (
                not self.tokens.shouting[word.block]
                and 2 <= len(text) <= 6
                and text not in NOT_ACRONYMS
                and lower not in known.words
            ):
                self._add(start, stop, "org", 0.6, "org.acronym")
            return
        if text in BODIES and not word.first and not headline:
            self._add(start, stop, "org", 0.85, "org.body")
            return
        common = lower in known.words
        if (common and (word.first or text not in known.given)) or headline:
            return
        after = words[stop] if stop < len(words) else None
        before = words[start - 1] if start else None
        speaks = after is not None and after.gap == SPACE and after.text in self.cues["speech"]
        placed = before is not None and word.gap == SPACE and before.text.lower() in PREPOSITIONS
        surname, given = text in known.surnames, text in known.given
        if common and not speaks:
            return
        if speaks:
            self._add(start, stop, "person", 0.75 if surname or given else 0.6, "person.speech")
        elif given:
            self._add(start, stop, "person", 0.6, "person.given")
        elif placed and not word.first:
            self._add(start, stop, "gpe", 0.5, "place.preposition")
        elif surname:
            self._add(start, stop, "person", 0.5, "person.surname")
        elif not word.first:
            self._read_unknown(start, stop, before, after)
        elif after is not None and (after.text in FINITE or after.gap == POSSESSIVE) and not _plain(text):
            self._add(start, stop, "person", 0.4, "person.subject")

    def _read_unknown(self, start: int, stop: int, before: Token | None, after: Token | None) -> None:
        """A name that no list holds: its ending, its article or its possessive say what they can."""
        text = self.words[stop - 1].text
        if text.endswith(PLACE_ENDINGS):
            kind, score = "gpe", 0.5
        elif text.endswith(PERSON_ENDINGS) or (after is not None and after.gap == POSSESSIVE):
            kind, score = "person", 0.45
        elif before is not None and before.text.lower() == "the" and self.words[start].gap == SPACE:
            kind, score = "org", 0.4
        else:
            kind, score = "misc", 0.3
        self._add(start, stop, kind, score, "name.unknown")


def _named(word: Token) -> str:
    """A word as a list of names writes it: SMITH is Smith."""
    return word.text.capitalize() if word.upper and len(word.text) > 2 else word.text


def _foreign(words: list[Token], at: int) -> bool:
    return any(0 <= k < len(words) and not words[k].latin for k in (at - 1, at + 1))


def _plain(text: str) -> bool:
    """Whether a word at a sentence's start looks English: Tourists, Building."""
    return text.endswith(
        ("s", "ing", "ed", "ly", "ion", "ness", "ment", "ity", "ers", "or", "ist", "ism", "al", "ic")
    )
