import numpy as np
import pytest

from operations.core.supply.simulate import fill_by, live, measure, replay, up_to


def flat(units, months=24, series=1):
    return np.full((series, months), float(units))


def to(units):
    return lambda demand, stock, on_order: units - stock - on_order


def fixed(units):
    return lambda demand, stock, on_order: np.full(len(stock), float(units))


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
    assert replay(flat(10), to(20), lead_months=2).fill == 1
    assert replay(flat(10), to(20), lead_months=3).fill < 1
    assert replay(flat(10), to(30), lead_months=2).mos == pytest.approx(1)


def test_the_oldest_is_used_first_and_dies_at_the_end_of_its_life():
    # 12 come, 10 are used a month. The 2 left go first next month, so nothing grows old; with
    # nothing used at all, everything that came is thrown away three months later.
    assert replay(flat(10), to(12), life_months=2).waste == 0

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


def test_more_stock_never_serves_less():
    demand = np.random.default_rng(2).poisson(7, size=(50, 36)).astype(float)

    fills = [replay(demand, to(units), life_months=60).fill for units in range(0, 40, 4)]

    assert fills == sorted(fills)


@pytest.mark.parametrize("changes", [{"burn_in_months": 24}, {"lead_months": 0}])
def test_a_replay_without_months_or_lead_is_refused(changes):
    with pytest.raises(ValueError, match="burn-in"):
        replay(flat(10), fixed(1), **changes)


def test_a_late_order_is_missed_until_it_comes():
    # Ten for every month; the order of month 13 takes three months instead of one: months 14 and
    # 15 get the ten of their own orders, month 14 does not: its ten come in month 16, and are kept.
    leads = np.ones((1, 24), dtype=np.int64)
    leads[0, 13] = 3

    lived = live(flat(10), fixed(10), leads)

    assert list(lived.short) == [1]
    assert list(lived.served) == [110]
    # Ten more are on the shelf at the ends of months 16 to 23.
    assert list(lived.stock) == [80]


def test_levels_by_month_are_filled_with_whole_units():
    levels = np.tile([[7.2, 3.0]], (1, 1))

    first = up_to(levels)(np.zeros((1, 1)), np.array([2.0]), np.array([1.0]))
    second = up_to(levels)(np.zeros((1, 2)), np.array([2.0]), np.array([1.0]))

    assert (list(first), list(second)) == ([5], [0])


def test_a_resample_counts_series_as_often_as_it_says():
    demand = np.vstack([flat(10), flat(20)])
    lived = live(demand, fixed(10))

    assert measure(lived).fill == pytest.approx(240 / 360)
    assert measure(lived, np.array([2.0, 1.0])).fill == pytest.approx(360 / 480)
    assert measure(lived, np.array([2.0, 0.0])).p10_fill == 1


def test_fill_is_told_by_group_of_series():
    demand = np.vstack([flat(10), flat(20), flat(0)])
    lived = live(demand, fixed(10))

    assert fill_by(lived, np.array([0, 1, 2])) == pytest.approx({0: 1.0, 1: 0.5})


def test_months_with_an_order_are_counted():
    assert replay(flat(10), fixed(10)).orders == 1
    assert replay(flat(10), fixed(0)).orders == 0


def test_what_lay_on_the_shelf_before_the_count_expires_whatever_is_ordered_later():
    # 15 a month for 10 in the first year, shelf life three months: what is left over then expires
    # in the two months after it, though from the twelfth month on nothing more than the use comes.
    demand = flat(10)

    def order(units):
        return lambda known, stock, on_order: np.full(1, 15.0 if known.shape[1] < 12 else units)

    usual, none = (live(demand, order(units), life_months=3) for units in (10.0, 0.0))

    assert list(usual.inherited) == list(none.inherited)
    assert none.inherited == none.wasted
    assert 0 < usual.inherited[0] <= usual.wasted[0]
    assert measure(usual).inherited == pytest.approx(usual.inherited[0] / usual.ordered[0])
