"""What the logistics systems in use would have ordered: average-consumption rules, as published.

OpenLMIS: LineItemFieldsCalculator and Orderable.packsToOrder (openlmis-requisition,
openlmis-referencedata). mSupply: generate_suggested_quantity (open-msupply). All in units of
issue; months are the reporting period.
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
