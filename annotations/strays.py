"""Folders that say they are an annotator's whose folder is called otherwise: renamed, or a copy of it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from annotations.folders import CORPUS_FILE, annotator_folder
from annotations.quoting import quoted
from annotations.rows import LONGEST_NAME, Problem

if TYPE_CHECKING:
    from annotations.layers import Layer


@functools.lru_cache
def rightful(name: str, folder: str) -> str:
    """What the *folder* of the annotator *name* is called rightly; as it is, where the name does not tell."""
    return annotator_folder(name) if name and len(name) < LONGEST_NAME else folder


def stray(name: str, folder: str, folders: Collection[str]) -> Problem | None:
    """What is wrong with *folder*, whose ``_corpus`` says *name*, beside the *folders* that there are.

    Where the rightful one is among these, nothing in *folder* counts as anyone's.
    """
    right = rightful(name, folder)
    if right == folder:
        return None
    cure = f"it was renamed: call it {right} again"
    if right in folders:
        cure = (
            f"what is in {right} alone counts as theirs: keep a backup elsewhere; if it was renamed, "
            "put its files there, each that is there already as NAME.orig, and reader check --repair makes "
            "one of the two"
        )
    return Problem(f"{folder}/{CORPUS_FILE}", 0, f"says that it is the folder of {quoted(name)}; {cure}")


def strays(layers: Mapping[str, Layer]) -> Iterator[Problem]:
    """What is wrong with such folders among the *layers*, by folder."""
    here = {folder for folder, layer in layers.items() if layer.files}
    for folder in sorted(here):
        if (wrong := stray(_named(layers[folder]), folder, here)) is not None:
            yield wrong


def counted(layers: Mapping[str, Layer], own: Layer) -> list[Layer]:
    """Those of *layers*, by folder, that are someone's: without what is beside the folder it says it is.

    One's *own* is there, for it will be made.
    """
    here = {folder for folder, layer in layers.items() if layer.files or layer is own}
    right = ((layer, rightful(_named(layer), folder)) for folder, layer in layers.items())
    return [layer for layer, name in right if layer is own or name == layer.folder or name not in here]


def _named(layer: Layer) -> str:
    """The name in the ``_corpus`` of an annotator's folder, or ``""``."""
    corpus = layer.files.get(CORPUS_FILE)
    return corpus.display_name if corpus is not None else ""
