"""Public instances through the very `solve` that the nightly run uses; each in its own process.

Protocol: one instance at a time, wall-clock limit (or processor time, where other work goes on
beside), one seed; objective is the judge's figure, never
the solver's. Memory is the child's peak resident set.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from operations.core import snapshot
from operations.core.errors import PlanningError
from operations.core.outcome import Options, Outcome
from operations.core.report import Report

HOME = str(Path(__file__).resolve().parent.parent)
"""Where the child finds our modules, from whatever folder the command was given."""
REFUSED = 3
"""The child's exit code when it said no in words, and did not break."""


@dataclass(frozen=True, slots=True)
class Family:
    """Which modules read, solve and judge a kind of public instance, and how answers are named."""

    source: str
    solve: str
    judge: str
    answer: str


FAMILIES: dict[str, Family] = {
    "staffing": Family(
        "operations.sources.curtois",
        "operations.core.staffing.solve",
        "operations.core.staffing.report",
        "{name}.csv",
    ),
    "beds": Family(
        "operations.sources.ihtc",
        "operations.core.beds.solve",
        "operations.core.beds.report",
        "sol_{name}.json",
    ),
    "pas": Family(
        "operations.sources.pas",
        "operations.core.beds.solve",
        "operations.core.beds.report",
        "{name}.csv",
    ),
    "routing": Family(
        "operations.sources.vrplib",
        "operations.core.supply.routing",
        "operations.core.supply.routing",
        "{name}.sol",
    ),
    "inventory": Family(
        "operations.sources.irp",
        "operations.core.supply.inventory.solve",
        "operations.core.supply.inventory.report",
        "{name}.sol",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One instance's line of the table; gap is (objective - best known) / best known."""

    instance: str
    objective: float | None
    bound: float | None
    best_known: float | None
    gap: float | None
    seconds: float
    first_feasible_seconds: float | None
    hard_violations: int | None
    peak_memory_mb: float
    seed: int
    status: str


def best_known(path: Path) -> float | None:
    """The value a `*.csv` beside the instance gives for it: columns `instance` and a number."""
    for table in sorted(path.parent.glob("*.csv")):
        with table.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            if not header or header[0].strip().lower() != "instance" or len(header) < 2:
                continue
            for fields in reader:
                if fields and fields[0].strip().lower() == path.stem.lower():
                    return float(fields[1])
    return None


def run_one(family: str, path: Path, options: Options, out: Path | None) -> Row:
    """Read, solve, judge and write one instance, in this process. Raises UnsupportedInstance."""
    names = FAMILIES[family]
    source = import_module(names.source)
    problem = source.read_problem(path)
    outcome: Outcome[Any] = import_module(names.solve).solve(problem, options)
    return _row(path, source, names, problem, outcome, options, out)


def _row(
    path: Path,
    source: ModuleType,
    names: Family,
    problem: Any,
    outcome: Outcome[Any],
    options: Options,
    out: Path | None,
) -> Row:
    report: Report | None = None
    if outcome.plan is not None:
        report = import_module(names.judge).judge(problem, outcome.plan)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            source.write_plan(problem, outcome.plan, out / names.answer.format(name=path.stem))
    known = best_known(path)
    scale = float(getattr(source, "OBJECTIVE_SCALE", 1))
    objective = None if report is None else report.cost / scale
    gap = None if objective is None or not known else (objective - known) / known
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Row(
        instance=path.stem,
        objective=objective,
        bound=None if outcome.bound is None else outcome.bound / scale,
        best_known=known,
        gap=gap,
        seconds=round(outcome.seconds, 3),
        first_feasible_seconds=None if report is None or report.hard else outcome.first_seconds,
        hard_violations=None if report is None else report.hard,
        peak_memory_mb=round(peak, 1),
        seed=options.seed,
        status=str(outcome.status),
    )


def run_in_child(family: str, path: Path, options: Options, out: Path | None) -> Row:
    """As `run_one`, in a fresh process, so that memory and compiled state are its own."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "row.json"
        command = [
            sys.executable, "-m", "operations.bench", family, str(path), str(options.seconds),
            str(options.workers), str(options.seed), str(int(options.by_work)),
            str(out or ""), str(answer),
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": HOME},
        )  # fmt: skip
        if done.returncode == REFUSED:
            raise PlanningError(done.stderr.strip())
        if done.returncode:
            raise RuntimeError(f"{path}: {done.stderr.strip()[-2000:]}")
        return snapshot.read(answer, Row)


def run_all(
    family: str,
    paths: Iterable[Path],
    options: Options,
    out: Path | None,
    on_row: Callable[[Row], None] = lambda row: None,
) -> list[Row]:
    """Every instance, one after the other."""
    rows = []
    for path in paths:
        row = run_in_child(family, path, options, out)
        on_row(row)
        rows.append(row)
    return rows


def as_dicts(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def main(argv: list[str]) -> None:
    family, path, seconds, workers, seed, by_work, out, answer = argv[1:]
    options = Options(float(seconds), int(workers), int(seed), by_work=bool(int(by_work)))
    try:
        row = run_one(family, Path(path), options, Path(out) if out else None)
    except PlanningError as no:
        sys.stderr.write(f"{no}\n")
        sys.exit(REFUSED)
    Path(answer).write_bytes(msgspec.json.encode(row))


if __name__ == "__main__":
    main(sys.argv)
