"""Admin of log-ins: who may come in, and with which roles, on one page.

Django's own groups and permissions are left out: what a person may do follows from their roles
alone (hospital.access), and a permission to change users would be one to become anybody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.admin.office import ForOperator
from hospital.models import Membership

admin.site.unregister(User)
admin.site.unregister(Group)


class RolesInline(ForOperator, admin.TabularInline):  # type: ignore[type-arg]
    """A role in a network, or in one of its hospitals only."""

    model = Membership
    extra = 0
    autocomplete_fields = ("network", "facility")
    verbose_name_plural = _("roles")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


@admin.register(User)
class LogInAdmin(ForOperator, UserAdmin):
    """Added with a password for a week, which the person changes when they first come in."""

    inlines = (RolesInline,)
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "memberships__role")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (
            _("What opens"),
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": _(
                    "Whoever plans, orders or reads needs “staff status” and a role below. Whoever "
                    "only looks at their own shifts needs neither: enter this log-in at the member "
                    "of staff, and they come in at “My shifts”. A superuser may everything, "
                    "everywhere."
                ),
            },
        ),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Roles once there is somebody to hold them."""
        return self.inlines if obj else ()
