"""Numbers are written one way on every page of a language; what goes back is plain digits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hospital.models import Network
from operations.models import Plan, Run
from tests.operations.admin.pages import client_of, read
from tests.operations.cast import Region
from tests.operations.small_beds import SmallBeds
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import north

__all__ = ["north"]
pytestmark = pytest.mark.django_db

MANY = 1_234_567
WRITTEN = {"en": "1,234,567", "fr": "1\xa0234\xa0567", "ar": "1.234.567"}
NUMBER, VERSION = 43_210, 8_765
"""A plan's key and its version: no quantities."""


def reader(user: Any, language: str) -> Client:
    client = client_of(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.mark.parametrize("language", WRITTEN)
def test_a_cost_reads_the_same_of_a_plan_and_of_its_run(region: Region, language: str) -> None:
    Plan.objects.filter(pk=region.roster.pk).update(cost=MANY)
    Run.objects.filter(pk=region.run.pk).update(curve=[[0.5, MANY, None], [1.0, MANY, MANY - 1]])
    client = reader(region.amina, language)
    for name, row in (("plan_change", region.roster), ("run_live", region.run)):
        where = reverse(f"admin:operations_{name}", args=[row.pk])
        shown = read(client.get(where))
        assert WRITTEN[language] in shown, name
        others = {WRITTEN[other] for other in WRITTEN} - {WRITTEN[language]}
        assert not [each for each in (*others, str(MANY)) if each in shown], name


def parted(number: int) -> re.Pattern[str]:
    """The number with anything between its thousands, even nothing that shows."""
    return re.compile(f"{number // 1000}[^0-9a-z]{{1,6}}{number % 1000:03d}")


def assert_plain(page: str) -> None:
    for number in (NUMBER, VERSION):
        assert not parted(number).search(page)


@pytest.mark.parametrize("language", WRITTEN)
def test_what_a_sheet_of_beds_sends_back_is_plain(language: str) -> None:
    chu = SmallBeds()
    chu.paula.is_staff = True
    chu.paula.save()
    plan = chu.plan(pk=NUMBER, edit_version=VERSION)
    client = reader(chu.paula, language)
    for name in ("board", "beds", "compare", "what_if"):
        page = client.get(reverse(f"admin:operations_plan_{name}", args=[plan.pk]))
        assert page.status_code == 200
        assert_plain(page.content.decode())
    board = client.get(reverse("admin:operations_plan_board", args=[plan.pk])).content.decode()
    assert f'name="base_version" value="{VERSION}"' in board


@pytest.mark.parametrize("language", WRITTEN)
def test_what_orders_send_back_is_plain(north: Network, language: str) -> None:
    supply = SmallSupply(north)
    plan = supply.plan(pk=NUMBER, edit_version=VERSION)
    client = reader(supply.samir, language)
    for name in ("orders", "compare", "distribution"):
        page = client.get(reverse(f"admin:operations_plan_{name}", args=[plan.pk]))
        assert page.status_code == 200
        assert_plain(page.content.decode())
    first = client.get(reverse("admin:index")).content.decode()
    assert f"plan__id__exact={NUMBER}" in first
    assert_plain(first)


@pytest.mark.parametrize("language", WRITTEN)
def test_a_plan_s_version_and_seed_are_names_and_not_parted(region: Region, language: str) -> None:
    kept = {"version": VERSION, "edit_version": NUMBER, "seed": MANY, "gap": 0.0336}
    Plan.objects.filter(pk=region.roster.pk).update(**kept)
    client = reader(region.amina, language)
    page = read(client.get(reverse("admin:operations_plan_change", args=[region.roster.pk])))
    for number in (VERSION, NUMBER, MANY):
        assert str(number) in page
    assert_plain(page)
    assert ("3.4 %" if language == "en" else "3,4 %") in page
    plans = read(client.get(reverse("admin:operations_plan_changelist")))
    assert str(VERSION) in plans
    assert_plain(plans)
