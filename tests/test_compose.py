"""The containers run what the README says, with the settings that the code reads."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
QUEUES = {"light", "solve"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
        "services"
    ]
    return found


def test_all_parts_are_there_and_lasting_ones_are_watched(services: dict[str, Any]) -> None:
    lasting = {"web", "worker-solve", "worker-light", "beat", "db", "redis"}
    assert set(services) == lasting | {"migrate"}
    for name in lasting:
        assert services[name]["healthcheck"]["test"], name


def test_the_workers_together_serve_every_queue(services: dict[str, Any]) -> None:
    served: set[str] = set()
    for name in ("worker-solve", "worker-light"):
        words = shlex.split(services[name]["command"])
        served |= set(words[words.index("--queues") + 1].split(","))
    assert served == QUEUES


def test_every_task_goes_to_a_queue_that_is_served(settings: Any) -> None:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert routed | {settings.CELERY_TASK_DEFAULT_QUEUE} == QUEUES


def test_every_part_that_runs_our_code_knows_database_and_broker(services: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker-solve", "worker-light", "beat"):
        known = services[name]["environment"]
        assert known["DATABASE_URL"].startswith("postgres://")
        assert known["CELERY_BROKER_URL"].startswith("redis://")


def test_redis_never_throws_queued_messages_away(services: dict[str, Any]) -> None:
    assert "--maxmemory-policy noeviction" in services["redis"]["command"]
    assert "--appendonly yes" in services["redis"]["command"]


def test_volumes_named_are_volumes_declared(services: dict[str, Any]) -> None:
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert used == set(whole["volumes"])


def test_the_example_environment_names_only_what_is_read() -> None:
    code = "".join(
        (ROOT / name).read_text()
        for name in ("hospital/env.py", "hospital/settings.py", "docker-compose.yml")
    )
    names = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert names
    assert [name for name in names if name not in code] == []


def test_the_readme_tells_the_same_commands(services: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text()
    for name in ("worker-solve", "worker-light"):
        words = shlex.split(services[name]["command"])
        queue = words[words.index("--queues") + 1]
        assert f"celery --app hospital worker --queues {queue}" in readme
    assert "celery --app hospital beat" in readme
    assert "gunicorn hospital.wsgi" in readme
