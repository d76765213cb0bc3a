"""What is counted week by week: cases of syndromes and notifiable diseases, never persons."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hospital.models.happened import happened
from hospital.models.network import CODE, Facility, Specialty
from hospital.models.supplies import Product


class Syndrome(models.Model):
    """A syndrome or notifiable disease, and what one case of it asks of a hospital."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    name = models.CharField(max_length=200)
    notifiable = models.BooleanField(default=False, help_text=_("the law asks to report each case"))
    admitted_share = models.FloatField(
        default=0.0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("share of the cases that are admitted, 0 to 1"),
    )
    nights = models.FloatField(
        default=0.0,
        validators=[MinValueValidator(0), MaxValueValidator(365)],
        help_text=_("mean nights of an admitted case"),
    )
    specialty = models.ForeignKey(
        Specialty,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("which specialty admits them"),
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("syndrome")
        verbose_name_plural = _("syndromes")
        constraints = [
            models.CheckConstraint(
                condition=Q(admitted_share__gte=0, admitted_share__lte=1),
                name="syndrome_share_is_one",
                violation_error_message=_("The share of admitted cases must lie between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        """In the reader's language, where our catalogue knows the name as it does the sample's."""
        return gettext(self.name) if self.name else self.code


class SyndromeProduct(models.Model):
    """What a case of a syndrome takes from the shelf, on average over all cases."""

    syndrome = models.ForeignKey(Syndrome, models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    units_per_case = models.FloatField(
        validators=[MinValueValidator(0), MaxValueValidator(10_000)],
        help_text=_("units of issue a case, averaged over all cases"),
    )

    class Meta:
        ordering = ["syndrome", "product"]
        verbose_name = _("product of a syndrome")
        verbose_name_plural = _("products of syndromes")
        constraints = [
            models.UniqueConstraint(fields=["syndrome", "product"], name="syndrome_product_once")
        ]

    def __str__(self) -> str:
        return f"{self.syndrome_id}: {self.product_id} ({self.units_per_case:g})"


class CountPeriod(models.TextChoices):
    DAY = "day", _("day")
    WEEK = "week", _("week")


class CaseCount(models.Model):
    """How many cases a facility counted in a week, or on a day.

    A week in which a facility reported something has zero of every syndrome that it did not name;
    a week without any row of a facility is unknown, not zero.
    """

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="case_counts")
    syndrome = models.ForeignKey(Syndrome, models.PROTECT, related_name="counts")
    first_day = models.DateField(
        validators=[happened], help_text=_("first day of the week, or the day itself")
    )
    period = models.CharField(
        max_length=4, choices=CountPeriod, default=CountPeriod.WEEK, help_text=_("what is counted")
    )
    cases = models.PositiveIntegerField(help_text=_("new cases"))

    class Meta:
        ordering = ["-first_day", "facility", "syndrome"]
        verbose_name = _("case count")
        verbose_name_plural = _("case counts")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "syndrome", "period", "first_day"], name="case_count_once"
            )
        ]
        indexes = [models.Index(fields=["first_day"], name="case_count_day")]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.syndrome_id} {self.first_day}: {self.cases}"
