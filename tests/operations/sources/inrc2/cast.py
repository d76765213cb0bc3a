"""The tiny scenario: Ada (full time, head nurse and nurse) and Ben (part time, nurse), two weeks.

Rosters are written as a reader sees them: a letter a day, `E` early, `N` night, `-` off; in capital
letters the nurse serves as a nurse, in small ones as the head.
"""

from __future__ import annotations

from pathlib import Path

from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan
from operations.sources.inrc2.files import read_history, read_scenario, read_week

FOLDER = Path(__file__).parents[3] / "data" / "inrc2"
SCENARIO = read_scenario(FOLDER / "Sc-tiny.txt")
HISTORY = read_history(SCENARIO, FOLDER / "H0-tiny-0.txt")
WEEKS = [read_week(SCENARIO, FOLDER / f"WD-tiny-{number}.txt") for number in (0, 1)]

SHIFTS = {"E": "Early", "N": "Night"}


def week(**rows: str) -> Plan:
    """week(Ada="ee-E-NN")."""
    return Plan(
        tuple(
            Assignment(person, day, SHIFTS[letter.upper()], "Nurse" if letter.isupper() else "Head")
            for person, row in rows.items()
            for day, letter in enumerate(row)
            if letter != "-"
        )
    )


FIRST = week(Ada="ee-E-NN", Ben="--E--N-")
