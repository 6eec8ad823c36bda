"""``units.csv``: every unit of every article somebody coded, by annotator and variable, zeros included.

Long form, as agreement software wants it after one reshape: ``value`` is 1 where an accepted annotation of
the annotator on the unit says the variable, 0 where the annotator marked the article done and none does, and
empty (not known) where the article is not done. Variables are ``SCALE/LABEL``, ``tag:PATH`` and
``VARIABLE=VALUE``: all of the codebook's, and those met beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from annotations.bundle import Bundle, BundleArticle
from annotations.formats.csv_tables import Row, put, units_of
from annotations.formats.json_text import json_line
from annotations.formats.losses import LossCount, Losses
from annotations.formats.options import DEFAULTS, Options
from annotations.model import Annotation

_HEADER = [
    *("unit", "doc", "path", "outlet", "date", "number", "start", "end", "zone", "annotator", "state"),
    *("variable", "value"),
]
_Layer = tuple[str, str]
"""Annotator and path."""


def write_units(bundle: Bundle, stream: BinaryIO, options: Options = DEFAULTS) -> Losses:
    """Write the table; what has no unit (whole article, boilerplate, not found) is counted as lost."""
    losses = LossCount()
    said = _said(bundle, losses)
    variables = _variables(bundle, said)
    put(stream, _HEADER, _rows(bundle, said, variables, losses), options, "csv-units")
    return losses.report()


def _of(bundle: Bundle, annotation: Annotation) -> set[str]:
    """The variables an annotation says something of."""
    out = {f"tag:{bundle.codebook.code_path(tag)}" for tag in annotation.tags}
    if annotation.stance:
        out.add(f"{annotation.stance.scale}/{annotation.stance.label}")
    for name, value in annotation.values.items():
        for one in value if isinstance(value, list) else [value]:
            out.add(f"{name}={one if isinstance(one, str) else json_line(one)}")
    return out


def _said(bundle: Bundle, losses: LossCount) -> dict[_Layer, dict[int, set[str]]]:
    """By annotator and path: unit index -> variables said there."""
    said: dict[_Layer, dict[int, set[str]]] = {}
    for path, a in bundle.ordered:
        if a.status != "accepted":
            losses.add("proposed or rejected annotations (not counted)", example=a.quote)
            continue
        units = said.setdefault((a.annotator, path), {})
        article = bundle.by_path.get(path)
        over = _units_over(bundle, article, path, a) if article else set()
        if not over:
            losses.add(
                "annotations on no unit (whole article, boilerplate, not found)", example=a.quote or path
            )
        for index in over:
            units.setdefault(index, set()).update(_of(bundle, a))
        losses.add("targets and holders", bool(a.stance and (a.stance.target or a.stance.holder)), a.quote)
        losses.add("notes", bool(a.note), a.note)
    return said


def _units_over(bundle: Bundle, article: BundleArticle, path: str, annotation: Annotation) -> set[int]:
    if bundle.codebook.unit == "article":
        return {0}
    found = (p for p in bundle.passages(path, annotation) if p)
    return {index for p in found for index in article.units_over(p.start, p.end)}


def _variables(bundle: Bundle, said: dict[_Layer, dict[int, set[str]]]) -> list[str]:
    book = bundle.codebook
    known = [f"{scale.id}/{label.id}" for scale in book.scales for label in scale.labels]
    known += [f"tag:{book.code_path(code.id)}" for code in book.active_codes]
    known += [f"{v.id}={value}" for v in book.variables if v.level == "passage" for value in v.values]
    met = {name for units in said.values() for names in units.values() for name in names}
    return [*known, *sorted(met - set(known))]


def _rows(
    bundle: Bundle, said: dict[_Layer, dict[int, set[str]]], variables: list[str], losses: LossCount
) -> Iterator[Row]:
    for article in sorted(bundle.articles, key=lambda a: a.path):
        units = units_of(bundle, article)
        for annotator in bundle.annotators():
            layer = said.get((annotator, article.path))
            coding = bundle.coding(annotator, article.docs)
            state = coding.state if coding else "open"
            if state == "not codable":
                losses.add("articles marked not codable", example=article.path)
                continue
            if state == "open" and layer is None:
                losses.add("articles not coded yet", example=article.path)
                continue
            losses.add("articles without units", not units, article.path)
            blank = "0" if state == "done" else ""
            for index, unit in enumerate(units):
                here = (layer or {}).get(index, set())
                start = [
                    f"{article.doc or article.path}#{index + 1}",
                    *(article.doc, article.path, article.outlet, article.date, str(index + 1)),
                    *(str(unit.start), str(unit.end), article.zone_at(unit.start), annotator, state),
                ]
                for variable in variables:
                    yield [*start, variable, "1" if variable in here else blank]
