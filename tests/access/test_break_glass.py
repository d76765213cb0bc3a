"""A broken glass shows the hospital that it was broken for, to read only, and nothing once over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from hospital.access import Act, may
from hospital.models import AuditEntry, BreakGlass
from hospital.services.break_glass import break_glass_end, break_glass_open
from operations.models import ExportLog
from tests.access import test_api
from tests.access.table import ADMIN, ALL, API, EXPORT, NETWORK, RECORDS_READ, VIEW, Route
from tests.access.world import World, models_all

pytestmark = [pytest.mark.django_db, pytest.mark.core]

PERSON = "planner-one"
RECORDS_TRIED = {"stays", "staff", "absences", "wards", "referrals"}
REASON = "Mass casualty: covering their night tonight"


def fresh(made: World) -> User:
    """As the next request sees the person."""
    return User.objects.get(pk=made.people[PERSON].pk)


def client_of(made: World) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(fresh(made))
    return client


def rows() -> list[Any]:
    """Everything but what is put down of who read or took what."""
    return [
        [model.__name__, *model._base_manager.order_by("pk").values_list()]
        for model in models_all()
        if model not in {AuditEntry, ExportLog}
    ]


def expected(need: str, route: Route, where: str, *, opened: bool) -> bool:
    return test_api.may(PERSON, need, route, where) or (
        opened and need == VIEW and where == "aside"
    )


def leaks(made: World, *, opened: bool) -> list[Any]:
    """Every read and write of the API, each list of the admin: what is not as the table says."""
    client, wrong = client_of(made), []
    for name, route in API.items():
        if name in RECORDS_READ and name not in RECORDS_TRIED:
            continue  # one class of views
        reads = dict(route.reads) | ({"detail": route.view} if route.lists else {})
        for where in ("north", "aside", "south"):
            row = test_api.row_of(route, getattr(made, where))
            for action, need in reads.items():
                if action == "records" or (name, action) == ("order-line", "export"):
                    continue
                asked = {"format": "csv"} if need == EXPORT else {}
                answer = client.get(reverse(f"{name}-{action}", args=[row.pk]), asked)
                let_in = answer.status_code not in test_api.KEPT_OUT
                if let_in != expected(need, route, where, opened=opened):
                    wrong.append((name, action, where, answer.status_code))
            for action in set(route.writes) - test_api.LISTED:
                if where == "north" or not opened:
                    continue
                url = reverse(f"{name}-{action}", args=[row.pk])
                verb = client.patch if action == "detail" else client.post
                answer = verb(url, {}, format="json", HTTP_IF_MATCH='"v0"')
                # A form or version that is wrong may be told before the refusal; see `rows`.
                if answer.status_code not in {*test_api.KEPT_OUT, 400, 412, 428}:
                    wrong.append((name, action, where, answer.status_code))
    return wrong


def pages(made: World, where: str) -> set[str]:
    """The models whose rows of this place the admin lets the person read or change."""
    from django.contrib import admin
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = fresh(made)
    found = set()
    for model, page in admin.site._registry.items():
        row = getattr(made, where).rows.get(model.__name__)
        if row is None or ADMIN[model.__name__][0] in {ALL, NETWORK}:
            continue
        if page.get_queryset(request).filter(pk=row.pk).exists():
            if page.has_view_permission(request, row):
                found.add(model.__name__)
            assert not page.has_change_permission(request, row) or where == "north", model
            assert not page.has_delete_permission(request, row) or where == "north", model
    return found


def test_it_opens_reading_of_one_hospital_and_ends(made: World) -> None:
    before = pages(made, "aside")
    glass = break_glass_open(user=fresh(made), facility=made.aside.facility, reason=REASON, hours=2)
    person, kept = fresh(made), rows()
    assert [act for act in Act if may(person, act, made.aside.facility)] == [Act.VIEW]
    assert not any(may(person, act, made.south.facility) for act in Act)
    assert leaks(made, opened=True) == []
    assert {"Stay", "StaffMember", "Plan", "Patient"} <= pages(made, "aside")
    assert not pages(made, "south")
    assert rows() == kept
    break_glass_end(glass=glass, user=fresh(made))
    assert leaks(made, opened=False) == []
    assert pages(made, "aside") == before


@pytest.mark.parametrize("way", ["time", "role", "token", "log-in"])
def test_it_is_over_by_itself(way: str, made: World) -> None:
    """By its time, with the person's last role there, for a program, for a closed log-in."""
    with transaction.atomic():
        glass = break_glass_open(
            user=fresh(made), facility=made.aside.facility, reason=REASON, hours=1
        )
        url = reverse("stays-detail", args=[made.aside.rows["Stay"].pk])
        assert client_of(made).get(url).status_code == 200
        user = fresh(made)
        if way == "time":
            long_ago = timezone.now() - timedelta(hours=1)
            BreakGlass.objects.filter(pk=glass.pk).update(
                began=long_ago - timedelta(hours=1), until=long_ago
            )
        elif way == "role":
            user.memberships.all().delete()
        elif way == "token":
            user.token_acts = frozenset({VIEW})
        else:
            user.is_active = False
        client = APIClient()
        client.force_authenticate(user)
        assert client.get(url).status_code in test_api.KEPT_OUT
        transaction.set_rollback(True)


def test_only_a_hospital_of_ones_own_networks(made: World) -> None:
    client = Client()
    client.force_login(fresh(made))
    url = reverse("break_glass")
    page = client.get(url).content.decode()
    assert made.aside.mark in page
    assert made.south.mark not in page
    for mark in (made.south.mark, made.north.mark, "NOWHERE"):
        body = {"facility": mark, "reason": REASON, "hours": "2"}
        assert client.post(url, body).status_code == 404
    client.force_login(made.people["nobody"])
    assert client.get(url).status_code == 403
    assert not BreakGlass.objects.filter(user__isnull=False, ended=None).exists()
