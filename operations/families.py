"""The three planning families in one table; everything that differs between them hangs here.

To the shell a family is these functions, the same names in each of its two modules:

`operations.sources.records.<family>`, records -> problem:
    scopes(network) -> list[str]            the scopes that a night plans: FACILITY/WARD for
                                            staffing, FACILITY for beds, network code for supply
    problem(network, scope, start, days) -> Asked(problem, notes)
                                            notes: findings about bad records (Note), each naming
                                            the record and what would mend it; locked lines of the
                                            published plan enter the problem as locks
`operations.keeping.<family>`, plan -> lines:
    rows(plan_row, problem, plan, report) -> dict[model, list of unsaved instances]
                                            the lines of operations.models.rows, with a reason
                                            each; a line whose cell is locked in the problem is
                                            kept locked
    answer(plan_row, problem) -> core plan  the lines as they stand now, after edits, as a core
                                            plan that the judge can judge
    pins_hold(plan_row, problem, plan) -> list[Message]
                                            for the published plan `plan_row`: which locked lines
                                            the new core plan does not respect
    cells(plan_row, first, until) -> {cell in words: value}
                                            what two plans are compared by, over the days
                                            [first, until) that both have
    settle(row)                             bring up to date what follows from a changed line
                                            (units, cost) before it is saved
    with_locks(plan_row, problem) -> problem
                                            the problem with its locks replaced by the lines that
                                            are locked now, so that a person's own change is not
                                            judged as a broken lock
Ids in problems are the records' natural keys, so that lines find their way back:
    staffing    person = StaffMember.number, shift = ShiftType.code, skill = Skill.code,
                day 0 = the plan's first day
    beds        patient = "stay:NUMBER" or "referral:NUMBER", room = "WARD/ROOM" (codes),
                theatre and surgeon = code, specialty and equipment = code, ward = code
    supply      facility, product, supplier, vehicle = code; lot = "FACILITY/PRODUCT/LOT" for
                stock, week 0 starts on the plan's first day
The core gives `operations.core.<family>.{problem.Problem, plan.Plan, report.judge, solve.solve,
carry.carry}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils.translation import gettext_lazy as _

from hospital import said
from hospital.said import Message


@dataclass(frozen=True, slots=True)
class Note:
    """Something wrong in the records, found while the problem was put together.

    facts: what its sentence in operations.words.records fills in, named as hospital.said says;
    variant: which of its sentences, where the code has more than one.
    """

    code: str
    record: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""

    @property
    def message(self) -> Message:
        return Message(said.code("record", self.code, self.variant), self.facts)

    @property
    def sentence(self) -> str:
        """In the reader's language."""
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem, and what its source had to leave out or mend."""

    problem: Any
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """One family's names; modules are imported when first used, so that pages stay quick."""

    code: str
    label: Any
    days: int
    """Days planned when nobody says otherwise."""
    seconds: float
    """Seconds of search a night gives one scope."""
    telling: str = ""
    """Module whose `notes` speak of a finished plan."""
    rolling: bool = False
    """A new plan takes the place of every earlier one; otherwise an earlier one holds until the
    new one's first day."""

    def _module(self, name: str) -> ModuleType:
        return import_module(name)

    @property
    def source(self) -> ModuleType:
        return self._module(f"operations.sources.records.{self.code}")

    @property
    def keeping(self) -> ModuleType:
        return self._module(f"operations.keeping.{self.code}")

    def clashes(self, plan_row: Any, plan: Any, since: datetime | None = None) -> list[Message]:
        """Where plans in force of other scopes, published after `since`, need the same people;
        families that share nobody between scopes have no such function."""
        found = getattr(self.keeping, "clashes", None)
        return found(plan_row, plan, since) if found else []

    def notes(self, plan_row: Any, problem: Any, plan: Any) -> list[Note]:
        """What a finished plan says beyond its rules; families without such a module say nothing
        more."""
        if not self.telling:
            return []
        found: list[Note] = self._module(self.telling).notes(plan_row, problem, plan)
        return found

    @property
    def problem_type(self) -> type[Any]:
        found: type[Any] = self._module(f"operations.core.{self.code}.problem").Problem
        return found

    @property
    def plan_type(self) -> type[Any]:
        found: type[Any] = self._module(f"operations.core.{self.code}.plan").Plan
        return found

    @property
    def judge(self) -> Callable[[Any, Any], Any]:
        found: Callable[[Any, Any], Any] = self._module(f"operations.core.{self.code}.report").judge
        return found

    @property
    def carry(self) -> Callable[[Any, Any], Any]:
        found: Callable[[Any, Any], Any] = self._module(f"operations.core.{self.code}.carry").carry
        return found

    @property
    def rules(self) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self._module(f"operations.core.{self.code}.rules").RULES
        return found


FAMILIES: dict[str, FamilySpec] = {
    "staffing": FamilySpec("staffing", _("Staffing"), days=28, seconds=30),
    "beds": FamilySpec(
        "beds", _("Beds"), 14, 20, telling="operations.keeping.beds_overflow", rolling=True
    ),
    "supply": FamilySpec("supply", _("Supply"), days=84, seconds=120),
}
