"""How an entity is called: one of the forms it is met under."""

from __future__ import annotations

from collections import Counter

from reader.entities.gazetteer import gazetteer
from reader.entities.spelling import link_key, phrase_key


def usual_name(final: str, forms: Counter[str], country: str) -> str:
    """As its id *final* spells it if that is met, else in full rather than in initials.

    *forms* are what it is met under, with how often. *country* is the state of an institution whose forms do
    not say it: it is added in brackets, unless a form does say it.
    """
    spelt = {f: n for f, n in forms.items() if link_key(f).replace(" ", "-") == final.partition(":")[2]}
    if spelt:
        return _usual(spelt)
    name = _usual({f: n for f, n in forms.items() if " " in f} or forms)
    if not country:
        return name
    said = {f: n for f, n in forms.items() if _says_country(f, final)}
    return _usual(said) if said else f"{name} ({country})"


def _usual(forms: Counter[str] | dict[str, int]) -> str:
    """The most frequent form; among equals one in ordinary case, the longest, the first."""
    return min(forms, key=lambda f: (-forms[f], f.isupper() and " " in f, -len(f), f)) if forms else ""


def _says_country(form: str, final: str) -> bool:
    first = gazetteer().find(phrase_key(form.split()[0]))
    return (
        first is not None
        and first.id.removeprefix("gpe:").lower() == final.partition(":")[2].partition("-")[0]
    )
