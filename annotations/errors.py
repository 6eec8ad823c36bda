"""What can go wrong with the annotations, apart from what keeps them."""

from __future__ import annotations


class StoreError(ValueError):
    """What could not be done with the annotations, in one line."""


class NothingDone(StoreError):
    """There is no action to take back or to bring back."""


class PassageError(ValueError):
    """A passage that cannot be annotated; the message says why."""
