from __future__ import annotations

from types import SimpleNamespace

import pytest

from forecasting.core.backtest import SeriesScore
from forecasting.models import ForecastKind
from forecasting.services.fairness import LEAST, fairness
from hospital.models import Specialty, Stay, WardSpecialty
from tests.forecasting.records import (
    MONDAY,
    make_facility,
    make_network,
    make_product,
    make_stay,
    make_ward,
    moment,
)

pytestmark = pytest.mark.django_db
DAYS = 56


def score(name: str, truth: float, mae: float, values: int = DAYS, **changes) -> SeriesScore:
    measures = {"wape": mae / truth, "mase": 1, "smape": 1, "wql": 1, "coverage80": 0.8}
    return SeriesScore(
        unique_id=name,
        model="ets",
        windows=2,
        mae=mae,
        beats_seasonal_naive=True,
        seasonal_naive_mae=2 * mae,
        values=values,
        truth=truth,
        bias=-0.5,
        **(measures | changes),
    )


def answer(*scores: SeriesScore):
    last = moment(DAYS - 1).date()
    return SimpleNamespace(scores=scores, family=scores[0] if scores else None, last=last)


def rows(found, part: str, by: str):
    return {row["group"]: row for row in found[part] if row["by"] == by}


@pytest.fixture
def hospital():
    facility = make_facility(make_network())
    facility.rural = False
    facility.save()
    return facility


def admit(ward, count: int, age: str, gender: str = "F", day: int = 10) -> None:
    make_stay(ward, moment(day), moment(day + 1), f"{ward.code}{age}{gender}{day}0")
    first = Stay.objects.latest("pk")
    Stay.objects.bulk_create(
        Stay(
            facility=ward.facility,
            number=f"{first.number}-{n}",
            patient=first.patient,
            ward=ward,
            gender=gender,
            age_band=age,
            admitted=first.admitted,
            discharged=first.discharged,
        )
        for n in range(1, count)
    )
    Stay.objects.filter(pk=first.pk).update(age_band=age, gender=gender)


def test_places_have_the_error_of_all_their_series_together(hospital):
    med, sur = make_ward(hospital, "MED"), make_ward(hospital, "SUR")
    WardSpecialty.objects.create(
        ward=med, specialty=Specialty.objects.create(code="C", name="Cardiology")
    )
    scores = (score(med.scope, truth=10, mae=2), score(sur.scope, truth=30, mae=3))
    found = fairness(network=hospital.network, kind=ForecastKind.ADMISSIONS, answer=answer(*scores))
    whole = rows(found, "places", "facility_kind")["university"]
    assert (whole["n"], whole["wape"], whole["naive_wape"]) == (2 * DAYS, 5 / 40, 10 / 40)
    assert (whole["bias"], whole["coverage80"]) == (-1 / 40, pytest.approx(0.8))
    assert list(rows(found, "places", "rural")) == ["urban"]
    specialties = rows(found, "places", "specialty")
    assert specialties["Cardiology"]["wape"] == 0.2
    assert specialties[""]["wape"] == 0.1


def test_a_group_of_patients_meets_the_error_of_the_wards_it_lies_in(hospital):
    med, sur = make_ward(hospital, "MED"), make_ward(hospital, "SUR")
    admit(med, 30, "65-79")
    admit(sur, 90, "65-79")
    admit(sur, 40, "16-64", "M")
    scores = (
        score(med.scope, truth=10, mae=2, coverage80=0.6),
        score(sur.scope, truth=30, mae=3),
    )
    found = fairness(network=hospital.network, kind=ForecastKind.ADMISSIONS, answer=answer(*scores))
    ages = rows(found, "patients", "age_band")
    # 30 stays at 20 % and 90 at 10 %.
    assert (ages["65-79"]["n"], ages["65-79"]["wape"]) == (120, pytest.approx(0.125))
    assert ages["65-79"]["coverage80"] == pytest.approx(0.75)
    assert ages["16-64"]["wape"] == pytest.approx(0.1)
    assert rows(found, "patients", "gender")["M"]["n"] == 40
    assert (found["first"], found["last"]) == (
        MONDAY.isoformat(),
        moment(DAYS - 1).date().isoformat(),
    )


@pytest.mark.parametrize(("count", "told"), [(LEAST - 1, False), (LEAST, True)])
def test_groups_below_thirty_keep_neither_error_nor_count(hospital, count, told):
    med = make_ward(hospital, "MED")
    admit(med, count, "80+")
    found = fairness(
        network=hospital.network,
        kind=ForecastKind.ADMISSIONS,
        answer=answer(score(med.scope, truth=10, mae=2)),
    )
    row = rows(found, "patients", "age_band")["80+"]
    assert ("wape" in row) is told
    assert row["n"] == (count if told else None)


def test_a_place_with_few_values_is_hidden_too(hospital):
    few = score(make_ward(hospital).scope, truth=10, mae=2, values=LEAST - 1)
    found = fairness(network=hospital.network, kind=ForecastKind.ADMISSIONS, answer=answer(few))
    assert {row["n"] for row in found["places"]} == {None}


def test_only_stays_of_the_tested_days_count(hospital):
    med = make_ward(hospital, "MED")
    admit(med, 40, "16-64", day=-20)
    admit(med, 35, "65-79", day=20)
    found = fairness(
        network=hospital.network,
        kind=ForecastKind.DISCHARGES,
        answer=answer(score(med.scope, truth=10, mae=2)),
    )
    assert set(rows(found, "patients", "age_band")) == {"65-79"}


def test_demand_is_looked_at_by_place_and_class_of_product(hospital):
    make_product("AMOX", "J01CA04")
    found = fairness(
        network=hospital.network,
        kind=ForecastKind.CONSUMPTION,
        answer=answer(score("CHU/AMOX", truth=10, mae=2)),
    )
    assert set(rows(found, "places", "atc")) == {"J"}
    assert {row["by"] for row in found["places"]} == {"facility_kind", "rural", "atc", "ven"}
    assert found["patients"] == []


def test_what_was_not_tested_has_no_table(hospital):
    found = fairness(network=hospital.network, kind=ForecastKind.ADMISSIONS, answer=answer())
    assert found == {}
