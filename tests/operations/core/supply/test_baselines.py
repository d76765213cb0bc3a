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


@pytest.mark.parametrize(
    ("available", "expiring", "units"), [(40, 0, 60), (40, 10, 70), (120, 0, 0)]
)
def test_openboxes_reorders_to_its_maximum_without_what_will_expire(available, expiring, units):
    assert baselines.openboxes_reorder_units(100, available, expiring) == units


def test_openboxes_forecasts_over_order_period_and_lead_time():
    # 30 a month over one month and half a month of lead time: 45, less 20 of which 5 expire.
    assert baselines.openboxes_forecast_units(30, 1, 0.5, 20, 5) == 30
    assert baselines.openboxes_forecast_units(30, 1, 0.5, 45) == 0


def test_qat_averages_three_months_back_and_two_ahead():
    assert baselines.qat_average_consumption([99, 10, 20, 30], 40, [50, 60, 99]) == 35
    assert baselines.qat_average_consumption([], 40, []) == 40


@pytest.mark.parametrize(
    ("stocks", "units"),
    [
        ((10, 10, 10), 20),  # below 20 in all three: to 20 + 10
        ((19, 19, 19), 11),
        ((20, 10, 0), 0),  # at the minimum
        ((10, 20, 10), 0),  # the next month is covered, and there is some
        ((0, 20, 10), 20),  # out of stock, then covered: to the minimum
        ((0, 19, 10), 30),
    ],
)
def test_qat_ships_to_its_maximum_or_over_a_gap_to_its_minimum(stocks, units):
    assert baselines.qat_shipment_units(10, stocks, 2, 1) == units


def test_bhima_averages_over_days_in_stock_or_over_months_less_days_without():
    # 300 in six months of which 61 days without stock: over 122 days in stock, or 4 months.
    assert baselines.bhima_average_consumption(300, 122) == pytest.approx(75)
    assert baselines.bhima_msh_average_consumption(300, 6, 61) == pytest.approx(75)
    assert baselines.bhima_average_consumption(300, 0) == 0
    assert baselines.bhima_msh_average_consumption(300, 6, 183) == 0


@pytest.mark.parametrize(
    ("forecast", "multiple", "units"), [(9, 1, 21), (9, 12, 24), (10, 1, 0), (-4, 1, 34)]
)
def test_odoo_fills_to_its_maximum_below_its_minimum(forecast, multiple, units):
    assert baselines.odoo_order_units(forecast, 10, 30, multiple) == units
    assert baselines.odoo_order_units(forecast, 10, 5, 1) == max(0, 10 - forecast)


@pytest.mark.parametrize(("projected", "units"), [(11, 0), (10, 5), (7, 5), (3, 7)])
def test_erpnext_orders_its_quantity_at_the_reorder_level_or_what_lacks(projected, units):
    assert baselines.erpnext_order_units(projected, 10, 5) == units
