"""The night as a form: when it begins, on which days, what it makes, who is told; what was told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hospital.access import Act, may, scope
from hospital.admin.marks import MarkedForm
from hospital.models import HOSPITAL_KINDS, Facility
from hospital.said import listed
from operations.admin.base import SeenAdmin, badge
from operations.admin.decided import DecidedAdmin
from operations.models import NIGHT_STEPS, NightAlert, NightSchedule, NightTrouble
from operations.models.nights import every_step
from operations.services.schedules import OWN_STEPS, Night, nights_ahead

RUNS_SHOWN = 200
FROM_NEXT = {"network", "facility", "active", "time", "weekdays", "steps"}
"""What is decided holds from the next night on; whom it is told to, at once."""


class WeekdaysField(forms.MultipleChoiceField):
    """Ticked days as the seven digits that are kept, Monday first."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return [str(day) for day, digit in enumerate(value) if digit == "1"]
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        return "".join("1" if str(day) in chosen else "0" for day in range(7))


class ScheduleForm(MarkedForm):
    weekdays = WeekdaysField(
        choices=lambda: [(str(day), name) for day, name in WEEKDAYS.items()],
        initial="1111111",
        label=gettext_lazy("Weekdays"),
    )
    steps = forms.MultipleChoiceField(
        choices=[(kind.value, kind.label) for kind in NIGHT_STEPS],
        widget=forms.CheckboxSelectMultiple,
        initial=every_step,
        label=gettext_lazy("Steps of the night"),
        help_text=gettext_lazy("Plans wait for the forecasts of the same night."),
    )
    user: Any = None
    """Who decides; the page sets it."""

    class Meta:
        model = NightSchedule
        fields = [
            "network",
            "facility",
            "active",
            "time",
            "weekdays",
            "steps",
            "mail_to",
            "mail_success",
            "mail_failure",
        ]
        widgets = {"mail_to": forms.TextInput(attrs={"class": "vTextField"})}

    def clean_mail_to(self) -> str:
        given = [each.strip() for each in self.cleaned_data["mail_to"].split(",") if each.strip()]
        for address in given:
            validate_email(address)
        return listed(given)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        network, facility = found.get("network"), found.get("facility")
        if facility and network and facility.network_id != network.pk:
            raise ValidationError({"facility": _("This facility is in another network.")})
        if network and not may(self.user, Act.RULES, facility, network):
            raise ValidationError({"facility": _("Choose the facility whose nights you decide.")})
        if facility and not set(found.get("steps") or ()) & set(OWN_STEPS):
            raise ValidationError(
                {"steps": _("A hospital's own night makes rosters, beds, or both.")}
            )
        if self.instance.pk is None or FROM_NEXT & set(self.changed_data):
            self.instance.decided = timezone.now()
        return found


def night_said(night: Night) -> str:
    """One night in words, with what the clock does to it."""
    zone = night.begins.tzname() or ""
    said = listed(
        (date_format(night.date, "l j F Y"), f"{time_format(night.begins.time())} ({zone})")
    )
    if night.shift:
        minutes = abs(night.shift)
        words = (
            ngettext(
                "the clock is put forward by %(minutes)d minute",
                "the clock is put forward by %(minutes)d minutes",
                minutes,
            )
            if night.shift > 0
            else ngettext(
                "the clock is put back by %(minutes)d minute",
                "the clock is put back by %(minutes)d minutes",
                minutes,
            )
        )
        said += f" – {words % {'minutes': minutes}}"
    if night.later:
        said += f", {_('which leaves out the time that was chosen')}"
    return said


@admin.register(NightSchedule)
class NightScheduleAdmin(DecidedAdmin):
    form = ScheduleForm
    nothing_yet = gettext_lazy(
        "No schedule is set: each night everything is planned, from the hour that the operator "
        "chose. Add a schedule for another time, other days, fewer steps, or to tell somebody how "
        "it went."
    )
    list_display = ["place", "active", "time", "days_said", "steps_said", "mail_to", "next_night"]
    list_filter = ["active", ("network", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["network", "facility"]
    search_fields = ["network__code", "facility__code"]
    fieldsets = [
        (None, {"fields": ["network", "facility", "active"]}),
        (gettext_lazy("When"), {"fields": ["time", "weekdays", "next_nights"]}),
        (gettext_lazy("What"), {"fields": ["steps"]}),
        (gettext_lazy("Who is told"), {"fields": ["mail_to", "mail_success", "mail_failure"]}),
    ]
    readonly_fields = ["next_nights"]

    def hospitals(self) -> QuerySet[Facility]:
        return Facility.objects.filter(kind__in=HOSPITAL_KINDS)

    @admin.display(description=gettext_lazy("where"), ordering="facility")
    def place(self, schedule: NightSchedule) -> str:
        return str(schedule)

    @admin.display(description=gettext_lazy("weekdays"))
    def days_said(self, schedule: NightSchedule) -> str:
        if schedule.weekdays == "1111111":
            return _("every day")
        chosen = (day for day, digit in enumerate(schedule.weekdays) if digit == "1")
        return listed(str(WEEKDAYS[day]) for day in chosen)

    @admin.display(description=gettext_lazy("steps of the night"))
    def steps_said(self, schedule: NightSchedule) -> str:
        return listed(str(kind.label) for kind in NIGHT_STEPS if kind in schedule.steps)

    @admin.display(description=gettext_lazy("next night"))
    def next_night(self, schedule: NightSchedule) -> str:
        return next(map(night_said, nights_ahead(schedule, timezone.now(), 1)), "-")

    @admin.display(description=gettext_lazy("the next three nights"))
    def next_nights(self, schedule: NightSchedule) -> SafeString | str:
        """As it is saved: the time zone and what the clock does are in them."""
        if schedule.network_id is None:
            return _("They are shown here when it is saved.")
        nights = [(night_said(each),) for each in nights_ahead(schedule, timezone.now())]
        if not nights:
            return _("None: nothing is planned at night.")
        listed = format_html_join("", "<li>{}</li>", nights)
        where = _("Time zone: %(zone)s.") % {"zone": schedule.network.time_zone}
        return format_html("<ol>{}</ol><p>{}</p>", listed, where)


@admin.register(NightAlert)
class NightAlertAdmin(SeenAdmin):
    """What somebody was told of a night, and whether it got through."""

    nothing_yet = gettext_lazy(
        "No night was in trouble. When one does not begin, does not end or fails, it stands "
        "here, with who was told."
    )
    list_display = ["for_date", "network", "trouble_badge", "concerned", "created", "tries", "sent"]
    list_filter = ["trouble", ("network", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "for_date"
    list_select_related = ["network"]
    fieldsets = [
        (None, {"fields": ["network", "for_date", "trouble_badge", "runs_shown"]}),
        (gettext_lazy("Who was told"), {"fields": ["created", "tries", "next_try", "sent"]}),
    ]

    def seen(self, request: HttpRequest) -> QuerySet[NightAlert]:
        return scope(NightAlert.objects.all(), request.user, "network:network")

    @admin.display(description=gettext_lazy("trouble"), ordering="trouble")
    def trouble_badge(self, alert: NightAlert) -> SafeString:
        state = "done" if alert.trouble == NightTrouble.DONE else "failed"
        return badge(state, alert.get_trouble_display())

    @admin.display(description=gettext_lazy("runs"))
    def concerned(self, alert: NightAlert) -> int:
        return len(alert.runs)

    @admin.display(description=gettext_lazy("runs"))
    def runs_shown(self, alert: NightAlert) -> SafeString | str:
        """Their list shows of them what is within the reader's reach."""
        if not alert.runs:
            return "-"
        numbers = ",".join(map(str, alert.runs[:RUNS_SHOWN]))
        where = f"{reverse('admin:operations_run_changelist')}?id__in={numbers}"
        return format_html('<a href="{}">{}</a>', where, len(alert.runs))
