"""Admin of products, suppliers, offers, consumption, orders, deliveries and money."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.access import Act
from hospital.admin.base import ScopedAdmin, ScopedFilter, ScopedInline, holds, within
from hospital.models import (
    Budget,
    Consumption,
    Delivery,
    Equivalent,
    Offer,
    OfferTier,
    Order,
    Product,
    Supplier,
    Vehicle,
)


@admin.register(Product)
class ProductAdmin(ScopedAdmin):
    list_display = ("code", "name", "atc", "unit", "pack_size", "ven", "cold_chain", "funding_line")
    list_filter = ("ven", "cold_chain", "funding_line")
    search_fields = ("code", "name", "atc")


@admin.register(Equivalent)
class EquivalentAdmin(ScopedAdmin):
    nothing_yet = _(
        "No product stands in for another yet. A pharmacist names here those that may: where one "
        "lacks, orders say what the other would do and cost."
    )
    list_display = ("product", "stand_in", "units", "stand_in_units", "unit_cents")
    list_select_related = ("product", "stand_in")
    search_fields = ("product__code", "product__name", "stand_in__code", "stand_in__name")
    autocomplete_fields = ("product", "stand_in")


@admin.register(Supplier)
class SupplierAdmin(ScopedAdmin):
    list_display = ("code", "name", "lead_time_days", "order_cost_cents", "emergency", "active")
    list_filter = ("active", "emergency")
    search_fields = ("code", "name")


class OfferTierInline(ScopedInline):
    model = OfferTier


@admin.register(Offer)
class OfferAdmin(ScopedAdmin):
    list_display = (
        "product",
        "supplier",
        "mode",
        "price_cents",
        "minimum_packs",
        "pack_multiple",
        "valid_until",
        "emergency",
    )
    list_filter = ("supplier", "mode", "emergency")
    list_select_related = ("product", "supplier")
    search_fields = ("product__code", "product__name", "supplier__code", "supplier__name")
    autocomplete_fields = ("product", "supplier")
    inlines = (OfferTierInline,)


@admin.register(Consumption)
class ConsumptionAdmin(ScopedAdmin):
    place = "facility"
    list_display = (
        "product",
        "facility",
        "first_day",
        "period",
        "quantity",
        "stockout_days",
        "stock_end",
    )
    # Newest entered first, by the key alone, and no date hierarchy: years of a region are millions.
    ordering = ("-pk",)
    list_filter = ("first_day", "period", "product__ven")
    list_select_related = ("product", "facility")
    search_fields = ("product__code", "product__name", "facility__code")
    autocomplete_fields = ("facility", "product")


@admin.register(Order)
class OrderAdmin(ScopedAdmin):
    place = "facility"
    list_display = (
        "number",
        "product",
        "supplier",
        "facility",
        "packs",
        "ordered",
        "expected",
        "received",
        "state",
    )
    list_filter = ("state", "mode", "supplier")
    list_select_related = ("product", "supplier", "facility")
    search_fields = ("number", "product__code", "product__name", "supplier__code")
    autocomplete_fields = ("facility", "product", "supplier")
    date_hierarchy = "ordered"


@admin.register(Delivery)
class DeliveryAdmin(ScopedAdmin):
    place = "origin"
    list_display = (
        "number",
        "product",
        "lot",
        "origin",
        "destination",
        "units",
        "sent",
        "received",
    )
    list_select_related = ("product", "origin", "destination")
    search_fields = (
        "number",
        "lot",
        "product__code",
        "product__name",
        "origin__code",
        "destination__code",
    )
    autocomplete_fields = ("origin", "destination", "product")
    date_hierarchy = "sent"

    # Whoever receives a delivery sees it too; only the sender changes it.
    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        rows = admin.ModelAdmin.get_queryset(self, request)
        return within(rows, request.user, "origin", Act.VIEW) | within(
            rows, request.user, "destination", Act.VIEW
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        places = ("origin", "destination")
        return any(holds(request.user, Act.VIEW, obj, place) for place in places)


@admin.register(Vehicle)
class VehicleAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("code", "facility", "volume_litres", "cold_box_litres", "shift_minutes")
    list_select_related = ("facility",)
    search_fields = ("code", "facility__code")
    autocomplete_fields = ("facility",)


@admin.register(Budget)
class BudgetAdmin(ScopedAdmin):
    place = "whole:network"
    list_display = ("funding_line", "network", "first_day", "last_day", "amount_cents")
    list_filter = (("network", ScopedFilter), "funding_line")
    list_select_related = ("network",)
    search_fields = ("funding_line",)
    autocomplete_fields = ("network",)
    date_hierarchy = "first_day"
