"""Log-ins with a known password exist in demo mode only."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user_model

from hospital.demo.people_logins import create_logins
from hospital.errors import ApplicationError
from hospital.models import Membership, Network


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
