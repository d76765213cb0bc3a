"""What every API door shares: paging without counting, permission by role, one error shape."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.forms import IntegerField
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.response import Response

from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.refused import OUT_OF_RANGE, out_of_range


class Page(CursorPagination):
    """Cursor paging: no COUNT(*), which is what kills list pages with a million rows."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    ordering = "-pk"

    def get_page_size(self, request: Any) -> int:
        """More than the most is the most; what is no number is refused, not passed over."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and int(asked[:20])):
            raise ValidationError(
                {self.page_size_query_param: [IntegerField.default_error_messages["invalid"]]}
            )
        return min(int(asked[:20]), self.max_page_size)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for each in found:
            if each["name"] == self.page_size_query_param:
                each["schema"]["minimum"] = 1
        return found


class RolePermission(BasePermission):
    """Reading asks for VIEW, anything else for the view's own `act` (VIEW nowhere suffices)."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if request.method in SAFE_METHODS:
            return may(request.user, Act.VIEW)
        return may(request.user, getattr(view, "act", Act.RECORDS))


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal is {message, extra}."""
    # Inside, because rest_framework.views reads the very settings that name this module.
    from rest_framework.views import exception_handler as drf_handler

    if isinstance(exc, ApplicationError):
        said = {"message": exc.message, "extra": exc.extra}
        return Response(said, status=exc.status, headers=exc.headers)
    if isinstance(exc, DjangoValidationError):
        return Response({"message": " ".join(exc.messages), "extra": {}}, status=400)
    if isinstance(exc, OUT_OF_RANGE):
        return Response({"message": out_of_range(), "extra": {}}, status=400)
    response = drf_handler(exc, context)
    if response is None:
        return None
    detail = response.data
    message = detail.get("detail", "Invalid input.") if isinstance(detail, dict) else str(detail)
    extra = {} if isinstance(detail, dict) and "detail" in detail else {"fields": detail}
    response.data = {"message": str(message), "extra": extra}
    return response
