"""Quotations of a document, direct and indirect, each with the words that introduce it and its speaker."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reader.corpus.document import Block, Document, Range
from reader.quotations.clauses import PRONOUNS, Clause, find_clauses, subject_after
from reader.quotations.marks import Quoted, find_quoted
from reader.quotations.quotation import Quotation
from reader.quotations.verbs import ADJUNCT, CARRYING

if TYPE_CHECKING:
    from reader.entities.mentions import Mention

__all__ = ["find_quotations"]

SCARE = 2
"""Words; quoted stretches this short are scare quotes, unless someone is said to have said them."""
NEAR = 90
"""Code points between a reporting verb and the quotation it introduces."""
FAR = 600
"""Code points in which a participle looks for the verb it goes with."""
QUOTED_TOGETHER = 40
"""Quoted stretches of one sentence that are looked at."""
FRONT = 8
"""Code points before an "X said" that may hold what was said."""
WITHOUT_THAT = ("said", "says", "say", "claims", "claimed", "believes", "believe", "thinks")
SPEAKERS = ("person", "org", "gpe", "norp")


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks: where, under which name, by which verb, and why we think so."""

    cue: tuple[int, int] | None
    speaker: tuple[int, int] | None
    name: str
    reason: str


NOBODY = _Voice(None, None, "", "no speaker given")


def find_quotations(document: Document, mentions: Sequence[Mention] = ()) -> tuple[Quotation, ...]:
    """What is quoted or reported outside boilerplate, by position.

    *mentions* (sorted, disjoint) help to find whom a pronoun means; without them earlier speakers serve.
    Suggestions, not verdicts: each carries its reason. Time is linear in the text.
    """
    finder = _Finder(document, mentions)
    blocks = [b for b in document.blocks if b.kind != "boilerplate"]
    for n, block in enumerate(blocks):
        after = document.text[blocks[n + 1].start] if n + 1 < len(blocks) else ""
        finder.block(block, goes_on=after in ("“", '"', "«", "„"))
    return tuple(sorted(finder.found, key=lambda q: (q.start, q.end)))


class _Finder:
    """Walks the blocks in order and remembers who spoke last."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.text = document.text
        self.mentions = [m for m in mentions if m.kind in SPEAKERS]
        self.mention_starts = [m.start for m in self.mentions]
        self.sentence_starts = [s.start for s in document.sentences]
        self.found: list[Quotation] = []
        self.last_name = ""
        self.running: _Voice | None = None
        """Speaker of a quotation that goes on in the next paragraph."""

    def block(self, block: Block, *, goes_on: bool) -> None:
        quoted = find_quoted(self.text, block.start, block.end, goes_on=goes_on)
        sentences = self._sentences(block)
        clauses: list[tuple[Range, list[Clause]]] = []
        ends = [q.end for q in quoted]
        for sentence in sentences:
            low = bisect_right(ends, sentence.start)
            inside = quoted[low : low + QUOTED_TOGETHER]
            clauses.append((sentence, find_clauses(self.text, sentence.start, sentence.end, inside)))
        used: set[int] = set()
        direct = self._direct(block, quoted, clauses, used)
        self._indirect(clauses, used, direct)

    def _sentences(self, block: Block) -> list[Range]:
        low = bisect_left(self.sentence_starts, block.start)
        high = bisect_left(self.sentence_starts, block.end)
        return list(self.document.sentences[low:high])

    def _direct(
        self,
        block: Block,
        quoted: list[Quoted],
        clauses: list[tuple[Range, list[Clause]]],
        used: set[int],
    ) -> list[Quotation]:
        flat = [c for _, inside in clauses for c in inside]
        starts = [c.start for c in flat]
        ends = [s.end for s, _ in clauses]
        begins = [s.start for s, _ in clauses]
        direct: list[Quotation] = []
        previous: tuple[Quoted, _Voice] | None = None
        running, self.running = self.running, None
        spoken = 0
        for n, q in enumerate(quoted):
            # Pronouns mean who spoke before them: hear the clauses in front of this quotation first.
            while spoken < len(flat) and flat[spoken].start < q.start:
                self._hear(flat[spoken])
                spoken += 1
            words = len(self.text[q.start : min(q.end, q.start + 400)].split())
            at = bisect_left(starts, q.start)
            low = max(block.start, quoted[n - 1].end if n else 0)
            high = min(block.end, quoted[n + 1].start if n + 1 < len(quoted) else block.end)
            index = bisect_right(begins, q.start) - 1
            sentence_start = begins[index] if index >= 0 else block.start
            last = bisect_left(ends, q.end)
            sentence_end = ends[last] if last < len(ends) else block.end
            front = flat[at - 1] if at and flat[at - 1].start >= max(low, sentence_start) else None
            back = flat[at] if at < len(flat) and q.end <= flat[at].start < min(high, sentence_end) else None
            same = flat[bisect_left(starts, max(sentence_start, q.start - FAR)) : at]
            voice = self._voice(q, front, back, same)
            if voice is None and q.start == block.start and running is not None:
                voice = replace(
                    running, cue=None, reason=f"goes on from the paragraph before: {running.name}"
                )
            if voice is None and previous and self._adjacent(previous[0], q):
                known = previous[1]
                voice = replace(known, reason=f"goes on: {known.name}") if known.name else None
            if voice is None and front is not None and front.subject:
                voice = self._of(front, f"subject of “{front.verb}”")
            ends_inside = self.text[q.end - 2 : q.end - 1] in (",", ".", "!", "?", "…")
            if words <= SCARE and not q.open_end and not (ends_inside and voice and voice.cue):
                continue
            voice = voice or NOBODY
            if voice.cue:
                used.add(voice.cue[0])
            if voice.name and voice.name.lower() not in PRONOUNS:
                self.last_name = voice.name
            direct.append(
                Quotation(q.start, q.end, "direct", voice.cue, voice.speaker, voice.name, voice.reason)
            )
            previous = (q, voice)
            if q.open_end:
                self.running = voice
        for n in range(spoken, len(flat)):
            self._hear(flat[n])
        self.found.extend(direct)
        return direct

    def _voice(
        self, q: Quoted, front: Clause | None, back: Clause | None, earlier: list[Clause]
    ) -> _Voice | None:
        """The verb right before the quotation, else the one right after it."""
        if front is not None and not front.passive and q.start - front.end <= NEAR:
            between = self.text[front.end : q.start].strip()
            if front.verb.startswith("according"):
                return self._of(front, "according to")
            carried = front.verb in CARRYING or front.participle
            if carried and (
                between[-1:] in (",", ":", "") or between.endswith("that") or between in ("that", "as")
            ):
                if front.subject is None:
                    return self._borrowed(front, earlier)
                return self._of(front, f"subject of “{front.verb}”")
        if back is not None and not back.passive and back.start - q.end <= NEAR + 60:
            between = self.text[q.end : back.start].strip(" ,–—-\xa0\n")
            if back.verb.startswith("according"):
                return self._of(back, "according to")
            if not between and not back.participle:
                # "...," said Ursula von der Leyen
                after = subject_after(self.text, back.end, self._end_of(back.end))
                if after:
                    return self._of(replace(back, subject=after), f"subject of “{back.verb}”")
            if back.subject and back.verb in CARRYING:
                return self._of(back, f"subject of “{back.verb}”")
        return None

    def _end_of(self, offset: int) -> int:
        sentence = self.document.sentence_at(offset)
        return sentence.end if sentence else len(self.text)

    def _borrowed(self, clause: Clause, earlier: list[Clause]) -> _Voice | None:
        """A participle speaks for the subject of the first reporting verb of its sentence."""
        for other in earlier:
            if other.subject and other.start != clause.start:
                voice = self._of(other, f"subject of “{other.verb}”, {clause.verb}")
                return replace(voice, cue=(clause.start, clause.end))
        if self.last_name:
            reason = f"spoke last, {clause.verb}"
            return _Voice((clause.start, clause.end), None, self.last_name, reason)
        return None

    def _of(self, clause: Clause, reason: str) -> _Voice:
        assert clause.subject is not None
        name = " ".join(self.text[slice(*clause.subject)].split())
        if name.lower() in PRONOUNS:
            meant = self._meant(name.lower(), clause.subject[0])
            if meant:
                return _Voice(
                    (clause.start, clause.end), clause.subject, meant, f"{reason}; {name} is {meant}"
                )
        return _Voice((clause.start, clause.end), clause.subject, name, reason)

    def _meant(self, pronoun: str, offset: int) -> str:
        """Whom a pronoun means: who spoke last, else the person named last."""
        if self.last_name:
            return self.last_name
        at = bisect_left(self.mention_starts, offset)
        wanted = ("person",) if pronoun in ("he", "she") else SPEAKERS
        for mention in reversed(self.mentions[max(0, at - 12) : at]):
            if mention.kind in wanted:
                return " ".join(self.text[mention.start : mention.end].split())
        return ""

    def _hear(self, clause: Clause) -> None:
        """Remember the subject of a reporting verb as the one who spoke last."""
        if clause.subject:
            name = " ".join(self.text[slice(*clause.subject)].split())
            if name.lower() not in PRONOUNS:
                self.last_name = name

    def _adjacent(self, previous: Quoted, q: Quoted) -> bool:
        """Whether nothing but a speaker and a verb stands between two quotations of one paragraph."""
        return q.start - previous.end <= 2 * NEAR and len(self.text[previous.end : q.start].split()) <= 16

    def _indirect(
        self, clauses: list[tuple[Range, list[Clause]]], used: set[int], direct: list[Quotation]
    ) -> None:
        taken = [(q.start, q.end) for q in direct]
        for sentence, inside in clauses:
            for n, clause in enumerate(inside):
                if clause.start in used or clause.passive or not clause.subject:
                    continue
                span = self._reported(sentence, clause, first=n == 0 or clause.subject == inside[0].subject)
                if span is None or any(a < span[1] and span[0] < b for a, b in _near(taken, span)):
                    continue
                reason = "according to" if clause.verb.startswith("acc") else f"subject of “{clause.verb}”"
                voice = self._of(clause, reason)
                self.found.append(
                    Quotation(*span, "indirect", voice.cue, voice.speaker, voice.name, voice.reason)
                )
                break

    def _reported(self, sentence: Range, clause: Clause, *, first: bool) -> tuple[int, int] | None:
        """What the clause reports: the words after "said that", or those before ", X said."."""
        assert clause.subject is not None
        text, end = self.text, min(sentence.end, clause.start + 2_000)
        tail = text[clause.end : end]
        if clause.verb.startswith("according"):
            if clause.start - sentence.start > FRONT:
                return _span(text, sentence.start, clause.start)
            comma = text.find(",", clause.subject[1], end)
            return _span(text, comma + 1, end) if comma > 0 else None
        if clause.verb not in CARRYING:
            return None
        adjunct = ADJUNCT.match(tail)
        rest = tail[adjunct.end() :] if adjunct else tail
        if rest.strip(' .!?\n\xa0”"') == "" and clause.subject[0] - sentence.start > FRONT:
            return _span(text, sentence.start, clause.subject[0])
        head = tail.lstrip()
        skip = len(tail) - len(head)
        if rest.lstrip().startswith(("that ", "that\xa0")):
            begin = end - len(rest.lstrip())
            return _span(text, begin + 4, end)
        if clause.verb in WITHOUT_THAT and first and head[:1].isalpha():
            word = head.split(None, 1)[0].strip(".,").lower()
            if (
                word not in ("in", "on", "at", "to", "of", "by", "as", "it", "yesterday", "monday")
                or word == "it"
            ):
                return _span(text, clause.end + skip, end)
            begin = end - len(rest.lstrip())
            return _span(text, begin, end) if rest.strip() and adjunct and adjunct.end() else None
        return None


def _near(taken: list[tuple[int, int]], span: tuple[int, int]) -> list[tuple[int, int]]:
    at = bisect_left(taken, span)
    return taken[max(0, at - 1) : at + 40]


def _span(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in ",;:–—"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:–—"):
        end -= 1
    return (start, end) if len(text[start:end].split()) >= 3 else None
