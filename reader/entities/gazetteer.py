"""The names the recogniser knows: the packed gazetteer and the hand-kept lexicon, read once, on first use."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reader.entities.spelling import fold, phrase_key

DATA = Path(__file__).parent / "data"
DEMONYM = "norp"


class GazetteerError(ValueError):
    """A data file of the program is damaged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a known name stands for."""

    kind: str
    name: str
    """The usual name."""
    id: str = ""
    """The linked entity's id if it is no slug of the name: ``gpe:RU``."""
    ordinary: bool = False
    """Also an ordinary word or a person's name: needs a cue."""
    exact: str = ""
    """Matches in this spelling only (NATO, IS, MoD); empty: any with a capital."""
    rank: int = 0
    """0 hand-kept or a state; 1 to 3 cities, largest first; 4 a state's part."""


@dataclass(slots=True)
class Gazetteer:
    """All that is known, by folded key (see `phrase_key`); look-ups cost one hash."""

    phrases: dict[str, Entry] = field(default_factory=dict)
    exact: dict[str, Entry] = field(default_factory=dict)
    """Names that match letter by letter, before ``phrases``."""
    places: dict[str, str] = field(default_factory=dict)
    """Towns and states' parts by key: a digit, the entry's rank, and the usual name. See `find`."""
    longest: dict[str, int] = field(default_factory=dict)
    """First word of a key, its possessive off, to the most words any key with that beginning has."""
    given: frozenset[str] = frozenset()
    """First names."""
    men: frozenset[str] = frozenset()
    """First names of men alone, among those the census counts."""
    women: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    """Ordinary English words, small letters."""
    cues: dict[str, frozenset[str]] = field(default_factory=dict)
    """The lexicon's word lists by name: title, rank, orghead..."""
    currency_names: tuple[str, ...] = ()
    currency_codes: tuple[str, ...] = ()
    currency_symbols: tuple[str, ...] = ()
    country_names: dict[str, str] = field(default_factory=dict)
    """``RU`` to ``Russia``."""

    numbered: set[str] = field(default_factory=set)
    """Forms of the lexicon that hold a figure: Leopard 2, 9/11."""
    small_forms: set[str] = field(default_factory=set)
    """Forms of the lexicon that begin with a small letter, hyphens as spaces."""
    small_starts: set[str] = field(default_factory=set)
    """Their first words."""

    def add(self, form: str, entry: Entry, *, override: bool = False) -> None:
        """Know *form* as *entry*, unless it is known as something already."""
        key = phrase_key(form)
        if entry.exact:
            if override or form not in self.exact:
                self.exact[key_of_exact(form)] = entry
        elif override or key not in self.phrases:
            self.phrases[key] = entry
        self._measure(key)

    def add_place(self, form: str, place: str) -> None:
        """Know *form*, already with plain apostrophes and spaces, as *place*, rank digit and name."""
        key = form.lower().replace("-", " ")
        if key not in self.places:
            self.places[key] = place
            self._measure(key)

    def find(self, key: str) -> Entry | None:
        """The entry under a folded *key*: hand-kept ones before towns."""
        entry = self.phrases.get(key)
        if entry is None:
            place = self.places.get(key)
            if place is not None:
                return Entry("gpe", place[1:], rank=int(place[0]))
        return entry

    def _measure(self, key: str) -> None:
        words = key.count(" ") + 1
        first = (key[: key.index(" ")] if words > 1 else key).removesuffix("'s")
        if self.longest.get(first, 0) < words:
            self.longest[first] = words


def key_of_exact(form: str) -> str:
    """The key of names that match letter by letter: hyphens as spaces, nothing else."""
    return fold(form).replace("-", " ")


def lexicon_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a lexicon with their line numbers, comments and empty lines left out."""
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, [part.strip() for part in line.split("|")]


def needs_exact(form: str) -> bool:
    """Whether *form* counts in this spelling only: up to six capitals, or inner capitals (MoD)."""
    letters = [c for c in form if c.isalpha()]
    if " " in form or not letters:
        return False
    return len(letters) <= 6 and sum(c.isupper() for c in letters) >= 2 and form[1:] != form[1:].lower()


def read_lexicon(gazetteer: Gazetteer, text: str) -> None:
    """Add the rows of a lexicon *text*; raises `GazetteerError` naming the line."""
    words: dict[str, frozenset[str]] = {}
    for number, row in lexicon_rows(text):
        kind = row[0]
        if kind == "country" and len(row) == 4:
            code = row[1]
            names = split_forms(row[2])
            gazetteer.country_names[code] = names[0].lstrip("~")
            for which, forms in (("gpe", names), (DEMONYM, split_forms(row[3]))):
                for form in forms:
                    know(gazetteer, form, which, names[0].lstrip("~"), f"gpe:{code}")
        elif kind.endswith("*") and len(row) == 2:
            for group in split_forms(row[1]):
                forms = [f.strip() for f in group.split("=")]
                for form in forms:
                    know(gazetteer, form, kind[:-1], forms[0].lstrip("~"))
        elif len(row) == 3:
            name = row[1].lstrip("~")
            for form in [row[1], *split_forms(row[2])]:
                know(gazetteer, form, kind, name)
        elif len(row) == 2 and " | " not in row[1]:
            words[kind] = frozenset(row[1].split())
        else:
            raise GazetteerError(f"lexicon.txt line {number}: a row has two, three or four parts")
    gazetteer.cues.update(words)


def split_forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split(";") if form.strip()]


def know(gazetteer: Gazetteer, form: str, kind: str, name: str, entity: str = "") -> None:
    bare = form.lstrip("~")
    if bare[0].islower() and not bare.startswith("the "):
        form = key_of_exact(bare)
        gazetteer.small_forms.add(form)
        gazetteer.small_starts.add(form.split()[0])
    if any(c.isdigit() for c in bare) and (" " in bare or bare[0].isdigit()):
        gazetteer.numbered.add(fold(bare))
    entry = Entry(kind, name, entity, ordinary=form.startswith("~"), exact=bare if needs_exact(bare) else "")
    gazetteer.add(bare, entry, override=form == bare)


def read_packed(gazetteer: Gazetteer, text: str) -> None:
    """Add the sections of the packed gazetteer's *text*."""
    sections: dict[str, list[str]] = {}
    for block in text.split("\n\n"):
        name, _, body = block.partition("\n")
        sections[name.strip("[]")] = body.split("\n")
    missing = {
        "countries",
        "subdivisions",
        "cities",
        "men",
        "women",
        "either",
        "surnames",
        "currencies",
        "words",
    } - set(sections)
    if missing:
        raise GazetteerError(f"gazetteer.xz: section {', '.join(sorted(missing))} is missing")
    gazetteer.men = frozenset(sections["men"])
    gazetteer.women = frozenset(sections["women"])
    gazetteer.given = gazetteer.men | gazetteer.women | set(sections["either"])
    gazetteer.given |= gazetteer.cues.get("given", frozenset())
    gazetteer.surnames = frozenset(sections["surnames"])
    gazetteer.words = frozenset(sections["words"])
    for line in sections["countries"]:
        code, _, names = line.partition("\t")
        forms = names.split("|")
        name = gazetteer.country_names.setdefault(code, forms[0])
        for form in forms:
            gazetteer.add(form, Entry("gpe", name, f"gpe:{code}"))
    for line in sections["cities"]:
        forms = line[1:].split("|")
        place = line[0] + forms[0]
        for form in forms:
            gazetteer.add_place(form, place)
    for name in sections["subdivisions"]:
        gazetteer.add_place(name, f"4{name}")
    codes: set[str] = set()
    symbols: set[str] = set()
    names_: set[str] = set()
    for line in sections["currencies"]:
        code, symbol, forms_ = line.split("\t")
        codes.add(code)
        symbols.update(s for s in symbol.split("|") if s)
        names_.update(f.partition(" (")[0] for f in forms_.split("|"))
    gazetteer.currency_codes = tuple(sorted(codes))
    gazetteer.currency_symbols = tuple(sorted(symbols, key=lambda s: (-len(s), s)))
    gazetteer.currency_names = tuple(sorted(names_))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read on the first call; raises `GazetteerError` when a data file is damaged."""
    out = Gazetteer()
    try:
        lexicon = (DATA / "lexicon.txt").read_text(encoding="utf-8")
        packed = lzma.decompress((DATA / "gazetteer.xz").read_bytes()).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise GazetteerError(f"the program's gazetteer cannot be read: {error}; install it again") from error
    read_lexicon(out, lexicon)
    read_packed(out, packed)
    return out
