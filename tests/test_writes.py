"""Every write goes through a service: whoever writes past them writes unjudged and unrecorded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WRITES = {
    "save", "delete", "create", "get_or_create", "update_or_create",
    "bulk_create", "bulk_update", "_raw_delete",
}  # fmt: skip
MANY = {"insert", "insert_only"}
"""Of hospital.imports.inserts: functions, not methods."""
HOMES = (
    "/services/",
    "/services.py",
    "/migrations/",
    "hospital/imports/",
    "hospital/demo/",
    "hospital/audit/",
    "hospital/login/",
)


def written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) of each call that writes to a database.

    A dictionary's `update` takes what it adds as an argument, a query's takes names only.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in MANY:
            yield node.lineno, ast.unparse(node)[:80]
        if not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        query = name == "update" and node.keywords and not node.args
        mother = isinstance(node.func.value, ast.Call) and ast.unparse(node.func.value) == "super()"
        kept = any(ast.unparse(word) == "commit=False" for word in node.keywords)
        if (name in WRITES or query) and not mother and not kept:
            yield node.lineno, ast.unparse(node)[:80]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("row.save()", 1),
        ("Plan.objects.filter(pk=1).update(state='void')", 1),
        ("Plan.objects.filter(pk=1).delete()", 1),
        ("Plan.objects.bulk_create(rows)", 1),
        ("insert(Patient, columns)", 1),
        ("insert_only(AuditEntry, columns)", 1),
        ("names.insert(0, more)", 0),
        ("names.update(more)", 0),
        ("super().save(*args)", 0),
        ("form.save(commit=False)", 0),
    ],
)
def test_a_write_is_known_when_it_is_seen(code: str, found: int) -> None:
    assert len(list(written(ast.parse(code)))) == found


def test_nothing_but_services_writes() -> None:
    past = []
    for package in ("hospital", "forecasting", "operations"):
        for path in (ROOT / package).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if any(home in name for home in HOMES) or "/core/" in name:
                continue
            tree = ast.parse(path.read_text())
            past += [f"{name}:{line} {what}" for line, what in written(tree)]
    assert not past
