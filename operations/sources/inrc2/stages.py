"""One week as a planner plans it who does not know the weeks to come.

Assignments and weekends in all are counted by the competition at the horizon's end only. A planner
who waits until then has spent them all; one who spreads them has room left. So each week aims at
its even part of both, cumulated with what went before. That is advice of the planner's and no cost
of the judge's: `judge_weeks` counts the horizon's totals alone.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.sources.inrc2.files import Contract, History, Scenario, Week
from operations.sources.inrc2.problem import build


def week_problem(scenario: Scenario, history: History, week: Week) -> Problem:
    """The week after `history`, with even parts of the totals as soft limits at full price; in the
    horizon's last week these are the totals themselves."""
    problem = build(scenario, history, [week])
    contracts = {nurse.name: nurse.contract for nurse in scenario.nurses}
    past = (history.week + 1) / scenario.weeks
    return replace(
        problem, people=tuple(_spread(p, contracts[p.id], min(1.0, past)) for p in problem.people)
    )


def _spread(person: Person, contract: Contract, past: float) -> Person:
    """past: the part of the horizon that is over when the week is."""
    least, most = contract.assignments
    return replace(
        person,
        minimum_assignments=floor(least * past),
        maximum_assignments=ceil(most * past),
        maximum_weekends=ceil(contract.weekends * past),
    )
