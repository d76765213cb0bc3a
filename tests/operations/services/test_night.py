"""A night's rows come once, wait for each other, and are caught up when the night was missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hospital.audit.entries import record
from hospital.errors import Forbidden, NotFound
from hospital.models import Facility, Network, Ward
from operations.models import NightAlert, Run, RunKind
from operations.services import ensure_due_runs, night_ensure, nights_watch, run_request
from operations.services.night import first_day, network_of
from tests.operations.ward import SmallWard, small_ward, with_records

NIGHT = date(2026, 3, 4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> SmallWard:
    return with_records(small_ward())


def test_a_night_makes_no_forecast_that_there_are_no_records_for() -> None:
    """A hospital that rosters alone would be told every night that its forecasts failed."""
    ward = small_ward()
    runs = night_ensure(network=ward.network, night=NIGHT)
    assert {run.kind for run in runs} == {RunKind.STAFFING}
    now = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    assert {run.kind for run in ensure_due_runs(now=now)} == {RunKind.STAFFING}
    assert not ensure_due_runs(now=now)


def test_a_network_without_records_has_no_night_to_be_late(ward: SmallWard) -> None:
    empty = Network.objects.create(code="EMPTY", name="Empty")
    nights_watch(now=datetime(2026, 12, 10, 15, 0, tzinfo=UTC))
    assert {each.network for each in NightAlert.objects.all()} == {ward.network}
    assert not night_ensure(network=empty, night=NIGHT)


def test_a_network_s_first_night_is_not_the_one_before_it_was_made(
    ward: SmallWard, settings: Any
) -> None:
    """Its files still come in: half of them would be planned from, and the night called late."""
    settings.NIGHT_HOUR = 0
    settings.NIGHT_LATE_HOURS = 1
    record("created", ward.network)
    now = timezone.now()
    assert not ensure_due_runs(now=now)
    assert not nights_watch(now=now)
    assert ensure_due_runs(now=now + timedelta(days=1))


def test_a_night_asked_for_twice_is_one_night(ward: SmallWard) -> None:
    first = night_ensure(network=ward.network, night=NIGHT)
    assert [run.pk for run in night_ensure(network=ward.network, night=NIGHT)] == [
        run.pk for run in first
    ]
    assert {run.kind for run in first} >= {RunKind.FORECAST, RunKind.STAFFING}


def test_a_roster_waits_for_the_flow_of_patients_only(ward: SmallWard) -> None:
    night_ensure(network=ward.network, night=NIGHT)
    roster = Run.objects.get(kind=RunKind.STAFFING)
    assert [needed.scope for needed in roster.depends_on.all()] == ["NET:flow"]


def test_rosters_start_on_the_next_monday_and_beds_today() -> None:
    assert first_day("staffing", date(2026, 3, 4)) == date(2026, 3, 9)
    assert first_day("staffing", date(2026, 3, 9)) == date(2026, 3, 16)
    assert first_day("beds", date(2026, 3, 4)) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # Casablanca was at UTC+1 in April 2026 and is at UTC+0 from 20 September 2026 on.
        (datetime(2026, 4, 10, 0, 59, tzinfo=UTC), None),
        (datetime(2026, 4, 10, 1, 0, tzinfo=UTC), date(2026, 4, 10)),
        (datetime(2026, 12, 10, 1, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 10, 2, 0, tzinfo=UTC), date(2026, 12, 10)),
        (datetime(2026, 12, 10, 23, 30, tzinfo=UTC), date(2026, 12, 10)),
    ],
)
def test_the_night_is_due_at_two_by_the_networks_own_clock(
    ward: SmallWard, moment: datetime, due: date | None
) -> None:
    made = ensure_due_runs(now=moment)
    assert {run.for_date for run in made} == ({due} if due else set())


def test_a_missed_hour_is_caught_up_and_a_second_look_changes_nothing(ward: SmallWard) -> None:
    late = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    assert ensure_due_runs(now=late)
    count = Run.objects.count()
    ensure_due_runs(now=late)
    assert Run.objects.count() == count


@pytest.mark.parametrize("scope", ["NOWHERE", "CHU/NOWHERE"])
def test_a_scope_that_does_not_exist_is_named(ward: SmallWard, scope: str) -> None:
    with pytest.raises(NotFound, match="NOWHERE"):
        run_request(kind="staffing", scope=scope, today=NIGHT)
    assert not Run.objects.exists()


def test_a_hospitals_code_asks_for_all_its_wards(ward: SmallWard) -> None:
    from hospital.models import CoverRule, StaffMember

    second = Ward.objects.create(facility=ward.ward.facility, code="SUR", name="Surgery")
    for rule in CoverRule.objects.filter(ward=ward.ward):
        CoverRule.objects.create(ward=second, shift=rule.shift, minimum=1, target=1)
    StaffMember.objects.filter(number="N4").update(home_ward=second)
    runs = run_request(kind="staffing", scope="CHU", today=NIGHT)
    assert [run.scope for run in runs] == ["CHU/MED", "CHU/SUR"]


def test_a_person_asks_only_where_they_plan(ward: SmallWard) -> None:
    other = Network.objects.create(code="OTHER", name="Other")
    far = Facility.objects.create(network=other, code="FAR", name="Far", kind="provincial")
    Ward.objects.create(facility=far, code="MED", name="Medicine")
    with pytest.raises(Forbidden):
        run_request(kind="beds", scope="CHU", actor=ward.vera, today=NIGHT)
    with pytest.raises((Forbidden, NotFound)):
        run_request(kind="staffing", scope="FAR/MED", actor=ward.paula, today=NIGHT)


def test_asking_without_a_scope_names_the_networks_to_choose_from(ward: SmallWard) -> None:
    Network.objects.create(code="TWO", name="Two")
    with pytest.raises(NotFound, match="NET, TWO"):
        run_request(kind="staffing", today=NIGHT)


def test_asking_without_any_network_says_so() -> None:
    with pytest.raises(NotFound, match="no network yet"):
        run_request(kind="staffing", today=NIGHT)


@pytest.mark.parametrize("scope", ["NET", "CHU"])
def test_asking_where_nothing_can_be_planned_says_what_to_import(
    ward: SmallWard, scope: str
) -> None:
    with pytest.raises(NotFound, match="import wards with rooms"):
        run_request(kind="beds", scope=scope, today=NIGHT)


def test_asking_without_a_scope_where_there_is_one_network_asks_for_all_of_it(
    ward: SmallWard,
) -> None:
    (run,) = run_request(kind="staffing", today=NIGHT)
    assert (run.network, run.scope) == (ward.network, "CHU/MED")
    (same,) = run_request(kind="staffing", scope="NET", today=NIGHT)
    assert same == run


@pytest.mark.parametrize("kind", ["supply", "forecast"])
def test_what_is_the_network_s_is_asked_for_by_its_code_whatever_a_hospital_is_called(
    ward: SmallWard, kind: str
) -> None:
    south = Network.objects.create(code="SOUTH", name="South")
    Facility.objects.create(network=south, code=ward.network.code, name="x", kind="provincial")
    assert network_of(ward.network.code, kind) == ward.network
    assert network_of(ward.network.code, "beds") == south
