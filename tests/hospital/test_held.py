"""A place that holds records is refused with what it holds, and an empty one goes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hospital.admin import held
from hospital.models import Contract, Facility, Network, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(User.objects.create_superuser("ada"))
    return found


def page(row: Network | Facility) -> str:
    return reverse(f"admin:hospital_{row._meta.model_name}_delete", args=[row.pk])


def test_a_network_with_records_is_refused_in_counts_and_few_queries(
    client: Client, django_assert_max_num_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "COUNTED", 2)
    north = Network.objects.create(code="N", name="North")
    chu = Facility.objects.create(network=north, code="CHU", name="CHU", kind="university")
    Ward.objects.create(facility=chu, code="MED", name="Medicine")
    for number in range(4):
        Contract.objects.create(network=north, code=f"C{number}", name="C", minutes_per_week=60)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        shown = client.get(page(north)).content.decode()
    assert "Contracts: more than 2" in shown
    assert "Facilities: 1" in shown
    assert 'type="submit"' not in shown.partition('id="content"')[2]
    client.post(page(north), {"post": "yes"})
    assert Network.objects.filter(pk=north.pk).exists()
    assert "Wards: 1" in client.get(page(chu)).content.decode()


def test_an_empty_one_goes(client: Client) -> None:
    empty = Network.objects.create(code="E", name="Empty")
    client.post(page(empty), {"post": "yes"})
    assert not Network.objects.filter(pk=empty.pk).exists()
