"""Rosters made week by week, as the competition in `sources.inrc2` asks: when a week is planned,
its own demand and the past are known and nothing after it.

Every week goes through the very `solve` that the nightly run uses, by default with a week in view
that is expected to follow; figures are the judge's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from operations.bench import best_known
from operations.core.errors import UnsupportedInstance
from operations.core.outcome import Options, Outcome
from operations.core.staffing.ahead import solve_ahead
from operations.core.staffing.plan import Plan
from operations.core.staffing.solve import solve
from operations.sources.inrc2.files import (
    History,
    Scenario,
    Week,
    read_history,
    read_scenario,
    read_week,
)
from operations.sources.inrc2.problem import (
    Verdict,
    build,
    history_after,
    judge_weeks,
    parted,
)
from operations.sources.inrc2.solutions import write_plan
from operations.sources.inrc2.stages import expected_week, week_problem, weeks_problem

ALL = "all"
AHEAD = 1
"""Weeks in view beyond the one that is planned."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week's line of the table, or with `week` "all" the sequence's.

    objective: what the judge counts; a single week without the horizon's totals, the sequence with
    them. bound: proven for the whole horizon, where all weeks were planned at once.
    """

    instance: str
    week: str
    objective: int
    hard_violations: int
    seconds: float
    status: str
    seed: int
    bound: float | None = None
    best_known: float | None = None
    gap: float | None = None
    costs: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A scenario, its beginning, and which week files follow."""

    path: Path
    scenario: Scenario
    history: History
    first: int
    numbers: tuple[int, ...]
    weeks: tuple[Week, ...]

    @property
    def name(self) -> str:
        """As the literature calls it: n030w4_1_6-2-9-1."""
        return f"{_stem(self.path)}_{self.first}_{'-'.join(map(str, self.numbers))}"


def _stem(path: Path) -> str:
    return path.stem.removeprefix("Sc-")


def read_sequence(path: Path, first: int, numbers: tuple[int, ...]) -> Sequence:
    """The files beside a scenario's `Sc-NAME.txt`. Raises UnsupportedInstance."""
    scenario, stem = read_scenario(path), _stem(path)
    history = read_history(scenario, _existing(path.parent / f"H0-{stem}-{first}.txt"))
    if history.week + len(numbers) > scenario.weeks:
        what = f"{len(numbers)} weeks were asked for, {scenario.weeks - history.week} are left"
        raise UnsupportedInstance(str(path), None, what)
    files = [_existing(path.parent / f"WD-{stem}-{number}.txt") for number in numbers]
    weeks = tuple(read_week(scenario, file) for file in files)
    return Sequence(path, scenario, history, first, numbers, weeks)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UnsupportedInstance(str(path), None, "there is no such file")
    return path


def run_weeks(
    sequence: Sequence,
    options: Options,
    out: Path | None = None,
    on_row: Callable[[WeekRow], None] = lambda row: None,
    ahead: int = AHEAD,
) -> list[WeekRow]:
    """Plan the weeks one after the other, `options.seconds` each and with `ahead` more in view; the
    last row is the sum."""
    scenario, history, began = sequence.scenario, sequence.history, time.monotonic()
    plans: list[Plan] = []
    rows: list[WeekRow] = []
    for stage, (number, week) in enumerate(zip(sequence.numbers, sequence.weeks, strict=True)):
        seen = sequence.weeks[: stage + 1]
        outcome = _planned(scenario, history, seen, options, ahead)
        plans.append(outcome.plan or Plan())
        alone = judge_weeks(scenario, history, [week], plans[-1:], totals=False)
        name = f"{history.week + 1} ({number})"
        rows.append(_row(sequence, name, alone, outcome.seconds, options, str(outcome.status)))
        on_row(rows[-1])
        history = history_after(scenario, history, plans[-1])
    return [*rows, _sum(sequence, plans, began, options, out, on_row)]


def _planned(
    scenario: Scenario, history: History, seen: tuple[Week, ...], options: Options, ahead: int
) -> Outcome[Plan]:
    """The last of the weeks seen, planned by what they tell of those to come."""
    problem = week_problem(scenario, history, seen[-1])
    more = min(ahead, scenario.weeks - history.week - 1)
    if more <= 0:
        return solve(problem, options)
    weeks = [seen[-1], *[expected_week(scenario, seen)] * more]
    return solve_ahead(problem, weeks_problem(scenario, history, weeks), options)


def run_at_once(
    sequence: Sequence,
    options: Options,
    out: Path | None = None,
    on_row: Callable[[WeekRow], None] = lambda row: None,
) -> list[WeekRow]:
    """All weeks known beforehand: no entry to the competition, but a measure of one."""
    began = time.monotonic()
    outcome = solve(build(sequence.scenario, sequence.history, sequence.weeks), options)
    plans = parted(outcome.plan or Plan(), len(sequence.weeks))
    return [_sum(sequence, plans, began, options, out, on_row, outcome)]


def _row(
    sequence: Sequence,
    week: str,
    verdict: Verdict,
    seconds: float,
    options: Options,
    status: str,
) -> WeekRow:
    return WeekRow(
        sequence.name,
        week,
        verdict.cost,
        verdict.violations,
        round(seconds, 3),
        status,
        options.seed,
        costs=verdict.soft,
    )


def _sum(
    sequence: Sequence,
    plans: list[Plan],
    began: float,
    options: Options,
    out: Path | None,
    on_row: Callable[[WeekRow], None],
    outcome: Outcome[Plan] | None = None,
) -> WeekRow:
    """The whole sequence judged, written, and shown beside what is known of it."""
    verdict = judge_weeks(sequence.scenario, sequence.history, sequence.weeks, plans)
    seconds, status = time.monotonic() - began, str(outcome.status) if outcome else ""
    row = _row(sequence, ALL, verdict, seconds, options, status)
    known = best_known(sequence.path.parent / f"{sequence.name}.txt")
    row = replace(
        row,
        bound=outcome.bound if outcome else None,
        best_known=known,
        gap=(row.objective - known) / known if known else None,
    )
    on_row(row)
    if out is not None:
        _write(sequence, plans, out)
    return row


def _write(sequence: Sequence, plans: list[Plan], out: Path) -> None:
    """One solution file a week, under the names that the competition's simulator gives."""
    out.mkdir(parents=True, exist_ok=True)
    for stage, (number, plan) in enumerate(zip(sequence.numbers, plans, strict=True)):
        week = sequence.history.week + stage
        name = f"Sol-{_stem(sequence.path)}-{number}-{week}.txt"
        write_plan(sequence.scenario, week, plan, out / name)
