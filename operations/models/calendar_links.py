"""A person's shifts as a calendar that a telephone reads: one secret address each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hospital.models import StaffMember


class CalendarLink(models.Model):
    """What the secret of an address hashes to; the secret itself is shown once and kept nowhere."""

    staff = models.OneToOneField(StaffMember, models.CASCADE, related_name="calendar_link")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return str(self.staff)
