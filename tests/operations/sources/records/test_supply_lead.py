"""Lead times by supplier and mode of transport, from the orders on record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hospital.models import Offer, Order, Product, Supplier
from hospital.models.network import Facility
from operations.core.supply.network import LeadQuantile, OrderLock, PreviousOrder
from operations.models import OrderLine, Plan
from operations.sources.records.supply_lead import FEWEST_ORDERS, LEVELS, Taken
from tests.operations.sources.records.supply_network import DAY, START, ask, notes, placed

pytestmark = pytest.mark.django_db
MODES = st.sampled_from(["", "sea", "air"])
ORDERS = st.lists(st.tuples(MODES, st.booleans(), st.integers(1, 400)), max_size=24)


def taken(orders):
    return Taken(("ACME", each) for each in orders)


@settings(max_examples=60, deadline=None)
@given(orders=ORDERS)
def test_where_no_mode_is_recorded_or_asked_all_orders_of_the_supplier_count_as_before(orders):
    found, plain = taken(orders), taken([("", came, days) for _, came, days in orders])

    assert found.within("ACME", "") == plain.within("ACME", "")
    # What is not recorded may have come by air: while nothing says otherwise it counts.
    assert plain.within("ACME", "air") == plain.within("ACME", "")


@settings(max_examples=60, deadline=None)
@given(orders=ORDERS)
def test_another_modes_orders_never_say_how_long_a_mode_takes(orders):
    without_sea = [order for order in orders if order[0] != "sea"]

    assert taken(orders).within("ACME", "air") == taken(without_sea).within("ACME", "air")


@settings(max_examples=60, deadline=None)
@given(orders=ORDERS)
def test_enough_orders_of_a_mode_speak_for_it_alone_and_weeks_grow_with_the_level(orders):
    found = taken(orders).within("ACME", "air")
    own = [order for order in orders if order[0] == "air"]

    if sum(came for _, came, _ in own) >= FEWEST_ORDERS:
        assert found == taken(own).within("ACME", "air") != {}
    assert sorted(found) in ([], list(LEVELS))
    assert sorted(found.values()) == list(found.values())
    assert bool(found) or sum(c for m, c, _ in orders if m != "sea") < FEWEST_ORDERS


def flown(north, days, **offer):
    """Acme also flies, and its orders by air took so many days."""
    acme, insulin = Supplier.objects.get(), Product.objects.get()
    Order.objects.update(mode="Ocean")
    Offer.objects.update(mode="sea")
    for number, took in enumerate(days):
        placed(
            north, number=f"AIR{number}", mode="Air Charter", state="received",
            ordered=START - 90 * DAY, received=START - (90 - took) * DAY,
        )  # fmt: skip
    return Offer.objects.create(
        supplier=acme, product=insulin, price_cents=1_500, mode="air", **offer
    )


def by_mode(north):
    return {offer.mode: offer for offer in ask(north).problem.offers}


def test_one_supplier_has_a_lead_time_for_each_mode(north):
    flown(north, [2, 3, 3, 6, 10], emergency=True)

    sea, air = by_mode(north)["sea"], by_mode(north)["air"]

    assert (sea.lead_weeks, air.lead_weeks) == (3, 1)
    assert air.lead_quantiles[-1] == LeadQuantile(0.95, 2)
    assert (sea.emergency, air.emergency) == (False, True)


@pytest.mark.parametrize(
    ("supplier", "offer", "weeks"), [(None, None, 12), (70, None, 10), (70, 14, 2), (None, 0, 0)]
)
def test_of_a_mode_without_history_the_offers_days_then_the_suppliers_are_planned_with(
    north, supplier, offer, weeks
):
    flown(north, [], lead_time_days=offer)
    Supplier.objects.update(lead_time_days=supplier)

    assert by_mode(north)["air"].lead_weeks == weeks
    assert by_mode(north)["sea"].lead_weeks == 3
    assert ("no_lead_time" in notes(north)) == (weeks == 12)


def test_an_order_on_its_way_takes_as_long_as_its_mode(north):
    flown(north, [2, 3, 3, 6, 10])
    placed(north, number="NOW", mode="air", ordered=START - 1 * DAY)
    placed(north, number="SLOW", mode="ocean", ordered=START - 1 * DAY)

    weeks = {order.id: order.arrival_week for order in ask(north).problem.on_the_way}

    assert weeks == {"NOW": 1, "SLOW": 3}


@pytest.mark.parametrize(("kept", "now"), [("air", "air"), ("sea", "sea"), ("", "sea")])
def test_a_line_of_before_the_modes_is_the_usual_offers(north, kept, now):
    flown(north, [2, 3, 3, 6, 10], emergency=True)
    plan = Plan.objects.create(
        family="supply", scope="NORTH", network=north, start=START, days=84, state="published",
        version=1, problem=b"x", answer=b"x",
    )  # fmt: skip
    OrderLine.objects.create(
        plan=plan, supplier=Supplier.objects.get(), product=Product.objects.get(), mode=kept,
        facility=Facility.objects.get(code="DEP"), order_date=START, packs=5, units=50,
        price_cents=1, cost_cents=5, locked=True,
    )  # fmt: skip

    problem = ask(north).problem

    assert problem.previous == (PreviousOrder("ACME", "INS", 0, 5, now),)
    assert problem.order_locks == (OrderLock("ACME", "INS", 0, 5, now),)
