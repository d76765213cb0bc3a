"""The form of the log-in page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LogInForm(AdminAuthenticationForm):
    """Says so when somebody has to wait; else what is wrong is not told apart."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Whoever is rostered and no more has the right password and the wrong door."""
        if user.is_active and not user.is_staff:
            raise ValidationError(
                _(
                    "This log-in has no role here. Whoever is rostered finds their shifts below: "
                    "“My shifts: log in here”."
                ),
                code="no_role",
            )
        super().confirm_login_allowed(user)

    def get_invalid_login_error(self) -> ValidationError:
        if getattr(self.request, "log_in_waits", False):
            return ValidationError(
                _("Too many tries. Wait a quarter of an hour, or ask your administrator."),
                code="too_many",
            )
        if getattr(self.request, "first_password_over", False):
            return ValidationError(
                _("This password was for a week. Ask your administrator for another."),
                code="first_over",
            )
        return super().get_invalid_login_error()
