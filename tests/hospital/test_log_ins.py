"""Log-ins and their roles: one page, for superusers alone, and no permissions without a meaning."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hospital.models import Contract, Facility, Membership, Network, Role, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(User.objects.create_superuser("it"))
    return found


def test_a_role_is_given_where_the_log_in_is(client: Client) -> None:
    network = Network.objects.create(code="N", name="N")
    salma = User.objects.create_user("salma")
    page = reverse("admin:auth_user_change", args=[salma.pk])
    shown = client.get(page).content.decode()
    assert "user_permissions" not in shown
    assert "groups" not in shown
    sent = {
        "username": "salma", "is_active": "on", "is_staff": "on",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": salma.pk, "memberships-0-network": network.pk,
        "memberships-0-facility": "", "memberships-0-role": Role.PLANNER,
    }  # fmt: skip
    assert client.post(page, sent).status_code == 302
    assert Membership.objects.get().role == Role.PLANNER
    salma.refresh_from_db()
    assert salma.is_staff


def test_whoever_is_no_superuser_sees_no_log_ins() -> None:
    network = Network.objects.create(code="N", name="N")
    adele = User.objects.create(username="adele", is_staff=True)
    Membership.objects.create(user=adele, network=network, role=Role.ADMINISTRATOR)
    own = Client()
    own.force_login(adele)
    assert own.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_a_log_in_without_a_role_can_be_given_to_a_nurse(client: Client) -> None:
    """For My shifts; only log-ins with a role were offered, to the superuser too."""
    network = Network.objects.create(code="N", name="N")
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    full = Contract.objects.create(network=network, code="F", name="F", minutes_per_week=2400)
    nurse = StaffMember.objects.create(facility=chu, number="1", role="nurse", contract=full)
    hala = User.objects.create_user("hala")
    page = client.get(reverse("admin:hospital_staffmember_change", args=[nurse.pk]))
    assert f'<option value="{hala.pk}">hala</option>' in page.content.decode()
