"""manage.py retention: what is past its time; with --apply it goes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from operations.services.retention import KINDS, retention_apply, retention_due


class Command(BaseCommand):
    help = "Says what is past its time, by kind and hospital. Nothing goes without --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true")
        parser.add_argument(
            "--kind", action="append", default=[], choices=[kind.code for kind in KINDS]
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = options["kind"]
        due = [each for each in retention_due() if not kinds or each.kind in kinds]
        done = retention_apply(kinds=kinds) if options["apply"] else {}
        if options["json"]:
            rows = [{"kind": d.kind, "place": d.place, "rows": d.rows, "kept": d.kept} for d in due]
            self.stdout.write(json.dumps({"due": rows, "done": done}, ensure_ascii=False))
            return
        for each in due:
            note = "  (kept: not taken away by Mizan)" if each.kept else ""
            self.stdout.write(f"{each.kind:16} {each.place:12} {each.rows:9,}{note}")
        if not due:
            self.stdout.write("Nothing is past its time.")
        elif not options["apply"]:
            self.stdout.write("Nothing was changed. With --apply it goes.")
        for kind, rows in done.items():
            self.stdout.write(f"{kind}: {rows:,} done")
