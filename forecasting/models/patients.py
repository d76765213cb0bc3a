"""When patients in bed are expected to leave."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forecasting.models.runs import ForecastRun
from hospital.models import Stay


class ExpectedDischarge(models.Model):
    """One open stay as the current forecast of occupancy sees it; replaced with every new run.

    early, likely, late: the day by which the patient has left with a probability of 10, 50 and
    90 %; empty beyond three months. chances: the probability to have left by each of the days after
    the last one that the run saw.
    """

    run = models.ForeignKey(ForecastRun, models.CASCADE, related_name="patients")
    stay = models.OneToOneField(Stay, models.CASCADE, related_name="forecast_discharge")
    early = models.DateField(null=True, help_text=_("one in ten has left by this day"))
    likely = models.DateField(null=True, help_text=_("half have left by this day"))
    late = models.DateField(null=True, help_text=_("nine in ten have left by this day"))
    chances = models.JSONField(default=list)

    class Meta:
        ordering = ["likely", "stay"]
        verbose_name = _("expected discharge")
        verbose_name_plural = _("expected discharges")

    def __str__(self) -> str:
        return f"{self.stay.number} {self.likely}"
