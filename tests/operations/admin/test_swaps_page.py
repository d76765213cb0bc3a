"""A swap that two people agreed on: on the first page of who plans the ward, and decided there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from operations import services
from operations.models import Plan, ShiftAssignment, ShiftSwap, SwapState
from operations.swaps_shown import swaps_shown
from operations.web.decisions import of_swaps
from operations.web.home import home
from tests.operations.admin.pages import client_of, read
from tests.operations.ward import MONDAY, SmallWard, small_ward


@pytest.fixture
def ward(db: None) -> SmallWard:
    found = small_ward()
    User.objects.update(is_staff=True)
    return found


@pytest.fixture
def swap(ward: SmallWard) -> ShiftSwap:
    """N1's morning of Monday for N2's night of the same day, agreed on."""
    facility = ward.ward.facility
    plan = Plan.objects.create(
        network=ward.network, facility=facility, ward=ward.ward, family="staffing",
        scope="CHU/MED", version=1, state="published", start=MONDAY, days=7,
    )  # fmt: skip
    for staff, shift in zip(ward.nurses, (ward.morning, ward.night), strict=False):
        ShiftAssignment.objects.create(plan=plan, staff=staff, date=MONDAY, shift=shift)
    return ShiftSwap.objects.create(
        plan=plan, asking=ward.nurses[0], asking_date=MONDAY, other=ward.nurses[1],
        other_date=MONDAY, state=SwapState.AGREED, why="a wedding", cost_change=0, hard_change=0,
    )  # fmt: skip


def on(day: Any) -> Any:
    return mock.patch.object(timezone, "localdate", return_value=day)


def test_it_waits_on_the_planner_s_first_page_with_its_shifts(
    ward: SmallWard, swap: ShiftSwap
) -> None:
    with on(MONDAY - timedelta(days=2)):
        found = [each for each in home(ward.paula).to_decide if each.what == "Swap of shifts"]
        assert not any(each.what == "Swap of shifts" for each in home(ward.vera).to_decide)
    (waiting,) = found
    assert waiting.sentence == "N1 gives M on Mon 9 Mar for N of N2 on Mon 9 Mar: a wedding"
    assert waiting.href == reverse("admin:operations_shiftswap_change", args=[swap.pk])
    with on(MONDAY + timedelta(days=1)):  # it is too late
        assert not any(each.what == "Swap of shifts" for each in home(ward.paula).to_decide)


@pytest.mark.parametrize(("days", "urgency"), [(3, "urgent"), (4, "soon")])
def test_it_is_urgent_where_its_first_day_is_near(swap: ShiftSwap, days: int, urgency: str) -> None:
    asked = ShiftSwap.objects.filter(pk=swap.pk)
    (found,) = of_swaps(swaps_shown(asked), MONDAY - timedelta(days=days))
    assert str(found.urgency) == urgency


def test_its_page_says_what_it_is_and_refuses_it(ward: SmallWard, swap: ShiftSwap) -> None:
    client: Any = client_of(ward.paula)
    where = reverse("admin:operations_shiftswap_change", args=[swap.pk])
    page = read(client.get(where))
    assert "N1 gives M on" in page
    assert "Carry out" in page
    decide = reverse("admin:operations_shiftswap_decide", args=[swap.pk])
    assert client_of(ward.vera).post(decide, {"_refuse": "1"}).status_code in {403, 404}
    assert client.get(decide).status_code == 403
    assert client.post(decide, {"_refuse": "1"}).url == where
    swap.refresh_from_db()
    assert (swap.state, swap.decided_by) == (SwapState.REFUSED, "paula")
    assert "Carry out" not in read(client.get(where))


def test_carried_out_from_its_page_it_is_in_the_roster(
    ward: SmallWard, swap: ShiftSwap, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    effect = mock.Mock(report_before=None, report_after=None, difference=None)
    monkeypatch.setattr(services, "swap_approve", lambda **how: asked.append(how) or effect)
    monkeypatch.setattr("operations.admin.swaps.show", lambda *_shown: None)
    decide = reverse("admin:operations_shiftswap_decide", args=[swap.pk])
    client_of(ward.paula).post(decide, {"_approve": "1"})
    ((how),) = asked
    assert (how["swap"], how["actor"], how["base_version"]) == (swap, ward.paula, 0)


def test_what_nobody_has_answered_can_only_be_refused(ward: SmallWard, swap: ShiftSwap) -> None:
    ShiftSwap.objects.update(state=SwapState.PROPOSED)
    where = reverse("admin:operations_shiftswap_change", args=[swap.pk])
    page = read(client_of(ward.paula).get(where))
    assert "N2 has not answered yet." in page
    assert ("Carry out" in page, "Refuse" in page) == (False, True)
