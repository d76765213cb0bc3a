"""Deliveries follow an order that a person moves or cuts: shown, written, and on the record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from hospital.models import Offer, Order, Supplier, Vehicle
from operations.core.supply.plan import DeliveryLine as CoreDelivery
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.plan import new_lot
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.keeping import supply as keeping
from operations.keeping.supply_deliveries import lot_said
from operations.models import DeliveryLine, OrderLine, Plan, PlanEvent, RouteStop
from operations.packed import pack
from operations.selectors import plan_core
from operations.services import OrderChange, assignment_edit, orders_change, orders_step
from operations.words.events import event_word
from tests.operations.admin.pages import client_of
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import START, ask, north

__all__ = ["north"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def supply(north):
    """Acme sends in three weeks, or by air in one; Beta in a week."""
    found = SmallSupply(north)
    Offer.objects.update(minimum_packs=1, pack_multiple=1)
    acme = Offer.objects.get(supplier__code="ACME")
    Offer.objects.create(supplier=acme.supplier, product=acme.product, price_cents=2_000,
                         mode="air", lead_time_days=7)  # fmt: skip
    return found


def lot(supplier, week=0, mode=""):
    return new_lot(supplier, mode, "INS", week)


def planned(supply, *, orders=(("BETA", 0, 30),), drops=(), locks=(), **facts):
    """A plan with just these orders (supplier, week, packs) and deliveries (place, week, packs,
    lot): no search decides what it is."""
    Vehicle.objects.all().delete()
    problem = ask(supply.network).problem
    offers = {offer.source: offer for offer in problem.offers}
    bought = []
    for who, week, packs in orders:
        offer = offers[who, ""]
        come, cents = week + offer.lead_weeks, packs * offer.price_cents
        line = CoreOrder(who, "INS", week, come, packs, packs * 10, cents, 0, lot(who, week), 0)
        bought.append(replace(line, expiry_day=7 * come + 730))
    brought = [CoreDelivery(p, "INS", name, w, packs, packs * 10) for p, w, packs, name in drops]
    answer = restate(problem, CorePlan(tuple(bought), tuple(brought)))
    report = judge(problem, answer)
    plan = Plan.objects.create(
        network=supply.network, family="supply", scope="NORTH", version=1, state="draft",
        start=START, days=84, status="feasible", problem=pack(problem), answer=pack(answer),
        cost=report.cost, **facts,
    )  # fmt: skip
    for model, rows in keeping.rows(plan, problem, answer, report).items():
        model.objects.bulk_create(rows)
    OrderLine.objects.update(average_rule_packs=0)
    return plan


def change(plan, supply, number=0, preview=False, **values):
    line = OrderLine.objects.filter(plan=plan).order_by("pk")[number]
    return orders_change(plan=plan, changes=[OrderChange(line.pk, values)], actor=supply.samir,
                         base_version=plan.edit_version, preview=preview)  # fmt: skip


def drops(plan):
    rows = DeliveryLine.objects.filter(plan=plan).select_related("destination").order_by("pk")
    return [(row.destination.code, (row.date - START).days // 7, row.packs, row.lot)
            for row in rows]  # fmt: skip


def broken(report):
    return {v.rule for v in report.violations} & {"stock_conserved", "lock_kept"}


def test_the_offers_are_what_these_tests_say(supply):
    leads = {offer.source: offer.lead_weeks for offer in ask(supply.network).problem.offers}
    assert leads == {("ACME", ""): 3, ("ACME", "air"): 3, ("BETA", ""): 1}


def test_deliveries_follow_to_another_supplier_as_far_as_it_is_in_time(supply):
    plan = planned(supply, drops=[("HOSP", 1, 1, lot("BETA")), ("HOSP", 6, 20, lot("BETA"))])

    effect = change(plan, supply, supplier=Supplier.objects.get(code="ACME"))

    assert drops(plan) == [("HOSP", 1, 1, "B7"), ("HOSP", 6, 20, "ACME/week-0")]
    assert not broken(effect.report_after)
    assert plan_core(plan)[2] == effect.report_after  # read whole, the same is said


def test_the_preview_says_what_keeping_does_and_leaves_everything(supply):
    plan = planned(supply, drops=[("HOSP", 1, 15, lot("BETA")), ("HOSP", 6, 10, lot("BETA"))])
    before, acme = drops(plan), Supplier.objects.get(code="ACME")

    seen = change(plan, supply, preview=True, supplier=acme)

    assert drops(plan) == before
    assert not PlanEvent.objects.exists()
    (follows,) = seen.follows
    assert follows.later_packs > 0
    assert seen.cost_change
    assert change(plan, supply, supplier=acme) == seen


def test_air_brings_what_the_sea_brings_too_late(supply):
    late = planned(supply, orders=[("ACME", 0, 30)], drops=[("HOSP", 5, 30, lot("ACME"))])

    change(late, supply, mode="air")

    assert drops(late) == [("HOSP", 5, 30, "ACME/air-week-0")]
    assert not broken(plan_core(late)[2])


def test_a_cut_order_brings_less_and_the_record_says_what_stood_there(supply):
    plan = planned(supply, drops=[("HOSP", 1, 20, lot("BETA")), ("CENT", 4, 10, lot("BETA"))])

    change(plan, supply, packs=18)

    assert drops(plan) == [
        ("HOSP", 1, 18, "BETA/week-0"),
        ("CENT", 4, 4, "B7"),
        ("HOSP", 1, 2, "B7"),
    ]
    event = PlanEvent.objects.get(action="deliveries followed")
    assert (event.subject, event.actor) == ("Insulin", "samir")
    day = {week: f"{START + timedelta(days=7 * week)}" for week in (1, 4)}
    assert event.before == {
        f"HOSP {day[1]} BETA/week-0": 20, f"CENT {day[4]} BETA/week-0": 10,
    }  # fmt: skip
    assert event.after == {
        f"HOSP {day[1]} BETA/week-0": 18, f"HOSP {day[1]} B7": 2, f"CENT {day[4]} B7": 4,
    }  # fmt: skip
    assert PlanEvent.objects.filter(plan=plan).first().action == "edited"  # the latest


def test_what_is_approved_with_fewer_packs_brings_less(supply):
    plan = planned(supply, drops=[("HOSP", 1, 30, lot("BETA"))])
    row = OrderLine.objects.get(plan=plan)

    effect = orders_step(plan=plan, lines=[row.pk], to="approved", packs={row.pk: 12},
                         actor=supply.samir, base_version=0, reason="price")  # fmt: skip

    assert sum(packs for *_, packs, name in drops(plan) if name == "BETA/week-0") == 12
    assert not broken(effect.report_after)
    assert plan_core(plan)[2] == effect.report_after


def test_a_locked_delivery_keeps_its_packs(supply):
    plan = planned(supply, drops=[("HOSP", 1, 5, lot("BETA")), ("CENT", 4, 2, lot("BETA"))])
    DeliveryLine.objects.filter(plan=plan, destination__code="HOSP").update(locked=True)

    effect = change(plan, supply, supplier=Supplier.objects.get(code="ACME"))

    kept = DeliveryLine.objects.get(plan=plan, destination__code="HOSP")
    assert (kept.packs, kept.lot, kept.locked) == (5, "B7", True)
    assert not broken(effect.report_after)


def test_one_locked_lot_of_a_delivery_fixes_what_comes_in_all(supply):
    plan = planned(supply, drops=[("HOSP", 1, 5, lot("BETA")), ("HOSP", 1, 3, "DEP/INS/B7")])
    DeliveryLine.objects.filter(plan=plan, lot="B7").update(locked=True)

    assert not broken(plan_core(plan)[2])
    Plan.objects.update(state="published")
    (lock,) = ask(supply.network).problem.delivery_locks
    assert (lock.facility, lock.week, lock.packs) == ("HOSP", 1, 8)


def test_lots_of_two_suppliers_of_one_week_are_told_apart(supply):
    """Both come in week 5 for one place in one week: the lines said "week-0" of each."""
    plan = planned(supply, orders=[("ACME", 0, 8), ("BETA", 0, 4)],
                   drops=[("HOSP", 6, 8, lot("ACME")), ("HOSP", 6, 4, lot("BETA"))])  # fmt: skip

    assert drops(plan) == [("HOSP", 6, 8, "ACME/week-0"), ("HOSP", 6, 4, "BETA/week-0")]
    _, answer, report = plan_core(plan)
    assert {line.lot: line.packs for line in answer.deliveries} == {lot("ACME"): 8, lot("BETA"): 4}
    assert not broken(report)


def test_lines_of_before_lots_had_their_supplier_are_still_told_apart(supply):
    plan = planned(supply, orders=[("ACME", 0, 8), ("BETA", 0, 4)],
                   drops=[("HOSP", 6, 8, lot("ACME")), ("HOSP", 6, 4, lot("BETA")),
                          ("CENT", 8, 1, "DEP/INS/B7")])  # fmt: skip
    DeliveryLine.objects.exclude(lot="B7").update(lot="week-0")

    _, answer, report = plan_core(plan)

    assert {line.lot: line.packs for line in answer.deliveries} == {
        lot("ACME"): 8, lot("BETA"): 4, "DEP/INS/B7": 1,
    }  # fmt: skip
    assert not broken(report)


def test_orders_that_change_places_in_one_step_change_their_lots(supply):
    plan = planned(supply, orders=[("BETA", 0, 8), ("BETA", 4, 4)],
                   drops=[("HOSP", 6, 8, lot("BETA")), ("CENT", 8, 2, lot("BETA", 4))])  # fmt: skip
    first, second = OrderLine.objects.filter(plan=plan).order_by("pk")
    acme = Supplier.objects.get(code="ACME")

    effect = orders_change(
        plan=plan, actor=supply.samir, base_version=0,
        changes=[OrderChange(first.pk, {"supplier": acme}),
                 OrderChange(second.pk, {"order_date": START})],
    )  # fmt: skip

    assert drops(plan) == [("HOSP", 6, 8, "ACME/week-0"), ("CENT", 8, 2, "BETA/week-0")]
    assert not broken(effect.report_after)
    assert plan_core(plan)[2] == effect.report_after


def test_moved_there_and_back_everything_is_where_it_was(supply):
    plan = planned(supply, drops=[("HOSP", 6, 20, lot("BETA"))])
    before = drops(plan)

    for code in ("ACME", "BETA"):
        change(plan, supply, supplier=Supplier.objects.get(code=code))

    assert drops(plan) == before


def test_the_trucks_unload_what_then_comes(supply):
    plan = supply.plan("draft")
    before = sum(stop.load_litres for stop in RouteStop.objects.filter(plan=plan))
    assert before > 0

    change(plan, supply, packs=1)

    _, answer, _ = plan_core(plan)
    loads = sum(v.volume_ml for route in answer.routes for v in route.visits) / 1000
    assert sum(s.load_litres for s in RouteStop.objects.filter(plan=plan)) == pytest.approx(loads)
    drop = DeliveryLine.objects.filter(plan=plan, packs__gt=1).first()
    assignment_edit(row=drop, changes={"packs": 1}, actor=supply.samir,
                    base_version=plan.edit_version)  # fmt: skip
    _, answer, _ = plan_core(plan)
    now = sum(v.volume_ml for route in answer.routes for v in route.visits) / 1000
    assert sum(s.load_litres for s in RouteStop.objects.filter(plan=plan)) == pytest.approx(now)


def test_an_order_is_changed_by_the_service_that_lets_deliveries_follow(supply):
    row = OrderLine.objects.filter(plan=planned(supply)).first()
    with pytest.raises(TypeError, match="orders_change"):
        assignment_edit(row=row, changes={"packs": 1}, actor=supply.samir, base_version=0)


def test_another_suppliers_way_is_on_the_record_beside_the_supplier(supply):
    Offer.objects.filter(supplier__code="BETA").update(mode="road")
    Order.objects.filter(supplier__code="BETA").update(mode="road")
    Offer.objects.filter(supplier__code="ACME", mode="").update(mode="sea")
    plan = supply.plan("draft")
    row = OrderLine.objects.filter(plan=plan).order_by("pk").first()
    other = "BETA" if row.supplier.code == "ACME" else "ACME"

    change(plan, supply, supplier=Supplier.objects.get(code=other))

    event = PlanEvent.objects.get(plan=plan, action="edited")
    assert event.before["mode"] == row.mode
    assert event.after["mode"] == OrderLine.objects.get(pk=row.pk).mode != row.mode


@pytest.mark.parametrize(
    ("language", "said", "event"),
    [
        ("en", "Deliveries of Insulin: 20 packs from another lot.", "deliveries adapted"),
        ("fr", "Livraisons de Insulin : 20 boîtes d'un autre lot.", "livraisons adaptées"),
        ("ar", "دفعة أخرى", "تعديل التسليمات"),
    ],
)
def test_what_follows_is_said_in_the_readers_language(supply, language, said, event):
    plan = planned(supply, drops=[("HOSP", 6, 20, lot("BETA"))])
    (follows,) = change(plan, supply, supplier=Supplier.objects.get(code="ACME")).follows
    with translation.override(language):
        assert said in str(follows.message).replace("\xa0", " ").replace("’", "'")
        assert event_word("deliveries followed") == event


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "ACME (sea), Mon 30 Nov"),
        ("fr", "ACME (mer), lun. 30 nov."),
        ("ar", "ACME (البحر)، "),
    ],
)
def test_a_lot_that_is_not_ordered_yet_is_said_by_its_order(language, said):
    with translation.override(language):
        assert said in lot_said("ACME/sea-week-1", START)
        assert lot_said("BETA/week-0", START).startswith(("BETA, ", "BETA، "))
        assert lot_said("B7", START) == "B7"
        assert lot_said("sea-week-1", START) == "sea-week-1"  # of before


def test_the_api_says_and_does_the_same(supply):
    plan = planned(supply, drops=[("HOSP", 6, 20, lot("BETA"))])
    row, client = OrderLine.objects.get(plan=plan), client_of(supply.samir)

    def patched(query=""):
        return client.patch(
            f"/api/order-lines/{row.pk}/{query}", {"supplier": "ACME"},
            content_type="application/json", headers={"If-Match": f'"v{plan.edit_version}"'},
        )  # fmt: skip

    (follows,) = patched("?preview=1").json()["effect"]["follows"]
    assert (follows["code"], follows["other_lot_packs"], follows["later_packs"]) == ("INS", 20, 0)
    assert follows["sentence"] == "Deliveries of Insulin: 20 packs from another lot."
    assert drops(plan) == [("HOSP", 6, 20, "BETA/week-0")]

    assert patched().status_code == 200
    assert drops(plan) == [("HOSP", 6, 20, "ACME/week-0")]
