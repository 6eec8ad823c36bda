"""Persons, organisations, places and peoples: runs of capitalised words, cut where names end."""

from __future__ import annotations

from reader.entities.cues import ALSO_NAMES, CALENDAR, FOR_OPENERS, FUNCTION, JOINERS, LINKS, MAX_RUN
from reader.entities.heads import HeadReader
from reader.entities.mentions import Mention
from reader.entities.tokens import AMPERSAND, SPACE, Token


class NameReader(HeadReader):
    """The rule layer for names over one text's tokens; `read` gives its mentions, overlaps possible."""

    def read(self) -> list[Mention]:
        """All mentions, in order of their runs."""
        words = self.words
        at, end = 0, len(words)
        while at < end:
            word = words[at]
            if not word.cap or not word.latin:
                at = self._small_phrase(at) if word.text in self.known.small_starts else at + 1
                continue
            stop = self._run_end(at)
            self._read_run(at, stop)
            at = stop
        return self.found

    def _run_end(self, at: int) -> int:
        """Index after the run of capitalised words, linked by small words too, that begins at *at*."""
        words = self.words
        end = at + 1
        while end < len(words) and end - at < MAX_RUN:
            word = words[end]
            if word.gap not in JOINERS and word.gap != AMPERSAND:
                break
            if word.cap:
                if not word.latin:
                    break
                end += 1
                continue
            ahead = end
            while ahead < len(words) and ahead - end < 3 and self._links(words[ahead]):
                ahead += 1
            if ahead == end or ahead >= len(words):
                break
            after = words[ahead]
            if not after.cap or not after.latin or after.gap not in JOINERS:
                break
            end = ahead + 1
        return end

    def _links(self, word: Token) -> bool:
        return (
            not word.cap
            and word.gap in JOINERS
            and (word.text in LINKS or word.text in self.cues["particle"])
        )

    def _read_run(self, start: int, stop: int) -> None:
        """Cut a run at small words that do not bind and at words like "The"; read each part."""
        part = start
        at = start
        while at < stop:
            word = self.words[at]
            if word.cap and self._cuts(at, part, stop):
                if at > part:
                    self._read_segment(part, at)
                part = at + 1
            elif not word.cap:
                next_cap = at
                while next_cap < stop and not self.words[next_cap].cap:
                    next_cap += 1
                if not self._binds(part, at, next_cap, stop) and not self._inside_phrase(part, at, stop):
                    if at > part:
                        self._read_segment(part, at)
                    part = next_cap
                at = next_cap
                continue
            at += 1
        if part < stop:
            self._read_segment(part, stop)

    def _cuts(self, at: int, part: int, stop: int) -> bool:
        """Whether the capitalised word at *at* is a "The" or "In" that ends a name and belongs to none."""
        words = self.words
        text = words[at].text
        if (text not in FUNCTION and text not in CALENDAR) or self._phrase(at, stop)[1]:
            return False
        if text in ALSO_NAMES:
            before = words[at - 1].text if at > part else ""
            if before in self.known.given or before in self.titles:
                return False
            after = words[at + 1] if at + 1 < stop else None
            if after is not None and text in self.known.given and not words[at].first:
                return not (after.gap == SPACE and after.text in self.known.surnames)
        return True

    def _inside_phrase(self, part: int, at: int, stop: int) -> bool:
        """Whether a known name reaches over the small word at *at* (Bosnia and Herzegovina)."""
        for begin in range(max(part, at - 4), at):
            entry, length = self._phrase(begin, stop)
            if entry and begin + length > at:
                return True
        return False

    def _binds(self, part: int, at: int, after: int, stop: int) -> bool:
        """Whether the small words *at* to *after* join the names on both sides into one."""
        if at <= part or after >= stop:
            return False
        words, cues = self.words, self.cues
        link = [w.text for w in words[at:after]]
        left = words[at - 1].text
        if self.tokens.headline[words[at].block] and link[0] in ("and", "in", "on", "to", "for"):
            return False
        if (link[0] in cues["particle"] and link[0] not in ("la", "de", "du")) or link[0] in (
            "de",
            "la",
            "du",
            "des",
        ):
            return words[part].text not in FUNCTION
        opens = left in cues["orgopen"] or left in cues["lawopen"] or left in cues["eventopen"]
        opened = next(
            (k for k in range(part, at) if not words[k].cap and words[k].text in ("of", "for", "on")), None
        )
        if link[0] == "of":
            if left in cues["rolehead"]:
                return False
            if opened is not None and words[opened - 1].text in cues["orgopen"]:
                entry = self._phrase(after, stop)[0]
                return opens or (entry is not None and entry.kind == "gpe")
            return opens or left in cues["locopen"] or left in cues["orghead"] or left in ("Palace", "Tower")
        if link[0] in ("for", "on", "in", "to"):
            return link[0] in ("for", "on") and (left in FOR_OPENERS or left in cues["lawopen"])
        if link[0] == "and":
            left_known = self._phrase(at - 1, at)[0]
            right = words[after].text
            if left_known is not None or len(link) > 1 or self._phrase(after, stop)[0]:
                return False
            ordinary = right.lower() in self.known.words and left.lower() in self.known.words
            if opened is not None and words[opened - 1].text in cues["orgopen"]:
                return ordinary
            ends = after
            while ends + 1 < stop and words[ends + 1].cap:
                ends += 1
            return ordinary and at - part == 1 and ends > after and words[ends].text in cues["orghead"]
        return False

    def _read_segment(self, start: int, stop: int) -> None:
        while start < stop and not self.words[start].cap:
            start += 1
        if start >= stop:
            return
        whole, length = self._phrase(start, stop)
        if whole and length >= stop - start and not whole.ordinary:
            self._add_entry(start, start + length, whole)
            return
        done = self._headed(start, stop)
        if done is None:
            self._read_plain(start, stop)
            return
        begin, end, kind, score = done
        if begin > start:
            self._read_plain(start, begin)
        self._add(begin, end, kind, score, f"{kind}.head")
        if end < stop:
            self._read_segment(end, stop)
