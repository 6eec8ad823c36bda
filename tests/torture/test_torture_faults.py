"""A sample of the torture by faults, power cuts and full disks: nothing acknowledged is lost."""

from __future__ import annotations

import pytest

from tests.torture.running import small


@pytest.mark.parametrize("kind", ["calls", "power", "full"])
def test_a_disk_that_fails_loses_nothing_acknowledged(kind: str) -> None:
    assert small(kind) == ""
