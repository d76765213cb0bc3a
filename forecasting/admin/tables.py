"""What the pages of forecasts share: reach, and figures in tables."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hospital.access import Act, may, scope


class ReadOnlyAdmin(admin.ModelAdmin):
    """Only what is within the person's reach, and nothing to change."""

    show_full_result_count = False
    list_per_page = 50
    path: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scope(super().get_queryset(request), request.user, self.path)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.VIEW)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def table(heads: list[Any], rows: list[list[Any]]) -> SafeString:
    head = format_html_join("", "<th>{}</th>", ((each,) for each in heads))
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in r)),) for r in rows)
    )
    return format_html("<table><tr>{}</tr>{}</table>", head, body)


def figure(value: Any) -> str:
    """Three figures, as the reader's language writes numbers."""
    if value is None:
        return "-"
    return number_format(f"{value:.3g}" if abs(value) < 1000 else round(value), force_grouping=True)


def percent(share: float | None) -> str:
    """Whole per cent; what is not certain is never shown as certain."""
    if share is None:
        return "-"
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")
