"""What rules count and cost, as it is read."""

from __future__ import annotations

import pytest

from operations.families import FAMILIES
from operations.words.units import MONEY, amount_said, weight_said


@pytest.mark.parametrize(
    ("unit", "amount", "priced", "said"),
    [
        ("packs", 1200, True, "1,200 packs"),
        ("minutes", 30, False, "30 minutes"),
        # Its cost stands beside it: the same money twice would be read as two things.
        ("cents", 123_456, True, "-"),
        ("units x VEN weight x unit price", 500, True, "-"),
        # A hard rule has no price, and how far a budget is exceeded is money.
        ("cents", 123_456, False, "1,234.56"),
    ],
)
def test_an_amount_has_its_unit_and_money_is_said_once(unit, amount, priced, said):
    assert amount_said(unit, amount, priced) == said


@pytest.mark.parametrize(
    ("family", "unit", "weight", "said"),
    [
        ("supply", "packs", 10, "0.10"),
        ("supply", "lines", 100, "1.00"),
        ("supply", "cents", 1, "× 1"),
        ("supply", "units x VEN factor x unit price", 3, "× 3"),
        ("staffing", "minutes", 1000, "1,000"),
    ],
)
def test_a_weight_of_supply_is_money_a_unit_or_how_often_money_counts(family, unit, weight, said):
    assert weight_said(family, unit, weight) == said


def test_units_of_money_are_units_of_rules_of_supply():
    assert {rule.unit for rule in FAMILIES["supply"].rules} >= MONEY
