"""Admin of patients (pseudonyms), stays, the waiting list, theatres and surgeons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may, networks_within, scope
from hospital.admin.base import ScopedAdmin, ScopedFilter, ScopedInline
from hospital.admin.marks import MarkedForm
from hospital.models import (
    Facility,
    Patient,
    Referral,
    Stay,
    StayMove,
    Surgeon,
    Theatre,
)
from hospital.pseudonyms import key_mark, pseudonym_of


class PatientForm(MarkedForm):
    """A new patient is typed in by the hospital's own number, which is not kept."""

    def clean(self) -> Any:
        found = super().clean()
        network, typed = self.cleaned_data.get("network"), self.cleaned_data.get("pseudonym")
        if network and typed and not self.instance.pk:
            self.cleaned_data["pseudonym"] = pseudonym_of(network.pk, typed)
            self.instance.key_mark = key_mark()
        return found


@admin.register(Patient)
class PatientAdmin(ScopedAdmin):
    form = PatientForm
    place = "network:network"
    list_display = ("pseudonym", "network")
    ordering = ("network_id", "pseudonym")  # by its index: a million sorted anew took half a second
    list_filter = (("network", ScopedFilter),)
    list_select_related = ("network",)
    search_fields = ("pseudonym",)
    autocomplete_fields = ("network",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A pseudonym is made once."""
        return ("network", "pseudonym") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        told = _("of the hospital’s own records; only a pseudonym made of it is kept")
        return super().get_form(
            request,
            obj,
            labels={"pseudonym": _("patient’s number")},
            help_texts={"pseudonym": told},
            **kwargs,
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Who works for the whole network sees all of its patients; one facility's people see
        those who are, were or wait there."""
        networks = networks_within(request.user, Act.VIEW)
        whole = [each.pk for each in networks if may(request.user, Act.VIEW, network=each)]
        here = scope(Facility.objects.exclude(network__in=whole), request.user, "").values("pk")
        stayed = Stay.objects.filter(facility__in=here).values("patient")
        waits = Referral.objects.filter(facility__in=here).values("patient")
        mine = Q(network__in=whole) | Q(pk__in=stayed) | Q(pk__in=waits)
        return super().get_queryset(request).filter(mine)


class StayMoveInline(ScopedInline):
    model = StayMove
    parent_place = "facility"
    autocomplete_fields = ("ward", "bed")


@admin.register(Stay)
class StayAdmin(ScopedAdmin):
    place = "facility"
    list_display = (
        "number",
        "patient",
        "ward",
        "bed",
        "specialty",
        "gender",
        "age_band",
        "urgency",
        "admitted",
        "discharged",
    )
    # Not a date hierarchy: it reads every row to know which days there are.
    list_filter = ("admitted", "urgency", "gender", "age_band", "isolation", "specialty")
    list_select_related = ("patient", "ward__facility", "bed", "specialty")
    search_fields = ("number", "patient__pseudonym", "ward__code", "facility__code")
    autocomplete_fields = (
        "facility", "patient", "ward", "bed", "specialty", "equipment", "beside",
    )  # fmt: skip
    inlines = (StayMoveInline,)


@admin.register(Theatre)
class TheatreAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("code", "facility", "minutes_monday_to_friday", "minutes_weekend")
    list_select_related = ("facility",)
    search_fields = ("code", "facility__code")
    autocomplete_fields = ("facility",)


@admin.register(Surgeon)
class SurgeonAdmin(ScopedAdmin):
    place = "facility"
    list_display = ("code", "facility", "specialty", "minutes_per_day", "weekdays")
    list_filter = ("specialty",)
    list_select_related = ("facility", "specialty")
    search_fields = ("code", "facility__code")
    autocomplete_fields = ("facility", "specialty")


@admin.register(Referral)
class ReferralAdmin(ScopedAdmin):
    place = "facility"
    list_display = (
        "number",
        "patient",
        "facility",
        "specialty",
        "release_day",
        "due_day",
        "surgery_minutes",
        "expected_nights",
        "mandatory",
        "state",
    )
    list_filter = ("state", "mandatory", "specialty")
    list_select_related = ("patient", "facility", "specialty")
    search_fields = ("number", "patient__pseudonym", "facility__code")
    autocomplete_fields = ("facility", "patient", "specialty", "surgeon", "equipment")
    date_hierarchy = "release_day"
