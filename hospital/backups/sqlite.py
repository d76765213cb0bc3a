"""SQLite: VACUUM INTO makes the copy, the backup API brings it back under whoever reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _counted(link: sqlite3.Connection) -> dict[str, int]:
    tables = link.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    names = [name for (name,) in tables]
    return {
        name: link.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }


def _sound(link: sqlite3.Connection) -> None:
    from hospital.backups import BackupRefused

    (said,) = link.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise BackupRefused(str(said))


def dump(path: Path) -> dict[str, int]:
    """Rows of each table of the copy, which is looked through once."""
    with closing(sqlite3.connect(_name(), timeout=60)) as link:
        link.execute("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path)) as copy:
        _sound(copy)
        return _counted(copy)


def count() -> dict[str, int]:
    with closing(sqlite3.connect(_name(), timeout=60)) as link:
        return _counted(link)


def restore(path: Path) -> None:
    connection.close()
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(_name())) as link:
        _sound(copy)
        link.execute("PRAGMA busy_timeout = 60000")
        copy.backup(link)


@contextmanager
def scratch(path: Path) -> Iterator[dict[str, int]]:
    with closing(sqlite3.connect(":memory:")) as link:
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(link)
        _sound(link)
        yield _counted(link)
