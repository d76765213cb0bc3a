"""No installation runs with a secret that others know; what is missing is made."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hospital import env, keys


@pytest.fixture(autouse=True)
def _in_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZAN_DEMO", "0")


WELL_KNOWN = [
    "change-me", "changeme", "CHANGE_ME", "postgres", "Password", "demo", "secret", "mizan",
    "x" * 50, "django-insecure-1234567890abcdefghijklmnopqrstuvwxyz",
    "replace-this-with-forty-random-characters-please", "your-secret-key-of-forty-characters-here",
    "<write one here>", "${POSTGRES_PASSWORD}",
]  # fmt: skip


@pytest.mark.parametrize("value", WELL_KNOWN)
def test_what_everybody_knows_is_known(value: str) -> None:
    assert keys.well_known(value)


def test_what_was_drawn_at_random_is_not() -> None:
    assert not any(keys.well_known(secrets.token_urlsafe(12)) for _each in range(2_000))
    assert not any(keys.well_known(secrets.token_urlsafe(48)) for _each in range(2_000))


@pytest.mark.parametrize("name", ["SECRET_KEY", "MIZAN_AUDIT_KEY"])
def test_a_key_from_an_example_stops_the_start(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, "django-insecure-" + secrets.token_urlsafe(48))
    with pytest.raises(ImproperlyConfigured, match=rf"{name} is one that everybody knows"):
        env.kept_secret(name, "a_key", tmp_path)
    monkeypatch.setenv("MIZAN_DEMO", "1")
    assert env.kept_secret(name, "a_key", tmp_path).startswith("django-insecure")


@pytest.mark.parametrize("password", ["change-me", "postgres", "nurse", "ward"])
def test_a_database_with_a_known_password_stops_the_start(
    password: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgres://nurse:{password}@db/ward")
    with pytest.raises(ImproperlyConfigured, match=r"token_urlsafe") as refused:
        env.database(tmp_path)
    assert "database's password" in str(refused.value)
    monkeypatch.setenv("MIZAN_DEMO", "1")
    assert env.database(tmp_path)["PASSWORD"] == password


def test_a_database_without_a_password_gets_the_kept_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nurse@db/ward")
    monkeypatch.setenv("MIZAN_KEYS_DIR", str(tmp_path / "keys"))
    assert env.database(tmp_path)["PASSWORD"] == ""  # who comes by socket needs none
    (tmp_path / "keys" / keys.DATABASE_PASSWORD).write_text("made at the first start\n")
    assert env.database(tmp_path)["PASSWORD"] == "made at the first start"
    monkeypatch.setenv("DATABASE_URL", "postgres://nurse:mine-4711@db/ward")
    assert env.database(tmp_path)["PASSWORD"] == "mine-4711"


def test_a_broker_and_a_token_that_everybody_knows_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://:change%2Dme@redis:6379/0")
    with pytest.raises(ImproperlyConfigured, match="CELERY_BROKER_URL"):
        env.broker(tmp_path)
    monkeypatch.setenv("MIZAN_METRICS_TOKEN", "secret")
    with pytest.raises(ImproperlyConfigured, match="MIZAN_METRICS_TOKEN"):
        env.token("MIZAN_METRICS_TOKEN")
    monkeypatch.setenv("MIZAN_METRICS_TOKEN", "")
    assert env.token("MIZAN_METRICS_TOKEN") == ""


def test_errors_are_shown_in_full_in_the_sample_region_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_DEBUG", "1")
    with pytest.raises(ImproperlyConfigured, match="DJANGO_DEBUG=1"):
        env.debug()
    monkeypatch.setenv("MIZAN_DEMO", "1")
    assert env.debug()


def test_shared_keys_are_made_once_each_another_and_for_their_owner_only(tmp_path: Path) -> None:
    for _start in range(2):
        keys.make_shared(tmp_path, tmp_path / "var", "")
        made = {name: (tmp_path / name).read_text() for name in keys.SHARED}
    assert len(set(made.values())) == len(keys.SHARED)
    assert {path.name for path in tmp_path.iterdir()} == set(keys.SHARED)
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
    keys.make_shared(tmp_path, tmp_path / "var", "")
    assert {name: (tmp_path / name).read_text() for name in keys.SHARED} == made


def test_keys_of_an_older_installation_are_taken_over(tmp_path: Path) -> None:
    old, new = tmp_path / "var", tmp_path / "keys"
    old.mkdir()
    new.mkdir()
    (old / "audit_key").write_text("signed the record so far")
    keys.make_shared(new, old, "the operator's own")
    assert (new / "audit_key").read_text() == "signed the record so far"
    assert (new / keys.DATABASE_PASSWORD).read_text() == "the operator's own"
    with pytest.raises(ImproperlyConfigured, match="POSTGRES_PASSWORD"):
        keys.make_shared(new, old, "change-me")
