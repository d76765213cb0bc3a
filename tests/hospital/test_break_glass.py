"""Asking, ending, reviewing and telling of a broken glass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hospital.errors import ApplicationError, Forbidden
from hospital.models import AuditEntry, BreakGlass, Facility, Membership, Network, Ward
from hospital.services.break_glass import break_glass_end, break_glass_open, break_glass_review
from operations.services import alerts_send
from operations.web.home import home

pytestmark = pytest.mark.django_db
REASON = "Their night manager is ill, I cover both houses"


@pytest.fixture
def north() -> Network:
    return Network.objects.create(code="N", name="North")


@pytest.fixture
def chu(north: Network) -> Facility:
    return Facility.objects.create(network=north, code="CHU", name="University", kind="university")


@pytest.fixture
def prov(north: Network) -> Facility:
    return Facility.objects.create(network=north, code="PROV", name="Provincial", kind="provincial")


def person(name: str, network: Network, facility: Facility | None, role: str) -> User:
    user = User.objects.create(username=name, is_staff=True)
    Membership.objects.create(user=user, network=network, facility=facility, role=role)
    return user


@pytest.fixture
def paula(north: Network, chu: Facility) -> User:
    return person("paula", north, chu, "planner")


@pytest.fixture
def amina(north: Network, prov: Facility) -> User:
    return person("amina", north, prov, "administrator")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(user: User, facility: Facility, **asked: Any) -> BreakGlass:
    wanted = {"reason": REASON, "hours": 2} | asked
    return break_glass_open(user=user, facility=facility, **wanted)


@pytest.mark.parametrize("reason", ["", "because", "x" * 501])
def test_a_reason_that_says_nothing_opens_nothing(reason: str, paula: User, prov: Facility) -> None:
    with pytest.raises(ApplicationError, match="Say why"):
        opened(paula, prov, reason=reason)


@pytest.mark.parametrize("hours", [0, -1, 3, 24, 10**6])
def test_only_for_some_hours(hours: int, paula: User, prov: Facility) -> None:
    with pytest.raises(ApplicationError, match="hours"):
        opened(paula, prov, hours=hours)


def test_what_one_reads_already_is_not_opened(paula: User, chu: Facility, amina: User) -> None:
    with pytest.raises(Forbidden):
        opened(paula, chu)
    whole = person("wanda", chu.network, None, "viewer")
    with pytest.raises(Forbidden):
        opened(whole, chu)


def test_the_whole_way(
    paula: User, amina: User, prov: Facility, settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    """Asked on the page, in force at once, told, shown, read on the record, ended, reviewed."""
    settings.ALERT_MAIL = ["guard@example.org"]
    ward = Ward.objects.create(facility=prov, code="MED", name="Medicine of Prov")
    client, page = logged_in(paula), reverse("break_glass")
    detail = reverse("admin:hospital_ward_change", args=[ward.pk])
    assert client.get(detail).status_code == 302  # not there
    asked = {"facility": "PROV", "hours": "2", "reason": REASON}
    with django_capture_on_commit_callbacks(execute=False):
        assert client.post(page, asked).status_code == 302
    glass = BreakGlass.objects.get()
    assert glass.until - glass.began == timedelta(hours=2)

    shown = client.get(detail)
    assert shown.status_code == 200
    assert "Break-glass: you read Provincial" in shown.content.decode()
    read = AuditEntry.objects.filter(action="read under break-glass").values_list(
        "after", flat=True
    )
    assert {"address": f"GET {detail}"} in list(read)

    assert (alerts_send(), alerts_send()) == (1, 0)
    (letter,) = mail.outbox
    assert "paula" in letter.subject
    assert REASON not in letter.body  # it may name somebody
    waits = [each for each in home(amina).to_decide if each.where == "PROV"]
    assert [REASON in each.sentence for each in waits] == [True]
    assert not [each for each in home(paula).to_decide if each.where == "PROV"]

    assert client.post(page, {"_end": str(glass.pk)}).status_code == 302
    assert client.get(detail).status_code == 302
    reviewer, review = logged_in(amina), reverse("admin:hospital_breakglass_changelist")
    body = {"action": "review", "_selected_action": [glass.pk], "verdict": "In order."}
    assert reviewer.post(review, body).status_code == 302
    glass.refresh_from_db()
    assert (glass.reviewed_by, glass.verdict, glass.ended_by) == ("amina", "In order.", "paula")
    assert detail in reviewer.get(f"{review}{glass.pk}/change/").content.decode()
    assert not [each for each in home(amina).to_decide if each.where == "PROV"]
    actions = set(
        AuditEntry.objects.filter(model="hospital.BreakGlass").values_list("action", flat=True)
    )
    assert actions >= {"broke the glass", "ended break-glass", "reviewed break-glass"}


def test_who_ends_and_who_reviews(paula: User, amina: User, prov: Facility, chu: Facility) -> None:
    glass = opened(paula, prov)
    other = person("omar", chu.network, chu, "administrator")
    for do in (break_glass_end, break_glass_review):
        with pytest.raises(Forbidden):
            do(glass=glass, user=other)
    assert break_glass_end(glass=glass, user=amina)
    assert not break_glass_end(glass=glass, user=amina)  # over already
    assert break_glass_review(glass=glass, user=amina, verdict="in order")
    assert not break_glass_review(glass=glass, user=amina, verdict="not in order")  # said already
    glass.refresh_from_db()
    assert glass.verdict == "in order"
    own = opened(amina, chu)
    Membership.objects.create(user=amina, network=chu.network, facility=chu, role="administrator")
    with pytest.raises(Forbidden, match="Somebody else"):
        break_glass_review(glass=own, user=User.objects.get(pk=amina.pk))


def test_the_page_refuses_in_words_and_keeps_what_was_typed(paula: User, prov: Facility) -> None:
    client, page = logged_in(paula), reverse("break_glass")
    answer = client.post(page, {"facility": "PROV", "hours": "99", "reason": REASON})
    assert answer.status_code == 200
    assert REASON in answer.content.decode()
    for wrong in ("x", "9" * 30, "1"):
        assert client.post(page, {"_end": wrong}).status_code == 404
    assert not BreakGlass.objects.exists()


def test_the_list_says_no_in_words_and_filters(paula: User, amina: User, prov: Facility) -> None:
    glass = opened(paula, prov)
    client, url = logged_in(amina), reverse("admin:hospital_breakglass_changelist")
    BreakGlass.objects.filter(pk=glass.pk).update(user=amina)
    said = client.post(url, {"action": "review", "_selected_action": [glass.pk]}, follow=True)
    assert "Somebody else" in said.content.decode()
    ended = client.post(url, {"action": "end", "_selected_action": [glass.pk]}, follow=True)
    assert "Break-glass accesses changed: 1." in ended.content.decode()
    assert "paula" in client.get(url, {"review": "open"}).content.decode()
    assert "/change/" not in client.get(url, {"review": "done"}).content.decode()


def test_an_hour_is_an_hour(paula: User, prov: Facility) -> None:
    """Also for a user object that lives longer than its glass."""
    from hospital import access

    glass = opened(paula, prov, hours=1)
    assert access.may(paula, access.Act.VIEW, prov)
    paula._mizan_opened[0].until = timezone.now()  # type: ignore[attr-defined]
    assert not access.may(paula, access.Act.VIEW, prov)
    assert glass.in_force(glass.until - timedelta(seconds=1))
    assert not glass.in_force(glass.until)
