"""Is the record as it was written (`audit verify`)? Its newest rows join the chain (`seal`)."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hospital.audit import chain

SHOWN = 50


class Command(BaseCommand):
    help = "Seal the record, or verify all of it; exit code 1 when something is not as written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "seal":
            made = chain.seal()
            self.stdout.write(f"Seal {made.pk}: {made.count} rows." if made else "Nothing new.")
            return
        faults = chain.verify()
        for fault in faults[:SHOWN]:
            self.stdout.write(f"{fault.place} {fault.what}.")
        if len(faults) > SHOWN:
            self.stdout.write(f"and {len(faults) - SHOWN} more.")
        if faults:
            sys.exit(1)
        self.stdout.write("Everything on the record is as it was written.")
