"""manage.py forecast: forecast a network now, and show how good it is."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forecasting.core.protection.options import OPPONENTS
from forecasting.models import FAMILY_KINDS, ForecastKind, ForecastRun, family_of
from forecasting.selectors import forecast_summary
from forecasting.selectors.outbreaks import alarm_sentence
from forecasting.services import forecasts_make, outbreak_make
from hospital.arguments import day
from hospital.errors import ApplicationError
from hospital.models import Network

ALL, OUTBREAKS = "all", "outbreaks"


class Command(BaseCommand):
    help = "Forecasts admissions, discharges, occupancy and consumption, and watches for outbreaks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kind",
            choices=[*ForecastKind.values, OUTBREAKS, ALL],
            default=ALL,
            help="admissions, discharges and occupancy are always made together",
        )
        parser.add_argument("--as-of", type=day, help="last day to look at")
        parser.add_argument("--network", help="code of one network; all of them otherwise")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [*ForecastKind.values, OUTBREAKS] if options["kind"] == ALL else [options["kind"]]
        rows: list[dict[str, Any]] = []
        alarms: list[dict[str, Any]] = []
        as_of = options["as_of"] or timezone.localdate()
        for network in _networks(options["network"]):
            for family in dict.fromkeys(family_of(kind) for kind in kinds if kind != OUTBREAKS):
                runs = _make(network, family, as_of)
                asked = [kind for kind in FAMILY_KINDS[family] if kind in kinds]
                for kind in asked if not runs and not options["json"] else ():
                    self.stdout.write(f"{network.code:<12} {kind:<12} no records")
                for run in (run for run in runs if run.kind in asked):
                    rows.append(forecast_summary(run=run))
                    if not options["json"]:
                        self.stdout.write(_line(rows[-1]))
            if OUTBREAKS in kinds:
                alarms += self._watch(network, as_of, options["json"])
        if options["json"]:
            self.stdout.write(json.dumps({"forecasts": rows, "outbreaks": alarms}))

    def _watch(self, network: Network, as_of: date, quiet: bool) -> list[dict[str, Any]]:
        """The outbreak watch: a line for each series in alarm."""
        try:
            alarms = outbreak_make(network=network, as_of=as_of)
        except ApplicationError as error:
            raise CommandError(error.message) from error
        if not quiet:
            words = "no records" if alarms is None else f"{len(alarms):>6} series in alarm"
            self.stdout.write(f"{network.code:<12} {OUTBREAKS:<12} {words}")
            for alarm in alarms or ():
                self.stdout.write(f"  {alarm.unique_id:<20} {alarm_sentence(alarm)}")
        return [
            {
                "network": network.code,
                "kind": OUTBREAKS,
                "unique_id": alarm.unique_id,
                "since": str(alarm.since),
                "observed": alarm.observed,
                "expected": alarm.expected,
                "severity": alarm.severity,
                "state": alarm.state,
            }
            for alarm in alarms or ()
        ]


def _networks(code: str | None) -> list[Network]:
    found = Network.objects.all() if code is None else Network.objects.filter(code=code)
    if not found:
        raise CommandError("No such network." if code else "There is no network yet.")
    return list(found)


def _make(network: Network, family: str, as_of: date) -> list[ForecastRun]:
    try:
        return forecasts_make(network=network, family=family, as_of=as_of)
    except ApplicationError as error:
        raise CommandError(error.message) from error


def _line(row: dict[str, Any]) -> str:
    ours, naive = row["scores"].get(row["model"]), row["scores"].get("seasonal_naive")
    head = f"{row['network']:<12} {row['kind']:<12} {row['series']:>6} series to {row['as_of']}"
    if not ours:
        return f"{head}  {row['model']}, not tested"
    if ours["mae"] is None:
        beaten = [row["scores"][name]["wql"] for name in OPPONENTS if name in row["scores"]]
        return (
            f"{head}  wQL {_short(ours['wql'])} (unlearned {_short(min(beaten, default=None))})"
            f"  {row['seconds']:.1f} s  {row['model']}"
        )
    share = row["beats_seasonal_naive"]
    return (
        f"{head}  MAE {_short(ours['mae'])} (naive {_short(naive['mae'])})"
        f"  wQL {_short(ours['wql'])} ({_short(naive['wql'])})"
        f"  80 % band holds {_short(ours['coverage80'])}"
        f"  better in {_short(share)}  {row['seconds']:.1f} s  {row['model']}"
    )


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
