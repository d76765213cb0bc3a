"""An installation that begins is told which records its first plans wait for."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User

from hospital.models import Facility, Membership, Network, Product, Role, StockLot
from operations.web.first_records import NEEDED, records_missing
from operations.web.home import home
from tests.operations.admin.pages import client_of
from tests.operations.ward import small_ward, with_records

pytestmark = pytest.mark.django_db


def missing(user: User, family: str) -> list[str]:
    return [each.code for each in records_missing(user, family)]


def test_where_there_is_nothing_everything_is_missing_in_the_order_of_the_files() -> None:
    it = User.objects.create_superuser("it")
    for family, kinds in NEEDED.items():
        assert missing(it, family) == list(kinds)
    page = client_of(it).get("/").content.decode()
    assert 'href="/import/?kind=networks"' in page


def test_what_is_there_is_missing_no_more() -> None:
    ward = with_records(small_ward())
    it = User.objects.create_superuser("it")
    assert missing(it, "staffing") == []
    assert missing(it, "beds") == ["rooms", "beds"]
    assert missing(it, "supply") == ["facilities", "suppliers", "offers", "lots"]
    depot = Facility.objects.create(network=ward.network, code="D", name="D", kind="depot")
    StockLot.objects.create(
        facility=depot, product=Product.objects.get(), lot="1", expiry=date(2028, 1, 1), quantity=1
    )
    assert missing(it, "supply") == ["suppliers", "offers"]


def test_another_network_s_records_are_not_one_s_own() -> None:
    small_ward()
    new = Network.objects.create(code="NEW", name="New")
    user = User.objects.create(username="adele", is_staff=True)
    Membership.objects.create(user=user, network=new, role=Role.ADMINISTRATOR)
    assert missing(user, "staffing") == list(NEEDED["staffing"])[1:]  # a network is an operator's


def test_whoever_brings_no_records_is_told_of_none() -> None:
    ward = small_ward()
    assert missing(ward.paula, "beds") == []
    assert all(not family.missing for family in home(ward.vera).families)
    User.objects.filter(pk=ward.vera.pk).update(is_staff=True)
    assert b"There is no plan yet" in client_of(ward.vera).get("/").content
