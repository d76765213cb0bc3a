"""One request for each operation that a drawn one passes only by luck: what it says yes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from forecasting.models import ForecastOverride, OutbreakAlarm
from hospital.login.tokens import token_make
from operations import services
from operations.models import BedAssignment, OrderLine, Plan, Run, ShiftAssignment, ShiftSwap
from tests.operations.sources.records.bed_hospital import MONDAY as BEDS_MONDAY

USERNAME, PASSWORD = "fuzz", "a long password"
WHY = {"why": "asked by hand"}
LATER = "2040-01-31"


@dataclass(frozen=True)
class Asked:
    """`tag`: If-Match, where it is not the row's own. `token`: of whom, where it is not everybody's
    to ask."""

    row: int | None = None
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    tag: str = ""
    token: str = ""
    media: str = "application/json"


def asked(token: str) -> dict[str, Asked]:
    """Label of an operation -> a request within the grounds that it takes."""
    return {
        "POST /api/token/": Asked(body={"username": USERNAME, "password": PASSWORD}),
        **_roster(_plan("staffing")),
        **_beds(_plan("beds")),
        **_orders(_plan("supply"), token),
        **_runs(),
        **_forecasts(),
    }


def _plan(family: str) -> Plan:
    return Plan.objects.get(family=family, state="published")


def _roster(plan: Plan) -> dict[str, Asked]:
    address = "/api/rosters/{id}"
    line = plan.shiftassignments.exclude(shift=None).order_by("date", "pk")[0]
    day, shift = line.date.isoformat(), line.shift.code
    person = line.staff.number
    busy = plan.shiftassignments.filter(date=line.date).exclude(shift=None)
    free = plan.shiftassignments.exclude(staff__in=busy.values("staff"))[0].staff.number
    cells = {"cells": [{"staff": person, "date": day, "shift": None}]}
    where, who = {"date": day, "shift": shift}, {"date": day, "staff": person}
    swaps = swaps_made(plan)
    return {
        f"GET {address}/candidates/": Asked(plan.pk, where),
        f"GET {address}/gap/": Asked(plan.pk, where),
        f"GET {address}/swaps/": Asked(plan.pk, who),
        f"GET {address}/why/": Asked(plan.pk, who),
        f"GET {address}/why-not/": Asked(plan.pk, where | {"staff": free}),
        f"POST {address}/judge/": Asked(plan.pk, body=cells),
        f"POST {address}/change/": Asked(plan.pk, body=cells | WHY),
        f"POST {address}/propose/": Asked(
            plan.pk, body={"staff": person, "days": [{"date": day, "shift": None}], "keep": True}
        ),
        f"POST {address}/repair/": Asked(plan.pk, body={}),
        "PATCH /api/shift-assignments/{id}/": Asked(line.pk, body={"shift": None, **WHY}),
        **swaps,
    }


def swaps_made(plan: Plan) -> dict[str, Asked]:
    """A swap in each state that somebody can answer, and one that is yet to be asked."""
    address, (now, later, *_others) = "/api/shift-swaps/{id}", list(_pairs(plan))
    agree, approve, refuse, withdraw = (
        ShiftSwap.objects.create(**_between(*now), plan=plan, state=state, cost_change=0,
                                 hard_change=0)
        for state in ("proposed", "agreed", "proposed", "proposed")
    )  # fmt: skip
    other = agree.other
    other.user = User.objects.create_user("who is asked")
    other.save()
    _row, token = token_make(user=other.user)
    named = {
        name: value.number if hasattr(value, "number") else value.isoformat()
        for name, value in _between(*later).items()
    }
    return {
        f"POST {address}/agree/": Asked(agree.pk, token=token),
        f"POST {address}/approve/": Asked(approve.pk, body=WHY, tag='"v0"'),
        f"POST {address}/refuse/": Asked(refuse.pk, body=WHY),
        f"POST {address}/withdraw/": Asked(withdraw.pk),
        "POST /api/shift-swaps/": Asked(body={"plan": plan.pk, **named}),
    }


def _pairs(plan: Plan) -> Iterator[tuple[ShiftAssignment, ShiftAssignment]]:
    """Day by day two who work different shifts."""
    lines = plan.shiftassignments.exclude(shift=None).select_related("shift", "staff")
    for _day, of_day in groupby(lines.order_by("date", "shift__code"), lambda line: line.date):
        first, *others = of_day
        if others and others[-1].shift != first.shift:
            yield first, others[-1]


def _between(first: ShiftAssignment, second: ShiftAssignment) -> dict[str, Any]:
    return {
        "asking": first.staff,
        "asking_date": first.date,
        "other": second.staff,
        "other_date": second.date,
    }


def _beds(plan: Plan) -> dict[str, Asked]:
    address, line = "/api/bed-plans/{id}", BedAssignment.objects.filter(plan=plan).first()
    assert line is not None
    who = {"patient": "stay:1"}
    places = {"places": [{"patient": "stay:1", "room": "MED/2"}]}
    room = plan.bedassignments.exclude(room=None).exclude(room=line.room)[0].room
    assert room is not None
    return {
        f"GET {address}/candidates/": Asked(plan.pk, who),
        f"GET {address}/why/": Asked(plan.pk, who),
        f"GET {address}/why-not/": Asked(plan.pk, who | {"room": "SUR/2"}),
        f"GET {address}/nowhere/": Asked(plan.pk, who),
        f"POST {address}/judge/": Asked(plan.pk, body=places),
        f"POST {address}/change/": Asked(plan.pk, body=places | WHY),
        f"POST {address}/mend/": Asked(
            plan.pk, body=places | WHY | {"start": BEDS_MONDAY.isoformat()}
        ),
        f"POST {address}/repair/": Asked(plan.pk),
        "PATCH /api/bed-assignments/{id}/": Asked(line.pk, body={"room": room.pk, **WHY}),
    }


def _orders(plan: Plan, token: str) -> dict[str, Asked]:
    draft = Plan.objects.get(family="supply", state="draft")
    line, placed = OrderLine.objects.filter(plan=plan).order_by("order_date", "pk")[:2]
    for to in ("approved", "ordered"):
        services.orders_step(
            plan=plan,
            lines=[placed.pk],
            to=to,
            actor=None,
            base_version=plan.edit_version,
        )
    seen = f'"v{plan.edit_version}"'
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    ask = {"format": "csv", "language": "en", "plan": plan.pk}
    file = client.get("/api/order-lines/export/", ask).content
    return {
        "GET /api/order-lines/export/": Asked(query=ask),
        "PATCH /api/order-lines/{id}/": Asked(
            line.pk, tag=seen, body={"packs": line.packs + 5, **WHY}
        ),
        "POST /api/order-lines/step/": Asked(tag=seen, 
            body={"plan": plan.pk, "lines": [line.pk], "to": "reviewed"}
        ),
        "POST /api/order-lines/receive/": Asked(tag=seen, 
            body={"plan": plan.pk, "receipts": [{"line": placed.pk, "lot": "L", "expiry": LATER}]}
        ),
        "POST /api/order-lines/cancel/": Asked(tag=seen, 
            body={"plan": plan.pk, "lines": [placed.pk], **WHY}
        ),
        "POST /api/order-lines/replan/": Asked(tag=seen, 
            query={"preview": "true"}, body={"plan": plan.pk, "products": [line.product.code]}
        ),
        "POST /api/order-lines/import/": Asked(tag=seen, 
            body={
                "plan": plan.pk,
                "file": file.replace(f",{line.packs},{line.units},,".encode(),
                                     f",{line.packs + 5},{line.units},,".encode()),
            },
            media="multipart/form-data",
        ),
        "POST /api/plans/{id}/publish/": Asked(draft.pk, body={"reason": "asked by hand"}),
        "POST /api/plans/{id}/withdraw/": Asked(
            _plan("staffing").pk, body={"reason": "asked by hand"}
        ),
        "GET /api/plans/{id}/export/": Asked(plan.pk, {"format": "json"}),
    }  # fmt: skip


def _runs() -> dict[str, Asked]:
    queued, running = (Run.objects.filter(state=state)[0] for state in ("queued", "running"))
    return {
        "POST /api/runs/": Asked(body={"kind": "staffing", "scope": _plan("staffing").scope}),
        "POST /api/runs/{id}/cancel/": Asked(queued.pk),
        "POST /api/runs/{id}/stop/": Asked(running.pk),
    }


def _forecasts() -> dict[str, Asked]:
    plan, soon = _plan("staffing"), timezone.now().date() + timedelta(days=2)
    standing = ForecastOverride.objects.filter(withdrawn_at=None)[0]
    return {
        "POST /api/forecast-overrides/": Asked(
            body={
                "network": plan.network.code,
                "kind": "admissions",
                "unique_id": plan.scope,
                "first_day": soon.isoformat(),
                "last_day": soon.isoformat(),
                "way": "factor",
                "number": 1.5,
                "reason": "asked by hand",
            }
        ),
        "POST /api/forecast-overrides/{id}/withdraw/": Asked(standing.pk, body=WHY),
        "POST /api/outbreaks/{id}/decide/": Asked(
            OutbreakAlarm.objects.filter(state="open")[0].pk, body=WHY | {"after": "dismissed"}
        ),
    }
