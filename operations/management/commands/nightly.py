"""`manage.py nightly`: make sure that a night's forecasts and plans exist and are under way."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hospital.arguments import day
from hospital.models import Network
from operations import launch, selectors
from operations.models import Run, RunState
from operations.services import night_ensure
from operations.waiting import print_json, work_off


class Command(BaseCommand):
    help = "Forecast and plan a night; run twice, it is done once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=day, help="today, in the network's time")
        parser.add_argument("--wait", action="store_true", help="do the work here")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ids: list[int] = []
        night = options["date"]
        for network in Network.objects.all():
            today = timezone.now().astimezone(ZoneInfo(network.time_zone)).date()
            if options["wait"]:
                runs = night_ensure(network=network, night=night or today)
            else:
                runs = launch.nightly_start(network=network, date=night or today)
            ids += [run.pk for run in runs]
        if options["wait"]:
            work_off(ids, show=not options["json"])
        rows = list(Run.objects.filter(pk__in=ids).select_related("plan").order_by("pk"))
        answer = {
            "date": str(night or timezone.localdate()),
            "runs": [selectors.run_row(run) for run in rows],
        }
        if options["json"]:
            print_json(self, answer)
        else:
            for run in answer["runs"]:
                line = f"{run['kind']:<10} {run['scope']:<28} {run['state']:<10}"
                self.stdout.write(f"{line} {run['seconds']:.1f} s")
        ended_badly = {RunState.FAILED, RunState.ERRORED, RunState.NO_PLAN}
        if any(run.state in ended_badly for run in rows):
            raise SystemExit(1)
