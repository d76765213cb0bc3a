"""A whole roster as rows, while it is being worked on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from operations.core.staffing.cells import Assignment
from operations.core.staffing.columns.arrays import VARIANTS, Codes, Longs
from operations.core.staffing.columns.master import Column
from operations.core.staffing.columns.prices import FORBIDDEN
from operations.core.staffing.columns.rows import PersonRows, Rows
from operations.core.staffing.plan import Plan


class Draft:
    """Everybody's row, the people on each cover line, and the cost of both."""

    def __init__(self, rows: Rows, codes: list[Codes]) -> None:
        self.rows = rows
        self.codes = codes
        self.own = [person.own_cost(row) for person, row in zip(rows.people, codes, strict=True)]
        self.there = np.zeros(len(rows.cover.target), dtype=np.int64)
        for person, row in zip(rows.people, codes, strict=True):
            self._count(person, row, 1)

    def _count(self, person: PersonRows, row: Codes, sign: int) -> None:
        lines = person.lines(row)
        self.there[lines] += sign * person.serving.weight[lines]

    @property
    def unlawful(self) -> int:
        """How many rows break a hard rule, and how many people minimums that are law lack."""
        broken = sum(cost >= FORBIDDEN for cost in self.own)
        return broken + self.rows.cover.lacking(self.there)

    @property
    def cost(self) -> int:
        """As the judge counts it, hard breaches left out."""
        lawful = sum(cost for cost in self.own if cost < FORBIDDEN)
        return lawful + self.rows.cover.cost(self.there)

    @property
    def cost_but_law(self) -> int:
        """Without what stands for people missing below minimums that are law."""
        return self.cost - self.rows.cover.law_price * self.rows.cover.lacking(self.there)

    def copy(self) -> Draft:
        new = object.__new__(Draft)
        new.rows, new.codes = self.rows, list(self.codes)
        new.own, new.there = list(self.own), self.there.copy()
        return new

    def without(self, people: Iterable[int], first: int, last: int) -> Longs:
        """People on each line when these are off on [first, last)."""
        there = self.there.copy()
        for person in people:
            mine = self.rows.people[person]
            lines = mine.lines(self.codes[person][first:last], first)
            there[lines] -= mine.serving.weight[lines]
        return there

    def replace(self, person: int, first: int, part: Codes) -> None:
        """Gives somebody other days from `first` on."""
        mine = self.rows.people[person]
        self._count(mine, self.codes[person], -1)
        row = self.codes[person].copy()
        row[first : first + len(part)] = part
        self.codes[person] = row
        self.own[person] = mine.own_cost(row)
        self._count(mine, row, 1)

    def adopt(self, columns: Iterable[Column], first: int) -> None:
        for column in columns:
            self.replace(column.person, first, column.codes())

    def plan(self) -> Plan:
        cells = []
        for person, row in zip(self.rows.people, self.codes, strict=True):
            for day in np.nonzero(row)[0].tolist():
                option, variant = divmod(int(row[day]), VARIANTS)
                skill = person.serving.skills[variant].get((day, option))
                shift = person.model.shifts[option - 1].id
                cells.append(Assignment(person.model.person.id, day, shift, skill))
        return Plan(tuple(sorted(cells, key=lambda cell: (cell.day, cell.person))))

    @classmethod
    def of(cls, rows: Rows, plan: Plan) -> Draft:
        """A plan as rows; cells that a row cannot have are left out."""
        number = {person.model.person.id: i for i, person in enumerate(rows.people)}
        codes = [np.zeros(rows.problem.days, dtype=np.int16) for _ in rows.people]
        for cell in plan.assignments:
            person = rows.people[number[cell.person]]
            ids = [shift.id for shift in person.model.shifts]
            if cell.shift not in ids:
                continue
            option = ids.index(cell.shift) + 1
            served = [skills.get((cell.day, option)) for skills in person.serving.skills]
            variant = served.index(cell.skill) if cell.skill in served else 0
            codes[number[cell.person]][cell.day] = option * VARIANTS + variant
        return cls(rows, codes)
