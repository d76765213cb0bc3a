"""Log-ins for whoever tries the sample region. Never outside demo mode: the password is known."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from hospital.errors import ApplicationError
from hospital.models import Membership, Network, Role

PASSWORD = "demo"  # noqa: S105  (printed on the screen in demo mode)
LOGINS = (
    ("admin", Role.ADMINISTRATOR),
    ("planner", Role.PLANNER),
    ("supply", Role.SUPPLY),
    ("viewer", Role.VIEWER),
)


def create_logins(network: Network) -> list[tuple[str, str, str]]:
    """(user name, password, role) of the four demo people, made or put right.

    Raises ApplicationError outside demo mode.
    """
    if not settings.DEMO:
        raise ApplicationError(
            "Demo log-ins have a known password. Set MIZAN_DEMO=1 to try the sample region; "
            "on a real installation use manage.py createsuperuser."
        )
    with transaction.atomic():
        return [_create(network, name, role) for name, role in LOGINS]


def _create(network: Network, name: str, role: Role) -> tuple[str, str, str]:
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.is_staff = user.is_active = True
    user.is_superuser = role == Role.ADMINISTRATOR
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    Membership.objects.get_or_create(user=user, network=network, facility=None, role=role)
    return name, PASSWORD, str(role)
