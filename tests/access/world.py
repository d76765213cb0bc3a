"""Two networks with one row of every model in each: what leaks from one to the other is seen by
its mark, whichever page it leaks through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import models

from hospital.models import Facility, Membership, Network, Product, Role, StaffMember, Ward
from operations.models import Family, Plan, Run

APPS = ("hospital", "forecasting", "operations")
SHARED = {
    "Specialty", "Equipment", "Product", "Supplier", "Offer", "OfferTier", "Skill", "Syndrome",
    "SyndromeProduct", "Equivalent", "ImportBatch", "Heartbeat",
}  # fmt: skip
"""Catalogues that every network reads, and the installation's own."""
UNMADE = {
    "AuditEntry", "AuditSeal", "ApiToken", "FirstPassword", "LogInFailure", "SpareCodes",
}  # fmt: skip
"""What comes of requests."""
OF_A_NETWORK = {"CalendarDay", "Contract", "Budget", "Erasure", "ForecastRun", "NightAlert"}
"""What all hospitals of one network have together."""
BY_HAND = {"Network", "Facility", "Ward", "Membership", "Plan"}
DAY = date(2026, 11, 23)
MARKS = {"north": "NORDX", "south": "SUDX"}
ASIDE = "ASIDEX"
"""A second hospital of the north: whoever works in the first alone sees none of it."""

_numbers = count(1)

CHOSEN: dict[str, dict[str, Any]] = {
    "BedAssignment": {"referral": None},
    "BreakGlass": {
        "began": datetime(2026, 11, 23, 8, tzinfo=UTC),
        "until": datetime(2026, 11, 23, 9, tzinfo=UTC),
    },
    "Plan": {"problem": b"", "answer": b""},
    "ForecastSeries": {"points": {"mean": [1.0]}, "level": "series"},
    "ForecastRun": {"frequency": "D"},
    "StayMove": {"ends": None},
    "Absence": {"last_day": DAY},
    "NotOperating": {"surgeon": None},
    "Run": {"state": "queued", "kind": "staffing"},
    "ForecastOverride": {"withdrawn_at": None},
}
"""What only a person knows to be true together."""
FAMILY = {
    "BedAssignment": Family.BEDS,
    "OrderLine": Family.SUPPLY,
    "DeliveryLine": Family.SUPPLY,
    "RouteStop": Family.SUPPLY,
}
"""Whose plan a line is of; otherwise a roster's."""


@dataclass
class Side:
    """One hospital's rows, by model name."""

    mark: str
    network: Network
    facility: Facility
    rows: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)


@dataclass
class World:
    north: Side
    aside: Side
    south: Side
    common: Side
    """What the north has beside its hospitals: rows that name its network and none of them."""
    people: dict[str, User]


def world() -> World:
    shared: dict[str, Any] = {}
    north = _side(MARKS["north"], Network.objects.create(code="NORDX-N", name="NORDX"), shared)
    aside = _side(ASIDE, north.network, shared, {name: north.rows[name] for name in OF_A_NETWORK})
    south = _side(MARKS["south"], Network.objects.create(code="SUDX-N", name="SUDX"), shared)
    return World(north, aside, south, _common(north), _people(north))


def _common(north: Side) -> Side:
    """A second row of every model that may name a facility, and here names none; a run and a plan
    of the network."""
    side = Side(north.mark, north.network, north.facility)
    for model in models_all():
        fields = {each.name: each for each in model._meta.concrete_fields}
        optional = "facility" in fields and fields["facility"].null
        if not optional and model is not Run:
            continue
        if model.__name__ in BY_HAND | UNMADE and model is not Plan:
            continue
        own = {"facility": None, "ward": None, "unique_id": "*", "scope": north.network.code}
        own |= {"family": Family.SUPPLY} if model is Plan else {}
        twin = model._base_manager.get(pk=north.rows[model.__name__].pk)
        twin.pk = None
        for name in own.keys() & fields.keys():
            setattr(twin, name, own[name])
        twin.save()
        side.rows[model.__name__] = twin
    side.plans = {Family.SUPPLY: side.rows["Plan"]}
    return side


def _side(
    mark: str, network: Network, shared: dict[str, Any], known: dict[str, Any] | None = None
) -> Side:
    facility = Facility.objects.create(network=network, code=mark, name=mark, kind="provincial")
    side = Side(mark, network, facility, dict(known or {}))
    ward = Ward.objects.create(facility=facility, code=f"{mark}-W", name=mark)
    side.rows |= {"Network": network, "Facility": facility, "Ward": ward}
    for family in Family:
        side.plans[family] = _plan(side, family)
    side.rows["Plan"] = side.plans[Family.STAFFING]
    for model in models_all():
        if model.__name__ in UNMADE:
            continue
        _row(model, side, shared)
    side.rows |= {name: row for name, row in shared.items() if name not in side.rows}
    Run.objects.filter(pk=side.rows["Run"].pk).update(scope=ward.scope)
    return side


def _plan(side: Side, family: str) -> Plan:
    roster = family == Family.STAFFING
    return Plan.objects.create(
        network=side.network,
        facility=side.facility,
        ward=side.rows["Ward"] if roster else None,
        family=family,
        scope=side.rows["Ward"].scope if roster else side.facility.code,
        version=1,
        start=DAY,
        days=7,
        status="feasible",
        problem=b"",
        answer=b"",
        sha256="0" * 64,
        cost_by_rule={},
        published=datetime(2026, 11, 20, tzinfo=UTC),
    )


def models_all() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def _row(model: type[models.Model], side: Side, shared: dict[str, Any]) -> Any:
    """The side's row of this model, made with whatever it needs if it is not there yet."""
    name = model.__name__
    rows = shared if name in SHARED else side.rows
    if name in rows:
        return rows[name]
    if name in BY_HAND:
        return None
    mark = "ALLX" if name in SHARED else side.mark
    values = {
        each.name: _value(model, each, side, shared, mark)
        for each in model._meta.concrete_fields
        if _wanted(each)
    }
    values |= CHOSEN.get(name, {})
    if name == "ShiftSwap":
        values["other"] = _row_again(StaffMember, side, shared)
    if name == "Equivalent":
        values["stand_in"] = Product.objects.create(code="ALLX-2", name="ALLX")
    if name == "Delivery":
        values["destination"] = _row_again(Facility, side, shared)
    rows[name] = model._base_manager.create(**values)
    return rows[name]


def _row_again(model: type[models.Model], side: Side, shared: dict[str, Any]) -> Any:
    """A second one like it."""
    twin = model._base_manager.get(pk=side.rows[model.__name__].pk)
    twin.pk = None
    for each in model._meta.concrete_fields:
        if each.name in {"code", "number"}:
            setattr(twin, each.name, f"{side.mark}-{next(_numbers)}")
        elif each.unique and not each.primary_key:
            setattr(twin, each.name, None)
    twin.save()
    return twin


def _wanted(each: Any) -> bool:
    if each.primary_key:
        return False
    if each.is_relation:
        return each.related_model._meta.app_label in APPS and each.name not in {
            "beside", "supplied_by", "overflow_to", "run_"
        }  # fmt: skip
    if isinstance(each, models.CharField | models.TextField) and not each.choices:
        return True
    return not (each.has_default() or each.null or getattr(each, "auto_now_add", False))


def _value(model: Any, each: Any, side: Side, shared: dict[str, Any], mark: str) -> Any:
    if each.is_relation:
        if each.related_model is Plan:
            return side.plans[FAMILY.get(model.__name__, Family.STAFFING)]
        return _row(each.related_model, side, shared)
    if each.choices:
        return each.choices[0][0]
    if isinstance(each, models.CharField | models.TextField):
        return f"{mark}-{next(_numbers)}"[: each.max_length or 60]
    kinds = {
        models.DateTimeField: datetime(2026, 11, 23, 8, tzinfo=UTC),
        models.DateField: DAY,
        models.TimeField: time(7),
        models.BinaryField: b"",
        models.JSONField: {},
        models.FloatField: 1.0,
        models.BooleanField: False,
    }
    return next((value for kind, value in kinds.items() if isinstance(each, kind)), 1)


ROLES_WHOLE = [str(role) for role in Role]


def _people(north: Side) -> dict[str, User]:
    """By what they are: each role for the north's whole network and for its first hospital, one who
    works nowhere, and a nurse who has no role."""
    found = {}
    for role in Role:
        for where, facility in (("whole", None), ("one", north.facility)):
            user = User.objects.create(username=f"{role}-{where}", is_staff=True)
            Membership.objects.create(
                user=user, network=north.network, facility=facility, role=role
            )
            found[user.username] = user
    found["nobody"] = User.objects.create(username="nobody", is_staff=True)
    found["nurse"] = User.objects.create(username="nurse", is_staff=True)
    StaffMember.objects.filter(pk=north.rows["StaffMember"].pk).update(user=found["nurse"])
    return found
