"""Linking inside one document: which entity each mention means, as far as the document itself can tell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reader.entities.cues import INSTITUTIONS
from reader.entities.gazetteer import Entry, Gazetteer, gazetteer
from reader.entities.mentions import LINKED_KINDS, Mention
from reader.entities.roles import SOURCE, offices
from reader.entities.spelling import fold, link_key, phrase_key, slug, word_set

ABBREVIATED = {
    "mod": "ministry of defense",
    "mfa": "ministry of foreign affairs",
    "moi": "ministry of interior",
    "dod": "department of defense",
    "foreign ministry": "ministry of foreign affairs",
}
FIRMS = re.compile(r"(?: (?:inc|ltd|llc|llp|corp|plc|gmbh|ag|co|jsc|oao|ojsc|pjsc|limited|corporation))+$")
SEXES = {"m": "mr", "f": "mrs"}
TITLED = re.compile(
    r"\b(?:(?P<m>Mr|Sir|Lord|King|Prince|Baron|Duke|Earl|Sheikh|Father)"
    r"|(?P<f>Mrs|Ms|Miss|Lady|Dame|Queen|Princess|Baroness|Duchess|Sister))\.?[ \n]"
)
SMALL = word_set("of for the and on in to")
PARTICLES = word_set(
    "de del della di da dos du van von der den ter ten la le el al bin ibn ben abu abd bint zu af st"
)
OWNER = re.compile(r"(?:'s|')[ \n]{1,3}$")
COUNTRYS = re.compile(r"\b(?:the country|the nation|its|their)(?:'s)?[ \n]{1,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Local:
    """One mention's meaning by its document: ``key`` is an entity id, or a person's name still open."""

    key: str
    name: str
    """The entity's usual name if it is known beforehand; else empty."""
    form: str
    """How the mention is written, titles and possessive off."""
    country: str = ""
    """The state's name that an institution's form does not say: "Defense Ministry" of Russia."""
    fixed: bool = False
    """Whether the corpus has no say: a state, a lexicon entry, an institution of a known country."""


def link_document(text: str, mentions: Sequence[Mention]) -> tuple[Local | None, ...]:
    """For each of *mentions* (sorted, disjoint) what it means, ``None`` for values."""
    return _Document(text, mentions).locals()


def definitions(text: str, mentions: Sequence[Mention], links: Sequence[Local | None]) -> dict[str, str]:
    """Acronyms that the text explains, ``Long Name (LN)``: folded acronym to the long name's key."""
    out: dict[str, str] = {}
    for at in range(len(mentions) - 1):
        first, second = mentions[at], mentions[at + 1]
        # Few mentions stand so close: only what is between those is folded.
        if (
            second.start - first.end > 5
            or fold(text[first.end : second.start]).strip(" \n\"'") != "("
            or fold(text[second.end : second.end + 2]).strip("\"'")[:1] != ")"
        ):
            continue
        one, two = links[at], links[at + 1]
        if one is None or two is None:
            continue
        if abbreviates(two.form, one.form):
            out[link_key(two.form)] = one.key
        elif abbreviates(one.form, two.form):
            out[link_key(one.form)] = two.key
    return out


def abbreviates(short: str, long: str) -> bool:
    """Whether *short* is made of the initials of *long*, small words optional (OSCE, MTCA)."""
    letters = [c for c in short if c.isalnum()]
    if not 2 <= len(letters) <= 10 or sum(c.isupper() for c in letters) < 2 or len(long) <= len(short):
        return False
    words = re.findall(r"[^\W_]+(?:-[a-z]+)*", fold(long))
    wanted = "".join(letters).lower()
    every = "".join(w[0] for w in words).lower()
    main = "".join(w[0] for w in words if w.lower() not in SMALL).lower()
    return wanted in (every, main) or (len(wanted) > 2 and _within(wanted, every) and wanted[0] == every[0])


def _within(wanted: str, initials: str) -> bool:
    """Whether *wanted* can be read off *initials* in order, all but one of them used."""
    rest = iter(initials)
    return all(c in rest for c in wanted) and len(initials) - len(wanted) <= 1


class _Document:
    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.folded = fold(text)
        self.mentions = mentions
        self.known = gazetteer()
        self.countries: list[tuple[int, str]] = []
        self.full: dict[str, str] = {}
        self.by_last: defaultdict[str, set[str]] = defaultdict(set)

    def locals(self) -> tuple[Local | None, ...]:
        out: list[Local | None] = [None] * len(self.mentions)
        for at, mention in enumerate(self.mentions):
            if mention.kind in ("gpe", "norp"):
                out[at] = self._place(mention)
        for mention, local in zip(self.mentions, out, strict=True):
            if local is not None and local.fixed:
                self.countries.append((mention.start, local.key))
        institutions: list[tuple[int, str, str, str]] = []
        for at, mention in enumerate(self.mentions):
            if mention.kind not in LINKED_KINDS or out[at] is not None:
                continue
            if mention.kind == "person":
                if mention.source != SOURCE:
                    self._note_person(mention)
                continue
            generic = self._institution(mention) if mention.kind == "org" else None
            if generic is not None:
                institutions.append((at, *generic))
            else:
                out[at] = self._other(mention)
        self._settle_institutions(out, institutions)
        for at, mention in enumerate(self.mentions):
            if mention.kind == "person" and mention.source != SOURCE:
                out[at] = self._person(mention)
        self._give_offices(out)
        return self._with_acronyms(out)

    def _give_offices(self, out: list[Local | None]) -> None:
        """Link "the Foreign Secretary" to its one holder in this document, else to nobody."""
        asked = [at for at, mention in enumerate(self.mentions) if mention.source == SOURCE]
        held = offices(self.folded, self.mentions) if asked else {}
        for at in asked:
            form = self._form(self.mentions[at])
            holders = {local.key for k in held.get(form.lower(), ()) if (local := out[k]) is not None}
            if len(holders) == 1:
                out[at] = Local(next(iter(holders)), "", form)

    # --- places and peoples ----------------------------------------------------------------------

    def _form(self, mention: Mention) -> str:
        form = " ".join(self.folded[mention.start : mention.end].split())
        return re.sub(r"- (?=\w)", "-", form) if "- " in form else form

    def _entry(self, form: str, kinds: tuple[str, ...]) -> Entry | None:
        entry = self.known.exact.get(form.replace("-", " ")) or self.known.find(phrase_key(form))
        if entry is None and form.lower().startswith("the "):
            return self._entry(form[4:], kinds)
        return entry if entry is not None and entry.kind in kinds else None

    def _place(self, mention: Mention) -> Local:
        form = self._form(mention)
        entry = self._entry(form, ("gpe", "norp"))
        if entry is not None and entry.id:
            return Local(entry.id, entry.name, form, fixed=True)
        name = entry.name if entry is not None else ""
        return Local(f"{mention.kind}:{slug(name or form)}", name, form)

    # --- institutions ----------------------------------------------------------------------------

    def _institution(self, mention: Mention) -> tuple[str, str, str] | None:
        """Words, country and form of a ministry, army...; ``None`` for a name of its own."""
        form = self._form(mention)
        if self._entry(form, ("org",)) is not None:
            return None
        words = form.split()
        country = ""
        for size in (3, 2, 1):
            entry = self._entry(" ".join(words[:size]), ("gpe", "norp")) if len(words) > size else None
            if entry is not None and entry.id:
                country, words = entry.id, words[size:]
                break
        else:
            tail = re.match(r"(.+?) of (?:the )?(.+)$", form)
            entry = self._entry(tail[2], ("gpe",)) if tail else None
            if tail and entry is not None and entry.id:
                country, words = entry.id, tail[1].split()
        key = link_key(" ".join(words))
        key = ABBREVIATED.get(key, key)
        parts = key.split()
        if not parts or not any(p in INSTITUTIONS for p in parts):
            return None
        if not all(p in self.known.words or p in INSTITUTIONS or p in ("defense", "armed") for p in parts):
            return None
        for head in ("ministry", "department"):
            if parts[-1] == head and len(parts) > 1:
                key = " ".join([head, "of", *parts[:-1]])
        if not country:
            country = self._owner(mention)
        return key, country, form

    def _owner(self, mention: Mention) -> str:
        """The country a possessive before the mention names: Russia's, the country's."""
        before = self.folded[max(0, mention.start - 24) : mention.start]
        at = bisect_left(self.countries, (mention.start, ""))
        if not at:
            return ""
        start, key = self.countries[at - 1]
        if COUNTRYS.search(before):
            return key
        if OWNER.search(before) and mention.start - start < 60:
            owner = self.folded[start : mention.start]
            if re.fullmatch(r"[^'.,;\n]+(?:'s|')\s+", owner):
                return key
        return ""

    def _bare(self, form: str, key: str) -> bool:
        """Whether an institution's form holds its words alone, no country."""
        return len(link_key(form).split()) <= len([w for w in key.split() if w not in SMALL])

    def _settle_institutions(self, out: list[Local | None], found: list[tuple[int, str, str, str]]) -> None:
        """Institutions without a country take the only one of the same words, or the only state named."""
        stated: defaultdict[str, set[str]] = defaultdict(set)
        for _, key, country, _ in found:
            if country:
                stated[key].add(country)
        states = {key for _, key in self.countries}
        for at, key, country, form in found:
            own = bool(country) and not self._bare(form, key)
            if not country:
                if len(stated[key]) == 1:
                    country = next(iter(stated[key]))
                elif not stated[key] and len(states) == 1:
                    country = next(iter(states))
            code = country.removeprefix("gpe:").lower()
            plain = key.replace(" ", "-")
            state = self.known.country_names.get(code.upper(), "")
            key_ = f"org:{code}-{plain}" if code else f"org:{plain}"
            out[at] = Local(key_, "", form, "" if own else state, fixed=bool(code))

    # --- everything else -------------------------------------------------------------------------

    def _other(self, mention: Mention) -> Local:
        form = self._form(mention)
        if mention.kind in ("weapon", "platform"):
            form = re.sub(r"(?<=\d)s$", "", form)
        entry = self._entry(form, LINKED_KINDS)
        if entry is None and mention.kind == "platform":
            entry = self._entry(re.sub(r"-class$", "", form, flags=re.IGNORECASE), LINKED_KINDS)
        if entry is not None and (entry.kind == mention.kind or entry.kind in ("org", "loc", "event", "law")):
            if entry.id:
                return Local(entry.id, entry.name, form, fixed=True)
            return Local(f"{entry.kind}:{slug(entry.name)}", entry.name, form, fixed=not entry.rank)
        key = link_key(form)
        if mention.kind == "org":
            key = FIRMS.sub("", key) or key
        elif mention.kind == "platform":
            key = re.sub(r" class$", "", key) or key
        return Local(f"{mention.kind}:{key.replace(' ', '-') or slug(form)}", "", form)

    def _note_person(self, mention: Mention) -> None:
        form = person_form(self._form(mention))
        tokens = link_key(form).split()
        if len(tokens) > 1:
            key = "-".join(tokens)
            self.full[key] = form
            for last in surnames(tokens):
                self.by_last[last].add(key)

    def _person(self, mention: Mention) -> Local:
        form = person_form(self._form(mention))
        tokens = link_key(form).split()
        key = "-".join(tokens) or slug(form)
        if len(tokens) > 1 and tokens[0] not in PARTICLES:
            return Local(f"person:{key}", "", form)
        sex = titled_sex(self.folded[max(0, mention.start - 12) : mention.end])
        meant = self.by_last.get(" ".join(tokens), set())
        fits = {other for other in meant if sex in (named_sex(other), "") or not named_sex(other)}
        if len(fits) == 1:
            return Local(f"person:{next(iter(fits))}", "", form)
        if meant and not fits:
            return Local(f"person:{SEXES[sex]}-{key}", "", form)
        return Local(f"person:{key}?{sex}" if sex else f"person:{key}", "", form)

    # --- acronyms --------------------------------------------------------------------------------

    def _with_acronyms(self, out: list[Local | None]) -> tuple[Local | None, ...]:
        """Links of acronyms the document explains, by definition first, by initials else."""
        defined = definitions(self.text, self.mentions, out)
        initials: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for local in out:
            if local is not None and local.key.startswith(("org:", "law:")) and " " in local.form:
                words = re.findall(r"[^\W_]+", local.form)
                for chosen in (words, [w for w in words if w.lower() not in SMALL]):
                    initials["".join(w[0] for w in chosen).lower()][local.key] += 1
        names = {local.key: local.name for local in out if local is not None}
        for at, local in enumerate(out):
            if local is None or " " in local.form or not local.form.isupper():
                continue
            short = link_key(local.form)
            key = defined.get(short)
            if key is None and not local.fixed and len(short) > 2 and len(initials.get(short, ())) == 1:
                key = next(iter(initials[short]))
            if key is not None and key.partition(":")[0] == local.key.partition(":")[0]:
                out[at] = Local(key, names.get(key, ""), local.form, fixed=True)
        return tuple(out)


def person_form(form: str) -> str:
    """A person's name without title and possessive; ALL CAPS made ordinary."""
    known: Gazetteer = gazetteer()
    form = re.sub(r"'s?$", "", form)
    words = form.split()
    while len(words) > 1 and words[0].rstrip(".") in known.cues["title"] | known.cues["rank"]:
        words.pop(0)
    return " ".join(w.capitalize() if w.isupper() and len(w) > 3 else w for w in words)


def untitled(name: str) -> str:
    """*name*, in any case, without the titles, ranks and offices before it: Mr, Gen., the former President.

    One that is nothing else stays as it is.
    """
    words, leading = name.split(), _leading()
    at = 0
    while at < len(words) - 1 and words[at].rstrip(".").lower() in leading:
        at += 1
    return " ".join(words[at:]) if at else name


@cache
def _leading() -> frozenset[str]:
    """What may stand before a person's name, in small letters."""
    cues = gazetteer().cues
    listed = cues["title"] | cues["rank"] | cues["role"] | cues["rolehead"]
    return frozenset(word.lower() for word in listed) | {"the"}


def surnames(tokens: Sequence[str]) -> list[str]:
    """What a person of these name words is called alone: the last word, and with its particles."""
    start = len(tokens) - 1
    while start > 1 and tokens[start - 1] in PARTICLES:
        start -= 1
    out = [tokens[-1]]
    if start < len(tokens) - 1:
        out.append(" ".join(tokens[start:]))
    return out


def titled_sex(before: str) -> str:
    """``m`` or ``f`` by the last title in the text before a surname, else empty."""
    sex = ""
    for match in TITLED.finditer(before):
        sex = match.lastgroup or ""
    return sex


def named_sex(key: str) -> str:
    """``m`` or ``f`` where the first name of a person's key is one sex's alone, else empty."""
    first = key.removeprefix("person:").partition("-")[0]
    known = gazetteer()
    if first in SEXES.values():
        return next(sex for sex, title in SEXES.items() if title == first)
    first = first.capitalize()
    return "m" if first in known.men else "f" if first in known.women else ""
