"""Admin of contracts, staff, shifts, absences, wishes and cover."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest

from hospital.access import Act, everywhere, networks_within, scope
from hospital.admin.base import ComesBack, ScopedAdmin, ScopedFilter, ScopedInline, holds
from hospital.models import (
    Absence,
    AbsenceKind,
    Contract,
    CoverRule,
    Facility,
    FixedShift,
    ShiftRequest,
    ShiftType,
    Skill,
    StaffMember,
    StaffSkill,
)


@admin.register(Skill)
class SkillAdmin(ScopedAdmin):
    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(Contract)
class ContractAdmin(ScopedAdmin):
    place = "network:network"
    list_display = ("code", "name", "network", "minutes_per_week", "rest_minutes", "weekdays")
    list_filter = (("network", ScopedFilter),)
    list_select_related = ("network",)
    search_fields = ("code", "name")
    autocomplete_fields = ("network",)


class StaffSkillInline(ScopedInline):
    model = StaffSkill
    parent_place = "facility"
    autocomplete_fields = ("skill",)


class FixedShiftInline(ScopedInline):
    model = FixedShift
    parent_place = "facility"
    autocomplete_fields = ("shift",)


@admin.register(StaffMember)
class StaffMemberAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("number", "role", "facility", "home_ward", "contract", "started", "ended")
    list_filter = ("role", ("contract", ScopedFilter), "skills")
    list_select_related = ("facility", "home_ward__facility", "contract")
    search_fields = ("number", "role", "home_ward__code", "facility__code")
    autocomplete_fields = ("facility", "contract", "home_ward", "floats_to")
    inlines = (StaffSkillInline, FixedShiftInline)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            if everywhere(request.user, Act.VIEW):  # also a log-in for My shifts, without a role
                return super().formfield_for_foreignkey(db_field, request, **kwargs)
            seen = networks_within(request.user, Act.VIEW)
            mine = Q(memberships__network__in=seen) | Q(staff_member__facility__network__in=seen)
            kwargs["queryset"] = get_user_model().objects.filter(mine).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Absence)
class AbsenceAdmin(ComesBack, ScopedAdmin):
    place = "staff__facility"
    list_display = ("staff", "first_day", "last_day", "kind")
    list_filter = ("kind",)
    list_select_related = ("staff",)
    search_fields = ("staff__number",)
    autocomplete_fields = ("staff",)
    date_hierarchy = "first_day"
    ordering = ("-first_day",)
    writes = Act.STAFFING  # whoever is ill rings up the one who plans the ward

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Of what kind it is, whoever is not told of kinds leaves open."""
        if not change and "kind" not in form.fields:
            obj.kind = AbsenceKind.OTHER
        super().save_model(request, obj, form, change)

    # That somebody is away is needed for planning; why is for those who keep the records.
    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._without_kind(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._without_kind(request, super().get_list_filter(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._without_kind(request, super().get_fields(request, obj), obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        asked = self._without_kind(request, [lookup.partition("__")[0]])
        return bool(asked) and super().lookup_allowed(lookup, value, request)

    def _without_kind(self, request: HttpRequest, names: Any, obj: Any = None) -> list[Any]:
        """Of a list: hidden unless all that is seen in it is one's own to keep."""
        if obj is not None:
            told = holds(request.user, Act.RECORDS, obj, self.place)
        else:
            seen = scope(Facility.objects.all(), request.user, "")
            told = not seen.exclude(
                pk__in=scope(Facility.objects.all(), request.user, "", Act.RECORDS).values("pk")
            ).exists()
        return [name for name in names if told or name != "kind"]


@admin.register(ShiftType)
class ShiftTypeAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("code", "name", "facility", "starts", "minutes", "role", "is_night")
    list_filter = ("is_night", "role")
    list_select_related = ("facility",)
    search_fields = ("code", "name", "facility__code")
    autocomplete_fields = ("facility", "not_followed_by")


@admin.register(ShiftRequest)
class ShiftRequestAdmin(ScopedAdmin):
    place = "staff__facility"
    list_display = ("staff", "date", "shift", "wanted", "weight")
    list_filter = ("wanted",)
    list_select_related = ("staff", "shift")
    search_fields = ("staff__number",)
    autocomplete_fields = ("staff", "shift")
    date_hierarchy = "date"


@admin.register(CoverRule)
class CoverRuleAdmin(ScopedAdmin):
    place = "ward__facility"
    list_display = ("ward", "shift", "skill", "weekday", "minimum", "target", "patients_per_person")
    list_filter = ("skill", "weekday")
    list_select_related = ("ward__facility", "shift", "skill")
    search_fields = ("ward__code", "ward__name", "ward__facility__code")
    autocomplete_fields = ("ward", "shift", "skill")
