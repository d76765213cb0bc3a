"""My shifts: a person of the staff reads their own, wishes, swaps, and takes them along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from hospital.errors import Forbidden
from hospital.models import ShiftRequest, StaffMember
from operations import own, services
from operations.models import (
    CalendarLink,
    Plan,
    PlanState,
    ShiftAssignment,
    ShiftSwap,
    SwapState,
)
from operations.services import own as writes
from operations.services import swaps, withdraw
from tests.operations.admin.pages import client_of, read, words
from tests.operations.ward import MONDAY, SmallWard, small_ward

pytestmark = pytest.mark.core  # plain reads and writes: no database's matter


@pytest.fixture
def ward(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallWard:
    monkeypatch.setattr(own, "today_of", lambda staff: MONDAY)
    monkeypatch.setattr(swaps, "today_of", lambda plan: MONDAY)
    return small_ward()


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    found = ward.plan()
    for nurse in ward.nurses:
        nurse.user = User.objects.create_user(f"nurse-{nurse.number}", password="a long password")
        nurse.save()
    return found


def enters(nurse: StaffMember) -> Client:
    return client_of(nurse.user)


def shown(client: Client) -> list[ShiftAssignment]:
    page = client.get(reverse("my_shifts"))
    return [line for _monday, lines in page.context["weeks"] for line in lines]


def test_one_sees_one_s_own_published_shifts_and_nothing_of_a_draft(
    ward: SmallWard, plan: Plan
) -> None:
    nurse = ward.nurses[0]
    own_lines = plan.shiftassignments.filter(staff=nurse, shift__isnull=False)
    assert {line.pk for line in shown(enters(nurse))} == {line.pk for line in own_lines}
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    assert shown(enters(nurse)) == []
    day = {"day": MONDAY.isoformat()}
    assert enters(nurse).get(reverse("my_ward"), day).context["on_shift"] == []


def test_the_published_roster_of_the_own_ward_is_there_by_day(ward: SmallWard, plan: Plan) -> None:
    page = enters(ward.nurses[0]).get(reverse("my_ward"), {"day": MONDAY.isoformat()})
    there = {each.shift.code: each.people for each in page.context["on_shift"]}
    lines = plan.shiftassignments.filter(date=MONDAY, shift__isnull=False)
    assert {(c, p) for c, people in there.items() for p in people} == {
        (line.shift.code, line.staff.number) for line in lines
    }
    assert enters(ward.nurses[0]).get(reverse("my_ward"), {"day": "x"}).status_code == 200


def test_my_ward_opens_on_the_first_day_that_there_is_something_to_read(
    ward: SmallWard, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(today: date) -> date:
        monkeypatch.setattr(own, "today_of", lambda staff: today)
        day: date = enters(ward.nurses[0]).get(reverse("my_ward")).context["day"]
        return day

    assert opens(MONDAY - timedelta(days=3)) == MONDAY
    assert opens(MONDAY) == MONDAY
    later = MONDAY + timedelta(days=100)
    assert opens(later) == later
    Plan.objects.update(state=PlanState.DRAFT)
    assert opens(MONDAY - timedelta(days=3)) == MONDAY - timedelta(days=3)


def test_who_is_not_of_the_staff_or_has_left_sees_nobody(ward: SmallWard, plan: Plan) -> None:
    assert client_of(ward.vera).get(reverse("my_shifts")).status_code == 403
    nurse = ward.nurses[0]
    StaffMember.objects.filter(pk=nurse.pk).update(ended=MONDAY - timedelta(days=1))
    assert enters(nurse).get(reverse("my_shifts")).status_code == 403
    stranger = Client().get(reverse("my_shifts"))
    assert stranger["Location"].startswith(reverse("my_login"))


def test_one_logs_in_without_any_role(ward: SmallWard, plan: Plan) -> None:
    client = Client()
    body = {"username": "nurse-N1", "password": "a long password"}
    assert client.post(reverse("my_login"), body)["Location"] == reverse("my_shifts")
    assert client.get(reverse("my_shifts")).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 302  # no way into the admin
    assert Client().post(reverse("my_login"), body | {"password": "x"}).status_code == 200


def events(client: Client, address: str) -> Any:
    return Calendar.from_ical(client.get(address).content).walk("VEVENT")


def test_a_calendar_follows_the_roster_until_its_address_is_revoked(
    ward: SmallWard, plan: Plan
) -> None:
    nurse, client, stranger = ward.nurses[0], enters(ward.nurses[0]), Client()
    made = client.post(reverse("my_calendar"), {"_make": "1"}, follow=True)
    address = made.context["secret"]
    assert not client.get(reverse("my_shifts")).context["secret"]  # shown once
    lines = plan.shiftassignments.filter(staff=nurse, shift__isnull=False)
    assert len(events(stranger, address)) == lines.count()
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(
        CalendarLink.objects.values_list()
    )
    again = client.post(reverse("my_calendar"), {"_make": "1"}, follow=True).context["secret"]
    assert stranger.get(address).status_code == 404
    assert stranger.get(again).status_code == 200
    User.objects.filter(pk=nurse.user_id).update(is_active=False)
    assert stranger.get(again).status_code == 404
    User.objects.filter(pk=nurse.user_id).update(is_active=True)
    client.post(reverse("my_calendar"), {"_revoke": "1"})
    assert stranger.get(again).status_code == 404
    said = LogEntry.objects.values_list("user__username", "change_message")
    assert ("nurse-N1", "calendar link revoked") in set(said)


def test_a_wish_is_kept_replaced_and_withdrawn_on_the_record(ward: SmallWard, plan: Plan) -> None:
    nurse, client = ward.nurses[0], enters(ward.nurses[0])
    day = (date.today() + timedelta(days=30)).isoformat()
    client.post(reverse("my_wishes"), {"day": day, "shift": "N", "wanted": "no"})
    client.post(reverse("my_wishes"), {"day": day, "shift": "", "wanted": "yes"})
    wish = ShiftRequest.objects.get()
    assert (wish.staff, wish.shift, wish.wanted) == (nurse, None, True)
    late = client.post(reverse("my_wishes"), {"day": "2020-01-01", "shift": ""}, follow=True)
    assert "days to come" in words(late)
    gone = {"_withdraw": str(wish.pk)}
    assert enters(ward.nurses[1]).post(reverse("my_wishes"), gone, follow=True).status_code == 404
    client.post(reverse("my_wishes"), gone)
    assert not ShiftRequest.objects.exists()
    assert LogEntry.objects.filter(change_message__startswith="wish ").count() == 3


def test_a_swap_is_asked_agreed_and_carried_out_by_who_plans(ward: SmallWard, plan: Plan) -> None:
    mine, offers = next(
        (line, offers)
        for nurse in ward.nurses
        for line in plan.shiftassignments.filter(staff=nurse, shift__isnull=False)
        if (offers := own.swap_offers(line, nurse.user))
    )
    asking, offer = mine.staff, offers[0]
    where = reverse("my_swap", args=[mine.date])
    assert enters(asking).get(where).context["offers"] == offers
    body = {"offer": f"{offer.person}|{offer.day.isoformat()}", "why": "a wedding"}
    enters(asking).post(where, body)
    other = StaffMember.objects.get(number=offer.person)
    (each,) = enters(other).get(reverse("my_shifts")).context["asked"]
    asked = each.swap
    answer = reverse("my_swap_answer", args=[asked.pk])
    third = next(each for each in ward.nurses if each not in (asking, other))
    assert enters(third).post(answer, {"_agree": "1"}).status_code == 404
    enters(asking).post(answer, {"_agree": "1"})  # who asks cannot agree for the other
    asked.refresh_from_db()
    assert asked.state == SwapState.PROPOSED
    enters(other).post(answer, {"_agree": "1"})
    asked.refresh_from_db()
    User.objects.filter(pk=ward.paula.pk).update(is_staff=True)
    grid = client_of(ward.paula).get(reverse("admin:operations_plan_grid", args=[plan.pk]))
    assert grid.context["swaps"] == 1
    services.swap_approve(swap=asked, actor=ward.paula, base_version=asked.plan.edit_version)
    assert (offer.day, offer.shift) in {
        (line.date, line.shift.code) for line in shown(enters(asking))
    }
    assert enters(asking).get(reverse("my_swap", args=[mine.date])).status_code in {200, 404}


def test_nobody_writes_for_somebody_else(ward: SmallWard, plan: Plan) -> None:
    nurse, other = ward.nurses[:2]
    for write in (
        lambda: writes.calendar_link_make(staff=nurse, actor=other.user),
        lambda: writes.wish_keep(
            staff=nurse, day=date.max, shift=None, wanted=True, actor=other.user
        ),
    ):
        with pytest.raises(Forbidden):
            write()


def test_a_withdrawn_roster_s_shifts_are_gone_and_whoever_had_them_is_told_there(
    ward: SmallWard, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdraw, "today_of", lambda plan: MONDAY)
    client, secret = enters(ward.nurses[0]), writes.calendar_link_make(
        staff=ward.nurses[0], actor=ward.nurses[0].user
    )  # fmt: skip
    assert shown(client)
    before = Calendar.from_ical(own.calendar_of(secret)).walk("VEVENT")
    services.plan_withdraw(plan=plan, actor=ward.paula, base_version=0, reason="N2 is ill")
    page = client.get(reverse("my_shifts"))
    assert page.context["weeks"] == []
    assert "was withdrawn" in read(page)
    assert "N2 is ill" not in read(page)
    assert Calendar.from_ical(own.calendar_of(secret)).walk("VEVENT") == []
    plan.refresh_from_db()
    services.plan_publish(plan=plan, actor=ward.paula, base_version=1)
    assert "was withdrawn" not in read(client.get(reverse("my_shifts")))
    after = Calendar.from_ical(own.calendar_of(secret)).walk("VEVENT")
    assert [each["uid"] for each in after] == [each["uid"] for each in before]
    assert min(each["sequence"] for each in after) > max(each["sequence"] for each in before)


def test_a_decided_swap_stands_above_the_shifts_with_the_planner_s_words(
    ward: SmallWard, plan: Plan
) -> None:
    asking, other = ward.nurses[:2]
    made = {"plan": plan, "cost_change": 0, "hard_change": 0, "asking": asking, "other": other}
    days = {"asking_date": MONDAY, "other_date": MONDAY + timedelta(days=1)}
    swap = ShiftSwap.objects.create(state=SwapState.AGREED, **made, **days)
    services.swap_refuse(swap=swap, actor=ward.paula, reason="too few that night")
    for nurse in (asking, other):
        page = read(enters(nurse).get(reverse("my_shifts")))
        assert page.index("too few that night") < page.index("Week of")


def test_nobody_is_asked_for_a_day_that_is_over(ward: SmallWard, plan: Plan) -> None:
    asking, other = ward.nurses[:2]
    ShiftSwap.objects.create(
        plan=plan, asking=asking, other=other, cost_change=0, hard_change=0,
        asking_date=MONDAY - timedelta(days=1), other_date=MONDAY,
    )  # fmt: skip
    page = enters(other).get(reverse("my_shifts"))
    assert (page.context["asked"], len(page.context["mine"])) == ([], 1)


def test_whoever_belongs_to_no_ward_is_told_who_mends_that(ward: SmallWard, plan: Plan) -> None:
    stranger = StaffMember.objects.create(
        facility=ward.ward.facility, number="N9", role="nurse", contract=ward.nurses[0].contract,
        user=User.objects.create_user("n9"),
    )  # fmt: skip
    for page in ("my_shifts", "my_ward"):
        assert "You belong to no ward yet" in read(enters(stranger).get(reverse(page)))
    stranger.home_ward = ward.ward
    stranger.save()
    assert "who plans your ward" in read(enters(stranger).get(reverse("my_shifts")))
