"""A first roster in a second or two: each person in turn takes the row that helps most.

Rows are built day by day by a beam of partial rows (a dynamic programme over run length, minutes,
weekends and nights, cut to the cheapest), priced by the cover that the others leave open; the
people then take turns again while that improves. Rules on one person's row are kept where a legal
row exists; where locks or history leave none, the row that breaks least is taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from operations.core.rule import Kind
from operations.core.staffing.cells import Assignment
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.row import SHIFTS_TRIED, Prices, best_row, spans_of
from operations.core.staffing.row_label import Label, Row
from operations.core.staffing.rules import RULES

Cell = tuple[int, str]

WIDER = 8
"""How many times wider the beam gets for somebody whose first row breaks a rule."""


@dataclass(slots=True)
class _Cover:
    """How many of which skill are on a shift, line by line, while rows come and go."""

    problem: Problem
    prices: dict[str, int]
    there: list[int]
    by_cell: dict[Cell, list[int]]

    @classmethod
    def of(cls, problem: Problem, prices: dict[str, int]) -> _Cover:
        by_cell: dict[Cell, list[int]] = {}
        for i, line in enumerate(problem.cover):
            by_cell.setdefault((line.day, line.shift), []).append(i)
        return cls(problem, prices, [0] * len(problem.cover), by_cell)

    def gain(self, person: Person, cell: Cell) -> tuple[int, str | None]:
        """Cost of one more person on the cell (negative: it helps), and the skill to serve in."""
        lines = self.by_cell.get(cell, ())
        skills = dict.fromkeys(self.problem.cover[i].skill for i in lines)
        held: list[str | None] = [skill for skill in skills if skill in person.skills] or [None]
        return min(
            ((self._marginal(person, cell, skill), skill) for skill in held), key=lambda g: g[0]
        )

    def _counted(self, person: Person, cell: Cell, skill: str | None) -> list[int]:
        if cell[0] in person.absences:
            return []

        def counts(line: CoverLine) -> bool:
            if line.skill is None:
                return True
            return line.skill == skill and person.skills.get(line.skill, -1) >= line.level

        return [i for i in self.by_cell.get(cell, ()) if counts(self.problem.cover[i])]

    def _marginal(self, person: Person, cell: Cell, skill: str | None) -> int:
        cost = 0
        for i in self._counted(person, cell, skill):
            line, there = self.problem.cover[i], self.there[i]
            if there < line.minimum:
                cost -= self._price(line.price_under_minimum, "cover_minimum")
            if there < line.target:
                cost -= self._price(line.price_under_target, "cover_target")
            else:
                cost += self._price(line.price_over, "cover_excess")
        return cost

    def _price(self, own: int | None, rule: str) -> int:
        price = self.prices[rule]
        return price if own is None or price == 0 else own

    def add(self, person: Person, row: Row, number: int) -> None:
        for day, (shift, skill) in row.items():
            for i in self._counted(person, (day, shift), skill):
                self.there[i] += number


def _prices(problem: Problem) -> dict[str, int]:
    """Price per unit of each rule; 0 when it is off, very dear when it is hard."""
    policies = {rule.code: rule.policy(problem.policies) for rule in RULES}
    return {
        code: (10**6 if policy.kind is Kind.HARD else policy.weight) if policy.active else 0
        for code, policy in policies.items()
    }


def _wishes(
    problem: Problem, prices: dict[str, int]
) -> dict[str, dict[tuple[int, str | None], int]]:
    """Person -> (day, shift or None for working at all) -> cost of working it."""
    costs: dict[str, dict[tuple[int, str | None], int]] = {p.id: {} for p in problem.people}
    for wish in problem.requests:
        rule = "wishes_for" if wish.wanted else "wishes_against"
        sign = (-1 if wish.wanted else 1) if prices[rule] else 0
        cell = (wish.day, wish.shift)
        costs[wish.person][cell] = costs[wish.person].get(cell, 0) + sign * wish.weight
    if problem.previous is not None and prices["roster_stability"]:
        price = problem.previous.price_per_change
        price = prices["roster_stability"] if price is None else price
        known = problem.previous.known_days
        known = problem.days if known is None else min(known, problem.days)
        for person in problem.people:
            for day in range(known):  # working where one was off is the change
                costs[person.id][day, None] = costs[person.id].get((day, None), 0) + price
        for each in problem.previous.assignments:
            if each.day >= known:
                continue
            same, worked = (each.day, each.shift), (each.day, None)
            mine = costs[each.person]
            mine[worked] = mine.get(worked, 0) - price
            mine[same] = mine.get(same, 0) - price
    return costs


def _row_prices(
    problem: Problem, person: Person, cover: _Cover, wishes: dict[tuple[int, str | None], int]
) -> Prices:
    prices: Prices = {}
    guest = cover.prices["own_people_first"] if person.is_guest else 0
    for day in range(problem.days):
        for shift in problem.shifts:
            gain, skill = cover.gain(person, (day, shift.id))
            wish = wishes.get((day, shift.id), 0) + wishes.get((day, None), 0)
            prices[day, shift.id] = (gain + wish + guest, skill)
    return prices


def _width(problem: Problem) -> int:
    """Partial rows to keep for about the same minutes: fewer where there is more to build."""
    steps = problem.days**2 * len(problem.people) * min(SHIFTS_TRIED, len(problem.shifts) or 1)
    return max(1, min(24, 3_000_000 // steps))


def construct(
    problem: Problem, seconds: float = 1.5, stopped: Callable[[], bool] = lambda: False
) -> Plan:
    """A complete roster; after the first round, rounds of improvement until `seconds` are over."""
    until = time.monotonic() + seconds
    prices, rows, spans = _prices(problem), dict[str, Label](), spans_of(problem)
    cover, wishes = _Cover.of(problem, prices), _wishes(problem, prices)
    # Who may do least chooses first: the others can fill around it, guests what is left at last.
    order = sorted(problem.people, key=lambda p: (p.is_guest, len(p.allowed_shifts) or 99, p.id))
    improving = True
    while improving:
        improving = False
        for person in order:
            late = time.monotonic() > until or stopped()
            old = rows.get(person.id)
            if late and old is not None:
                return _plan(rows)
            cover.add(person, old.row() if old else {}, -1)
            row_prices = _row_prices(problem, person, cover, wishes[person.id])
            width = 1 if late else _width(problem)
            best = best_row(problem, person, row_prices, spans, width)
            if any(best.breaks()) and not late:
                best = best_row(problem, person, row_prices, spans, WIDER * width)
            if old is None or _better(best, old, row_prices):
                rows[person.id] = best
                improving = True
            cover.add(person, rows[person.id].row(), 1)
    return _plan(rows)


def _better(new: Label, old: Label, prices: Prices) -> bool:
    cost = old.toll + sum(prices[day, shift][0] for day, (shift, _) in old.row().items())
    return (new.breaks(), new.cost) < (old.breaks(), cost)


def _plan(rows: dict[str, Label]) -> Plan:
    return Plan(
        tuple(
            Assignment(person, day, shift, skill)
            for person, label in rows.items()
            for day, (shift, skill) in sorted(label.row().items())
        )
    )
