"""The reason of an order line adds up, and says what was added or cut."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from hospital.said import Said
from operations.core.supply.plan import Bound, OrderReason
from operations.keeping.supply import order_said


def words(unit: str, **changes: Any) -> str:
    usual = {
        "level_units": 1_000, "expected_units": 800, "safety_units": 200, "cover_weeks": 8,
        "usable_units": 300, "on_order_units": 100, "rounding_units": 0, "bound_by": Bound.NEED,
        "openlmis_units": 450, "msupply_units": 0,
    }  # fmt: skip
    kept = Said.of(*order_said(OrderReason(**{**usual, **changes}), unit, date(2026, 1, 5))).dumps()
    return str(Said.read(kept))


def test_level_less_stock_and_orders_is_what_is_missing() -> None:
    said = words("tablet")
    assert "Level 1,000 tablet = forecast 800 + safety 200 over 8 weeks" in said
    assert "less usable stock 300 and on order 100 leaves 600." in said
    assert said.endswith("The average-consumption rule would order 450 tablet.")


@pytest.mark.parametrize(
    ("language", "weeks", "counted"),
    [("en", 1, "over 1 week;"), ("fr", 1, "sur 1 semaine ;"), ("ar", 8, "على 8 أسابيع؛"),
     ("ar", 15, "على 15 أسبوعًا؛")],
)  # fmt: skip
def test_weeks_are_counted_as_the_language_does(language: str, weeks: int, counted: str) -> None:
    with translation.override(language):
        assert counted in words("tablet", cover_weeks=weeks)


def test_what_packs_and_minimum_orders_add_is_said() -> None:
    assert "; 20 more for whole packs." in words("vial", rounding_units=20)
    said = words("vial", rounding_units=400, bound_by=Bound.MINIMUM_ORDER)
    assert "; 400 more for minimum order." in said


def test_what_the_budget_cuts_is_said_as_less() -> None:
    said = words("vial", rounding_units=-250, bound_by=Bound.BUDGET)
    assert "; 250 fewer, decided by budget." in said


def test_an_emergency_says_what_it_does_not_wait_for_and_what_that_costs() -> None:
    said = words("vial", bound_by=Bound.EMERGENCY, premium_percent=60, regular_week=3)
    assert said.startswith(
        "An emergency order, 60 % above the usual price: a usual one is there on "
    )
    assert "26 Jan 2026" in said
    last = words("vial", bound_by=Bound.EMERGENCY)
    assert last.startswith("An emergency order: no usual order can be placed any more")
    assert last.endswith("The average-consumption rule would order 450 vial.")


def test_where_two_suppliers_share_a_need_the_first_line_names_the_second() -> None:
    said = words("vial", rounding_units=-250, bound_by=Bound.OTHER_ORDER, other_supplier="OCEAN2")
    assert "leaves 600; the order to OCEAN2 in the same week is for the rest." in said


def test_every_bound_has_its_word() -> None:
    for bound in Bound:
        with translation.override("en"):
            assert str(bound) not in words("vial", rounding_units=1, bound_by=bound) or (
                "_" not in bound
            )
