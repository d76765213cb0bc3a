"""manage.py pseudonym NETWORK: identifiers on stdin, a pseudonym a line on stdout."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hospital.errors import ApplicationError
from hospital.models import Network
from hospital.pseudonyms import pseudonym_of


class Command(BaseCommand):
    help = (
        "The pseudonym of each identifier on stdin, one a line. Not an argument, because arguments "
        "are seen by everybody on the machine and stay in the shell's history."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", metavar="NETWORK")

    def handle(self, *args: Any, network: str, **options: Any) -> None:
        found = Network.objects.filter(code=network).first()
        if found is None:
            raise CommandError(f"There is no network {network}.")
        for line in sys.stdin:
            if line.strip():
                try:
                    self.stdout.write(pseudonym_of(found.pk, line))
                except ApplicationError as refusal:
                    raise CommandError(refusal.message) from refusal
