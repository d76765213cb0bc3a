"""PostgreSQL: pg_dump from the snapshot whose rows are counted, pg_restore in one transaction."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql


def _place(name: str | None = None) -> dict[str, str]:
    """The database as libpq's own variables name it; a password is in no argument list."""
    here: dict[str, Any] = connection.settings_dict
    named = {
        "PGHOST": here["HOST"],
        "PGPORT": here["PORT"],
        "PGUSER": here["USER"],
        "PGPASSWORD": here["PASSWORD"],
        "PGDATABASE": name or here["NAME"],
    }
    return {key: str(value) for key, value in named.items() if value}


def _run(name: str | None, *command: str) -> None:
    from hospital.backups import BackupRefused

    try:
        done = subprocess.run(
            command, env={**os.environ, **_place(name)}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupRefused(
            _("%(program)s is not here: install PostgreSQL's client programs.")
            % {"program": command[0]}
        ) from error
    if done.returncode:
        raise BackupRefused(f"{command[0]}: {done.stderr.strip()[-500:]}")


@contextmanager
def _link(name: str | None = None, **options: Any) -> Iterator[psycopg.Connection[Any]]:
    place = _place(name)
    with psycopg.connect(
        host=place.get("PGHOST"),
        port=place.get("PGPORT"),
        user=place.get("PGUSER"),
        password=place.get("PGPASSWORD"),
        dbname=place["PGDATABASE"],
        **options,
    ) as link:
        yield link


def _counted(link: psycopg.Connection[Any]) -> dict[str, int]:
    found = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    counts = {}
    for (table,) in found:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = link.execute(query).fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def dump(path: Path) -> dict[str, int]:
    """Rows of each table in the very snapshot that is dumped."""
    with _link() as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = link.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        _run(None, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={row[0]}", f"--file={path}")  # fmt: skip
        return _counted(link)


def count() -> dict[str, int]:
    with _link() as link:
        return _counted(link)


def _load(name: str | None, path: Path) -> None:
    _run(name, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
         "--single-transaction", f"--dbname={_place(name)['PGDATABASE']}", str(path))  # fmt: skip


def restore(path: Path) -> None:
    """Into a schema beside first, by way of a scratch database: a bad file costs nothing."""
    with scratch(path):
        pass
    connection.close()
    with _link() as link:
        link.execute("DROP SCHEMA public CASCADE")
        link.execute("CREATE SCHEMA public")
    _load(None, path)


@contextmanager
def scratch(path: Path) -> Iterator[dict[str, int]]:
    name = f"mizan_try_{secrets.token_hex(4)}"
    with _link(autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            # template0's public schema is there already, and so is the dump's statement for it.
            with _link(name, autocommit=True) as inner:
                inner.execute("DROP SCHEMA public CASCADE")
                inner.execute("CREATE SCHEMA public")
            _load(name, path)
            with _link(name) as inner:
                counts = _counted(inner)
            yield counts
        finally:
            link.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
