"""Admin of patients (pseudonyms), stays, the waiting list, theatres and surgeons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may, networks_within, scope
from hospital.admin.base import ComesBack, ScopedAdmin, ScopedFilter, ScopedInline
from hospital.admin.marks import MarkedForm
from hospital.models import (
    Bed,
    Facility,
    NotOperating,
    Patient,
    Referral,
    Stay,
    StayMove,
    Surgeon,
    Theatre,
)
from hospital.pseudonyms import LONGEST, key_mark, pseudonym_of
from hospital.services.stays import (
    Where,
    other_key,
    other_key_said,
    patient_named,
    stay_followed,
)


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


class OfPatientForm(MarkedForm):
    """Whose a new row is stands by the hospital's own number of the patient: nobody knows anybody
    by a pseudonym, and who is here for the first time has none yet."""

    patients_number = forms.CharField(
        max_length=LONGEST,
        label=capfirst(_("patient’s number")),
        help_text=_("of the hospital’s own records; only a pseudonym made of it is kept"),
    )

    def clean(self) -> Any:
        found = super().clean()
        facility = self.cleaned_data.get("facility")
        if facility is not None and (other := other_key(facility.network_id)):
            self.add_error("patients_number", other_key_said(other))
        return found


class NewOfPatient(ComesBack, ScopedAdmin):
    """Of rows about a patient, entered by whoever gives them a bed: it is they who are told."""

    place = "facility"
    writes = Act.BEDS
    deletes = Act.RECORDS
    new_form: type[OfPatientForm] = OfPatientForm

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = self.new_form
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The number stands in the patient's place."""
        names = {"patients_number": None} | ({} if obj else {"patient": "patients_number"})
        found = (names.get(each, each) for each in super().get_fields(request, obj))
        return [each for each in found if each]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who works in one hospital enters nothing of another."""
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        mine = list(scope(Facility.objects.all(), request.user, "", self.writes)[:2])
        return {"facility": mine[0].pk, **found} if len(mine) == 1 else found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            number = form.cleaned_data["patients_number"]
            obj.patient = patient_named(network=obj.facility.network, identifier=number)
        super().save_model(request, obj, form, change)


class InBedForm(forms.ModelForm):
    """A bed is one of the stay's ward, and one patient's."""

    def clean(self) -> Any:
        found = super().clean()
        bed, ward = self.cleaned_data.get("bed"), self.cleaned_data.get("ward")
        if bed is None or ward is None:
            return found
        if bed.room.ward_id != ward.pk:
            said = _("This bed is not of the ward: choose the bed’s ward, or another bed.")
            self.add_error("bed", said)
        elif taken := self._taken(bed):
            said = _(
                "Stay %(stay)s is in this bed: discharge or move it first, or leave the bed empty "
                "and the bed plan finds one."
            )
            self.add_error("bed", said % {"stay": taken.number})
        return found

    def _taken(self, bed: Bed) -> Stay | None:
        """By whom, where the form puts the patient there; a child lies in its mother's bed."""
        puts = {"bed", "discharged"} & set(self.changed_data)
        if not puts or self.cleaned_data.get("discharged"):
            return None
        others = Stay.objects.filter(bed=bed, discharged=None).exclude(pk=self.instance.pk)
        with_them = self.cleaned_data.get("beside")
        if with_them is not None:
            others = others.exclude(pk=with_them.pk)
        found: Stay | None = others.exclude(beside=self.instance.pk or 0).first()
        return found


class StayForm(InBedForm, MarkedForm):
    pass


class NewStayForm(InBedForm, OfPatientForm):
    pass


class StayMoveInline(ScopedInline):
    model = StayMove
    parent_place = "facility"
    autocomplete_fields = ("ward", "bed")


@admin.register(Stay)
class StayAdmin(NewOfPatient):
    form = StayForm
    new_form = NewStayForm
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
    list_select_related = (
        "patient", "ward__facility", "bed__room__ward__facility", "specialty",
    )  # fmt: skip
    search_fields = ("number", "patient__pseudonym", "ward__code", "facility__code")
    autocomplete_fields = (
        "facility", "patient", "ward", "bed", "specialty", "equipment", "beside",
    )  # fmt: skip
    inlines = (StayMoveInline,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who is entered has come just now."""
        return {"admitted": timezone.now(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.stood = Where.of(Stay.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by_hand = any(each.model is StayMove and each.has_changed() for each in formsets)
        if form.stood is not None and not by_hand:
            stay_followed(stay=form.instance, before=form.stood)


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


@admin.register(NotOperating)
class NotOperatingAdmin(ComesBack, ScopedAdmin):
    """Entered by whoever plans the beds: it is they who put the patients on other days."""

    place = "facility"
    writes = Act.BEDS
    list_display = ("__str__", "facility", "theatre", "surgeon", "first_day", "last_day", "minutes")
    list_filter = ("first_day",)
    list_select_related = ("facility", "theatre", "surgeon")
    search_fields = ("theatre__code", "surgeon__code", "facility__code")
    autocomplete_fields = ("facility", "theatre", "surgeon")
    ordering = ("-first_day", "pk")
    nothing_yet = _(
        "Days on which a theatre is closed or a surgeon away: nobody is operated there then. What "
        "the week says stands on the theatre and the surgeon."
    )


@admin.register(Referral)
class ReferralAdmin(NewOfPatient):
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
