"""Days that are not like other days, where the public calendar needs a correction."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hospital.models.network import Network


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("public holiday")
    WORKDAY = "workday", _("ordinary day after all")
    RAMADAN = "ramadan", _("Ramadan")
    SCHOOL = "school", _("school holiday")
    FITR = "fitr", _("Eid al-Fitr, first day")
    ADHA = "adha", _("Eid al-Adha, first day")


class CalendarDay(models.Model):
    """A correction of the computed calendar: the moon is seen, not predicted.

    A row is one day, or all days up to `last_date`. Of the two feasts the announced first day is
    enough: it replaces the computed one, and Ramadan ends the day before Eid al-Fitr.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="calendar_days")
    date = models.DateField()
    last_date = models.DateField(null=True, blank=True, help_text=_("empty: this day alone"))
    kind = models.CharField(max_length=8, choices=DayKind)
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            models.UniqueConstraint(fields=["network", "date", "kind"], name="calendar_day_once"),
            models.CheckConstraint(
                condition=Q(last_date__isnull=True) | Q(last_date__gte=F("date")),
                name="calendar_days_in_order",
                violation_error_message=_("The last day must not be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
