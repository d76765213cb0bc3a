"""Which product may stand in for which: a pharmacist's decision that planning counts on."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hospital.equivalents import Tie, contradicting
from hospital.models.supplies import Product


class Equivalent(models.Model):
    """So many units of one product do what so many of another do, where that lacks."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="equivalents", help_text=_("what may lack")
    )
    stand_in = models.ForeignKey(
        Product,
        models.CASCADE,
        related_name="stands_in_for",
        help_text=_("what may be given in its place"),
    )
    units = models.PositiveIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("so many units of what lacks"),
    )
    stand_in_units = models.PositiveIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("are replaced by so many of the other"),
    )
    unit_cents = models.PositiveIntegerField(
        default=0,
        help_text=_(
            "what each unit replaced costs beside, cents: the dearer, the later it is used"
        ),
    )

    class Meta:
        ordering = ["product__code", "unit_cents", "stand_in__code"]
        verbose_name = _("equivalent")
        verbose_name_plural = _("equivalents")
        constraints = [
            models.UniqueConstraint(fields=["product", "stand_in"], name="equivalent_once"),
            models.CheckConstraint(
                condition=~Q(product=F("stand_in")),
                name="equivalent_is_another",
                violation_error_message=_("A product cannot stand in for itself."),
            ),
            models.CheckConstraint(
                condition=Q(units__gte=1, stand_in_units__gte=1),
                name="equivalent_has_a_ratio",
                violation_error_message=_("Both numbers of units must be 1 at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} {self.product_id}"

    def clean(self) -> None:
        """Beside what its fields allow: its ratio agrees with those of the others."""
        if None in (self.product_id, self.stand_in_id) or self.product_id == self.stand_in_id:
            return
        mine = Tie(self.product_id, self.stand_in_id, self.units or 1, self.stand_in_units or 1)
        others = ties().exclude(pk=self.pk)
        if mine in contradicting([*map(Tie._make, others), mine]):
            raise ValidationError({"units": disagrees()})


def ties() -> models.QuerySet[Equivalent, tuple[int, int, int, int]]:
    """All of them, as they are compared."""
    fields = ("product_id", "stand_in_id", "units", "stand_in_units")
    return Equivalent.objects.order_by("pk").values_list(*fields)


def disagrees() -> str:
    return str(
        _("By way of other equivalents these two come to another ratio. Correct one of them.")
    )
