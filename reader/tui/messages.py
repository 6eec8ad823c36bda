"""What threads and the store tell the reading screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from annotations.changes import Event
    from annotations.rows import Problem
    from reader.corpus.document import Document
    from reader.entities.mentions import Mention
    from reader.refreshing import Refreshed
    from reader.search.results import Results


class StoreChanged(Message):
    """Something happened to the annotations."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Recognised(Message):
    """Some articles were read and their entities recognised; ``failed`` says why others could not be read."""

    def __init__(
        self,
        found: list[tuple[Document, tuple[Mention, ...]]],
        failed: dict[str, str],
        done: int,
        total: int,
    ) -> None:
        super().__init__()
        self.found = found
        self.failed = failed
        self.done = done
        self.total = total


class Answered(Message):
    """The index has answered query number ``generation``."""

    def __init__(self, generation: int, results: Results) -> None:
        super().__init__()
        self.generation = generation
        self.results = results

    def can_replace(self, message: Message) -> bool:
        """A newer answer makes an older one that was not shown yet pointless."""
        return isinstance(message, Answered)


class Followed(Message):
    """Other programs changed articles or annotations."""

    def __init__(self, found: Refreshed) -> None:
        super().__init__()
        self.found = found


class Checked(Message):
    """All that is wrong with the annotations, now that every record was read."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class Looked(Message):
    """What was asked for beside the screen is done; ``take`` takes it in, in the screen's own thread."""

    def __init__(self, take: Callable[[], None]) -> None:
        super().__init__()
        self.take = take


class Failed(Message):
    """Something beside the screen went wrong; ``text`` is one line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Quit(Message):
    """The program is to be left, from whatever screen is open."""
