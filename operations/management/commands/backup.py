"""`manage.py backup FOLDER`: the whole database in one file, with a note beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hospital.arguments import whole
from hospital.backups import backup_make, backup_try
from hospital.errors import ApplicationError
from operations.services import heartbeat_keep
from operations.waiting import print_json


class Command(BaseCommand):
    help = "Back the database up; --try restores the backup into a scratch database as well."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--keep", type=whole(0, 10_000), default=0, help="how many are kept, 0: all"
        )
        parser.add_argument("--try", action="store_true", dest="tried", help="and restore it once")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path, note = backup_make(options["folder"], keep=options["keep"])
            heartbeat_keep(name="backup", file=path.name, bytes=note.bytes)
            if options["tried"]:
                backup_try(path)
                heartbeat_keep(name="restore", file=path.name)
        except ApplicationError as no:
            raise CommandError(no.message) from no
        rows = sum(note.rows.values())
        if options["json"]:
            print_json(self, {"file": str(path), "bytes": note.bytes, "rows": rows,
                              "tried": options["tried"]})  # fmt: skip
            return
        tried = ", restored once and counted" if options["tried"] else ""
        self.stdout.write(f"{path}: {rows} rows, {note.bytes / 1e6:.1f} MB{tried}")
