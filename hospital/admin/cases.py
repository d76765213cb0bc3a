"""Admin of syndromes and of the cases that facilities count."""

from __future__ import annotations

from django.contrib import admin

from hospital.admin.base import ScopedAdmin, ScopedInline
from hospital.models import CaseCount, Syndrome, SyndromeProduct


class SyndromeProductInline(ScopedInline):
    model = SyndromeProduct
    autocomplete_fields = ("product",)


@admin.register(Syndrome)
class SyndromeAdmin(ScopedAdmin):
    list_display = (
        "code",
        "name",
        "notifiable",
        "admitted_share",
        "nights",
        "specialty",
        "active",
    )
    list_filter = ("notifiable", "active")
    list_select_related = ("specialty",)
    search_fields = ("code", "name")
    autocomplete_fields = ("specialty",)
    inlines = (SyndromeProductInline,)


@admin.register(CaseCount)
class CaseCountAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("syndrome", "facility", "first_day", "period", "cases")
    list_filter = ("syndrome", "period")
    list_select_related = ("syndrome", "facility")
    search_fields = ("syndrome__code", "syndrome__name", "facility__code")
    autocomplete_fields = ("facility", "syndrome")
    date_hierarchy = "first_day"
