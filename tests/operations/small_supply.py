"""A network with two suppliers, a procurement plan made in a moment, and who may change it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from hospital.models import Membership, Network, Offer, Order, Product, Role, StockLot, Supplier
from operations.core import snapshot
from operations.core.outcome import Options
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from operations.keeping import supply as keeping
from operations.models import OrderLine, Plan
from operations.packed import pack
from tests.operations.sources.records.supply_network import DAY, START, ask

_plans: dict[bytes, CorePlan] = {}


def solved(problem: Problem) -> CorePlan:
    """The plan; a question asked before is not waited for again."""
    asked = snapshot.dumps(problem)
    if asked not in _plans:
        found = solve(problem, Options(seconds=0.5)).plan
        assert found is not None
        _plans[asked] = found
    return _plans[asked]


class SmallSupply:
    """samir orders for the network, vera reads only, carla orders for another network."""

    def __init__(self, north: Network) -> None:
        self.network = north
        other = Supplier.objects.create(code="BETA", name="Beta", order_cost_cents=700)
        insulin = Product.objects.get()
        Offer.objects.create(supplier=other, product=insulin, price_cents=1_300, minimum_packs=1)
        for number, days in enumerate((7, 7, 7, 7, 7)):
            ordered = START - 200 * DAY
            Order.objects.create(
                number=f"BETA{number}", supplier=other, product=insulin,
                facility=north.facilities.get(code="DEP"), packs=1, ordered=ordered,
                received=ordered + days * DAY, state="received",
            )  # fmt: skip
        south = Network.objects.create(code="SOUTH", name="South")
        self.samir, self.vera, self.carla = (
            User.objects.create_user(name, is_staff=True) for name in ("samir", "vera", "carla")
        )
        for person, network, role in (
            (self.samir, north, Role.SUPPLY),
            (self.vera, north, Role.VIEWER),
            (self.carla, south, Role.SUPPLY),
        ):
            Membership.objects.create(user=person, network=network, role=role)
        StockLot.objects.update(quantity=60)

    def plan(self, state: str = "published", **facts: Any) -> Plan:
        """As it is planned from the records as they stand."""
        problem = ask(self.network).problem
        found = solved(problem)
        report = judge(problem, found)
        last = Plan.objects.filter(scope="NORTH").count()
        plan = Plan.objects.create(
            network=self.network, family="supply", scope="NORTH", version=last + 1, state=state,
            start=START, days=84, status="feasible", problem=pack(problem), answer=pack(found),
            cost=report.cost, **facts,
        )  # fmt: skip
        for model, rows in keeping.rows(plan, problem, found, report).items():
            model.objects.bulk_create(rows)
        return plan


def line(plan: Plan) -> OrderLine:
    found = OrderLine.objects.filter(plan=plan).order_by("order_date", "pk").first()
    assert found is not None
    return found


@pytest.fixture
def supply(north: Network) -> SmallSupply:
    return SmallSupply(north)


@pytest.fixture
def plan(supply: SmallSupply) -> Plan:
    return supply.plan()
