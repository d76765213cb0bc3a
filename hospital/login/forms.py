"""The form of the log-in page."""

from __future__ import annotations

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LogInForm(AdminAuthenticationForm):
    """Says so when somebody has to wait; else what is wrong is not told apart."""

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
