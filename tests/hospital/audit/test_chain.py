"""Whatever is done to the record behind its back is found: twenty ways and more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from hospital.audit import chain, triggers
from hospital.audit.entries import record
from hospital.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
ENTRY, SEAL = AuditEntry._meta.db_table, AuditSeal._meta.db_table


@pytest.fixture
def head(tmp_path: Path, settings: Any) -> Path:
    settings.AUDIT_HEAD = str(tmp_path / "head.jsonl")
    return tmp_path / "head.jsonl"


@pytest.fixture
def kept(head: Path) -> list[int]:
    """Twelve entries under three seals, and two that are not sealed yet."""
    for number in range(14):
        record("told", f"thing {number}", before={"a": number}, after={"a": None}, reason="why")
        if number % 4 == 3:
            chain.seal()
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def changed(column: str, value: str) -> Callable[[list[int], Path], None]:
    return lambda ids, head: sql(f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", value, ids[5])


def forged(ids: list[int], head: Path) -> None:
    sql(
        f"INSERT INTO {ENTRY} (at, actor, action, subject, reason, request, mac, model, key) "
        f"SELECT at, 'mallory', action, subject, reason, request, mac, model, key FROM {ENTRY} "
        "WHERE id = %s",
        ids[3],
    )


def back_dated(ids: list[int], head: Path) -> None:
    """By somebody who can sign: the application itself, misused."""
    row = AuditEntry(actor="mallory", action="told", subject="x")
    row.at = AuditEntry.objects.get(pk=ids[0]).at - timedelta(days=9)
    row.save()


def swapped(ids: list[int], head: Path) -> None:
    for old, new in ((ids[1], -1), (ids[2], ids[1]), (-1, ids[2])):
        sql(f"UPDATE {ENTRY} SET id = %s WHERE id = %s", new, old)


def copied_over(ids: list[int], head: Path) -> None:
    """A whole row, signature and all, in another's place."""
    row = AuditEntry.objects.get(pk=ids[0])
    sql(f"DELETE FROM {ENTRY} WHERE id = %s", ids[6])
    row.pk = ids[6]
    AuditEntry.objects.bulk_create([row])


def end_cut(ids: list[int], head: Path) -> None:
    """The last link with all its rows: what is left fits together, but the head is elsewhere."""
    sql(f"DELETE FROM {ENTRY} WHERE id >= %s", ids[8])
    sql(f"DELETE FROM {SEAL} WHERE id = (SELECT MAX(id) FROM {SEAL})")


def emptied(ids: list[int], head: Path) -> None:
    sql(f"DELETE FROM {ENTRY}")
    sql(f"DELETE FROM {SEAL}")


def seal_remade(ids: list[int], head: Path) -> None:
    """By somebody who can sign, after an entry was taken out."""
    sql(f"DELETE FROM {ENTRY} WHERE id = %s", ids[9])
    last = AuditSeal.objects.order_by("-pk")[0]
    before = AuditSeal.objects.order_by("-pk")[1]
    mac = chain._link(before.mac, last.at, last.rows, chain._digest(last.rows))
    sql(f"UPDATE {SEAL} SET mac = %s WHERE id = %s", mac, last.pk)


def head_rewritten(ids: list[int], head: Path) -> None:
    head.write_text("\n".join([*head.read_text().splitlines()[:-1], "{}"]))


TAMPERS: dict[str, Callable[[list[int], Path], None]] = {
    **{
        f"{column} changed": changed(column, value)
        for column, value in (
            ("actor", "mallory"), ("action", "asked"), ("subject", "another"), ("reason", "none"),
            ("request", "another"), ("model", "auth.User"), ("key", "9"),
            ("before", '{"a": 99}'), ("after", '{"a": 99}'), ("at", "2026-01-01 00:00:00+00:00"),
            ("mac", "0" * 64), ("mac", ""),
        )
    },
    "entry taken out": lambda ids, head: sql(f"DELETE FROM {ENTRY} WHERE id = %s", ids[5]),
    "first taken out": lambda ids, head: sql(f"DELETE FROM {ENTRY} WHERE id = %s", ids[0]),
    "entry renumbered": lambda ids, head: sql(
        f"UPDATE {ENTRY} SET id = 9999 WHERE id = %s", ids[4]
    ),
    "unsealed entry changed": lambda ids, head: sql(
        f"UPDATE {ENTRY} SET actor = 'x' WHERE id = %s", ids[13]
    ),
    "forged": forged,
    "back-dated": back_dated,
    "two swapped": swapped,
    "one copied over another": copied_over,
    "end cut": end_cut,
    "emptied": emptied,
    "seal taken out": lambda ids, head: sql(
        f"DELETE FROM {SEAL} WHERE id = (SELECT MIN(id) FROM {SEAL})"
    ),
    "seal covers less": lambda ids, head: sql(
        f"UPDATE {SEAL} SET rows = '{{}}' WHERE id = (SELECT MIN(id) FROM {SEAL})"
    ),
    "seal remade": seal_remade,
    "head cut": lambda ids, head: head.write_text(head.read_text().splitlines()[0]),
    "head rewritten": head_rewritten,
    "head away": lambda ids, head: head.unlink(),
}  # fmt: skip


def test_an_untouched_record_is_as_it_was_written(kept: list[int]) -> None:
    assert chain.verify() == []
    assert len(TAMPERS) >= 20


@pytest.mark.parametrize("tamper", TAMPERS)
def test_what_is_done_behind_its_back_is_found(tamper: str, kept: list[int], head: Path) -> None:
    triggers.remove()  # who owns the database can do that
    TAMPERS[tamper](kept, head)
    assert chain.verify() != []


def test_who_comes_late_is_sealed_next(kept: list[int]) -> None:
    """A transaction that ends after a seal brings a lower number than the seal has."""
    made = chain.seal()
    assert made is not None
    assert made.count == 2
    late = AuditEntry(actor="alice", action="told", subject="late", pk=100_000)
    late.save()
    assert chain.seal() is not None
    early = AuditEntry(actor="alice", action="told", subject="later still", pk=99_000)
    early.save()
    made = chain.seal()
    assert made is not None
    assert made.rows == {"hospital.AuditEntry": [[99_000, 99_000]]}
    assert chain.seal() is None
    assert chain.verify() == []


def test_the_command_says_so(kept: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "verify")
    call_command("audit", "seal")
    call_command("audit", "seal")
    triggers.remove()
    sql(f"UPDATE {ENTRY} SET actor = 'x' WHERE id = %s", kept[5])
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Everything on the record is as it was written."
    assert said[1].endswith(": 2 rows.")
    assert said[2] == "Nothing new."
    assert said[3] == f"hospital.AuditEntry {kept[5]} is not as it was written."
