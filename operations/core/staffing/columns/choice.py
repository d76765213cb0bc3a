"""The best whole choice among a master's columns, by branch and bound (HiGHS)."""

from __future__ import annotations

from datetime import timedelta

from ortools.math_opt.python import mathopt

from operations.core.staffing.columns.master import Column, Master, slacks

MOST = 1500
"""Columns that branch and bound is given; those of least reduced cost."""


LEAST_SECONDS = 0.1
FOUND, NOT_FOUND = 1.5, 0.7
"""Times as much patience after a choice that was found, and after one that was not."""


class Patience:
    """Seconds for branch and bound, `most` to begin with: fewer where it ends with nothing."""

    def __init__(self, most: float) -> None:
        self.seconds = self._most = most

    def learn(self, *, found: bool) -> None:
        longer = self.seconds * (FOUND if found else NOT_FOUND)
        self.seconds = min(self._most, max(LEAST_SECONDS, longer))


def best_choice(master: Master, below: float, seconds: float) -> list[Column] | None:
    """One column for each person, together cheaper than `below` (the cost on the master's own lines
    and people); None where none was found."""
    solution = master.solve()
    reduced = [master.reduced_cost(column, solution) for column in master.columns]
    # A row whose reduced cost closes the gap to `below` cannot be part of a better roster.
    keep = [i for i, cost in enumerate(reduced) if solution.value + cost < below - 1 + 1e-6]
    keep = sorted(keep, key=lambda i: reduced[i])[:MOST]
    model = mathopt.Model()
    choice = {person: model.add_linear_constraint(lb=1.0, ub=1.0) for person in master.people}
    cover = {}
    for line in master.lines.tolist():
        need = int(master.need[line])
        row = cover[line] = model.add_linear_constraint(lb=float(need), ub=float(need))
        for factor, price, most in slacks(master.cover, line, need):
            slack = model.add_variable(lb=0.0, ub=most)
            row.set_coefficient(slack, factor)
            model.objective.set_linear_coefficient(slack, price)
    taken = {}
    for index in keep:
        column = master.columns[index]
        variable = taken[index] = model.add_binary_variable()
        choice[column.person].set_coefficient(variable, 1.0)
        for line, weight in zip(column.lines, column.weights, strict=True):
            cover[line].set_coefficient(variable, float(weight))
        model.objective.set_linear_coefficient(variable, float(column.cost))
    limits = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds), absolute_gap_tolerance=0.999
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    if not result.has_primal_feasible_solution() or result.objective_value() > below - 0.5:
        return None
    values = result.variable_values()
    return [master.columns[i] for i, variable in taken.items() if values[variable] > 0.5]
