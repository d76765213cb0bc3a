"""Days that are not like other days, where the public calendar needs a correction."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hospital.models.network import Network


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("public holiday")
    WORKDAY = "workday", _("ordinary day after all")
    RAMADAN = "ramadan", _("Ramadan")
    SCHOOL = "school", _("school holiday")


class CalendarDay(models.Model):
    """A correction of the computed calendar: the moon is seen, not predicted."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="calendar_days")
    date = models.DateField()
    kind = models.CharField(max_length=8, choices=DayKind)
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            models.UniqueConstraint(fields=["network", "date", "kind"], name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
