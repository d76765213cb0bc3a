"""Overrides against what came, beside what had been computed for the same steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from forecasting.core.series import validate
from forecasting.history import read_history
from forecasting.models import ForecastKind, ForecastOverride
from forecasting.selectors import override_records
from forecasting.services import forecast_make, override_set, overrides_score
from tests.forecasting.records import (
    MONDAY,
    fill_ward,
    make_facility,
    make_network,
    make_product,
    make_stay,
    make_ward,
    moment,
    use,
)
from tests.forecasting.remembered import in_process
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def basma(db: None) -> User:
    return User.objects.create_superuser("basma")


@pytest.fixture
def ward():
    """From MONDAY on one patient comes a day, on day 11 three; ten days are known, two a day are
    forecast for the next four."""
    facility = make_facility(make_network())
    ward = make_ward(facility)
    for number in range(14):
        for _ in range(3 if number == 11 else 1):
            make_stay(ward, moment(number), moment(number + 1))
    run = store_run(facility.network, "admissions", "D", day(10), 4)
    store_series(run, facility, day(10), ward=ward, mean=[2.0] * 4)
    return ward


def say(ward: Any, user: User, way: str, number: float, **more: Any) -> ForecastOverride:
    usual = {"unique_id": ward.scope, "first_day": day(10), "last_day": day(11)}
    return override_set(
        network=ward.facility.network,
        kind="admissions",
        way=way,
        number=number,
        reason="r",
        actor=user,
        today=day(10),
        **(usual | more),
    )


def score(ward: Any, as_of: date) -> int:
    return score_all(ward.facility.network, "admissions", as_of)


def score_all(network: Any, kind: str, as_of: date) -> int:
    history = read_history(network=network, kind=kind, as_of=as_of)
    panel = validate(history.frame, history.freq, fill=history.fill)
    return overrides_score(network=network, kind=kind, panel=panel)


def test_errors_are_of_the_days_that_are_over(ward, basma):
    said = say(ward, basma, "value", 4)
    assert score(ward, day(9)) == 0
    assert score(ward, day(10)) == 1
    said.refresh_from_db()
    assert (said.mae, said.computed_mae, said.scored_steps) == (3, 1, 1)
    score(ward, day(13))
    said.refresh_from_db()
    # One and three came. 4 was said: off by 3 and 1, too high by 2. Computed was 2.
    assert (said.mae, said.bias) == (2, 2)
    assert (said.computed_mae, said.computed_bias) == (1, 0)
    assert (said.scored_steps, said.scored_to) == (2, day(11))


def test_two_on_the_same_days_are_scored_each_alone(ward, basma):
    high, low = say(ward, basma, "factor", 3), say(ward, basma, "extra", -1)
    score(ward, day(13))
    high.refresh_from_db()
    low.refresh_from_db()
    assert (high.mae, low.mae) == (4, 1)


def test_a_withdrawn_one_answers_for_the_days_it_stood(ward, basma):
    kept, never = say(ward, basma, "value", 4), say(ward, basma, "value", 9)
    at_noon = {"withdrawn_by": "basma", "withdrawn_why": "w"}
    ForecastOverride.objects.filter(pk=kept.pk).update(withdrawn_at=moment(11), **at_noon)
    ForecastOverride.objects.filter(pk=never.pk).update(withdrawn_at=moment(10), **at_noon)
    score(ward, day(13))
    kept.refresh_from_db()
    never.refresh_from_db()
    assert (kept.scored_steps, kept.mae) == (1, 3)
    assert (never.scored_steps, never.mae) == (0, None)


def test_a_month_is_compared_whole_when_it_is_over(basma):
    facility, product = make_facility(make_network()), make_product()
    for first, units in ((date(2023, 12, 1), 300), (date(2024, 1, 1), 400)):
        use(facility, product, first, units, "month")
    run = store_run(facility.network, "consumption", "MS", MONDAY, 2)
    store_series(run, facility, MONDAY, product=product, mean=[310.0, 290.0])
    said = override_set(
        network=facility.network, kind="consumption", unique_id="CHU/AMOX", first_day=MONDAY,
        last_day=day(9), way="extra", number=10, reason="r", actor=basma, today=MONDAY,
    )  # fmt: skip
    assert score_all(facility.network, "consumption", date(2024, 1, 30)) == 0
    assert score_all(facility.network, "consumption", date(2024, 1, 31)) == 1
    said.refresh_from_db()
    # 310 and ten days of ten more, against 400.
    assert said.mae == pytest.approx(10)
    assert said.computed_mae == pytest.approx(90)


def test_after_each_night_they_are_scored(basma):
    facility = make_facility(make_network())
    ward = make_ward(facility)
    fill_ward(ward, days=130)
    asked = {"network": facility.network, "kind": ForecastKind.ADMISSIONS, "runner": in_process}
    forecast_make(**asked, as_of=day(119))
    said = say(ward, basma, "factor", 1.5, unique_id="CHU", first_day=day(120), last_day=day(123))
    forecast_make(**asked, as_of=day(122))
    said.refresh_from_db()
    assert (said.scored_steps, said.scored_to) == (3, day(122))
    assert said.mae != said.computed_mae


def test_who_overrides_is_told_whether_it_helps(ward, basma):
    for number in (1, 5):
        say(ward, basma, "value", number)
    say(ward, User.objects.create_superuser("amina"), "value", 2)
    assert override_records(overrides=ForecastOverride.objects.all()) == []
    score(ward, day(13))
    amina, of_basma = override_records(overrides=ForecastOverride.objects.all())
    assert (amina.author, amina.better, amina.mae) == ("amina", 0, 1)
    # 1 was off by 0 and 2, 5 by 4 and 2: 1 and 3; the computed 2 by one both times.
    assert (of_basma.overrides, of_basma.better) == (2, 0)
    assert (of_basma.mae, of_basma.computed_mae, of_basma.bias) == (2, 1, 1)


def test_records_of_another_rhythm_than_the_forecast_s_give_no_score(basma):
    facility, product = make_facility(make_network()), make_product()
    for week in range(8):
        use(facility, product, day(7 * week), 10, "week")
    run = store_run(facility.network, "consumption", "MS", MONDAY, 2)
    store_series(run, facility, MONDAY, product=product, mean=[310.0, 290.0])
    override_set(
        network=facility.network, kind="consumption", unique_id="CHU/AMOX", first_day=MONDAY,
        last_day=day(9), way="extra", number=10, reason="r", actor=basma, today=MONDAY,
    )  # fmt: skip
    assert score_all(facility.network, "consumption", day(55)) == 0


def test_the_day_of_a_withdrawal_is_local(ward, basma):
    """Withdrawn at half past midnight in Casablanca: the day before was over."""
    said = say(ward, basma, "value", 4)
    late = datetime.combine(day(10), datetime.min.time(), tzinfo=moment(0).tzinfo)
    ForecastOverride.objects.update(withdrawn_at=late + timedelta(hours=23, minutes=30))
    score(ward, day(13))
    said.refresh_from_db()
    assert said.scored_steps == 1
