"""The list of jumps, as in vi: back and forward, and the place before."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.jumps import LONGEST, Jumps, Spot


def at(offset: int) -> Spot:
    return Spot("a.txt", offset)


def test_back_and_forward_again() -> None:
    jumps = Jumps()
    assert jumps.back(at(0)) is None
    jumps.leave(at(1))
    jumps.leave(at(2))
    assert jumps.back(at(3)) == at(2)
    assert jumps.back(at(2)) == at(1)
    assert jumps.back(at(1)) is None
    assert jumps.forward(at(1)) == at(2)
    assert jumps.forward(at(2)) == at(3)
    assert jumps.forward(at(3)) is None


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    jumps = Jumps()
    for offset in (1, 2):
        jumps.leave(at(offset))
    jumps.back(at(3))
    jumps.leave(at(2))
    assert jumps.spots == (at(1), at(2))
    assert jumps.forward(at(9)) is None
    assert jumps.back(at(9)) == at(2)


def test_back_never_stays_where_one_is() -> None:
    jumps = Jumps()
    jumps.leave(at(1))
    jumps.leave(at(2))
    assert jumps.back(at(2)) == at(1)
    assert jumps.spots == (at(1), at(2))


def test_the_place_before_the_jump_swaps_with_this_one() -> None:
    jumps = Jumps()
    assert jumps.swap(at(5)) is None
    assert jumps.swap(at(5)) is None
    jumps.leave(at(1))
    assert jumps.swap(at(8)) == at(1)
    assert jumps.swap(at(1)) == at(8)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["leave", "back", "forward", "swap"]), st.integers(0, 4)), max_size=250
    )
)
def test_any_walk_stays_within_bounds(steps: list[tuple[str, int]]) -> None:
    jumps = Jumps([at(offset) for offset in range(LONGEST)])
    for name, offset in steps:
        getattr(jumps, name)(at(offset))
        assert 0 <= jumps.at <= len(jumps.spots) <= LONGEST
        back = Jumps(jumps.spots, jumps.at, jumps.before)
        assert back.spots == jumps.spots
        assert back.back(at(9)) == jumps_back_of(jumps)


def jumps_back_of(jumps: Jumps) -> Spot | None:
    return jumps.spots[jumps.at - 1] if jumps.at else None
