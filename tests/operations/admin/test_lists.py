"""Lists of the admin: what they are called, how they are asked, and what an empty one is for."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from hospital.admin.lists import ListAdmin
from operations.models import DeliveryLine, OrderLine, Plan
from tests.operations.admin.pages import client_of
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]


pytestmark = pytest.mark.django_db


@pytest.fixture
def samir(north: Any) -> Client:
    """Who orders for the network, beside a plan of its orders."""
    supply = SmallSupply(north)
    supply.plan()
    return client_of(supply.samir)


def list_of(name: str) -> str:
    return reverse(f"admin:operations_{name}_changelist")


def test_a_list_is_called_by_what_is_in_it(samir: Client) -> None:
    page = samir.get(list_of("orderline")).content.decode()
    assert "<h1>Procurement plan</h1>" in page
    assert "<title>Procurement plan | Mizan</title>" in page
    assert "to change" not in page


def test_an_empty_list_says_what_it_is_for(samir: Client) -> None:
    page = samir.get(list_of("planevent")).content.decode()
    assert "Nobody has changed a plan by hand yet." in page
    asked = samir.get(list_of("orderline"), {"q": "no such product"}).content.decode()
    assert "Nothing matches what is asked." in asked
    assert f'<a href="{list_of("orderline")}">Show all</a>' in asked


def test_lines_are_asked_for_by_the_codes_of_what_they_are_about(samir: Client) -> None:
    product = DeliveryLine.objects.first().product
    found = samir.get(list_of("deliveryline"), {"product__code": product.code})
    assert found.status_code == 200
    wanted = DeliveryLine.objects.filter(product=product).count()
    assert found.context["cl"].result_count == wanted > 0


def test_what_a_list_cannot_be_asked_is_left_out_and_named(samir: Client) -> None:
    state = OrderLine.objects.first().state
    asked = {"product__unit__startswith": "x", "state__exact": state}
    found = samir.get(list_of("orderline"), asked, follow=True)
    assert found.redirect_chain == [(f"{list_of('orderline')}?state__exact={state}", 302)]
    (said,) = map(str, found.context["messages"])
    assert said == ("This list cannot be filtered by product__unit__startswith; that was left out.")


def test_every_list_of_ours_pages_alike() -> None:
    ours = ("hospital", "forecasting", "operations")
    others = [
        type(shown).__name__
        for model, shown in admin.site._registry.items()
        if model._meta.app_label in ours and not isinstance(shown, ListAdmin)
    ]
    assert others == []


def test_an_order_that_no_rule_of_averages_speaks_of_is_changed_too(samir: Client) -> None:
    row = line(Plan.objects.get())
    OrderLine.objects.filter(pk=row.pk).update(average_rule_packs=None)
    url = reverse("admin:operations_orderline_change", args=[row.pk])
    page = samir.get(url)
    fields = page.context["adminform"].form
    sent = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in sent.items() if value is not None}
    samir.post(url, sent | {"packs": row.packs + 1, "why": "a gift is coming"}, follow=True)
    row.refresh_from_db()
    assert row.edited
