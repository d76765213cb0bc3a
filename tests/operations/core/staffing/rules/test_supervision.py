from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.errors import BadProblem
from operations.core.outcome import Options, Status
from operations.core.staffing.people import Person
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "supervision"
LINE = (cover(0, "E", 1, skill="ICU", supervisor_level=3),)


def team(**levels: int) -> tuple[Person, ...]:
    return tuple(Person(name, skills={"ICU": level}) for name, level in levels.items())


@pytest.mark.parametrize(("level", "over"), [(4, []), (3, []), (2, [1])])
def test_above_at_and_below_the_supervisors_level(level, over):
    problem = ward(*team(Alice=1, Bob=level), cover=LINE)
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == over


def test_each_junior_counts_and_is_named():
    problem = ward(*team(Alice=1, Bob=1, Chloe=3), cover=LINE)
    (violation,) = broken(CODE, problem, roster(Alice="E", Bob="E", Chloe="L"))
    assert violation.amount == 2
    assert violation.sentence == (
        "Alice, Bob on E, day 0: nobody there holds ICU at level 3 to supervise."
    )


def test_who_lacks_the_skill_or_holds_it_well_needs_nobody():
    problem = ward(alice(skills={"PAED": 1}), bob(skills={"ICU": 2}), cover=LINE)
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == []


def test_a_senior_who_is_away_supervises_nobody_and_a_junior_who_is_needs_nobody():
    junior, senior = team(Alice=1, Bob=3)
    plan = roster(Alice="E", Bob="E")
    for away, over in (
        ((junior, replace(senior, absences=(0,))), [1]),
        ((replace(junior, absences=(0,)), senior), []),
    ):
        assert amounts(CODE, ward(*away, cover=LINE), plan) == over


def test_the_junior_goes_where_the_senior_is():
    # One person each is planned on E and L. Chloe can be on one of them; a junior alone on the
    # other would cost 500, its gap costs 100; a junior beside Chloe would be one too many there.
    lines = tuple(cover(0, shift, 1, skill="ICU", supervisor_level=3) for shift in "EL")
    outcome = solve(ward(*team(Alice=1, Bob=1, Chloe=3), days=1, cover=lines), Options(seconds=5))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 100)
    assert [each.person for each in outcome.plan.assignments] == ["Chloe"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"supervisor_level": 3}, "without a skill"),
        ({"skill": "ICU", "supervisor_level": 1}, "juniors would supervise"),
        ({"skill": "ICU", "junior_maximum": -1}, "negative"),
    ],
)
def test_a_mix_that_cannot_be_is_named(changes, words):
    with pytest.raises(BadProblem, match=words):
        cover(0, "E", 1, **changes)
