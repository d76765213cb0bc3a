import numpy as np
import pytest

from operations.core.supply import frontier
from operations.core.supply.frontier import at_fill, compare
from operations.core.supply.simulate import Lived, Replayed, live, up_to


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(frontier, "DRAWS", 20)


def lives(share, of=60, series=30):
    """Up to each of four levels of Poisson demand, with `share` of the stock."""
    demand = np.random.default_rng(3).poisson(10, (series, of)).astype(float)
    levels = [np.full(demand.shape, units) for units in (8.0, 12.0, 16.0, 20.0)]
    found = [live(demand, up_to(level), 1, 60) for level in levels]
    return [
        Lived(
            x.demand,
            x.served,
            x.stock * share,
            x.wasted,
            x.ordered,
            x.short,
            x.placed,
            x.months,
            x.inherited,
        )
        for x in found
    ]


def test_equal_fill_is_read_on_the_line_between_neighbours():
    points = [Replayed(0.9, 2, 0.1, 0.8, 0.2), Replayed(1.0, 4, 0.2, 0.9, 0.0)]

    found = at_fill(points, 0.95)

    assert (found.fill, found.mos, found.waste) == pytest.approx((0.95, 3, 0.15))
    assert at_fill(points, 0.89) is None
    assert at_fill(points, 1.01) is None


def test_a_rule_that_holds_half_as_much_holds_half_in_every_resample():
    found = compare({"peer": lives(1.0), "ours": lives(0.5)}, "peer", 0.95)

    assert found["ours"].less_stock == pytest.approx(0.5)
    bounds = found["ours"].less_stock_range
    assert (bounds.low, bounds.high) == pytest.approx((0.5, 0.5))  # paired: the same series
    assert found["ours"].mos.low < found["ours"].at.mos < found["ours"].mos.high
    assert found["peer"].less_stock == 0


def test_what_does_not_reach_the_fill_is_compared_with_nothing():
    found = compare({"peer": lives(1.0)[:1], "ours": lives(0.5)}, "peer", 0.95)

    assert found["peer"].at is None
    assert found["ours"].less_stock is None
    assert found["ours"].at is not None


def test_a_comparison_is_the_same_with_the_same_seed():
    both = {"peer": lives(1.0), "ours": lives(0.7)}

    assert compare(both, "peer", 0.95, 4) == compare(both, "peer", 0.95, 4)
    assert compare(both, "peer", 0.95, 4) != compare(both, "peer", 0.95, 5)
