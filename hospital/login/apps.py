"""The second step's tables, called on the first page by what they are, not by their libraries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.apps import DefaultConfig as Static
from django_otp.plugins.otp_totp.apps import DefaultConfig as Totp


class DevicesConfig(Totp):
    verbose_name = _("Second step: devices")


class SpareCodesConfig(Static):
    verbose_name = _("Second step: spare codes")
