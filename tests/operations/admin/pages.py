"""Using the admin as a browser would."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from operations.models import (
    ShiftAssignment,
)
from tests.operations.cast import Region

LISTS = [
    "run",
    "plan",
    "finding",
    "planevent",
    "shiftassignment",
    "bedassignment",
    "orderline",
    "deliveryline",
    "routestop",
    "rulepolicy",
]


def client_of(user: Any) -> Client:
    found = Client()
    found.force_login(user)
    return found


def listed(user: Any, name: str) -> set[int]:
    response = client_of(user).get(reverse(f"admin:operations_{name}_changelist"))
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def act(user: Any, name: str, action: str, *rows: Any, **more: Any) -> Any:
    body = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client_of(user).post(
        reverse(f"admin:{name}_changelist"), body, follow=action[:6] != "export"
    )


def read(response: Any) -> str:
    """The page as it is read: without tags."""
    return strip_tags(response.content.decode())


def words(response: Any) -> str:
    return " | ".join(strip_tags(str(message)) for message in response.context["messages"])


def line(region: Region) -> ShiftAssignment:
    return ShiftAssignment.objects.get(plan=region.roster, staff=region.nurses[0])


def edit(user: Any, row: Any, follow: bool = True, **changes: Any) -> Any:
    """Save the form of a shift as a browser would: what it showed, with the changes."""
    shown = {
        "staff": row.staff_id,
        "date": row.date.isoformat(),
        "shift": row.shift_id or "",
        "skill": "",
        "why": "",
        "base_version": row.plan.edit_version,
    }
    where = reverse("admin:operations_shiftassignment_change", args=[row.pk])
    return client_of(user).post(where, {**shown, **changes}, follow=follow)
