"""Log-ins with a known password exist in demo mode only."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user_model

from hospital.demo.people_logins import create_logins
from hospital.errors import ApplicationError
from hospital.models import Contract, Facility, Membership, Network, StaffMember, Ward


@pytest.fixture
def network(db):
    return Network.objects.create(code="N", name="N")


def test_four_people_with_their_roles(network, settings):
    settings.DEMO = True
    made = create_logins(network)
    assert [(name, role) for name, _, role in made] == [
        ("admin", "administrator"),
        ("planner", "planner"),
        ("supply", "supply"),
        ("viewer", "viewer"),
    ]
    for name, password, role in made:
        user = authenticate(username=name, password=password)
        assert user.is_staff
        assert user.is_superuser == (name == "admin")
        assert user.memberships.get().role == role
        assert user.memberships.get().facility is None


def test_made_twice_they_are_the_same_four(network, settings):
    settings.DEMO = True
    assert create_logins(network) == create_logins(network)
    assert get_user_model().objects.count() == Membership.objects.count() == 4


def test_a_nurse_of_a_ward_logs_in_too_and_sees_nothing_but_their_own(network, settings):
    settings.DEMO = True
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    ward = Ward.objects.create(facility=chu, code="MED", name="Medicine")
    contract = Contract.objects.create(network=network, code="FT", name="F", minutes_per_week=2400)
    of_nobody = {"facility": chu, "role": "nurse", "contract": contract}
    StaffMember.objects.create(number="N1", **of_nobody)
    nora = StaffMember.objects.create(number="N2", home_ward=ward, **of_nobody)
    for _again in range(2):
        assert create_logins(network)[-1] == ("nurse", "demo", "nurse N2: /my/")
    nora.refresh_from_db()
    assert nora.user == authenticate(username="nurse", password="demo")
    assert (nora.user.is_staff, nora.user.is_superuser) == (False, False)
    assert not nora.user.memberships.exists()


def test_refused_outside_demo_mode(network, settings):
    settings.DEMO = False
    with pytest.raises(ApplicationError, match="MIZAN_DEMO"):
        create_logins(network)
    assert not get_user_model().objects.exists()


def test_their_password_opens_nothing_once_the_demo_is_over(network, settings):
    settings.DEMO = True
    create_logins(network)
    settings.DEMO = False
    assert authenticate(username="admin", password="demo") is None
    settings.DEMO = True
    assert authenticate(username="admin", password="demo") is not None
