"""`manage.py plan staffing|beds|supply`: ask for plans and, with --wait, make them here."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hospital.arguments import DAYS, SEED, WORKERS, day, search_seconds
from hospital.errors import ApplicationError
from operations import launch, selectors
from operations.families import FAMILIES
from operations.models import Plan, Run, RunState
from operations.services import run_request
from operations.waiting import print_json, work_off
from operations.words.units import price


class Command(BaseCommand):
    help = "Plan one scope, or every scope of a family."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("family", choices=list(FAMILIES))
        parser.add_argument("--scope", help="FACILITY/WARD, FACILITY or a network's code")
        parser.add_argument("--start", type=day, help="first day planned")
        parser.add_argument("--days", type=DAYS)
        parser.add_argument(
            "--seconds", type=search_seconds, help="seconds of search for each scope"
        )
        parser.add_argument("--workers", type=WORKERS, help="threads of one search")
        parser.add_argument("--seed", type=SEED)
        parser.add_argument(
            "--wait", action="store_true", help="do the work here and print the plans"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("scope", "start", "days", "seconds", "workers", "seed")
        asked = {name: options[name] for name in names}
        try:
            ask = run_request if options["wait"] else launch.runs_start
            runs = ask(kind=options["family"], **asked)
        except ApplicationError as no:
            raise CommandError(no.message) from no
        if options["wait"]:
            work_off([run.pk for run in runs], show=not options["json"])
        rows = Run.objects.filter(pk__in=[run.pk for run in runs]).order_by("pk")
        plans = Plan.objects.filter(run__in=rows).order_by("pk")
        answer = {
            "runs": [selectors.run_row(run) for run in rows],
            "plans": [selectors.plan_row(plan) for plan in plans],
        }
        if options["json"]:
            print_json(self, answer)
        else:
            self._table(answer)
        bad = [run for run in rows if run.state in (RunState.FAILED, RunState.ERRORED)]
        if bad:
            raise SystemExit(1)

    def _table(self, answer: dict[str, Any]) -> None:
        for run in answer["runs"]:
            self.stdout.write(f"run {run['id']:>5}  {run['scope']:<24} {run['state']}")
            if run["message"]:
                self.stdout.write(f"           {run['message'].strip().splitlines()[-1]}")
        for plan in answer["plans"]:
            cost = price(plan["family"], plan["cost"])
            gap = "-" if plan["gap"] is None else f"{plan['gap']:.1%}"
            self.stdout.write(
                f"plan {plan['id']:>4}  {plan['scope']:<24} {plan['state']:<10} "
                f"hard {plan['hard_violations']}  cost {cost}  gap {gap}  "
                f"{plan['seconds']:.1f} s"
            )
            if plan["why_draft"]:
                self.stdout.write(f"           {plan['why_draft']}")
