"""A real worker on a real broker, for the database that the test uses."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.browser import chromium
from tests.e2e.hands import Hands

__all__ = ["Hands", "chromium"]
LEASE_SECONDS = 4


def _database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    here = connection.settings_dict
    login = f"{here['USER']}:{here['PASSWORD']}@" if here["PASSWORD"] else f"{here['USER']}@"
    return f"postgres://{login}{here['HOST']}:{here['PORT'] or 5432}/{name}"


def _broker_url(worker: str) -> str:
    """Redis, a database of its own for each test process; or the filesystem."""
    url = str(settings.CELERY_BROKER_URL)
    if not url.startswith("redis"):
        return ""
    number = 15 - int(worker.removeprefix("gw") or 0) if worker.startswith("gw") else 15
    return f"{url.rpartition('/')[0]}/{number}"


@pytest.fixture
def hands(
    transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Hands]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    env = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "CELERY_BROKER_URL": _broker_url(worker),
        "MIZAN_BROKER_DIR": str(tmp_path / "broker"),
        "MIZAN_LEASE_SECONDS": str(LEASE_SECONDS),
        "DJANGO_SETTINGS_MODULE": "hospital.settings",
    }
    if env["CELERY_BROKER_URL"]:
        import redis

        redis.Redis.from_url(env["CELERY_BROKER_URL"]).flushdb()
    found = Hands(env, tmp_path / "worker.log")
    yield found
    found.kill()


def until(done: Callable[[], bool], seconds: float, words: str) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, words
        time.sleep(0.2)
