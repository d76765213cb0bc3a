"""A solver's own process: `python -m operations.core.child FAMILY JOB_DIR`.

Reads problem.json and options.json from JOB_DIR, solves in a thread, and leaves outcome.json.
known.json, where it is there, is a plan that an interrupted search had found: families that can
begin with one do.
The main thread owns SIGTERM, because Python runs signal handlers only between its own
instructions and a solver's are native: on SIGTERM the search ends and the best plan is kept.
Improving plans go to incumbent.json (whole or not at all); a JSON line on standard output says so.
"""

from __future__ import annotations

import inspect
import json
import signal
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from operations.core import snapshot
from operations.core.outcome import Options, Outcome, Progress, Stop

INCUMBENT_EVERY_SECONDS = 1.0
KNOWN = "known.json"


class Limits(msgspec.Struct, frozen=True):
    """options.json."""

    seconds: float
    workers: int = 1
    seed: int = 1
    by_work: bool = False
    products: tuple[str, ...] = ()
    """Of a supply plan that is there: only these are planned again."""


class Teller:
    """Writes progress: one line an improvement, the plan itself at most once a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written = 0.0
        self._lock = threading.Lock()

    def __call__(self, progress: Progress[Any]) -> None:
        with self._lock:
            now = time.monotonic()
            kept = progress.plan is not None and now - self._written >= INCUMBENT_EVERY_SECONDS
            if kept:
                snapshot.write(self.folder / "incumbent.json", progress.plan)
                self._written = now
            line = {
                "seconds": round(progress.seconds, 3),
                "cost": progress.cost,
                "bound": progress.bound,
                "hard": progress.hard,
                "incumbent": kept,
            }
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


def run(family: str, folder: Path, stop: Stop) -> None:
    """Solve what lies in `folder`. Raises what the family raises: BadProblem, SolverFailure."""
    base = f"operations.core.{family}"
    problem_type = import_module(f"{base}.problem").Problem
    problem = snapshot.read(folder / "problem.json", problem_type)
    limits = snapshot.read(folder / "options.json", Limits)
    options = Options(limits.seconds, limits.workers, limits.seed, stop, limits.by_work)
    solve = import_module(f"{base}.{'replan' if limits.products else 'solve'}").solve
    begin: dict[str, Any] = {"products": limits.products} if limits.products else {}
    teller = Teller(folder)
    known = folder / KNOWN
    if known.exists() and "known" in inspect.signature(solve).parameters:
        begin["known"] = snapshot.read(known, import_module(f"{base}.plan").Plan)
        report = import_module(f"{base}.report").judge(problem, begin["known"])
        teller(Progress(0.0, float(report.cost), None, begin["known"], report.hard))
    outcome: Outcome[Any] = solve(problem, options, teller, **begin)
    snapshot.write(folder / "outcome.json", outcome)


def main(argv: list[str]) -> int:
    family, folder = argv[1], Path(argv[2])
    stop = Stop()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            run(family, folder, stop)
        except BaseException as error:  # noqa: BLE001  (carried to the main thread)
            failed.append(error)

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
    if failed:
        raise failed[0]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
