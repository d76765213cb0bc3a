"""Weekly use per facility and product: case-mix and population, seasons, gaps and stock-outs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from hospital.demo.book import Book
from hospital.demo.calendar import Calendar
from hospital.demo.catalogue import Item
from hospital.demo.draws import Floats, Ints
from hospital.demo.network import Map, Site
from hospital.demo.stays import KINDS, Activity
from hospital.models import Consumption, FacilityKind, Period

STOCKOUT_A_WEEK = {"V": 0.005, "E": 0.011, "N": 0.02}
"""chance that a stock-out begins; what matters most is watched most"""
RARE_UNITS = 2.0
"""mean units a week below which use is intermittent: some weeks a few, most weeks none"""


@dataclass(slots=True)
class Usage:
    """Per facility and product of its formulary: mean weekly units, positions in the lists.

    recent: mean demand over the last quarter, what stocks and orders are sized by.
    """

    site: Ints
    item: Ints
    recent: Floats


def formulary_mean(
    rng: np.random.Generator,
    sites: list[Site],
    items: tuple[Item, ...],
    weekly: dict[str, Floats],
    weeks: Floats,
) -> tuple[Ints, Ints, Floats]:
    """(site, item, mean units per week x week) for what each level of care keeps at all.

    weekly: hospital code -> patient-days, kind of ward x week. weeks: two rows, season and flu.
    """
    site_of, item_of, means = [], [], []
    # What is used of a substance is divided between its forms and strengths.
    forms = Counter(item.substance for item in items)
    for number, site in enumerate(sites):
        level = 1 if site.kind == FacilityKind.CENTRE else 2
        level = 3 if site.kind == FacilityKind.UNIVERSITY else level
        for position, item in enumerate(items):
            profile = item.profile
            kept = level > 1 or rng.random() < (0.9 if item.ven == "V" else 0.6)
            if (
                not kept
                or profile.level > level
                or (item.cold and level == 1 and profile.centre < 3)
            ):
                continue
            factor = 1 + profile.season * weeks[0] + profile.flu * weeks[1]
            if level == 1:
                mean = site.population / 1_000 * profile.centre * factor
            else:
                rates = [profile.wards.get(kind, profile.wards["*"]) for kind in KINDS]
                mean = np.array(rates) @ weekly[site.code] * factor
            if mean.mean() > 0:
                site_of.append(number)
                item_of.append(position)
                means.append(mean * item.form.use / forms[item.substance])
    return np.array(site_of), np.array(item_of), np.array(means)


def week_starts(calendar: Calendar, warm_up: int) -> tuple[int, int]:
    """(index of the first Monday after the warm-up, number of whole weeks up to today)."""
    first = warm_up + int(-calendar.weekday[warm_up] % 7)
    return first, (len(calendar) - first) // 7


def write_consumption(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    items: tuple[Item, ...],
    keys: Ints,
    calendar: Calendar,
    warm_up: int,
    activity: Activity,
) -> Usage:
    """One row a week, facility and product; whole weeks from Monday, none that is not over."""
    first, count = week_starts(calendar, warm_up)
    weeks = _by_week(np.stack([calendar.season, calendar.flu]), first, count) / 7
    weekly = {code: _by_week(daily, first - warm_up, count) for code, daily in activity.items()}
    sites = [*places.hospitals, *places.centres]
    site, item, mean = formulary_mean(rng, sites, items, weekly, weeks)
    # Places differ in what they prescribe; products differ from their class.
    mean = mean * rng.lognormal(0.0, 0.35, len(site))[:, None]
    mean = mean * rng.lognormal(-0.2, 0.8, len(items))[item][:, None]
    size = 2_000
    starts = calendar.days[first] + 7 * np.arange(count)
    for start in range(0, len(site), size):
        part = slice(start, start + size)
        demand = _draw(rng, mean[part])
        _write(book, rng, sites, items, keys, site[part], item[part], demand, mean[part], starts)
    return Usage(site, item, mean[:, -13:].mean(axis=1))


def _by_week(daily: Floats, first: int, count: int) -> Floats:
    """Sums over seven days; the last axis becomes weeks."""
    inside = daily[:, first : first + 7 * count]
    return np.asarray(inside.reshape(len(daily), count, 7).sum(axis=2))


def _draw(rng: np.random.Generator, mean: Floats) -> Ints:
    """Negative binomial around the mean; rare products come in small lots on few weeks."""
    spread = rng.gamma(20.0, 1 / 20.0, mean.shape)
    usual = rng.poisson(mean * spread)
    lot = 1 + rng.poisson(2.0, mean.shape)
    rare = np.where(rng.random(mean.shape) < np.minimum(mean / 3.0, 1.0), lot, 0)
    return np.where(mean.mean(axis=1)[:, None] < RARE_UNITS, rare, usual)


def censor(rng: np.random.Generator, demand: Ints, chance: Floats) -> tuple[Ints, Ints]:
    """(units used, days without stock): a stock-out lasts a week or three and hides demand."""
    rows, weeks = demand.shape
    begins = rng.random((rows, weeks)) < chance[:, None]
    length = rng.geometric(0.55, (rows, weeks))
    out = np.zeros((rows, weeks), bool)
    for later in range(4):
        reached = begins[:, : weeks - later] & (length[:, : weeks - later] > later)
        out[:, later:] |= reached
    days = np.where(out, rng.integers(2, 8, (rows, weeks)), 0)
    used = rng.binomial(demand, 1 - days / 7)
    return used, days


def _write(
    book: Book,
    rng: np.random.Generator,
    sites: list[Site],
    items: tuple[Item, ...],
    keys: Ints,
    site: Ints,
    item: Ints,
    demand: Ints,
    mean: Floats,
    starts: Any,
) -> None:
    chance = np.array([STOCKOUT_A_WEEK[entry.ven] for entry in items])[item]
    used, days = censor(rng, demand, chance)
    rows, weeks = demand.shape
    pks = np.array([place.pk for place in sites])
    # Stock falls from one delivery to the next and is gone at the end of a long stock-out.
    cycle = np.where(np.array([bool(place.population) for place in sites])[site], 4, 2)
    phase = (np.arange(weeks)[None, :] + rng.integers(0, 4, rows)[:, None]) % cycle[:, None]
    stock = (
        mean * (0.6 * cycle[:, None] + cycle[:, None] - phase) * rng.uniform(0.7, 1.4, (rows, 1))
    )
    stock = np.where(days >= 4, 0, np.rint(stock))
    book.add(
        Consumption,
        facility_id=np.repeat(pks[site], weeks),
        product_id=np.repeat(keys[item], weeks),
        first_day=np.tile(starts, rows),
        period=str(Period.WEEK),
        quantity=used.ravel(),
        stockout_days=days.ravel(),
        stock_end=stock.astype(np.int64).ravel(),
    )
