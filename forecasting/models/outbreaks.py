"""Outbreaks: what the watch saw, what it would do to the next weeks, and what people decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hospital.models import AppendOnly, Facility, Network, Syndrome


class AlarmState(models.TextChoices):
    """confirmed: its scenario feeds the plans. closed: over, by a person or by quiet weeks."""

    OPEN = "open", _("open")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("dismissed")
    CLOSED = "closed", _("closed")


class AlarmSeverity(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class OutbreakAlarm(models.Model):
    """One outbreak of one syndrome at a facility, or in the whole network.

    The same outbreak stays the same row from night to night, whatever was decided about it. `chart`
    holds the last weeks: {"first": "2026-01-05", "counts": [...], "expected": [...], "upper":
    [...]}, null where unknown. `scenario` is what the excess would do from the week `first` on, one
    number a week: {"first", "cases", "admissions", "beds", "wards": [{"from", "series",
    "admissions", "beds"}], "products": [{"from", "series", "units"}]}.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="outbreaks")
    facility = models.ForeignKey(
        Facility,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text=_("empty: the whole network"),
    )
    syndrome = models.ForeignKey(Syndrome, models.CASCADE, related_name="+")
    unique_id = models.CharField(max_length=120, help_text=_("FACILITY/SYNDROME or */SYNDROME"))
    since = models.DateField(help_text=_("Monday of its first week"))
    last_seen = models.DateField(help_text=_("Monday of its last week above what is expected"))
    observed = models.PositiveIntegerField(help_text=_("cases since then"))
    expected = models.FloatField(help_text=_("cases that were expected since then"))
    ratio = models.FloatField(help_text=_("observed over expected"))
    ratio_low = models.FloatField()
    ratio_high = models.FloatField()
    severity = models.CharField(max_length=6, choices=AlarmSeverity)
    detectors = models.JSONField(default=list)
    chart = models.JSONField(default=dict)
    scenario = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=AlarmState, default=AlarmState.OPEN)
    as_of = models.DateField(help_text=_("the last day whose records were seen"))
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-last_seen", "-since", "unique_id"]
        verbose_name = _("outbreak alarm")
        verbose_name_plural = _("outbreak alarms")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "unique_id", "since"], name="outbreak_once_a_beginning"
            )
        ]
        indexes = [models.Index(fields=["network", "state"], name="outbreak_state")]

    def __str__(self) -> str:
        return f"{self.unique_id} {self.since}"

    @property
    def excess(self) -> float:
        return self.observed - self.expected

    @property
    def source_key(self) -> str:
        """What the overrides that it sets are known by."""
        return f"outbreak:{self.pk}"


class OutbreakDecision(AppendOnly):
    """Who said what of an alarm, when and why; only ever added to."""

    alarm = models.ForeignKey(OutbreakAlarm, models.CASCADE, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150, help_text=_("log-in name, or system:outbreak"))
    before = models.CharField(max_length=9, choices=AlarmState)
    after = models.CharField(max_length=9, choices=AlarmState)
    why = models.CharField(max_length=500)
    observed = models.PositiveIntegerField()
    expected = models.FloatField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("decision on an outbreak")
        verbose_name_plural = _("decisions on outbreaks")

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.after}"
