"""`manage.py demo`: a sample region, forecast and planned, in a running site."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from forecasting.models import ForecastRun, ForecastSeries
from hospital.arguments import SEED, day, whole
from hospital.demo.people_logins import create_logins
from hospital.models import Network
from operations import launch, selectors
from operations.models import Plan, Run, RunState
from operations.processes import Site, free_port
from operations.services import all_ended
from operations.waiting import lanes, print_json
from operations.words.units import price

SECONDS: dict[str, dict[str, float]] = {
    "small": {"staffing": 30, "beds": 8, "supply": 10},
    "region": {"staffing": 8, "beds": 30, "supply": 240},
    "large": {"staffing": 8, "beds": 30, "supply": 240},
}
"""Search seconds a scope, where none are asked for: on the small sample a visitor is waiting. They
are a night's, of work and not of the clock, so that a slow or busy machine makes no worse plans."""

TIME_ZONE = "Africa/Casablanca"


class Command(BaseCommand):
    help = "Make a sample region, forecast it, plan it, and serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=list(SECONDS), default="small")
        parser.add_argument("--seed", type=SEED, default=1)
        parser.add_argument(
            "--seconds", type=whole(1, 3_600), help="search a plan for so long, in seconds of work"
        )
        parser.add_argument("--today", type=day, help="the region's last day")
        parser.add_argument("--port", type=whole(1, 65_535), default=8000)
        parser.add_argument("--no-serve", action="store_true", help="stop when all is planned")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The sample region has log-ins that everybody knows, and MIZAN_DEMO=0 forbids it."
            )
        # Also SIGINT: a shell starts background jobs with it ignored, and Python would keep that.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        self.quiet = options["json"]
        self.steps: list[dict[str, Any]] = []
        self.began = time.monotonic()
        wanted = options["port"]
        with Site(free_port(wanted), lanes()) as site:
            try:
                self._make(site, options)
            except KeyboardInterrupt:
                self._say("\nStopping.")

    def _make(self, site: Site, options: dict[str, Any]) -> None:
        with self._step("check this machine"):
            call_command("check", stdout=StringIO())
        with self._step("prepare the database"):
            call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())
        with self._step("start web, worker and beat"):
            site.start_web()
            site.start_worker()
        self._refuse_real_records()
        today = options["today"] or timezone.now().astimezone(ZoneInfo(TIME_ZONE)).date()
        networks = self._region(options["size"], options["seed"], today)
        runs = self._ask(networks, today, options["size"], options["seconds"])
        with self._step("first page answers"):
            site.wait_for_page(60)
        with self._step("log-ins"):
            logins = {login for network in networks for login in create_logins(network)}
        self._wait(runs, site)
        self._report(runs, networks, options["json"])
        if options["no_serve"]:
            return
        self._invite(site, logins)
        while True:
            time.sleep(1)
            site.check()

    def _refuse_real_records(self) -> None:
        """Log-ins that everybody knows must never stand beside a real network."""
        from hospital.demo.region import CODES

        real = Network.objects.exclude(code__in=CODES.values()).first()
        if real is not None:
            raise CommandError(
                f"This database holds the network {real.code}, which is not a sample. "
                "Set DATABASE_URL to another database for the demo."
            )

    def _region(self, size: str, seed: int, today: date) -> list[Network]:
        from operations.services.sample import sample_make  # numpy: only when it is needed

        with self._step(f"make the sample region ({size}, seed {seed})"):
            return sample_make(size=size, seed=seed, today=today)

    def _ask(
        self, networks: list[Network], today: date, size: str, seconds: int | None
    ) -> list[int]:
        params = {family: {"seconds": seconds or own} for family, own in SECONDS[size].items()}
        ids: list[int] = []
        with self._step("ask for tonight's forecasts and plans"):
            for network in networks:
                runs = launch.nightly_start(network=network, date=today, params=params)
                ids += [run.pk for run in runs]
        return ids

    def _wait(self, ids: list[int], site: Site) -> None:
        rows = Run.objects.filter(pk__in=ids)
        forecasts, rosters = rows.filter(kind="forecast"), rows.filter(kind="staffing")
        with self._step("first roster"):
            _until(lambda: rosters.filter(state=RunState.DONE).exists() or _ended(rosters), site)
        with self._step("all forecasts"):
            _until(lambda: _ended(forecasts), site)
        with self._step("all plans"):
            _until(lambda: _ended(rows), site)

    def _report(self, ids: list[int], networks: list[Network], as_json: bool) -> None:
        plans = Plan.objects.filter(run__in=ids).order_by("pk")
        bad = Run.objects.filter(pk__in=ids).exclude(state=RunState.DONE)
        answer = {
            "steps": self.steps,
            "forecasts": _forecasts(networks),
            "plans": [selectors.plan_row(plan) for plan in plans],
            "not_done": [selectors.run_row(run) for run in bad],
        }
        if as_json:
            print_json(self, answer)
            return
        self._say("")
        for forecast in answer["forecasts"]:
            share = forecast["beats_seasonal_naive"]
            worth = (
                "put together from single weeks"
                if share is None
                else (f"{share:.0%} beat last season")
            )
            self._say(f"   {forecast['kind']:<12} {forecast['series']:>6} series, {worth}")
        for plan in answer["plans"]:
            cost = price(plan["family"], plan["cost"])
            gap = "-" if plan["gap"] is None else f"{plan['gap']:.1%}"
            self._say(
                f"   {plan['family']:<9} {plan['scope']:<20} {plan['state']:<10} "
                f"hard {plan['hard_violations']}  cost {cost:>14}  gap {gap}"
            )
        for run in answer["not_done"]:
            self._say(f"   {run['kind']:<9} {run['scope']:<20} {run['state']}: {run['message']}")

    def _invite(self, site: Site, logins: set[tuple[str, str, str]]) -> None:
        self._say(f"\nOpen {site.address}")
        for username, password, role in sorted(logins):
            self._say(f"   {username:<12} {password:<8} {role}")
        self._say("Ctrl-C stops it all.")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        now = time.monotonic()
        step = {
            "name": name,
            "seconds": round(now - began, 2),
            "at": round(now - self.began, 2),
        }
        self.steps.append(step)
        self._say(f"{len(self.steps):>2}. {name:<46} {step['seconds']:>7.1f} s")

    def _say(self, words: str) -> None:
        if not self.quiet:
            self.stdout.write(words)
            self.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _until(done: Callable[[], bool], site: Site) -> None:
    while not done():
        site.check()
        time.sleep(0.2)


def _ended(rows: QuerySet[Run]) -> bool:
    return all_ended(list(rows.values_list("pk", flat=True)))


def _forecasts(networks: list[Network]) -> list[dict[str, Any]]:
    found = []
    for run in ForecastRun.objects.filter(network__in=networks, is_current=True).order_by("kind"):
        series = ForecastSeries.objects.filter(run=run)
        judged = series.exclude(beats_seasonal_naive=None).count()
        better = series.filter(beats_seasonal_naive=True).count()
        found.append(
            {
                "kind": run.kind,
                "series": series.count(),
                "model": run.model,
                "beats_seasonal_naive": better / judged if judged else None,
                "seconds": round(run.seconds, 2),
            }
        )
    return found


if sys.platform == "win32":  # pragma: no cover
    raise ImportError("the demo starts POSIX processes; use docker compose on Windows")
