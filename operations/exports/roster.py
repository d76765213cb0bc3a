"""The roster as files: a grid of people and days for the wall, a list for a spreadsheet."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

from operations.exports import plain, xlsx
from operations.exports.heading import facts, title
from operations.exports.tables import Column, Duty, Is, Roster, Table
from operations.exports.words import Words

COLOURS = ("#CFE8FF", "#FFE3B8", "#D9C8F0", "#CDEFD3", "#FFD1D6", "#E6E6B8", "#C4EDEA", "#E2D5C3")
WEEKEND = "#EDEDED"
FIRST_DAY = 3
"""Columns before the first day: number, role, contract."""


def to_csv(plan: Roster) -> bytes:
    """One line a duty, times in UTC."""
    words = Words(plan.head.language)
    columns = ("staff", "day", "shift", "starts", "ends", "skill", "held", "reason")
    table = Table(
        name=words("roster"),
        columns=tuple(Column(words(key), personal=key == "staff") for key in columns),
        rows=tuple(
            (
                duty.worker,
                duty.day,
                duty.shift or words("day_off"),
                f"{duty.starts:%Y-%m-%dT%H:%MZ}" if duty.starts else None,
                f"{duty.ends:%Y-%m-%dT%H:%MZ}" if duty.ends else None,
                duty.skill,
                words("yes" if duty.locked else "no"),
                duty.reason,
            )
            for duty in plan.duties
        ),
    )
    return plain.write(table, words.language, plan.head.mark)


def to_xlsx(plan: Roster) -> bytes:
    """The grid: a letter and a colour a shift, totals on the right and below, then a legend."""
    out = io.BytesIO()
    with xlsx.workbook(out, title(plan.head, "roster"), plan.head.made) as file:
        grid = _Grid(plan, file)
        grid.write()
    return out.getvalue()


class _Grid:
    """One workbook being written; kept together because every part needs the same formats."""

    def __init__(self, plan: Roster, file: Any) -> None:
        self.plan, self.file = plan, file
        self.words = Words(plan.head.language)
        self.days = [plan.head.start + timedelta(days=at) for at in range(plan.head.days)]
        self.cells: dict[tuple[str, date], Duty] = {(d.worker, d.day): d for d in plan.duties}
        self.shifts = {shift.code: shift for shift in plan.shifts}
        self.bold = file.add_format({"bold": True})
        self.number = file.add_format({"num_format": xlsx.WHOLE, "bold": True})
        self.fraction = file.add_format({"num_format": xlsx.FRACTION, "bold": True})
        self.big = file.add_format({"bold": True, "font_size": 14})
        self.looks = self._looks()

    def _looks(self) -> dict[tuple[str, bool], Any]:
        found = {}
        for at, code in enumerate(["", *self.shifts]):
            colour = COLOURS[(at - 1) % len(COLOURS)] if code else "#FFFFFF"
            for locked in (False, True):
                look = {"align": "center", "bg_color": colour, "border": 1, "bold": locked}
                found[code, locked] = self.file.add_format({**look, "underline": int(locked)})
        return found

    def write(self) -> None:
        sheet = self.file.add_worksheet(xlsx.sheet_name(self.words("roster"), set()))
        legend = self.file.add_worksheet(
            xlsx.sheet_name(self.words("legend"), {self.words("roster").lower()})
        )
        if self.words.right_to_left:
            sheet.right_to_left()
            legend.right_to_left()
        xlsx.put(sheet, 0, 0, title(self.plan.head, "roster"), self.big)
        xlsx.put(sheet, 1, 0, self.plan.head.mark, None)
        for each in (sheet, legend):
            xlsx.foot(each, self.plan.head.mark)
        top = 2
        self._heads(sheet, top)
        for down, worker in enumerate(self.plan.workers, start=top + 1):
            for at, text in enumerate((worker.number, worker.role, worker.contract)):
                xlsx.put(sheet, down, at, text, None)
            self._person(sheet, down, worker.number)
        self._cover(sheet, top + 1 + len(self.plan.workers))
        sheet.freeze_panes(top + 1, FIRST_DAY)
        xlsx.printed(sheet, top)
        self._legend(legend)

    def _heads(self, sheet: Any, top: int) -> None:
        head = {"bold": True, "align": "center", "border": 1}
        plain_day = self.file.add_format(head)
        weekend = self.file.add_format({**head, "bg_color": WEEKEND})
        for at, key in enumerate(("staff", "role", "contract")):
            xlsx.put(sheet, top, at, self.words.headed(self.words(key), key == "staff"), self.bold)
        sheet.set_column(0, FIRST_DAY - 1, 14)
        for at, day in enumerate(self.days, start=FIRST_DAY):
            look = weekend if day.weekday() >= 5 else plain_day
            xlsx.put(sheet, top, at, f"{day:%d/%m}", look)
        sheet.set_column(FIRST_DAY, FIRST_DAY + len(self.days) - 1, 5.5)
        for at, key in enumerate(("shifts", "hours", "nights", "weekend_days")):
            xlsx.put(sheet, top, FIRST_DAY + len(self.days) + at, self.words(key), self.bold)

    def _person(self, sheet: Any, down: int, number: str) -> None:
        worked: list[Duty] = []
        for at, day in enumerate(self.days, start=FIRST_DAY):
            duty = self.cells.get((number, day))
            if duty is None:
                xlsx.put(sheet, down, at, None, self.looks["", False])
                continue
            xlsx.put(sheet, down, at, duty.shift or "·", self.looks[duty.shift, duty.locked])
            if duty.shift:
                worked.append(duty)
        totals = (
            len(worked),
            sum(self.shifts[duty.shift].minutes for duty in worked) / 60,
            sum(self.shifts[duty.shift].is_night for duty in worked),
            sum(duty.day.weekday() >= 5 for duty in worked),
        )
        for at, total in enumerate(totals):
            place = FIRST_DAY + len(self.days) + at
            look = self.number if float(total).is_integer() else self.fraction
            xlsx.put(sheet, down, place, total, look, Is.NUMBER)

    def _cover(self, sheet: Any, top: int) -> None:
        """How many people each shift has on each day."""
        count = Counter((duty.shift, duty.day) for duty in self.plan.duties)
        for down, code in enumerate(self.shifts, start=top):
            xlsx.put(sheet, down, 0, f"{self.words('total')} {code}", self.bold)
            for at, day in enumerate(self.days, start=FIRST_DAY):
                xlsx.put(sheet, down, at, count[code, day], self.number, Is.NUMBER)

    def _legend(self, sheet: Any) -> None:
        sheet.set_column(0, 1, 24)
        for down, (label, value) in enumerate(facts(self.plan.head)):
            xlsx.put(sheet, down, 0, label, self.bold)
            xlsx.put(sheet, down, 1, value, None)
        top = len(facts(self.plan.head)) + 1
        for down, shift in enumerate(self.plan.shifts, start=top):
            xlsx.put(sheet, down, 0, shift.code, self.looks[shift.code, False])
            said = (shift.name, shift.hours, f"{shift.minutes / 60:g} h")
            xlsx.put(sheet, down, 1, ", ".join(filter(None, said)), None)
        held = self.file.add_format({"bold": True, "underline": 1})
        xlsx.put(sheet, top + len(self.plan.shifts), 0, self.words("held"), held)
