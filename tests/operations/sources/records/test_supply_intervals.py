"""Need whose safety is learned from whole intervals, and when it is not."""

from __future__ import annotations

import pytest

from forecasting.models import ForecastRun
from hospital.models import Facility, Product
from operations.keeping.supply_orders import intervals_said
from tests.operations.sources.records.supply_network import DAY, START, ask
from tests.operations.sources.records.test_overridden import say

pytestmark = pytest.mark.django_db
SHA = "same records"


def learn(network, above, model="lightgbm + independent", sha256=SHA, last=START - DAY):
    """Learned with the forecast: per facility what 4, 8 and 12 weeks lie above their mean at the
    95 % quantile, and a third of that at the 90 % one."""
    ForecastRun.objects.filter(network=network, kind="consumption").update(
        data_sha256=SHA, last_ds=START - DAY
    )
    run = ForecastRun.objects.create(
        network=network, kind="protection", as_of=START - DAY, frequency="W-MON", horizon=3,
        model=model, data_sha256=sha256, last_ds=last,
    )  # fmt: skip
    for code, units in above.items():
        means = [40.0, 80.0, 120.0] if code == "HOSP" else [2.0, 4.0, 6.0]
        run.series.create(
            unique_id=f"{code}/INS", facility=Facility.objects.get(code=code),
            product=Product.objects.get(), start=START, model=model,
            points={
                "mean": means, "days": [28, 56, 84],
                "q90": [m + u / 3 for m, u in zip(means, units, strict=True)],
                "q95": [m + u for m, u in zip(means, units, strict=True)],
            },
        )  # fmt: skip


def demands(network):
    return {d.facility: d for d in ask(network).problem.demands}


def intervals(demand):
    return [(i.weeks, i.units) for i in demand.shorter] + [
        (demand.interval_weeks, demand.interval_quantile_units)
    ]


def test_need_reads_the_learned_quantile_of_each_interval_at_its_ven_class(north):
    learn(north, {"HOSP": [9.0, 15.0, 30.0]})

    # Ten a week are expected; vital: the 95 % quantile.
    assert intervals(demands(north)["HOSP"]) == [(4, 49), (8, 95), (12, 150)]

    Product.objects.update(ven="E")
    assert intervals(demands(north)["HOSP"]) == [(4, 43), (8, 85), (12, 130)]


def test_what_is_used_little_keeps_the_spread_of_single_units(north):
    learn(north, {"CENT": [0.0, 0.0, 9.0]})

    # 2 and 1.645 * root 2; 4 and 1.645 * root 4; 6 and the 9 that were learned.
    assert intervals(demands(north)["CENT"]) == [(4, 5), (8, 8), (12, 15)]


def test_a_series_of_which_nothing_was_learned_stays_as_it_was(north):
    before = demands(north)

    learn(north, {"HOSP": [9.0, 15.0, 30.0]})

    assert demands(north)["CENT"] == before["CENT"]
    assert demands(north)["HOSP"] != before["HOSP"]


@pytest.mark.parametrize(
    "told",
    [
        {"model": "independent"},
        {"model": "added_up"},
        {"sha256": "other records"},
        {"last": START - 8 * DAY},
    ],
    ids=["lost its test", "lost to sums", "of other records", "of another night"],
)
def test_what_lost_its_test_or_is_of_other_records_is_not_read(north, told):
    before = demands(north)

    learn(north, {"HOSP": [9.0, 15.0, 30.0]}, **told)

    assert demands(north) == before


def test_weeks_that_a_person_overrode_keep_their_own_spread(north):
    learn(north, {"HOSP": [9.0, 15.0, 30.0]})

    say(north, "consumption", "HOSP/INS", "value", 30, last_day=START + 6 * DAY)

    assert demands(north)["HOSP"].shorter == ()


def test_an_order_says_how_far_its_safety_is_learned(north):
    assert intervals_said(ask(north).problem, "INS") is None

    learn(north, {"HOSP": [9.0, 15.0, 30.0]})

    assert str(intervals_said(ask(north).problem, "INS")) == (
        "At 1 facility of 2 the safety is the learned quantile of the use over up to 12 weeks "
        "together."
    )
