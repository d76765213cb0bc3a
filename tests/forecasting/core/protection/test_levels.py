from dataclasses import replace

import numpy as np
import pytest

from forecasting.core.protection import heads
from forecasting.core.protection.features import Use
from forecasting.core.protection.heads import high_demand, train_heads
from forecasting.core.protection.levels import (
    UNCALIBRATED,
    calibrated,
    walked_high,
    walked_levels,
    weighted_quantiles,
    without,
)
from forecasting.core.protection.options import ProtectionOptions
from forecasting.core.protection.spans import Spans

QUICK = ProtectionOptions(seeds=1, trees=25, leaves=6, least_in_leaf=20, retrain_months=12)


def made(series=60, months=30, seed=1):
    draw = np.random.default_rng(seed)
    means = draw.choice([2.0, 10, 60], (series, 1))
    values = draw.poisson(means, (series, months)).astype(float)
    groups = {"product": np.arange(series) % 3}
    return Use(values, np.ones(values.shape, dtype=bool), groups)


@pytest.fixture(scope="module")
def use():
    return made()


@pytest.fixture(scope="module")
def high(use):
    return walked_high(use, Spans.fixed(1), QUICK)


def test_the_smallest_value_that_carries_the_share():
    values, weights = np.array([3.0, 1, 2]), np.array([1.0, 2, 1])

    assert list(weighted_quantiles(values, weights, (0.5, 0.51, 0.75, 1.0))) == [1, 2, 2, 3]


def test_heads_are_exceeded_seldom_and_grow_with_the_interval(use):
    known = use.until(24)
    one = high_demand(train_heads(known, Spans.fixed(1), QUICK), known)
    three = high_demand(train_heads(known, Spans.fixed(3), QUICK), known)

    assert np.mean(use.values[:, 24] <= one) > 0.85
    assert 1.8 < np.median(three / one) < 3


def test_too_little_to_learn_from_gives_no_heads(monkeypatch, use):
    monkeypatch.setattr(heads, "LEAST_ROWS", 10_000)

    assert train_heads(use, Spans.fixed(1), QUICK) is None


def test_the_factor_serves_the_share_that_was_asked_for():
    # High demands of 10 everywhere, and 1 to 20 used: 12 of 20 months lie at or below 12.
    values = np.tile(np.arange(1.0, 21.0), (20, 1))
    draw = np.random.default_rng(1)
    use = Use(draw.permuted(values, axis=1), np.ones((20, 20), dtype=bool), {})
    high = np.full((20, 20), 10.0)

    low, most = calibrated(use, high, Spans.fixed(1), (0.6, 0.9), groups=False)

    assert low == pytest.approx(1.2, abs=0.15)
    assert most == pytest.approx(1.8, abs=0.15)


def test_large_and_small_series_are_calibrated_apart():
    # Small ones use twice their high demand of 2, large ones half of their 100.
    values = np.vstack([np.full((40, 20), 4.0), np.full((40, 20), 50.0)])
    use = Use(values, np.ones(values.shape, dtype=bool), {})
    high = np.vstack([np.full((40, 20), 2.0), np.full((40, 20), 100.0)])

    (found,) = calibrated(use, high, Spans.fixed(1), (0.9,))

    assert (found[0], found[-1]) == (2, 0.5)
    (together,) = calibrated(use, high, Spans.fixed(1), (0.9,), groups=False)
    assert len(set(together)) == 1


def test_with_few_months_to_compare_the_factor_is_cautious():
    use = made(months=6)
    high = np.full(use.values.shape, np.nan)
    high[:, 4:] = 5

    assert set(calibrated(use, high, Spans.fixed(1), (0.9,))[0]) == {UNCALIBRATED}


def test_a_higher_service_level_never_keeps_less(use, high):
    low, middle, most = walked_levels(use, Spans.fixed(1), (0.7, 0.9, 0.98), QUICK, high)

    assert (low <= middle + 1e-9).all()
    assert (middle <= most + 1e-9).all()


def test_levels_look_at_no_later_month(use):
    later = Use(use.values.copy(), use.reported, use.groups)
    later.values[:, 20:] = 500

    before, after = (
        walked_levels(each, Spans.fixed(1), (0.9,), QUICK)[:, :, :20] for each in (use, later)
    )

    assert np.array_equal(before, after)


def test_what_is_used_little_is_kept_to_the_largest_demand_in_memory(use, high):
    options = replace(QUICK, ease=1.0)
    small = use.values.mean(axis=1) < 5
    kept = walked_levels(use, Spans.fixed(1), (0.5,), options, high)[0][:, -1]
    plain = walked_levels(use, Spans.fixed(1), (0.5,), without("memory", options), high)[0][:, -1]

    assert (kept[small] >= use.values[small, -24:].max(axis=1)).all()
    assert np.array_equal(kept[~small], plain[~small])
    assert kept[small].sum() > plain[small].sum()


def test_levels_with_ease_move_less(use, high):
    moved = [
        np.abs(np.diff(walked_levels(use, Spans.fixed(1), (0.9,), o, high)[0][:, 20:])).sum()
        for o in (QUICK, without("ease", QUICK))
    ]

    assert moved[0] < moved[1]


def test_levels_that_would_expire_are_lower_and_only_they(use, high):
    # With a life of two months, what is used in one month and not in the next expires on the shelf.
    short = replace(QUICK, life_months=2)
    kept, plain = (
        walked_levels(use, Spans.fixed(1), (0.9,), options, high)[0]
        for options in (short, without("life", short))
    )

    assert (kept <= plain + 1e-9).all()
    assert kept.sum() < plain.sum()
    long = replace(QUICK, life_months=24)
    assert np.array_equal(
        *(
            walked_levels(use, Spans.fixed(1), (0.9,), o, high)[0][:, -1]
            for o in (long, without("life", long))
        )
    )


def test_several_seeds_say_something_between_them(use):
    known, spans = use.until(24), Spans.fixed(1)
    one, two = (
        high_demand(train_heads(known, spans, replace(QUICK, seed=seed)), known) for seed in (1, 2)
    )
    both = high_demand(train_heads(known, spans, replace(QUICK, seeds=2)), known)

    assert (np.minimum(one, two) <= both + 1e-9).all()
    assert (both <= np.maximum(one, two) + 1e-9).all()


def test_a_part_that_there_is_not_is_named():
    with pytest.raises(ValueError, match="no part 'luck'"):
        without("luck", QUICK)
