"""Products, use, stock and orders: what a supply officer would recognise."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.db.models import Avg, F, Sum

from hospital.demo.catalogue import CATALOGUE, PROFILES
from hospital.demo.consumption import censor
from hospital.demo.products import OCEAN1, lead_days
from hospital.models import (
    Budget,
    Consumption,
    Facility,
    Offer,
    Order,
    Product,
    StockLot,
    Vehicle,
)
from tests.hospital.demo.conftest import TODAY


def test_the_catalogue_has_three_hundred_products_with_unique_codes():
    assert len({item.code for item in CATALOGUE}) == len(CATALOGUE) >= 300
    assert all(len(item.atc) <= 7 for item in CATALOGUE)
    assert {item.ven for item in CATALOGUE} == {"V", "E", "N"}
    assert {item.profile.line for item in CATALOGUE} == {p.line for p in PROFILES.values()}


def test_weeks_begin_on_monday_follow_each_other_and_are_over(region):
    days = list(Consumption.objects.values_list("first_day", flat=True).distinct())
    assert {day.weekday() for day in days} == {0}
    assert max(days) + timedelta(days=7) <= TODAY
    assert (max(days) - min(days)).days == 7 * (len(set(days)) - 1)


def test_a_stock_out_hides_demand(region):
    """Within a series, weeks with five or more days out of stock show less than half."""
    weeks = Consumption.objects.filter(facility__network=region)
    normal = {
        (f, p): mean
        for f, p, mean in weeks.filter(stockout_days=0)
        .values_list("facility", "product")
        .annotate(mean=Avg("quantity"))
    }
    short = weeks.filter(stockout_days__gte=5)
    ratios = [
        used / normal[f, p]
        for f, p, used in short.values_list("facility", "product", "quantity")
        if normal.get((f, p), 0) > 20
    ]
    assert len(ratios) > 30
    assert np.mean(ratios) < 0.5


def test_censoring_keeps_all_demand_while_there_is_stock_and_none_without():
    demand = np.full((2, 400), 100)
    used, days = censor(np.random.default_rng(1), demand, np.array([0.0, 0.2]))
    assert (days[0] == 0).all()
    assert (used[0] == 100).all()
    assert days[1].max() == 7
    assert (used[1][days[1] == 7] == 0).all()
    assert (used[1] <= 100).all()


def test_health_centres_keep_less_than_hospitals(region):
    kept = {
        facility.kind: Consumption.objects.filter(facility=facility)
        .values("product")
        .distinct()
        .count()
        for facility in Facility.objects.filter(network=region).exclude(kind="depot")
    }
    assert kept["centre"] < 0.7 * kept["university"]


def test_lead_times_by_sea_have_a_long_tail():
    days = lead_days(np.random.default_rng(3), np.full(20_000, OCEAN1))
    assert 98 <= np.median(days) <= 104
    assert 270 <= np.percentile(days, 95) <= 290


def test_orders_are_received_or_on_their_way(region):
    orders = Order.objects.filter(facility__network=region)
    assert not orders.filter(state="received", received=None).exists()
    assert not orders.filter(received__gte=TODAY).exists()
    placed = orders.filter(state="placed")
    assert placed.count() > 20
    assert not placed.filter(expected__lt=TODAY).exists()


def test_every_product_has_an_offer_with_tiers_below_its_price(region):
    assert not Product.objects.filter(offers=None).exists()
    assert 4 <= Offer.objects.values("supplier").distinct().count() <= 8
    assert not Offer.objects.filter(tiers__price_cents__gte=F("price_cents")).exists()
    assert all(o.minimum_packs % o.pack_multiple == 0 for o in Offer.objects.all())


def test_the_depot_holds_about_three_months(region):
    weeks = []
    for product in Product.objects.all():
        use = Consumption.objects.filter(
            product=product, first_day__gte=TODAY - timedelta(days=92)
        ).aggregate(units=Sum("quantity"))["units"]
        held = StockLot.objects.filter(product=product, facility__kind="depot")
        if use:
            weeks.append((held.aggregate(units=Sum("quantity"))["units"] or 0) / use * 13)
    assert 10 < np.median(weeks) < 16


def test_lots_are_alive_and_some_are_short_dated(region):
    lots = StockLot.objects.filter(facility__network=region)
    assert not lots.filter(expiry__lte=TODAY).exists()
    short = lots.filter(expiry__lt=TODAY + timedelta(days=90)).count()
    assert 0.03 < short / lots.count() < 0.15


def test_the_vehicles_are_well_used_and_hold_the_biggest_delivery(region):
    """Recent use in litres against what the vehicles can carry in a week."""
    recent = Consumption.objects.filter(first_day__gte=TODAY - timedelta(days=92), stockout_days=0)
    litres: dict[int, float] = {}
    series = recent.values_list(
        "facility", "product__volume_ml", "product__pack_size", "product"
    ).annotate(mean=Avg("quantity"))
    for facility, volume, pack, _, mean in series:
        litres[facility] = litres.get(facility, 0) + mean / pack * volume / 1_000
    vehicles = Vehicle.objects.filter(facility__network=region)
    carried = sum(v.volume_litres * v.days_per_week for v in vehicles)
    assert 0.6 < sum(litres.values()) / carried < 0.95
    smallest = min(v.volume_litres for v in vehicles)
    for facility in Facility.objects.filter(pk__in=litres):
        assert litres[facility.pk] * facility.delivery_every_weeks < 1.1 * smallest


def test_each_funding_line_has_money_for_this_quarter(region):
    lines = set(Product.objects.values_list("funding_line", flat=True))
    now = Budget.objects.filter(network=region, first_day__lte=TODAY, last_day__gte=TODAY)
    assert {budget.funding_line for budget in now} == lines
    assert all(budget.amount_cents > 0 for budget in now)


def test_fridges_hold_what_a_delivery_brings(region):
    recent = Consumption.objects.filter(
        first_day__gte=TODAY - timedelta(days=92), product__cold_chain=True
    )
    litres: dict[int, float] = {}
    series = recent.values_list(
        "facility", "product__volume_ml", "product__pack_size", "product"
    ).annotate(mean=Avg("quantity"))
    for facility, volume, pack, _, mean in series:
        litres[facility] = litres.get(facility, 0) + mean / pack * volume / 1_000
    assert litres
    for facility in Facility.objects.filter(pk__in=litres):
        assert litres[facility.pk] * facility.delivery_every_weeks < facility.fridge_litres
