"""The doctor says what is wrong, how bad it is and what mends it; the exit code says it too."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone

from hospital.models import Network
from operations import health
from operations.health import Finding, Level, examine
from operations.models import Heartbeat, NightAlert, NightSchedule, Run, RunState
from operations.services import heartbeat_keep

pytestmark = pytest.mark.django_db


def look(name: str) -> Finding:
    return {finding.name: finding for finding in examine()}[name]


def doctor(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def night(state: str, for_date: date) -> None:
    network, _new = Network.objects.get_or_create(code="NET", defaults={"name": "Net"})
    Run.objects.create(
        network=network, kind="beds", scope=f"CHU{Run.objects.count()}", for_date=for_date,
        start=for_date, days=1, state=state, trigger="nightly",
    )  # fmt: skip


def test_a_sound_installation_is_healthy_and_says_so() -> None:
    Heartbeat.objects.create(name="worker", at=timezone.now())
    night(RunState.DONE, timezone.localdate())
    code, out = doctor("--json")
    answer = json.loads(out)
    assert (code, answer["healthy"]) == (0, True)
    names = {check["name"] for check in answer["checks"]}
    assert names == {
        "versions", "database", "migrations", "broker", "worker", "time zones", "disk",
        "last night", "alerts", "backups", "patient key",
    }  # fmt: skip


def test_a_silent_worker_is_a_warning_with_a_remedy() -> None:
    assert look("worker").level is Level.WARN
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=10))
    found = look("worker")
    assert found.level is Level.WARN
    assert "worker" in found.remedy
    Heartbeat.objects.update(at=timezone.now())
    assert look("worker").level is Level.OK


def test_a_night_without_any_plan_is_bad_and_one_with_some_a_warning() -> None:
    today = timezone.localdate()
    night(RunState.FAILED, today)
    assert look("last night").level is Level.BAD
    night(RunState.DONE, today)
    found = look("last night")
    assert found.level is Level.WARN
    assert "1 of 2 done" in found.value


def test_a_night_long_ago_is_bad_however_good_it_was() -> None:
    night(RunState.DONE, timezone.localdate() - timedelta(days=3))
    assert look("last night").level is Level.BAD


def at(day: int, hour: int) -> Any:
    return mock.patch.object(timezone, "now", return_value=datetime(2026, 3, day, hour, tzinfo=UTC))


def test_a_weekend_that_nobody_asked_for_is_not_late() -> None:
    night(RunState.DONE, date(2026, 3, 6))  # a Friday
    network = Network.objects.get()
    chosen = NightSchedule.objects.create(network=network, weekdays="1111100")
    for day, level in ((7, Level.OK), (8, Level.OK), (9, Level.OK), (10, Level.BAD)):
        with at(day, 12):
            assert look("last night").level is level
    with at(10, 12):
        assert "none on 2026-03-09" in look("last night").value
        chosen.active = False
        chosen.save()
        assert look("last night").level is Level.OK


def test_an_evening_s_night_is_not_late_at_midnight() -> None:
    night(RunState.DONE, date(2026, 3, 4))
    NightSchedule.objects.create(network=Network.objects.get(), time=time(23))
    with at(6, 1):  # the 5th's is under way
        assert look("last night").level is Level.OK
    with at(7, 12):
        assert look("last night").level is Level.BAD


def test_a_network_that_stands_still_is_seen_beside_one_that_does_not() -> None:
    night(RunState.DONE, timezone.localdate())
    other = Network.objects.create(code="OTHER", name="Other")
    Run.objects.create(
        network=other, kind="beds", scope="FAR", for_date=date(2026, 3, 4), days=1,
        start=date(2026, 3, 4), state=RunState.DONE, trigger="nightly",
    )  # fmt: skip
    found = look("last night")
    assert (found.level, found.value[:5]) == (Level.BAD, "OTHER")


def test_backups_that_are_old_or_never_restored_are_said() -> None:
    assert look("backups").level is Level.WARN
    heartbeat_keep(name="backup")
    assert "not restored on trial" in look("backups").value
    heartbeat_keep(name="restore")
    assert look("backups").level is Level.OK
    Heartbeat.objects.filter(name="backup").update(at=timezone.now() - timedelta(days=2))
    assert look("backups").level is Level.BAD


def test_alerts_that_go_nowhere_are_said(settings: Any) -> None:
    settings.ALERT_MAIL, settings.ALERT_WEBHOOK = [], ""
    assert "MIZAN_ALERT_MAIL" in look("alerts").remedy
    settings.ALERT_MAIL = ["night@example.org"]
    assert look("alerts").level is Level.OK
    network = Network.objects.create(code="NET", name="Net")
    NightAlert.objects.create(network=network, for_date=timezone.localdate(), trouble="late")
    assert look("alerts").level is Level.WARN


def test_old_time_zone_data_in_use_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look("time zones").level is not Level.BAD
    monkeypatch.setattr(health, "offset_used", lambda: timedelta(hours=1))
    found = look("time zones")
    assert found.level is Level.BAD
    assert "tzdata" in found.remedy


def test_a_full_disk_is_bad_and_the_exit_code_says_it() -> None:
    usage: Any = mock.Mock(free=0.5e9)
    with mock.patch.object(health.shutil, "disk_usage", return_value=usage):
        code, out = doctor()
    assert code == 1
    assert "BAD" in out
    assert "0.5 GB free" in out


def test_a_broker_that_does_not_answer_is_bad() -> None:
    with mock.patch.object(health.app, "connection_for_write", side_effect=OSError("refused")):
        found = look("broker")
    assert found.level is Level.BAD
    assert "refused" in found.value


def test_a_missing_package_is_named() -> None:
    with mock.patch.object(health, "PACKAGES", ("Django", "no-such-package")):
        found = look("versions")
    assert found.level is Level.BAD
    assert "no-such-package" in found.value
