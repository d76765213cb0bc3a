"""Runs the scripts, each in an installation of its own: `python -m benchmarks.reliability`."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reliability.services import Postgres, Redis, free_port

LEASE_SECONDS = 3
BOTH = ("sqlite", "postgres")
SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "worker_killed": ("R1, R2", BOTH),
    "stale_publish": ("R3", BOTH),
    "dispatched_together": ("R4", BOTH),
    "redis_lost": ("R5", ("postgres",)),
    "postgres_killed": ("R6", ("postgres",)),
    "beat_down": ("R7", BOTH),
    "hung_child": ("R8", BOTH),
    "stopped_search": ("R9", BOTH),
    "memory": ("R10", BOTH),
    "soak": ("R11", BOTH),
    "resumed": ("R12", BOTH),
    "power_cut": ("R13", ("sqlite",)),
    "disk_full": ("R14", BOTH),
    "restore_drill": ("R15", BOTH),
    "lost_updates": ("R16, R2", BOTH),
    "clock_changes": ("R24", BOTH),
    "bad_problems": ("R25", ("sqlite",)),
    "many_people": ("R18", BOTH),
    "import_killed": ("R1, R19", BOTH),
    "large_import": ("R19", BOTH),
    "deploys": ("R30", BOTH),
}
"""Script -> the targets it measures, and where that makes sense."""
SMALL_DISKS = {"disk_full": 400}
"""Scripts that fill up their disk, and its megabytes."""


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A small disk of its own, gone afterwards; 0: the folder itself. Mounting needs root."""
    if not megabytes:
        yield folder
        return
    where = folder / "disk"
    where.mkdir()
    size = f"size={megabytes}m,mode=755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", where], check=True)
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", where], check=False)


@contextmanager
def installation(on: str, megabytes: int = 0) -> Iterator[dict[str, str]]:
    """The environment of an empty installation; its servers and files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mizan-chaos-"))
    folder.chmod(0o755)  # the PostgreSQL server is another user
    try:
        with disk(folder, megabytes) as where:
            yield from _served(folder, where, on)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(folder: Path, where: Path, on: str) -> Iterator[dict[str, str]]:
    postgres = Postgres(where / "postgres", free_port())
    redis = Redis(folder / "redis", free_port())
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hospital.settings",
        "MIZAN_DEMO": "1",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "MIZAN_LEASE_SECONDS": str(LEASE_SECONDS),
        "MIZAN_NIGHT_HOUR": "23",  # no night of its own comes in between
        "MIZAN_VAR_DIR": str(where / "var"),
        "MIZAN_BROKER_DIR": str(folder / "broker"),
        "CHAOS_DIR": str(folder),
        "OMP_NUM_THREADS": "1",
        "DATABASE_URL": f"sqlite:///{where / 'd.sqlite3'}",
        "CELERY_BROKER_URL": "",
    }
    try:
        if on == "postgres":
            postgres.create()
            redis.start()
            env |= {
                "DATABASE_URL": postgres.url,
                "CELERY_BROKER_URL": redis.url,
                "CHAOS_PG_DIR": str(postgres.folder),
                "CHAOS_PG_PORT": str(postgres.port),
                "CHAOS_REDIS_PORT": str(redis.port),
            }
        yield env
    finally:
        redis.kill()
        postgres.kill()


def run(script: str, on: str, short: bool, limit: float) -> bool:
    targets, _where = SCRIPTS[script]
    began = time.monotonic()
    with installation(on, SMALL_DISKS.get(script, 0)) as env:
        command = [sys.executable, "-m", f"benchmarks.reliability.{script}"]
        try:
            done = subprocess.run(
                [*command, *(["--short"] if short else [])], env=env, capture_output=True,
                text=True, timeout=limit, check=False,
            )  # fmt: skip
            code, said = done.returncode, done.stdout.strip().splitlines()
            trouble = done.stderr
        except subprocess.TimeoutExpired as late:
            code, said, trouble = 1, [f"not over after {limit:.0f} s"], str(late.stderr or "")
    last = said[-1] if said else "ended without a word"
    mark = "ok  " if code == 0 else "FAIL"
    seconds, load = time.monotonic() - began, os.getloadavg()[0]
    sys.stdout.write(
        f"{mark}  {targets:<7} {script:<20} {on:<8} {last}  [{seconds:.0f} s, load {load:.1f}]\n"
    )
    sys.stdout.flush()
    if code:
        sys.stderr.write(trouble[-6000:] + "\n")
    return code == 0


def main(arguments: list[str]) -> int:
    # Ended from outside, it still takes its servers and folders away.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(prog="make chaos ARGS=...", description=__doc__)
    parser.add_argument("scripts", nargs="*", metavar="SCRIPT", help=", ".join(SCRIPTS))
    parser.add_argument("--short", action="store_true", help="a few trials of each")
    parser.add_argument("--on", choices=BOTH, help="one database only")
    parser.add_argument("--limit", type=float, default=7200, help="seconds for one script")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.scripts) - set(SCRIPTS))
    if unknown:
        parser.error(f"no script {', '.join(unknown)}; there are {', '.join(SCRIPTS)}")
    results = [
        run(script, on, asked.short, asked.limit)
        for script in asked.scripts or SCRIPTS
        for on in SCRIPTS[script][1]
        if asked.on in (None, on)
    ]
    sys.stdout.write(f"{sum(results)} of {len(results)} kept\n")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
