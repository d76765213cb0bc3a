"""Wards and a pool as one problem."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.errors import BadProblem
from operations.core.outcome import Options
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.core.staffing.together import apart, together
from tests.operations.core.staffing.cast import EARLY, alice, bob, cover, roster, ward
from tests.operations.core.staffing.random_wards import wards as random_wards


def test_who_floats_goes_where_more_is_missing():
    # Two wards ask for one early shift on each of two days. Alice may work one day, Bob none of
    # ward B's: he has both days of A. Of B's two days Alice takes the dearer (300), 100 is left.
    a = ward(bob(), days=2, cover=(cover(0, "E", 1), cover(1, "E", 1)))
    dear = cover(1, "E", 1, price_under_target=300)
    b = ward(days=2, cover=(cover(0, "E", 1), dear))
    problem = together({"A": a, "B": b}, [alice(maximum_assignments=1)])
    outcome = solve(problem, Options(seconds=5))
    assert (outcome.cost, outcome.bound) == (100, 100)
    rosters = apart(outcome.plan, ["A", "B"])
    assert [(c.person, c.day, c.shift) for c in rosters["B"].assignments] == [("Alice", 1, "E")]
    assert {(c.person, c.day) for c in rosters["A"].assignments} == {("Bob", 0), ("Bob", 1)}


def test_what_may_not_follow_may_not_follow_on_another_ward():
    problem = together({"A": ward(days=2), "B": ward(days=2)}, [alice()])
    plan = roster(Alice="L-")
    late, early = plan.assignments[0], replace(plan.assignments[0], day=1, shift="B/E")
    cells = Plan((replace(late, shift="A/L"), early))
    assert judge(problem, cells).cost_by_rule["shift_succession"] == 1


def test_what_has_no_common_days_rules_or_hours_is_not_planned_together():
    later = ward(shifts=(replace(EARLY, start_minute=480),))
    others = (ward(days=3), ward(weekends=((5, 6),)), later)
    for other in others:
        with pytest.raises(BadProblem):
            together({"A": ward(), "B": other})
    with pytest.raises(BadProblem, match="no pool can count"):
        together({"A": ward()}, [alice(maximum_per_shift={"E": 1})])


def renamed(problem: Problem, mark: str) -> Problem:
    """The same ward with other people."""
    people = tuple(replace(person, id=person.id + mark) for person in problem.people)
    moved = {
        name: tuple(replace(cell, person=cell.person + mark) for cell in getattr(problem, name))
        for name in ("requests", "locks")
    }
    return replace(problem, people=people, previous=None, **moved)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(random_wards(tight=True), st.data())
def test_together_they_cost_what_they_cost_alone(problem, data):
    parts = {"A": renamed(problem, "1"), "B": renamed(problem, "2")}
    cells = []
    plans = {}
    for name, part in parts.items():
        codes = [shift.id for shift in part.shifts]
        rows = {
            person.id: "".join(
                data.draw(st.lists(st.sampled_from(["-", *codes]), max_size=part.days))
            )
            for person in part.people
        }
        plans[name] = roster(**rows)
        cells += [replace(c, shift=f"{name}/{c.shift}") for c in plans[name].assignments]
    whole = judge(together(parts), Plan(tuple(cells)))
    alone = [judge(part, plans[name]) for name, part in parts.items()]
    assert (whole.hard, whole.cost) == (sum(r.hard for r in alone), sum(r.cost for r in alone))
    assert {n: set(p.assignments) for n, p in apart(Plan(tuple(cells)), parts).items()} == {
        name: set(plan.assignments) for name, plan in plans.items()
    }


def test_who_knows_one_ward_works_on_that_one():
    # Both wards are one short; Alice knows B alone and may work once: A's 100 stay open.
    each = ward(days=1, cover=(cover(0, "E", 1),))
    problem = together({"A": each, "B": each}, [alice()], {"Alice": ["B"]})
    outcome = solve(problem, Options(seconds=5))
    assert outcome.cost == 100
    assert [cell.shift for cell in outcome.plan.assignments] == ["B/E"]
