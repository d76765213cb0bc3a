import numpy as np
import pytest

from operations.core.supply import baselines, peers
from operations.core.supply.peers import msupply, openlmis, openlmis_on_order, quantile_base_stock
from operations.core.supply.simulate import replay


def flat(units, months=24, series=1):
    return np.full((series, months), float(units))


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


@pytest.fixture(scope="module")
def seen():
    """Two hundred series of ten months with stock and orders on the way, some without any."""
    draw = np.random.default_rng(7)
    demand = draw.poisson(draw.choice([0.2, 3, 40], (200, 1)), (200, 10)).astype(float)
    stock = draw.integers(0, 90, 200) * draw.integers(0, 2, 200)
    return demand, stock.astype(float), draw.integers(0, 30, 200).astype(float)


def one_by_one(seen, formula):
    return [formula(list(d), int(s), int(o)) for d, s, o in zip(*seen, strict=True)]


def mean(values):
    return sum(values) / len(values)


def projected(average, stock, on_order):
    return stock, stock + on_order - average, stock + on_order - 2 * average


FORMULAS = {
    "openlmis": (
        openlmis(2.5),
        lambda d, s, o: baselines.openlmis_order_units(
            baselines.openlmis_average_consumption([int(x) for x in d]), s, 2.5
        ),
    ),
    "openlmis that counts orders": (
        openlmis_on_order(2.5),
        lambda d, s, o: baselines.openlmis_order_units(
            baselines.openlmis_average_consumption([int(x) for x in d]), s + o, 2.5
        ),
    ),
    "msupply": (
        msupply(1, 2),
        lambda d, s, o: baselines.msupply_order_units(
            baselines.msupply_average_consumption(sum(d[-3:]), 3, 90, 0), s, 1, 2
        ),
    ),
    "openboxes": (
        peers.openboxes(1, 2, 6),
        lambda d, s, o: baselines.openboxes_forecast_units(mean(d[-6:]), 1, 2, s + o),
    ),
    "qat": (
        peers.qat(2),
        lambda d, s, o: baselines.qat_shipment_units(
            mean(d[-4:]), projected(mean(d[-4:]), s, o), 2, 1
        ),
    ),
    "bhima": (
        peers.bhima(2),
        lambda d, s, o: max(
            0,
            int(np.ceil(3 * baselines.bhima_average_consumption(sum(d[-6:]), 183) - s - o - 1e-9)),
        ),
    ),
    "odoo": (
        peers.odoo(1, 2),
        lambda d, s, o: baselines.odoo_order_units(
            s + o, int(np.ceil(mean(d[-3:]))), int(np.ceil(2 * mean(d[-3:])))
        ),
    ),
    "erpnext": (
        peers.erpnext(2),
        lambda d, s, o: baselines.erpnext_order_units(
            s + o, int(np.ceil(2 * mean(d[-3:]))), int(np.ceil(mean(d[-3:])))
        ),
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_rule_for_many_series_orders_what_its_formula_says_for_each(name, seen):
    rule, formula = FORMULAS[name]

    assert list(rule(*seen)) == one_by_one(seen, formula)


def test_an_officer_who_counts_orders_does_not_order_twice():
    rule = openlmis_on_order(3)

    assert list(rule(flat(10), np.array([12.0]), np.array([5.0]))) == [13]
    assert replay(flat(10), openlmis(3), lead_months=2).mos > replay(flat(10), rule, 2).mos
