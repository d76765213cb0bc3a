"""Many rows of one table in few statements, without a model's instance for each.

The values are those of a file's reading: of their columns' types and within their bounds. An
instance a row, and a look at each value for an expression, took half of a long file's time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateField, DateTimeField, Field, JSONField, Model, TimeField

BATCH = 2_000
TIMES = (DateField, DateTimeField, TimeField)
"""Written as the database keeps them; text, numbers and flags are the same everywhere."""

Columns = Mapping[str, list[Any]]


def insert(model: type[Model], columns: Columns) -> list[int]:
    """The keys of the new rows. columns: attribute -> a value a row; of the others the default."""
    database, fields, values, count = _ready(model, columns)
    if database.vendor == "postgresql":  # pragma: no cover - measured on SQLite
        keys = _keys_drawn(database, model, count)
        _copied(database, model, [model._meta.pk, *fields], [keys, *values])
        return keys
    most = min(BATCH, database.ops.bulk_batch_size(fields, range(count)))
    keys = []
    with database.cursor() as cursor:
        for start in range(0, count, most):
            part = [column[start : start + most] for column in values]
            cursor.execute(*_statement(database, model, fields, part))
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def insert_only(model: type[Model], columns: Columns) -> None:
    """Like `insert`, for rows whose keys nobody asks for."""
    database, fields, values, _count = _ready(model, columns)
    if database.vendor == "postgresql":  # pragma: no cover - measured on SQLite
        _copied(database, model, fields, values)
        return
    row = f"({', '.join(['%s'] * len(fields))})"
    statement = f"{_head(database, model, fields)} VALUES {row}"
    with database.cursor() as cursor:
        cursor.executemany(statement, zip(*values, strict=True))


def _keys_drawn(  # pragma: no cover - measured on SQLite
    database: Any, model: type[Model], count: int
) -> list[int]:
    """From the table's own sequence, so that rows can be copied in with them."""
    named = [model._meta.db_table, model._meta.pk.column]  # type: ignore[union-attr]
    drawn = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with database.cursor() as cursor:
        cursor.execute(drawn, [database.ops.quote_name(named[0]), named[1], count])
        return [key for (key,) in cursor.fetchall()]


def _copied(  # pragma: no cover - measured on SQLite
    database: Any, model: type[Model], fields: list[Any], values: list[list[Any]]
) -> None:
    """COPY: each value is written once, by the driver's own code; as one statement's arrays it was
    written, quoted, sent and parsed."""
    quoted = database.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    statement = f"COPY {quoted(model._meta.db_table)} ({names}) FROM STDIN"
    with (
        database.wrap_database_errors,
        database.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in zip(*values, strict=True):
            copy.write_row(row)


def _ready(model: type[Model], columns: Columns) -> tuple[Any, list[Field], list[list[Any]], int]:
    """The connection, the fields to fill, their values as the database takes them, and how many
    rows they are."""
    database = connections[DEFAULT_DB_ALIAS]
    count = len(next(iter(columns.values())))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [_written(database, field, columns, count) for field in fields]
    return database, fields, values, count


def _written(database: Any, field: Field, columns: Columns, count: int) -> list[Any]:
    given = columns.get(field.attname)
    if given is None:
        given = [field.get_default() for _row in range(count)]
    if isinstance(field, TIMES):
        return [field.get_db_prep_save(value, database) for value in given]
    if isinstance(field, JSONField):
        return [value if value is None else json.dumps(value) for value in given]
    return given


def _statement(
    database: Any, model: type[Model], fields: list[Field], part: list[list[Any]]
) -> tuple[str, list[Any]]:
    """One for some rows, which gives their keys, and what is filled in."""
    row = f"({', '.join(['%s'] * len(fields))})"
    rows = ", ".join([row] * len(part[0]))
    key = database.ops.quote_name(model._meta.pk.column)  # type: ignore[union-attr]
    filled = [value for values in zip(*part, strict=True) for value in values]
    return f"{_head(database, model, fields)} VALUES {rows} RETURNING {key}", filled


def _head(database: Any, model: type[Model], fields: list[Field]) -> str:
    quoted = database.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names})"
