"""Rosters with days to come in view."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from operations.core.outcome import Options, Status, Stop
from operations.core.staffing import ahead
from operations.core.staffing.ahead import solve_ahead
from operations.core.staffing.cells import Assignment, Request
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, bob, cover, ward
from tests.operations.core.staffing.random_wards import wards

# One shift each. Today anybody will do, and Bob would rather not (5); tomorrow only Alice can come
# as a midwife (100 if she does not).
TODAY = ward(
    alice(skills={"midwife": 1}, maximum_assignments=1),
    bob(maximum_assignments=1),
    days=1,
    cover=(cover(0, "E", 1),),
    requests=(Request("Bob", 0, None, False, 5),),
)
BOTH = replace(TODAY, days=2, cover=(*TODAY.cover, cover(1, "E", 1, skill="midwife")))


def test_who_is_needed_tomorrow_is_spared_today():
    assert solve(TODAY).plan.assignments == (Assignment("Alice", 0, "E"),)
    outcome = solve_ahead(TODAY, BOTH, Options(seconds=5))
    # 5 today and nothing tomorrow, not nothing today and 100 tomorrow; alone 0 could be had.
    assert [(each.person, each.day) for each in outcome.plan.assignments] == [("Bob", 0)]
    assert (outcome.status, outcome.cost, outcome.bound) == (Status.FEASIBLE, 5, 0)


def test_where_tomorrow_asks_nothing_today_is_planned_for_itself():
    outcome = solve_ahead(TODAY, replace(TODAY, days=2), Options(seconds=5))
    assert [(each.person, each.day) for each in outcome.plan.assignments] == [("Alice", 0)]
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 0)


def test_a_whole_that_was_not_planned_well_is_not_believed(monkeypatch):
    # As where time is short: half of what the whole costs is unproven.
    def hurried(problem, *given, **named):
        outcome = solve(problem, *given, **named)
        return replace(outcome, cost=10.0, bound=5.0) if problem is BOTH else outcome

    monkeypatch.setattr(ahead, "solve", hurried)
    outcome = solve_ahead(TODAY, BOTH, Options(seconds=5))
    assert [(each.person, each.day) for each in outcome.plan.assignments] == [("Alice", 0)]


def test_a_stopped_search_still_answers():
    stop = Stop()
    stop.set()
    outcome = solve_ahead(TODAY, BOTH, Options(seconds=5, stop=stop))
    assert isinstance(outcome.plan, Plan)


def longer(problem: Problem) -> Problem:
    """Two more days that ask for as much as the first two."""
    more = tuple(
        replace(line, day=problem.days + line.day) for line in problem.cover if line.day < 2
    )
    return replace(problem, days=problem.days + 2, cover=(*problem.cover, *more))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(wards(tight=False))
def test_cost_is_the_judges_and_no_less_than_the_bound(problem):
    problem = replace(problem, day_starts=())
    outcome = solve_ahead(problem, longer(problem), Options(seconds=1))
    report = judge(problem, outcome.plan)
    if not report.hard:
        assert outcome.cost == report.cost
        assert outcome.bound is None or outcome.bound <= report.cost
