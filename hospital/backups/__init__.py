"""The whole database in one file with a note beside it, and back again.

A backup is FILE and FILE.json: when, by which version, its SHA-256, the migrations applied and the
number of rows of every table. Without the note it is none: the note is written last. Both are
readable by their owner only. PostgreSQL is dumped by pg_dump from one snapshot, SQLite by
VACUUM INTO, never copied while it is written to.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from hospital.backups import postgres, sqlite
from hospital.errors import ApplicationError

SUFFIX = {"postgresql": ".dump", "sqlite": ".sqlite3"}


@dataclass(frozen=True, slots=True)
class Note:
    """What a backup says of itself."""

    made: str
    version: str
    vendor: str
    sha256: str
    bytes: int
    migrations: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


class BackupRefused(ApplicationError):
    """It is not whole, or not for this database."""


def _now() -> datetime:
    return datetime.now(UTC)


def _engine() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite


def note_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _applied() -> list[str]:
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


def backup_make(folder: Path, *, keep: int = 0) -> tuple[Path, Note]:
    """Write a backup into `folder`; of more than `keep` (0: all are kept) the oldest go.

    Raises BackupRefused where pg_dump is missing or says no; nothing half-made stays.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = _now()
    path = folder / f"mizan-{now:%Y%m%dT%H%M%S}Z{SUFFIX[connection.vendor]}"
    part = path.with_name(f"{path.name}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        rows = _engine().dump(part)
        note = Note(
            made=now.isoformat(timespec="seconds"),
            version=settings.VERSION,
            vendor=connection.vendor,
            sha256=_digest(part),
            bytes=part.stat().st_size,
            migrations=_applied(),
            rows=rows,
        )
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    _write_note(note_path(path), note)
    _forget(folder, keep)
    return path, note


def _write_note(path: Path, note: Note) -> None:
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(note), indent=1) + "\n")
    part.rename(path)


def _forget(folder: Path, keep: int) -> None:
    notes = sorted(folder.glob("mizan-*.json"))
    for note in notes[:-keep] if keep else []:
        note.with_suffix("").unlink(missing_ok=True)
        note.unlink()


def backup_read(path: Path) -> Note:
    """The note of a backup whose file is still what was written. Raises BackupRefused."""
    try:
        note = Note(**json.loads(note_path(path).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(
            _("%(path)s has no readable note beside it (%(note)s): it is not a whole backup.")
            % {"path": path, "note": note_path(path).name}
        ) from error
    if not path.is_file() or _digest(path) != note.sha256:
        raise BackupRefused(
            _("%(path)s is not what was written: its SHA-256 is another than its note says.")
            % {"path": path}
        )
    return note


def _for_this_database(note: Note) -> None:
    if note.vendor != connection.vendor:
        raise BackupRefused(
            _("This backup is of %(theirs)s, the database is %(ours)s.")
            % {"theirs": note.vendor, "ours": connection.vendor}
        )
    known = {f"{app}.{name}" for app, name in _migrations_known()}
    newer = sorted(set(note.migrations) - known)
    if newer:
        raise BackupRefused(
            _("This backup is of version %(version)s, which has %(newer)s: install that version.")
            % {"version": note.version, "newer": newer[0]}
        )


def _migrations_known() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return list(MigrationLoader(None).disk_migrations)


def database_used() -> bool:
    """Whether there are records that a restore would take away."""
    from hospital.models import Network

    if Network._meta.db_table not in connection.introspection.table_names():
        return False
    return Network.objects.exists()


def backup_restore(path: Path) -> Note:
    """Put the backup in the place of whatever the database holds; all of it or nothing.

    Raises BackupRefused when it is not whole, not for this database, or came out incomplete.
    """
    note = backup_read(path)
    _for_this_database(note)
    _engine().restore(path)
    compare(note, _engine().count())
    return note


def backup_try(path: Path) -> Note:
    """Restore into a scratch database that is gone afterwards, and count. Raises BackupRefused."""
    note = backup_read(path)
    _for_this_database(note)
    with _engine().scratch(path) as rows:
        compare(note, rows)
    return note


def compare(note: Note, rows: dict[str, int]) -> None:
    """Raises BackupRefused when a table has not the rows that it had."""
    wrong = [name for name, count in note.rows.items() if rows.get(name) != count]
    if wrong:
        name = wrong[0]
        raise BackupRefused(
            _("After restoring, %(table)s has %(found)s rows instead of %(expected)s.")
            % {"table": name, "found": rows.get(name, 0), "expected": note.rows[name]}
        )
