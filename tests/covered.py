"""How much of what must not fail quietly is tried: lines and branches, a figure a package.

`python -m tests.covered` (make coverage) runs the tests of these packages and ends with an error
when one of them is covered less than it was. `make coverage ARGS="runs audit"`: of these two alone.
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
    "imports": (
        "hospital/imports/*.py",
        "hospital/pseudonyms.py",
        "operations/order_files.py",
        "operations/services/imports.py",
    ),
    "exports": (
        "operations/exports/*.py",
        "operations/export_rows.py",
        "operations/plan_files.py",
    ),
    "audit": ("hospital/audit/*.py", "hospital/models/audit.py"),
}
"""package -> its files; `*` also matches folders inside."""

FLOORS: dict[str, float] = {
    "access": 100.0,
    "runs": 100.0,
    "publish": 100.0,
    "imports": 100.0,
    "exports": 100.0,
    "audit": 100.0,
}
"""Per cent of lines and branches that each package's own tests reach, on SQLite; raised when a
package gets better."""

TESTS: dict[str, tuple[str, ...]] = {
    "access": (
        "tests/access/test_break_glass.py",
        "tests/hospital/login",
        "tests/hospital/test_access.py",
        "tests/hospital/test_break_glass.py",
        "tests/hospital/test_paging.py",
        "tests/hospital/test_pseudonyms.py",
        "tests/operations/api/test_bad_input.py",
        "tests/operations/api/test_doors.py",
        "tests/operations/api/test_orders.py",
        "tests/operations/api/test_plans.py",
        "tests/operations/api/test_runs.py",
        "tests/operations/api/test_scoping.py",
        "tests/operations/services/test_retention.py",
        "tests/operations/test_doors.py",
        "tests/operations/test_doors_again.py",
        "tests/operations/test_doors_refuse.py",
        "tests/operations/web/test_my.py",
    ),
    "runs": (
        "tests/operations/api/test_runs.py",
        "tests/operations/services/test_alerts.py",
        "tests/operations/services/test_beginnings.py",
        "tests/operations/services/test_execute.py",
        "tests/operations/services/test_execute_ends.py",
        "tests/operations/services/test_held.py",
        "tests/operations/services/test_imports.py",
        "tests/operations/services/test_night.py",
        "tests/operations/services/test_outbreak_night.py",
        "tests/operations/services/test_overtaken.py",
        "tests/operations/services/test_proposals.py",
        "tests/operations/services/test_replans.py",
        "tests/operations/services/test_runs.py",
        "tests/operations/services/test_schedules.py",
        "tests/operations/services/test_watching.py",
        "tests/operations/services/test_what_if.py",
        "tests/operations/test_launch.py",
        "tests/operations/test_tasks.py",
    ),
    "publish": (
        "tests/operations/api/test_orders.py",
        "tests/operations/api/test_plans.py",
        "tests/operations/services/test_delivery_edits.py",
        "tests/operations/services/test_edits.py",
        "tests/operations/services/test_in_force.py",
        "tests/operations/services/test_orders.py",
        "tests/operations/services/test_overtaken.py",
        "tests/operations/services/test_plan_seals.py",
        "tests/operations/services/test_proposals.py",
        "tests/operations/services/test_proposals_beds.py",
        "tests/operations/services/test_publish.py",
        "tests/operations/services/test_replans.py",
        "tests/operations/services/test_rosters.py",
        "tests/operations/services/test_swaps.py",
        "tests/operations/services/test_what_if.py",
    ),
    "imports": (
        "tests/hospital/imports",
        "tests/hospital/management/test_import_commands.py",
        "tests/hospital/test_equivalents.py",
        "tests/hospital/test_one_place.py",
        "tests/hospital/test_pseudonyms.py",
        "tests/operations/admin/test_orders.py",
        "tests/operations/api/test_orders.py",
        "tests/operations/services/test_imports.py",
        "tests/operations/services/test_retention.py",
        "tests/operations/test_order_files.py",
        "tests/operations/web/test_imports.py",
    ),
    "exports": (
        "tests/operations/exports",
        "tests/operations/services/test_exports.py",
        "tests/operations/test_distribution.py",
        "tests/operations/test_export_plan.py",
        "tests/operations/test_stand_ins.py",
        "tests/operations/web/test_my.py",
    ),
    "audit": ("tests/hospital/audit",),
}
"""Those that are about each package: what others touch in passing is no proof of it."""


def measure(packages: list[str], arguments: list[str]) -> tuple[int, dict[str, Any]]:
    """The exit code of the packages' tests and what coverage says of each file."""
    with tempfile.TemporaryDirectory(prefix="mizan-covered-") as folder:
        # A database of its own: another run of the suite may go on beside this one.
        own = {"DATABASE_URL": f"sqlite:///{folder}/d.sqlite3", "CELERY_BROKER_URL": ""}
        env = {**os.environ, **own, "COVERAGE_FILE": f"{folder}/data"}
        sources = ",".join(sorted({f.rpartition("/")[0] or f for f in flat(packages)}))
        names = dict.fromkeys(name for package in packages for name in TESTS[package])
        run = ["-m", "coverage", "run", "--branch", f"--source={sources}", "-m", "pytest", "-q"]
        tests = [*run, *names, "-p", "no:xdist", "--show-capture=no", *arguments]
        code = subprocess.run([sys.executable, *tests], env=env, cwd=ROOT, check=False).returncode
        out = f"{folder}/report.json"
        report = ["-m", "coverage", "json", "-q", "-i", "-o", out]
        subprocess.run([sys.executable, *report], env=env, cwd=ROOT, check=True)
        return code, dict(json.loads(Path(out).read_text())["files"])


def flat(packages: list[str]) -> list[str]:
    return [pattern for package in packages for pattern in PACKAGES[package]]


def figures(packages: list[str], files: dict[str, Any]) -> dict[str, tuple[float, list[str]]]:
    """package -> (per cent, what was not reached)."""
    found = {}
    for package in packages:
        reached = all_ = 0
        missed = []
        for name, told in sorted(files.items()):
            if not any(fnmatch(name, pattern) for pattern in PACKAGES[package]):
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
    packages = [each for each in arguments if each in PACKAGES] or list(PACKAGES)
    code, files = measure(packages, [each for each in arguments if each not in PACKAGES])
    below = False
    for package, (percent, missed) in figures(packages, files).items():
        short = percent < FLOORS[package]
        below |= short
        word = "FAIL" if short else "ok  "
        sys.stdout.write(f"{word} {package:8} {percent:6.2f} %  (at least {FLOORS[package]:.2f})\n")
        for each in missed:
            sys.stdout.write(f"       {each}\n")
    return code or int(below)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
