"""Ranges name nobody, and small groups say nothing."""

from __future__ import annotations

from operations.core.staffing.sharing import Given, Range, Shared, shared


def test_a_group_of_five_is_a_range_and_one_of_four_is_silent():
    five = [Given(f"A{n}", "FT", nights=n, granted=2 * n) for n in range(5)]
    four = [Given(f"B{n}", "PT", nights=9) for n in range(4)]
    full, part = shared([*four, *five])
    assert (full.group, full.people) == ("FT", 5)
    assert full.ranges["nights"] == Range(0, 4)
    assert full.ranges["nights"].spread == 4
    assert full.ranges["granted"] == Range(0, 8)
    assert full.ranges["weekends"] == Range(0, 0)
    assert part == Shared("PT")


def test_nobody_shares_nothing():
    assert shared([]) == ()
