"""A worker process that is started, killed and told of runs; for tests and reliability scripts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path


def descendants(root: int) -> list[int]:
    """`root` and every process below it, whatever session they are in."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


class Hands:
    """Starts and kills a worker, and tells the broker of waiting runs."""

    def __init__(
        self,
        env: dict[str, str],
        log: Path,
        app: str = "hospital",
        options: list[str] | None = None,
    ) -> None:
        self.env, self.log, self.app, self.options = env, log, app, options or []
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self, *, lanes: int = 2) -> None:
        # Gone with whoever started it, however that ends.
        guard = ["hospital.guarded", "0"]
        command = ["celery", "--app", self.app, "worker", "--queues", "light,solve",
                   "--concurrency", str(lanes), "--without-gossip", "--without-mingle",
                   "--loglevel", "INFO", *self.options]  # fmt: skip
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", *guard, *command],
                env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def nudge(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "tests.children.nudge"], env=self.env, check=True, timeout=60
        )

    def family(self) -> list[int]:
        """The worker, its pool and its solvers."""
        assert self.worker is not None
        return descendants(self.worker.pid)

    def solvers(self) -> list[int]:
        """The processes that forecast and solve, below the pool's."""
        return [pid for pid in self.family() if ".child " in command_line(pid)]

    def terminate(self, seconds: float) -> bool:
        """As a new release does it: ask the worker to end. False when it did not in time."""
        assert self.worker is not None
        self.worker.send_signal(signal.SIGTERM)
        try:
            self.worker.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self.worker = None
        return True

    def kill(self) -> None:
        """Worker, pool and solvers at once, as when the machine loses power."""
        if self.worker is None:
            return
        for pid in self.family():
            kill(pid)
        self.worker.wait()
        self.worker = None


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
