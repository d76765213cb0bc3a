"""The competition's solution files: one week of one scenario, an assignment a line."""

from __future__ import annotations

from pathlib import Path

from operations.core.errors import UnsupportedInstance
from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan
from operations.sources.inrc2.files import DAYS, Line, Scenario, sections

FOOTER = ("Viol:", "Cost:", "Time:")
"""What a solver may have written of itself under its solution; the judge does not take its word."""


def read_plan(scenario: Scenario, path: Path) -> tuple[int, Plan]:
    """The number of the week in the horizon, from 0, and its roster. Raises UnsupportedInstance."""
    file = sections(path, ("SOLUTION", "ASSIGNMENTS", *FOOTER))
    shifts = {shift.name for shift in scenario.shifts}
    nurses = {nurse.name for nurse in scenario.nurses}

    def assignment(line: Line) -> Assignment:
        return Assignment(
            line.one_of(0, nurses, "nurse"),
            DAYS.index(line.one_of(1, DAYS, "day")),
            line.one_of(2, shifts, "shift"),
            line.one_of(3, scenario.skills, "skill"),
        )

    weeks = file.each("SOLUTION", lambda line: (line.whole(0), line.word(1)))
    if len(weeks) != 1 or weeks[0][1] != scenario.name:
        raise UnsupportedInstance(str(path), None, f"is no solution of one week of {scenario.name}")
    return weeks[0][0], Plan(tuple(file.each("ASSIGNMENTS", assignment)))


def write_plan(scenario: Scenario, week: int, plan: Plan, path: Path) -> None:
    """Write the roster of a week, in the order of the scenario's nurses."""
    order = {nurse.name: number for number, nurse in enumerate(scenario.nurses)}
    lines = [
        f"{each.person} {DAYS[each.day]} {each.shift} {each.skill}"
        for each in sorted(plan.assignments, key=lambda each: (order[each.person], each.day))
    ]
    head = ["SOLUTION", f"{week} {scenario.name}", "", f"ASSIGNMENTS = {len(lines)}"]
    path.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
