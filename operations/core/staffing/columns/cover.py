"""Cover as the engine counts it: who counts for which line, what a state of cover costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from operations.core.staffing.columns.arrays import Ints, Longs, Reals
from operations.core.staffing.columns.model import RowModel
from operations.core.staffing.columns.prices import Prices
from operations.core.staffing.demand import JUNIOR_LEVEL
from operations.core.staffing.problem import Problem

LAW = 900_000
"""Price of a person below a minimum that is law, times the days of the horizon: as dear as whole
numbers of the kernels allow."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover lines as arrays: people wanted, of them `slack` above the minimum; prices per
    person missing below the target, below the minimum in addition, and too many.

    law: the minimum is a hard rule. It then has a price too, above what a roster's days can bring
    otherwise, and rosters below it are told apart by `lacking`.
    """

    target: Longs
    slack: Longs
    missing: Longs
    unsafe: Longs
    over: Longs
    day: Ints
    law: bool = False

    @classmethod
    def of(cls, problem: Problem, prices: Prices) -> Cover:
        """The problem's lines, then its mixes of levels (`mixes`)."""
        lines = problem.cover
        target = [line.target for line in lines]
        slack = [line.target - line.minimum for line in lines]
        missing = [prices.of("cover_target", 1, line.price_under_target) for line in lines]
        law = prices.hard("cover_minimum")
        unsafe = [
            LAW // problem.days if law else prices.of("cover_minimum", 1, line.price_under_minimum)
            for line in lines
        ]
        over = [prices.of("cover_excess", 1, line.price_over) for line in lines]
        on = [line.day for line in lines]
        for mix in mixes(problem, prices):
            target.append(mix.target)
            missing.append(mix.price)
            on.append(mix.day)
            for none in (slack, unsafe, over):
                none.append(0)
        table = [np.array(each, dtype=np.int64) for each in (target, slack, missing, unsafe, over)]
        days = np.array(on, dtype=np.int32)
        return cls(table[0], table[1], table[2], table[3], table[4], days, law)

    def lacking(self, there: Longs) -> int:
        """People missing below minimums that are law."""
        if not self.law:
            return 0
        return int(np.maximum(0, self.target - self.slack - there).sum())

    @property
    def law_price(self) -> int:
        """Of a person below a minimum that is law."""
        return int(self.unsafe.max(initial=0)) if self.law else 0

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
class Mix:
    """A rule on who is on a shift together, as a line: those on it count by `weights`, together at
    least `target`; each unit missing costs `price`."""

    day: int
    shift: str
    target: int
    price: int
    weights: dict[str, int]


def mixes(problem: Problem, prices: Prices) -> list[Mix]:
    """Supervision and most juniors, a second time.

    Supervision has a line for each junior, who is one missing where no supervisor is there: stated
    together, with supervisors who weigh as much as all juniors, a small part of a supervisor would
    do for a relaxation.
    """
    found = []
    for line in problem.cover:
        if line.skill is None:
            continue
        level = {person.id: person.skills.get(line.skill, -1) for person in problem.people}
        juniors = {person: -1 for person, held in level.items() if 0 <= held <= JUNIOR_LEVEL}
        if line.supervisor_level is not None and juniors:
            able = [person for person, held in level.items() if held >= line.supervisor_level]
            price = prices.of("supervision", 1)
            for junior in [each for each in juniors if each not in able]:
                weights = {junior: -1, **dict.fromkeys(able, 1)}
                found.append(Mix(line.day, line.shift, 0, price, weights))
        if line.junior_maximum is not None and juniors:
            price = prices.of("junior_maximum", 1)
            found.append(Mix(line.day, line.shift, -line.junior_maximum, price, juniors))
    return [mix for mix in found if mix.price]


@dataclass(frozen=True, slots=True)
class ShiftLines:
    """One shift's lines (positions in the problem). plain: [day, line] of days on which none asks
    for a skill, where anybody counts for each; skilled: the others', by day."""

    plain: Longs
    skilled: dict[int, list[int]]

    @classmethod
    def by_shift(cls, problem: Problem) -> dict[str, ShiftLines]:
        cells: dict[str, dict[int, list[int]]] = {shift.id: {} for shift in problem.shifts}
        for i, line in enumerate(problem.cover):
            cells[line.shift].setdefault(line.day, []).append(i)
        return {shift: cls._of(problem, by_day) for shift, by_day in cells.items()}

    @classmethod
    def _of(cls, problem: Problem, by_day: dict[int, list[int]]) -> ShiftLines:
        skilled = {
            day: lines
            for day, lines in by_day.items()
            if any(problem.cover[i].skill is not None for i in lines)
        }
        plain = [(d, i) for d, lines in by_day.items() if d not in skilled for i in lines]
        return cls(np.array(plain, dtype=np.int64).reshape(-1, 2), skilled)


@dataclass(frozen=True, slots=True)
class Serving:
    """In which skills a person may serve on a cell, and which lines that counts for.

    skills[v]: skill of variant v by (day, option); where the first says none the person just is
    there. Entry i: on variant[i], day[i], option[i] the person counts for line[i].
    exists[v, day, option].
    weight[line]: as how many; 1 but for mixes.
    """

    skills: tuple[dict[tuple[int, int], str | None], ...]
    exists: npt.NDArray[np.bool_]
    cell: Longs
    line: Longs
    weight: Longs

    @classmethod
    def of(
        cls,
        problem: Problem,
        model: RowModel,
        lines: dict[str, ShiftLines],
        mixed: list[Mix],
    ) -> Serving:
        person = model.person
        skills: list[dict[tuple[int, int], str | None]] = [{}]
        entries: list[tuple[int, int, int, int]] = []
        plain = [np.zeros((0, 4), dtype=np.int64)]
        for option, shift in enumerate(model.shifts, 1):
            mine = lines[shift.id]
            plain.append(np.insert(mine.plain, [0, 1], [0, option], axis=1))
            for day, here in mine.skilled.items():
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
        weight = np.ones(len(problem.cover) + len(mixed), dtype=np.int64)
        options = {shift.id: option for option, shift in enumerate(model.shifts, 1)}
        for i, mix in enumerate(mixed, len(problem.cover)):
            if person.id in mix.weights and mix.shift in options:
                weight[i] = mix.weights[person.id]
                where = mix.day, options[mix.shift]
                served = [v for v, cells in enumerate(skills) if v == 0 or where in cells]
                entries += [(variant, *where, i) for variant in served]
        shape = len(skills), problem.days, 1 + len(model.shifts)
        exists = np.zeros(shape, dtype=np.bool_)
        exists[0] = True
        for variant, cells in enumerate(skills):
            for day, option in cells:
                exists[variant, day, option] = True
        some = np.array(entries, dtype=np.int64).reshape(-1, 4)
        table = np.concatenate([*plain, some])
        table = table[~np.isin(table[:, 1], person.absences)]  # away, though a lock may hold them
        cell = np.ravel_multi_index((table[:, 0], table[:, 1], table[:, 2]), shape)
        cell = np.asarray(cell, dtype=np.int64)
        return cls(tuple(skills), exists, cell, table[:, 3].copy(), weight)
