"""Runs: what is under way, how far, and how it ended."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hospital.admin.readonly import SaidFilter
from operations import doors, scoping
from operations.admin.asked import run_asked_said
from operations.admin.base import SeenAdmin, badge, refusals_shown
from operations.admin.run_new import NewRun
from operations.admin.run_page import RunPage
from operations.models import Run

TRIGGERS = {"nightly": _("the night"), "person": _("a person")}


class TriggerFilter(SaidFilter):
    @staticmethod
    def said(value: str) -> str:
        return str(TRIGGERS.get(value, value))


@admin.register(Run)
class RunAdmin(NewRun, RunPage, SeenAdmin):
    nothing_yet = _(
        "Nothing was asked for yet. Forecasts and plans are made every night by its "
        "schedule; whoever may plan can also ask for one here."
    )
    list_display = [
        "kind",
        "scope",
        "for_date",
        "state_badge",
        "done",
        "seconds_spent",
        "plan_link",
        "asked_by",
    ]
    list_display_links = ["kind", "scope"]
    list_filter = [
        "state",
        "kind",
        ("trigger", TriggerFilter),
        ("network", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["scope", "message", "error_code"]
    date_hierarchy = "for_date"
    list_select_related = ["network", "asked_by", "plan"]
    actions = ["stop", "cancel", "again"]
    fields = [
        "network",
        "for_date",
        "start",
        "days",
        "begun_by",
        "asked_by",
        "attempt",
        "owner",
        "error_code",
        "asked_for",
        "created",
        "started",
        "finished",
        "stop_requested",
        "cancel_requested",
    ]

    def seen(self, request: HttpRequest) -> QuerySet[Run]:
        return scoping.runs_seen(request.user).defer("plan__answer", "plan__problem", "incumbent")

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, run: Run) -> SafeString:
        return badge(run.state, run.get_state_display())

    @admin.display(description=_("progress"), ordering="progress")
    def done(self, run: Run) -> SafeString:
        percent = round(100 * run.progress)
        return format_html(
            '<progress max="100" value="{}"></progress> <bdi>{} %</bdi>', percent, percent
        )

    @admin.display(description=_("trigger"))
    def begun_by(self, run: Run) -> str:
        return TriggerFilter.said(run.trigger)

    @admin.display(description=_("asked for"))
    def asked_for(self, run: Run) -> str:
        return run_asked_said(run) or "-"

    @admin.display(description=_("seconds"), ordering="seconds")
    def seconds_spent(self, run: Run) -> str:
        return floatformat(run.seconds, 1)

    @admin.display(description=_("plan"))
    def plan_link(self, run: Run) -> Any:
        plan = getattr(run, "plan", None)
        if plan is None:
            return "-"
        where = reverse("admin:operations_plan_change", args=[plan.pk])
        return format_html('<a href="{}">{}</a>', where, plan)

    @admin.action(description=_("Stop and keep the best plan"), permissions=["run"])
    def stop(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        self._each(
            request,
            queryset,
            doors.run_stop,
            ngettext_lazy("%(count)d asked to stop.", "%(count)d asked to stop.", "count"),
        )

    @admin.action(description=_("Cancel"), permissions=["run"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        self._each(
            request,
            queryset,
            doors.run_cancel,
            ngettext_lazy("%(count)d asked to cancel.", "%(count)d asked to cancel.", "count"),
        )

    @admin.action(description=_("Run again"), permissions=["run"])
    def again(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        self._each(
            request,
            queryset,
            doors.run_again,
            ngettext_lazy("%(count)d queued again.", "%(count)d queued again.", "count"),
        )

    def _each(self, request: HttpRequest, runs: QuerySet[Run], what: Any, words: Any) -> None:
        done = 0
        for run in runs:
            with refusals_shown(request):
                what(user=request.user, run=run)
                done += 1
        self.said(request, done, words)
