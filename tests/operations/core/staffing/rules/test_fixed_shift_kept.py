from __future__ import annotations

import pytest

from operations.core.errors import BadProblem
from operations.core.outcome import Options, Status
from operations.core.staffing.greedy import construct
from operations.core.staffing.people import FixedShift
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "fixed_shift_kept"
MONDAYS = (FixedShift(0, "E"), FixedShift(7, "E"))


@pytest.mark.parametrize(
    ("row", "over"), [("E------E", []), ("ELLL---E", []), ("E", [1]), ("L", [1, 1])]
)
def test_each_day_that_is_not_as_agreed_counts(row, over):
    problem = ward(alice(fixed_shifts=MONDAYS), days=14)
    assert amounts(CODE, problem, roster(Alice=row)) == over


def test_the_sentences_say_what_is_there_instead():
    off, other = broken(CODE, ward(alice(fixed_shifts=MONDAYS), days=14), roster(Alice="-------L"))
    assert off.sentence == "Alice has E as fixed shift on day 0 but the plan says off."
    assert other.sentence == "Alice has E as fixed shift on day 7 but the plan says L."


def test_it_is_planned_where_nobody_asks_for_it():
    # One too many on day 0 costs 1 and is worked all the same; Bob, who could be spared, is.
    problem = ward(
        alice(fixed_shifts=(FixedShift(0, "E"),)), bob(), days=1, cover=(cover(0, "E", 0),)
    )
    assert judge(problem, construct(problem)).hard == 0
    outcome = solve(problem, Options(seconds=5))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 1)
    assert [each.person for each in outcome.plan.assignments] == ["Alice"]


def test_a_shift_that_is_out_of_the_question_is_broken_in_any_roster():
    person = alice(fixed_shifts=(FixedShift(0, "E"),), allowed_shifts=("L",))
    outcome = solve(ward(person, days=1), Options(seconds=5))
    assert outcome.plan is not None
    assert judge(ward(person, days=1), outcome.plan).hard == 1


def test_an_unknown_shift_or_day_is_refused():
    for fixed in (FixedShift(0, "X"), FixedShift(7, "E")):
        with pytest.raises(BadProblem, match="person Alice"):
            ward(alice(fixed_shifts=(fixed,)))
