"""Admin of networks, facilities, wards, rooms and beds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hospital.access import Act, may, may_whole
from hospital.admin.base import ComesBack, ScopedAdmin, ScopedFilter, ScopedInline, holds
from hospital.admin.held import HeldAdmin
from hospital.models import Bed, Equipment, Facility, Network, Room, Specialty, Ward, WardSpecialty
from hospital.models.network import WITHIN


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
    """Who gives out beds closes and opens them; which there are is for who keeps the records."""

    model = Bed
    parent_place = "ward__facility"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, Act.BEDS, obj, self.parent_place)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if holds(request.user, Act.RECORDS, obj, self.parent_place) else ("code",)


class PlaceAdmin(ComesBack, ScopedAdmin):
    """Of what is in a ward: shown by its whole place, and found by it as pages and files write
    it. Who gives out beds closes and opens them; what else there is of a room or a bed, and which
    there are, is for who keeps the records."""

    writes = Act.BEDS
    deletes = Act.RECORDS
    opened = ("status", "status_until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.RECORDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if holds(request.user, Act.RECORDS, obj, self.place):
            return ()
        linked = [*self.model._meta.fields, *self.model._meta.local_many_to_many]
        shown = [each.name for each in linked if each.editable and not each.primary_key]
        return [name for name in shown if name not in self.opened]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """CHU/CARD/101/A and CHU/CARD · 101 · A are four words, each of one part of the place."""
        asked = search_term.replace("/", " ").replace(WITHIN, " ")
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, asked)
        return found


@admin.register(Room)
class RoomAdmin(PlaceAdmin):
    place = "ward__facility"
    list_display = ("__str__", "capacity", "gender_policy", "age_policy", "isolation")
    list_filter = ("gender_policy", "age_policy", "isolation", "equipment")
    list_select_related = ("ward__facility",)
    search_fields = ("code", "ward__code", "ward__name", "ward__facility__code")
    autocomplete_fields = ("ward", "equipment")
    inlines = (BedInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saved as it is: its beds may come by a file. A hospital that keeps no beds at all is
        planned by capacity."""
        super().save_related(request, form, formsets, change)
        room, beds = form.instance, form.instance.beds.count()
        kept = Bed.objects.filter(room__ward__facility=room.ward.facility)
        if not beds and kept.exists():
            said = _(
                "Room %(room)s is for %(capacity)s and has no beds: nobody is placed there until "
                "they are added on its page."
            )
        elif beds > room.capacity:
            said = _(
                "Room %(room)s is for %(capacity)s and has %(beds)s beds, and all of them are "
                "planned: close some, or correct the capacity."
            )
        else:
            return
        words = {"room": room, "capacity": room.capacity, "beds": beds}
        messages.warning(request, said % words)


@admin.register(Bed)
class BedAdmin(PlaceAdmin):
    place = "room__ward__facility"
    list_display = ("__str__", "status", "status_until")
    list_filter = ("status",)
    list_select_related = ("room__ward__facility",)
    search_fields = ("code", "room__code", "room__ward__code", "room__ward__facility__code")
    autocomplete_fields = ("room",)
