"""A wrong environment stops the start, in words that say what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hospital import env


def test_a_flag_is_yes_or_no_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for raw, value in (("1", True), ("off", False), ("TRUE", True), ("", True)):
        monkeypatch.setenv("A_FLAG", raw)
        assert env.flag("A_FLAG", default=True) is value
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG='maybe': write 1 or 0"):
        env.flag("A_FLAG", default=False)


@pytest.mark.parametrize("raw", ["0", "9", "three", "2.5"])
def test_a_number_outside_its_range_is_refused(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_NUMBER", raw)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 8"):
        env.number("A_NUMBER", 2, low=1, high=8)


@pytest.mark.parametrize("raw", ["1", "8"])
def test_a_number_at_its_limits_is_taken(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A_NUMBER", raw)
    assert env.number("A_NUMBER", 2, low=1, high=8) == int(raw)


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "0123456789abcdef" * 3)
    assert env.kept_secret("SECRET_KEY", "secret_key", tmp_path) == "0123456789abcdef" * 3
    monkeypatch.setenv("SECRET_KEY", "x" * 39)
    with pytest.raises(ImproperlyConfigured, match="39 characters"):
        env.kept_secret("SECRET_KEY", "secret_key", tmp_path)


def test_without_a_secret_key_one_is_made_and_kept_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("MIZAN_KEYS_DIR", raising=False)
    key = env.kept_secret("SECRET_KEY", "secret_key", tmp_path)
    assert len(key) >= 40
    assert env.kept_secret("SECRET_KEY", "secret_key", tmp_path) == key
    kept = tmp_path / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_sqlite_writes_immediately_and_in_wal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "")  # empty is as good as not there
    config = env.database(tmp_path)
    assert config["NAME"] == str(tmp_path / "var" / "mizan.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_a_database_that_is_not_supported_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@127.0.0.1/mizan")
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL and SQLite"):
        env.database(tmp_path)


def test_without_a_broker_a_folder_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    monkeypatch.delenv("MIZAN_BROKER_DIR", raising=False)
    config = env.broker(tmp_path)
    assert config["url"] == "filesystem://"
    assert config["options"]["data_folder_in"] == config["options"]["data_folder_out"]
    assert Path(config["options"]["data_folder_in"]).is_dir()
    monkeypatch.setenv("CELERY_BROKER_URL", "sqla+sqlite:///broker.db")
    with pytest.raises(ImproperlyConfigured, match="redis"):
        env.broker(tmp_path)


def test_the_name_that_people_type_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    monkeypatch.delenv("MIZAN_HOST", raising=False)
    assert env.hosts() == ["127.0.0.1", "localhost", "[::1]"]
    monkeypatch.setenv("MIZAN_HOST", "mizan.hospital.lan")
    assert env.hosts()[0] == "mizan.hospital.lan"
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example.org,b.example.org")
    assert env.hosts() == ["a.example.org", "b.example.org"]


def test_what_is_written_beside_the_code_is_its_owner_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The embedded database was readable by everybody on the machine."""
    monkeypatch.delenv("MIZAN_VAR_DIR", raising=False)
    assert env.var_dir(tmp_path).stat().st_mode & 0o777 == 0o700
