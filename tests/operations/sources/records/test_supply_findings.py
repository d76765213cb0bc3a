"""Bad supply records are named with their remedy; decisions and locks are followed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hospital.models import (
    Facility,
    Network,
    Offer,
    Order,
    Product,
    StockLot,
    Supplier,
    Vehicle,
)
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.network import (
    DeliveryLock,
    OrderLock,
    PreviousDelivery,
    PreviousOrder,
)
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from operations.models import DeliveryLine, OrderLine, Plan, RulePolicy, Run
from operations.sources.records import supply
from tests.operations.sources.records.supply_network import (
    DAY,
    START,
    ask,
    budget,
    placed,
)

pytestmark = pytest.mark.django_db


def _spoil(code):
    """Make one record of the good network wrong."""
    depot, insulin = Facility.objects.get(code="DEP"), Product.objects.get()
    centre = Facility.objects.filter(code="CENT")
    network = Network.objects.get()
    lots = StockLot.objects.filter(facility=depot)
    spoil = {
        "expired_lot": lambda: lots.update(expiry=START - DAY),
        "no_offer": lambda: Offer.objects.update(valid_until=START - DAY),
        "offer_unusable": lambda: Offer.objects.update(price_cents=0),
        "offer_unusable other_pack": lambda: Product.objects.update(pack_size=5),
        "no_lead_time": lambda: Order.objects.all().delete(),
        "not_supplied": lambda: centre.update(supplied_by=None),
        "no_coordinates": lambda: centre.update(latitude=None),
        "out_of_reach": lambda: centre.update(latitude=44.0),
        "no_fridge": lambda: centre.update(fridge_litres=0),
        "no_vehicle": lambda: Vehicle.objects.all().delete(),
        "order_overdue": lambda: placed(network, expected=START - 3 * DAY),
        "order_elsewhere": lambda: placed(network, facility=centre.get()),
        "budget_overspent": lambda: (placed(network), budget(network, 7_000)),
        "rule_unknown": lambda: _decide(network, "no_such_rule", "soft"),
        "rule_stays_hard": lambda: _decide(network, "whole_packs", "soft"),
        "second_depot": lambda: Facility.objects.create(
            network=network, code="DEP2", name="Depot 2", kind="depot"
        ),
        "lock_without_offer": lambda: (
            _published(network, insulin),
            Offer.objects.update(valid_until=START - DAY),
        ),
    }
    spoil[code]()


def _decide(network, rule, kind, **changes):
    RulePolicy.objects.create(network=network, family="supply", rule=rule, kind=kind, **changes)


@pytest.mark.parametrize(
    ("code", "record", "remedy"),
    [
        ("expired_lot", "lot DEP/INS/B7", "Take it out of stock"),
        ("no_offer", "product INS", "Enter an offer"),
        ("offer_unusable", "offer ACME/INS", "Enter the price"),
        ("offer_unusable other_pack", "offer ACME/INS", "10 × Vial, and its product is planned"),
        ("no_lead_time", "supplier ACME", "Enter the supplier's lead time"),
        ("not_supplied", "facility CENT", "Enter DEP as its depot"),
        ("no_coordinates", "facility CENT", "Enter both"),
        ("out_of_reach", "facility CENT", "Check its coordinates"),
        ("no_fridge", "facility CENT", "Enter the fridges"),
        ("no_vehicle", "facility DEP", "Enter its vehicles"),
        ("order_overdue", "order PO1", "Ask the supplier"),
        ("order_elsewhere", "order PO1", "Enter it as stock"),
        ("budget_overspent", "budget STATE from 2026-10-24", "Raise it"),
        ("rule_unknown", "rule no_such_rule", "Correct or delete"),
        ("rule_stays_hard", "rule whole_packs", "Correct or delete"),
        ("second_depot", "facility DEP2", "network of its own"),
        ("lock_without_offer", "order line ACME/INS", "Renew the offer"),
    ],
)
def test_a_bad_record_is_named_with_its_remedy_and_the_rest_is_planned(north, code, record, remedy):
    _spoil(code)

    asked = ask(north)

    found = [note for note in asked.notes if note.code == code.partition(" ")[0]]
    assert [note.record for note in found] == [record]
    assert remedy in found[0].sentence
    outcome = solve(asked.problem, Options(seconds=0.3))
    assert judge(asked.problem, outcome.plan).hard == 0


def test_whoever_cannot_be_reached_shows_its_shortage(north):
    _spoil("out_of_reach")

    outcome = solve(ask(north).problem, Options(seconds=0.3))

    lacking = sum(s.units for s in outcome.plan.shortages if s.facility == "CENT")
    assert lacking == 6
    assert all(s.facility == "CENT" for s in outcome.plan.shortages)


def test_a_networks_decisions_about_rules_are_followed(north):
    _decide(north, "holding", "soft", weight=7)
    _decide(north, "waste", "soft", active=False)

    assert ask(north).problem.policies == {
        "holding": Policy(Kind.SOFT, 7), "waste": Policy(Kind.SOFT, 1, active=False),
    }  # fmt: skip


def _published(network, product):
    run = Run.objects.create(
        network=network, kind="supply", scope="NORTH", for_date=START, start=START, days=84
    )
    plan = Plan.objects.create(
        run=run, network=network, family="supply", scope="NORTH", version=1,
        start=START - 7 * DAY, days=84, status="feasible", state="published", problem=b"",
        answer=b"",
    )  # fmt: skip
    facilities = {f.code: f for f in Facility.objects.all()}
    line = {"plan": plan, "product": product, "packs": 10, "units": 100, "locked": True}
    OrderLine.objects.create(
        **line, supplier=Supplier.objects.get(), facility=facilities["DEP"], approved_packs=15,
        order_date=START, price_cents=1_005, cost_cents=10_050,
    )  # fmt: skip
    for lot in ("B7", "B8"):
        DeliveryLine.objects.create(
            **line, origin=facilities["DEP"], destination=facilities["HOSP"], lot=lot,
            date=START + 8 * DAY,
        )  # fmt: skip
    return plan


def test_locked_lines_of_the_published_plan_are_locks_of_the_new_one(north):
    plan = _published(north, Product.objects.get())
    old = OrderLine.objects.get()
    OrderLine.objects.create(
        plan=plan, supplier=old.supplier, product=old.product, facility=old.facility, packs=5,
        units=50, order_date=START - 7 * DAY, price_cents=1, cost_cents=5, locked=True,
    )  # fmt: skip

    problem = ask(north).problem

    # What was to be ordered last week is past; the approved packs count, lots count together.
    assert problem.order_locks == (OrderLock("ACME", "INS", 0, 15),)
    assert problem.previous == (PreviousOrder("ACME", "INS", 0, 15),)
    assert problem.delivery_locks == (DeliveryLock("HOSP", "INS", 1, 20),)
    assert problem.previous_deliveries == (PreviousDelivery("HOSP", "INS", 1, 20),)
    assert problem.previous_weeks == 11  # twelve weeks from the week before
    assert judge(problem, solve(problem, Options(seconds=0.3)).plan).hard == 0


def test_drafts_and_open_lines_lock_nothing(north):
    plan = _published(north, Product.objects.get())
    OrderLine.objects.update(locked=False)
    DeliveryLine.objects.update(locked=False)

    problem = ask(north).problem
    assert (problem.order_locks, problem.delivery_locks) == ((), ())
    assert (len(problem.previous), len(problem.previous_deliveries)) == (1, 1)
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    without = replace(problem, previous=(), previous_deliveries=(), previous_weeks=0)
    assert without == ask(north).problem


def test_planned_orders_keep_their_week_when_the_plan_moves_on(north):
    weeks = {(START.toordinal() // 7 + w) % 4 for w in ask(north).problem.order_weeks[1:]}

    assert weeks == {0}
    assert ask(north).problem.order_weeks[0] == 0


def test_a_network_without_a_depot_has_nothing_to_plan(north):
    Facility.objects.filter(code="DEP").update(active=False)

    assert supply.scopes(north) == []
    with pytest.raises(Facility.DoesNotExist, match="no active depot"):
        ask(north)
