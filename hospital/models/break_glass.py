"""A look at a hospital that a person's role does not reach: for a reason, and for some hours."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospital.models.network import Facility


class BreakGlass(models.Model):
    """Opened by the person alone, at once; over at `until` by itself. `name` outlives the user."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="break_glass")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="break_glass"
    )
    name = models.CharField(max_length=150, help_text=_("log-in name"))
    reason = models.CharField(max_length=500)
    began = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True, blank=True, help_text=_("before its time, by a person"))
    ended_by = models.CharField(max_length=150, blank=True)
    reviewed = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    verdict = models.CharField(max_length=500, blank=True, help_text=_("what the review found"))
    tries = models.PositiveIntegerField(default=0, editable=False)
    next_try = models.DateTimeField(null=True, blank=True, editable=False)
    sent = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-began", "-id"]
        verbose_name = _("break-glass access")
        verbose_name_plural = _("break-glass accesses")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("began")),
                name="glass_ends_after_it_begins",
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.began:%Y-%m-%d %H:%M}"

    def in_force(self, now: datetime) -> bool:
        return self.ended is None and self.began <= now < self.until
