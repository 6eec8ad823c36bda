"""Small word lists of the rules, in the words' usual capitals; the longer ones stand in the lexicon."""

from __future__ import annotations

from reader.entities.spelling import word_set
from reader.entities.tokens import HYPHEN, SPACE

FUNCTION = word_set(
    "The A An In On At By For From To With And But Or If As When While After Before Since Until "
    "Although Though Because However Meanwhile Instead Rather Separately Officially Nevertheless "
    "Despite Under Over About Into Through During Against Between Among Without Within This That These "
    "Those There Here It Its He She They We I You His Her Their Our My Your Who What Where Why How "
    "Which Whose Not No Yes So Then Also Only Just Now Once Some Many Most All Both Each Every Few Any "
    "One Two Three Four Five Six Seven Eight Nine Ten Even Still Yet More Less Such Is Was Are Were Be "
    "Been Has Have Had Do Does Did Can Could Will Would Should May Might Must Let Read Post Support "
    "Sign Dear Please Once Remind Click See Share Follow Subscribe I'm I'd I'll I've It's We're We've "
    "He's She's Don't Didn't Isn't Wasn't Can't Won't That's There's They're You're What's Let's "
    "Earlier Later Today Yesterday Tomorrow Monthly Annual Unlike Like Per Via Out Up Down Off Back "
    "Well Oh OK Okay Hi Hello Thanks Thank Sorry Re Fw Fwd Cc Subject Sent Attached Best Regards"
)
JOINERS = frozenset({SPACE, HYPHEN})
LINKS = word_set("of for on in to and the de la du des")
PREPOSITIONS = word_set("in at near from around outside across throughout into toward towards via")
ROMAN = word_set("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XX XXI XXIII")
NOT_ACRONYMS = word_set(
    "TV PM AM DNA MP MPs CEO CFO COO GDP VIP AIDS HIV PHD PhD MBA BA MA BSC OK AD BC PC CD DVD UFO ID "
    "IQ PR HR IT PS FAQ URL HTML PDF SMS GPS USB LED AC DC RPM MPH KM USD EUR GBP RUB AK MIA POW KIA "
    "WMD WMDS SUV ATM CV DIY ASAP FYI LOL OMG WTF IMO BTW RT PLEASE NOT AND THE FOR ALL YOU ARE BUT "
    "VERY NO YES TO IN OF IS IT ON MY WE AT SO DO NEVER GREAT"
)
PERSON_ENDINGS = (
    "ov",
    "ova",
    "ev",
    "eva",
    "sky",
    "skiy",
    "ski",
    "enko",
    "vich",
    "yan",
    "dze",
    "shvili",
    "poulos",
    "sson",
)
PLACE_ENDINGS = (
    "ia",
    "stan",
    "burg",
    "land",
    "shire",
    "ville",
    "grad",
    "abad",
    "pur",
    "ton",
    "ham",
    "field",
    "ford",
    "istan",
)
FOR_OPENERS = word_set(
    "Ministry Department Agency Service Center Centre Institute Foundation Organization Organisation "
    "Association Council Committee Commission Society Office Fund Campaign Movement Front Academy "
    "Bureau Alliance Coalition Directorate Board Network Trust Union Authority Secretariat Group "
    "Project Program Programme Court Tribunal"
)
"""Heads that go on with "for": Center for Strategic Studies."""
FINITE = word_set(
    "was is has had will would also then later never were became began continued joined won lost left "
    "took made went came returned ran called served worked"
)
"""Words after a name that open what it did."""
STATES = word_set(
    "Republic Kingdom State City Province County Commonwealth Emirate Sultanate Principality Empire"
)
"""Openers of a state's or a part's full name: Republic of, Province of."""
CALENDAR = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September October November December"
)
ALSO_NAMES = word_set(
    "April June August May Will Mark Best Read Post Day Little Young Long Like Well Such Low"
)
"""Words of FUNCTION that are also first or last names."""
MINISTRIES = word_set("MoD MOD MFA DoD DOD MoI MoJ MoFA")
"""Ministries as the press shortens them, whatever the country."""
BODIES = word_set("Parliament Congress Senate Cabinet Duma")
"""Bodies that a state has one of, named by a single word."""
MAX_RUN = 24
"""Words of one run at most: a text in capitals throughout must not make one name."""
INSTITUTIONS = word_set(
    "ministry department army navy force forces parliament senate congress assembly council court "
    "cabinet government police guard service agency office embassy party committee commission bureau "
    "academy directorate marines treasury prosecutor fleet corps"
)
"""Heads of institutions that every state has: keyed by their words and the country."""
