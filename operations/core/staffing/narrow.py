"""The problem as it concerns one person alone, or one shift of one day alone.

A rule whose span is a person finds about that person in `Views.person` exactly what it finds in
the whole problem; one whose span is cover finds about the shift in `Views.cell` the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.problem import Problem

CellT = TypeVar("CellT", Request, Lock, Assignment)

Cell = tuple[int, str]
"""Day and shift id."""


class Views:
    """Narrow problems, each built when first asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = {person.id: person for person in problem.people}
        known = problem.previous.assignments if problem.previous else ()
        self._requests: dict[str, list[Request]] = _by_person(problem.requests)
        self._locks: dict[str, list[Lock]] = _by_person(problem.locks)
        self._known: dict[str, list[Assignment]] = _by_person(known)
        self._lines: dict[Cell, list[CoverLine]] = {}
        for line in problem.cover:
            self._lines.setdefault((line.day, line.shift), []).append(line)
        self._persons: dict[str, Problem] = {}
        self._cells: dict[Cell, Problem] = {}

    def locks(self, person: str) -> list[Lock]:
        return self._locks.get(person, [])

    def requests(self, person: str) -> list[Request]:
        return self._requests.get(person, [])

    def lines(self, cell: Cell) -> list[CoverLine]:
        return self._lines.get(cell, [])

    def person(self, person: str) -> Problem:
        """Contract, wishes, locks and known roster of one person; no cover."""
        if person not in self._persons:
            previous = self.problem.previous
            self._persons[person] = replace(
                self.problem,
                people=(self.people[person],),
                cover=(),
                requests=tuple(self.requests(person)),
                locks=tuple(self.locks(person)),
                previous=previous and _known_of(previous, self._known.get(person, [])),
            )
        return self._persons[person]

    def cell(self, cell: Cell) -> Problem:
        """Everybody, and the cover of one shift of one day."""
        if cell not in self._cells:
            self._cells[cell] = replace(
                self.problem,
                cover=tuple(self.lines(cell)),
                requests=(),
                locks=(),
                previous=None,
            )
        return self._cells[cell]


def _known_of(previous: Previous, assignments: Iterable[Assignment]) -> Previous:
    return replace(previous, assignments=tuple(assignments))


def _by_person(cells: Iterable[CellT]) -> dict[str, list[CellT]]:
    found: dict[str, list[CellT]] = {}
    for cell in cells:
        found.setdefault(cell.person, []).append(cell)
    return found
