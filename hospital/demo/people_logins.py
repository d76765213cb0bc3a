"""Log-ins for whoever tries the sample region. Never outside demo mode: the password is known."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from hospital.errors import ApplicationError
from hospital.models import Membership, Network, Role, StaffMember

PASSWORD = "demo"  # noqa: S105  (printed on the screen in demo mode)
LOGINS = (
    ("admin", Role.ADMINISTRATOR),
    ("planner", Role.PLANNER),
    ("supply", Role.SUPPLY),
    ("viewer", Role.VIEWER),
)
NURSE = "nurse"
"""Of the staff, and nobody's member: what is read and wished is their own roster alone."""


def create_logins(network: Network) -> list[tuple[str, str, str]]:
    """(user name, password, role) of the five demo people, made or put right.

    Raises ApplicationError outside demo mode.
    """
    if not settings.DEMO:
        raise ApplicationError(
            "Demo log-ins have a known password. Set MIZAN_DEMO=1 to try the sample region; "
            "on a real installation use manage.py createsuperuser."
        )
    with transaction.atomic():
        made = [_create(network, name, role) for name, role in LOGINS]
        return [*made, *_create_nurse(network)]


def _create_nurse(network: Network) -> list[tuple[str, str, str]]:
    """The log-in of one person of a ward's staff; one person in all sample networks."""
    staff = StaffMember.objects.filter(user__username=NURSE).first()
    if staff is None:
        of_wards = StaffMember.objects.filter(
            facility__network=network, home_ward__isnull=False, user=None, ended=None
        )
        staff = of_wards.order_by("number").first()
        if staff is None:
            return []
    staff.user = _log_in(NURSE, is_staff=False, is_superuser=False)
    staff.save(update_fields=["user"])
    return [(NURSE, PASSWORD, f"{staff.role} {staff.number}: /my/")]


def _create(network: Network, name: str, role: Role) -> tuple[str, str, str]:
    user = _log_in(name, is_staff=True, is_superuser=role == Role.ADMINISTRATOR)
    Membership.objects.get_or_create(user=user, network=network, facility=None, role=role)
    return name, PASSWORD, str(role)


def _log_in(name: str, **is_a: bool) -> Any:
    user, _ = get_user_model().objects.get_or_create(username=name)
    user.is_active = True
    for what, so in is_a.items():
        setattr(user, what, so)
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
    user.save()
    return user
