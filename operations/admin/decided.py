"""What is decided for a network or for one of its hospitals, by whoever decides its rules."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from hospital.access import Act, may, networks_within, scope
from hospital.models import Facility
from operations import scoping
from operations.admin.base import SeenAdmin


class DecidedAdmin(SeenAdmin):
    """Rows with a network and, where it is one hospital's own, a facility. Taken away, what is
    decided above them or by default counts again. The form is told who decides (`user`)."""

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        whole = Q(network__in=scoping.networks_whole(request.user))
        facilities = scope(Facility.objects.all(), request.user, "").values("pk")
        return self.model._default_manager.filter(whole | Q(facility__in=facilities))

    def hospitals(self) -> QuerySet[Facility]:
        """Those that may have rows of their own."""
        return Facility.objects.all()

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return may(request.user, Act.RULES)
        return may(request.user, Act.RULES, obj.facility, obj.network)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def formfield_for_foreignkey(self, field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only places for which this person decides."""
        if field.name == "network":
            kwargs["queryset"] = networks_within(request.user, Act.RULES)
        if field.name == "facility":
            kwargs["queryset"] = scope(self.hospitals(), request.user, "", Act.RULES)
        return super().formfield_for_foreignkey(field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})
