"""Money, dates, times, percentages, quantities and numbers, by pattern."""

from __future__ import annotations

import re
from functools import cache

from reader.entities.gazetteer import gazetteer
from reader.entities.mentions import Mention
from reader.entities.spelling import word_set

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
SURE_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
WORDS = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a dozen|dozen)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
)
MANY = r"(?:hundreds|thousands|millions|billions|trillions|dozens|tens)"
SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|bn|mn|tn|[mk](?![a-z]))"
FIGURE = r"\d{1,15}+(?:[,.]\d{1,15}+){0,6}+"
START = r"(?<![\w.,])"
"""Before a figure: not inside another figure or a word."""
ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?(?:-\d{1,2})?"
YEAR = r"(?:1[0-9]|20)\d\d"
UNITS = (
    r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|miles?|yards?|feet|foot"
    r"|inch(?:es)?|nautical miles?|knots?|kilograms?|kilos?|grams?|tonnes?|tons?|pounds?(?= of| in weight)"
    r"|lit(?:er|re)s?|gallons?|barrels?|hectares?|acres?"
    r"|square (?:miles?|kilomet(?:er|re)s?|met(?:er|re)s?|feet)"
    r"|megawatts?|kilowatts?|gigawatts?|kilotons?|megatons?|degrees?|km/h|mph|kph|km|cm|mm|kg|lbs?|ft"
    r"|MW|GW|kW|kHz|MHz|GHz|GB|MB|TB|°[CF]?)"
)
WHEN = r"(?:last|next|this|past|previous|coming)"
SPANS = r"(?:days|weeks|months|years|decades|centuries)"
CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "date",
        "date.day-month",
        (rf"\b(?:{DAY},? )?(?:{ORDINAL} (?:of )?{MONTH}|{MONTH} {ORDINAL})(?![\w:])(?:,? {YEAR}\b)?",),
    ),
    ("date", "date.month-year", (rf"\b(?:(?:early|late|mid)[ -])?{MONTH},? {YEAR}\b",)),
    ("date", "date.figures", (r"\b\d{4}-\d{2}-\d{2}\b", r"\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b")),
    ("date", "date.years", (rf"\b{YEAR}(?:-| to | and ){YEAR}\b", rf"\b{YEAR}[-/]\d\d\b")),
    ("date", "date.decade", (r"\b(?:(?:early|late|mid)[ -])?(?:the )?(?:1[0-9]|20)\d0'?s\b",)),
    (
        "date",
        "date.century",
        (r"\b(?:\d{1,2}(?:st|nd|rd|th)|[a-z]{4,11}th|first|second|third)[ -]century\b",),
    ),
    ("date", "date.relative", (r"\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b",)),
    (
        "date",
        "date.next",
        (
            rf"\b{WHEN} (?:week|month|year|spring|summer|autumn|winter|fall|decade|century)\b",
            rf"\b{WHEN} (?:{DAY}|{MONTH}(?!\w))",
        ),
    ),
    (
        "date",
        "date.span",
        (
            rf"\b(?:{FIGURE}|{WORDS}|a few|several|recent|the (?:coming|last|past|next)) (?:more )?{SPANS}"
            r"(?: ago| earlier| later)?\b",
        ),
    ),
    ("date", "date.day", (rf"\b{DAY}\b",)),
    (
        "date",
        "date.month",
        (rf"\b{SURE_MONTH}\b", r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil) (?P<core>March|May)\b"),
    ),
    ("date", "date.year", (rf"(?<![\d.,$£€-])\b{YEAR}\b(?![.,]\d)(?!-\d)(?=\W|$)",)),
    (
        "time",
        "time.clock",
        (
            r"\b\d{1,2}(?:[:.]\d\d)? ?(?:a\.m\.|p\.m\.|am\b|pm\b|AM\b|PM\b)",
            rf"\b{CLOCK}\b(?: ?(?:GMT|BST|UTC|EST|CET|MSK)\b)?",
            r"\b\d{1,2} o'clock\b",
        ),
    ),
    (
        "time",
        "time.span",
        (
            rf"\b(?:{FIGURE}|{WORDS}|a few|several) (?:hours?|minutes?|seconds?)\b",
            r"\b(?:noon|midnight)\b",
        ),
    ),
    (
        "percent",
        "percent",
        (
            rf"{START}{FIGURE} ?(?:%|per ?cent\b|percentage points?\b)",
            rf"\b{WORDS} per ?cent\b",
        ),
    ),
    (
        "quantity",
        "quantity",
        (
            rf"{START}{FIGURE}(?: {SCALE})?[ -]?{UNITS}(?!\w)",
            rf"\b{WORDS}(?: {SCALE})? {UNITS}(?!\w)",
        ),
    ),
    (
        "number",
        "number.figure",
        (
            rf"(?<![\w.,$£€/-]){FIGURE}(?: {SCALE}s?\b)?(?![\w%/])(?!-\w)",
            rf"{START}{FIGURE}-(?:fold|strong|point|member)\b",
        ),
    ),
    (
        "number",
        "number.words",
        (
            rf"\b{WORDS}(?: (?:hundred|thousand|million|billion)){{0,2}}\b",
            rf"\b{MANY}(?: of {MANY})?\b",
            r"\b(?:a|one) (?:hundred|thousand|million|billion)\b",
        ),
    ),
)
SCORES = {"date": 0.97, "time": 0.95, "percent": 0.97, "quantity": 0.96, "number": 0.8, "money": 0.98}


def money_patterns() -> tuple[str, ...]:
    """Patterns of sums of money, from every currency sign, name and ISO code the gazetteer knows."""
    known = gazetteer()
    nouns = {name.split()[-1].lower() for name in known.currency_names}
    nouns |= word_set("rouble roubles ruble rubles buck bucks cent cents pence hryvnia hryvnias sterling")
    nouns -= word_set("unit units point points right rights fund funds peg guarantee real reals sum")
    longest = sorted((n for n in nouns if n.isascii() and len(n) > 2), key=lambda n: (-len(n), n))
    noun = "|".join(map(re.escape, longest))
    codes = "|".join(known.currency_codes)
    symbols = [s for s in known.currency_symbols if not s[-1].isalpha()]
    signs = "|".join(map(re.escape, symbols))
    sign = rf"(?:{signs}|Rs\.? ?|[$£€¥₩₪₫₱₹₽₴₺₸₦₡₲₵₭₮¢﷼฿])"
    whose = (
        r"(?:(?:US|U\.S\.|Canadian|Australian|Hong Kong|Singapore|New Zealand|British|Russian|Belarusian"
        r"|Swiss|Japanese|Chinese|Indian) )?"
    )
    return (
        rf"{sign} ?{FIGURE}(?:-{FIGURE})?(?:[ -]?{SCALE}(?: {SCALE})?)?(?!\w)|{sign} ?{FIGURE}",
        rf"{START}{FIGURE}(?: {SCALE}){{0,2}}[ -]{whose}(?:{noun}|{codes})\b",
        rf"\b(?:{codes}) ?{FIGURE}(?: {SCALE})?(?!\w)",
        rf"\b(?:{WORDS}|{MANY}|an?|one)(?: of)?(?: {SCALE}| {MANY}){{0,2}}(?: of)? {whose}(?:{noun})\b",
    )


@cache
def patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Every value rule compiled: kind, rule id, pattern; a blank in a pattern is a space or a newline."""
    out = []
    for kind, rule, alternatives in (("money", "money", money_patterns()), *RULES):
        for pattern in alternatives:
            spaced = re.sub(r" (?!\])", "[ \\\\n]", pattern.replace("[ -]", "(?: |-)"))
            out.append((kind, rule, re.compile(spaced)))
    return tuple(out)


def value_mentions(folded: str) -> list[Mention]:
    """Mentions of value kinds in a folded text; they may overlap."""
    out = []
    for kind, rule, pattern in patterns():
        group = "core" if "core" in pattern.groupindex else 0
        for match in pattern.finditer(folded):
            start, end = match.span(group)
            if end > start and not _lone_article(folded[start:end]):
                out.append(Mention(start, end, kind, SCORES[kind], rule))
    return out


def _lone_article(form: str) -> bool:
    """Whether a sum is only "a pound", "a mark": an ordinary noun with its article."""
    words = form.split()
    return len(words) == 2 and words[0] in ("a", "an") and words[1].lower() not in ("dozen",)
