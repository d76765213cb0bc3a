"""What the logistics systems in use would have ordered: average-consumption rules, as published.

OpenLMIS: LineItemFieldsCalculator and Orderable.packsToOrder (openlmis-requisition,
openlmis-referencedata). mSupply: generate_suggested_quantity (open-msupply). OpenBoxes: reorder and
forecast reports. QAT: user manual, section 5.C2. BHIMA: both average consumptions. Odoo:
stock.warehouse.orderpoint. ERPNext: reorder_item. All in units of issue; months are the reporting
period.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def openlmis_adjusted_consumption(
    consumed_units: int, stockout_days: int, period_months: int = 1
) -> int:
    """N = ceil(C * 30M / (30M - X)); with the whole period out of stock, C itself."""
    days = 30 * period_months
    if stockout_days >= days:
        return consumed_units
    return math.ceil(consumed_units * days / (days - stockout_days))


def openlmis_average_consumption(adjusted_units: Sequence[int], periods: int = 3) -> int:
    """P = ceil(mean of the last `periods` adjusted consumptions); 0 without any."""
    last = adjusted_units[-periods:]
    return math.ceil(sum(last) / len(last)) if last else 0


def openlmis_order_units(
    average_units: float, stock_units: int, max_periods_of_stock: float = 3.0
) -> int:
    """I = max(0, H - E) with H = round(P * max periods); neither lead time nor order on hand."""
    level = math.floor(average_units * max_periods_of_stock + 0.5)
    return max(0, level - stock_units)


def openlmis_packs_to_order(
    units: int, pack_units: int, rounding_threshold: int = 0, round_to_zero: bool = False
) -> int:
    """Whole packs: one more when the rest exceeds the threshold; zero only if that is allowed."""
    if units <= 0 or pack_units <= 0:
        return 0
    packs, rest = divmod(units, pack_units)
    if rest > 0 and rest > rounding_threshold:
        packs += 1
    return 1 if packs == 0 and not round_to_zero else packs


def msupply_average_consumption(
    consumed_units: float,
    lookback_months: float,
    days: int,
    out_of_stock_days: int,
    transferred_units: float = 0.0,
) -> float:
    """AMC = ((consumption - transfers) / lookback) * days / (days - days out of stock)."""
    if out_of_stock_days >= days:
        return 0.0
    monthly = (consumed_units - transferred_units) / lookback_months
    return monthly * days / (days - out_of_stock_days)


def msupply_order_units(
    average_units: float, stock_units: int, min_months: float = 3.0, max_months: float = 6.0
) -> int:
    """0 where use is 0, max is 0 or months of stock exceed min; else ceil((max - MOS) * AMC)."""
    if average_units <= 0 or max_months <= 0:
        return 0
    months_of_stock = stock_units / average_units
    if months_of_stock > min_months:
        return 0
    return math.ceil((max_months - months_of_stock) * average_units - 1e-9)


def openboxes_reorder_units(maximum_units: int, available_units: int, expiring_units: int) -> int:
    """The reorder report: the maximum less what can be promised and will not have expired."""
    return max(0, maximum_units - (available_units - expiring_units))


def openboxes_forecast_units(
    monthly_units: float,
    order_months: float,
    lead_months: float,
    available_units: int,
    expiring_units: int = 0,
) -> int:
    """The forecast report: demand over order period and lead time, less what is there or on order
    (`available_units`) and will not have expired."""
    wanted = monthly_units * (order_months + lead_months)
    return max(0, math.ceil(wanted - (available_units - expiring_units) - 1e-9))


def qat_average_consumption(
    past_units: Sequence[float], current_units: float, future_units: Sequence[float]
) -> float:
    """AMC of three months past, the current one and two that are forecast, as far as known."""
    known = [*past_units[-3:], current_units, *future_units[:2]]
    return sum(known) / len(known)


def qat_shipment_units(
    average_units: float, stocks: tuple[float, float, float], min_months: float, interval: float
) -> int:
    """What to ship into month N from projected end stocks of N, N + 1 and N + 2.

    Below the minimum in all three: up to the maximum (minimum + reorder interval). Out of stock
    while one of the next two is above it: up to the minimum. Otherwise nothing.
    """
    least = min_months * average_units
    now, *then = stocks
    if now < least and all(stock < least for stock in then):
        return max(0, math.ceil(least + interval * average_units - now - 1e-9))
    if now <= 0 and any(stock >= least for stock in then):
        return max(0, math.ceil(least - now - 1e-9))
    return 0


def bhima_average_consumption(consumed_units: float, days_in_stock: float) -> float:
    """BHIMA's default: consumption a day in stock, times 30.5."""
    return consumed_units / days_in_stock * 30.5 if days_in_stock > 0 else 0.0


def bhima_msh_average_consumption(
    consumed_units: float, months: float, stockout_days: float
) -> float:
    """BHIMA's other one (MSH): consumption / (months - stock-out days / 30.5)."""
    stocked = months - stockout_days / 30.5
    return consumed_units / stocked if stocked > 0 else 0.0


def odoo_order_units(
    forecast_units: int, minimum_units: int, maximum_units: int, multiple: int = 1
) -> int:
    """Below the minimum: up to the larger of both, rounded up to the multiple."""
    if forecast_units >= minimum_units:
        return 0
    wanted = max(minimum_units, maximum_units) - forecast_units
    return -(-wanted // multiple) * multiple


def erpnext_order_units(projected_units: int, reorder_level: int, reorder_units: int) -> int:
    """At or below the reorder level: the reorder quantity, or what lacks where that is more."""
    if projected_units > reorder_level:
        return 0
    return max(reorder_units, reorder_level - projected_units)
