"""Forecasts in the admin: read-only, how good each was and what it saw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forecasting.admin.card import CardShown
from forecasting.admin.drivers import DriversShown
from forecasting.admin.overrides import OverridePage
from forecasting.admin.tables import figure, percent
from forecasting.models import ForecastRun, ForecastSeries, Level
from forecasting.selectors import series_risk, series_seen
from forecasting.selectors.words import recipe
from hospital.admin.readonly import ReadOnlyAdmin, table

HEADS = [_("day"), _("beds"), _("patients expected"), _("chance of more")]


@admin.register(ForecastRun)
class ForecastRunAdmin(CardShown, ReadOnlyAdmin):
    path = "network:network"
    nothing_yet = _(
        "No forecast is made yet. The night makes them: of patients from stays, of medicines from "
        "consumption. Where nights have run, bring these records in first."
    )
    list_display = [
        "kind",
        "network",
        "as_of",
        "frequency",
        "horizon",
        "made_by",
        "is_current",
        "card_link",
    ]
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
        "card_link",
        "made_by",
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

    @admin.display(description=_("model"), ordering="model")
    def made_by(self, run: ForecastRun) -> str:
        return recipe(run.model)

    @admin.display(description=_("walk-forward scores"))
    def score_table(self, run: ForecastRun) -> SafeString:
        names = sorted({name for scores in run.scores.values() for name in scores})
        rows = [
            [recipe(model), *(figure(scores.get(name)) for name in names)]
            for model, scores in run.scores.items()
        ]
        return table([_("model"), *map(_, names)], rows)

    @admin.display(description=_("series"))
    def series_link(self, run: ForecastRun) -> SafeString:
        where = reverse("admin:forecasting_forecastseries_changelist")
        return format_html('<a href="{}?run__id__exact={}">{}</a>', where, run.pk, _("all series"))


class LevelFilter(admin.SimpleListFilter):
    """Wards and product lines unless a level is asked for: a total among its parts misleads."""

    title = _("level")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in Level.choices if value != Level.SERIES]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": Level.SERIES.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(level=self.value() or Level.SERIES)


@admin.register(ForecastSeries)
class ForecastSeriesAdmin(OverridePage, DriversShown, ReadOnlyAdmin):
    path = "facility"
    list_display = [
        "unique_id",
        "about",
        "kind",
        "made_by",
        "mean_error",
        "scaled_error",
        "quantile_loss",
        "beats_seasonal_naive",
    ]
    list_filter = [LevelFilter, "run__kind", "run__is_current", "beats_seasonal_naive", "model"]
    search_fields = ["unique_id", "product__name", "ward__name"]
    list_select_related = ["run", "facility", "ward", "product"]
    fields = [
        "changed",
        "note",
        "bed_risk",
        "parts_table",
        "steps",
        "override_list",
    ]

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return series_seen(
            ForecastSeries.everything.select_related("run__network", "facility", "ward", "product"),
            request.user,
        )

    @admin.display(description=_("name"))
    def about(self, series: ForecastSeries) -> str:
        return series.called or "-"

    @admin.display(description=_("model"), ordering="model")
    def made_by(self, series: ForecastSeries) -> str:
        return recipe(series.model)

    @admin.display(description=_("kind"), ordering="run__kind")
    def kind(self, series: ForecastSeries) -> str:
        return series.run.get_kind_display()

    @admin.display(description=_("MAE"), ordering="mae")
    def mean_error(self, series: ForecastSeries) -> str:
        return figure(series.mae)

    @admin.display(description=_("MASE"), ordering="mase")
    def scaled_error(self, series: ForecastSeries) -> str:
        return figure(series.mase)

    @admin.display(description=_("WQL"), ordering="wql")
    def quantile_loss(self, series: ForecastSeries) -> str:
        return figure(series.wql)

    @admin.display(description=_("WAPE"), ordering="wape")
    def weighted_error(self, series: ForecastSeries) -> str:
        return figure(series.wape)

    @admin.display(description=_("coverage80"), ordering="coverage80")
    def coverage(self, series: ForecastSeries) -> str:
        return figure(series.coverage80)

    @admin.display(description=_("more patients than beds"))
    def bed_risk(self, series: ForecastSeries) -> SafeString | str:
        """Of a ward, day by day; "-" for what has no beds."""
        rows = [
            [date_format(e.day, "SHORT_DATE_FORMAT"), e.beds, figure(e.expected), percent(e.chance)]
            for e in series_risk(series)
        ]
        return table(HEADS, rows) if rows else "-"
