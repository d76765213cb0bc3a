"""The reason of an order line adds up, and says what was added or cut."""

from __future__ import annotations

from typing import Any

from operations.core.supply.plan import Bound, OrderReason
from operations.keeping.supply import order_words


def reason(**changes: Any) -> OrderReason:
    usual = {
        "level_units": 1_000, "expected_units": 800, "safety_units": 200, "cover_weeks": 8,
        "usable_units": 300, "on_order_units": 100, "rounding_units": 0, "bound_by": Bound.NEED,
        "openlmis_units": 450, "msupply_units": 0,
    }  # fmt: skip
    return OrderReason(**{**usual, **changes})


def test_level_less_stock_and_orders_is_what_is_missing() -> None:
    said = order_words(reason(), "tablet")
    assert "Level 1,000 tablet = forecast 800 + safety 200 over 8 weeks" in said
    assert "less usable stock 300 and on order 100 leaves 600." in said
    assert said.endswith("The average-consumption rule would order 450.")


def test_what_packs_and_minimum_orders_add_is_said() -> None:
    assert "; 20 more for whole packs." in order_words(reason(rounding_units=20), "vial")
    said = order_words(reason(rounding_units=400, bound_by=Bound.MINIMUM_ORDER), "vial")
    assert "; 400 more for minimum order." in said


def test_what_the_budget_cuts_is_said_as_less() -> None:
    said = order_words(reason(rounding_units=-250, bound_by=Bound.BUDGET), "vial")
    assert "; 250 fewer, decided by budget." in said
