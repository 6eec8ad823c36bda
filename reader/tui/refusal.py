"""What an action, or the answer to a question, is refused with."""

from __future__ import annotations


class Refusal(Exception):
    """An action that cannot run; the message says why and goes to the status line."""
