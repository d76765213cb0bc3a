"""My wishes: what published rosters made of them, and why one is not granted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.models import ShiftRequest, StaffMember
from operations import own
from operations.models import Plan, PlanState, ShiftAssignment
from operations.wishes_told import WishTold, wishes_told
from tests.operations.admin.pages import client_of, read, words
from tests.operations.ward import MONDAY, SmallWard, small_ward

pytestmark = pytest.mark.core  # plain reads and writes: no database's matter


@pytest.fixture
def ward(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallWard:
    monkeypatch.setattr(own, "today_of", lambda staff: MONDAY)
    return small_ward()


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    return ward.plan()


def worked(plan: Plan, code: str) -> ShiftAssignment:
    lines = plan.shiftassignments.filter(shift__code=code).select_related("staff", "shift")
    return lines.order_by("date", "pk")[0]


def wish(staff: StaffMember, day: date, **what: Any) -> ShiftRequest:
    return ShiftRequest.objects.create(staff=staff, date=day, weight=5, **what)


def told(staff: StaffMember) -> WishTold:
    (found,) = wishes_told(staff, list(ShiftRequest.objects.filter(staff=staff)))
    return found


def test_a_wish_that_came_true_is_granted(ward: SmallWard, plan: Plan) -> None:
    line = worked(plan, "N")
    wish(line.staff, line.date, shift=line.shift, wanted=True)
    assert told(line.staff).granted
    ShiftRequest.objects.update(shift=ward.morning, wanted=False)
    assert told(line.staff).granted


def test_one_that_did_not_is_told_in_the_words_of_its_rule_with_what_granting_it_breaks(
    plan: Plan,
) -> None:
    line = worked(plan, "N")
    wish(line.staff, line.date, wanted=False)
    found = told(line.staff)
    assert found.granted is False
    assert "asked not to work" in found.said
    assert found.breaks
    assert any("needs at least" in each for each in found.breaks)
    others = set(plan.shiftassignments.values_list("staff__number", flat=True))
    others -= {line.staff.number}
    assert not [each for each in found.breaks if any(other in each for other in others)]


def test_a_wish_to_work_at_all_has_nothing_to_try(plan: Plan) -> None:
    line = worked(plan, "N")
    off = plan.start + timedelta(days=(line.date - plan.start).days + 1)
    assert not plan.shiftassignments.filter(staff=line.staff, date=off, shift__isnull=False)
    wish(line.staff, off, wanted=True)
    found = told(line.staff)
    assert (found.granted, found.breaks) == (False, None)


@pytest.mark.parametrize("known", [False, True])
def test_whether_the_roster_was_made_with_it_is_said(ward: SmallWard, known: bool) -> None:
    nurse = ward.nurses[0]
    if known:
        wish(nurse, MONDAY + timedelta(days=2), wanted=False)
    ward.plan()
    if not known:
        wish(nurse, MONDAY + timedelta(days=2), wanted=False)
    assert told(nurse).weighed is known


def test_nothing_is_said_of_drafts_and_of_days_that_no_roster_has(plan: Plan) -> None:
    line = worked(plan, "N")
    wish(line.staff, line.date, wanted=False)
    later = wish(line.staff, plan.start + timedelta(days=plan.days), wanted=False)
    assert wishes_told(line.staff, [later])[0].granted is None
    Plan.objects.update(state=PlanState.DRAFT)
    assert [each.granted for each in wishes_told(line.staff, [later])] == [None]
    (first, _last) = wishes_told(line.staff, list(ShiftRequest.objects.order_by("date")))
    assert first.granted is None


def test_a_roster_that_cannot_be_judged_any_more_says_nothing(plan: Plan) -> None:
    line = worked(plan, "N")
    wish(line.staff, line.date, wanted=False)
    Plan.objects.update(problem=b"")
    assert told(line.staff).granted is None


def test_the_page_says_it_and_what_a_wish_for_a_published_day_is_worth(
    ward: SmallWard, plan: Plan
) -> None:
    line = worked(plan, "N")
    line.staff.user = User.objects.create_user("nina")
    line.staff.save()
    client = client_of(line.staff.user)
    wish(line.staff, line.date, wanted=False)
    page = read(client.get(reverse("my_wishes")))
    assert "not granted" in page
    assert "What granting it now would break" in page
    plan.shiftassignments.all().delete()
    Plan.objects.update(start=date.today() + timedelta(days=10))
    far = date.today() + timedelta(days=11)
    body = {"day": far.isoformat(), "shift": "", "wanted": "no"}
    assert "published already" in words(client.post(reverse("my_wishes"), body, follow=True))
    body["day"] = (far + timedelta(days=300)).isoformat()
    kept = words(client.post(reverse("my_wishes"), body, follow=True))
    assert "kept for the next roster" in kept
