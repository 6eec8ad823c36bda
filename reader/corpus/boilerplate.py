"""Which blocks are the site's and not the article's: calls to act, widgets, lists of labels, other scripts.

No phrase of one site is looked for. A block is weighed by what such text has in common: it stands at the head
or the tail, it is very short and unfinished, it speaks to "you" of newsletters and donations, its line comes
back in other files. The tail is the suffix of blocks whose weights add up highest.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from reader.corpus.bylines import is_source
from reader.corpus.document import Range, Tier
from reader.corpus.outlets import is_masthead

__all__ = ["Verdict", "find_boilerplate", "is_unfinished", "normalised_line"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CALLS = _words(
    """subscribe donate share follow register join click tap download support sign log read continue
    contact leave post add comment print email watch listen visit try get become help"""
)
"""Verbs that a call to act begins with."""
WIDGET = _words(
    """newsletter newsletters subscribe subscriber subscribers subscription comment comments advertisement
    advertisements advertising sponsored donate donation donations privacy cookie cookies copyright
    login logout sign-up signup log share print email e-mail facebook twitter telegram whatsapp linkedin
    instagram youtube rss faq unsubscribe password mailbox inbox membership read continue sign follow
    register download app account related recommended trending tags reply replies contribution
    contributions paywall"""
)
"""Words of buttons, forms and footers."""
AROUND = _words(
    """a an the to of for our your you us we on in at by from and or this that it with is are not no be
    have i my free weekly daily monthly more up out in now here all post leave agree policy terms
    conditions use service articles article stories story topics topic latest most popular next previous
    page home menu search join support click reading view see also about rights reserved via as new
    first one two three story continues below above"""
)
"""Words that may stand around them in a line of nothing else."""
APPEAL = _words(
    """newsletter newsletters subscribe subscribers subscriber subscription donation donations donate
    mailbox inbox reader readers journalism journalists contribution contributions membership cookies
    privacy unsubscribe paywall advertisers support supporting signing sign"""
)
"""What an appeal to the reader is about."""
PERSON = _words("you your yours you're you'll you've we our us ours we're we've we'd you'd")
COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|all rights reserved|\bcopyright\b.{0,20}\d{4}", re.IGNORECASE)
RIGHTS = ("©", "(c)", "all rights", "copyright")
"""One of these is in every copyright line."""
QUOTED = re.compile(r"“[^”]{0,600}”|\"[^\"]{0,600}\"|‘[^’]{3,300}’(?!\w)")
TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
CREDIT = re.compile(r"\W*(?:by|reporting|editing|writing|additional reporting|compiled)\b", re.IGNORECASE)
CLOSERS = "\"'”’»)]}*_ \xa0"
WEIGHED = 1_500
"""Code points of a block that are weighed: enough to know it, so that a huge block costs no more."""
SAMPLED = 400
"""Code points that tell a script."""
OTHER_LETTER = re.compile(r"[^\W\d_\u0000-\u024f]")
"""A letter that is not Latin, among them numerals of letters' kind."""
FEWEST_LETTERS = 10
"""Letters below which a script is not told."""

Sign = Literal[
    "repeated", "again", "call", "widget", "copyright", "script", "appeal", "plea", "label", "voice", "prose"
]
"""``again`` is a whole sentence that stands in other files too: news says some things twice."""

SAID: dict[Sign, str] = {
    "repeated": "the line stands in other files too",
    "again": "the sentence stands in other files too",
    "call": "a call to the reader",
    "widget": "words of a button or form",
    "copyright": "a copyright line",
    "script": "another script than the article's",
    "appeal": "speaks to the reader of subscriptions or donations",
    "plea": "speaks for the newsroom",
    "label": "a short line that nothing follows",
}
STRONG: tuple[Sign, ...] = ("repeated", "call", "widget", "copyright", "script")
WEIGHT: dict[Sign, float] = {
    "repeated": 3.0,
    "call": 3.0,
    "widget": 3.0,
    "copyright": 3.0,
    "script": 3.0,
    "again": 2.0,
    "appeal": 2.0,
    "plea": 1.0,
    "label": 0.7,
    "voice": -0.5,
}


class Verdict(NamedTuple):
    """That a block is boilerplate, how sure, and why."""

    tier: Tier
    reason: str


class _Weighed(NamedTuple):
    sign: Sign
    weight: float
    words: int


def normalised_line(line: str) -> str:
    """*line* for comparison with other files: case, white space, quotes and edge punctuation folded."""
    folded = " ".join(line.casefold().replace("’", "'").split())
    return folded.strip(" .,:;!?…-–—|»«“”„\"'()[]*")


def is_unfinished(text: str) -> bool:
    """Whether *text* ends without a sentence's end: a heading, a label, a byline."""
    return not text.rstrip(CLOSERS).endswith((".", "!", "?", "…", ":", ";", ",", "。"))


def find_boilerplate(
    text: str, blocks: Sequence[Range], repeated: Collection[str] = frozenset()
) -> tuple[Verdict | None, ...]:
    """A verdict or ``None`` for each of *blocks*; *repeated* are normalised lines met in other files too.

    An article never loses all its blocks: when nothing would be left, nothing is boilerplate.
    """
    shown = [text[b.start : min(b.end, b.start + WEIGHED)] for b in blocks]
    scripts = [_script(words) for words in shown]
    main = _main_script(scripts)
    weighed = [
        _weigh(words, b, repeated, bool(main) and script not in ("", main))
        for words, b, script in zip(shown, blocks, scripts, strict=True)
    ]
    verdicts: list[Verdict | None] = [None] * len(blocks)
    tail = _tail(weighed, verdicts)
    _head(text, blocks, weighed, verdicts, tail)
    for i in range(1, tail):
        # Inside the article never sure: a crosshead comes back in other stories too.
        if verdicts[i] is None and weighed[i].sign in ("repeated", "widget") and weighed[i].words <= 8:
            verdicts[i] = Verdict("probable", SAID[weighed[i].sign])
    if not any(v is None and w.words >= 3 for v, w in zip(verdicts, weighed, strict=True)):
        return (None,) * len(blocks)
    return tuple(verdicts)


def _weigh(shown: str, block: Range, repeated: Collection[str], odd_script: bool) -> _Weighed:
    plain = QUOTED.sub(" ", shown).replace("’", "'").casefold()
    tokens = TOKEN.findall(plain)
    n = len(shown.split())
    sign: Sign = "prose"
    long = block.end - block.start > WEIGHED
    named = set(tokens)
    topics = len(named & APPEAL)
    if n <= 15 and not long and is_source(shown):
        sign = "voice"
    elif n <= 15 and not long and normalised_line(shown) in repeated:
        sign = "again" if n > 3 and shown.rstrip(CLOSERS).endswith((".", "?", "…", "。")) else "repeated"
    elif n <= 40 and _claims_rights(shown):
        sign = "copyright"
    elif odd_script and not long:
        sign = "script"
    elif n <= 12 and tokens and not CREDIT.match(shown) and _is_widget(shown, tokens):
        sign = "widget"
    elif n <= 10 and tokens and tokens[0] in CALLS and shown.endswith("!"):
        sign = "call"
    elif named & PERSON and (topics >= 2 or (topics and named & {"you", "your", "you're"})):
        sign = "appeal"
    elif topics and (named & PERSON or (n <= 8 and shown.endswith((":", ",", "!", "?")))):
        sign = "plea"
    elif n <= 6 and (is_unfinished(shown) or shown.endswith((":", ","))):
        sign = "label"
    elif named & PERSON or (n <= 6 and not long):
        sign = "voice"
    return _Weighed(sign, WEIGHT.get(sign, -2 - min(n, 60) / 10), n)


def _claims_rights(shown: str) -> bool:
    # Few lines do: most are done with at a glance.
    low = shown.lower()
    return any(mark in low for mark in RIGHTS) and COPYRIGHT.search(shown) is not None


def _is_widget(shown: str, tokens: list[str]) -> bool:
    """A line of button words and little else: "Post a Comment", "Subscribers agree to the Privacy Policy"."""
    button = sum(t in WIDGET for t in tokens)
    around = sum(t in AROUND for t in tokens)
    if not button or shown.endswith("."):
        return False
    return button + around == len(tokens)


def _tail(weighed: list[_Weighed], verdicts: list[Verdict | None]) -> int:
    """Mark the tail; returns the index of its first block."""
    best, cut, total = 0.0, len(weighed), 0.0
    lead = next((i for i, w in enumerate(weighed) if w.sign == "prose" and w.words > 15), -1)
    for i in range(len(weighed) - 1, lead, -1):
        total += weighed[i].weight
        if total > best and weighed[i].weight > 0:
            best, cut = total, i
        if total < best - 12:
            break
    run = weighed[cut:]
    if not run:
        return cut
    strong = any(w.sign in STRONG for w in run)
    if not strong:
        return _soft_tail(weighed, verdicts, cut)
    opened = next((i for i, w in enumerate(run) if w.sign in STRONG), len(run))
    doubtful = any(w.weight < 0 and w.words > 60 for w in run)
    sure = opened <= 1 and not doubtful
    for i in range(cut, len(weighed)):
        sign = weighed[i].sign
        reason = SAID.get(sign, "") if i == cut or sign in STRONG else ""
        verdicts[i] = Verdict("sure" if sure else "probable", reason or "part of the page's tail")
    return cut


def _soft_tail(weighed: list[_Weighed], verdicts: list[Verdict | None], cut: int) -> int:
    """A tail without a sure sign: at least two appeals, or headings that nothing follows."""
    run = weighed[cut:]
    signs = {w.sign for w in run}
    prose = sum(w.sign == "prose" for w in weighed[:cut])
    asks = sum(w.sign in ("appeal", "again") for w in run)
    labels, again = signs == {"label"}, "again" in signs
    soft = labels or ((asks >= 2 or again) and signs <= {"label", "appeal", "plea", "again"})
    if prose < 3 or len(run) > 8 or not soft:
        return len(weighed)
    for i in range(cut, len(weighed)):
        verdicts[i] = Verdict("probable", SAID["label" if labels else "again" if again else "appeal"])
    return cut


def _head(
    text: str, blocks: Sequence[Range], weighed: list[_Weighed], verdicts: list[Verdict | None], tail: int
) -> None:
    """Mark lines above the article: repeated ones, calls, and button words when a heading follows."""
    top = next((i for i in range(tail) if weighed[i].sign == "prose" and weighed[i].words > 15), 0)
    for i in range(min(top, 12)):
        sign = weighed[i].sign
        if is_masthead(text[blocks[i].start : blocks[i].end]):
            continue
        # The one line above the article is its title, even where a column is always called so.
        if (sign in (*STRONG, "again") and i + 1 < top) or (sign == "call" and i + 1 < tail):
            verdicts[i] = Verdict(
                "sure" if sign in ("repeated", "call", "copyright") else "probable", SAID[sign]
            )
        elif sign == "label" and weighed[i].words <= 3 and _in_menu(text, blocks, weighed, i, top):
            verdicts[i] = Verdict("probable", "a list of very short lines")


def _in_menu(text: str, blocks: Sequence[Range], weighed: list[_Weighed], i: int, top: int) -> bool:
    """Whether block *i* is one of at least four neighbours of three words or fewer."""
    low = high = i
    while (
        low > 0
        and weighed[low - 1].words <= 3
        and is_unfinished(text[blocks[low - 1].start : blocks[low - 1].end])
    ):
        low -= 1
    while high + 1 < top and weighed[high + 1].words <= 3:
        high += 1
    return high - low + 1 >= 4


def _script(text: str) -> str:
    """The script that at least 70 % of the letters of *text* are of; "" when there are fewer than ten."""
    sample = text[:SAMPLED]
    if len(list(islice(filter(str.isalpha, sample), FEWEST_LETTERS))) < FEWEST_LETTERS:
        return ""
    # Most press has no other letter, and a search is ten times as quick as a count.
    if not OTHER_LETTER.search(sample):
        return "LATIN"
    scripts: Counter[str] = Counter()
    for char, count in Counter(sample).items():
        if char.isalpha():
            scripts[_script_of(char)] += count
    name, most = scripts.most_common(1)[0]
    return name if most >= 0.7 * scripts.total() else ""


def _main_script(scripts: Sequence[str]) -> str:
    """The script of most of the first blocks, so that one line above the article does not decide."""
    found = Counter(scripts[:40])
    del found[""]
    name, most = found.most_common(1)[0] if found else ("", 0)
    return name if most >= 0.6 * found.total() else ""


def _script_of(char: str) -> str:
    if char < "\u0250":
        return "LATIN"
    return unicodedata.name(char, "OTHER").split()[0]
