"""When a network's night begins, on which days, and what it does: as people there decide it."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models import Facility, Network
from operations.models.runs import NIGHT_STEPS

EVERY_DAY = "1" * 7


def every_step() -> list[str]:
    return [kind.value for kind in NIGHT_STEPS]


class NightSchedule(models.Model):
    """A network's night, or one hospital's own in its place for its rosters and beds.

    A network without a row of its own has a night every day, with every step.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="night_schedules")
    facility = models.ForeignKey(
        Facility,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="night_schedules",
        help_text=_("a hospital whose rosters and beds have a night of their own"),
    )
    active = models.BooleanField(
        default=True, help_text=_("without it nothing is planned at night")
    )
    time = models.TimeField(
        default=time(2), help_text=_("by the clock of the network; it begins within five minutes")
    )
    weekdays = models.CharField(
        max_length=7, default=EVERY_DAY, help_text=_("the days on which a night begins")
    )
    steps = models.JSONField(default=every_step, help_text=_("what is made, in this order"))
    decided = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("since when these nights are asked for; empty: since ever"),
    )
    mail_to = models.TextField(blank=True, help_text=_("mail addresses, with commas between them"))
    mail_success = models.BooleanField(default=False, help_text=_("tell them when all went well"))
    mail_failure = models.BooleanField(
        default=True, help_text=_("tell them when it failed, is late, or fell back")
    )

    class Meta:
        ordering = ["network", "facility"]
        verbose_name = _("nightly schedule")
        verbose_name_plural = _("nightly schedules")
        constraints = [
            models.UniqueConstraint(
                "network",
                Coalesce("facility", Value(0)),
                name="night_schedule_once",
                violation_error_message=_(
                    "There is a schedule for this place and kind already; change that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.facility.code if self.facility else self.network.code

    @property
    def addresses(self) -> list[str]:
        return [each.strip() for each in self.mail_to.split(",") if each.strip()]
