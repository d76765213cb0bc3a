"""The master programme: which rows, one for each person, cover the shifts at the least cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns.arrays import Codes, Longs, Reals
from operations.core.staffing.columns.cover import Cover
from operations.core.staffing.columns.programme import Programme


@dataclass(frozen=True, slots=True)
class Column:
    """One row that a person may have: own cost (not scaled), the lines it counts for and as how
    many on each."""

    person: int
    row: bytes
    cost: int
    lines: tuple[int, ...]
    weights: tuple[int, ...]

    def worth(self, prices: Reals) -> float:
        """By the prices of lines."""
        return float(prices[list(self.lines)] @ np.array(self.weights, dtype=float))

    def count(self, there: Longs, sign: int = 1) -> None:
        """Adds to the people on each line, in place."""
        there[list(self.lines)] += sign * np.array(self.weights, dtype=np.int64)

    def codes(self) -> Codes:
        return np.frombuffer(self.row, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Solution:
    """value: of the relaxation. lines, people: dual prices. columns: how much of each is taken."""

    value: float
    lines: Reals
    people: dict[int, float]
    columns: Reals


class Master:
    """The linear programme over the columns so far.

    people: indices of those who need a row. need: people wanted on each line, less those who are
    fixed (it may be negative). Only the lines in `lines` are stated.
    """

    def __init__(self, cover: Cover, people: Iterable[int], need: Longs, lines: Longs) -> None:
        self.cover, self.need, self.lines = cover, need, lines
        self.wanted = np.zeros(len(need), dtype=np.int64)
        self.wanted[lines] = need[lines]
        self.people = list(people)
        self.columns: list[Column] = []
        self.fixed: dict[int, Column] = {}
        self._seen: dict[tuple[int, bytes], int] = {}
        self._programme = Programme()
        self._choice = {person: self._programme.row(1.0) for person in self.people}
        self._cover = {line: self._programme.row(float(need[line])) for line in lines.tolist()}
        for line, row in self._cover.items():
            for factor, price, most in slacks(cover, line, int(need[line])):
                self._programme.variable(price, [(row, factor)], most)
        self._variables: list[int] = []

    def add(self, column: Column) -> bool:
        """False where it was there already."""
        key = column.person, column.row
        if key in self._seen:
            return False
        self._seen[key] = len(self.columns)
        entries = [(self._choice[column.person], 1.0)]
        for line, weight in zip(column.lines, column.weights, strict=True):
            entries.append((self._cover[line], float(weight)))
        self._variables.append(self._programme.variable(float(column.cost), entries))
        self.columns.append(column)
        return True

    def fix(self, column: Column) -> None:
        """This column it shall be."""
        self._programme.at_least(self._variables[self._seen[column.person, column.row]], 1.0)
        self.fixed[column.person] = column

    def close(self, index: int) -> None:
        """The column of that index it shall not be. Each person must keep one."""
        self._programme.at_most(self._variables[index], 0.0)

    def open(self, index: int) -> None:
        """What was closed."""
        self._programme.at_most(self._variables[index], np.inf)

    def solve(self) -> Solution:
        """The relaxation's optimum. Raises SolverFailure when the programme has none."""
        optimum = self._programme.solve()
        people = len(self.people)
        lines = np.zeros(len(self.need))
        lines[self.lines] = optimum.dual[people:]
        choice = dict(zip(self.people, optimum.dual[:people].tolist(), strict=True))
        columns = optimum.primal[self._variables]
        return Solution(optimum.value, lines, choice, columns)

    def limits(self) -> tuple[Reals, Reals]:
        """Least and largest sensible price of each line."""
        cover = self.cover
        return -cover.over.astype(float), (cover.missing + cover.unsafe).astype(float)

    def reduced_cost(self, column: Column, solution: Solution) -> float:
        return column.cost - column.worth(solution.lines) - solution.people[column.person]


def slacks(cover: Cover, line: int, need: int) -> list[tuple[float, float, float]]:
    """(factor, price, most) of what may stand in for people on a line, or against them."""
    missing, unsafe = float(cover.missing[line]), float(cover.unsafe[line])
    above_minimum = float(max(0, min(need, int(cover.slack[line]))))
    steps = [(1.0, missing, above_minimum), (1.0, missing + unsafe, np.inf)]
    return [step for step in steps if step[2] > 0] + [(-1.0, float(cover.over[line]), np.inf)]
