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
    most = min(BATCH, database.ops.bulk_batch_size(fields, range(count)))
    keys: list[int] = []
    with database.cursor() as cursor:
        for start in range(0, count, most):
            part = [column[start : start + most] for column in values]
            source, arguments = _source(database, fields, part)
            cursor.execute(_statement(database, model, fields, source, "RETURNING"), arguments)
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def insert_only(model: type[Model], columns: Columns) -> None:
    """Like `insert`, for rows whose keys nobody asks for, which is sooner done on SQLite."""
    database, fields, values, count = _ready(model, columns)
    with database.cursor() as cursor:
        if database.vendor != "postgresql":
            source = f"VALUES {_row(fields)}"
            rows = zip(*values, strict=True)
            cursor.executemany(_statement(database, model, fields, source), rows)
            return
        for start in range(0, count, BATCH):
            part = [column[start : start + BATCH] for column in values]
            source, arguments = _source(database, fields, part)
            cursor.execute(_statement(database, model, fields, source), arguments)


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


def _source(database: Any, fields: list[Field], part: list[list[Any]]) -> tuple[str, list[Any]]:
    """Where the rows come from, and what is filled in there."""
    if database.vendor == "postgresql":  # a column at once: half of the planning
        types = (str(field.db_type(database)).partition("(")[0] for field in fields)
        arrays = ", ".join(f"%s::{each}[]" for each in types)
        return f"SELECT * FROM UNNEST({arrays})", part  # noqa: S608 names of types alone
    filled = [value for values in zip(*part, strict=True) for value in values]
    return f"VALUES {', '.join([_row(fields)] * len(part[0]))}", filled


def _row(fields: list[Field]) -> str:
    return f"({', '.join(['%s'] * len(fields))})"


def _statement(
    database: Any, model: type[Model], fields: list[Field], source: str, then: str = ""
) -> str:
    """then: "RETURNING" for the new rows' keys."""
    quoted = database.ops.quote_name
    names = ", ".join(quoted(field.column) for field in fields)
    key = f" {then} {quoted(model._meta.pk.column)}" if then else ""  # type: ignore[union-attr]
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names}) {source}{key}"
