"""The processes of a small site, started together and stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

GRACE_SECONDS = 12.0


def free_port(wanted: int) -> int:
    """`wanted` if nobody listens there, otherwise one that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


class Site:
    """Web, worker and beat as children; leaving the block ends whatever was started."""

    def __init__(self, port: int, lanes: int) -> None:
        self.port, self.lanes = port, lanes
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: Path = settings.VAR_DIR / "log"

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start_web(self) -> None:
        """Two threads of one gunicorn: enough for one machine's demo."""
        bind = ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4"]
        self._start("web", ["gunicorn", "hospital.wsgi", *bind, "--timeout", "120"])

    def start_worker(self) -> None:
        """One worker for both queues, with beat inside."""
        self._clear_control()
        pool = ["--concurrency", str(self.lanes), "--queues", "light,solve", "--beat"]
        self._start(
            "worker",
            ["celery", "--app", "hospital", "worker", *pool, "--loglevel", "WARNING",
             "--without-gossip", "--without-mingle", "--hostname", "mizan@%h"],
        )  # fmt: skip

    def _clear_control(self) -> None:
        """The filesystem transport leaves mailbox files of dead workers behind."""
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("control_folder")
        for left in Path(folder).glob("*") if folder else ():
            with contextlib.suppress(OSError):
                left.unlink()

    def _start(self, name: str, command: list[str]) -> None:
        log = (self._logs / f"{name}.log").open("ab")
        self._children[name] = subprocess.Popen(
            [sys.executable, "-m", "hospital.guarded", "0", *command],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def wait_for_page(self, seconds: float) -> float:
        """Seconds until the log-in page answers 200. Raises TimeoutError with the log's end."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self._answers():
                return time.monotonic() - began
            self.check()
            time.sleep(0.1)
        raise TimeoutError(f"no page within {seconds:.0f} s; see {self._logs / 'web.log'}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}login/", timeout=5) as page:  # noqa: S310
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def check(self) -> None:
        """Raise RuntimeError when a child has ended by itself."""
        for name, child in self._children.items():
            if child.poll() is not None:
                tail = (self._logs / f"{name}.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{name} ended with {child.returncode}:\n{tail}")

    def stop(self) -> None:
        """Ask, wait, then insist. Runs under way lose their lease and are taken up again."""
        for child in self._children.values():
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        for child in self._children.values():
            self._signal(child, signal.SIGKILL)
            child.wait()
        self._children.clear()

    @staticmethod
    def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if number is signal.SIGKILL:
                os.killpg(child.pid, number)
            elif child.poll() is None:
                child.send_signal(number)
