"""`python -m operations.core.staffing.columns.warm`: compiles the kernels ahead of time.

They are compiled once for a machine and kept beside the module or in NUMBA_CACHE_DIR; an image is
built with them, so that no worker compiles at its first roster.
"""

from __future__ import annotations

from operations.core.outcome import Options
from operations.core.staffing.columns.search import generate
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.stopwatch import Stopwatch


def warm() -> None:
    """Plans a ward of one for a week, which needs every kernel."""
    shift = ShiftType("E", 7 * 60, 480)
    cover = tuple(CoverLine(day, "E", 0, 1) for day in range(7))
    problem = Problem(7, (shift,), (Person("A", maximum_minutes=2400),), cover)
    generate(problem, Options(seconds=30.0), Stopwatch())


if __name__ == "__main__":
    warm()
