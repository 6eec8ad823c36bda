"""Names told by a head word: Defense Ministry, Gulf of Finland, Treaty of Nice."""

from __future__ import annotations

from reader.entities.cues import FUNCTION, INSTITUTIONS, STATES
from reader.entities.pieces import PieceReader


class HeadReader(PieceReader):
    """Finds the head of a run and how far its name reaches."""

    def _headed(self, start: int, stop: int) -> tuple[int, int, str, float] | None:
        """A name told by its head word: Defense Ministry, Gulf of Finland, Treaty of Nice."""
        words, cues = self.words, self.cues
        begin = start
        # roles and titles at the left belong to the person or office, not to the name
        for at in range(start, stop):
            word = words[at]
            if not word.cap:
                continue
            text = word.text
            rest = at + 1 < stop and not words[at + 1].cap and words[at + 1].text in ("of", "for", "on")
            if text in cues["rolehead"] or text in self.titles:
                begin = at + 1
                continue
            opener = rest and (
                text in cues["orgopen"]
                or text in cues["orghead"]
                or text in cues["lawopen"]
                or text in cues["eventopen"]
                or text in cues["locopen"]
            )
            if opener:
                if text in cues["lawopen"] and text in cues["lawhead"]:
                    kind = "law"
                elif text in cues["eventopen"] and text not in cues["orgopen"]:
                    kind = "event"
                elif text in STATES:
                    kind = "gpe"
                else:
                    kind = "org" if text in cues["orgopen"] or text in cues["orghead"] else "loc"
                return self._left_edge(begin, at), self._right_edge(at, stop), kind, 0.9
        # the last head in the run decides
        for at in range(stop - 1, begin, -1):
            text = words[at].text
            if not words[at].cap or any(
                not w.cap and w.text not in cues["particle"] and w.text not in ("and", "of")
                for w in words[begin:at]
            ):
                continue
            kind = ""
            if text in cues["lawhead"]:
                kind = "law"
            elif text in cues["eventhead"]:
                kind = "event"
            elif text in cues["orghead"]:
                kind = "org"
            elif text in cues["lochead"]:
                kind = "loc"
            elif text in cues["mischead"]:
                kind = "misc"
            if not kind:
                continue
            left = begin
            while left < at and (not words[left].cap or words[left].text in FUNCTION):
                left += 1
            if left >= at:
                continue
            if self.tokens.headline[words[at].block]:
                left = self._headline_edge(left, at)
                if left == at:
                    continue
            if kind in ("org", "loc", "event") and at - left == 1:
                entry = self._phrase(left, at)[0]
                if entry and entry.kind == "norp" and text in cues["lochead"] and text not in cues["orghead"]:
                    continue
            if at + 1 < stop and self._looks_personal(left, stop):
                continue
            return left, at + 1, kind, 0.85
        return None

    def _right_edge(self, at: int, stop: int) -> int:
        """End of a name whose opener is at *at*: a place after "of" ends it, unless a head follows."""
        words, cues = self.words, self.cues
        for start in range(at + 2, stop):
            if words[start - 1].cap or not words[start].cap:
                continue
            entry, length = self._phrase(start, stop)
            end = start + length
            if entry is None or entry.kind not in ("gpe", "loc") or end >= stop or not words[end].cap:
                continue
            text = words[end].text
            if text not in cues["orghead"] and text not in cues["lochead"] and text not in cues["lawhead"]:
                return end
        return stop

    def _headline_edge(self, left: int, at: int) -> int:
        """First word of an institution in a Title Case line: only a topic and a state's name bind there."""
        words = self.words
        if words[at].text.lower() not in INSTITUTIONS:
            return at
        edge = at
        while edge > left and words[edge - 1].text in self.cues["topic"]:
            edge -= 1
        if edge > left and edge < at:
            entry = self._phrase(edge - 1, edge)[0]
            if entry is not None and entry.kind == "norp":
                edge -= 1
        return edge

    def _looks_personal(self, start: int, stop: int) -> bool:
        first, last = self.words[start].text, self.words[stop - 1].text
        return (
            stop - start <= 3
            and first in self.known.given
            and last not in self.cues["orghead"]
            and last not in self.cues["lochead"]
            and last in self.known.surnames
        )

    def _left_edge(self, start: int, at: int) -> int:
        """First word of a name whose opener is at *at*: its own capitals to the left, up to *start*."""
        left = at
        while left > start and self.words[left - 1].cap and self.words[left - 1].text not in FUNCTION:
            left -= 1
        return left
