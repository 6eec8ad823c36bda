"""Persons, organisations, places and peoples: runs of capitalised words, read with gazetteer and cues."""

from __future__ import annotations

from dataclasses import dataclass

from reader.entities.gazetteer import Entry, Gazetteer, gazetteer
from reader.entities.mentions import Mention
from reader.entities.spelling import word_set
from reader.entities.tokens import AMPERSAND, COMMA, HYPHEN, POSSESSIVE, SPACE, Token, Tokens

FUNCTION = word_set(
    "The A An In On At By For From To With And But Or If As When While After Before Since Until Although "
    "Though Because However Meanwhile Instead Rather Separately Officially Nevertheless Despite Under "
    "Over About Into Through During Against Between Among Without Within This That These Those There Here "
    "It Its He She They We I You His Her Their Our My Your Who What Where Why How Which Whose Not No Yes "
    "So Then Also Only Just Now Once Some Many Most All Both Each Every Few Any One Two Three Four Five "
    "Six Seven Eight Nine Ten Even Still Yet More Less Such Is Was Are Were Be Been Has Have Had Do Does "
    "Did Can Could Will Would Should May Might Must Let Read Post Support Sign Dear Please Once Remind "
    "Click See Share Follow Subscribe I'm I'd I'll I've It's We're We've He's She's Don't Didn't Isn't "
    "Wasn't Can't Won't That's There's They're You're What's Let's Earlier Later Today Yesterday Tomorrow "
    "Monthly Annual Unlike Like Per Via Out Up Down Off Back Well Oh OK Okay Hi Hello Thanks Thank Sorry "
    "Re Fw Fwd Cc Subject Sent Attached Best Regards"
)
JOINERS = frozenset({SPACE, HYPHEN})
LINKS = word_set("of for on in to and the de la du des")
PREPOSITIONS = word_set("in at near from around outside across throughout into toward towards via")
ROMAN = word_set("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XX XXI XXIII")
NOT_ACRONYMS = word_set(
    "TV PM AM DNA MP MPs CEO CFO COO GDP VIP AIDS HIV PHD PhD MBA BA MA BSC OK AD BC PC CD DVD UFO ID IQ "
    "PR HR IT PS FAQ URL HTML PDF SMS GPS USB LED AC DC RPM MPH KM USD EUR GBP RUB AK MIA POW KIA WMD "
    "WMDS SUV ATM CV DIY ASAP FYI LOL OMG WTF IMO BTW RT PLEASE NOT AND THE FOR ALL YOU ARE BUT VERY NO "
    "YES TO IN OF IS IT ON MY WE AT SO DO NEVER GREAT"
)
MINISTRIES = word_set("MoD MOD MFA DoD DOD MoI MoJ MoFA")
"""Ministries as the press shortens them, whatever the country."""
BODIES = word_set("Parliament Congress Senate Cabinet Duma")
"""Bodies that a state has one of, named by a single word."""
MAX_RUN = 24
"""Words of one run at most: a text in capitals throughout must not make one name."""


@dataclass(slots=True)
class Piece:
    """A stretch of a run that the gazetteer does not explain, words ``start`` to ``end``."""

    start: int
    end: int


class NameReader:
    """The rule layer for names over one text's tokens; `read` gives its mentions, overlaps possible."""

    def __init__(self, tokens: Tokens, known: Gazetteer | None = None) -> None:
        self.tokens = tokens
        self.words = tokens.words
        self.known = known or gazetteer()
        self.cues = self.known.cues
        self.titles = self.cues["title"] | self.cues["rank"]
        self.found: list[Mention] = []

    def read(self) -> list[Mention]:
        """All mentions, in order of their runs."""
        words = self.words
        at, end = 0, len(words)
        while at < end:
            word = words[at]
            if not word.cap or not word.latin:
                at = self._small_phrase(at) if word.text in _small_starts(self.known) else at + 1
                continue
            stop = self._run_end(at)
            self._read_run(at, stop)
            at = stop
        return self.found

    # --- runs ------------------------------------------------------------------------------------

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
            if word.cap and word.text in FUNCTION and not self._phrase(at, stop)[1]:
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
        if link[0] == "of":
            if left in cues["rolehead"] and left not in ("Chamber",):
                return False
            return opens or left in cues["locopen"] or left in cues["orghead"] or left in ("Palace", "Tower")
        opened = next(
            (k for k in range(part, at) if not words[k].cap and words[k].text in ("of", "for", "on")), None
        )
        if link[0] in ("for", "on", "in", "to"):
            return (
                (opens or left in cues["orghead"])
                and link[0] in ("for", "on")
                and left not in ("News", "Press")
            )
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

    # --- known names -----------------------------------------------------------------------------

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
        limit = at
        while (
            limit + 1 < stop
            and limit + 1 - at < longest
            and words[limit + 1].gap in (SPACE, HYPHEN, COMMA, POSSESSIVE, AMPERSAND)
        ):
            limit += 1
        while limit >= at:
            if all(w.gap in JOINERS for w in words[at + 1 : limit + 1]):
                spelt = " ".join(w.text for w in words[at : limit + 1]).replace("-", " ")
            else:
                spelt = (
                    self.tokens.folded[words[at].start : words[limit].end]
                    .replace("-", " ")
                    .replace("\n", " ")
                )
            entry = self.known.exact.get(spelt)
            if entry is None:
                entry = self.known.phrases.get(spelt.lower())
                if entry is not None and limit == at and self._is_other(entry, words[at]):
                    entry = None
            if entry is not None:
                return entry, limit - at + 1
            limit -= 1
        return None, 0

    def _is_other(self, entry: Entry, word: Token) -> bool:
        """Whether a one-word name is more likely an ordinary word here (Reading, Nice, Of)."""
        lower = word.text.lower()
        if word.upper and len(word.text) <= 3 and entry.rank:
            return True
        if entry.rank >= 2 and (lower in self.known.words or word.text in self.titles | self.cues["role"]):
            return True
        if entry.rank == 1 and lower in self.known.words and word.first:
            return True
        return entry.rank >= 1 and (word.text in FUNCTION or word.text in _heads(self.known))

    def _small_phrase(self, at: int) -> int:
        """Known names that begin small: al-Qaeda, sub-Saharan Africa, sarin."""
        entry, length = self._phrase(at, min(len(self.words), at + 8))
        if entry is None:
            return at + 1
        spelt = self.tokens.folded[self.words[at].start : self.words[at + length - 1].end]
        if spelt.replace("-", " ").replace("\n", " ") not in _small_forms(self.known):
            return at + 1
        self._add(at, at + length, entry.kind, 0.95, "lexicon")
        return at + length

    # --- segments --------------------------------------------------------------------------------

    def _read_segment(self, start: int, stop: int) -> None:
        while start < stop and not self.words[start].cap:
            start += 1
        if start >= stop:
            return
        whole, length = self._phrase(start, stop)
        if whole and length == stop - start and not whole.ordinary:
            self._add_entry(start, stop, whole)
            return
        headline = self.tokens.headline[self.words[start].block]
        if not headline:
            done = self._headed(start, stop)
            if done is not None:
                begin, end, kind, score = done
                if begin > start:
                    self._read_plain(start, begin)
                self._add(begin, end, kind, score, f"{kind}.head")
                if end < stop:
                    self._read_segment(end, stop)
                return
        self._read_plain(start, stop)

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
                or text in cues["lawopen"]
                or text in cues["eventopen"]
                or text in cues["locopen"]
            )
            if opener:
                end = self._open_end(at, stop)
                kind = (
                    "law"
                    if text in cues["lawopen"] and text in cues["lawhead"]
                    else "event"
                    if text in cues["eventopen"] and text not in cues["orgopen"]
                    else "org"
                    if text in cues["orgopen"]
                    else "loc"
                )
                if kind == "loc" and text in (
                    "Republic",
                    "Kingdom",
                    "State",
                    "City",
                    "Province",
                    "County",
                    "Commonwealth",
                    "Emirate",
                    "Sultanate",
                    "Principality",
                ):
                    kind = "gpe"
                return self._left_edge(begin, at), end, kind, 0.9
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
            if kind in ("org", "loc", "event") and at - left == 1:
                entry = self._phrase(left, at)[0]
                if entry and entry.kind == "norp" and text in cues["lochead"] and text not in cues["orghead"]:
                    continue
            if at + 1 < stop and self._looks_personal(left, stop):
                continue
            end = at + 1
            return left, end, kind, 0.85
        return None

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

    def _open_end(self, at: int, stop: int) -> int:
        """End of "Ministry of X and Y", known bindings only; *at* is the opener."""
        return stop

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

    def _cued(self, at: int) -> bool:
        word = self.words[at]
        before = self.words[at - 1] if at else None
        return before is not None and word.gap == SPACE and not before.cap

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

    # --- unexplained pieces ----------------------------------------------------------------------

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
        if words[start].first and first.lower() in known.words and first not in known.given and size >= 2:
            self._read_piece(start + 1, stop)
            return
        if score and (not headline or score >= 0.9) and not (common and headline):
            self._add(start, stop, "person", score, "person.title" if titled else "person.shape")
            return
        if headline:
            return
        if len(common) < size or not words[start].first:
            self._add(start, stop, "org", 0.35 if common else 0.45, "org.shape")

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
        if common or headline:
            return
        after = words[stop] if stop < len(words) else None
        before = words[start - 1] if start else None
        speaks = after is not None and after.gap == SPACE and after.text in self.cues["speech"]
        placed = before is not None and word.gap == SPACE and before.text.lower() in PREPOSITIONS
        surname, given = text in known.surnames, text in known.given
        if speaks:
            self._add(start, stop, "person", 0.75 if surname or given else 0.6, "person.speech")
        elif given:
            self._add(start, stop, "person", 0.6, "person.given")
        elif placed and not word.first:
            self._add(start, stop, "gpe", 0.5, "place.preposition")
        elif surname:
            self._add(start, stop, "person", 0.5, "person.surname")
        elif not word.first:
            self._add(
                start,
                stop,
                "person"
                if text.endswith(("ov", "ev", "sky", "ski", "enko", "vich", "yan", "dze", "ez"))
                else "org",
                0.35,
                "single",
            )

    # --- adding ----------------------------------------------------------------------------------

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
            before = self.words[start - 1] if start else None
            placed = before is not None and word.gap == SPACE and before.text.lower() in PREPOSITIONS
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


def _named(word: Token) -> str:
    """A word as a list of names writes it: SMITH is Smith."""
    return word.text.capitalize() if word.upper and len(word.text) > 2 else word.text


def _foreign(words: list[Token], at: int) -> bool:
    return any(0 <= k < len(words) and not words[k].latin for k in (at - 1, at + 1))


_small: dict[int, tuple[frozenset[str], frozenset[str]]] = {}


def _small_index(known: Gazetteer) -> tuple[frozenset[str], frozenset[str]]:
    index = _small.get(id(known))
    if index is None:
        forms = frozenset(f.replace("-", " ") for f in known.small_forms)
        index = _small[id(known)] = (frozenset(f.split()[0] for f in forms), forms)
    return index


def _small_starts(known: Gazetteer) -> frozenset[str]:
    return _small_index(known)[0]


def _small_forms(known: Gazetteer) -> frozenset[str]:
    return _small_index(known)[1]


def _heads(known: Gazetteer) -> frozenset[str]:
    return known.cues["orghead"]
