"""What lists of the admin have in common: pages, questions by a code, what an empty one is for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.views.main import IGNORED_PARAMS, SEARCH_VAR
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hospital.admin.paging import FirstPages
from hospital.said import listed

CODES = ("code", "number")
"""What records are called by in files, addresses and other systems."""


class ListAdmin(admin.ModelAdmin):
    """nothing_yet: what the list is for and how rows come into it, shown while it is empty."""

    show_full_result_count = False
    paginator = FirstPages
    list_per_page = 50
    nothing_yet: Any = ""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Beside Django's: the code of a record that the list shows (`?product__code=ART-003`)."""
        name, _mark, asked = lookup.partition("__")
        if name in (self.list_select_related or ()) and asked in CODES:
            try:
                related = self.model._meta.get_field(name).related_model
                return bool(related and related._meta.get_field(asked))
            except FieldDoesNotExist:
                return False
        return super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What the list cannot be asked is left out and named; the rest of the address stays."""
        try:
            return super().changelist_view(request, extra_context)
        except DisallowedModelAdminLookup:
            known = request.GET.copy()
            unknown = [
                name
                for name, value in request.GET.items()
                if name not in (*IGNORED_PARAMS, SEARCH_VAR)
                and not self.lookup_allowed(name, value, request)
            ]
            for name in unknown:
                del known[name]
            said = _("This list cannot be filtered by %(names)s; that was left out.")
            messages.warning(request, said % {"names": listed(unknown)})
            left = known.urlencode()
            return HttpResponseRedirect(f"{request.path}?{left}" if left else request.path)
