"""Who published an article, as far as the article itself says so."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["is_masthead", "outlet_in_boilerplate", "outlet_in_title", "outlet_naming_itself"]

PRESS = (
    "Times|Telegraph|Guardian|Post|Herald|Tribune|Gazette|Journal|Chronicle|Independent|Observer|Mirror|Mail|"
    "Express|Examiner|Inquirer|Courier|Dispatch|Echo|Economist|Spectator|Bulletin|Messenger|Monitor|Register|"
    "Standard|Sun|Star|Globe|News|Press|Review|Magazine|Today|Week|Weekly|Daily|Pravda|Izvestia|Kommersant|Gazeta|"
    "Agency|World|Report|Record|Sentinel|Scotsman|Insider|Digest|Mercury|Republic|Broadcasting|Radio|Zeitung"
)
"""Last words of the names of newspapers, magazines and agencies."""
PRESS_WORDS = frozenset(PRESS.split("|"))
WEAK = frozenset(
    ["Press", "Report", "Record", "World", "Week", "Today", "Review", "Star", "Sun", "Standard", "Republic"]
)
"""Those that are everyday words too: alone they name no outlet in running text."""
AGENCIES = frozenset(
    [
        *(
            "Reuters",
            "AFP",
            "AP",
            "TASS",
            "Itar-Tass",
            "ITAR-TASS",
            "Interfax",
            "BelTA",
            "BELTA",
            "Bloomberg",
        ),
        *("UPI", "DPA", "dpa", "ANSA", "Xinhua", "BBC", "CNN"),
    ]
)
CAPITAL = r"[A-Z][\w.&-]*"
NAME = rf"(?:{CAPITAL}[ \xa0]){{0,3}}(?:{PRESS})"
EDITION = r"Online|Magazine|Agency|International|\([A-Z]\w+\)"
"""What may stand behind the name of a paper."""
# A pattern that few articles need is a string: ``re`` compiles it when it is first used, and keeps it.
FINDING = (
    r"\s(?:can\s(?:exclusively\s|now\s)?(?:reveal|disclose|report)|understands\b"
    r"|has\s(?:learn(?:ed|t)|seen|been\stold|established)\b)"
)
"""How a paper speaks of its own findings."""
BEFORE_FINDING = rf"\b(?:[Tt]he|[A-Z]\w+)[ \xa0](?:{NAME})\Z"
LONGEST_MASTHEAD = 5
"""Words."""
LONGEST_NAME = 200
"""Code points before a finding that are looked at."""
IN_TEXT = rf"(?:The[ \xa0])?{NAME}\b(?!['’]s\b)"
SUFFIX = rf"\s[|–—-]\s((?:The[ \xa0])?{NAME})$"


def is_masthead(line: str) -> bool:
    """Whether *line* is nothing but the name of a paper: "The Sunday Telegraph"."""
    line = line.strip()
    if line in AGENCIES:
        return True
    words = re.split("[ \xa0]", line)
    if len(words) > LONGEST_MASTHEAD:
        return False
    words = words[words[0] == "The" :]
    return _is_name(words) or (
        re.fullmatch(EDITION, "".join(words[-1:])) is not None and _is_name(words[:-1])
    )


def _is_name(words: list[str]) -> bool:
    """As ``NAME``: up to three words with capitals, then one that papers are called."""
    *first, last = words or [""]
    return last in PRESS_WORDS and len(first) <= 3 and all(re.fullmatch(CAPITAL, word) for word in first)


def outlet_in_title(title: str) -> str:
    """The outlet after a bar or dash at the end of *title*; "" when there is none."""
    if not any(f"{mark} " in title for mark in "|–—-"):
        return ""
    match = re.search(SUFFIX, title[-80:])
    return _clean(match[1]) if match else ""


def outlet_in_boilerplate(text: str) -> str:
    """The paper that boilerplate *text* names most often; "" when it names none."""
    names: Counter[str] = Counter()
    for match in re.finditer(IN_TEXT, text[:50_000]):
        name = _clean(match[0])
        if len(name.split()) >= 2 and not (name.split()[-1] in WEAK and not name.startswith("The ")):
            names[name] += 1
    return names.most_common(1)[0][0] if names else ""


def outlet_naming_itself(text: str) -> str:
    """The paper that speaks of its own findings: "the Telegraph can reveal" gives "The Telegraph"."""
    for finding in re.finditer(FINDING, text[:50_000]):
        before = text[max(0, finding.start() - LONGEST_NAME) : finding.start()]
        named = not PRESS_WORDS.isdisjoint(before.split()[-1:])
        if named and (match := re.search(BEFORE_FINDING, before)):
            name = _clean(match[0])
            return "The " + name[4:] if name[:4] in ("the ", "The ") else name
    return ""


def _clean(name: str) -> str:
    """One space between words; what stood before a "The" inside does not belong to the name."""
    words = name.split()
    for i, word in enumerate(words):
        if word == "The" and i:
            words = words[i:]
            break
    return " ".join(words)
