"""A row is charged for what it breaks as the judge charges it, and hard rules before all costs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Lock
from operations.core.staffing.greedy import construct
from operations.core.staffing.people import History, Person
from operations.core.staffing.report import judge
from operations.core.staffing.row import best_row, spans_of
from operations.core.staffing.rules import RULES
from tests.operations.core.staffing.cast import SHIFTS, alice, bob, cover, roster, ward

KNOWN = (
    "rest_between_shifts",
    "shift_succession",
    "rest_after_nights",
    "maximum_minutes",
    "minimum_minutes",
    "overtime_minutes",
    "consecutive_days_maximum",
    "consecutive_days_minimum",
    "consecutive_days_off_minimum",
    "consecutive_days_off_maximum",
    "consecutive_shifts_maximum",
    "consecutive_shifts_minimum",
    "consecutive_nights_maximum",
    "nights_maximum",
    "weekends_maximum",
    "weekends_complete",
    "assignments_maximum",
    "assignments_minimum",
    "shift_type_maximum",
)
"""What a row knows of one person, but for the limits over 28 and seven days, which it estimates."""

PRICED = {
    rule.code: Policy(Kind.SOFT, 2 ** KNOWN.index(rule.code) % 997, active=True)
    if rule.code in KNOWN
    else Policy(Kind.SOFT, 0, active=False)
    for rule in RULES
}
DAYS = 10


def limit(low: int, high: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(low, high)


histories = st.one_of(
    st.none(),
    st.builds(History, days_off=st.integers(1, 4), assignments=st.integers(0, 4)),
    st.builds(
        History,
        last_shift=st.sampled_from("ELN"),
        days_worked=st.integers(3, 5),
        same_shift_days=st.integers(0, 3),
        weekends=st.integers(0, 2),
        last_end_minute=limit(-600, 420),
    ),
)

people = st.builds(
    Person,
    st.just("Alice"),
    contract_minutes=limit(1000, 3000),
    minimum_minutes=limit(0, 3000),
    maximum_minutes=limit(3000, 4000),
    maximum_per_shift=st.dictionaries(st.sampled_from("ELN"), st.integers(1, 3)),
    maximum_consecutive_days=limit(2, 4),
    minimum_consecutive_days=st.integers(1, 2),
    minimum_consecutive_days_off=st.integers(1, 2),
    maximum_consecutive_days_off=limit(2, 4),
    maximum_consecutive_nights=limit(1, 3),
    maximum_weekends=limit(0, 1),
    maximum_nights=limit(0, 3),
    minimum_assignments=limit(0, 5),
    maximum_assignments=limit(5, 7),
    complete_weekends=st.booleans(),
    rest_minutes=st.sampled_from((0, 600, 660)),
    days_off_after_nights=st.integers(0, 2),
    nights_before_days_off=st.integers(1, 2),
    history=histories,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(people, st.text("ELN-", min_size=DAYS, max_size=DAYS), st.integers(1, 3), limit(3, 4))
def test_a_row_pays_what_the_judge_charges(person, row, least, most):
    shifts = tuple(
        replace(each, minimum_consecutive=least, maximum_consecutive=most) for each in SHIFTS
    )
    problem = ward(
        person,
        days=DAYS,
        shifts=shifts,
        weekends=((1, 2), (7, 8, 9)),
        locks=tuple(
            Lock("Alice", day, None if letter == "-" else letter) for day, letter in enumerate(row)
        ),
        policies=PRICED,
    )
    free = {(day, shift.id): (0, None) for day in range(DAYS) for shift in shifts}
    label = best_row(problem, person, free, spans_of(problem), 4)
    assert label.breaks() == (0, 0, 0)
    assert label.cost == label.toll == judge(problem, roster(Alice=row)).cost


def test_minimum_cover_that_is_hard_goes_before_a_contract_that_is_soft():
    # Three in a row are agreed and five are needed: two days too many at 30 each, and no gap.
    policies = {
        "cover_minimum": Policy(Kind.HARD, 1),
        "consecutive_days_maximum": Policy(Kind.SOFT, 30),
    }
    lines = tuple(cover(day, "E", 1, minimum=1) for day in range(5))
    problem = ward(alice(maximum_consecutive_days=3), days=5, cover=lines, policies=policies)
    report = judge(problem, construct(problem))
    assert (report.hard, report.cost) == (0, 60)


def test_a_rule_that_is_off_binds_nobody():
    policies = {"consecutive_days_maximum": Policy(Kind.HARD, 1, active=False)}
    lines = tuple(cover(day, "E", 1) for day in range(5))
    problem = ward(alice(maximum_consecutive_days=3), days=5, cover=lines, policies=policies)
    assert judge(problem, construct(problem)).cost == 0


def test_a_soft_price_is_weighed_against_a_gap():
    # A gap costs 100 and a third early in a row 150: Alice is off on one day, Bob is not there.
    policies = {"consecutive_shifts_maximum": Policy(Kind.SOFT, 150)}
    early = replace(SHIFTS[0], maximum_consecutive=2)
    lines = tuple(cover(day, "E", 1) for day in range(3))
    people = (alice(), bob(absences=(0, 1, 2)))
    problem = ward(*people, days=3, shifts=(early,), cover=lines, policies=policies)
    assert judge(problem, construct(problem)).cost == 100
