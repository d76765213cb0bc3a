"""Weeks of the competition as our Problem, judged by our own rules at the competition's prices.

Hard: one assignment a day (H1), minimum cover (H2), successions (H3), skills (H4). Soft: optimal
cover (S1), days in a row on a shift and at work (S2) and off (S3), wishes (S4), whole weekends
(S5), and at the end of the horizon assignments (S6) and weekends (S7) in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Assignment, Request
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import History as PersonHistory
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.rules import RULES
from operations.sources.inrc2.files import DAYS, History, Nurse, Past, Scenario, Week

WEEK_DAYS = len(DAYS)
WEEKEND = (5, 6)
SHIFT_MINUTES = 480
"""The format has no clock times: every shift begins at midnight and only successions matter."""

HARD = {
    "single assignment": ("one_shift_per_day",),
    "minimum cover": ("cover_minimum",),
    "succession": ("shift_succession",),
}
SOFT = {
    "optimal cover": ("cover_target",),
    "consecutive": (
        "consecutive_shifts_maximum",
        "consecutive_shifts_minimum",
        "consecutive_days_maximum",
        "consecutive_days_minimum",
    ),
    "days off": ("consecutive_days_off_maximum", "consecutive_days_off_minimum"),
    "wishes": ("wishes_against",),
    "whole weekends": ("weekends_complete",),
    "assignments": ("assignments_maximum", "assignments_minimum"),
    "weekends": ("weekends_maximum",),
}
"""The competition's names for what our rules count."""

WISH_PRICE = 10
PRICES = {
    "cover_target": 30,
    "consecutive_shifts_maximum": 15,
    "consecutive_shifts_minimum": 15,
    "consecutive_days_maximum": 30,
    "consecutive_days_minimum": 30,
    "consecutive_days_off_maximum": 30,
    "consecutive_days_off_minimum": 30,
    "wishes_against": WISH_PRICE,
    "weekends_complete": 30,
    "assignments_maximum": 20,
    "assignments_minimum": 20,
    "weekends_maximum": 30,
}
POLICIES = {
    **{rule.code: Policy(rule.kind, rule.weight, active=False) for rule in RULES},
    **{code: Policy(Kind.HARD, 1) for codes in HARD.values() for code in codes},
    **{code: Policy(Kind.SOFT, price) for code, price in PRICES.items()},
    "shift_allowed": Policy(Kind.HARD, 1),
}


def build(
    scenario: Scenario, history: History, weeks: Sequence[Week], *, totals: bool = True
) -> Problem:
    """Consecutive weeks as one problem; `totals` are counted where the horizon ends with them."""
    totals = totals and history.week + len(weeks) >= scenario.weeks
    return Problem(
        days=WEEK_DAYS * len(weeks),
        shifts=tuple(
            ShiftType(
                shift.name,
                0,
                SHIFT_MINUTES,
                shift.forbidden_next,
                minimum_consecutive=shift.consecutive[0],
                maximum_consecutive=shift.consecutive[1],
            )
            for shift in scenario.shifts
        ),
        people=tuple(_person(nurse, history, totals) for nurse in scenario.nurses),
        cover=tuple(
            line for number, week in enumerate(weeks) for line in _cover(scenario, week, number)
        ),
        requests=tuple(
            Request(nurse, WEEK_DAYS * number + day, shift, False, WISH_PRICE)
            for number, week in enumerate(weeks)
            for nurse, shift, day in week.off
        ),
        weekends=tuple(
            tuple(WEEK_DAYS * number + day for day in WEEKEND) for number in range(len(weeks))
        ),
        name=scenario.name,
        policies=POLICIES,
    )


def _person(nurse: Nurse, history: History, totals: bool) -> Person:
    contract, past = nurse.contract, history.nurses[nurse.name]
    return Person(
        nurse.name,
        skills=dict.fromkeys(nurse.skills, 1),
        minimum_consecutive_days=contract.days_worked[0],
        maximum_consecutive_days=contract.days_worked[1],
        minimum_consecutive_days_off=contract.days_off[0],
        maximum_consecutive_days_off=contract.days_off[1],
        complete_weekends=contract.complete_weekends,
        minimum_assignments=contract.assignments[0] if totals else None,
        maximum_assignments=contract.assignments[1] if totals else None,
        maximum_weekends=contract.weekends if totals else None,
        history=PersonHistory(
            last_shift=past.last_shift,
            days_worked=past.days_worked,
            days_off=past.days_off,
            same_shift_days=past.same_shift,
            assignments=past.assignments,
            weekends=past.weekends,
        ),
    )


def _cover(scenario: Scenario, week: Week, number: int) -> list[CoverLine]:
    """A line for every shift, skill and day, so that anybody may serve in any skill they hold;
    more people than the optimum cost nothing."""
    nothing = ((0, 0),) * WEEK_DAYS
    return [
        CoverLine(WEEK_DAYS * number + day, shift.name, least, best, skill, price_over=0)
        for shift in scenario.shifts
        for skill in scenario.skills
        for day, (least, best) in enumerate(week.requirements.get((shift.name, skill), nothing))
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the competition's validator counts: hard violations and costs by its own names."""

    hard: dict[str, int]
    soft: dict[str, int]

    @property
    def violations(self) -> int:
        return sum(self.hard.values())

    @property
    def cost(self) -> int:
        return sum(self.soft.values())


def judge_weeks(
    scenario: Scenario,
    history: History,
    weeks: Sequence[Week],
    plans: Sequence[Plan],
    *,
    totals: bool = True,
) -> Verdict:
    """What a sequence of weekly rosters costs; the totals (S6, S7) where it ends the horizon.

    Raises BadProblem for an assignment of somebody or something unknown.
    """
    problem, plan = build(scenario, history, weeks, totals=totals), joined(plans)
    cost = judge(problem, plan).cost_by_rule
    skills = {nurse.name: nurse.skills for nurse in scenario.nurses}
    unskilled = sum(each.skill not in skills[each.person] for each in plan.assignments)
    hard = {name: sum(cost.get(code, 0) for code in codes) for name, codes in HARD.items()}
    soft = {name: sum(cost.get(code, 0) for code in codes) for name, codes in SOFT.items()}
    return Verdict({**hard, "skill": unskilled}, soft)


def joined(plans: Sequence[Plan]) -> Plan:
    """Weekly rosters one after the other."""
    return Plan(
        tuple(
            replace(each, day=each.day + WEEK_DAYS * number)
            for number, plan in enumerate(plans)
            for each in plan.assignments
        )
    )


def parted(plan: Plan, weeks: int) -> list[Plan]:
    """A roster of several weeks as one for each."""
    cells: list[list[Assignment]] = [[] for _ in range(weeks)]
    for each in plan.assignments:
        cells[each.day // WEEK_DAYS].append(replace(each, day=each.day % WEEK_DAYS))
    return [Plan(tuple(week)) for week in cells]


def history_after(scenario: Scenario, history: History, plan: Plan) -> History:
    """The history with which the next week begins."""
    worked: dict[str, dict[int, Assignment]] = {nurse.name: {} for nurse in scenario.nurses}
    for each in plan.assignments:
        worked[each.person][each.day] = each
    return History(
        history.week + 1,
        {name: _past_after(history.nurses[name], days) for name, days in worked.items()},
    )


def _past_after(past: Past, days: dict[int, Assignment]) -> Past:
    shifts = [days[day].shift if day in days else None for day in range(WEEK_DAYS)]
    last = shifts[-1]
    same = _run([shift == last for shift in shifts], past.same_shift, past.last_shift == last)
    worked = _run([shift is not None for shift in shifts], past.days_worked, going_on=True)
    off = _run([shift is None for shift in shifts], past.days_off, going_on=True)
    return Past(
        assignments=past.assignments + len(days),
        weekends=past.weekends + any(day in days for day in WEEKEND),
        last_shift=last,
        same_shift=same if last is not None else 0,
        days_worked=worked,
        days_off=off,
    )


def _run(flags: list[bool], before: int, going_on: bool) -> int:
    """How many are true up to the last; when all are, with those before where these go on."""
    length = next((i for i, flag in enumerate(reversed(flags)) if not flag), len(flags))
    return length + (before if length == len(flags) and going_on else 0)
