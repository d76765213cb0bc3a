"""Outbreak alarms in the admin: the sentence, the weeks drawn, what it would do, and the say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import floatformat
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.admin.chart import weeks_drawn
from forecasting.models import AlarmState, OutbreakAlarm, OutbreakDecision
from forecasting.selectors.outbreaks import (
    alarm_sentence,
    alarms_seen,
    scenario_rows,
    scenario_sentence,
    scenario_weeks,
    seen_by,
    strength,
)
from forecasting.services import may_decide, outbreak_decide
from forecasting.services.outbreak_decisions import SYSTEM
from hospital.admin.readonly import ReadOnlyAdmin, table
from hospital.errors import ApplicationError

CHOICES = {
    AlarmState.OPEN: (AlarmState.CONFIRMED, AlarmState.DISMISSED, AlarmState.CLOSED),
    AlarmState.CONFIRMED: (AlarmState.CLOSED, AlarmState.DISMISSED, AlarmState.OPEN),
    AlarmState.DISMISSED: (AlarmState.OPEN, AlarmState.CONFIRMED),
    AlarmState.CLOSED: (AlarmState.OPEN,),
}
VERBS = {
    AlarmState.CONFIRMED: gettext_lazy("Confirm: plans reckon with it"),
    AlarmState.DISMISSED: gettext_lazy("Dismiss"),
    AlarmState.CLOSED: gettext_lazy("Close: it is over"),
    AlarmState.OPEN: gettext_lazy("Open again"),
}


class DecisionForm(forms.Form):
    after = forms.ChoiceField(choices=AlarmState.choices)
    before = forms.ChoiceField(choices=AlarmState.choices)
    why = forms.CharField(max_length=500)


@admin.register(OutbreakAlarm)
class OutbreakAlarmAdmin(ReadOnlyAdmin):
    path = "facility"
    change_form_template = "admin/forecasting/outbreakalarm/change_form.html"
    nothing_yet = gettext_lazy(
        "No syndrome is counted more often than expected. Where one is, an alarm stands "
        "here until somebody decides what it means."
    )
    list_display = ["place", "sentence", "grade", "standing", "last_seen"]
    list_filter = ["state", "severity", "syndrome"]
    list_select_related = ["network", "facility", "syndrome"]
    search_fields = ["unique_id", "syndrome__name"]
    date_hierarchy = "since"
    fields = [
        "sentence",
        "standing",
        "grade",
        "strength",
        "seen_by",
        "drawn",
        "scenario_words",
        "scenario_table",
        "decisions_table",
        "overrides_link",
        "as_of",
    ]

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return alarms_seen(request.user).order_by(*OutbreakAlarm._meta.ordering)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.decide_view)
        name = "forecasting_outbreakalarm_decide"
        return [path("<int:pk>/decide/", view, name=name), *super().get_urls()]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The alarm with who reads it: of a scenario everybody sees only their own places."""
        alarm = super().get_object(request, object_id, from_field)
        if alarm is not None:
            alarm.reader = request.user
        return alarm

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        alarm = self.get_object(request, object_id)
        more: dict[str, Any] = {"title": str(alarm_sentence(alarm)) if alarm else ""}
        if alarm is not None:
            more["choices"] = (
                [(state, VERBS[state]) for state in CHOICES[AlarmState(alarm.state)]]
                if may_decide(request.user, alarm)
                else []
            )
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One decision with its reason; back to the alarm."""
        alarm = self.get_object(request, str(pk))
        if alarm is None:
            raise Http404
        if request.method != "POST" or not may_decide(request.user, alarm):
            raise PermissionDenied
        form = DecisionForm(request.POST)
        if form.is_valid():
            self._decided(request, alarm, form.cleaned_data)
        else:
            messages.error(request, _("Say why: others will ask."))
        return redirect(reverse("admin:forecasting_outbreakalarm_change", args=[pk]))

    def _decided(self, request: HttpRequest, alarm: OutbreakAlarm, said: dict[str, str]) -> None:
        try:
            row = outbreak_decide(alarm=alarm, actor=request.user, **said)
        except ApplicationError as refusal:
            messages.error(request, refusal.message)
            return
        words = _("It is %(state)s.") % {"state": row.get_state_display()}
        if row.state == AlarmState.CONFIRMED:
            words += " " + _("Plans made from now on reckon with it.")
        messages.success(request, words)

    @admin.display(description=gettext_lazy("place"), ordering="unique_id")
    def place(self, alarm: OutbreakAlarm) -> str:
        return str(alarm.facility or alarm.network)

    @admin.display(description=gettext_lazy("what was seen"))
    def sentence(self, alarm: OutbreakAlarm) -> str:
        return alarm_sentence(alarm)

    @admin.display(description=gettext_lazy("severity"), ordering="severity")
    def grade(self, alarm: OutbreakAlarm) -> SafeString:
        return format_html(
            '<span class="mizan-badge mizan-severity-{}">{}</span>',
            alarm.severity,
            alarm.get_severity_display(),
        )

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, alarm: OutbreakAlarm) -> SafeString:
        return format_html('<span class="mizan-badge">{}</span>', alarm.get_state_display())

    @admin.display(description=gettext_lazy("strength"))
    def strength(self, alarm: OutbreakAlarm) -> str:
        return strength(alarm)

    @admin.display(description=gettext_lazy("detectors that agree"))
    def seen_by(self, alarm: OutbreakAlarm) -> str:
        return seen_by(alarm) or "-"

    @admin.display(description=gettext_lazy("cases a week"))
    def drawn(self, alarm: OutbreakAlarm) -> SafeString:
        return weeks_drawn(alarm)

    @admin.display(description=gettext_lazy("what it would do"))
    def scenario_words(self, alarm: OutbreakAlarm) -> str:
        return scenario_sentence(alarm)

    @admin.display(description=gettext_lazy("in the weeks to come"))
    def scenario_table(self, alarm: Any) -> Any:
        rows = scenario_rows(alarm, alarm.reader)
        if not rows:
            return "-"
        heads = [date_format(day, "MONTH_DAY_FORMAT") for day in scenario_weeks(alarm)]
        return table(
            [_("what"), _("where"), *heads],
            [[row.what, row.series, *row.figures] for row in rows],
        )

    @admin.display(description=gettext_lazy("decisions"))
    def decisions_table(self, alarm: OutbreakAlarm) -> Any:
        rows = [_decision(each) for each in alarm.decisions.all()]
        heads = [_("at"), _("by"), _("state"), _("why"), _("cases then")]
        return table(heads, rows) if rows else _("Nobody has decided anything yet.")

    @admin.display(description=gettext_lazy("in the plans"))
    def overrides_link(self, alarm: OutbreakAlarm) -> Any:
        if alarm.state != AlarmState.CONFIRMED:
            return _("Plans do not reckon with it.")
        where = reverse("admin:forecasting_forecastoverride_changelist")
        return format_html(
            '<a href="{}?source__exact=outbreak&amp;state=stands">{}</a>',
            where,
            _("The overrides that it has set"),
        )


def _decision(each: OutbreakDecision) -> list[Any]:
    mine = each.actor == SYSTEM
    return [
        date_format(each.at, "DATETIME_FORMAT"),
        _("the night") if mine else each.actor,
        each.get_after_display(),
        _(each.why) if mine else each.why,
        f"{each.observed} / {floatformat(each.expected, 1)}",
    ]
