"""A night as people set it: when it is due, what it makes, whose it is, who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.core import mail

from hospital.models import Facility
from operations.models import NightAlert, NightSchedule, Run, RunState
from operations.services import alerts_send, ensure_due_runs, nights_watch
from operations.services.schedules import nights_ahead
from tests.operations.ward import SmallWard, small_ward, with_records

WEDNESDAY = date(2026, 3, 4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> SmallWard:
    return with_records(small_ward())


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


def test_a_night_whose_searches_take_very_long_is_late_by_the_wall_and_told_of_when_it_ends(
    ward: SmallWard, settings: object
) -> None:
    """Seconds of work are counted on a busy machine: the night goes on far into the next day."""
    settings.NIGHT_LATE_HOURS = 14  # type: ignore[attr-defined]
    schedule(ward, time=time(23), steps=["staffing"])
    (run,) = ensure_due_runs(now=at(23, 1))
    Run.objects.update(state=RunState.RUNNING)
    assert not nights_watch(now=at(12, 59, day=5))
    assert [each.trouble for each in nights_watch(now=at(13, 1, day=5))] == ["late"]
    Run.objects.update(state=RunState.NO_PLAN)
    (failed,) = nights_watch(now=at(15, day=5))
    assert (failed.for_date, failed.trouble, failed.runs) == (WEDNESDAY, "failed", [run.pk])
    assert not nights_watch(now=at(15, 5, day=5))


def test_a_night_that_begins_as_the_day_ends_is_made_and_watched_after_midnight(
    ward: SmallWard,
) -> None:
    schedule(ward, time=time(23, 58), steps=["staffing"])
    assert not ensure_due_runs(now=at(23, 55))
    assert nights_watch(now=at(4, day=5))[0].for_date == WEDNESDAY  # nobody made it
    (made,) = ensure_due_runs(now=at(0, day=5))
    assert made.for_date == WEDNESDAY
    assert not ensure_due_runs(now=at(0, 5, day=5))
    assert not ensure_due_runs(now=at(13, day=5))


def test_a_night_ends_with_the_last_step_that_has_anything_to_make(ward: SmallWard) -> None:
    schedule(ward, time=time(2))
    made = {run.kind for run in ensure_due_runs(now=at(2))}
    assert made == {"forecast", "staffing"}  # no rooms, no depot
    assert not ensure_due_runs(now=at(2, 5))
    Run.objects.filter(kind="staffing").delete()  # as if the machine had stopped in between
    assert ensure_due_runs(now=at(2, 10))
    NightSchedule.objects.update(steps=["supply"])
    Run.objects.all().delete()
    assert not ensure_due_runs(now=at(2, 15))


def test_the_first_night_that_is_asked_for_is_the_next_one(ward: SmallWard) -> None:
    chosen = schedule(ward, time=time(22), steps=["staffing"], decided=at(9))
    assert not ensure_due_runs(now=at(9, 5))  # nobody asked for yesterday's
    assert not nights_watch(now=at(9, 5))
    (made,) = ensure_due_runs(now=at(22))
    assert made.for_date == WEDNESDAY
    Run.objects.all().delete()
    chosen.time = time(8)
    chosen.save()
    assert next(nights_ahead(chosen, at(9))).date.day == 5
    assert not ensure_due_runs(now=at(9, 5))  # nor for this morning's
    assert ensure_due_runs(now=at(8, day=5))


def test_a_later_time_chosen_in_the_day_is_tomorrow_s(ward: SmallWard) -> None:
    chosen = schedule(ward, time=time(2), steps=["staffing"])
    ensure_due_runs(now=at(3))
    chosen.time = time(23)
    chosen.save()
    assert next(nights_ahead(chosen, at(9))).date.day == 5
    assert not ensure_due_runs(now=at(23, 30))


def test_a_hospital_s_evening_is_neither_late_by_the_network_s_night_nor_silent(
    ward: SmallWard, settings: object
) -> None:
    settings.ALERT_MAIL = ["it@example.org"]  # type: ignore[attr-defined]
    schedule(ward, time=time(2), steps=["forecast"])
    forecasts = ensure_due_runs(now=at(2))
    Run.objects.update(state=RunState.ERRORED)
    assert [each.trouble for each in nights_watch(now=at(3))] == ["fell_back"]
    schedule(ward, facility=ward.ward.facility, time=time(22), steps=["staffing"])
    (roster,) = [run for run in ensure_due_runs(now=at(22)) if run.kind == "staffing"]
    assert not nights_watch(now=at(22, 5))
    assert [each.runs for each in nights_watch(now=at(2, day=5))] == [[roster.pk]]  # late
    Run.objects.filter(pk=roster.pk).update(state=RunState.FAILED)
    Run.objects.filter(pk=forecasts[0].pk).update(state=RunState.DONE)
    (failed,) = nights_watch(now=at(3, day=5))
    assert (failed.trouble, failed.runs) == ("failed", [roster.pk])


def test_what_fails_after_somebody_was_told_is_told_too(ward: SmallWard, settings: object) -> None:
    settings.ALERT_MAIL = ["it@example.org"]  # type: ignore[attr-defined]
    schedule(ward, time=time(2), steps=["staffing"])
    (first,) = ensure_due_runs(now=at(2))
    Run.objects.update(state=RunState.FAILED)
    nights_watch(now=at(3))
    assert (alerts_send(), alerts_send()) == (1, 0)
    assert not nights_watch(now=at(3, 5))
    second = Run.objects.create(
        network=ward.network, kind="beds", scope="CHU", for_date=WEDNESDAY, start=WEDNESDAY,
        days=14, state=RunState.ERRORED, trigger="nightly",
    )  # fmt: skip
    (more,) = nights_watch(now=at(22))
    assert more.runs == [first.pk, second.pk]
    assert (alerts_send(), alerts_send()) == (1, 0)
    assert f"{second.pk}  beds" in mail.outbox[1].body
    assert NightAlert.objects.count() == 1


def test_all_is_not_well_before_the_network_s_own_night_is_made(ward: SmallWard) -> None:
    schedule(ward, time=time(2), steps=["forecast"], mail_to="a@example.org", mail_success=True)
    schedule(ward, facility=ward.ward.facility, time=time(1), steps=["staffing"])
    Run.objects.filter(pk__in=[run.pk for run in ensure_due_runs(now=at(1))]).update(
        state=RunState.DONE
    )
    Run.objects.filter(kind="forecast").delete()
    assert not nights_watch(now=at(2))
    ensure_due_runs(now=at(2))
    Run.objects.update(state=RunState.DONE)
    assert [each.trouble for each in nights_watch(now=at(2, 5))] == ["done"]


def test_a_network_and_its_hospital_of_one_code_have_each_their_own_night(ward: SmallWard) -> None:
    ward.network.code = "CHU"
    Facility.objects.create(network=ward.network, code="DEP", name="Depot", kind="depot")
    schedule(ward, time=time(1), steps=["supply"])
    schedule(ward, facility=ward.ward.facility, time=time(4), steps=["staffing"])
    (supply,) = ensure_due_runs(now=at(2))
    assert (supply.kind, supply.scope) == ("supply", "CHU")
    assert not ensure_due_runs(now=at(2, 5))
    Run.objects.update(state=RunState.FAILED)
    nights_watch(now=at(3))
    NightSchedule.objects.exclude(facility=None).update(mail_to="chu@example.org")
    assert alerts_send() == 0  # it is no run of the hospital's
    (roster,) = ensure_due_runs(now=at(4))
    assert (roster.kind, roster.scope) == ("staffing", "CHU/MED")
