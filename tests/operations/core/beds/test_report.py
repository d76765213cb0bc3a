from __future__ import annotations

import pytest

from operations.core.beds.report import diff, judge
from operations.core.errors import BadProblem
from operations.core.rule import Kind, Policy
from tests.operations.core.beds.cast import AMINA, BADR, here, hospital, lies

PRESENT = here(AMINA)


def test_costs_by_rule_add_up():
    problem = hospital(PRESENT, BADR)
    report = judge(problem, lies((PRESENT, 0, "R2")))
    # Amina is moved (40), Badr is mandatory and left out (5,000).
    assert report.cost_by_rule == {"mandatory_admitted": 5000, "stays_in_room": 40}
    assert (report.hard, report.medium, report.soft, report.cost) == (0, 5000, 40, 5040)


def test_a_hospital_may_decide_otherwise_about_a_rule():
    policies = {
        "mandatory_admitted": Policy(Kind.HARD, 0),
        "stays_in_room": Policy(Kind.SOFT, 7),
    }
    report = judge(hospital(PRESENT, BADR, policies=policies), lies((PRESENT, 0, "R2")))
    assert (report.hard, report.cost) == (1, 7)


def test_the_difference_an_edit_makes():
    problem = hospital(PRESENT, BADR)
    before = judge(problem, lies((PRESENT, 0, "R1")))
    after = judge(problem, lies((PRESENT, 0, "R1"), (BADR, 1, "R1")))
    edit = diff(before, after)
    assert [violation.rule for violation in edit.appeared] == [
        "room_one_gender",
        "admitted_promptly",
    ]
    assert [violation.rule for violation in edit.vanished] == ["mandatory_admitted"]
    assert (edit.hard, edit.cost) == (1, 5 - 5000)


@pytest.mark.parametrize(
    "plan",
    [
        lies((PRESENT, 0, "R9")),
        lies((BADR, 0, "R1")),
        lies((PRESENT, 5, "R1")),
        lies((PRESENT, 0, "R1", "T9")),
        lies((PRESENT, 0, "R1"), (PRESENT, 1, "R1")),
    ],
)
def test_a_plan_of_another_problem_is_refused(plan):
    with pytest.raises(BadProblem):
        judge(hospital(PRESENT), plan)
