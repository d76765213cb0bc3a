"""Made wards of any size and number: cost, bound and time, beside one plain CP-SAT model.

Every roster is made in a process of its own by the family's door, and judged. With a pool, whose
people float among all wards, the hospital is one problem and has the time of all its wards.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from operations.core.outcome import Options
from operations.core.staffing.people import Person
from operations.core.staffing.report import judge
from operations.core.staffing.solve import by_cpsat, solve
from operations.core.staffing.together import together
from operations.core.stopwatch import Stopwatch
from operations.sources.demo import made_hospital, made_pool, made_ward

HOME = str(Path(__file__).resolve().parent.parent)


WHOLE = -1
"""In place of a ward's number: all of them."""

KNOWN_WARDS = 5
"""On so many wards somebody of the pool may work."""

Size = tuple[int, int, int]
"""How many wards, people on each, and days."""


class Row(msgspec.Struct, frozen=True):
    """One roster. cost, hard: as judged. bound: proven. seconds: wall clock, of the search."""

    ward: str
    people: int
    engine: str
    cost: int
    bound: float | None
    hard: int
    first_seconds: float | None
    seconds: float
    peak_memory_mb: float


def benchmark_rows(
    size: Size, options: Options, *, plain: bool, pool: int | None = None
) -> Iterator[dict[str, Any]]:
    """A row for each ward and engine; when there are several, their sums at the end. With a pool
    (of any number of people) one row for each engine, of the whole hospital."""
    (wards, people, _), rows = size, list[Row]()
    engines = ("columns", "cpsat") if plain else ("columns",)
    if pool is not None:
        whole = replace(options, seconds=options.seconds * wards)
        for engine in engines:
            row = _in_child(WHOLE, size, whole, engine, pool)
            gap = (row.cost - (row.bound or 0)) / max(1, row.cost)
            yield {**msgspec.structs.asdict(row), "gap": gap}
        return
    for number in range(wards):
        for engine in engines:
            rows.append(_in_child(number, size, options, engine))
            yield msgspec.structs.asdict(rows[-1])
    for engine in engines if wards > 1 else ():
        mine = [row for row in rows if row.engine == engine]
        cost, bound = sum(row.cost for row in mine), sum(row.bound or 0 for row in mine)
        yield {
            "ward": "all", "people": wards * people, "engine": engine, "cost": cost,
            "bound": bound, "hard": sum(row.hard for row in mine),
            "seconds": sum(row.seconds for row in mine), "gap": (cost - bound) / max(1, cost),
        }  # fmt: skip


def _in_child(number: int, size: Size, options: Options, engine: str, pool: int = 0) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "row.json"
        search = (options.seconds, options.workers, options.seed, int(options.by_work))
        asked = (number, *size, pool, *search, engine)
        command = [sys.executable, "-m", "operations.bench_wards", *map(str, asked), str(answer)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": HOME}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip()[-2000:])
        return msgspec.json.decode(answer.read_bytes(), type=Row)


def main(argv: list[str]) -> None:
    number, wards, people, days, pool = (int(each) for each in argv[1:6])
    options, engine = Options(float(argv[6]), int(argv[7]), int(argv[8])), argv[10]
    options = replace(options, by_work=bool(int(argv[9])))
    if number == WHOLE:
        made = made_hospital(wards, people, days, options.seed)
        named = {ward.name.rpartition("/")[2]: ward for ward in made}
        floating = made_pool(pool, days, options.seed)
        problem = together(named, floating, _places(floating, list(named)))
    else:
        problem = made_ward(people, days, options.seed, number=number)
    watch = Stopwatch(options.by_work, options.workers)
    outcome = solve(problem, options) if engine == "columns" else by_cpsat(problem, options, watch)
    if outcome.plan is None:
        raise RuntimeError(f"no roster for {problem.name}")
    report = judge(problem, outcome.plan)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = Row(
        problem.name, len(problem.people), engine, report.cost, outcome.bound, report.hard,
        outcome.first_seconds, round(watch.seconds, 2), round(peak, 1),
    )  # fmt: skip
    Path(argv[11]).write_bytes(msgspec.json.encode(row))


def _places(pool: Sequence[Person], wards: list[str]) -> dict[str, list[str]]:
    """Everybody knows a few wards, the next person the next ones."""
    return {
        person.id: [wards[(KNOWN_WARDS * i + k) % len(wards)] for k in range(KNOWN_WARDS)]
        for i, person in enumerate(pool)
    }


if __name__ == "__main__":
    main(sys.argv)
