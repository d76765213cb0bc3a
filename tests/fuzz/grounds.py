"""What the requests meet: plans that can be judged, records of every kind, and their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from forecasting.models import OutbreakAlarm
from hospital.audit import triggers
from hospital.login.tokens import token_make
from hospital.models import (
    Contract,
    Facility,
    Product,
    Room,
    ShiftType,
    Skill,
    StaffMember,
    Supplier,
    Surgeon,
    Ward,
)
from operations import bed_questions
from operations.core.outcome import Options
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.keeping import staffing as keeping
from operations.models import BedAssignment, Plan, PlanEvent, Run, ShiftAssignment
from operations.packed import pack
from operations.services import swaps, withdraw
from operations.sources.records import staffing
from tests.access.world import world
from tests.forecasting.stored import store_run, store_series
from tests.fuzz.asked import PASSWORD, USERNAME
from tests.operations.small_beds import SmallBeds
from tests.operations.small_supply import SmallSupply
from tests.operations.sources.records.supply_network import north
from tests.operations.ward import MONDAY, small_ward

MOST_NAMES = 6
"""Of each kind: enough to hit and to miss each other."""


@dataclass(frozen=True)
class Grounds:
    token: str
    """Of somebody to whom all is open."""
    token_of_one: str
    """Of somebody who plans one hospital."""
    known: dict[str, list[Any]]
    """By a field's name: what is really there."""


def grounds() -> Grounds:
    """Two networks with a row of everything, and beside them plans of the three families."""
    cache.clear()
    made: tuple[Callable[[], Any], ...] = (
        _roster,
        lambda: SmallBeds().plan(),
        _supply,
        world,
    )
    for number, make in enumerate(made):
        make()
        for user in User.objects.exclude(username__contains="@"):
            user.username += f"@{number}"  # each small place has its vera
            user.save()
    with triggers.lifted():  # else plans stay for ever
        PlanEvent.objects.all()._raw_delete("default")  # protects its plan
        Plan.objects.filter(problem=b"").delete()  # rows for the eye, which nothing could judge
    PlanEvent.objects.create(plan=Plan.objects.get(family="beds"), actor="vera", action="made")
    for model in (Contract, Surgeon):
        model.objects.update(weekdays="1111100")
    OutbreakAlarm.objects.update(scenario={"first": "2026-11-23", "wards": [], "products": []})
    Run.objects.filter(network__code="SUDX-N").update(state="running")
    admin = User.objects.create_superuser(USERNAME, password=PASSWORD)
    _row, token = token_make(user=admin)
    _row, of_one = token_make(user=User.objects.get(username="paula@0"))
    return Grounds(token, of_one, _names())


def _roster() -> Plan:
    """The small ward's, made here: a run would close this transaction's connection."""
    ward = small_ward().ward
    place = ward.facility
    place.network.code, place.code = "WARDS", "WCHU"  # the small hospital of beds has the others
    place.network.save()
    place.save()
    ward = Ward.objects.get(pk=ward.pk)
    asked = staffing.problem(place.network, ward.scope, MONDAY, 7).problem
    found = solve(asked, Options(1.0)).plan
    assert found is not None
    report = judge(asked, found)
    plan = Plan.objects.create(
        network=place.network, facility=place, ward=ward, family="staffing", scope=ward.scope,
        version=1, state="published", start=MONDAY, days=7, status="feasible", problem=pack(asked),
        answer=pack(found), cost=report.cost,
    )  # fmt: skip
    for model, rows in keeping.rows(plan, asked, found, report).items():
        model.objects.bulk_create(rows)
    plan.findings.create(rule="cover_minimum", kind="hard")
    soon = timezone.now().date() + timedelta(days=2)
    run = store_run(place.network, "admissions", "D", soon, 7)
    store_series(run, place, soon, ward=ward, mean=[4.0] * 7)
    return plan


def _supply() -> None:
    small = SmallSupply(north.__wrapped__())  # type: ignore[attr-defined]
    small.plan()
    small.plan("draft")


def _names() -> dict[str, list[Any]]:
    def few(model: Any, field: str) -> list[Any]:
        rows = model.objects.order_by("pk").values_list(field, flat=True)
        return [str(row) if isinstance(row, date) else row for row in dict.fromkeys(rows) if row][
            :MOST_NAMES
        ]

    plans = list(Plan.objects.values_list("pk", flat=True))
    scopes = list(Plan.objects.values_list("scope", flat=True))
    return {
        "plan": plans,
        "scope": scopes,
        "staff": few(StaffMember, "number"),
        "shift": few(ShiftType, "code"),
        "ward": few(Ward, "code"),
        "room": few(Room, "pk"),
        "patient": few(BedAssignment, "stay__number"),
        "date": few(ShiftAssignment, "date"),
        "skill": ["", *few(Skill, "code")],
        "facility": few(Facility, "code"),
        "product": few(Product, "code"),
        "supplier": few(Supplier, "code"),
    }


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests in a row, in one transaction, as many as one likes, on a plan's first day."""
    with (
        mock.patch.object(bed_questions, "today_of", lambda plan: plan.start),
        mock.patch.object(swaps, "today_of", lambda plan: plan.start),
        mock.patch.object(withdraw, "today_of", lambda plan: plan.start),
        mock.patch.object(BaseDatabaseWrapper, "close_if_unusable_or_obsolete"),
        mock.patch.object(SimpleRateThrottle, "allow_request", return_value=True),
    ):
        yield


LISTED = {
    "/api/rosters/": ("/api/plans/", {"family": "staffing"}),
    "/api/bed-plans/": ("/api/plans/", {"family": "beds"}),
}
"""Addresses that list nothing themselves: where their rows are seen."""


def rows_of(address: str, token: str) -> dict[Any, str]:
    """Identity and ETag of what a list's address shows."""
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    address, chosen = LISTED.get(address, (address, {}))
    answer = client.get(address, {"page_size": MOST_NAMES, **chosen})
    if answer.status_code != 200:
        return {}
    data = answer.json()
    rows = data.get("results", []) if isinstance(data, dict) else data
    found: dict[Any, str] = {}
    for row in rows if isinstance(rows, list) else []:
        if "id" in row:
            found[row["id"]] = tag_of(f"{address}{row['id']}/", token)
    return found


def tag_of(address: str, token: str) -> str:
    """What a change of this row has to name; "" where that is its plan's."""
    answer = APIClient(HTTP_AUTHORIZATION=f"Token {token}").get(address)
    return str(answer.headers.get("ETag", ""))
