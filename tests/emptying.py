"""What tests leave in a database of their own goes, and what it was born with stays."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hospital.audit import triggers

STAYS = {"django_migrations", "django_content_type", "auth_permission"}
"""What a migrated database is born with: no test changes it."""


def emptied(connection: BaseDatabaseWrapper) -> None:
    """Every row that tests made goes. Django's own TRUNCATE makes each table's files anew, a second
    or more on PostgreSQL, and is refused by the record's triggers; most tables hold nothing."""
    tables = connection.introspection.django_table_names(only_existing=False)
    named = [(name, connection.ops.quote_name(name)) for name in tables if name not in STAYS]
    holds = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted})" for name, quoted in named
    )
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(holds)
        full = {row[0] for row in cursor.fetchall()}
        if not full:
            return
        with triggers.lifted() if full & set(triggers.tables()) else nullcontext():
            for name, quoted in named:
                if name in full:
                    cursor.execute(f"DELETE FROM {quoted}")
