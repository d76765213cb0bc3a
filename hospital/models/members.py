"""Who may see and do what, and where."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hospital.models.network import Facility, Network


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    PLANNER = "planner", _("planner")
    SUPPLY = "supply", _("supply officer")
    VIEWER = "viewer", _("read-only")


class Membership(models.Model):
    """A person's role in a network, or in one facility of it only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships")
    facility = models.ForeignKey(
        Facility,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        help_text=_("empty: the whole network"),
    )
    role = models.CharField(max_length=13, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                "user",
                "network",
                Coalesce("facility", Value(0)),
                "role",
                name="membership_once",
                violation_error_message=_("This person has a role there already; change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
