"""The version of what is recognised, apart from the recogniser, which is costly to import."""

from __future__ import annotations

RECOGNISER_VERSION = "rules-2"
"""Changes whenever the same text may get other mentions: part of the cache's key."""
