"""The database itself refuses to change what is on the record, whoever asks it by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

SAID = "what is on the record is not changed"
VERBS = ("update", "delete")


def tables() -> list[str]:
    """Of every append-only model whose table is there."""
    from hospital.models import AppendOnly

    there = set(connection.introspection.table_names())
    models = (model for model in apps.get_models() if issubclass(model, AppendOnly))
    return sorted(model._meta.db_table for model in models if model._meta.db_table in there)


def install(**_signal: Any) -> None:
    """After every migration: SQLite drops triggers with the tables that it makes anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # pragma: no cover - measured on SQLite
            cursor.execute(
                "CREATE OR REPLACE FUNCTION mizan_refuse() RETURNS trigger AS $$ BEGIN "
                f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'insufficient_privilege'; "
                "END $$ LANGUAGE plpgsql"
            )
        for table in tables():
            for statement in _made(table):
                cursor.execute(statement)


def _made(table: str) -> Iterator[str]:
    if connection.vendor == "postgresql":  # pragma: no cover - measured on SQLite
        yield (
            f'CREATE OR REPLACE TRIGGER kept_row BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION mizan_refuse()"
        )
        yield (
            f'CREATE OR REPLACE TRIGGER kept_all BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION mizan_refuse()"
        )
        return
    for verb in VERBS:
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{table}_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )


def remove() -> None:
    with connection.cursor() as cursor:
        for table in tables():
            if connection.vendor == "postgresql":  # pragma: no cover - measured on SQLite
                for name in ("kept_row", "kept_all"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
            else:
                for verb in VERBS:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{verb}"')


@contextmanager
def lifted() -> Iterator[None]:
    """For the sample region alone, which is thrown away whole: its record goes with it."""
    remove()
    try:
        yield
    finally:
        install()
