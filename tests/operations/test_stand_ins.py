"""An equivalent that stands in, from the records to the plan's lines, files and page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from hospital.models import Equivalent, Facility, Offer, Order, Product, StockLot
from operations.core import snapshot
from operations.core.outcome import Options
from operations.core.supply.network import Equivalent as CoreEquivalent
from operations.core.supply.plan import DeliveryLine as CoreDelivery
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.plan import StandIn
from operations.core.supply.solve import solve
from operations.export_rows import distribution
from operations.exports.distribution import to_xlsx
from operations.keeping.supply_stand_ins import StandInsSaid
from operations.models import DeliveryLine, Plan
from operations.selectors import plan_core
from operations.services import assignment_edit
from tests.operations import small_supply
from tests.operations.admin.pages import client_of, read
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import DAY, START, ask, north

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def pens(north: Any) -> Product:
    """Nobody sells insulin; pens that nobody uses lie in the depot, one for two vials."""
    pens = Product.objects.create(
        code="PEN", name="Insulin pen", ven="V", pack_size=10, volume_ml=400, cold_chain=True,
        minimum_life_days=30,
    )  # fmt: skip
    insulin = Product.objects.get(code="INS")
    Equivalent.objects.create(product=insulin, stand_in=pens, units=2, stand_in_units=1,
                              unit_cents=5)  # fmt: skip
    StockLot.objects.create(facility=Facility.objects.get(code="DEP"), product=pens, lot="P1",
                            expiry=START + 300 * DAY, quantity=500)  # fmt: skip
    return pens


def test_what_may_stand_in_is_planned_with_though_nobody_uses_it(north, pens):
    problem = ask(north).problem

    assert {product.id for product in problem.products} == {"INS", "PEN"}
    assert problem.equivalents == (CoreEquivalent("INS", "PEN", 2, 1, 5),)
    assert {demand.product for demand in problem.demands} == {"INS"}


def test_an_equivalent_of_what_nobody_uses_is_not_planned_with(north, pens):
    Equivalent.objects.update(product=pens, stand_in=Product.objects.get(code="INS"))

    assert ask(north).problem.equivalents == ()


@pytest.fixture
def plan(north: Any, pens: Product, monkeypatch: pytest.MonkeyPatch) -> Plan:
    supply = SmallSupply.__new__(SmallSupply)  # which asks for one product alone
    supply.network = north
    Offer.objects.all().delete()
    Order.objects.all().delete()
    StockLot.objects.filter(product__code="INS").update(quantity=60)
    problem = ask(north).problem
    found = solve(problem, Options(seconds=300, by_work=True)).plan
    assert found is not None
    monkeypatch.setitem(small_supply._plans, snapshot.dumps(problem), found)
    return supply.plan()


def test_lines_files_and_page_say_what_stands_in(plan, django_user_model):
    # The hospital uses ten vials a week, sixty of which there are; pens come with them.
    lines = DeliveryLine.objects.filter(destination__code="HOSP", product__code="PEN")
    said = " ".join(str(line.reason) for line in lines)
    assert "of it stand in for" in said
    assert "of Insulin, which lack here." in said
    with translation.override("fr"):
        assert "qui manquent ici" in str(lines[0].reason)

    rows = distribution(plan).stand_ins
    hospital = next(row for row in rows if row.facility_code == "HOSP")
    assert (hospital.product, hospital.stand_in) == ("Insulin", "Insulin pen")
    assert hospital.units == 2 * hospital.stand_in_units > 0
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(distribution(plan))))["Stand-ins"]
    assert "Insulin pen" in {cell.value for row in sheet.iter_rows() for cell in row}

    root = django_user_model.objects.create_superuser("root", password="x")
    page = client_of(root).get(reverse("admin:operations_plan_orders", args=[plan.pk]))
    words = " ".join(read(page).split())
    assert "Equivalents that stand in" in words
    assert "PEN Insulin pen" in words


def told(plan) -> int:
    """Insulin that deliveries to the hospital say that pens stand in for."""
    lines = DeliveryLine.objects.filter(plan=plan, destination__code="HOSP", product__code="PEN")
    return sum(message.facts["units"] for line in lines for message in line.reason.messages)


def standing_in(plan) -> int:
    _problem, answer, _report = plan_core(Plan.objects.get(pk=plan.pk))
    return sum(s.units for s in answer.stand_ins if s.facility == "HOSP")


def test_a_delivery_cut_by_hand_says_what_it_stands_in_for_then(plan, django_user_model):
    root = django_user_model.objects.create_superuser("root", password="x")
    before = told(plan)
    assert before == standing_in(plan) > 0
    lines = DeliveryLine.objects.filter(plan=plan, destination__code="HOSP", product__code="PEN")
    first = lines.order_by("date", "pk").first()
    assignment_edit(row=first, changes={"packs": 0}, actor=root, base_version=plan.edit_version)
    first.refresh_from_db()
    assert str(first.reason) == ""
    assert before > told(plan) == standing_in(plan)


def order(product: str, arrival: int) -> CoreOrder:
    return CoreOrder("acme", product, 0, arrival, 1, 10, 0, 0, f"{product}/{arrival}", 900)


def test_an_order_says_what_its_product_stands_in_for_and_until_when():
    b500, a250 = order("B", 1), order("A", 3)
    plan = CorePlan(
        orders=(b500, a250),
        deliveries=(CoreDelivery("centre", "B", "B/1", 1, 6, 60),),
        stand_ins=tuple(StandIn("centre", "A", "B", week, 60, 30) for week in (0, 1, 2)),
    )
    said = StandInsSaid(plan, {"A": "amoxicillin 250 mg", "B": "amoxicillin 500 mg"}, START)

    assert [str(each) for each in said.of_order(b500)] == [
        "60 of amoxicillin 500 mg stand in for 120 of amoxicillin 250 mg, which the depot lacks "
        "until 14 Dec 2026."
    ]
    assert [str(each) for each in said.of_order(a250)] == [
        "Until it comes, 90 of amoxicillin 500 mg stand in for 180."
    ]
    assert [str(each) for each in said.of_delivery(plan.deliveries[0])] == [
        "60 of it stand in for 120 of amoxicillin 250 mg, which lack here."
    ]


def test_what_comes_no_more_lacks_to_the_plan_s_end():
    b500 = order("B", 1)
    plan = CorePlan(orders=(b500,), stand_ins=(StandIn("centre", "A", "B", 1, 60, 30),))

    [said] = StandInsSaid(plan, {}, START).of_order(b500)

    assert str(said) == "30 of B stand in for 60 of A, which the depot lacks to the plan's end."
