"""How an order travels: planned, said, changed, ordered and written in files."""

import csv
import io

import pytest
from django.utils import translation

from hospital.errors import ApplicationError
from hospital.models import Offer, Order, Supplier
from operations import export_rows
from operations.exports import procurement
from operations.models import LineState, OrderLine
from operations.selectors import plan_core, plan_difference
from operations.services import OrderChange, orders_change, orders_step
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(north):
    """Acme sends by sea, by road at a higher price, and Beta does not say how."""
    found = SmallSupply(north)
    Offer.objects.filter(supplier__code="ACME").update(mode="sea")
    Order.objects.filter(supplier__code="ACME").update(mode="Ocean")
    acme = Offer.objects.get(supplier__code="ACME")
    Offer.objects.create(
        supplier=acme.supplier, product=acme.product, price_cents=9_000, mode="road",
        lead_time_days=10,
    )  # fmt: skip
    return found


@pytest.fixture
def plan(supply):
    return supply.plan("draft")


def change(plan, supply, **values):
    return orders_change(
        plan=plan, changes=[OrderChange(line(plan).pk, values)], actor=supply.samir,
        base_version=plan.edit_version,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "By sea, 3 weeks."), ("fr", "Par mer, 3\xa0semaines."), ("ar", "البحر")],
)
def test_a_line_says_how_it_travels_and_how_long_in_the_readers_language(plan, language, said):
    with translation.override(language):
        reason = str(OrderLine.objects.get(pk=line(plan).pk).reason)

    assert said.replace("\xa0", " ") in reason.replace("\xa0", " ")
    assert line(plan).mode == "sea"


def test_another_way_of_the_same_supplier_has_its_price_and_its_time(plan, supply):
    effect = change(plan, supply, mode="road")

    row = line(plan)
    assert (row.mode, row.price_cents) == ("road", 9_000)
    assert (row.arrival_date - row.order_date).days == 14
    assert plan_core(plan)[2] == effect.report_after  # read whole, the same is said


def test_an_approval_of_before_the_modes_is_kept(plan, supply):
    row = line(plan)
    orders_step(plan=plan, lines=[row.pk], to=LineState.APPROVED, actor=supply.samir,
                base_version=plan.edit_version, packs={row.pk: row.packs + 4},
                reason="fair")  # fmt: skip
    OrderLine.objects.update(mode="")
    type(plan).objects.update(state="published")

    kept = OrderLine.objects.get(plan=supply.plan("draft"), locked=True)

    assert (kept.mode, kept.approved_packs, kept.state) == ("sea", row.packs + 4, "approved")


def test_a_plan_of_before_the_modes_is_compared_by_the_only_way_that_its_supplier_sends(supply):
    Offer.objects.filter(mode="road").delete()
    before = supply.plan()
    OrderLine.objects.filter(plan=before).update(mode="")

    assert plan_difference(supply.plan("draft")).changes == ()


def test_another_supplier_sends_in_its_own_way(plan, supply):
    change(plan, supply, supplier=Supplier.objects.get(code="BETA"))

    assert (line(plan).mode, line(plan).price_cents) == ("", 1_300)


def test_a_way_that_the_supplier_does_not_send_is_refused_with_those_that_it_does(plan, supply):
    with pytest.raises(ApplicationError, match="ACME does not send INS so; choose of: road, sea"):
        change(plan, supply, mode="air")
    assert line(plan).mode == "sea"


def test_the_order_on_record_and_the_file_name_the_way(plan, supply):
    row = line(plan)
    for to in (LineState.APPROVED, LineState.ORDERED):
        orders_step(plan=plan, lines=[row.pk], to=to, actor=supply.samir,
                    base_version=plan.edit_version)  # fmt: skip

    assert Order.objects.get(price_cents=row.price_cents, state="placed").mode == "sea"
    for language, head, said in (("en", "transport", "sea"), ("fr", "transport", "mer")):
        text = procurement.to_csv(export_rows.procurement(plan, language)).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text[:40] else ","))
        at = next(each for each in rows if head in each)
        assert rows[rows.index(at) + 1][at.index(head)] == said
