"""The lines of a plan that a person reads and edits; one model a kind of line."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospital.models import (
    Facility,
    Product,
    Referral,
    Room,
    ShiftType,
    Skill,
    StaffMember,
    Stay,
    Supplier,
    Surgeon,
    Theatre,
    Vehicle,
)
from hospital.modes import Mode
from hospital.said import SaidField
from operations.models.plans import Plan


class PlanRow(models.Model):
    """What every line has: its plan, whether a person locked or changed it, and why it is so."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="%(class)ss")
    locked = models.BooleanField(
        default=False, help_text=_("stays as it is when the plan is made again")
    )
    edited = models.BooleanField(default=False, help_text=_("a person changed it"))
    reason = SaidField(blank=True)

    class Meta:
        abstract = True

    def on_record(self) -> dict[str, Any]:
        """What an event about this line names, as fields of PlanEvent."""
        return {"subject": str(self)}


class ShiftAssignment(PlanRow):
    """A person works a shift on a day; without a shift: locked to a day off."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="assignments")
    date = models.DateField(db_index=True)
    shift = models.ForeignKey(
        ShiftType, models.PROTECT, null=True, blank=True, help_text=_("empty: day off")
    )
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["date", "staff__number"]
        verbose_name = _("shift assignment")
        verbose_name_plural = _("shift assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "staff", "date"], name="one_shift_a_person_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.date} {self.shift or '-'}"


class BedAssignment(PlanRow):
    """A stay or a waiting patient in a room from a day on; without a room: not placed."""

    stay = models.ForeignKey(Stay, models.PROTECT, null=True, blank=True, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField(null=True, blank=True)
    nights = models.PositiveSmallIntegerField(default=1)
    theatre = models.ForeignKey(Theatre, models.PROTECT, null=True, blank=True)
    surgeon = models.ForeignKey(Surgeon, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["first_day", "id"]
        verbose_name = _("bed assignment")
        verbose_name_plural = _("bed assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "stay"], condition=Q(stay__isnull=False), name="stay_placed_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "referral"],
                condition=Q(referral__isnull=False),
                name="referral_placed_once",
            ),
            models.CheckConstraint(
                condition=Q(stay__isnull=False) ^ Q(referral__isnull=False),
                name="bed_for_a_stay_or_a_referral",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stay or self.referral} {self.room or '-'}"

    def on_record(self) -> dict[str, Any]:
        where = f"{self.room.ward.code}/{self.room.code}" if self.room else "-"
        return {"subject": where, "stay_id": self.stay_id, "referral_id": self.referral_id}


class LineState(models.TextChoices):
    SUGGESTED = "suggested", _("suggested")
    REVIEWED = "reviewed", _("reviewed")
    APPROVED = "approved", _("approved")
    ORDERED = "ordered", pgettext_lazy("order line", "ordered")
    RECEIVED = "received", pgettext_lazy("order line", "received")


DECIDED = (LineState.APPROVED, LineState.ORDERED, LineState.RECEIVED)
"""States in which a line is a promise: it is not changed before the approval is taken back."""
PLACED = (LineState.ORDERED, LineState.RECEIVED)
"""States in which the order is on the hospital's records, and no longer the plan's to make."""


class OrderLine(PlanRow):
    """What to order from whom and when. The approved number stands beside the suggested one."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="+", help_text=_("where it is delivered")
    )
    order_date = models.DateField()
    arrival_date = models.DateField(null=True, blank=True)
    packs = models.PositiveIntegerField(help_text=_("planned, packs"))
    suggested_packs = models.PositiveIntegerField(
        null=True, editable=False, help_text=_("before a person changed them, packs")
    )
    units = models.PositiveBigIntegerField(help_text=_("planned, units"))
    price_cents = models.PositiveIntegerField(help_text=_("cents a pack"))
    cost_cents = models.PositiveBigIntegerField()
    average_rule_packs = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("what the average-consumption rule would have ordered, packs"),
    )
    approved_packs = models.PositiveIntegerField(null=True, blank=True)
    received_packs = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=LineState, default=LineState.SUGGESTED)
    why = models.CharField(
        max_length=500, blank=True, help_text=_("why it departs from the suggestion")
    )
    mode = models.CharField(
        _("transport"), max_length=5, choices=Mode, blank=True, default="",
        help_text=_("how it travels, where the offer says so"),
    )  # fmt: skip

    class Meta:
        ordering = ["supplier__code", "order_date", "product__code"]
        verbose_name = _("order line")
        verbose_name_plural = _("procurement plan")

    @property
    def suggestion(self) -> int:
        """Packs as the engine had them."""
        return self.packs if self.suggested_packs is None else self.suggested_packs

    @property
    def counted(self) -> int:
        """Packs that count: the approved ones, where somebody approved."""
        return self.packs if self.approved_packs is None else self.approved_packs

    @property
    def number(self) -> str:
        """Of the order on the hospital's records, and on what the supplier gets."""
        return f"MZ{self.plan_id}-{self.pk}"

    def __str__(self) -> str:
        return f"{self.supplier} {self.product} {self.order_date}"


class DeliveryLine(PlanRow):
    """What goes from a depot to a facility, by lot and week."""

    origin = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=60, blank=True)
    expiry = models.DateField(null=True, blank=True)
    date = models.DateField(help_text=_("day of delivery, or the week's Monday"))
    packs = models.PositiveIntegerField()
    units = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["date", "destination__code", "product__code"]
        verbose_name = _("delivery line")
        verbose_name_plural = _("distribution plan")

    def __str__(self) -> str:
        return f"{self.destination} {self.product} {self.date}"


class RouteStop(PlanRow):
    """One stop of one vehicle's day."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="+")
    date = models.DateField()
    sequence = models.PositiveSmallIntegerField()
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    arrival_minute = models.PositiveSmallIntegerField(help_text=_("minutes after midnight"))
    load_litres = models.FloatField(help_text=_("litres unloaded here"))
    cold_litres = models.FloatField(help_text=_("cold litres unloaded here"))

    class Meta:
        ordering = ["date", "vehicle__code", "sequence"]
        verbose_name = _("route stop")
        verbose_name_plural = _("routes")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "vehicle", "date", "sequence"], name="route_stop_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} {self.date} {self.sequence}"


ROWS: dict[str, tuple[type[PlanRow], ...]] = {
    "staffing": (ShiftAssignment,),
    "beds": (BedAssignment,),
    "supply": (OrderLine, DeliveryLine, RouteStop),
}
"""Which lines each family's plan has."""
