"""Which files left the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospital.models import Facility, Network


class ExportLog(models.Model):
    """One file that somebody took away. Its number, name and moment are in the file itself."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=150, help_text=_("log-in name, or the command's"))
    network = models.ForeignKey(Network, models.CASCADE, related_name="exports")
    facility = models.ForeignKey(
        Facility, models.CASCADE, null=True, blank=True, related_name="exports",
        help_text=_("empty: of the whole network, or of several hospitals"),
    )  # fmt: skip
    subject = models.CharField(max_length=200, help_text=_("which plan"))
    asked = models.JSONField(default=dict, help_text=_("format, part, filter"))
    rows = models.PositiveIntegerField(default=0, help_text=_("lines of plans in the file"))
    personal = models.BooleanField(default=False, help_text=_("names staff numbers or stays"))
    file = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField(default=0, help_text=_("bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("export")
        verbose_name_plural = _("log of exports")

    def __str__(self) -> str:
        return f"E{self.pk} {self.file}"
