"""The admissions of a heart institute (Hero DMC, Ludhiana, 2017 to 2019; Bollepalli et al. 2022).

One row an admission, read from the published CSV. Dates are month-day-year in the first year and
day-month-year in the second; the column `month year` settles each row. Lengths of stay count the
first day; the file knows neither wards nor rooms.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from operations.core.beds.problem import Gender
from operations.core.beds.replay import Arrival
from operations.core.errors import UnsupportedInstance

FORMATS = ("%m-%d-%Y", "%m/%d/%Y", "%d-%m-%Y", "%d/%m/%Y")
NEEDED = (
    "SNO", "D.O.A", "AGE", "GENDER", "TYPE OF ADMISSION-EMERGENCY/OPD", "month year",
    "DURATION OF STAY", "CHEST INFECTION",
)  # fmt: skip
GENDERS = {"F": Gender.FEMALE, "M": Gender.MALE}
BANDS = ((2, "0-1"), (16, "2-15"), (65, "16-64"), (80, "65-79"))
ELDEST = "80+"


def read_arrivals(path: Path) -> list[Arrival]:
    """Every admission, by day and in the file's order. Raises UnsupportedInstance."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(NEEDED) - {name.strip() for name in reader.fieldnames or ()}
        if missing:
            raise UnsupportedInstance(str(path), 1, f"has no column {', '.join(sorted(missing))}")
        found = [_arrival(path, at, row) for at, row in enumerate(reader, start=2)]
    return sorted(found, key=lambda arrival: arrival.day)


def _arrival(path: Path, line: int, row: Mapping[str, str]) -> Arrival:
    try:
        age = int(row["AGE"])
        return Arrival(
            f"{row['SNO'].strip()}",
            _day(row["D.O.A"].strip(), row["month year"].strip()).toordinal(),
            max(1, int(row["DURATION OF STAY"]) - 1),
            GENDERS.get(row["GENDER"].strip(), Gender.UNKNOWN),
            next((band for below, band in BANDS if age < below), ELDEST),
            row["TYPE OF ADMISSION-EMERGENCY/OPD"].strip() == "E",
            row["CHEST INFECTION"].strip() == "1",
        )
    except ValueError as error:
        raise UnsupportedInstance(str(path), line, str(error)) from error


def _day(text: str, month: str) -> date:
    """The reading of a date that lies in the month which the row names."""
    named = datetime.strptime(month, "%b-%y").date()  # noqa: DTZ007
    for form in FORMATS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if (day.year, day.month) == (named.year, named.month):
            return day
    raise ValueError(f"{text!r} is no day of {month}")
