"""`manage.py` as an operator starts it: from anywhere, with whatever environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).parent.parent.parent / "manage.py"


def manage(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        cwd=folder,
        env=dict(os.environ, MIZAN_BROKER_DIR=str(folder / "broker"), **environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://root@127.0.0.1/mizan", "PostgreSQL and SQLite"),
        ("DATABASE_URL", "nonsense", "PostgreSQL and SQLite"),
        ("CELERY_BROKER_URL", "amqp://127.0.0.1", "redis:// or filesystem://"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, name: str, value: str, words: str) -> None:
    done = manage(tmp_path, "doctor", **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith("Settings: ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_is_two_lines_that_name_the_doctor(tmp_path: Path) -> None:
    done = manage(
        tmp_path, "nightly", "--json", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "no such table" in done.stderr
    assert "manage.py doctor" in done.stderr
