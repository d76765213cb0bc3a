"""What holds for all doors together."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib import admin
from django.test import Client

from operations import doors
from operations.models import (
    ROWS,
)

WRITES = re.compile(r"\.(save|update|delete|bulk_\w+|get_or_create|update_or_create|create)\(")


def test_admin_api_web_and_commands_write_no_plan_row() -> None:
    """All writing is the services'; a door that writes by itself would skip judge and record."""
    root = Path(doors.__file__).parent
    files = [
        *(root / "admin").rglob("*.py"),
        *(root / "api").rglob("*.py"),
        *(root / "web").rglob("*.py"),
        *(root / "management").rglob("*.py"),
        root / "doors.py",
        root / "scoping.py",
        root / "export_rows.py",
        root / "plan_files.py",
    ]
    assert len(files) > 20
    found = [
        f"{path.relative_to(root)}: {text.strip()}"
        for path in files
        for text in path.read_text().splitlines()
        if WRITES.search(text)
    ]
    assert found == []


def test_the_grep_would_see_a_write() -> None:
    assert WRITES.search("row.save()")
    assert WRITES.search("Plan.objects.filter(pk=1).update(cost=0)")
    assert WRITES.search("OrderLine.objects.bulk_create(rows)")


def test_health_says_little(db: None, client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/healthz").status_code == 405


def test_every_kind_of_line_has_its_page() -> None:
    for models in ROWS.values():
        for model in models:
            assert admin.site.is_registered(model)
