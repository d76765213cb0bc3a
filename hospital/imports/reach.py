"""Whose the records of a kind are, and which of them a person may change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Model

from hospital.access import Act, everywhere, may, may_whole, of_network, scope
from hospital.imports.kind import Kind
from hospital.imports.kinds import KINDS
from hospital.models import Facility

SHARED = "shared"
"""Everybody's: changed by whoever may change records anywhere."""
OPERATOR = "operator"
"""A superuser's alone."""

PLACES: dict[str, str] = {
    "networks": OPERATOR,
    "facilities": "",
    **dict.fromkeys(("specialties", "equipment", "skills"), SHARED),
    **dict.fromkeys(("products", "equivalents", "suppliers", "offers"), SHARED),
    **dict.fromkeys(("syndromes", "syndrome_products"), SHARED),
    **dict.fromkeys(("wards", "staff", "shifts", "stays", "theatres", "surgeons"), "facility"),
    **dict.fromkeys(
        ("not_operating", "referrals", "lots", "consumption", "orders", "vehicles"), "facility"
    ),
    "cases": "facility",
    **dict.fromkeys(("rooms", "cover"), "ward__facility"),
    "beds": "room__ward__facility",
    **dict.fromkeys(("absences", "requests", "fixed_shifts"), "staff__facility"),
    "moves": "stay__facility",
    "deliveries": "origin",
    **dict.fromkeys(("contracts", "calendar"), "network:network"),
    "budgets": "whole:network",
    "signals": "part:facility",
}
"""Kind -> the way to its facility or network, as hospital.access.scope reads it."""
STOCK_KEEPERS = ("lots", "consumption")
"""What facilities report to whoever supplies them, who takes it in."""
_PLACES_OF = {KINDS[code].model: place for code, place in PLACES.items()}


def act_of(code: str) -> Act:
    """What it takes to take in records of this kind."""
    return Act.SUPPLY if code in STOCK_KEEPERS else Act.RECORDS


def may_bring(user: Any) -> bool:
    """Whether there is a kind of which the person may take in some record."""
    return any(may(user, act) for act in {act_of(code) for code in KINDS})


def readable(model: type[Model], keys: Collection[int], user: Any) -> set[int]:
    """Of these records those that a row of the person's may name: what they read, and any facility,
    for things are sent to others."""
    place = _PLACES_OF.get(model, SHARED)
    if everywhere(user, Act.VIEW) or place == SHARED or model is Facility:
        return set(keys)
    rows = model._default_manager.filter(pk__in=keys).order_by()
    place = "network:" if place == OPERATOR else place
    return set(scope(rows, user, place, Act.VIEW).values_list("pk", flat=True))


def kinds_of(user: Any) -> list[Kind]:
    """The kinds of which the person may take in some record."""
    return [kind for kind in KINDS.values() if _brings(user, kind.code)]


def _brings(user: Any, code: str) -> bool:
    act, place = act_of(code), PLACES[code]
    if everywhere(user, act):
        return True
    if place == OPERATOR or not may(user, act):
        return False
    return may_whole(user, act) or not of_network(place)


def changeable(kind: Kind, keys: Collection[int], user: Any) -> set[int]:
    """Of these records, those that the person may change."""
    act, place = act_of(kind.code), PLACES[kind.code]
    if everywhere(user, act):
        return set(keys)
    if place == SHARED:
        return set(keys) if may(user, act) else set()
    if place == OPERATOR:
        return set()
    rows = kind.model._default_manager.filter(pk__in=keys).order_by()
    return set(scope(rows, user, place, act).values_list("pk", flat=True))
