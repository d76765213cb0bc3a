"""What holds a hospital's records is not deleted with them by a click.

Django would first read every row that goes along, to show it: half a minute and more for a network,
and then write as long in one request. A place that still holds anything is refused at once, with
what it holds.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

COUNTED = 10_000
"""More is said as "more than"."""


def holds(row: Model) -> list[tuple[str, int]]:
    """(what, how many) of each kind of rows that point to this one; counted no further than
    `COUNTED`, so that a million take no longer than ten thousand."""
    found = []
    for link in row._meta.related_objects:
        if not (link.one_to_many or link.one_to_one) or link.related_model is None:
            continue
        rows = link.related_model._base_manager.filter(**{link.field.name: row})
        count = rows.order_by()[: COUNTED + 1].count()
        if count:
            found.append((str(link.related_model._meta.verbose_name_plural), count))
    return sorted(found, key=lambda each: -each[1])


def held_words(held: list[tuple[str, int]]) -> list[str]:
    words = []
    for what, count in held:
        number = number_format(min(count, COUNTED))
        said = _("more than %(count)s") % {"count": number} if count > COUNTED else number
        words.append(f"{capfirst(what)}: {said}")
    return words


class HeldAdmin:
    """Mixed into the admin of places: deleted one by one, and only when they are empty."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        held = holds(row) if row is not None and self.has_delete_permission(request, row) else []  # type: ignore[attr-defined]
        if not held:
            found: HttpResponse = super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
            return found
        meta = row._meta
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Cannot delete %(name)s") % {"name": meta.verbose_name},
            "object_name": str(meta.verbose_name),
            "object": row,
            "protected": held_words(held),
            "perms_lacking": [],
            "opts": meta,
            "app_label": meta.app_label,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/delete_confirmation.html", context)
