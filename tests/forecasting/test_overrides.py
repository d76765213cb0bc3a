"""A person's number beside the computed one: who may, what it moves, how it is taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from forecasting.models import ForecastOverride, ForecastSeries
from forecasting.selectors import (
    forecast_effective,
    forecast_quantile,
    forecast_weeks,
    overrides_seen,
    overrides_standing,
)
from forecasting.selectors.overlays import Overlay, moved
from forecasting.services import override_set, override_withdraw
from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Membership, Role
from tests.forecasting.records import MONDAY, make_facility, make_network, make_product, make_ward
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def person(name: str, role: str, network: Any, facility: Any = None) -> User:
    user = User.objects.create_user(name, is_staff=True)
    Membership.objects.create(user=user, network=network, facility=facility, role=role)
    return user


@pytest.fixture
def ward() -> ForecastSeries:
    """Two weeks of ten patients a day, nine times in ten at most fourteen; Basma plans there."""
    network = make_network()
    facility = make_facility(network)
    run = store_run(network, "occupancy", "D", MONDAY, 14)
    points = {"mean": [10.0] * 14, "q10": [6.0] * 14, "q50": [10.0] * 14, "q90": [14.0] * 14}
    person("basma", Role.PLANNER, network, facility)
    return store_series(run, facility, MONDAY, ward=make_ward(facility), **points)


@pytest.fixture
def depot() -> ForecastSeries:
    """Three months of 310, 290 and 310 units in 31, 29 and 31 days; Samir buys there."""
    network = make_network()
    facility = make_facility(network)
    run = store_run(network, "consumption", "MS", MONDAY, 3)
    person("samir", Role.SUPPLY, network)
    means = [310.0, 290.0, 310.0]
    product = make_product()
    return store_series(
        run, facility, MONDAY, product=product, mean=means, q90=[m + 62 for m in means]
    )


def say(series: ForecastSeries, way: str, number: float, **more: Any) -> ForecastOverride:
    """An override by whoever plans there, of the whole second day unless more is said."""
    asked: dict[str, Any] = {
        "network": series.run.network,
        "kind": series.run.kind,
        "unique_id": series.unique_id,
        "first_day": TUESDAY,
        "last_day": TUESDAY,
        "reason": "the bus strike",
        "actor": User.objects.first(),
        "today": MONDAY,
    }
    return override_set(way=way, number=number, **(asked | more))


def days(series: ForecastSeries, quantile: float | None = None, count: int = 3) -> list[float]:
    found = forecast_quantile(
        network=series.run.network,
        kind=series.run.kind,
        quantile=quantile,
        start=MONDAY,
        days=count,
    )
    return found[series.unique_id]


def weeks(series: ForecastSeries, quantile: float | None = None, count: int = 2) -> list[float]:
    found = forecast_weeks(network=series.run.network, quantile=quantile, start=MONDAY, weeks=count)
    return found[series.unique_id]


def test_a_value_replaces_the_mean_on_its_days_and_nothing_stored_changes(ward):
    say(ward, "value", 40)
    assert days(ward) == [10, 40, 10]
    # Four times the patients, twice the spread: 40 + 4 * 2.
    assert days(ward, 0.9) == pytest.approx([14, 48, 14])
    ward.refresh_from_db()
    assert ward.points["mean"] == [10] * 14


def test_a_factor_multiplies_and_so_many_a_day_are_added(ward):
    say(ward, "factor", 1.5)
    say(ward, "extra", -3, first_day=MONDAY, last_day=MONDAY)
    assert days(ward) == pytest.approx([7, 15, 10])


def test_nothing_falls_below_zero(ward):
    say(ward, "extra", -30)
    assert days(ward, 0.1)[1] == days(ward, 0.9)[1] == days(ward)[1] == 0


def test_an_empty_ward_that_is_opened_has_the_number_given(ward):
    ForecastSeries.objects.update(points={"mean": [0.0] * 14, "q90": [0.0] * 14})
    say(ward, "value", 8)
    assert days(ward, 0.9) == [0, 8, 0]


def test_what_is_said_later_lies_on_what_was_said_before(ward):
    say(ward, "value", 20)
    say(ward, "factor", 1.5)
    assert days(ward)[1] == pytest.approx(30)
    say(ward, "value", 12)
    assert days(ward)[1] == pytest.approx(12)


def test_what_is_said_of_a_ward_lies_on_what_is_said_of_the_whole_network(ward):
    person("amina", Role.ADMINISTRATOR, ward.run.network)
    say(ward, "value", 20)
    everywhere = {"unique_id": "*", "actor": User.objects.get(username="amina")}
    say(ward, "factor", 1.5, first_day=MONDAY, last_day=TUESDAY, **everywhere)
    assert days(ward) == pytest.approx([15, 20, 10])


def test_days_after_the_horizon_are_overridden_too(ward):
    late = MONDAY + timedelta(days=20)
    found = say(ward, "value", 3, first_day=late, last_day=late)
    assert days(ward, count=22)[19:] == [10, 3, 10]
    assert found.computed["steps"] == [["2024-01-21", 1]]
    assert found.computed["series"] == {"CHU/MED": [10]}


def test_a_withdrawn_one_counts_no_more_and_stays_on_the_record(ward):
    basma = User.objects.get()
    found = say(ward, "value", 40)
    override_withdraw(override=found, why="the strike is off", actor=basma)
    assert days(ward) == [10, 10, 10]
    row = ForecastOverride.objects.get()
    assert (row.author, row.withdrawn_by) == ("basma", "basma")
    assert (row.reason, row.withdrawn_why) == ("the bus strike", "the strike is off")
    with pytest.raises(Conflict, match="withdrawn already"):
        override_withdraw(override=found, why="again", actor=basma)


def test_the_computed_values_of_the_time_are_kept(ward):
    found = say(ward, "value", 40, last_day=TUESDAY + timedelta(days=1))
    assert found.computed == {
        "run": ward.run.pk,
        "as_of": "2023-12-31",
        "frequency": "D",
        "steps": [["2024-01-02", 1], ["2024-01-03", 1]],
        "series": {"CHU/MED": [10, 10]},
    }


def test_one_week_of_a_month_is_overridden_alone(depot):
    sunday = MONDAY + timedelta(days=6)
    say(depot, "factor", 2, first_day=MONDAY, last_day=sunday)
    assert weeks(depot) == pytest.approx([140, 70])
    # A day's spread is 62 / sqrt(31); doubled use has it times sqrt(2); seven days of it.
    high = 62 / 31**0.5 * 2**0.5 * 7**0.5
    assert weeks(depot, 0.9)[0] == pytest.approx(140 + high)
    step = forecast_effective(series=depot)[0]
    assert step.computed["mean"] == 310
    assert step.effective["mean"] == pytest.approx(310 + 70)


def test_a_month_s_value_counts_by_its_days(depot):
    # 620 a month is 20 a day; from the 25th on seven days of it.
    day = date(2024, 1, 25)
    say(depot, "value", 620, first_day=day, last_day=date(2024, 1, 31))
    first, second, *_ = forecast_effective(series=depot)
    assert first.effective["mean"] == pytest.approx(24 * 10 + 7 * 20)
    assert first.overridden
    assert second.effective is not second.computed
    assert second.effective == second.computed


def test_one_product_everywhere(depot):
    other = make_facility(depot.run.network, "PROV")
    store_series(depot.run, other, MONDAY, product=depot.product, mean=[31.0, 29.0, 31.0])
    say(depot, "factor", 3, unique_id="*/AMOX", last_day=date(2024, 3, 31), first_day=MONDAY)
    found = forecast_weeks(network=depot.run.network, quantile=None, start=MONDAY, weeks=1)
    assert found == {"CHU/AMOX": pytest.approx([210]), "PROV/AMOX": pytest.approx([21])}


def test_plans_are_told_what_stands_on_their_days(ward):
    found = say(ward, "value", 40)
    asked = {"network": ward.run.network, "kind": "occupancy", "unique_ids": ["CHU/MED", "CHU/X"]}
    assert overrides_standing(**asked, first=MONDAY, last=TUESDAY) == {"CHU/MED": [found]}
    assert overrides_standing(**asked, first=MONDAY, last=MONDAY) == {}


@given(
    mean=st.floats(0, 1e6),
    below=st.floats(0, 1e5),
    above=st.floats(0, 1e5),
    overlays=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["value", "factor"]), st.floats(0, 100)),
            st.tuples(st.just("extra"), st.floats(-1e4, 1e4)),
        ),
        max_size=4,
    ),
)
def test_quantiles_stay_in_order_whatever_is_laid_over_them(mean, below, above, overlays):
    laid = tuple(Overlay(MONDAY, MONDAY, way, number) for way, number in overlays)
    low, at_mean, high = (moved(MONDAY, mean, apart, 1, laid) for apart in (-below, 0.0, above))
    assert low[0] == at_mean[0] == high[0] >= 0
    assert low[1] <= at_mean[1] <= high[1]


@given(
    mean=st.floats(0, 1e6),
    apart=st.floats(-1e5, 1e5),
    nothing=st.lists(st.sampled_from([("factor", 1.0), ("extra", 0.0)]), min_size=1, max_size=3),
)
def test_once_and_none_more_change_nothing(mean, apart, nothing):
    laid = tuple(Overlay(MONDAY, MONDAY, way, number) for way, number in nothing)
    assert moved(MONDAY, mean, apart, 30, laid) == (mean, apart)


def test_a_planner_overrides_wards_and_a_supply_officer_consumption(ward):
    network = ward.run.network
    samir = person("samir", Role.SUPPLY, network)
    amina = person("amina", Role.ADMINISTRATOR, network)
    vera = person("vera", Role.VIEWER, network)
    for user in (samir, vera):
        with pytest.raises(Forbidden):
            say(ward, "value", 1, actor=user)
    assert say(ward, "value", 1, actor=amina).author == "amina"
    run = store_run(network, "consumption", "W-MON", MONDAY, 2)
    store_series(run, ward.facility, MONDAY, product=make_product(), mean=[5.0, 5.0])
    used = {"kind": "consumption", "unique_id": "CHU/AMOX"}
    assert say(ward, "value", 1, actor=samir, **used).kind == "consumption"
    with pytest.raises(Forbidden):
        say(ward, "value", 1, actor=User.objects.get(username="basma"), **used)


def test_another_hospital_s_numbers_are_neither_changed_nor_seen(ward):
    network = ward.run.network
    charlie = person("charlie", Role.PLANNER, network, make_facility(network, "PROV"))
    amina = person("amina", Role.ADMINISTRATOR, network)
    own = say(ward, "value", 1)
    wide = say(ward, "factor", 2, unique_id="*", actor=amina)
    for target in ("CHU/MED", "CHU", "*"):
        with pytest.raises(Forbidden):
            say(ward, "factor", 1, unique_id=target, actor=charlie)
    with pytest.raises(Forbidden):
        override_withdraw(override=own, why="mine is better", actor=charlie)
    # What is laid over the whole network moves the numbers of Charlie's hospital as well.
    assert list(overrides_seen(charlie)) == [wide]
    assert set(overrides_seen(amina)) == {own, wide}
    south = make_network("SOUTH")
    assert not overrides_seen(person("dora", Role.ADMINISTRATOR, south)).exists()


def test_a_planner_of_one_hospital_does_not_speak_for_the_network(ward):
    with pytest.raises(Forbidden):
        say(ward, "factor", 2, unique_id="*")
    assert say(ward, "factor", 2, unique_id="CHU").facility == ward.facility


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first_day": MONDAY - timedelta(days=1)}, "starts today"),
        ({"last_day": MONDAY}, "before the first"),
        ({"last_day": MONDAY + timedelta(days=400)}, "at most a year"),
        ({"number": float("nan")}, "not a finite number"),
        ({"number": -1}, "below zero"),
        ({"way": "factor", "number": 1000}, "typing error"),
        ({"way": "guess"}, "no way to override"),
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 501}, "shorten it"),
        ({"unique_id": "CHU/NOWHERE"}, "knows no CHU/NOWHERE"),
        ({"unique_id": "FAR/MED"}, "no facility FAR"),
        ({"unique_id": "CHU", "way": "extra"}, "Only a factor"),
        ({"kind": "admissions"}, "no forecast of admissions"),
        ({"kind": "weather"}, "nothing that is forecast"),
        ({"actor": None}, "Somebody has to answer"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ward, wrong, words):
    with pytest.raises(ApplicationError, match=words):
        say(ward, **({"way": "value", "number": 5.0} | wrong))
    assert not ForecastOverride.objects.exists()


def test_an_outbreak_speaks_for_itself_and_only_takes_back_what_it_said(ward):
    found = say(ward, "factor", 1.3, actor=None, source="outbreak", source_key="flu:CHU")
    assert (found.author, found.source_key) == ("system:outbreak", "flu:CHU")
    override_withdraw(override=found, why="it is over")
    assert found.withdrawn_by == "system:outbreak"
    of_person = say(ward, "value", 5)
    with pytest.raises(ApplicationError, match="Somebody has to answer"):
        override_withdraw(override=of_person, why="it is over")
