"""Cover as the engine counts it: who counts for which line, what a state of cover costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from operations.core.staffing.columns.arrays import Ints, Longs, Reals
from operations.core.staffing.columns.model import RowModel
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.problem import Problem


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover lines as arrays: people wanted, of them `slack` above the minimum; prices per
    person missing below the target, below the minimum in addition, and too many."""

    target: Longs
    slack: Longs
    missing: Longs
    unsafe: Longs
    over: Longs
    day: Ints

    @classmethod
    def of(cls, problem: Problem, prices: Prices) -> Cover:
        lines = problem.cover
        target = [line.target for line in lines]
        slack = [line.target - line.minimum for line in lines]
        missing = [prices.of("cover_target", 1, line.price_under_target) for line in lines]
        unsafe = [prices.of("cover_minimum", 1, line.price_under_minimum) for line in lines]
        over = [prices.of("cover_excess", 1, line.price_over) for line in lines]
        table = [np.array(each, dtype=np.int64) for each in (target, slack, missing, unsafe, over)]
        days = np.array([line.day for line in lines], dtype=np.int32)
        return cls(table[0], table[1], table[2], table[3], table[4], days)

    def cost(self, there: Longs) -> int:
        """What it costs that `there` people count for each line."""
        short = np.maximum(0, self.target - there)
        below = np.maximum(0, short - self.slack)
        extra = np.maximum(0, there - self.target)
        return int((short * self.missing + below * self.unsafe + extra * self.over).sum())

    def steps(self, there: Longs) -> Longs:
        """What one more person on each line would change the cost by."""
        short = self.target - there
        gain = np.where(short > 0, -self.missing, self.over)
        return gain - np.where(short > self.slack, self.unsafe, 0)

    def bound(self, duals: Reals, need: Longs) -> float:
        """The cover's part of the Lagrangian bound for prices within the lines' own limits.

        need: people still wanted (target less those fixed), which may be negative.
        """
        spare = np.minimum(self.slack, np.maximum(need, 0))
        return float((duals * need).sum() - (np.maximum(0.0, duals - self.missing) * spare).sum())


@dataclass(frozen=True, slots=True)
class Serving:
    """In which skills a person may serve on a cell, and which lines that counts for.

    skills[v]: skill of variant v by (day, option), None where the person just is there. Entry i:
    on variant[i], day[i], option[i] the person counts for line[i]. exists[v, day, option].
    """

    skills: tuple[dict[tuple[int, int], str | None], ...]
    exists: npt.NDArray[np.bool_]
    cell: Longs
    line: Longs

    @classmethod
    def of(
        cls, problem: Problem, model: RowModel, lines: dict[tuple[int, str], list[int]]
    ) -> Serving:
        person = model.person
        skills: list[dict[tuple[int, int], str | None]] = [{}]
        entries: list[tuple[int, int, int, int]] = []
        for day in range(problem.days):
            for option, shift in enumerate(model.shifts, 1):
                here = lines.get((day, shift.id), [])
                asked = dict.fromkeys(problem.cover[i].skill for i in here)
                held: list[str | None] = [s for s in asked if s is not None and s in person.skills]
                for variant, skill in enumerate(held or [None]):
                    if variant == len(skills):
                        skills.append({})
                    skills[variant][day, option] = skill
                    for i in here:
                        line = problem.cover[i]
                        level = person.skills.get(line.skill or "", -1)
                        if line.skill is None or (line.skill == skill and level >= line.level):
                            entries.append((variant, day, option, i))
        shape = len(skills), problem.days, 1 + len(model.shifts)
        exists = np.zeros(shape, dtype=np.bool_)
        exists[0] = True
        for variant, cells in enumerate(skills):
            for day, option in cells:
                exists[variant, day, option] = True
        table = np.array(entries, dtype=np.int64).reshape(-1, 4)
        cell = np.ravel_multi_index((table[:, 0], table[:, 1], table[:, 2]), shape)
        return cls(tuple(skills), exists, np.asarray(cell, dtype=np.int64), table[:, 3].copy())
