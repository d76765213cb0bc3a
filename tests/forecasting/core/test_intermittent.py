from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.core import intermittent as module
from forecasting.core.freq import Freq
from forecasting.core.intermittent import MEMBERS, RATES, best_rate
from forecasting.core.series import Panel

LEVELS = (0.1, 0.5, 0.8, 0.9)
FORECASTERS = {**RATES, **MEMBERS}


def panel(*rows: list[float], freq: Freq = Freq.MONTHLY) -> Panel:
    values = np.array(rows, dtype=float)
    return Panel(tuple(f"s{n}" for n in range(len(values))), freq, date(2020, 1, 1), values)


def demands(series: int = 50, periods: int = 40, seed: int = 1) -> Panel:
    generator = np.random.default_rng(seed)
    chance = generator.uniform(0.1, 0.8, (series, 1))
    values = (generator.random((series, periods)) < chance) * generator.poisson(9, (series, 1))
    return panel(*values.astype(float))


def croston_by_the_paper(y: list[float], alpha: float) -> float:
    """Size and interval of one series, demand by demand; then the correction of SBA."""
    size = interval = None
    since = 0
    for value in y:
        since += 1
        if value > 0:
            size = value if size is None else size + alpha * (value - size)
            interval = since if interval is None else interval + alpha * (since - interval)
            since = 0
    return 0.0 if size is None else (1 - alpha / 2) * size / interval


def tsb_by_the_paper(y: list[float], alpha: float, beta: float) -> float:
    chance, size = float(y[0] > 0), None
    for position, value in enumerate(y):
        if value > 0:
            size = value if size is None else size + alpha * (value - size)
        if position:
            chance += beta * (float(value > 0) - chance)
    return 0.0 if size is None else chance * size


def smoothed(sums: list[float], alpha: float) -> tuple[float, float]:
    level, loss = sums[0], 0.0
    for value in sums[1:]:
        loss += (value - level) ** 2
        level += alpha * (value - level)
    return level, loss


def bucketed_by_the_paper(y: list[float], length: int) -> float:
    cut = y[len(y) % length :]
    sums = [sum(cut[n : n + length]) for n in range(0, len(cut), length)]
    best = min((smoothed(sums, a)[::-1] for a in module.BUCKET_ALPHAS), key=lambda found: found[0])
    return best[1] / length


def test_croston_and_tsb_are_what_their_papers_say():
    rows = demands().values
    ours = module.croston_rate(rows, 0.1).mean
    assert ours == pytest.approx([croston_by_the_paper(list(row), 0.1) for row in rows])
    ours = module.tsb_rate(rows, 0.3, 0.1).mean
    assert ours == pytest.approx([tsb_by_the_paper(list(row), 0.3, 0.1) for row in rows])


def test_buckets_are_what_their_papers_say():
    rows = demands().values
    lengths = []
    for row in rows:
        met = np.flatnonzero(row)
        lengths.append(max(1, round((met[-1] + 1) / len(met))))
    by_hand = [
        bucketed_by_the_paper(list(row), length) for row, length in zip(rows, lengths, strict=True)
    ]
    assert module.adida_mean(rows) == pytest.approx(by_hand)
    by_hand = [
        np.mean([bucketed_by_the_paper(list(row), n + 1) for n in range(length)])
        for row, length in zip(rows, lengths, strict=True)
    ]
    assert module.imapa_mean(rows) == pytest.approx(by_hand)


def test_a_dying_product_fades_with_tsb_and_not_with_croston():
    alive = [4.0, 0.0] * 12
    dead = alive + [0.0] * 12
    assert module.croston_rate(panel(dead).values).mean == pytest.approx(
        module.croston_rate(panel(alive).values).mean
    )
    fresh = module.tsb_rate(panel(alive).values).mean[0]
    assert module.tsb_rate(panel(dead).values).mean[0] == pytest.approx(fresh * 0.8**12)


def test_quantiles_are_zero_up_to_the_chance_of_none():
    # A demand of 5 in one month of four: the median is nothing, the 90 % quantile is one demand.
    for name in ("croston_sba", "tsb"):
        found = RATES[name](panel([0.0, 0.0, 0.0, 5.0] * 10), 2, LEVELS)
        assert found.quantiles[0, 0, 1] == 0
        assert found.quantiles[0, 0, 3] == pytest.approx(5, rel=0.1)
        assert found.mean[0, 0] == pytest.approx(1.25, rel=0.6)


def test_the_last_six_give_the_median():
    found = MEMBERS["recent_median"](panel([99.0] * 8 + [0.0, 3.0, 4.0, 6.0, 7.0, 50.0]), 2, LEVELS)
    assert found.quantiles[0, :, 1].tolist() == [5, 5]


def test_faded_quantiles_follow_what_has_changed():
    values = [float(n % 5) for n in range(24)] + [float(20 + n % 5) for n in range(12)]
    found = MEMBERS["faded"](panel(values), 1, LEVELS)
    assert 20 <= found.quantiles[0, 0, 1] <= 24
    assert np.quantile(values[-24:], 0.5) < 20


def test_a_family_elects_the_rate_that_was_best():
    # Every product stops: only TSB sees it.
    stopped = demands(30, 24).values * (np.arange(24) < 14)
    assert best_rate(panel(*stopped), 3, LEVELS) == "tsb"
    assert best_rate(panel([0.0, 2.0]), 3, LEVELS) == "tsb"


@pytest.mark.parametrize("name", FORECASTERS)
def test_histories_without_demand_or_that_begin_late_are_forecast_in_peace(name):
    nothing, late = [0.0] * 30, [np.nan] * 20 + [0.0, 3.0] * 5
    single, unborn = [0.0] * 29 + [7.0], [np.nan] * 30
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = FORECASTERS[name](panel(nothing, late, single, unborn), 3, LEVELS)
    assert not found.quantiles[0].any()
    assert not found.quantiles[3].any()
    assert found.mean[1, 0] > 0
    assert found.mean[2, 0] > 0
    own = FORECASTERS[name](panel(late[20:]), 3, LEVELS)
    assert found.mean[1] == pytest.approx(own.mean[0])


@pytest.mark.parametrize("name", RATES)
def test_the_rate_of_steady_chances_is_found(name):
    generator = np.random.default_rng(3)
    values = (generator.random((200, 60)) < 0.3) * generator.poisson(10, (200, 60))
    found = RATES[name](panel(*values.astype(float)), 1, LEVELS)
    assert found.mean.mean() == pytest.approx(3, rel=0.1)


@given(arrays(float, (4, 15), elements=st.integers(0, 6).map(float)))
def test_quantiles_are_in_order_and_never_negative(values):
    for forecast in FORECASTERS.values():
        found = forecast(panel(*values), 2, LEVELS)
        assert (found.quantiles >= 0).all()
        assert (np.diff(found.quantiles, axis=2) >= 0).all()
        assert np.isfinite(found.mean).all()


def test_weekly_and_daily_demand_take_their_own_memory():
    rows = demands(5, 200)
    for freq in (Freq.WEEKLY, Freq.DAILY):
        found = MEMBERS["faded"](replace(rows, freq=freq), 1, LEVELS)
        assert found.quantiles[:, 0, 3].max() > 0
