"""A pharmacist's lists: what expires soon and where it lies, and who was sent a lot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hospital.models import Delivery, Facility, Membership, Network, Product, Role, StockLot

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> tuple[Facility, Facility]:
    network = Network.objects.create(code="N", name="North")
    depot, post = (
        Facility.objects.create(network=network, code=code, name=code) for code in ("DEP", "HC1")
    )
    insulin = Product.objects.create(code="INS", name="Insulin", unit="vial")
    today = timezone.localdate()
    for place, lot, days in (
        (depot, "OLD", -1), (depot, "SOON", 20), (post, "LATER", 100), (post, "LONG", 500),
    ):  # fmt: skip
        StockLot.objects.create(
            facility=place, product=insulin, lot=lot, quantity=5,
            expiry=today + timedelta(days=days),
        )  # fmt: skip
    Delivery.objects.create(
        number="D1", origin=depot, destination=post, product=insulin, lot="LATER", units=5,
        sent=today,
    )  # fmt: skip
    Delivery.objects.create(
        number="D2", origin=depot, destination=post, product=insulin, lot="LONG", units=5,
        sent=today,
    )  # fmt: skip
    return depot, post


@pytest.fixture
def client(region: tuple[Facility, Facility]) -> Client:
    user = User.objects.create_user("samir", is_staff=True)
    Membership.objects.create(user=user, network=region[0].network, role=Role.SUPPLY)
    found = Client()
    found.force_login(user)
    return found


def found(client: Client, name: str, asked: str) -> set[str]:
    page = client.get(f"{reverse(f'admin:hospital_{name}_changelist')}?{asked}")
    return {str(row) for row in page.context["cl"].result_list}


@pytest.mark.parametrize(
    ("asked", "lots"),
    [
        ("past", {"OLD"}),
        ("30", {"SOON"}),
        ("180", {"SOON", "LATER"}),
        ("soon", {"OLD", "SOON", "LATER", "LONG"}),
    ],
)
def test_lots_are_found_by_how_soon_they_expire(client: Client, asked: str, lots: set[str]) -> None:
    assert found(client, "stocklot", f"expires={asked}") == lots


def test_lots_are_found_by_where_they_lie_and_counted_in_their_unit(
    client: Client, region: tuple[Facility, Facility]
) -> None:
    asked = f"facility__id__exact={region[1].pk}"
    assert found(client, "stocklot", asked) == {"LATER", "LONG"}
    page = client.get(reverse("admin:hospital_stocklot_changelist")).content.decode()
    assert 'field-unit">vial<' in page


def test_lots_that_are_gone_are_told_from_those_in_stock(client: Client) -> None:
    StockLot.objects.filter(lot="OLD").update(quantity=0)
    assert found(client, "stocklot", "left=none") == {"OLD"}
    assert found(client, "stocklot", "left=some") == {"SOON", "LATER", "LONG"}
    assert len(found(client, "stocklot", "left=what")) == 4


def test_of_a_lot_that_is_recalled_it_is_found_who_was_sent_it(client: Client) -> None:
    assert found(client, "delivery", "q=LATER") == {"D1"}
    assert found(client, "stocklot", "q=LATER") == {"LATER"}
