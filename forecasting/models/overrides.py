"""What people, or an outbreak, put in the place of computed values; added to, never rewritten."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forecasting.models.runs import ForecastKind
from hospital.models import Facility, Network


class OverrideWay(models.TextChoices):
    """How the number meets the computed mean: as that of one step, as a factor, or per day."""

    VALUE = "value", _("in place of each step's mean")
    FACTOR = "factor", _("times the mean")
    EXTRA = "extra", _("more a day")


class OverrideSource(models.TextChoices):
    PERSON = "person", _("a person")
    OUTBREAK = "outbreak", _("an outbreak")


class ForecastOverride(models.Model):
    """One number beside the computed forecast of its series, from first_day to last_day.

    `unique_id` is a series (FACILITY/WARD, FACILITY/PRODUCT), a whole facility (FACILITY), one
    product everywhere (*/PRODUCT) or the whole network (*). A change is a withdrawal and a new
    row. `computed` keeps what was computed when the override was made, for the steps it touches,
    each named by its first day and its days: {"run": 1, "as_of": "2026-01-31", "frequency": "D",
    "steps": [["2026-02-01", 1], ...], "series": {"CHU/MED": [mean, ...], ...}}.
    The errors are means over the steps whose days are over, in the unit of the series.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="forecast_overrides")
    facility = models.ForeignKey(
        Facility, models.CASCADE, null=True, related_name="+", help_text=_("empty: all of them")
    )
    kind = models.CharField(max_length=12, choices=ForecastKind)
    unique_id = models.CharField(max_length=120, db_index=True)
    first_day = models.DateField()
    last_day = models.DateField()
    way = models.CharField(max_length=6, choices=OverrideWay)
    number = models.FloatField()
    reason = models.CharField(max_length=500)
    source = models.CharField(max_length=8, choices=OverrideSource, default=OverrideSource.PERSON)
    source_key = models.CharField(max_length=120, null=True, help_text=_("which outbreak"))
    computed = models.JSONField(default=dict)
    author = models.CharField(max_length=150, help_text=_("log-in name, or system:outbreak"))
    created = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)
    scored_to = models.DateField(null=True, help_text=_("last day compared with what came"))
    scored_steps = models.PositiveIntegerField(default=0)
    mae = models.FloatField(null=True)
    bias = models.FloatField(null=True, help_text=_("above zero: too high"))
    computed_mae = models.FloatField(null=True)
    computed_bias = models.FloatField(null=True)

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = _("forecast override")
        verbose_name_plural = _("forecast overrides")
        indexes = [
            models.Index(fields=["network", "kind", "last_day"], name="override_days"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="override_days_in_order",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(way="extra") | Q(number__gte=0),
                name="override_not_negative",
                violation_error_message=_("A forecast cannot be below 0."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_has_reason",
                violation_error_message=_("Say why: an override without a reason is not kept."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unique_id} {self.first_day}: {self.number:g} {self.get_way_display()}"
