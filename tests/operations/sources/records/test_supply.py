"""A network of one depot, one hospital and one health centre, and what may be wrong in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forecasting.models import ForecastRun
from hospital.models import (
    Budget,
    Consumption,
    Facility,
    Network,
    Offer,
    Order,
    Product,
    StockLot,
    Supplier,
    Vehicle,
)
from operations.core import snapshot
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.supply.network import Budget as CoreBudget
from operations.core.supply.network import (
    DeliveryLock,
    LeadQuantile,
    OrderLock,
    PreviousOrder,
    Tier,
    Ven,
)
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from operations.models import DeliveryLine, OrderLine, Plan, RulePolicy, Run
from operations.sources.records import supply
from operations.sources.records.supply_buying import lead_weeks

pytestmark = pytest.mark.django_db

START = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def north():
    """Everything in order: insulin is used at both facilities and bought from Acme."""
    network = Network.objects.create(code="NORTH", name="North")
    depot = Facility.objects.create(
        network=network, code="DEP", name="Depot", kind="depot", latitude=34.0, longitude=-5.0
    )
    for code, kind, north in (("HOSP", "provincial", 34.1), ("CENT", "centre", 34.2)):
        Facility.objects.create(
            network=network, code=code, name=code, kind=kind, latitude=north, longitude=-5.0,
            supplied_by=depot, delivery_every_weeks=1 if kind != "centre" else 4, fridge_litres=50,
        )  # fmt: skip
    insulin = Product.objects.create(
        code="INS", name="Insulin", ven="V", pack_size=10, volume_ml=400, cold_chain=True,
        minimum_life_days=30, funding_line="STATE",
    )  # fmt: skip
    acme = Supplier.objects.create(code="ACME", name="Acme", order_cost_cents=500)
    offer = Offer.objects.create(
        supplier=acme, product=insulin, price_cents=1_005, minimum_packs=5, pack_multiple=5
    )
    offer.tiers.create(from_packs=100, price_cents=900)
    for number, days in enumerate((7, 14, 14, 21, 35)):
        ordered = START - 200 * DAY
        Order.objects.create(
            number=f"OLD{number}", supplier=acme, product=insulin, facility=depot, packs=1,
            ordered=ordered, received=ordered + days * DAY, state="received",
        )  # fmt: skip
    StockLot.objects.create(
        facility=depot, product=insulin, lot="B7", expiry=START + 100 * DAY, quantity=500
    )
    Vehicle.objects.create(facility=depot, code="V1", volume_litres=2_000, cold_box_litres=100)
    forecast(network, insulin, {"HOSP": [10.0] * 12, "CENT": [0.5] * 12})
    return network


def forecast(network, product, series):
    run = ForecastRun.objects.create(
        network=network, kind="consumption", as_of=START - DAY, frequency="W-MON", horizon=12,
        model="m",
    )  # fmt: skip
    for code, mean in series.items():
        run.series.create(
            unique_id=f"{code}/{product.code}", facility=Facility.objects.get(code=code),
            product=product, start=START, model="m",
            points={"mean": mean, "q90": [1.2 * m for m in mean], "q95": [1.5 * m for m in mean]},
        )  # fmt: skip


def ask(network, weeks=12):
    return supply.problem(network, network.code, START, 7 * weeks)


def notes(network):
    return {note.code: note for note in ask(network).notes}


def test_a_network_in_order_is_read_without_a_note_and_planned(north):
    asked = ask(north)

    assert asked.notes == ()
    assert supply.scopes(north) == ["NORTH"]
    assert snapshot.loads(snapshot.dumps(asked.problem), Problem) == asked.problem
    outcome = solve(asked.problem, Options(seconds=1))
    report = judge(asked.problem, outcome.plan)
    assert report.hard == 0
    assert report.cost == outcome.cost


def test_places_keep_calendar_hours_and_fridge_in_the_cores_units(north):
    places = {f.id: f for f in ask(north).problem.facilities}

    # START is the ordinal week 105,645; of weeks 0, 4, 8 counted from offset 0, the first here
    # is the one whose number is divisible by four.
    first = -(START.toordinal() // 7) % 4
    assert places["CENT"].delivery_weeks == tuple(range(first, 12, 4))
    assert places["HOSP"].delivery_weeks == tuple(range(12))
    assert places["HOSP"].fridge_ml == 50_000
    assert places["DEP"].delivery_weeks == ()


def test_a_calendar_stays_when_the_plan_moves_on_a_week(north):
    def days(start):
        [centre] = [
            f for f in supply.problem(north, "NORTH", start, 84).problem.facilities
            if f.id == "CENT"
        ]  # fmt: skip
        return {start + 7 * week * DAY for week in centre.delivery_weeks}

    now, later = days(START), days(START + 7 * DAY)

    assert len(now & later) >= 2


def test_products_offers_and_lots_keep_natural_keys(north):
    problem = ask(north).problem

    [product], [offer], [lot] = problem.products, problem.offers, problem.lots
    assert (product.id, product.ven, product.pack_ml) == ("INS", Ven.VITAL, 400)
    assert product.unit_price_cents == 101  # 1005 cents for ten units, rounded up
    assert (offer.minimum_order_packs, offer.pack_multiple, offer.order_cost_cents) == (5, 5, 500)
    assert offer.tiers == (Tier(100, 900),)
    assert (lot.id, lot.facility, lot.units, lot.expiry_day) == ("DEP/INS/B7", "DEP", 500, 100)


def test_lead_times_are_quantiles_of_past_orders(north):
    [offer] = ask(north).problem.offers

    # 7, 14, 14, 21, 35 days: four of five came within 21 days, half within 14, all within 35.
    assert offer.lead_weeks == 3
    assert offer.lead_quantiles == (
        LeadQuantile(0.5, 2), LeadQuantile(0.8, 3), LeadQuantile(0.95, 5),
    )  # fmt: skip


@pytest.mark.parametrize(("level", "weeks"), [(0.2, 1), (0.21, 2), (0.8, 3), (0.81, 5), (1, 5)])
def test_a_lead_time_is_the_least_that_enough_orders_kept(level, weeks):
    assert lead_weeks([7, 14, 14, 21, 35], level) == weeks


def test_need_is_whole_units_that_keep_the_forecasts_running_total(north):
    demands = {d.facility: d for d in ask(north).problem.demands}

    assert demands["HOSP"].expected_units == (10,) * 12
    assert demands["HOSP"].quantile_units == (15,) * 12  # vital: the 95 % quantile
    assert demands["HOSP"].service_level == 0.95
    assert sum(demands["CENT"].expected_units) == 6  # half a unit a week is not none
    assert max(demands["CENT"].expected_units) == 1


def test_without_a_forecast_the_last_months_count_and_a_note_says_so(north):
    ForecastRun.objects.all().delete()
    for day in (date(2026, 9, 1), date(2026, 10, 1)):
        Consumption.objects.create(
            facility=Facility.objects.get(code="HOSP"), product=Product.objects.get(),
            first_day=day, quantity=30,
        )  # fmt: skip

    [demand] = ask(north).problem.demands

    # 60 units in the 60 days from 1 September on are 30.4 a month and 7 a week.
    assert demand.monthly_average_units == pytest.approx(30.44, abs=0.01)
    assert sum(demand.expected_units) == 84
    assert "last three months" in notes(north)["no_forecast"].sentence


def test_an_order_on_the_way_arrives_when_it_is_expected(north):
    order = _placed(north, expected=START + 15 * DAY)

    [way] = ask(north).problem.on_the_way
    assert (way.id, way.packs, way.arrival_week) == (order.number, 8, 3)
    assert way.expiry_day == 21 + 730


def test_an_order_without_a_date_takes_the_suppliers_planned_lead_time(north):
    _placed(north)

    # Ordered 10 days ago, three weeks planned: in 11 days, so in time for week 2.
    [way] = ask(north).problem.on_the_way
    assert way.arrival_week == 2


def _placed(network, **changes):
    values = {
        "number": "PO1", "supplier": Supplier.objects.get(), "product": Product.objects.get(),
        "facility": Facility.objects.get(code="DEP"), "packs": 8, "ordered": START - 10 * DAY,
        "price_cents": 1_000,
    } | changes  # fmt: skip
    return Order.objects.create(**values)


def _budget(network, cents, first=START - 30 * DAY, last=START + 48 * DAY):
    return Budget.objects.create(
        network=network, funding_line="STATE", first_day=first, last_day=last, amount_cents=cents
    )


def test_a_budget_is_what_orders_placed_within_it_have_left(north):
    _placed(north)
    _budget(north, 20_000)
    _budget(north, 30_000, START + 49 * DAY, START + 200 * DAY)

    # 8 packs of 10.00 are spent; days 0 to 48 hold the first days of weeks 0 to 6.
    assert ask(north).problem.budgets == (
        CoreBudget("STATE", 0, 7, 12_000), CoreBudget("STATE", 7, 12, 30_000),
    )  # fmt: skip


def _use(code, day, units):
    Consumption.objects.create(
        facility=Facility.objects.get(code=code), product=Product.objects.get(),
        first_day=day, quantity=units,
    )  # fmt: skip


def test_a_forecast_far_beyond_all_past_use_is_planned_with_twice_that(north):
    # 52 units in the last year are one a week (the last three months had none, nor had the same
    # weeks a year ago): 12 weeks of two a week, and 3 * sqrt(24) + 3 = 17.7 for chance, are
    # believed. The forecast for HOSP expects 120.
    _use("HOSP", date(2026, 4, 1), 52)
    _use("CENT", date(2026, 10, 1), 1)

    demand = next(d for d in ask(north).problem.demands if d.facility == "HOSP")

    assert sum(demand.expected_units) == 42
    assert "1 series, HOSP/INS first" in notes(north)["forecast_beyond_past"].sentence


def test_a_forecast_of_what_a_season_needs_is_believed(north):
    # 10 a week a year ago: the forecast of 10 a week is not doubted.
    _use("HOSP", START - timedelta(days=360), 60)
    _use("CENT", START - timedelta(days=20), 60)

    assert "forecast_beyond_past" not in notes(north)


def test_use_long_ago_is_spread_up_to_the_networks_last_month(north):
    # HOSP had one delivery of 120 in August; CENT shows that there are records to October.
    ForecastRun.objects.all().delete()
    _use("HOSP", date(2026, 8, 1), 120)
    _use("CENT", date(2026, 10, 1), 30)

    demand = next(d for d in ask(north).problem.demands if d.facility == "HOSP")

    # 1 August to 30 days after 1 October: 91 days.
    assert demand.monthly_average_units == pytest.approx(120 * 30.4375 / 91, abs=0.01)


def test_without_vehicles_nobody_needs_coordinates(north):
    Vehicle.objects.all().delete()
    Facility.objects.update(latitude=None, longitude=None)

    asked = ask(north)

    assert "no_coordinates" not in {note.code for note in asked.notes}
    assert all(f.delivery_weeks for f in asked.problem.facilities if f.id != "DEP")


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
        "no_lead_time": lambda: Order.objects.all().delete(),
        "not_supplied": lambda: centre.update(supplied_by=None),
        "no_coordinates": lambda: centre.update(latitude=None),
        "out_of_reach": lambda: centre.update(latitude=44.0),
        "no_fridge": lambda: centre.update(fridge_litres=0),
        "no_vehicle": lambda: Vehicle.objects.all().delete(),
        "order_overdue": lambda: _placed(network, expected=START - 3 * DAY),
        "order_elsewhere": lambda: _placed(network, facility=centre.get()),
        "budget_overspent": lambda: (_placed(network), _budget(network, 7_000)),
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
        ("no_lead_time", "supplier ACME", "Enter the supplier's lead time"),
        ("not_supplied", "facility CENT", "Enter DEP as its depot"),
        ("no_coordinates", "facility CENT", "Enter both"),
        ("out_of_reach", "facility CENT", "Check its coordinates"),
        ("no_fridge", "facility CENT", "Enter their fridges"),
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

    found = [note for note in asked.notes if note.code == code]
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
    assert judge(problem, solve(problem, Options(seconds=0.3)).plan).hard == 0


def test_drafts_and_open_lines_lock_nothing(north):
    plan = _published(north, Product.objects.get())
    OrderLine.objects.update(locked=False)
    DeliveryLine.objects.update(locked=False)

    problem = ask(north).problem
    assert (problem.order_locks, problem.delivery_locks) == ((), ())
    assert len(problem.previous) == 1
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    assert replace(problem, previous=()) == ask(north).problem


def test_a_network_without_a_depot_has_nothing_to_plan(north):
    Facility.objects.filter(code="DEP").update(active=False)

    assert supply.scopes(north) == []
    with pytest.raises(Facility.DoesNotExist, match="no active depot"):
        ask(north)
