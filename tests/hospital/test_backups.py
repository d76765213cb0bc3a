"""A backup is whole or none, tells when it is not, and brings back what was there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hospital import backups
from hospital.backups import BackupRefused, backup_make, backup_read, backup_try, note_path
from hospital.models import Facility, Network
from operations.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def network() -> Network:
    network = Network.objects.create(code="NET", name="Net")
    Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    return network


def say(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_what_was_lost_comes_back_and_what_came_since_is_kept_aside(
    network: Network, tmp_path: Path, settings: object
) -> None:
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    say("backup", str(tmp_path))
    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["backup"]
    (path,) = tmp_path.glob("mizan-*[!n]")
    assert {each.stat().st_mode & 0o077 for each in (path, note_path(path))} == {0}
    Facility.objects.all().delete()
    Network.objects.create(code="NEW", name="New")
    with pytest.raises(CommandError, match="--replace"):
        say("restore", str(path))
    out = say("restore", str(path), "--replace")
    assert "restored" in out
    assert list(Facility.objects.values_list("code", flat=True)) == ["CHU"]
    assert not Network.objects.filter(code="NEW").exists()
    (aside,) = (tmp_path / "var" / "backups").glob("mizan-*[!n]")
    assert backup_read(aside).rows["hospital_network"] == 2


def test_a_file_that_was_touched_or_has_no_note_is_refused(
    network: Network, tmp_path: Path
) -> None:
    path, note = backup_make(tmp_path)
    assert note.rows["hospital_facility"] == 1
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    with pytest.raises(BackupRefused, match="not what was written"):
        backup_read(path)
    path.write_bytes(data)
    told = json.loads(note_path(path).read_text())
    note_path(path).write_text(json.dumps(told | {"rows": {"hospital_facility": 2}}))
    with pytest.raises(BackupRefused, match="hospital_facility has 1 rows instead of 2"):
        backup_try(path)
    note_path(path).unlink()
    with pytest.raises(BackupRefused, match="no readable note"):
        backup_read(path)


def test_a_backup_of_a_newer_version_or_another_database_is_refused(
    network: Network, tmp_path: Path
) -> None:
    path, _note = backup_make(tmp_path)
    told = json.loads(note_path(path).read_text())
    for change, words in (
        ({"migrations": ["hospital.9999_future"]}, "install that version"),
        ({"vendor": "oracle"}, "oracle"),
    ):
        note_path(path).write_text(json.dumps(told | change))
        with pytest.raises(BackupRefused, match=words):
            backups.backup_restore(path)
    assert Facility.objects.count() == 1


def test_only_the_newest_are_kept_and_nothing_half_made_stays(
    network: Network, tmp_path: Path
) -> None:
    days = iter([datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)])
    with mock.patch.object(backups, "_now", side_effect=days):
        for _backup in range(3):
            backup_make(tmp_path, keep=2)
    found = sorted(path.name for path in tmp_path.iterdir())
    assert [name[:14] for name in found] == ["mizan-20260302"] * 2 + ["mizan-20260303"] * 2
    engine = backups._engine()
    with (
        mock.patch.object(engine, "dump", side_effect=BackupRefused("no")),
        pytest.raises(BackupRefused),
    ):
        backup_make(tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_without_pg_dump_it_says_what_to_install(tmp_path: Path) -> None:
    from hospital.backups import postgres

    with (
        mock.patch.object(postgres.subprocess, "run", side_effect=FileNotFoundError),
        pytest.raises(BackupRefused, match="pg_dump is not here"),
    ):
        postgres._run(None, "pg_dump")
    assert connection.vendor in backups.SUFFIX
