"""Tries to log in that failed, spare codes, and the tokens with which programs come in."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin

SPARE_CODE = re.compile(r"[a-z2-7]{8}", re.ASCII)
"""40 random bits in base 32."""


class LogInFailure(models.Model):
    """Kept for as long as it counts. `name` is a keyed hash: passwords get typed there too."""

    name = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("failed log-in")
        verbose_name_plural = _("failed log-ins")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class FirstPassword(models.Model):
    """The person's password was chosen by somebody else: they choose their own before anything."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="first_password"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("first password")
        verbose_name_plural = _("first passwords")

    def __str__(self) -> str:
        return str(self.user_id)


class SpareCodes(TimestampMixin, ThrottlingMixin, Device):
    """For the day a person's device is lost: each counts once, and is kept as passwords are."""

    hashed = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("spare codes")
        verbose_name_plural = _("spare codes")

    def __str__(self) -> str:
        return str(self.user)

    def verify_token(self, token: str) -> bool:
        """The row is locked by whoever asks (django_otp). What has another form, as the device's
        own codes have, is not hashed and slows nobody down."""
        token = token.lower()
        if not SPARE_CODE.fullmatch(token):
            return False
        allowed, _why = self.verify_is_allowed()
        if not allowed:
            return False
        used = next((each for each in self.hashed if check_password(token, each)), None)
        if used is None:
            self.throttle_increment()
            return False
        self.hashed = [each for each in self.hashed if each != used]
        self.set_last_used_timestamp(commit=False)
        self.throttle_reset(commit=True)
        return True

    def get_throttle_factor(self) -> Any:
        return 1


class ApiToken(models.Model):
    """A program's way in as a person: shown once, kept as a hash, for some acts, until a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80, blank=True, help_text=_("what it is for"))
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    acts = models.JSONField(
        default=list, blank=True, help_text=_("what it may do; empty: whatever its person may")
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True, editable=False)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}".strip()
