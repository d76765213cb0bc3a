"""A real worker on a real broker, for the database that the test uses."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.browser import chromium, running_chromium
from tests.e2e.hands import Hands

__all__ = ["Hands", "chromium", "running_chromium"]
LEASE_SECONDS = 4


def _database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    here = connection.settings_dict
    login = f"{here['USER']}:{here['PASSWORD']}@" if here["PASSWORD"] else f"{here['USER']}@"
    return f"postgres://{login}{here['HOST']}:{here['PORT'] or 5432}/{name}"


@pytest.fixture(scope="session")
def broker_url() -> Iterator[str]:
    """Redis, a database that no other test process of this machine has, nor the other tests of
    this one, which only send; or the filesystem."""
    server, _slash, sent_to = str(settings.CELERY_BROKER_URL).rpartition("/")
    if not server.startswith("redis"):
        yield ""
        return
    with ExitStack() as held:
        yield f"{server}/{_database_held(held, int(sent_to or 0))}"


def _database_held(held: ExitStack, sent_to: int) -> int:
    """Held by a lock that goes with the process, however it ends."""
    for number in range(15, 0, -1):
        path = Path(tempfile.gettempdir()) / f"mizan-tests-redis-{number}.lock"
        handle = held.enter_context(path.open("w"))
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if number != sent_to:
                return number
    pytest.fail("every database of this Redis has a test process already")


@pytest.fixture
def hands(
    transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest, broker_url: str
) -> Iterator[Hands]:
    env = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "CELERY_BROKER_URL": broker_url,
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
