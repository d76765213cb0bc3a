"""This installation served as a release serves it, and how its slow answers are told."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.reliability.services import free_port, wait_for


@contextmanager
def site(processes: int = 2) -> Iterator[str]:
    """host:port of this installation, served by the command of docker-compose.yml."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "hospital.wsgi", "--bind", f"127.0.0.1:{port}",
               "--workers", str(processes), "--threads", "4", "--timeout", "120",
               "--log-level", "error"]  # fmt: skip
    served = subprocess.Popen(command)
    try:
        wait_for(lambda: _answers(port), 60, "the site does not answer")
        yield f"127.0.0.1:{port}"
    finally:
        served.terminate()
        try:
            served.wait(20)
        except subprocess.TimeoutExpired:  # an answer that nobody waits for any more
            served.kill()


def _answers(port: int) -> bool:
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except OSError:
        return False


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
