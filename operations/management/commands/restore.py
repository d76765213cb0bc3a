"""`manage.py restore FILE`: a backup in the place of what the database holds, or only tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hospital.backups import backup_make, backup_restore, backup_try, database_used
from hospital.errors import ApplicationError
from operations.services import heartbeat_keep


class Command(BaseCommand):
    help = "Restore a backup: into an empty database, with --replace also over records."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--replace", action="store_true",
            help="there are records: they are backed up under var/backups and taken away",
        )  # fmt: skip
        parser.add_argument(
            "--try", action="store_true", dest="tried", help="into a scratch database, and count"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["tried"]:
                note = backup_try(options["file"])
                heartbeat_keep(name="restore", file=options["file"].name)
                self._say(options["file"], "can be restored", note.rows)
                return
            if database_used():
                if not options["replace"]:
                    raise CommandError("This database holds records; --replace takes them away.")
                former, _note = backup_make(settings.VAR_DIR / "backups")
                self.stdout.write(f"What was there is in {former}.")
            note = backup_restore(options["file"])
        except ApplicationError as no:
            raise CommandError(no.message) from no
        call_command("migrate", verbosity=0, interactive=False)
        self._say(options["file"], f"of {note.made}, version {note.version}: restored", note.rows)

    def _say(self, path: Path, words: str, rows: dict[str, int]) -> None:
        self.stdout.write(f"{path} {words}, {sum(rows.values())} rows in {len(rows)} tables.")
