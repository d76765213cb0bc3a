from __future__ import annotations

from operations.core.staffing.cells import Lock, Request
from operations.core.staffing.greedy import construct
from operations.core.staffing.past import Past, PastShift
from operations.core.staffing.people import Person
from operations.core.staffing.report import judge
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward

NEED = tuple(cover(day, "E", 1) for day in range(7))


def test_two_people_cover_a_week_that_neither_can_alone():
    # Nobody may work more than four days in a row, so that the week takes both.
    problem = ward(
        alice(maximum_consecutive_days=4, minimum_consecutive_days_off=2),
        bob(maximum_consecutive_days=4, minimum_consecutive_days_off=2),
        cover=NEED,
    )
    report = judge(problem, construct(problem))
    assert (report.hard, report.cost) == (0, 0)


def test_wishes_decide_between_equal_rows():
    problem = ward(alice(), days=1, requests=(Request("Alice", 0, "L", True, 2),))
    assert construct(problem).assignments == roster(Alice="L").assignments


def test_the_hours_that_are_due_are_planned():
    problem = ward(alice(minimum_minutes=960, maximum_minutes=960))
    assert judge(problem, construct(problem)).hard == 0


def test_a_lock_that_breaks_the_law_is_kept():
    problem = ward(alice(absences=(0,)), locks=(Lock("Alice", 0, "E"),), cover=NEED)
    report = judge(problem, construct(problem))
    assert {each.rule for each in report.violations if each.rule != "cover_target"} == {
        "absence_respected"
    }


def test_even_without_any_time_the_roster_is_complete():
    problem = ward(alice(minimum_minutes=960), bob(minimum_minutes=960), cover=NEED)
    assert judge(problem, construct(problem, seconds=0)).hard == 0


def test_limits_over_28_and_seven_days_are_kept_with_what_was_worked_before():
    past = Past(tuple(PastShift(day, 540, is_night=True) for day in (-3, -2, -1)), (-1, 0))
    limits = {
        "rolling_nights_maximum": 4,
        "rolling_weekends_maximum": 2,
        "rolling_minutes_maximum": 9_000,
        "week_minutes_maximum": 2_600,
        "days_off_after_nights": 2,
        "nights_before_days_off": 2,
    }
    problem = ward(
        *(Person(f"P{i}", past=past, **limits) for i in range(3)),
        days=42,
        cover=tuple(cover(day, shift, 1) for day in range(42) for shift in "EN"),
        weekends=((0,), *((day, day + 1) for day in range(6, 41, 7))),
    )
    plan = construct(problem)
    assert judge(problem, plan).hard == 0
    assert len(plan.assignments) > 40
