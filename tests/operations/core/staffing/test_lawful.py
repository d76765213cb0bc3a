"""Shifts that break the law are given up, as few as may be; locks stay, and so does the rest."""

from __future__ import annotations

from operations.core.staffing.cells import Lock
from operations.core.staffing.lawful import lawful
from operations.core.staffing.report import judge
from tests.operations.core.staffing.cast import alice, bob, roster, ward

WEEKENDS = ((5, 6), (12, 13))


def go_on() -> bool:
    return False


def test_a_lawful_roster_is_left_as_it_is():
    problem = ward(alice(), bob())
    plan = roster(Alice="EE-----", Bob="--LL---")
    assert set(lawful(problem, plan, go_on).assignments) == set(plan.assignments)


def test_one_shift_is_given_up_where_one_is_enough():
    # Five days in a row where four may be: giving up the first or the last leaves four.
    problem = ward(alice(maximum_consecutive_days=4), bob())
    mended = lawful(problem, roster(Alice="EEEEE--", Bob="EEEEE--"), go_on)
    assert judge(problem, mended).hard == 0
    worked = [cell.person for cell in mended.assignments]
    assert (worked.count("Alice"), worked.count("Bob")) == (4, 5)


def test_a_weekend_too_many_is_given_up_whole():
    # One weekend may be worked; both days of the other must go, one alone changes nothing.
    problem = ward(alice(maximum_weekends=1), days=14, weekends=WEEKENDS)
    mended = lawful(problem, roster(Alice="-----EE-----EE"), go_on)
    assert judge(problem, mended).hard == 0
    assert len(mended.assignments) == 2


def test_a_locked_shift_stays_and_what_collides_with_it_goes():
    # Early may not follow night: the night is locked, so that the early goes.
    problem = ward(alice(), locks=(Lock("Alice", 0, "N"),))
    mended = lawful(problem, roster(Alice="NE-----"), go_on)
    assert mended.assignments == roster(Alice="N------").assignments


def test_who_would_break_a_minimum_of_hours_instead_keeps_the_roster():
    # A day too many in a row, but all three are due: working less breaks as much.
    problem = ward(alice(maximum_consecutive_days=2, minimum_minutes=3 * 480))
    plan = roster(Alice="EEE----")
    assert lawful(problem, plan, go_on).assignments == plan.assignments


def test_without_time_nothing_is_touched():
    problem = ward(alice(maximum_consecutive_days=4))
    plan = roster(Alice="EEEEE--")
    assert lawful(problem, plan, lambda: True).assignments == plan.assignments
