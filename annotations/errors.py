"""What can go wrong with the annotations, apart from what keeps them."""

from __future__ import annotations


class StoreError(ValueError):
    """What could not be done with the annotations, in one line."""
