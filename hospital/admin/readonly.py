"""Pages to read: only what is within the person's reach, nothing to change, tables inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hospital.access import Act, may, scope
from hospital.admin.lists import ListAdmin


class ReadOnlyAdmin(ListAdmin):
    """Staff log-ins have roles per hospital (hospital.access), not Django's permissions per model.

    `path` leads from the row to its facility or network, as hospital.access.scope reads it; who is
    in reach in another way says so in `seen`.
    """

    path: str

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return scope(self.model._default_manager.all(), request.user, self.path)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        ordering = self.get_ordering(request)
        found = self.seen(request)
        return found.order_by(*ordering) if ordering else found

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


class SaidFilter(admin.AllValuesFieldListFilter):
    """A filter by the values that there are, each in the reader's language."""

    said: Callable[[str], str]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | {"display": type(self).said(str(choice["display"]))}


def table(heads: Iterable[Any], rows: Iterable[Iterable[Any]]) -> SafeString:
    """Heads above rows of cells; what is not marked safe is escaped."""
    head = format_html_join("", "<th>{}</th>", ((each,) for each in heads))
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in r)),) for r in rows)
    )
    return format_html('<table class="mizan-table"><tr>{}</tr>{}</table>', head, body)
