from __future__ import annotations

import pytest

from operations.core.outcome import Options, Status
from operations.core.staffing.past import Past, PastShift
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "rest_after_nights"
REST = {"days_off_after_nights": 2, "nights_before_days_off": 2}


@pytest.mark.parametrize(
    ("row", "over"),
    [("NN---E", []), ("NN--E", []), ("NN-E", [1]), ("NNE", [1]), ("NNEE", [2]), ("NN-N", [1])],
)
def test_below_at_and_above_two_days_off_after_two_nights(row, over):
    assert amounts(CODE, ward(alice(**REST)), roster(Alice=row)) == over


def test_a_single_night_is_no_run_of_two():
    assert amounts(CODE, ward(alice(**REST)), roster(Alice="NENE")) == []


def test_a_longer_run_is_one_run():
    (violation,) = broken(CODE, ward(alice(**REST)), roster(Alice="NNNN-E"))
    assert violation.sentence == (
        "Alice works on day 5 after 4 nights in a row; 2 days off are due first."
    )


def test_a_run_that_goes_on_into_the_horizon_counts_from_its_beginning():
    person = alice(**REST, history=History(last_shift="N", days_worked=1, nights=1))
    assert amounts(CODE, ward(person), roster(Alice="N-E")) == [1]
    assert amounts(CODE, ward(person), roster(Alice="-E")) == []


@pytest.mark.parametrize(("row", "over"), [("E", [1]), ("-E", [])])
def test_days_off_that_began_before_the_horizon_are_seen_through(row, over):
    # Nights on days -3 and -2, off on -1: one more day off is due.
    nights = tuple(PastShift(day, 540, is_night=True) for day in (-3, -2))
    assert amounts(CODE, ward(alice(**REST, past=Past(nights))), roster(Alice=row)) == over


def test_the_end_of_the_horizon_breaks_nothing():
    assert amounts(CODE, ward(alice(**REST), days=2), roster(Alice="NN")) == []


def test_two_people_take_turns():
    # Six nights by two people, two days off after every run and no run of three: whoever is off
    # for two days leaves two nights to the other, so runs inside are two long. Three each, the fair
    # share, are N--NN- and -NN--N: nothing is missing and nobody has too many.
    limits = {**REST, "nights_before_days_off": 1, "maximum_consecutive_nights": 2}
    problem = ward(
        alice(**limits), bob(**limits), days=6, cover=tuple(cover(d, "N", 1) for d in range(6))
    )
    outcome = solve(problem, Options(seconds=5))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 0)
    worked = {
        p: [a.day for a in outcome.plan.assignments if a.person == p] for p in ("Alice", "Bob")
    }
    assert sorted(worked.values()) == [[0, 3, 4], [1, 2, 5]]
