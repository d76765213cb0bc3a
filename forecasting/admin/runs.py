"""Forecasts in the admin: read-only, how good each was and what it saw."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forecasting.admin.drivers import DriversShown
from forecasting.models import ForecastRun, ForecastSeries
from hospital.access import Act, may, scope

STEPS_SHOWN = 28


class ReadOnlyAdmin(admin.ModelAdmin):
    """Only what is within the person's reach, and nothing to change."""

    show_full_result_count = False
    list_per_page = 50
    path: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scope(super().get_queryset(request), request.user, self.path)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.VIEW)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _table(heads: list[Any], rows: list[list[Any]]) -> SafeString:
    head = format_html_join("", "<th>{}</th>", ((each,) for each in heads))
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in r)),) for r in rows)
    )
    return format_html("<table><tr>{}</tr>{}</table>", head, body)


def _figure(value: Any) -> str:
    return "-" if value is None else f"{value:,.3g}"


@admin.register(ForecastRun)
class ForecastRunAdmin(ReadOnlyAdmin):
    path = "network:network"
    list_display = ["kind", "network", "as_of", "frequency", "horizon", "model", "is_current"]
    list_filter = ["kind", "is_current", "frequency", ("network", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "as_of"
    list_select_related = ["network"]
    fields = [
        "network",
        "kind",
        "as_of",
        "frequency",
        "horizon",
        "is_current",
        "model",
        "score_table",
        "notes",
        "series_link",
        "first_ds",
        "features",
        "seed",
        "versions",
        "data_sha256",
        "seconds",
        "created",
    ]

    @admin.display(description=_("walk-forward scores"))
    def score_table(self, run: ForecastRun) -> SafeString:
        names = sorted({name for scores in run.scores.values() for name in scores})
        rows = [
            [model, *(_figure(scores.get(name)) for name in names)]
            for model, scores in run.scores.items()
        ]
        return _table([_("model"), *names], rows)

    @admin.display(description=_("series"))
    def series_link(self, run: ForecastRun) -> SafeString:
        where = reverse("admin:forecasting_forecastseries_changelist")
        return format_html('<a href="{}?run__id__exact={}">{}</a>', where, run.pk, _("all series"))


@admin.register(ForecastSeries)
class ForecastSeriesAdmin(DriversShown, ReadOnlyAdmin):
    path = "facility"
    list_display = [
        "unique_id",
        "kind",
        "model",
        "mean_error",
        "scaled_error",
        "quantile_loss",
        "beats_seasonal_naive",
    ]
    list_filter = ["run__kind", "run__is_current", "beats_seasonal_naive", "model"]
    search_fields = ["unique_id"]
    list_select_related = ["run"]
    fields = [
        "unique_id",
        "run",
        "start",
        "made_of",
        "changed",
        "parts_table",
        "model",
        "mean_error",
        "scaled_error",
        "weighted_error",
        "quantile_loss",
        "coverage",
        "beats_seasonal_naive",
        "note",
        "steps",
    ]

    @admin.display(description=_("kind"), ordering="run__kind")
    def kind(self, series: ForecastSeries) -> str:
        return series.run.get_kind_display()

    @admin.display(description=_("MAE"), ordering="mae")
    def mean_error(self, series: ForecastSeries) -> str:
        return _figure(series.mae)

    @admin.display(description=_("MASE"), ordering="mase")
    def scaled_error(self, series: ForecastSeries) -> str:
        return _figure(series.mase)

    @admin.display(description=_("WQL"), ordering="wql")
    def quantile_loss(self, series: ForecastSeries) -> str:
        return _figure(series.wql)

    @admin.display(description=_("WAPE"), ordering="wape")
    def weighted_error(self, series: ForecastSeries) -> str:
        return _figure(series.wape)

    @admin.display(description=_("coverage80"), ordering="coverage80")
    def coverage(self, series: ForecastSeries) -> str:
        return _figure(series.coverage80)

    @admin.display(description=_("steps"))
    def steps(self, series: ForecastSeries) -> SafeString:
        """The first steps; the API gives all of them."""
        columns = list(series.points)
        values = zip(*(series.points[name][:STEPS_SHOWN] for name in columns), strict=False)
        rows = [[at, *(_figure(value) for value in row)] for at, row in enumerate(values, start=1)]
        return _table([_("step"), *columns], rows)
