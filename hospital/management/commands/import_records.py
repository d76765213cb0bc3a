"""manage.py import_records KIND FILE: a CSV or XLSX file becomes records, or is refused whole.

manage.py import_records --undo NUMBER --reason WHY: one that came in is taken back.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Takes a CSV or XLSX file of records in: all of it, or none of it with a list of errors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        from hospital.imports.kinds import KINDS

        kinds = ", ".join(KINDS)
        parser.add_argument("kind", nargs="?", choices=list(KINDS), metavar="KIND", help=kinds)
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--mapping", type=Path, help="TOML file that names foreign columns")
        parser.add_argument("--encoding", default="", help="of a CSV file, when it is not UTF-8")
        parser.add_argument("--network", default="", help="code of the network the records are of")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--again", action="store_true", help="also a file taken in before")
        parser.add_argument(
            "--whole",
            default="",
            choices=("products", "places"),
            metavar="WHAT",
            help="the file has all there is of the products, or of the places, that it names: what "
            "it does not have of them becomes 0",
        )
        parser.add_argument("--undo", type=int, metavar="NUMBER", help="take this import back")
        parser.add_argument("--reason", default="", help="why it is taken back")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        from tqdm import tqdm

        from hospital.imports.kind import Extent
        from hospital.imports.load import import_file
        from hospital.imports.turns import Busy

        if options["undo"] is not None:
            self._undo(options["undo"], options["reason"], as_json=options["json"])
            return
        if options["kind"] is None or options["file"] is None:
            raise CommandError("Say which KIND of records the FILE has; or --undo NUMBER.")
        hidden = options["json"] or not sys.stderr.isatty()
        try:
            with tqdm(unit=" rows", disable=hidden) as bar:
                result = import_file(
                    options["kind"],
                    options["file"],
                    mapping=options["mapping"],
                    encoding=options["encoding"],
                    network=options["network"],
                    dry_run=options["dry_run"],
                    again=options["again"],
                    extent=Extent(options["whole"]),
                    progress=bar.update,
                )
        except Busy as busy:
            raise CommandError(busy.message) from busy
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            self._tell(result)
        if result.error_count:
            raise SystemExit(1)

    def _tell(self, result: Any) -> None:
        for fault in result.errors:
            where = f"row {fault.row}, " if fault.row else ""
            column = f"{fault.column}: " if fault.column else ""
            value = f"{fault.value!r}: " if fault.value else ""
            self.stderr.write(f"{where}{column}{value}{fault.message}")
        if result.error_count:
            more = result.error_count - len(result.errors)
            if more:
                self.stderr.write(f"... and {more} more")
            self.stderr.write(f"{result.file}: {result.error_count} errors, nothing imported.")
            return
        if result.already_imported:
            self.stdout.write(f"{result.file} was imported on {result.already_imported}.")
        would = "would be " if result.dry_run else ""
        self.stdout.write(
            f"{result.kind}: {result.created} {would}created, {result.updated} {would}updated, "
            f"{result.unchanged} unchanged ({result.seconds} s)"
        )
        if result.batch is not None:
            self._tell_way_back(result.batch)
        for title in ("also_created", "skipped", "mended", "rounded"):
            for name, count in getattr(result, title).items():
                self.stdout.write(f"  {title.replace('_', ' ')}: {name} {count}")

        if result.gone:
            self.stdout.write(f"  of these not in the file and {would}0: {result.gone}")
            for name in result.gone_first:
                self.stdout.write(f"    {name}")
            if result.gone > len(result.gone_first):
                self.stdout.write(f"    ... and {result.gone - len(result.gone_first)} more")
        if result.left_over:
            self.stdout.write(
                f"  {result.left_over} lots of these places are not in the file and stay as they "
                "were; give what is used up the quantity 0, or say --whole."
            )

    def _tell_way_back(self, number: int) -> None:
        from hospital.imports.undo import refusal
        from hospital.models import ImportBatch

        refused = refusal(ImportBatch.objects.get(pk=number))
        way = f"manage.py import_records --undo {number} --reason WHY takes it back"
        self.stdout.write(f"import {number}: {refused or way}")

    def _undo(self, number: int, reason: str, *, as_json: bool) -> None:
        from hospital.errors import ApplicationError
        from hospital.imports.undo import batch_undo
        from hospital.models import ImportBatch

        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no import {number}.")
        try:
            batch = batch_undo(batch=batch, user=None, reason=reason)
        except ApplicationError as refusal:
            for held in refusal.extra.get("held", ()):
                self.stderr.write(f"{held.subject}: {held.why}")
            raise CommandError(refusal.message) from refusal
        done = {"undone": number, "removed": batch.created, "put_back": batch.updated}
        words = f"import {number} was undone: {batch.created} removed, {batch.updated} put back"
        self.stdout.write(json.dumps(done) if as_json else words)
