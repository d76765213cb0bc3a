from __future__ import annotations

import pytest

from operations.core.outcome import Options, Status
from operations.core.staffing.greedy import construct
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "overtime_minutes"

# Two early shifts of 480 minutes are 960.


@pytest.mark.parametrize(
    ("agreed", "hours"), [(961, []), (960, []), (959, [1]), (900, [1]), (899, [2]), (None, [])]
)
def test_below_at_and_above_what_is_agreed_in_begun_hours(agreed, hours):
    assert amounts(CODE, ward(alice(contract_minutes=agreed)), roster(Alice="EE")) == hours


def test_the_sentence_says_how_much():
    (violation,) = broken(CODE, ward(alice(contract_minutes=870)), roster(Alice="EE"))
    assert violation.sentence == "Alice works 16 h 00, 1 h 30 of it overtime."


def test_a_gap_is_filled_by_who_has_hours_left_then_by_overtime_then_stays():
    # Three early shifts. Alice's contract pays one and she may work two, Bob's pays one and no
    # more: eight hours of overtime (80) are less than a gap in the target (100).
    lines = tuple(cover(day, "E", 1) for day in range(3))
    people = (
        alice(contract_minutes=480, maximum_minutes=960),
        bob(contract_minutes=480, maximum_minutes=480),
    )
    outcome = solve(ward(*people, days=3, cover=lines), Options(seconds=5))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 80)
    assert sorted(each.person for each in outcome.plan.assignments) == ["Alice", "Alice", "Bob"]
    # A fourth shift: nobody may work it, and the gap is priced as such.
    lines = (*lines, cover(3, "E", 1))
    outcome = solve(ward(*people, days=4, cover=lines), Options(seconds=5))
    assert outcome.cost == 180


def test_overtime_for_nothing_is_not_planned():
    problem = ward(alice(contract_minutes=0), cover=(cover(0, "E", 1, price_under_target=79),))
    assert construct(problem).assignments == ()
    problem = ward(alice(contract_minutes=0), cover=(cover(0, "E", 1, price_under_target=81),))
    assert construct(problem).assignments == roster(Alice="E").assignments
