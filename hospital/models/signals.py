"""Numbers from outside the hospital that its days depend on: weather, flu in town, pollen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models.network import CODE, Facility, Network


class Signal(models.Model):
    """One value of one day, for a whole network or for one facility, whose own value goes first.

    A value of a day to come is a forecast of somebody else's (the weather office) and is known
    ahead; a value of a day that is over is what was measured.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="signals")
    facility = models.ForeignKey(
        Facility,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="signals",
        help_text=_("empty: all of the network"),
    )
    name = models.CharField(
        max_length=40, validators=[CODE], help_text=_("for example temperature_max, flu_rate")
    )
    date = models.DateField()
    value = models.FloatField()

    class Meta:
        ordering = ["-date", "name"]
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        constraints = [
            models.UniqueConstraint(
                "network",
                Coalesce("facility", Value(0)),
                "name",
                "date",
                name="signal_once",
                violation_error_message=_(
                    "This signal is recorded for that day already; change that one."
                ),
            )
        ]
        indexes = [models.Index(fields=["network", "date"], name="signal_days")]

    def __str__(self) -> str:
        return f"{self.name} {self.date}: {self.value:g}"

    def clean(self) -> None:
        if self.facility is not None and self.facility.network_id != self.network_id:
            raise ValidationError({"facility": _("This facility is in another network.")})
