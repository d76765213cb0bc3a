"""A PostgreSQL cluster and a Redis of one's own: started, killed without warning, started again."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import redis

from tests.e2e.hands import descendants


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(answers: object, seconds: float, words: str) -> None:
    """Until `answers()` is true; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not answers():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError(words)
        time.sleep(0.1)


class Postgres:
    """One cluster in a folder of its own. The server refuses to be root: then it is `postgres`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.data = folder / "data"
        self.url = f"postgres://postgres@127.0.0.1:{port}/postgres"

    @staticmethod
    def _tool(name: str) -> list[str]:
        found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
        path = found[-1] if found else (shutil.which(name) or name)
        return [*(("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()), path]

    def create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        subprocess.run(
            [*self._tool("initdb"), "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        lines = [
            f"port = {self.port}",
            "listen_addresses = '127.0.0.1'",
            f"unix_socket_directories = '{self.folder}'",
            "shared_buffers = 64MB",
            "max_wal_size = 128MB",
            "log_min_messages = fatal",
        ]
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(lines) + "\n")
        self.start()

    def start(self, *, wait: bool = True) -> None:
        subprocess.run(
            [*self._tool("pg_ctl"), "-D", self.data, "-l", self.folder / "log", "-W", "start"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        if wait:
            wait_for(self.answers, 60, "PostgreSQL does not answer")

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def kill(self) -> None:
        """The postmaster and every server process at once, as when the machine loses power."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        postmaster = int(pid_file.read_text().split()[0])
        for pid in descendants(postmaster):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{postmaster}").exists(), 20, "postmaster stays")
        # What a reboot would have taken away: a pid file whose number may be another's by now.
        pid_file.unlink(missing_ok=True)


class Redis:
    """One server in a folder of its own, with an append-only file, as docs/operator.md asks."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"redis://127.0.0.1:{port}/0"

    @property
    def _pid_file(self) -> Path:
        return self.folder / "redis.pid"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder,
             "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
             "--daemonize", "yes", "--pidfile", self._pid_file, "--logfile", self.folder / "log"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.answers, 20, "Redis does not answer")

    def answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url, socket_connect_timeout=1).ping())
        except redis.RedisError:
            return False

    def flush(self) -> None:
        redis.Redis.from_url(self.url).flushall()

    def kill(self) -> None:
        if not self._pid_file.exists():
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(self._pid_file.read_text()), signal.SIGKILL)
        self._pid_file.unlink()
        wait_for(lambda: not self.answers(), 10, "Redis stays")
