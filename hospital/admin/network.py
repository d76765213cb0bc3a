"""Admin of networks, facilities, wards, rooms and beds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from hospital.access import Act, may, may_whole
from hospital.admin.base import ScopedAdmin, ScopedFilter, ScopedInline
from hospital.admin.held import HeldAdmin
from hospital.models import Bed, Equipment, Facility, Network, Room, Specialty, Ward, WardSpecialty


@admin.register(Network)
class NetworkAdmin(HeldAdmin, ScopedAdmin):
    place = "network:"
    list_display = ("code", "name", "country", "time_zone")
    search_fields = ("code", "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)  # type: ignore[union-attr]


@admin.register(Facility)
class FacilityAdmin(HeldAdmin, ScopedAdmin):
    place = ""
    list_display = ("code", "name", "kind", "network", "supplied_by", "active")
    list_filter = ("kind", "active", ("network", ScopedFilter))
    list_select_related = ("network", "supplied_by")
    search_fields = ("code", "name")
    autocomplete_fields = ("network", "supplied_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_whole(request.user, Act.RECORDS)

    def save_model(self, request: HttpRequest, obj: Facility, form: Any, change: bool) -> None:
        # Who keeps one facility only can neither add one to the network nor move it elsewhere.
        moved = not change or "network" in form.changed_data
        if moved and not may(request.user, Act.RECORDS, network=obj.network):
            raise PermissionDenied
        super().save_model(request, obj, form, change)


@admin.register(Specialty)
class SpecialtyAdmin(ScopedAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Equipment)
class EquipmentAdmin(ScopedAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")


class WardSpecialtyInline(ScopedInline):
    model = WardSpecialty
    parent_place = "facility"
    autocomplete_fields = ("specialty",)


@admin.register(Ward)
class WardAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("code", "name", "facility", "overflow_to", "active")
    list_filter = ("active", "facility__kind", "specialties")
    list_select_related = ("facility", "overflow_to__facility")
    search_fields = ("code", "name", "facility__code", "facility__name")
    autocomplete_fields = ("facility", "overflow_to")
    inlines = (WardSpecialtyInline,)


class BedInline(ScopedInline):
    model = Bed
    parent_place = "ward__facility"


@admin.register(Room)
class RoomAdmin(ScopedAdmin):
    place = "ward__facility"
    list_display = ("code", "ward", "capacity", "gender_policy", "age_policy", "isolation")
    list_filter = ("gender_policy", "age_policy", "isolation", "equipment")
    list_select_related = ("ward__facility",)
    search_fields = ("code", "ward__code", "ward__name", "ward__facility__code")
    autocomplete_fields = ("ward", "equipment")
    inlines = (BedInline,)


@admin.register(Bed)
class BedAdmin(ScopedAdmin):
    place = "room__ward__facility"
    list_display = ("code", "room", "ward", "status", "status_until")
    list_filter = ("status",)
    list_select_related = ("room__ward__facility",)
    search_fields = ("code", "room__code", "room__ward__code", "room__ward__facility__code")
    autocomplete_fields = ("room",)

    @admin.display(description=Ward._meta.verbose_name, ordering="room__ward__code")
    def ward(self, bed: Bed) -> str:
        return bed.room.ward.scope
