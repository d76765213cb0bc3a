"""manage.py rekey_patients NETWORK: identifiers on stdin; their pseudonyms are made anew."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hospital.errors import ApplicationError
from hospital.models import Network
from hospital.services.patients import patients_rekey


class Command(BaseCommand):
    help = (
        "After MIZAN_PATIENT_KEY was changed: MIZAN_PATIENT_KEY_BEFORE is the former one, and the "
        "source's identifiers come on stdin, one a line. May be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", metavar="NETWORK")
        parser.add_argument(
            "--give-up-rest", action="store_true",
            help="whoever is not named keeps their rows, but no file finds them again",
        )  # fmt: skip

    def handle(self, *args: Any, network: str, give_up_rest: bool, **options: Any) -> None:
        found = Network.objects.filter(code=network).first()
        if found is None:
            raise CommandError(f"There is no network {network}.")
        if not settings.PATIENT_KEY_BEFORE:
            raise CommandError("MIZAN_PATIENT_KEY_BEFORE is not set: give the former key.")
        try:
            done = patients_rekey(
                network=found,
                identifiers=sys.stdin,
                before=settings.PATIENT_KEY_BEFORE,
                give_up_rest=give_up_rest,
            )
        except ApplicationError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{done.given} identifiers given, {done.changed} pseudonyms made anew, "
            f"{done.left} patients left under another key"
        )
