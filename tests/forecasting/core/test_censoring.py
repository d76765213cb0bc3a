from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.core.censoring import MOST, Used, repaired

MONTHS = 36


def used(units, out=0, left=50.0, **changes) -> Used:
    """One series of months, unless something else is said."""
    units = np.array(units, dtype=float)
    count = len(units)

    def column(value: object, kind: type) -> np.ndarray:
        return np.broadcast_to(np.array(value, dtype=kind), (count,)).copy()

    usual = {
        "days": column(30, int),
        "out": column(out, int),
        "left": column(left, float),
        "series": np.zeros(count, dtype=np.int64),
        "kin": np.zeros(count, dtype=np.int64),
        "first": 30 * np.arange(count),
        "phase": np.arange(count) % 12,
    }
    return Used(units, **(usual | changes))


def shelves(tight: float, seed: int = 1) -> tuple[np.ndarray, Used]:
    """Demand of 300 shelves with a season, and what was handed out of too little stock."""
    random = np.random.default_rng(seed)
    series, product = np.arange(300), random.integers(0, 10, 300)
    level = random.lognormal(3, 1, 300)[:, None]
    phase = np.tile(np.arange(MONTHS) % 12, (300, 1))
    season = 1 + 0.4 * np.sin(2 * np.pi * phase / 12)
    demand = random.poisson(level * season * random.gamma(2, 0.5, phase.shape))
    stock = np.ceil(level * random.uniform(0.3, tight, phase.shape))
    units = np.minimum(demand, stock)
    found = used(
        units.ravel(),
        left=(stock - units).ravel(),
        series=np.repeat(series, MONTHS),
        kin=np.repeat(product, MONTHS),
        first=np.tile(30 * np.arange(MONTHS), 300),
        phase=phase.ravel(),
    )
    return demand.astype(float), found


@pytest.mark.parametrize(
    ("tight", "lost", "off"),
    # The looser the shelves, the less is lost and the closer the demand behind them is found.
    [(4.0, 0.1, 0.02), (2.6, 0.2, 0.06), (2.0, 0.25, 0.1)],
)
def test_planted_demand_is_found_behind_what_was_handed_out(tight, lost, off):
    demand, records = shelves(tight)
    truth, seen = demand.mean(axis=1), records.units.reshape(demand.shape)
    found = repaired(records).units.reshape(demand.shape)
    assert seen.sum() / demand.sum() < 1 - lost
    assert found.sum() / demand.sum() == pytest.approx(1, abs=off)

    def miss(values: np.ndarray) -> float:
        return float(np.median(np.abs(values.mean(axis=1) / truth - 1)))

    assert miss(found) < 0.5 * miss(seen)
    # Leaving such months out is worse than leaving them as they are: they were the busy ones.
    kept = np.where(records.left.reshape(demand.shape) > 0, seen, np.nan)
    assert np.nansum(np.nanmean(kept, axis=1)) < seen.mean(axis=1).sum()


def test_days_recorded_as_out_stretch_the_rest_up_to_half_of_the_period():
    # 10 a day; a tenth of the month without stock; more than half without says little.
    found = repaired(used([300, 270, 40, 300, 300], out=[0, 3, 26, 0, 0]))
    assert found.units == pytest.approx([300, 300, 300, 300, 300], rel=0.02)
    assert found.scaled.tolist() == [False, True, False, False, False]
    assert found.bound.tolist() == [False, False, True, False, False]


def test_nothing_left_at_the_end_is_a_bound_where_closing_stock_is_recorded():
    units, left = [300, 300, 100, 300, 350], [20.0, 5.0, 0.0, 40.0, 0.0]
    found = repaired(used(units, left=left))
    assert found.bound.tolist() == [False, False, True, False, True]
    assert found.units[2] == pytest.approx(300, rel=0.1)
    assert found.units[4] >= 350
    for silent in (np.nan, 0.0):  # not recorded, or never anything but zero
        assert repaired(used(units, left=silent)).units.tolist() == units


def test_a_shelf_that_stays_empty_and_unasked_is_not_a_shortage():
    units = [300.0] * 6 + [0.0] * 6 + [300.0] * 3 + [0.0] * 2 + [300.0] * 3
    left = np.where(np.array(units) > 0, 30.0, 0.0)
    found = repaired(used(units, left=left))
    assert not found.bound[6:12].any()
    assert not found.units[6:12].any()
    assert found.bound[15:17].all()
    assert (found.units[15:17] > 100).all()


def test_a_series_that_says_nothing_else_keeps_what_was_used():
    assert repaired(used([5.0, 3.0], out=30)).units.tolist() == [5, 3]
    assert repaired(used([0.0, 0.0, 0.0])).units.tolist() == [0, 0, 0]
    assert repaired(used([])).units.tolist() == []


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 31), st.sampled_from([0.0, 9.0, np.nan])),
        min_size=1,
        max_size=30,
    )
)
def test_demand_is_never_less_than_what_was_used_nor_without_measure(records):
    units, out, left = map(list, zip(*records, strict=True))
    found = repaired(used(units, out=out, left=left))
    assert (found.units >= np.array(units) - 1e-9).all()
    known = found.units[~found.bound]
    most = MOST * known.mean() if len(known) else 0
    assert (found.units[found.bound] <= np.maximum(most, np.array(units)[found.bound]) + 1e-6).all()
    assert np.isfinite(found.units).all()
