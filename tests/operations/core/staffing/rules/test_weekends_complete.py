from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "weekends_complete"
WEEKENDS = ((1, 2), (4, 5))


@pytest.mark.parametrize(
    ("row", "broken_weekends"),
    [
        ("E--E--E", []),
        ("-EE----", []),
        ("-EE-EE-", []),
        ("-E-----", [1]),
        ("EEE--E-", [1]),
        ("--E-E--", [1, 1]),
    ],
)
def test_none_one_and_both_days(row, broken_weekends):
    problem = ward(alice(complete_weekends=True), weekends=WEEKENDS)
    assert amounts(CODE, problem, roster(Alice=row)) == broken_weekends


def test_whose_contract_does_not_say_so_may_work_half_a_weekend():
    assert amounts(CODE, ward(alice(), weekends=WEEKENDS), roster(Alice="-E-----")) == []


def test_a_weekend_that_the_horizon_cuts_is_not_judged():
    problem = ward(alice(complete_weekends=True), weekends=((0,), (5, 6)))
    assert amounts(CODE, problem, roster(Alice="E------")) == []


def test_a_weekend_of_three_days_is_one_weekend():
    problem = ward(alice(complete_weekends=True), weekends=((4, 5, 6),))
    assert amounts(CODE, problem, roster(Alice="----E-E")) == [1]
    assert amounts(CODE, problem, roster(Alice="----EEE")) == []


def test_the_sentence_names_both_days():
    problem = ward(alice(complete_weekends=True), weekends=((5, 6),), start_date="2026-11-02")
    (violation,) = broken(CODE, problem, roster(Alice="------E"))
    assert violation.sentence == (
        "Alice works on Sun 8 Nov but is off on Sat 7 Nov of the same weekend."
    )


def test_the_optimum_gives_one_person_both_days():
    # One is needed on each day of the weekend and both could do either: only the two rosters in
    # which one works both days break nothing.
    lines = (cover(0, "E", 1), cover(1, "E", 1))
    people = (alice(complete_weekends=True), bob(complete_weekends=True))
    problem = ward(*people, days=2, weekends=((0, 1),), cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert outcome.cost == outcome.bound == 0
    assert len({each.person for each in outcome.plan.assignments}) == 1
