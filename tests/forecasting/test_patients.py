"""What is kept of each patient in bed, and what bed planning reads of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forecasting.models import ExpectedDischarge, ForecastKind, ForecastRun
from forecasting.selectors import chance_left, nights_expected
from forecasting.services import forecast_make
from hospital.models import Facility, Network, Stay
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_stay,
    make_ward,
    moment,
)
from tests.forecasting.remembered import in_process
from tests.forecasting.stored import store_run

pytestmark = pytest.mark.django_db
DAYS = 120
AS_OF = MONDAY + timedelta(days=DAYS - 1)


def make(network: Network) -> ForecastRun:
    run = forecast_make(
        network=network, kind=ForecastKind.OCCUPANCY, as_of=AS_OF, runner=in_process
    )
    assert run is not None
    return run


@pytest.fixture
def hospital() -> Facility:
    found = make_facility(make_network())
    fill_ward(make_ward(found, "MED"), DAYS)
    return found


def test_every_open_stay_has_three_days_in_order_and_rising_chances(hospital: Facility) -> None:
    run = make(hospital.network)
    present = Stay.objects.filter(discharged__isnull=True)
    assert set(run.patients.values_list("stay", flat=True)) == set(
        present.values_list("pk", flat=True)
    )
    for row in run.patients.all():
        assert AS_OF < row.early <= row.likely <= row.late
        assert len(row.chances) == 28
        assert row.chances == sorted(row.chances)


def test_the_next_run_replaces_the_patients_of_the_one_before(hospital: Facility) -> None:
    before = make(hospital.network)
    gone = Stay.objects.filter(discharged__isnull=True).earliest("pk")
    Stay.objects.filter(pk=gone.pk).update(discharged=moment(DAYS - 1, 20))
    after = make(hospital.network)
    assert not before.patients.exists()
    assert after.patients.exists()
    assert not after.patients.filter(stay=gone).exists()


def test_another_network_keeps_its_patients(hospital: Facility) -> None:
    other = make_network("SUD")
    stay = make_stay(make_ward(make_facility(other, "SUD")), moment(0), None)
    run = store_run(other, ForecastKind.OCCUPANCY, "D", AS_OF, 28)
    ExpectedDischarge.objects.create(run=run, stay=stay)
    make(hospital.network)
    assert run.patients.count() == 1


def test_other_kinds_know_no_patients(hospital: Facility) -> None:
    make(hospital.network)
    told = ExpectedDischarge.objects.count()
    forecast_make(
        network=hospital.network, kind=ForecastKind.ADMISSIONS, as_of=AS_OF, runner=in_process
    )
    assert ExpectedDischarge.objects.count() == told > 0


def told(hospital: Facility, chances: list[float], seen: int = 1) -> Stay:
    """A patient with these chances, from a forecast that saw the day `seen` days before AS_OF."""
    stay = make_stay(hospital.wards.get(), moment(DAYS - 3), None, "here")
    run = store_run(hospital.network, ForecastKind.OCCUPANCY, "D", AS_OF, 28)
    ForecastRun.objects.filter(pk=run.pk).update(last_ds=AS_OF - timedelta(days=seen))
    ExpectedDischarge.objects.create(run=run, stay=stay, chances=chances)
    return stay


def nights(hospital: Facility) -> dict[int, int]:
    return nights_expected(facility=hospital, start=AS_OF, quantile=0.7)


def test_nights_are_counted_to_the_day_by_which_seven_in_ten_have_left(hospital: Facility) -> None:
    # The first chance is of leaving today, after no further night.
    stay = told(hospital, [0.1, 0.5, 0.75, 0.9])
    assert nights(hospital) == {stay.pk: 2}


def test_a_patient_who_did_not_leave_yesterday_is_asked_anew(hospital: Facility) -> None:
    # Half would have left yesterday and did not: of the other half 0.7 leave by 0.85 of all.
    stay = told(hospital, [0.5, 0.7, 0.8, 0.86, 0.9], seen=2)
    assert nights(hospital) == {stay.pk: 2}


def test_who_stays_longer_than_is_told_stays_at_least_that_long(hospital: Facility) -> None:
    stay = told(hospital, [0.1] * 28)
    assert nights(hospital) == {stay.pk: 28}


@pytest.mark.parametrize("seen", [0, 20])
def test_a_forecast_of_the_day_itself_or_an_old_one_says_nothing(
    hospital: Facility, seen: int
) -> None:
    told(hospital, [0.5] * 28, seen=seen)
    assert nights(hospital) == {}


def test_the_chance_to_have_left_is_that_of_a_patient_who_is_still_there(
    hospital: Facility,
) -> None:
    told(hospital, [0.5, 0.75, 0.9])
    row = ExpectedDischarge.objects.select_related("run").get()
    tomorrow = AS_OF + timedelta(days=1)
    assert chance_left(row, day=tomorrow, today=AS_OF) == 0.75
    # Not gone on the first day: of the half that was left, half leaves by the second.
    assert chance_left(row, day=tomorrow, today=tomorrow) == 0.5
    assert chance_left(row, day=AS_OF + timedelta(days=3), today=AS_OF) is None
