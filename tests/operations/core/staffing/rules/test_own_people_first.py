from __future__ import annotations

import pytest

from operations.core.outcome import Options, Status
from operations.core.staffing.fairness import fair_nights
from operations.core.staffing.greedy import construct
from operations.core.staffing.people import Person
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "own_people_first"
GUEST = Person("Zoe", is_guest=True)


@pytest.mark.parametrize(("row", "shifts"), [("---", []), ("E", [1]), ("E-N", [2])])
def test_each_shift_of_a_guest_counts(row, shifts):
    assert amounts(CODE, ward(alice(), GUEST), roster(Zoe=row, Alice="EEE")) == shifts


def test_the_sentence_names_the_guest():
    (violation,) = broken(CODE, ward(GUEST), roster(Zoe="EE"))
    assert violation.sentence == "Zoe of another ward helps out on 2 shifts."


def test_a_guest_fills_what_own_people_leave_and_overtime_comes_after():
    # Three early shifts: Alice's contract pays one and she may do a second as overtime for 80, the
    # guest costs 40 a shift, a gap 100. One by Alice, two by the guest.
    lines = tuple(cover(day, "E", 1) for day in range(3))
    problem = ward(alice(contract_minutes=480, maximum_minutes=960), GUEST, days=3, cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 80)
    assert sorted(each.person for each in outcome.plan.assignments) == ["Alice", "Zoe", "Zoe"]


def test_where_own_people_are_enough_no_guest_comes():
    lines = tuple(cover(day, "E", 1) for day in range(3))
    plan = construct(ward(GUEST, alice(), days=3, cover=lines))
    assert {each.person for each in plan.assignments} == {"Alice"}


def test_guests_take_no_part_in_shares():
    nights = tuple(cover(day, "N", 1) for day in range(4))
    assert fair_nights(ward(alice(), bob(), GUEST, cover=nights)) == {"Alice": 2, "Bob": 2}
