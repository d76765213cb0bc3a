"""`manage.py doctor`: is everything that a night needs there and alive? The exit code says it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.health import Finding, Level, examine
from operations.waiting import print_json

MARK = {Level.OK: "ok  ", Level.WARN: "warn", Level.BAD: "BAD "}


class Command(BaseCommand):
    help = "Check versions, database, migrations, broker, worker, time zones, disk, last night."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        bad = any(finding.level is Level.BAD for finding in findings)
        if options["json"]:
            rows = [
                {"name": f.name, "level": str(f.level), "value": f.value, "remedy": f.remedy}
                for f in findings
            ]
            print_json(self, {"healthy": not bad, "checks": rows})
        else:
            for finding in findings:
                self._line(finding)
        if bad:
            raise SystemExit(1)

    def _line(self, finding: Finding) -> None:
        self.stdout.write(f"{MARK[finding.level]}  {finding.name:<12} {finding.value}")
        if finding.remedy and finding.level is not Level.OK:
            self.stdout.write(f"      {'':<12} {finding.remedy}")
