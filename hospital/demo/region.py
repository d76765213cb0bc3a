"""The sample region as a whole: made once, kept while it is asked for again, replaced otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from hospital.audit.chain import begin_again
from hospital.demo.book import Book
from hospital.demo.calendar import make_calendar, write_calendar
from hospital.demo.cases import write_cases
from hospital.demo.catalogue import CATALOGUE, Item, formulary
from hospital.demo.clearing import clear, clear_market
from hospital.demo.consumption import write_consumption
from hospital.demo.draws import stream
from hospital.demo.leave import write_leave
from hospital.demo.network import write_map
from hospital.demo.people import write_people
from hospital.demo.products import Market, write_market
from hospital.demo.referrals import write_referrals
from hospital.demo.signals import write_signals
from hospital.demo.sizes import Size, size_of
from hospital.demo.stays import WARM_UP_DAYS, write_stays
from hospital.demo.supplies import write_supplies
from hospital.models import ImportBatch, Network

KIND = "demo"
EDITION = 6
"""raised when the generator's rows change, so that an older sample is replaced"""
NAMES = {"A": "Région de l'Oued Nour", "B": "Région du Jbel Warda", "C": "Région d'Aïn Argan"}
CODES = {"A": "DEMO", "B": "DEMO-B", "C": "DEMO-C"}
OnStep = Callable[[str], None]


def generate(size: str, seed: int, today: date, on_step: OnStep | None = None) -> Network:
    """Write the sample region and return its (first) network.

    History ends on the day before `today`, in one transaction. The same size, seed and day find
    what is there and change nothing; anything else replaces the sample, with the plans made for it.
    on_step hears the name of each step as it begins. Raises ApplicationError for an unknown size.
    """
    shape = size_of(size)
    say = on_step or (lambda step: None)
    mark = hashlib.sha256(f"{EDITION}/{size}/{seed}/{today}".encode()).hexdigest()
    with transaction.atomic():
        existing = _existing(mark, shape)
        if existing is not None:
            return existing
        say("removing the former sample")
        remove()
        book = Book()
        items = formulary(shape.products)
        market = write_market(book, seed, items)
        letters = "ABC"[: shape.networks]
        networks = [
            _write_network(book, letter, shape, seed, today, items, market, say)
            for letter in letters
        ]
        book.finish()
        ImportBatch.objects.create(
            kind=KIND,
            file_name=f"sample region, {size}, seed {seed}, {today}",
            sha256=mark,
            created=sum(book.counts.values()),
            report={"size": size, "seed": seed, "today": str(today), "rows": book.counts},
        )
    return networks[0]


def demo_networks() -> list[Network]:
    """The sample's networks that are there now."""
    return list(Network.objects.filter(code__in=CODES.values()))


def _existing(mark: str, shape: Size) -> Network | None:
    if not ImportBatch.objects.filter(kind=KIND, sha256=mark).exists():
        return None
    networks = demo_networks()
    return networks[0] if len(networks) == shape.networks else None


def remove() -> None:
    """Take the sample out, whole, with the record of its plans; records of others stay."""
    if not demo_networks():
        return
    clear(Network.objects.filter(code__in=CODES.values()))
    begin_again()
    clear_market([item.code for item in CATALOGUE])
    ImportBatch.objects.filter(kind=KIND).delete()


def _write_network(
    book: Book,
    letter: str,
    shape: Size,
    seed: int,
    today: date,
    items: tuple[Item, ...],
    market: Market,
    say: OnStep,
) -> Network:
    network = Network.objects.create(code=CODES[letter], name=NAMES[letter], currency="MAD")
    first = _months_before(today, shape.months)
    start = first - timedelta(days=WARM_UP_DAYS)

    say(f"{letter}: facilities, wards, beds")
    places = write_map(book, stream(seed, letter, "network"), network.pk, letter, shape)
    calendar = make_calendar(stream(seed, letter, "calendar"), start, today)
    write_calendar(book, network.pk, first, today + timedelta(days=365))
    rng = stream(seed, letter, "signals")
    write_signals(book, rng, network.pk, calendar, WARM_UP_DAYS)
    say(f"{letter}: staff, shifts, cover")
    crews = write_people(book, stream(seed, letter, "people"), places, shape)
    write_leave(book, stream(seed, letter, "leave"), crews, today)
    say(f"{letter}: stays")
    activity = write_stays(book, stream(seed, letter, "stays"), places, calendar)
    write_referrals(book, stream(seed, letter, "referrals"), places, today)
    say(f"{letter}: consumption")
    usage = write_consumption(
        book,
        stream(seed, letter, "consumption"),
        places,
        items,
        market.products,
        calendar,
        WARM_UP_DAYS,
        activity,
    )
    say(f"{letter}: cases of syndromes")
    rng = stream(seed, letter, "cases")
    write_cases(book, rng, places, items, market.products, calendar, WARM_UP_DAYS)
    say(f"{letter}: orders, stock, budgets, vehicles")
    rng = stream(seed, letter, "supplies")
    write_supplies(book, rng, places, items, market, usage, today)
    return network


def _months_before(day: date, months: int) -> date:
    """The first day of the month `months` months before `day`."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
