"""How much of what must not fail quietly is tried: lines and branches, a figure a package.

`python -m tests.covered` (make coverage) runs the tests of these packages and ends with an error
when one of them is covered less than it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

PACKAGES: dict[str, tuple[str, ...]] = {
    "access": (
        "hospital/access.py",
        "hospital/api.py",
        "hospital/login/*.py",
        "hospital/services/*.py",
        "operations/scoping.py",
        "operations/doors.py",
    ),
    "runs": (
        "operations/launch.py",
        "operations/tasks.py",
        "operations/services/runs.py",
        "operations/services/execute.py",
        "operations/services/night.py",
        "operations/services/heartbeats.py",
        "operations/services/watching.py",
        "operations/services/workdir.py",
        "operations/services/alerts.py",
    ),
    "publish": (
        "operations/services/publish.py",
        "operations/services/plan_seals.py",
        "operations/services/edits.py",
        "operations/in_force.py",
    ),
    "imports": ("hospital/imports/*.py", "hospital/pseudonyms.py", "operations/order_files.py"),
    "exports": (
        "operations/exports/*.py",
        "operations/export_rows.py",
        "operations/plan_files.py",
    ),
    "audit": ("hospital/audit/*.py", "hospital/models/audit.py"),
}
"""package -> its files; `*` also matches folders inside."""

FLOORS: dict[str, float] = {
    "access": 94.0,
    "runs": 91.5,
    "publish": 93.0,
    "imports": 98.0,
    "exports": 97.0,
    "audit": 96.5,
}
"""Per cent of lines and branches that were reached, on SQLite; raised when a package gets better.
Of the record only what PostgreSQL alone does is left."""

TESTS = (
    "tests/access/test_break_glass.py",
    "tests/hospital/audit",
    "tests/hospital/imports",
    "tests/hospital/login",
    "tests/hospital/test_access.py",
    "tests/hospital/test_break_glass.py",
    "tests/hospital/test_paging.py",
    "tests/hospital/test_pseudonyms.py",
    "tests/operations/api/test_doors.py",
    "tests/operations/api/test_orders.py",
    "tests/operations/api/test_plans.py",
    "tests/operations/api/test_runs.py",
    "tests/operations/api/test_scoping.py",
    "tests/operations/exports",
    "tests/operations/services",
    "tests/operations/test_distribution.py",
    "tests/operations/test_doors.py",
    "tests/operations/test_doors_refuse.py",
    "tests/operations/test_export_plan.py",
    "tests/operations/test_order_files.py",
    "tests/operations/web/test_my.py",
)
"""Those that are about these packages: what others touch in passing is no proof of it."""


def measure(arguments: list[str]) -> tuple[int, dict[str, Any]]:
    """The tests' exit code and what coverage says of each file."""
    with tempfile.TemporaryDirectory(prefix="mizan-covered-") as folder:
        # A database of its own: another run of the suite may go on beside this one.
        own = {"DATABASE_URL": f"sqlite:///{folder}/d.sqlite3", "CELERY_BROKER_URL": ""}
        env = {**os.environ, **own, "COVERAGE_FILE": f"{folder}/data"}
        sources = ",".join(sorted({f.rpartition("/")[0] or f for f in flat()}))
        run = ["-m", "coverage", "run", "--branch", f"--source={sources}", "-m", "pytest", "-q"]
        tests = [*run, *TESTS, "-p", "no:xdist", "--show-capture=no", *arguments]
        code = subprocess.run([sys.executable, *tests], env=env, cwd=ROOT, check=False).returncode
        out = f"{folder}/report.json"
        report = ["-m", "coverage", "json", "-q", "-i", "-o", out]
        subprocess.run([sys.executable, *report], env=env, cwd=ROOT, check=True)
        return code, dict(json.loads(Path(out).read_text())["files"])


def flat() -> list[str]:
    return [pattern for patterns in PACKAGES.values() for pattern in patterns]


def figures(files: dict[str, Any]) -> dict[str, tuple[float, list[str]]]:
    """package -> (per cent, what was not reached)."""
    found = {}
    for package, patterns in PACKAGES.items():
        reached = all_ = 0
        missed = []
        for name, told in sorted(files.items()):
            if not any(fnmatch(name, pattern) for pattern in patterns):
                continue
            sums = told["summary"]
            all_ += sums["num_statements"] + sums["num_branches"]
            reached += sums["covered_lines"] + sums["covered_branches"]
            lines = [str(line) for line in told["missing_lines"]]
            lines += [f"{a}>{b}" for a, b in told["missing_branches"] if str(a) not in lines]
            if lines:
                missed.append(f"{name}: {', '.join(lines)}")
        found[package] = (100 * reached / all_ if all_ else 0.0, missed)
    return found


def main(arguments: list[str]) -> int:
    code, files = measure(arguments)
    below = False
    for package, (percent, missed) in figures(files).items():
        short = percent < FLOORS[package]
        below |= short
        word = "FAIL" if short else "ok  "
        sys.stdout.write(f"{word} {package:8} {percent:6.2f} %  (at least {FLOORS[package]:.2f})\n")
        for each in missed:
            sys.stdout.write(f"       {each}\n")
    return code or int(below)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
