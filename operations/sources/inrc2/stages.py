"""One week as a planner plans it who does not know the weeks to come.

Assignments and weekends in all are counted by the competition at the horizon's end only. A planner
who waits until then has spent them all; one who spreads them has room left. So each week aims at
its even part of both, cumulated with what went before. And a planner who knows only this week
leaves people where the next one cannot use them; so weeks to come are expected to be like those
that were seen. Both are advice of the planner's and no cost of the judge's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor

from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.sources.inrc2.files import Contract, History, Range, Scenario, Week
from operations.sources.inrc2.problem import WEEK_DAYS, WEEKEND, build


def week_problem(scenario: Scenario, history: History, week: Week) -> Problem:
    """The week after `history`, with even parts of the totals as soft limits at full price; in the
    horizon's last week these are the totals themselves."""
    return weeks_problem(scenario, history, [week])


def weeks_problem(scenario: Scenario, history: History, weeks: Sequence[Week]) -> Problem:
    """The same for several weeks at once: even parts by the end of the last."""
    problem = build(scenario, history, weeks)
    contracts = {nurse.name: nurse.contract for nurse in scenario.nurses}
    past = min(1.0, (history.week + len(weeks)) / scenario.weeks)
    people = tuple(_spread(person, contracts[person.id], past) for person in problem.people)
    return replace(problem, people=people)


def expected_week(scenario: Scenario, seen: Sequence[Week]) -> Week:
    """What a later week may ask: for each shift and skill the mean of the working days that were
    seen, or of the weekends' days, in whole people. Nobody's wishes are known."""
    requirements: dict[tuple[str, str], tuple[Range, ...]] = {}
    owed = [[0.5, 0.5], [0.5, 0.5]]  # of minimum and optimum, on working days and weekends
    for shift in scenario.shifts:
        for skill in scenario.skills:
            key = shift.name, skill
            requirements[key] = tuple(_expected(seen, key, day, owed) for day in range(WEEK_DAYS))
    return Week(requirements, ())


def _expected(
    seen: Sequence[Week], key: tuple[str, str], day: int, owed: list[list[float]]
) -> Range:
    """One day's; what rounding takes from a day is owed to the next one of its kind, so that
    neither a shift nor the week loses people."""
    alike = [each for each in range(WEEK_DAYS) if (each in WEEKEND) == (day in WEEKEND)]
    nothing = ((0, 0),) * WEEK_DAYS
    asked = [week.requirements.get(key, nothing)[each] for week in seen for each in alike]
    rest, least, people = owed[day in WEEKEND], 0, [0, 0]
    for i in range(2):  # the optimum is no less than the minimum
        rest[i] += sum(pair[i] for pair in asked) / len(asked)
        people[i] = least = max(least, floor(rest[i]))
        rest[i] -= people[i]
    return people[0], people[1]


def _spread(person: Person, contract: Contract, past: float) -> Person:
    """past: the part of the horizon that is over when the weeks are."""
    least, most = contract.assignments
    return replace(
        person,
        minimum_assignments=floor(least * past),
        maximum_assignments=ceil(most * past),
        maximum_weekends=ceil(contract.weekends * past),
    )
