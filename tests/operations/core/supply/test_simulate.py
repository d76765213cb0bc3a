import numpy as np
import pytest

from operations.core.supply.simulate import msupply, openlmis, quantile_base_stock, replay


def flat(units, months=24, series=1):
    return np.full((series, months), float(units))


def fixed(units):
    return lambda demand, stock, on_order: np.full(len(stock), float(units))


def up_to(units):
    return lambda demand, stock, on_order: units - stock - on_order


def test_ordering_what_is_used_serves_all_and_keeps_nothing():
    # 10 ordered at each month's end arrive for the next month's 10.
    result = replay(flat(10), fixed(10))

    assert (result.fill, result.mos, result.waste, result.stockout) == (1, 0, 0, 0)


def test_what_lacks_is_lost_and_not_served_later():
    result = replay(flat(10), fixed(6))

    assert result.fill == pytest.approx(0.6)
    assert result.stockout == 1
    assert result.p10_fill == pytest.approx(0.6)


def test_a_base_stock_covers_its_lead_time_and_not_less():
    # Orders on the way count, so 20 cover two months of 10 when the lead time is two months.
    assert replay(flat(10), up_to(20), lead_months=2).fill == 1
    assert replay(flat(10), up_to(20), lead_months=3).fill < 1
    assert replay(flat(10), up_to(30), lead_months=2).mos == pytest.approx(1)


def test_the_oldest_is_used_first_and_dies_at_the_end_of_its_life():
    # 12 come, 10 are used a month. The 2 left go first next month, so nothing grows old; with
    # nothing used at all, everything that came is thrown away three months later.
    assert replay(flat(10), up_to(12), life_months=2).waste == 0

    unused = replay(flat(0), fixed(5), life_months=3)

    assert unused.waste == 1


def test_first_in_first_out_leaves_less_to_waste_than_comes():
    # 14 a month for 10: 4 more each month until the oldest are thrown away.
    result = replay(flat(10, 60), fixed(14), life_months=3, burn_in_months=24)

    assert result.fill == 1
    assert result.waste == pytest.approx(4 / 14, abs=0.01)


def test_the_worst_decile_is_of_series_and_those_never_used_do_not_count():
    demand = np.vstack([flat(10, series=9), flat(20), flat(0)])

    result = replay(demand, fixed(10))

    # Nine series are served whole, one by half: the decile lies between the last two.
    assert result.p10_fill == pytest.approx(0.95)
    assert result.fill == pytest.approx(100 / 110)


def test_openlmis_orders_to_its_maximum_and_forgets_what_is_on_the_way():
    rule, stock = openlmis(3), np.array([12.0])

    assert list(rule(flat(10), stock, np.array([0.0]))) == [18]
    assert list(rule(flat(10), stock, np.array([50.0]))) == [18]
    assert replay(flat(10), rule).mos == pytest.approx(2)


def test_msupply_waits_until_stock_is_at_its_minimum():
    rule = msupply(1, 2)
    demand = flat(10, 3)

    assert list(rule(demand, np.array([10.0]), np.array([0.0]))) == [10]
    assert list(rule(demand, np.array([11.0]), np.array([0.0]))) == [0]
    assert list(rule(flat(0, 3), np.array([0.0]), np.array([0.0]))) == [0]


def test_a_quantile_covers_gamma_demand_as_often_as_it_says():
    # Gamma demand of mean 100 and variance 2500: its 90 % quantile is 167.0 (scipy.stats.gamma).
    demand = np.random.default_rng(1).gamma(4, 25, size=(400, 60))
    rule = quantile_base_stock(0.9, 1, smoothing=0.001)

    levels = rule(demand, np.zeros(400), np.zeros(400))

    assert np.mean(levels) == pytest.approx(167, abs=2)


def test_the_quantile_rule_counts_what_it_has_and_expects():
    demand = flat(10, 12)
    rule = quantile_base_stock(0.9, 1)
    bare = rule(demand, np.zeros(1), np.zeros(1))

    assert list(rule(demand, np.array([3.0]), np.array([4.0]))) == [bare[0] - 7]
    assert list(rule(flat(0, 12), np.zeros(1), np.zeros(1))) == [0]


def test_more_stock_never_serves_less():
    demand = np.random.default_rng(2).poisson(7, size=(50, 36)).astype(float)

    fills = [replay(demand, up_to(units), life_months=60).fill for units in range(0, 40, 4)]

    assert fills == sorted(fills)


@pytest.mark.parametrize("changes", [{"burn_in_months": 24}, {"lead_months": 0}])
def test_a_replay_without_months_or_lead_is_refused(changes):
    with pytest.raises(ValueError, match="burn-in"):
        replay(flat(10), fixed(1), **changes)
