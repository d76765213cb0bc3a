"""manage.py erase NETWORK PSEUDONYM --reason WHY: a patient is forgotten."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hospital.errors import ApplicationError
from hospital.models import Network
from operations.services.erasure import patient_erase


class Command(BaseCommand):
    help = "Forget one patient; `manage.py pseudonym` says under which pseudonym they are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", metavar="NETWORK")
        parser.add_argument("pseudonym", metavar="PSEUDONYM")
        parser.add_argument("--reason", required=True, help="who asked for it and why; no name")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.filter(code=options["network"]).first()
        if network is None:
            raise CommandError(f"There is no network {options['network']}.")
        try:
            done = patient_erase(
                network=network,
                pseudonym=options["pseudonym"],
                reason=options["reason"],
                by=f"command:{getpass.getuser()}"[:150],
                dry_run=options["dry_run"],
            )
        except ApplicationError as refusal:
            raise CommandError(refusal.message) from refusal
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{done.stays} stays and {done.referrals} referrals {would}unlinked, "
            f"{done.plans} plans {would}rewritten"
        )
