"""A real worker on a real broker, for the database that the test uses."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.browser import chromium

__all__ = ["chromium"]
LEASE_SECONDS = 4


class Hands:
    """Starts and kills workers, and tells the broker of waiting runs."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["celery", "--app", "hospital", "worker", "--queues", "light,solve",
                   "--concurrency", "2", "--without-gossip", "--without-mingle",
                   "--loglevel", "INFO"]  # fmt: skip
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def nudge(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "tests.children.nudge"], env=self.env, check=True, timeout=60
        )

    def kill(self) -> None:
        """Worker, pool and solvers at once, as when the machine loses power."""
        if self.worker is None:
            return
        for pid in self._family():
            with_suppress(os.kill, pid, signal.SIGKILL)
        self.worker.wait()
        self.worker = None

    def _family(self) -> list[int]:
        """The worker's process and every descendant, whatever session they are in."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        assert self.worker is not None
        found = [self.worker.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found


def with_suppress(do: Callable[..., object], *args: object) -> None:
    with contextlib.suppress(ProcessLookupError):
        do(*args)


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
