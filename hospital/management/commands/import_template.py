"""manage.py import_template KIND: an empty file to fill in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Writes the header and one example row of a kind of record, as CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        from hospital.imports.kinds import KINDS

        parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("--out", type=Path, metavar="FILE", help=".csv or .xlsx; else stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        from hospital.imports.kinds import KINDS
        from hospital.imports.template import template_csv

        kind = KINDS[options["kind"]]
        if options["out"] is None:
            self.stdout.write(template_csv(kind), ending="")
        else:
            self._write(kind, options["out"])

    def _write(self, kind: Any, out: Path) -> None:
        from hospital.imports.template import write_template

        if out.suffix.lower() not in {".csv", ".xlsx"}:
            raise CommandError(f"{out}: a template is a .csv or an .xlsx file.")
        try:
            write_template(kind, out)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from error
