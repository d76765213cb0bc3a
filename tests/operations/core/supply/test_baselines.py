import pytest

from operations.core.supply import baselines


@pytest.mark.parametrize(
    ("consumed", "stockout_days", "months", "adjusted"),
    [(100, 0, 1, 100), (100, 10, 1, 150), (100, 30, 1, 100), (100, 7, 1, 131), (90, 45, 3, 180)],
)
def test_openlmis_lifts_consumption_for_days_without_stock(
    consumed, stockout_days, months, adjusted
):
    # N = ceil(C * 30M / (30M - X)): 100 * 30 / 20 = 150; 100 * 30 / 23 = 130.4 -> 131.
    found = baselines.openlmis_adjusted_consumption(consumed, stockout_days, months)

    assert found == adjusted


def test_openlmis_averages_the_last_periods_and_rounds_up():
    assert baselines.openlmis_average_consumption([900, 10, 20, 31]) == 21  # 61 / 3 = 20.3
    assert baselines.openlmis_average_consumption([]) == 0


@pytest.mark.parametrize(("stock", "units"), [(0, 63), (62, 1), (63, 0), (64, 0)])
def test_openlmis_orders_up_to_its_maximum(stock, units):
    assert baselines.openlmis_order_units(21, stock, 3) == units


@pytest.mark.parametrize(
    ("units", "threshold", "to_zero", "packs"),
    [
        (20, 0, False, 2),
        (21, 0, False, 3),
        (23, 3, False, 2),
        (24, 3, False, 3),
        (2, 3, False, 1),
        (2, 3, True, 0),
        (0, 0, False, 0),
    ],
)
def test_openlmis_rounds_packs_by_threshold(units, threshold, to_zero, packs):
    assert baselines.openlmis_packs_to_order(units, 10, threshold, to_zero) == packs


def test_msupply_averages_over_the_lookback_and_lifts_for_days_without_stock():
    # (360 - 60) / 3 = 100 a month; 90 days of which 30 without stock: 100 * 90 / 60.
    assert baselines.msupply_average_consumption(360, 3, 90, 30, 60) == 150
    assert baselines.msupply_average_consumption(360, 3, 90, 90) == 0


@pytest.mark.parametrize(("stock", "units"), [(299, 301), (300, 300), (301, 0), (700, 0)])
def test_msupply_orders_to_its_maximum_only_at_or_below_its_minimum(stock, units):
    assert baselines.msupply_order_units(100, stock, 3, 6) == units


def test_msupply_orders_nothing_without_use_or_maximum():
    assert baselines.msupply_order_units(0, 0) == 0
    assert baselines.msupply_order_units(100, 0, 3, 0) == 0
