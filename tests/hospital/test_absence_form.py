"""Whoever plans a ward enters that somebody is ill: it is they who are rung up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hospital.models import Absence, Contract, Facility, Membership, Network, StaffMember

pytestmark = pytest.mark.django_db

ADD = "admin:hospital_absence_add"


@pytest.fixture
def ill() -> StaffMember:
    network = Network.objects.create(code="R", name="Region")
    hospital = Facility.objects.create(network=network, code="H", name="H", kind="provincial")
    contract = Contract.objects.create(network=network, code="C", name="C", minutes_per_week=2400)
    return StaffMember.objects.create(facility=hospital, number="N1", contract=contract)


def logged_in(role: str, place: Facility) -> Client:
    user = get_user_model().objects.create_user(role, password="x", is_staff=True)
    Membership.objects.create(user=user, network=place.network, facility=place, role=role)
    client = Client()
    client.force_login(user)
    return client


def days(staff: StaffMember, **more: str) -> dict[str, object]:
    return {"staff": staff.pk, "first_day": "2026-05-05", "last_day": "2026-05-07", **more}


def test_who_plans_enters_the_days_and_goes_back_to_the_roster(ill: StaffMember) -> None:
    planner = logged_in("planner", ill.facility)
    there = reverse(ADD) + "?next=/operations/plan/1/repair/"

    assert "id_kind" not in planner.get(there).content.decode()
    answer = planner.post(there, days(ill, kind="sick", _save="1"))

    assert answer.headers["Location"] == "/operations/plan/1/repair/"
    (found,) = Absence.objects.all()
    assert (found.first_day, found.last_day) == (dt.date(2026, 5, 5), dt.date(2026, 5, 7))
    assert found.kind == "other"  # why is not asked of them, and not told
    change = reverse("admin:hospital_absence_change", args=[found.pk])
    Absence.objects.update(kind="sick")
    shown = planner.get(change).context["adminform"].form
    planner.post(change, days(ill, last_day="2026-05-06", seen=shown["seen"].value()))
    found.refresh_from_db()
    assert (found.last_day, found.kind) == (dt.date(2026, 5, 6), "sick")


def test_nobody_is_led_elsewhere_by_a_link_of_somebody_elses(ill: StaffMember) -> None:
    planner = logged_in("planner", ill.facility)
    answer = planner.post(reverse(ADD) + "?next=https://example.org/", days(ill, _save="1"))
    assert answer.headers["Location"] == reverse("admin:hospital_absence_changelist")


def test_who_orders_supplies_or_only_looks_enters_no_absence(ill: StaffMember) -> None:
    for role in ("supply", "viewer"):
        assert logged_in(role, ill.facility).post(reverse(ADD), days(ill)).status_code == 403
    assert not Absence.objects.exists()


def test_who_plans_one_hospital_enters_nothing_for_anothers_people(ill: StaffMember) -> None:
    other = Facility.objects.create(
        network=ill.facility.network, code="O", name="O", kind="provincial"
    )
    answer = logged_in("planner", other).post(reverse(ADD), days(ill, _save="1"))
    assert answer.status_code == 200
    assert not Absence.objects.exists()
