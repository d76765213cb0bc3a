"""Findings on forecasts in the admin: read-only, the open ones and what is over."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forecasting.models import ForecastFinding, ForecastSeries
from forecasting.selectors.findings import finding_sentence, findings_seen
from hospital.admin.readonly import ReadOnlyAdmin


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("open", "over"):
            return queryset.filter(closed__isnull=self.value() == "open")
        return queryset


@admin.register(ForecastFinding)
class ForecastFindingAdmin(ReadOnlyAdmin):
    nothing_yet = _(
        "Forecasts do what they promised. Where one drifts away from what happens, or "
        "counts are missing, it is said here."
    )
    list_display = ["sentence", "kind", "about", "network", "since", "last_seen", "state"]
    list_filter = [StateFilter, "code", "kind"]
    search_fields = ["unique_id"]
    date_hierarchy = "since"
    list_select_related = ["network"]
    fields = [
        "sentence",
        "network",
        "kind",
        "about",
        "code",
        "since",
        "last_seen",
        "closed",
        "forecast_link",
    ]

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return findings_seen(request.user).order_by(*ForecastFinding._meta.ordering)

    @admin.display(description=_("finding"))
    def sentence(self, finding: ForecastFinding) -> str:
        return finding_sentence(finding)

    @admin.display(description=_("about"), ordering="unique_id")
    def about(self, finding: ForecastFinding) -> Any:
        return finding.unique_id or _("all series")

    @admin.display(description=_("state"), ordering="closed")
    def state(self, finding: ForecastFinding) -> str:
        if finding.closed is None:
            return gettext("open")
        return gettext("over since %(day)s") % {"day": date_format(finding.closed)}

    @admin.display(description=_("forecast"))
    def forecast_link(self, finding: ForecastFinding) -> Any:
        found = ForecastSeries.objects.filter(
            run__network=finding.network_id,
            run__kind=finding.kind,
            run__is_current=True,
            unique_id=finding.unique_id,
        ).first()
        if found is None:
            return "-"
        where = reverse("admin:forecasting_forecastseries_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', where, found.unique_id)
