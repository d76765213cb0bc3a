"""What a family's first plan is made from and is not there yet, for an installation that begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hospital.access import scope
from hospital.imports.kind import Kind
from hospital.imports.kinds import KINDS
from hospital.imports.reach import OPERATOR, PLACES, SHARED, kinds_of
from hospital.models import Facility, FacilityKind
from operations.models import Family

NEEDED: dict[str, tuple[str, ...]] = {
    Family.STAFFING: (
        "networks", "facilities", "wards", "shifts", "contracts", "staff", "cover", "stays",
    ),
    Family.BEDS: ("networks", "facilities", "wards", "rooms", "beds", "stays"),
    Family.SUPPLY: (
        "networks", "facilities", "products", "suppliers", "offers", "lots", "consumption",
    ),
}  # fmt: skip
"""Kinds of files, each of which names only what came before it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """code: the kind of file that brings it."""

    code: str
    label: str


def records_missing(user: Any, family: str) -> list[Missing]:
    """In the order in which they come in; of what the person may bring, within their reach."""
    kinds = {kind.code for kind in kinds_of(user)}
    return list(_missing(user, family, [code for code in NEEDED[family] if code in kinds]))


def _missing(user: Any, family: str, codes: list[str]) -> Iterator[Missing]:
    for code in codes:
        label = capfirst(str(KINDS[code].model._meta.verbose_name_plural))
        if code == "facilities" and family == Family.SUPPLY:
            depots = Facility.objects.filter(kind=FacilityKind.DEPOT, active=True)
            if not _mine(depots, KINDS[code], user).exists():
                yield Missing(code, _("Facilities, one of them a depot that supplies the others"))
        elif not _mine(KINDS[code].model._default_manager.all(), KINDS[code], user).exists():
            yield Missing(code, label)


def _mine(rows: QuerySet[Any], kind: Kind, user: Any) -> QuerySet[Any]:
    place = PLACES[kind.code]
    if place == SHARED:
        return rows
    return scope(rows.order_by(), user, "network:" if place == OPERATOR else place)
