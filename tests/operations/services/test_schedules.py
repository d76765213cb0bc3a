"""A night as people set it: when it is due, what it makes, whose it is, who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.core import mail

from operations.models import NightAlert, NightSchedule, Run, RunState
from operations.services import alerts_send, ensure_due_runs, nights_watch
from operations.services.schedules import nights_ahead
from tests.operations.ward import SmallWard, small_ward

WEDNESDAY = date(2026, 3, 4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def schedule(ward: SmallWard, **facts: object) -> NightSchedule:
    ward.network.time_zone = "UTC"
    ward.network.save()
    return NightSchedule.objects.create(network=ward.network, **facts)


def test_it_begins_at_its_minute_on_its_weekdays_and_makes_its_steps(ward: SmallWard) -> None:
    schedule(ward, time=time(22, 30), weekdays="0010000", steps=["staffing"])
    assert not ensure_due_runs(now=at(22, 29))
    made = ensure_due_runs(now=at(22, 31))
    assert {(run.kind, run.scope, run.for_date) for run in made} == {
        ("staffing", "CHU/MED", WEDNESDAY)
    }
    assert not ensure_due_runs(now=at(23))
    assert not ensure_due_runs(now=at(23, day=5))  # a Thursday


def test_without_nights_nothing_is_made(ward: SmallWard) -> None:
    schedule(ward, active=False)
    assert not ensure_due_runs(now=at(23))


def test_a_hospital_s_own_night_is_its_own_and_waits_for_the_network_s_forecasts(
    ward: SmallWard,
) -> None:
    schedule(ward, time=time(1))
    schedule(ward, facility=ward.ward.facility, time=time(4), steps=["staffing"])
    kinds = {run.kind for run in ensure_due_runs(now=at(2))}
    assert kinds == {"forecast"}  # its one ward is the hospital's
    (roster,) = [run for run in ensure_due_runs(now=at(4)) if run.kind == "staffing"]
    assert [run.scope for run in roster.depends_on.all()] == ["NET:flow"]
    assert Run.objects.filter(kind="forecast").count() == 2


@pytest.mark.parametrize(
    ("zone", "now", "said"),
    [
        # Paris puts its clock forward over 2:30 on the 29th: the night begins at three.
        ("Europe/Paris", datetime(2026, 3, 27, 12, tzinfo=UTC),
         [(28, 2, 30, 0, False), (29, 3, 0, 60, True), (30, 2, 30, 0, False)]),
        # It shows 2:30 twice on 25 October: the first one counts.
        ("Europe/Paris", datetime(2026, 10, 24, 12, tzinfo=UTC),
         [(25, 2, 30, -60, False), (26, 2, 30, 0, False), (27, 2, 30, 0, False)]),
        ("UTC", datetime(2026, 3, 4, 2, 30, tzinfo=UTC),
         [(5, 2, 30, 0, False), (6, 2, 30, 0, False), (7, 2, 30, 0, False)]),
    ],
)  # fmt: skip
def test_the_next_nights_know_what_the_clock_does(
    ward: SmallWard, zone: str, now: datetime, said: list[tuple[int, int, int, int, bool]]
) -> None:
    ward.network.time_zone = zone
    found = nights_ahead(NightSchedule(network=ward.network, time=time(2, 30)), now)
    assert [(n.date.day, n.begins.hour, n.begins.minute, n.shift, n.later) for n in found] == said


def test_who_asked_hears_once_that_all_went_well_or_that_it_did_not(
    ward: SmallWard, settings: object
) -> None:
    settings.ALERT_MAIL = ["it@example.org"]  # type: ignore[attr-defined]
    asked = schedule(ward, mail_to="nora@example.org", mail_success=True)
    ensure_due_runs(now=at(3))
    Run.objects.update(state=RunState.DONE)
    nights_watch(now=at(3, 5))
    assert (alerts_send(), alerts_send()) == (1, 0)
    assert mail.outbox[0].to == ["nora@example.org"]
    assert "all went well" in mail.outbox[0].subject
    NightAlert.objects.all().delete()
    Run.objects.filter(kind="staffing").update(state=RunState.FAILED)
    nights_watch(now=at(3, 10))
    assert alerts_send() == 1
    assert mail.outbox[1].to == ["it@example.org", "nora@example.org"]
    asked.mail_success = False
    asked.save()
    NightAlert.objects.all().delete()
    Run.objects.update(state=RunState.DONE)
    assert nights_watch(now=at(3, 15)) == []


def test_a_night_that_began_before_midnight_is_watched_after_it(ward: SmallWard) -> None:
    schedule(ward, time=time(23))
    ensure_due_runs(now=at(23, 1))
    assert nights_watch(now=at(2, day=5)) == []
    (late,) = nights_watch(now=at(4, day=5))
    assert (late.for_date, late.trouble) == (WEDNESDAY, "late")
