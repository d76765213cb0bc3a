"""A ward with cover and nobody to work in it: each page beside its roster says so, none breaks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hospital.errors import ApplicationError
from hospital.models import StaffMember
from operations import rosters
from operations.models import Plan
from tests.operations.admin.pages import client_of, read
from tests.operations.ward import SmallWard


@pytest.fixture
def empty(ward: SmallWard) -> Plan:
    StaffMember.objects.update(home_ward=None)
    return ward.plan()


@pytest.fixture
def client(ward: SmallWard) -> Client:
    return client_of(ward.paula)


@pytest.mark.parametrize("page", ["grid", "gaps", "wishes"])
def test_it_says_what_mends_it(empty: Plan, client: Client, page: str) -> None:
    shown = client.get(reverse(f"admin:operations_plan_{page}", args=[empty.pk]))
    assert "Nobody is planned on this ward" in read(shown)
    assert list(shown.context["messages"]) == []


def test_no_script_looks_for_cells_that_are_not_there(empty: Plan, client: Client) -> None:
    shown = client.get(reverse("admin:operations_plan_grid", args=[empty.pk])).content.decode()
    assert "roster.js" not in shown
    assert "roster-chosen" not in shown


def test_fairness_does_not_say_that_no_roster_was_published(empty: Plan, client: Client) -> None:
    shown = read(client.get(reverse("admin:operations_plan_fairness", args=[empty.pk])))
    assert "Nobody has this ward as their home ward." in shown
    assert "No published roster" not in shown


def test_a_gap_that_nobody_could_fill_is_answered_by_what_mends_it(
    empty: Plan, ward: SmallWard
) -> None:
    with pytest.raises(ApplicationError, match="give staff this home ward"):
        rosters.cover_gap(plan=empty, asked=rosters.Asked(0, "M", None), actor=ward.paula)
