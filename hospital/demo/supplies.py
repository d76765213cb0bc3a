"""Orders past and on their way, stock by lot, budgets, vehicles: a planner's first sight."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from hospital.demo.book import Book
from hospital.demo.catalogue import Item
from hospital.demo.consumption import Usage
from hospital.demo.draws import Floats, Ints
from hospital.demo.network import Map
from hospital.demo.products import SUPPLIERS, Market, lead_days
from hospital.models import Budget, Delivery, Order, OrderState, StockLot, Vehicle

VEHICLE_USE = 0.85
BUDGET_SHARE = 0.95
"""of what a quarter's use costs: somewhat tight"""
STOPS_A_DAY = 12
DEPOT_WEEKS = 13.0
ORDER_DAYS = 4 * 365
"""of order history: sea freight takes up to a year, and only long histories show it"""


def write_supplies(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    market: Market,
    usage: Usage,
    today: date,
) -> None:
    """Everything sized by the network's use of the last quarter."""
    weekly = np.bincount(usage.item, usage.recent, len(items))
    _write_orders(book, rng, places, items, market, weekly, today)
    _write_stock(book, rng, places, items, market, usage, weekly, today)
    _write_deliveries(book, rng, places, items, market, usage, today)
    _write_budgets(book, places, items, market, weekly, today)
    _write_vehicles(book, places, items, usage)


def _write_orders(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    market: Market,
    weekly: Floats,
    today: date,
) -> None:
    """Each product about every eight weeks, mostly from its usual supplier."""
    days, first = ORDER_DAYS, today - timedelta(days=ORDER_DAYS)
    product, ordered = [], []
    for position in range(len(items)):
        gaps = np.cumsum(rng.integers(35, 78, days // 35 + 1)) - int(rng.integers(0, 60))
        gaps = gaps[(gaps >= 0) & (gaps < days)]
        product.append(np.full(len(gaps), position))
        ordered.append(gaps)
    item, day = np.concatenate(product), np.concatenate(ordered)
    order = np.lexsort((item, day))
    item, day = item[order], day[order]
    chosen = [
        market.offers[i][0 if u < 0.8 else -1]
        for i, u in zip(item, rng.random(len(item)), strict=True)
    ]
    supplier = np.array([offer[0] for offer in chosen])
    lead = lead_days(rng, supplier)
    packs = np.array([entry.form.pack for entry in items])[item]
    amount = np.ceil(weekly[item] * 8 * rng.uniform(0.7, 1.35, len(item)) / packs / 5) * 5
    here = day + lead <= days - 1
    state = np.where(here, str(OrderState.RECEIVED), str(OrderState.PLACED))
    lost = ~here & (lead > 420)
    state = np.where(lost, str(OrderState.CANCELLED), state)
    start = np.datetime64(first)
    median = np.array([entry[3] for entry in SUPPLIERS])[supplier]
    expected = np.where(here, day + median, np.maximum(day + median, days + 3))
    book.add(
        Order,
        number=[f"{places.letter}-PO{i:06}" for i in range(1, len(item) + 1)],
        supplier_id=market.suppliers[supplier],
        product_id=market.products[item],
        facility_id=places.depot.pk,
        packs=np.maximum(amount, 5).astype(np.int64),
        price_cents=[offer[1] for offer in chosen],
        mode=[SUPPLIERS[s][5] for s in supplier],
        ordered=start + day,
        expected=start + expected,
        received=np.where(here, start + day + lead, np.datetime64("NaT", "D")),
        state=state,
    )


def _write_stock(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    market: Market,
    usage: Usage,
    weekly: Floats,
    today: date,
) -> None:
    """One to three lots each; about three months at the depot, a delivery and a half elsewhere."""
    sites = [*places.hospitals, *places.centres]
    pks = np.array([site.pk for site in sites])[usage.site]
    cycle = np.where(np.array([bool(site.population) for site in sites])[usage.site], 4.5, 2.5)
    facility = np.concatenate([np.full(len(items), places.depot.pk), pks])
    item = np.concatenate([np.arange(len(items)), usage.item])
    cover = np.concatenate([np.full(len(items), DEPOT_WEEKS), cycle])
    units = np.concatenate([weekly, usage.recent]) * cover * rng.lognormal(-0.08, 0.4, len(item))
    units = np.where(rng.random(len(item)) < 0.02, 0, units)
    lots = rng.choice([1, 2, 3], len(item), p=[0.45, 0.4, 0.15])
    row = np.repeat(np.arange(len(item)), lots)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(lots) - lots, lots)
    pack = np.array([entry.form.pack for entry in items])[item[row]]
    quantity = np.rint(units[row] / lots[row])
    # The depot keeps whole packs.
    depot = facility[row] == places.depot.pk
    quantity = np.where(depot, np.rint(quantity / pack) * pack, quantity).astype(np.int64)
    kept = quantity > 0
    book.add(
        StockLot,
        facility_id=facility[row][kept],
        product_id=market.products[item[row]][kept],
        lot=[f"L{number:05}-{n}" for number, n in zip(row[kept], nth[kept], strict=True)],
        expiry=np.datetime64(today) + _life(rng, items, item[row], nth)[kept],
        quantity=quantity[kept],
    )


def _life(rng: np.random.Generator, items: tuple[Item, ...], item: Ints, nth: Ints) -> Ints:
    """Days to expiry: most lots have a year or more, one in fourteen is short-dated."""
    longest = np.where(np.array([entry.cold for entry in items])[item], 500, 900)
    days = rng.uniform(0.25, 0.95, len(item)) * longest + 20 * nth
    short = rng.random(len(item)) < 0.07
    return np.where(short, rng.integers(8, 90, len(item)), days).astype(np.int64)


def _write_deliveries(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    market: Market,
    usage: Usage,
    today: date,
) -> None:
    """The last delivery to each place; a few of this week have not been confirmed yet."""
    sites = [*places.hospitals, *places.centres]
    centre = np.array([bool(site.population) for site in sites])
    sent = np.where(centre, rng.integers(1, 28, len(sites)), rng.integers(1, 8, len(sites)))
    weeks = np.where(centre, 4, 1)[usage.site]
    pack = np.array([entry.form.pack for entry in items])[usage.item]
    units = np.rint(usage.recent * weeks * rng.uniform(0.7, 1.3, len(weeks)) / pack) * pack
    sold = units > 0
    site, day = usage.site[sold], np.datetime64(today) - sent[usage.site[sold]]
    on_the_way = (sent == 1)[site]
    book.add(
        Delivery,
        number=[f"{places.letter}-DL{i:07}" for i in range(1, int(sold.sum()) + 1)],
        origin_id=places.depot.pk,
        destination_id=np.array([place.pk for place in sites])[site],
        product_id=market.products[usage.item[sold]],
        units=units[sold].astype(np.int64),
        sent=day,
        received=np.where(on_the_way, np.datetime64("NaT", "D"), day),
    )


def _write_budgets(
    book: Book,
    places: Map,
    items: tuple[Item, ...],
    market: Market,
    weekly: Floats,
    today: date,
) -> None:
    """Four quarters back and four ahead per funding line, a little below what use costs."""
    packs = np.array([entry.form.pack for entry in items])
    cost = weekly / packs * market.prices * 13
    lines = sorted({item.profile.line for item in items})
    rows = []
    for line in lines:
        mine = np.array([item.profile.line == line for item in items])
        amount = int(cost[mine].sum() * BUDGET_SHARE // 100_000 + 1) * 100_000
        for step in range(-4, 5):
            start, end = _quarter(today, step), _quarter(today, step + 1)
            rows.append((line, start, end - timedelta(days=1), amount))
    book.add(
        Budget,
        network_id=places.pk,
        funding_line=[row[0] for row in rows],
        first_day=np.array([row[1] for row in rows], "datetime64[D]"),
        last_day=np.array([row[2] for row in rows], "datetime64[D]"),
        amount_cents=[row[3] for row in rows],
    )


def _quarter(day: date, step: int) -> date:
    """First day of the quarter `step` quarters after the one of `day`."""
    number = day.year * 4 + (day.month - 1) // 3 + step
    return date(number // 4, number % 4 * 3 + 1, 1)


def weekly_litres(places: Map, items: tuple[Item, ...], usage: Usage, volume_ml: Floats) -> Floats:
    """Litres per site and week that use asks the vehicles to bring."""
    packs = np.array([entry.form.pack for entry in items])
    litres = usage.recent / packs[usage.item] * volume_ml[usage.item] / 1_000
    count = len(places.hospitals) + len(places.centres)
    return np.bincount(usage.site, litres, count)


def _write_vehicles(book: Book, places: Map, items: tuple[Item, ...], usage: Usage) -> None:
    """So few that about 85 % of their week is full, each big enough for the biggest delivery."""
    volume = np.array([float(item.form.volume_ml) for item in items])
    cold = volume * np.array([item.cold for item in items])
    dry, cool = (weekly_litres(places, items, usage, v) for v in (volume, cold))
    weeks = np.array([1] * len(places.hospitals) + [4] * len(places.centres))
    count, days = _trips(float(dry.sum()), float((dry * weeks).max()), float((1 / weeks).sum()))
    size, boxes = (
        max(float(v.sum()) / VEHICLE_USE / (count * days), float((v * weeks).max()) * 1.1, least)
        for v, least in ((dry, 500.0), (cool, 40.0))
    )
    book.add(
        Vehicle,
        facility_id=places.depot.pk,
        code=[f"{places.letter}-V{i}" for i in range(1, count + 1)],
        volume_litres=int(np.ceil(size / 50) * 50),
        cold_box_litres=int(np.ceil(boxes / 5) * 5),
        days_per_week=days,
    )


def _trips(litres: float, biggest: float, stops: float) -> tuple[int, int]:
    """(vehicles, days a week): trips for a week's litres and stops, the biggest drop in one."""
    trips = max(np.ceil(stops / STOPS_A_DAY), np.floor(litres / VEHICLE_USE / (1.1 * biggest)), 2)
    vehicles = int(np.ceil(trips / 5))
    return vehicles, int(np.ceil(trips / vehicles))
