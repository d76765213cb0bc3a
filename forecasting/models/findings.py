"""What a person is told about a forecast: since when it is so, and when it was over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forecasting.models.runs import ForecastKind
from hospital.models import Facility, Network


class FindingCode(models.TextChoices):
    """What went: the sentence is made from the code and the finding's facts when it is shown."""

    WORSE_THAN_PROMISED = "worse_than_promised", _("errs more than it promised")
    LOSES_TO_NAIVE = "loses_to_naive", _("lost to seasonal naive on what came")
    NOT_USED = "not_used", _("lost to seasonal naive in the test, and is not used")
    COVERAGE_OFF = "coverage_off", _("80 % band does not hold 80 %")
    INPUT_SHIFT = "input_shift", _("records have changed their level")
    SILENT = "silent", _("records fell silent")
    RECORDS_LATE = "records_late", _("records arrive late")


class ForecastFinding(models.Model):
    """One thing about one family (`unique_id` empty) or one series, from night to night.

    Found again it stays the same row (`last_seen` moves on, the facts are the newest); a night
    that does not find it closes it. Dates are the last days seen by the runs that found it.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="forecast_findings")
    kind = models.CharField(max_length=12, choices=ForecastKind)
    unique_id = models.CharField(max_length=120, blank=True)
    facility = models.ForeignKey(Facility, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=24, choices=FindingCode)
    facts = models.JSONField(default=dict)
    since = models.DateField()
    last_seen = models.DateField()
    closed = models.DateField(null=True)

    class Meta:
        ordering = ["-since", "kind", "unique_id"]
        verbose_name = _("forecast finding")
        verbose_name_plural = _("forecast findings")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "kind", "unique_id", "code"],
                condition=Q(closed__isnull=True),
                name="one_open_forecast_finding",
            )
        ]
        indexes = [models.Index(fields=["network", "kind", "closed"], name="finding_open")]

    def __str__(self) -> str:
        return f"{self.unique_id or self.kind}: {self.code}"
