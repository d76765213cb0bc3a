"""Records, read-only: one table of what is shown and by which path each row is somebody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import mixins, serializers

from hospital import models as records
from hospital.access import scope
from operations.api.base import ScopedViewSet

EVERYBODYS = "*"
"""Catalogues without an owner: whoever may read at all reads them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An address, its model, the paths to the facility as hospital.access.scope reads them (any of
    them suffices), and filters."""

    address: str
    model: type[Model]
    paths: tuple[str, ...]
    filters: dict[str, list[str]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


SAME = ["exact"]
RANGE = ["exact", "gte", "lte"]

SHOWN: tuple[Shown, ...] = (
    Shown("networks", records.Network, ("network:",), {"code": SAME}),
    Shown("facilities", records.Facility, ("",), {"code": SAME, "kind": SAME, "active": SAME}),
    Shown("specialties", records.Specialty, (EVERYBODYS,), {"code": SAME}),
    Shown("wards", records.Ward, ("facility",), {"code": SAME, "facility__code": SAME}),
    Shown("rooms", records.Room, ("ward__facility",), {"ward": SAME, "ward__facility__code": SAME}),
    Shown("beds", records.Bed, ("room__ward__facility",), {"room": SAME, "status": SAME}),
    Shown("equipment", records.Equipment, (EVERYBODYS,), {"code": SAME}),
    Shown("theatres", records.Theatre, ("facility",), {"code": SAME, "facility__code": SAME}),
    Shown("surgeons", records.Surgeon, ("facility",), {"code": SAME, "facility__code": SAME}),
    Shown(
        "not-operating",
        records.NotOperating,
        ("facility",),
        {"theatre": SAME, "surgeon": SAME, "first_day": RANGE, "last_day": RANGE},
    ),
    Shown("skills", records.Skill, (EVERYBODYS,), {"code": SAME}),
    Shown("contracts", records.Contract, ("network:network",), {"code": SAME}),
    Shown(
        "staff",
        records.StaffMember,
        ("facility",),
        {"number": SAME, "role": SAME, "home_ward": SAME, "facility__code": SAME},
        hidden=("user",),
    ),
    # That somebody is away is needed for planning; why is nobody's business here.
    Shown(
        "absences",
        records.Absence,
        ("staff__facility",),
        {"staff": SAME, "first_day": RANGE, "last_day": RANGE},
        hidden=("kind",),
    ),
    Shown("shift-types", records.ShiftType, ("facility",), {"facility__code": SAME, "code": SAME}),
    Shown(
        "shift-requests", records.ShiftRequest, ("staff__facility",), {"staff": SAME, "date": RANGE}
    ),
    Shown("fixed-shifts", records.FixedShift, ("staff__facility",), {"staff": SAME}),
    Shown("cover-rules", records.CoverRule, ("ward__facility",), {"ward": SAME}),
    Shown(
        "stays",
        records.Stay,
        ("facility",),
        {
            "number": SAME,
            "ward": SAME,
            "facility__code": SAME,
            "admitted": ["gte", "lt"],
            "discharged": ["gte", "lt", "isnull"],
        },
    ),
    Shown(
        "referrals",
        records.Referral,
        ("facility",),
        {"number": SAME, "state": SAME, "facility__code": SAME, "release_day": RANGE},
    ),
    Shown("products", records.Product, (EVERYBODYS,), {"code": SAME, "atc": SAME, "ven": SAME}),
    Shown(
        "equivalents",
        records.Equivalent,
        (EVERYBODYS,),
        {"product__code": SAME, "stand_in__code": SAME},
    ),
    Shown("suppliers", records.Supplier, (EVERYBODYS,), {"code": SAME, "active": SAME}),
    Shown("offers", records.Offer, (EVERYBODYS,), {"supplier__code": SAME, "product__code": SAME}),
    Shown("offer-tiers", records.OfferTier, (EVERYBODYS,), {"offer": SAME}),
    Shown(
        "lots",
        records.StockLot,
        ("facility",),
        {"facility__code": SAME, "product__code": SAME, "expiry": RANGE},
    ),
    Shown(
        "consumption",
        records.Consumption,
        ("facility",),
        {"facility__code": SAME, "product__code": SAME, "period": SAME, "first_day": RANGE},
    ),
    Shown(
        "orders",
        records.Order,
        ("facility",),
        {"number": SAME, "supplier__code": SAME, "product__code": SAME, "state": SAME},
    ),
    Shown(
        "deliveries",
        records.Delivery,
        ("origin", "destination"),
        {"number": SAME, "product__code": SAME, "sent": RANGE},
    ),
    Shown("vehicles", records.Vehicle, ("facility",), {"code": SAME}),
    Shown("syndromes", records.Syndrome, (EVERYBODYS,), {"code": SAME, "notifiable": SAME}),
    Shown("syndrome-products", records.SyndromeProduct, (EVERYBODYS,), {"syndrome__code": SAME}),
    Shown(
        "case-counts",
        records.CaseCount,
        ("facility",),
        {
            "facility__code": SAME,
            "syndrome__code": SAME,
            "period": SAME,
            "first_day": RANGE,
        },
    ),
    Shown("calendar-days", records.CalendarDay, ("network:network",), {"date": RANGE}),
    Shown(
        "signals",
        records.Signal,
        ("part:facility",),
        {"name": SAME, "date": RANGE, "facility__code": SAME},
    ),
    Shown("budgets", records.Budget, ("whole:network",), {"funding_line": SAME}),
)


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """Read-only; the subclasses are made from the table above."""

    shown: Shown

    def seen(self, found: QuerySet[Any]) -> QuerySet[Any]:
        first, *others = self.shown.paths
        if first == EVERYBODYS:
            return found
        within = scope(found, self.request.user, first)
        for path in others:
            within = within | scope(found, self.request.user, path)
        return within


def _serializer(shown: Shown) -> type[serializers.ModelSerializer]:
    """All fields of the model, minus the hidden; foreign keys as numbers, so that a page of rows
    is one query."""
    options: dict[str, Any] = {"model": shown.model}
    many = {relation.name for relation in shown.model._meta.many_to_many}
    if shown.hidden or many:
        options["fields"] = [
            each.name for each in shown.model._meta.fields if each.name not in shown.hidden
        ]
    else:
        options["fields"] = "__all__"
    meta = type("Meta", (), options)
    name = f"{shown.model.__name__}Serializer"
    return type(name, (serializers.ModelSerializer,), {"Meta": meta})


def viewset(shown: Shown) -> type[RecordViewSet]:
    name = shown.model.__name__
    return type(
        f"{name}ViewSet",
        (RecordViewSet,),
        {
            "__doc__": f"{shown.model._meta.verbose_name_plural}, read-only.",
            "shown": shown,
            "queryset": shown.model._default_manager.all(),
            "serializer_class": _serializer(shown),
            "filterset_fields": shown.filters,
        },
    )
