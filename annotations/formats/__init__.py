"""Bytes that other programs take: one module per format, each with the same ``write`` and ``read``.

``write(bundle, stream, options) -> Losses`` gives the same bytes for the same bundle; ``read(stream, source)
-> Import`` is strict, changes nothing and raises ``FormatError`` naming file and line. Offsets are code
points, half-open.
"""

from annotations.formats.imports import FormatError, Import, ImportedAnnotation, ImportedArticle, Problem
from annotations.formats.losses import Loss, Losses
from annotations.formats.options import Options
from annotations.formats.registry import FORMATS, Format, export, find, guess

__all__ = [
    "FORMATS",
    "Format",
    "FormatError",
    "Import",
    "ImportedAnnotation",
    "ImportedArticle",
    "Loss",
    "Losses",
    "Options",
    "Problem",
    "export",
    "find",
    "guess",
]
