"""What patients asked to be forgotten, so that the next file does not bring it back."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospital.models.network import Network


class Erasure(models.Model):
    """A patient who was erased: files bring nothing of theirs back that began before `at`. The
    pseudonym alone leads to nobody and to no row."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="erasures")
    pseudonym = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    counts = models.JSONField(default=dict, help_text=_("what was erased, by kind"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [models.UniqueConstraint(fields=["network", "pseudonym"], name="erased_once")]

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.at:%Y-%m-%d}"
