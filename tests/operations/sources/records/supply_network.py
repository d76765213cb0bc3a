"""A good network of supply records, to ask for plans of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecasting.models import ForecastRun
from hospital.models import (
    Budget,
    Facility,
    Network,
    Offer,
    Order,
    Product,
    StockLot,
    Supplier,
    Vehicle,
)
from operations.sources.records import supply

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
        code="INS", name="Insulin", ven="V", unit="vial", pack_size=10, volume_ml=400,
        cold_chain=True, minimum_life_days=30, funding_line="STATE",
    )  # fmt: skip
    acme = Supplier.objects.create(code="ACME", name="Acme", order_cost_cents=500)
    offer = Offer.objects.create(
        supplier=acme, product=insulin, price_cents=1_005, minimum_packs=5, pack_multiple=5,
        unit="Vial", pack_size=10,
    )  # fmt: skip
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


def placed(network, **changes):
    values = {
        "number": "PO1", "supplier": Supplier.objects.get(), "product": Product.objects.get(),
        "facility": Facility.objects.get(code="DEP"), "packs": 8, "ordered": START - 10 * DAY,
        "price_cents": 1_000,
    } | changes  # fmt: skip
    return Order.objects.create(**values)


def budget(network, cents, first=START - 30 * DAY, last=START + 48 * DAY):
    return Budget.objects.create(
        network=network, funding_line="STATE", first_day=first, last_day=last, amount_cents=cents
    )
