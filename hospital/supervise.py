"""Start a child process, listen to it, stop it in time; the parent never loads a solver.

LightGBM hangs for ever in a process forked from one that used OpenMP, and a task queue's soft
time limit does not interrupt native code. So heavy work runs in a fresh process, and whoever
started it looks at its clock, its CPU and its owner's wishes.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from queue import Empty, Queue
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 10.0
"""Between asking a child to stop (it keeps its best plan) and killing it."""

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
"""Several workers share few cores; OpenMP's own waiting would eat them."""


class Wish(StrEnum):
    """What the supervisor's owner wants at a tick."""

    GO_ON = "go_on"
    STOP = "stop"
    KILL = "kill"


class Ending(StrEnum):
    FINISHED = "finished"
    STOPPED = "stopped"
    KILLED = "killed"
    TIMED_OUT = "timed_out"
    HUNG = "hung"
    MEMORY = "memory"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a child ended; `log` is the end of what it wrote to standard error."""

    ending: Ending
    code: int
    seconds: float
    log: str = ""


@dataclass(slots=True)
class Limits:
    """Wall seconds before the child is asked to stop, and without CPU use before it is killed."""

    wall_seconds: float
    idle_seconds: float = 90.0
    memory_mb: int = 0
    tick_seconds: float = 0.25
    env: dict[str, str] = field(default_factory=dict)


def cpu_seconds(pid: int) -> float | None:
    """CPU time the process has used, from /proc; None where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Child:
    """The running process, its lines, and how it is asked to go."""

    def __init__(self, module: str, args: list[str], limits: Limits) -> None:
        command = [sys.executable, "-m", "hospital.guarded", str(limits.memory_mb), module, *args]
        self.process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**os.environ, **ONE_THREAD, **limits.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.lines: Queue[str] = Queue()
        self.log: list[str] = []
        self._readers = [
            threading.Thread(target=self._pump_out, daemon=True),
            threading.Thread(target=self._pump_err, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _pump_out(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    def _pump_err(self) -> None:
        for line in self.process.stderr or ():
            self.log.append(line)
            del self.log[:-200]

    def heard(self) -> list[dict[str, Any]]:
        """The JSON lines since the last time; other output goes to the log."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                line = self.lines.get_nowait()
            except Empty:
                return found
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if isinstance(value, dict):
                found.append(value)
            else:
                self.log.append(line)

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def close(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()
        for reader in self._readers:
            reader.join(timeout=5)


class _Watch:
    """The clocks of one child: wall, grace after a stop, and how long it used no CPU."""

    def __init__(self, child: _Child, limits: Limits) -> None:
        self.child, self.limits = child, limits
        self.began = time.monotonic()
        self.asked_at: float | None = None
        self.verdict: Ending | None = None
        self.killed = False
        self._cpu, self._busy_at = 0.0, self.began

    def stop(self, why: Ending) -> None:
        if self.asked_at is None:
            self.asked_at, self.verdict = time.monotonic(), why
            self.child.signal(signal.SIGTERM)

    def kill(self, why: Ending) -> None:
        if not self.killed:
            self.killed, self.verdict = True, why
        self.child.signal(signal.SIGKILL)

    def look(self) -> None:
        now = time.monotonic()
        if now - self.began > self.limits.wall_seconds:
            self.stop(Ending.TIMED_OUT)
        if self.asked_at is not None and now - self.asked_at > GRACE_SECONDS:
            self.kill(Ending.KILLED if self.verdict is Ending.STOPPED else Ending.TIMED_OUT)
        used = cpu_seconds(self.child.process.pid)
        if used is None or used > self._cpu + 0.05:
            self._cpu, self._busy_at = used or 0.0, now
        elif now - self._busy_at > self.limits.idle_seconds:
            self.kill(Ending.HUNG)


def supervise(
    module: str,
    args: list[str],
    limits: Limits,
    on_line: Callable[[dict[str, Any]], None] = lambda line: None,
    on_tick: Callable[[], Wish] = lambda: Wish.GO_ON,
) -> Exit:
    """Run `python -m module args` to its end; the child is gone when this returns or raises.

    on_tick runs every `tick_seconds`; what it raises ends the child and goes on upwards.
    """
    child = _Child(module, args, limits)
    watch = _Watch(child, limits)
    try:
        while child.process.poll() is None:
            time.sleep(limits.tick_seconds)
            for line in child.heard():
                on_line(line)
            wish = on_tick()
            if wish is Wish.KILL:
                watch.kill(Ending.KILLED)
            elif wish is Wish.STOP:
                watch.stop(Ending.STOPPED)
            watch.look()
    finally:
        child.close()
    for line in child.heard():
        on_line(line)
    return _verdict(child, watch)


def _verdict(child: _Child, watch: _Watch) -> Exit:
    code = child.process.returncode
    log = "".join(child.log)
    seconds = time.monotonic() - watch.began
    ending = watch.verdict or (Ending.FINISHED if code == 0 else Ending.CRASHED)
    if code == 0 and ending in {Ending.STOPPED, Ending.TIMED_OUT}:
        ending = Ending.STOPPED
    if watch.verdict is None and code != 0 and ("bad_alloc" in log or "MemoryError" in log):
        ending = Ending.MEMORY
    return Exit(ending, code, seconds, log)
