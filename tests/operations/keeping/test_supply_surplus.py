"""A lot that one facility hands on to another says why: it would expire there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hospital.models import Facility, Product, StockLot
from operations.core.supply.plan import DeliveryLine as CoreDelivery
from operations.core.supply.report import judge
from operations.keeping import supply as keeping
from operations.models import DeliveryLine, Plan
from tests.operations.small_supply import SmallSupply, solved, supply
from tests.operations.sources.records.supply_network import DAY, START, ask, north

__all__ = ["north", "supply"]

pytestmark = pytest.mark.django_db


def test_what_is_handed_on_names_its_expiry_and_the_days_left_where_it_comes(
    supply: SmallSupply,
) -> None:
    StockLot.objects.create(
        facility=Facility.objects.get(code="HOSP"), product=Product.objects.get(), lot="H1",
        expiry=START + 30 * DAY, quantity=900,
    )  # fmt: skip
    problem = ask(supply.network).problem
    made = solved(problem)
    moved = CoreDelivery("CENT", "INS", "HOSP/INS/H1", 1, 2, 20, origin="HOSP")
    made = replace(made, deliveries=(*made.deliveries, moved))
    plan = Plan(network=supply.network, family="supply", scope="NORTH", start=START, days=84)
    rows = keeping.rows(plan, problem, made, judge(problem, made))[DeliveryLine]
    (row,) = [each for each in rows if each.origin.code == "HOSP" and each.lot == "H1"]
    left = (row.expiry - row.date).days
    assert str(row.reason) == (
        "HOSP would not use it up before 23 Dec 2026, when it expires; where it goes there are "
        f"{left} days for it."
    )
    assert all(not each.reason for each in rows if each.origin.code == "DEP")
