"""What lacks all the same, and the order lines that are of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hospital.models import Product
from operations.lacking import LACKS, lines_lacking, products_lacking
from operations.models import Finding, OrderLine, Plan
from tests.operations.small_supply import SmallSupply, plan, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db


def lacks(plan: Plan, product: str, ven: str = "vital", week: int = 1, **facts: Any) -> None:
    said = {"product": product, "ven_word": ven, "week": str(week), "units": "5", "facility": "A"}
    Finding.objects.create(plan=plan, rule=LACKS, kind="medium", facts={**said, **facts})


@pytest.fixture(autouse=True)
def nothing_yet(plan: Plan) -> None:
    Finding.objects.filter(rule=LACKS).delete()


def test_a_product_is_told_once_with_its_weeks_places_and_order_lines(
    plan: Plan, supply: SmallSupply
) -> None:
    insulin = Product.objects.get()
    drip = Product.objects.create(code="DRIP", name="Drip", ven="N")
    lacks(plan, insulin.code, week=3)
    lacks(plan, insulin.code, week=2, facility="B", units="7")
    lacks(plan, drip.code, "necessary", week=1)
    first, second = products_lacking(plan)
    lines = OrderLine.objects.filter(plan=plan).count()
    assert (first.product, first.units, first.places, first.lines) == (insulin, 12, 2, lines)
    assert first.first == plan.start + timedelta(weeks=2)
    assert first.last == plan.start + timedelta(weeks=3)
    assert (second.product, second.lines) == (drip, 0)  # less urgent, though it lacks before


def test_lines_are_found_by_their_own_plan_and_by_what_is_vital(
    plan: Plan, supply: SmallSupply
) -> None:
    Plan.objects.update(state="superseded")
    other = supply.plan()
    Finding.objects.filter(rule=LACKS).delete()
    every = OrderLine.objects.all()
    assert not lines_lacking(every, vital=False).exists()
    lacks(other, Product.objects.get().code, "essential")
    assert {row.plan for row in lines_lacking(every, vital=False)} == {other}
    assert not lines_lacking(every, vital=True).exists()
    lacks(other, Product.objects.get().code, "vital")
    assert {row.plan for row in lines_lacking(every, vital=True)} == {other}
