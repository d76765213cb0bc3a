"""The containers run what the README says, with the settings that the code reads."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
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
    lasting = {"tls", "web", "worker-solve", "worker-light", "beat", "db", "redis"}
    assert set(services) == lasting | {"keys", "migrate"}
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
    assert {name for name in used if not name.startswith(".")} == set(whole["volumes"])


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


def resolved(text: str, known: dict[str, str]) -> str:
    """${NAME:-default} as Compose reads it; a default may hold another."""
    inner = re.compile(r"\$\{([A-Z_]+):-([^${}]*)\}")
    while (found := inner.search(text)) is not None:
        name, default = found.groups()
        text = text[: found.start()] + (known.get(name) or default) + text[found.end() :]
    assert "${" not in text, text
    return text


def environment_of(service: dict[str, Any], **written: str) -> dict[str, str]:
    """What the container's process sees, with `written` in .env."""
    own = {name: resolved(str(value), written) for name, value in service["environment"].items()}
    return {**written, **own}


def python(folder: Path, seen: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    here = {"MIZAN_KEYS_DIR": str(folder / "keys"), "MIZAN_VAR_DIR": str(folder / "var")}
    (folder / "keys").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, *words], env={"PATH": os.environ["PATH"], **seen, **here}, cwd=ROOT,
        check=False, capture_output=True, text=True,
    )  # fmt: skip


CHECK = ("manage.py", "check", "--deploy", "--fail-level", "INFO")


def test_one_command_with_nothing_written_makes_an_installation_that_passes_its_checks(
    services: dict[str, Any], tmp_path: Path
) -> None:
    words = shlex.split(services["keys"]["command"])
    made = python(tmp_path, environment_of(services["keys"]), *words[1:])
    assert made.returncode == 0, made.stderr
    checked = python(tmp_path, environment_of(services["web"]), *CHECK)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no issues" in checked.stdout


def test_cookies_are_this_hosts_alone(services: dict[str, Any], tmp_path: Path) -> None:
    asked = (
        "from hospital import settings; "
        "print(*(value for name, value in vars(settings).items() if 'COOKIE' in name))"
    )
    for https, named in (("1", 3), ("0", 0)):
        seen = environment_of(services["web"], MIZAN_HTTPS=https)
        told = python(tmp_path, seen, "-c", asked).stdout
        assert told.count("__Host-") == named, told
        assert ("False" in told) is (https == "0"), told


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"MIZAN_HTTPS": "0", "MIZAN_DEMO": "1"}, ("security.W008", "hospital.E001")),
        ({"SECRET_KEY": "change-me-" * 5}, ("SECRET_KEY is one that everybody knows",)),
    ],
)
def test_and_is_red_when_it_should_be(
    services: dict[str, Any], tmp_path: Path, written: dict[str, str], said: tuple[str, ...]
) -> None:
    checked = python(tmp_path, environment_of(services["web"], **written), *CHECK)
    assert checked.returncode == 1
    assert [each for each in said if each not in checked.stderr] == []


def test_a_known_database_password_stops_the_start_before_the_database(
    services: dict[str, Any], tmp_path: Path
) -> None:
    seen = environment_of(services["keys"], POSTGRES_PASSWORD="change-me")
    refused = python(tmp_path, seen, *shlex.split(services["keys"]["command"])[1:])
    assert refused.returncode == 1
    assert refused.stderr.startswith("Settings: POSTGRES_PASSWORD is one that everybody knows")
    assert "token_urlsafe" in refused.stderr


def test_no_secret_is_written_in_the_files_that_are_handed_out(services: dict[str, Any]) -> None:
    example = (ROOT / ".env.example").read_text()
    secret = re.compile(r"^#? ?(\w*(?:KEY|PASSWORD|TOKEN|SECRET))=(.+)$", re.MULTILINE)
    assert secret.findall(example) == []
    for name, service in services.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|TOKEN|SECRET", variable):
                assert re.fullmatch(r"/[\w/]+|\$\{\w+:-\}", str(value)), (name, variable)


def test_database_and_queue_are_reached_from_within_alone(services: dict[str, Any]) -> None:
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert whole["networks"]["inside"] == {"internal": True}
    for name in ("db", "redis"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]
    # Without HTTPS nothing is offered to others than the host itself.
    assert [port.split(":")[0] for port in services["web"]["ports"]] == ["127.0.0.1"]
