"""A network of one depot, one hospital and one health centre, and what may be wrong in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.models import ForecastRun
from hospital.models import (
    Consumption,
    Facility,
    Offer,
    Product,
    Supplier,
    Vehicle,
)
from operations.core import snapshot
from operations.core.outcome import Options
from operations.core.supply.network import Budget as CoreBudget
from operations.core.supply.network import (
    LeadQuantile,
    Tier,
    Ven,
)
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.solve import solve
from operations.sources.records import supply
from operations.sources.records.supply_lead import lead_weeks
from tests.operations.sources.records.supply_network import (
    DAY,
    START,
    ask,
    budget,
    notes,
    placed,
)

pytestmark = pytest.mark.django_db


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
        LeadQuantile(0.5, 2), LeadQuantile(0.8, 3), LeadQuantile(0.9, 5), LeadQuantile(0.95, 5),
    )  # fmt: skip


def test_an_emergency_desk_is_a_supplier_of_its_own_and_prices_nothing_else(north):
    usual = Offer.objects.select_related("product").first()
    before = {p.id: p.unit_price_cents for p in ask(north).problem.products}
    desk = Supplier.objects.create(code="DESK", name="Desk", lead_time_days=7, emergency=True)
    Offer.objects.create(supplier=desk, product=usual.product, price_cents=1)

    problem = ask(north).problem

    assert {o.supplier: o.emergency for o in problem.offers} == {
        **{o.supplier: False for o in problem.offers},
        "DESK": True,
    }
    assert {p.id: p.unit_price_cents for p in problem.products} == before


def test_an_order_that_is_still_waited_for_makes_its_supplier_no_quicker(north):
    received = [7, 14, 14, 21, 35]

    assert [lead_weeks(level, received, []) for level in (0.2, 0.8, 0.81)] == [1, 3, 5]
    # One more that has not come within 30 days: two thirds had come within 21, not four of five.
    assert lead_weeks(0.8, received, [30]) == 5


def test_need_is_whole_units_that_keep_the_forecasts_running_total(north):
    demands = {d.facility: d for d in ask(north).problem.demands}

    assert demands["HOSP"].expected_units == (10,) * 12
    assert demands["HOSP"].quantile_units == (15,) * 12  # vital: the 95 % quantile
    assert demands["HOSP"].service_level == 0.95
    assert sum(demands["CENT"].expected_units) == 6  # half a unit a week is not none
    assert max(demands["CENT"].expected_units) == 1


def test_what_is_used_now_and_then_is_never_taken_for_certain(north):
    demands = {d.facility: d for d in ask(north).problem.demands}

    # Half a unit a week for twelve weeks: 6, and 1.645 times the root of 6 for single units.
    assert demands["CENT"].interval_quantile_units == 11
    assert demands["CENT"].interval_weeks == 12
    assert demands["HOSP"].interval_quantile_units is None


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
    order = placed(north, expected=START + 15 * DAY)

    [way] = ask(north).problem.on_the_way
    assert (way.id, way.packs, way.arrival_week) == (order.number, 8, 3)
    assert way.expiry_day == 21 + 730


def test_an_order_without_a_date_takes_the_suppliers_planned_lead_time(north):
    placed(north)

    # Ordered 10 days ago. With it 79 % had come within 21 days, 80 % within 35: five weeks are
    # planned, so in 25 days, in time for week 4.
    [way] = ask(north).problem.on_the_way
    assert way.arrival_week == 4


def test_a_budget_is_what_orders_placed_within_it_have_left(north):
    placed(north)
    budget(north, 20_000)
    budget(north, 30_000, START + 49 * DAY, START + 200 * DAY)

    # 8 packs of 10.00 are spent; days 0 to 48 hold the first days of weeks 0 to 6.
    assert ask(north).problem.budgets == (
        CoreBudget("STATE", 0, 7, 12_000), CoreBudget("STATE", 7, 12, 30_000),
    )  # fmt: skip


def test_what_was_ordered_since_the_plans_first_day_is_spent_when_it_is_made_again(north):
    placed(north, ordered=START + 2 * DAY)
    budget(north, 20_000)
    budget(north, 30_000, START + 49 * DAY, START + 200 * DAY)
    assert [each.cents for each in ask(north).problem.budgets] == [12_000, 30_000]


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
