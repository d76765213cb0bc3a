"""The demo, as a visitor starts it: one command, a running site, all plans, and nothing left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hospital.models import Network
from operations.processes import free_port

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parent.parent.parent


def environment(folder: Path) -> dict[str, str]:
    """An installation of its own: database and broker in this folder."""
    own = {"DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}", "CELERY_BROKER_URL": "",
           "MIZAN_BROKER_DIR": str(folder / "broker")}  # fmt: skip
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "hospital.settings"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", "demo", *arguments]


@pytest.mark.timeout(900)  # beside other work its first command alone took above four minutes
def test_one_command_forecasts_plans_and_serves_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    env = environment(tmp_path)
    began = subprocess.run(
        command("--no-serve", "--json", "--seconds", "1"),
        cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert began.returncode == 0, began.stderr[-3000:]
    first = json.loads(began.stdout)
    assert not first["not_done"]
    assert {plan["family"] for plan in first["plans"]} == {"staffing", "beds", "supply"}
    assert all(plan["hard_violations"] == 0 for plan in first["plans"])
    assert {f["kind"] for f in first["forecasts"]} >= {"admissions", "occupancy", "consumption"}
    shares = {each["kind"]: each["beats_seasonal_naive"] for each in first["forecasts"]}
    assert shares.pop("protection") is None  # it is tested against consumption's own quantiles
    assert all(share > 0.5 for share in shares.values())
    assert all(forecast["seconds"] > 0 for forecast in first["forecasts"])

    port = str(free_port(0))  # another suite may run beside this one
    again = subprocess.Popen(
        command("--port", port), cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    lines = _until_open(again)
    site = next(line for line in lines if line.startswith("Open ")).split()[1]
    with urllib.request.urlopen(f"{site}login/", timeout=60) as page:
        assert page.status == 200
    plans = [line for line in lines if " published " in line or " draft " in line]
    assert len(plans) == len(first["plans"])
    children = _children(again.pid)
    assert children
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=120) == 0
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline, "something it started goes on"
        time.sleep(0.1)


def _until_open(process: subprocess.Popen[str]) -> list[str]:
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl-C" in line:
            return lines
    raise AssertionError("".join(lines))


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]


@pytest.fixture
def real_records(transactional_db: None, tmp_path: Path) -> None:
    """An installation that holds a network of its own: what `migrate` made of the tests' database,
    copied."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy is a file: tried on SQLite")
    Network.objects.create(code="REAL", name="Real")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "demo.sqlite3")])


def test_the_demo_is_refused_where_it_is_forbidden_or_real_records_are(
    tmp_path: Path, real_records: None
) -> None:
    env: dict[str, Any] = {**environment(tmp_path), "MIZAN_DEMO": "0"}
    refused = subprocess.run(
        command("--no-serve"), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "MIZAN_DEMO=0" in refused.stderr

    env["MIZAN_DEMO"] = "1"
    refused = subprocess.run(
        command("--no-serve"), cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "REAL" in refused.stderr
