"""Write a plan to a file: procurement, roster, beds or distribution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from operations.exports.words import LANGUAGES
from operations.models import Plan, PlanState
from operations.plan_files import FORMATS, PARTS, plan_file
from operations.services import export_make


class Command(BaseCommand):
    help = "Write a plan to a file. PLAN is its number, or a scope: then its published plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", metavar="PLAN")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--out", required=True, metavar="FILE")
        parser.add_argument("--part", choices=PARTS, help="procurement, distribution, purchases")
        parser.add_argument("--staff", help="one person's calendar (ics)", metavar="NUMBER")
        parser.add_argument(
            "--language", choices=LANGUAGES, default=settings.LANGUAGE_CODE.split("-")[0]
        )

    def handle(self, **options: Any) -> None:
        plan = find(options["plan"])
        out = Path(options["out"])
        try:
            found = export_make(
                user=None,
                plans=[plan],
                asked={name: options[name] or "" for name in ("format", "part", "staff")},
                make=lambda: plan_file(
                    plan,
                    options["format"],
                    language=options["language"],
                    part=options["part"],
                    staff=options["staff"],
                ),
            )
        except ApplicationError as refusal:
            raise CommandError(refusal.message) from refusal
        _write(out, found.content)
        if options["verbosity"]:
            self.stderr.write(f"{plan}: {len(found.content)} bytes in {out}")


def find(name: str) -> Plan:
    """By number, or the scope's published plan, or its newest. Raises CommandError."""
    plans = Plan.objects.select_related("network", "facility", "ward__facility")
    if plan := plans.filter(pk=whole_number(name)).first():
        return plan
    of_scope = plans.filter(scope=name)
    families = sorted(set(of_scope.values_list("family", flat=True)))
    if len(families) > 1:
        raise CommandError(f"{name} has plans of {', '.join(families)}: give the plan's number.")
    plan = of_scope.filter(state=PlanState.PUBLISHED).first() or of_scope.first()
    if plan is None:
        known = (
            ", ".join(Plan.objects.order_by("scope").values_list("scope", flat=True).distinct()[:5])
            or "none"
        )
        raise CommandError(f"No plan {name}. There are plans of: {known}.")
    return plan


def _write(out: Path, content: bytes) -> None:
    """The whole file or none of it."""
    try:
        partial = out.with_name(out.name + ".part")
        partial.write_bytes(content)
        partial.replace(out)
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}") from error
