"""A file of stock that leaves out what was used up says how much of it would count for ever."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hospital.models import Facility, ImportBatch, StockLot
from tests.hospital.imports.conftest import Take

HEAD = "facility,product,lot,expiry,quantity\n"


@pytest.fixture
def stock(place: SimpleNamespace) -> None:
    other = Facility.objects.create(network=place.network, code="O", name="O")
    for facility, lot, quantity in (
        (place.hospital, "A", 5), (place.hospital, "B", 5), (place.hospital, "EMPTY", 0),
        (other, "ELSEWHERE", 5),
    ):  # fmt: skip
        StockLot.objects.create(
            facility=facility, product=place.product, lot=lot, quantity=quantity,
            expiry=date(2027, 1, 31),
        )  # fmt: skip


def test_lots_that_the_file_does_not_have_are_counted_and_stay(stock: None, take: Take) -> None:
    result = take("lots", f"{HEAD}H,P,A,2027-01-31,3\nH,P,C,2027-01-31,7\n")
    assert (result.created, result.updated, result.left_over) == (1, 1, 1)
    assert StockLot.objects.get(lot="B").quantity == 5
    assert ImportBatch.objects.get().report["left_over"] == 1


def test_a_whole_file_and_one_that_is_refused_have_none(stock: None, take: Take) -> None:
    whole = f"{HEAD}H,P,A,2027-01-31,3\nH,P,B,2027-01-31,0\n"
    assert take("lots", whole).left_over == 0
    assert "left_over" not in ImportBatch.objects.get().report
    assert take("lots", f"{HEAD}H,P,A,soon,3\n").left_over == 0


def test_the_page_of_the_import_says_so(stock: None, take: Take) -> None:
    take("lots", f"{HEAD}H,P,A,2027-01-31,3\n")
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get(reverse("import_batch", args=[ImportBatch.objects.get().pk]))
    assert "1 lot of these places is not in the file and stays in stock" in page.content.decode()
