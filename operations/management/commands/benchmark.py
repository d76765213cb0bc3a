"""`manage.py benchmark`: public instances and series, measured with the product's own engines."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forecasting.core.errors import ForecastError
from hospital.arguments import SEED, WORKERS, search_seconds
from operations import bench
from operations.core.errors import PlanningError
from operations.core.outcome import Options

SERIES = ("forecast", "outbreak")
POLICY = "policy"
WEEKS = "inrc2"
AROUND = "around"
WARDS = "wards"
MORNING = "morning"
REPLAY = "replay"
REGION = "region"
GAPS = ("zero", "previous")
MADE = (AROUND, WARDS, MORNING, REGION)
BY_WORK = ("staffing", "beds", "pas", "routing", WARDS, WEEKS, REGION)
"""Whose engines can count their seconds by their own work; a region always does."""


class Command(BaseCommand):
    help = "Solve public instances; print objective, bound, best known, gap and the verdict."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "family", choices=[*bench.FAMILIES, WEEKS, *MADE, REPLAY, POLICY, *SERIES]
        )
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--seconds", type=search_seconds, default=60.0)
        parser.add_argument("--workers", type=WORKERS, default=2)
        parser.add_argument("--seed", type=SEED, default=1)
        parser.add_argument(
            "--by-work",
            action="store_true",
            help="seconds are of processor time, on a machine that does other work",
        )
        parser.add_argument("--out", type=Path, help="folder for the answers in public format")
        parser.add_argument(
            "--made", type=_made, metavar="SERIESxDAYS", help="forecast: a made set, for speed"
        )
        parser.add_argument(
            "--peers", action="store_true", help="forecast: statsforecast beside, see make peers"
        )
        parser.add_argument(
            "--gaps",
            choices=GAPS,
            help="forecast: what a period without a row is in a CSV of unique_id, ds, y",
        )
        parser.add_argument("--history", type=int, default=0, help="inrc2: number of the H0 file")
        parser.add_argument("--weeks", type=_weeks, help="inrc2: numbers of the WD files, 1-2-3-3")
        parser.add_argument(
            "--at-once", action="store_true", help="inrc2: plan all weeks at once, as no ward can"
        )
        parser.add_argument("--ahead", type=int, help="inrc2: weeks in view beyond each, 0 or more")
        parser.add_argument(
            "--ward",
            type=_ward,
            metavar="PEOPLExDAYS",
            default=(60, 28),
            help="around, wards: size",
        )
        parser.add_argument("--wards", type=int, default=1, help="wards: how many of them")
        parser.add_argument(
            "--pool", type=int, help="wards: people who float among all, planned as one with them"
        )
        parser.add_argument("--plain", action="store_true", help="wards: plain CP-SAT beside")
        parser.add_argument(
            "--region",
            type=_region,
            metavar="PRODUCTSxFACILITIES",
            default=(60, 110),
            help="region: size",
        )
        parser.add_argument("--tight", action="store_true", help="region: little money and room")
        parser.add_argument("--beds", type=int, default=650, help="morning, replay: how many")
        parser.add_argument("--events", type=int, default=30, help="morning: how many")
        parser.add_argument("--leads", type=Path, help="policy: a file of real orders' dates")
        parser.add_argument(
            "--burn-in", type=int, default=12, help="policy: months before those that count"
        )
        parser.add_argument(
            "--behind-stockouts", action="store_true", help="policy: replay estimated demand"
        )
        parser.add_argument(
            "--parts", action="store_true", help="policy: learned levels with parts left out"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there")

    def handle(self, *args: Any, **options: Any) -> None:
        family = options["family"]
        made = family in MADE or (options["made"] and family == "forecast")
        if not options["files"] and not made:
            raise CommandError("Name a file to measure on.")
        if options["by_work"] and family not in BY_WORK:
            raise CommandError(f"--by-work is for {', '.join(BY_WORK)}; {family} goes by the wall.")
        named = [*options["files"], *filter(None, [options["leads"]])]
        missing = [str(path) for path in named if not path.is_file()]
        if missing:
            raise CommandError(f"No such file: {', '.join(missing)}")
        table = options["json"]
        if table and (table.is_dir() or not table.absolute().parent.is_dir()):
            raise CommandError(f"{table} cannot be written: there is no such folder.")
        try:
            if family == WEEKS:
                rows = self._weeks(options)
            elif family in (*MADE, REPLAY, POLICY):
                rows = self._told(options)
            else:
                rows = self._series(options) if family in SERIES else self._instances(options)
        except (PlanningError, ForecastError, RuntimeError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            options["json"].write_text(json.dumps(rows, indent=1, default=str) + "\n")

    def _instances(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        self.stdout.write(
            f"{'instance':<16}{'objective':>12}{'bound':>12}{'best known':>12}"
            f"{'gap':>9}{'hard':>6}{'first s':>9}{'seconds':>9}{'MB':>8}"
        )
        search = _search(options)
        rows = bench.run_all(
            options["family"], options["files"], search, options["out"], self._line
        )
        return bench.as_dicts(rows)

    def _told(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows that are told one by one as they are measured."""
        rows = []
        for row in _asked(options):
            rows.append(row)
            self.stdout.write("  ".join(f"{name} {_short(value)}" for name, value in row.items()))
        return rows

    def _line(self, row: bench.Row) -> None:
        def shown(value: float | None, form: str) -> str:
            return "-" if value is None else format(value, form)

        self.stdout.write(
            f"{row.instance:<16}{shown(row.objective, 'g'):>12}{shown(row.bound, '.6g'):>12}"
            f"{shown(row.best_known, 'g'):>12}{shown(row.gap, '.2%'):>9}"
            f"{shown(row.hard_violations, 'd'):>6}"
            f"{shown(row.first_feasible_seconds, '.2f'):>9}{row.seconds:>9.2f}"
            f"{row.peak_memory_mb:>8.0f}"
        )
        self.stdout.flush()

    def _weeks(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        from operations import bench_weeks  # CP-SAT: only when asked for

        if not options["weeks"]:
            raise CommandError("Say which weeks follow each other: --weeks 1-2-3-3.")
        self.stdout.write(f"{'week':<8}{'objective':>11}{'hard':>6}{'seconds':>9}  status")

        def line(row: bench_weeks.WeekRow) -> None:
            self.stdout.write(
                f"{row.week:<8}{row.objective:>11}{row.hard_violations:>6}{row.seconds:>9.2f}"
                f"  {row.status}"
            )
            self.stdout.flush()

        search = _search(options)
        ahead = bench_weeks.AHEAD if options["ahead"] is None else options["ahead"]
        run = partial(bench_weeks.run_weeks, ahead=ahead)
        if options["at_once"]:
            run = partial(bench_weeks.run_at_once)
        rows = []
        for path in options["files"]:
            sequence = bench_weeks.read_sequence(path, options["history"], options["weeks"])
            self.stdout.write(sequence.name)
            rows += run(sequence, search, options["out"], line)
            self.stdout.write("  ".join(f"{n} {c}" for n, c in (rows[-1].costs or {}).items()))
        return [asdict(row) for row in rows]

    def _series(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        if options["family"] == "forecast":
            rows = _forecast_rows(options, self.stderr.write)
        else:
            from forecasting.core.outbreak.bench import benchmark_rows as outbreak_rows

            rows = outbreak_rows(options["files"], seed=options["seed"])
        for row in rows:
            self.stdout.write("  ".join(f"{name} {_short(value)}" for name, value in row.items()))
        return list(rows)


def _search(options: dict[str, Any]) -> Options:
    asked = Options(options["seconds"], options["workers"], options["seed"])
    return replace(asked, by_work=options["by_work"])


def _asked(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # The modules load solvers: only when asked for.
    search = _search(options)
    size = options["ward"]
    if options["family"] == AROUND:
        from operations.bench_around import benchmark_rows as around_rows

        return around_rows(*size, search)
    if options["family"] == WARDS:
        from operations.bench_wards import benchmark_rows as wards_rows

        return wards_rows(
            (options["wards"], *size), search, plain=options["plain"], pool=options["pool"]
        )
    if options["family"] == REGION:
        from operations.bench_region import benchmark_rows as region_rows

        return region_rows(*options["region"], options["tight"], replace(search, by_work=True))
    if options["family"] == MORNING:
        from operations.bench_morning import benchmark_rows as morning_rows

        return morning_rows(options["beds"], options["events"], search)
    if options["family"] == POLICY:
        from operations.bench_policy import benchmark_rows as policy_rows

        return policy_rows(
            options["files"],
            options["leads"],
            options["seed"],
            options["parts"],
            options["burn_in"],
            options["behind_stockouts"],
        )
    from operations.bench_replay import benchmark_rows as replay_rows

    return replay_rows(options["files"], search, options["beds"])


def _forecast_rows(options: dict[str, Any], say: Callable[[str], None]) -> list[dict[str, Any]]:
    from forecasting.core.bench.peers import installed
    from forecasting.core.bench.rows import (  # LightGBM: only when asked for
        BenchOptions,
        benchmark_rows,
    )
    from forecasting.core.series import Fill

    if options["peers"] and not installed():
        raise CommandError("statsforecast is not installed here: make peers, and use its python.")
    asked = BenchOptions(peers=options["peers"], gaps=Fill(options["gaps"] or Fill.ERROR))
    return benchmark_rows(
        options["files"], asked, seed=options["seed"], made=options["made"], on_note=say
    )


def _made(text: str) -> tuple[int, int]:
    series, _, days = text.partition("x")
    if not (series.isdigit() and days.isdigit() and int(series) and int(days) > 100):
        raise ArgumentTypeError(f"{text!r} is not like 10000x730 (more than 100 days)")
    return int(series), int(days)


def _weeks(text: str) -> tuple[int, ...]:
    numbers = text.split("-")
    if not all(number.isdecimal() for number in numbers):
        raise ArgumentTypeError(f"{text!r} is not like 1-2-3-3: numbers of week files")
    return tuple(int(number) for number in numbers)


def _ward(text: str) -> tuple[int, int]:
    people, _, days = text.partition("x")
    if not (people.isdigit() and days.isdigit() and int(people) >= 10 and int(days)):
        raise ArgumentTypeError(f"{text!r} is not like 60x28 (10 people or more)")
    return int(people), int(days)


def _region(text: str) -> tuple[int, int]:
    products, _, facilities = text.partition("x")
    if not (products.isdigit() and facilities.isdigit() and int(products) and int(facilities) > 1):
        raise ArgumentTypeError(f"{text!r} is not like 300x110 (2 facilities or more)")
    return int(products), int(facilities)


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
