"""Sentences name medicines as people do, and lots as they stand on packs."""

from __future__ import annotations

import pytest

from hospital.models import Facility, Network, Product, Supplier
from hospital.said import Message
from operations.naming import named, names_in

pytestmark = pytest.mark.django_db


def test_products_are_called_by_name_and_code() -> None:
    Product.objects.create(code="INS", name="Insulin")
    Product.objects.create(code="GAUZE", name="GAUZE")
    facts = [{"product": "INS", "stand_in": "GAUZE"}, {"product": "GONE"}, {"facility": "A"}]
    called = names_in(facts)
    assert called == {(Product, "INS"): "Insulin (INS)", (Product, "GAUZE"): "GAUZE"}
    assert named(Message("x", facts[0]), called).facts["product"] == "Insulin (INS)"
    assert named(Message("x", facts[1]), called).facts["product"] == "GONE"


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ("DEP/INS/B7", "B7"),
        ("DEP/INS/B/7", "B/7"),
        ("DEP/PEN/B7", "DEP/PEN/B7"),
        ("ACME/INS/week-3", "ACME/INS/week-3"),
        ("ACME/INS/sea-week-3", "ACME/INS/sea-week-3"),
    ],
)
def test_a_lot_in_stock_is_called_as_its_packs_are(lot: str, said: str) -> None:
    assert named(Message("x", {"lot": lot, "product": "INS"}), {}).facts["lot"] == said


def test_places_and_suppliers_are_called_by_name_and_code() -> None:
    network = Network.objects.create(code="N", name="North")
    Facility.objects.create(network=network, code="HC1", name="Health centre Lalla Yasmin")
    Supplier.objects.create(code="ACME", name="Acme Pharma")
    Supplier.objects.create(code="HC1", name="No place")
    facts = {"facility": "HC1", "origin": "NOBODY", "supplier": "ACME", "packs": 3}
    fixed = {"place": "ACME"}
    said = named(Message("x", facts), names_in([facts, fixed])).facts
    assert said["facility"] == "Health centre Lalla Yasmin (HC1)"
    assert (said["origin"], said["supplier"], said["packs"]) == (
        "NOBODY", "Acme Pharma (ACME)", 3
    )  # fmt: skip
    assert named(Message("x", fixed), names_in([fixed])).facts == {"place": "Acme Pharma (ACME)"}
