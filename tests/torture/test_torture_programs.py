"""A sample of the torture by other programs: killed, crowding, stopped, switching branches."""

from __future__ import annotations

import pytest

from tests.torture.running import small


@pytest.mark.parametrize("kind", ["kills", "crowd", "stopped", "branch", "git"])
def test_other_programs_lose_nothing_acknowledged(kind: str) -> None:
    assert small(kind) == ""
