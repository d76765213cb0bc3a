"""Overrides in the admin: a page per series to lay a number over it, the list, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.admin import screen
from forecasting.admin.tables import figure
from forecasting.models import ForecastOverride, ForecastSeries, Level, OverrideWay
from forecasting.selectors import (
    forecast_effective,
    level_columns,
    override_records,
    overrides_of,
    overrides_seen,
)
from forecasting.selectors.overlays import targets
from forecasting.selectors.words import column
from forecasting.services import may_override, override_set, override_withdraw
from hospital.admin.readonly import ReadOnlyAdmin, table
from hospital.errors import ApplicationError
from hospital.numbers import whole_number

STEPS_SHOWN = 28


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OverrideForm(forms.Form):
    """What a person lays over a series; the service checks it."""

    unique_id = forms.ChoiceField(label=gettext_lazy("for"))
    first_day = forms.DateField(label=gettext_lazy("first day"), widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("last day"), widget=DayInput)
    way = forms.ChoiceField(label=gettext_lazy("way"), choices=OverrideWay.choices)
    number = forms.FloatField(label=gettext_lazy("amount"))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea)

    def __init__(self, series: ForecastSeries, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["unique_id"].choices = target_choices(series, user)  # type: ignore[attr-defined]
        self.fields["unique_id"].initial = series.unique_id
        self.fields["reason"].widget.attrs["rows"] = 2


class WithdrawForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("reason"), max_length=500)


def target_choices(series: ForecastSeries, user: Any) -> list[tuple[str, str]]:
    """The series itself, and as much around it as the person may decide."""
    network, product, facility, own = targets(series.unique_id)
    kind = series.run.kind
    found = [(own, own), (facility, _("all of %(place)s") % {"place": facility})]
    if may_override(user, kind, facility=None, network=series.run.network):
        if series.product_id:
            found.append((product, _("%(product)s everywhere") % {"product": series.product.code}))
        found.append((network, _("all of %(place)s") % {"place": series.run.network.code}))
    return found


class OverridePage:
    """Mixed into the series' admin: `override/` beside each series' own page."""

    admin_site: admin.AdminSite
    get_object: Callable[..., Any]
    change_form_template = "admin/forecasting/forecastseries/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = "forecasting_forecastseries"
        return [
            path("<int:pk>/override/", view(self.override_view), name=f"{name}_override"),
            path("choose/", view(self.choose_view), name=f"{name}_choose"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """From the list of series on a series' page to the one that was chosen."""
        asked = whole_number(request.GET.get("series", ""))
        if asked is None:
            raise Http404
        return redirect(reverse("admin:forecasting_forecastseries_change", args=[asked]))

    @admin.display(description=gettext_lazy("steps"))
    def steps(self, series: ForecastSeries) -> SafeString:
        """The first steps as computed and, where somebody overrode them, as plans read them; the
        API gives all of them."""
        columns = level_columns(series.points)
        others = [name for name in series.points if name not in columns]
        rows = [
            [
                date_format(step.first),
                *(_both(*pair) for pair in step.pairs),
                *(figure(series.points[name][at]) for name in others),
            ]
            for at, step in enumerate(forecast_effective(series=series)[:STEPS_SHOWN])
        ]
        return table([_("first day"), *map(column, [*columns, *others])], rows)

    @admin.display(description=gettext_lazy("overrides"))
    def override_list(self, series: ForecastSeries) -> SafeString | str:
        """What was ever said about the series, with its state and score."""
        rows = [
            [
                format_html(
                    '<a href="{}"><bdi>{}</bdi></a>',
                    reverse("admin:forecasting_forecastoverride_change", args=[row.pk]),
                    row.unique_id,
                ),
                date_format(row.first_day),
                date_format(row.last_day),
                override_what(row),
                row.author,
                format_html('<span dir="auto">{}</span>', row.reason),
                _("withdrawn") if row.withdrawn_at else _("stands"),
                figure(row.mae),
                figure(row.computed_mae),
            ]
            for row in overrides_of(series=series)
        ]
        heads = [_("for"), _("from"), _("to"), _("amount"), _("author"), _("reason"), _("state")]
        return table([*heads, _("MAE"), _("MAE of the computed")], rows) if rows else "-"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        series = self.get_object(request, object_id)
        more = screen.shown(series, request.user) if series is not None else {}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))  # type: ignore[misc,no-any-return]

    def override_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The computed values beside those that plans read, what was said, and a form to say it."""
        series = self._series(request, pk)
        allowed = may_override(request.user, series.run.kind, facility=series.facility)
        form = OverrideForm(series, request.user, request.POST or None)
        if request.method == "POST":
            if not allowed:
                raise PermissionDenied
            if screen.SENT in request.POST:
                return screen.keep(request, series)
            if form.is_valid() and self._said(request, series, form):
                return redirect(request.get_full_path())
        return TemplateResponse(
            request,
            "admin/forecasting/forecastseries/override.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Override the forecast of %(series)s") % {"series": series},
                "step": _("Override"),
                "heading": _("Lay a number over the computed values"),
                "opts": ForecastSeries._meta,
                "series": series,
                "form": form if allowed else None,
                "columns": [column(name) for name in level_columns(series.points)],
                "steps": forecast_effective(series=series)[:STEPS_SHOWN],
                "overrides": overrides_of(series=series),
            },
        )

    def _series(self, request: HttpRequest, pk: int) -> ForecastSeries:
        series: ForecastSeries | None = self.get_object(request, str(pk))
        if series is None or series.level != Level.SERIES:  # people override parts, not their sums
            raise Http404
        return series

    def _said(self, request: HttpRequest, series: ForecastSeries, form: OverrideForm) -> bool:
        try:
            override_set(
                network=series.run.network,
                kind=series.run.kind,
                actor=request.user,
                **form.cleaned_data,
            )
        except ApplicationError as refusal:
            form.add_error(None, refusal.message)
            return False
        messages.success(request, _("Plans made from now on read the overridden values."))
        return True


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stands", _("stands")), ("withdrawn", _("withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() == "stands")


@admin.register(ForecastOverride)
class ForecastOverrideAdmin(ReadOnlyAdmin):
    """The list with everybody's record; on each row's page a way to take it back."""

    change_list_template = "admin/forecasting/forecastoverride/change_list.html"
    change_form_template = "admin/forecasting/forecastoverride/change_form.html"
    nothing_yet = gettext_lazy(
        "Nobody has laid a number of their own over a forecast. That is done on the page of "
        "a series, beside the computed value and with a reason; how near it came is counted "
        "here."
    )
    list_display = [
        "unique_id",
        "kind",
        "first_day",
        "last_day",
        "what",
        "author",
        "reason",
        "state",
        "error",
        "computed_error",
    ]
    list_filter = ["kind", StateFilter, "source", "way"]
    search_fields = ["unique_id", "author", "reason"]
    date_hierarchy = "first_day"
    fields = [
        "network",
        "unique_id",
        "kind",
        "first_day",
        "last_day",
        "what",
        "reason",
        "author",
        "source",
        "source_key",
        "created",
        "state",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_why",
        "error",
        "computed_error",
        "mean_bias",
        "mean_computed_bias",
        "scored_steps",
        "scored_to",
    ]

    def seen(self, request: HttpRequest) -> QuerySet[ForecastOverride]:
        return overrides_seen(request.user)

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-created", "-pk"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.withdraw_view)
        name = "forecasting_forecastoverride_withdraw"
        return [path("<int:pk>/withdraw/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        records = override_records(overrides=overrides_seen(request.user))
        return super().changelist_view(request, {**(extra_context or {}), "records": records})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        row = self.get_object(request, object_id)
        extra = {"withdrawable": row is not None and _withdrawable(request.user, row)}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not _withdrawable(request.user, row):
            raise PermissionDenied
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._withdrawn(request, row, form):
            return redirect(reverse("admin:forecasting_forecastoverride_change", args=[pk]))
        return TemplateResponse(
            request,
            "admin/forecasting/forecastoverride/withdraw.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Withdraw %(override)s") % {"override": row},
                "step": _("Withdraw"),
                "opts": ForecastOverride._meta,
                "row": row,
                "form": form,
            },
        )

    def _withdrawn(self, request: HttpRequest, row: ForecastOverride, form: WithdrawForm) -> bool:
        try:
            override_withdraw(override=row, why=form.cleaned_data["why"], actor=request.user)
        except ApplicationError as refusal:
            form.add_error(None, refusal.message)
            return False
        messages.success(request, _("Plans made from now on read the computed values again."))
        return True

    @admin.display(description=gettext_lazy("way"))
    def what(self, row: ForecastOverride) -> str:
        return override_what(row)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: ForecastOverride) -> SafeString:
        if row.withdrawn_at:
            return format_html('<span class="mizan-badge mizan-void">{}</span>', _("withdrawn"))
        return format_html('<span class="mizan-badge mizan-done">{}</span>', _("stands"))

    @admin.display(description=gettext_lazy("MAE"), ordering="mae")
    def error(self, row: ForecastOverride) -> str:
        return figure(row.mae)

    @admin.display(description=gettext_lazy("MAE of the computed"), ordering="computed_mae")
    def computed_error(self, row: ForecastOverride) -> str:
        return figure(row.computed_mae)

    @admin.display(description=gettext_lazy("bias"), ordering="bias")
    def mean_bias(self, row: ForecastOverride) -> str:
        return figure(row.bias)

    @admin.display(description=gettext_lazy("bias of the computed"), ordering="computed_bias")
    def mean_computed_bias(self, row: ForecastOverride) -> str:
        return figure(row.computed_bias)


def override_what(row: ForecastOverride) -> str:
    """What an override does, in words: `1.3 times the mean`."""
    number = number_format(f"{row.number:g}")
    return f"{number} {row.get_way_display()}"


def _both(computed: float, effective: float) -> SafeString | str:
    """One figure, or the computed one struck out beside what plans read."""
    if computed == effective:
        return figure(computed)
    return format_html("<s>{}</s> <strong>{}</strong>", figure(computed), figure(effective))


def _withdrawable(user: Any, row: ForecastOverride) -> bool:
    network = None if row.facility else row.network
    stands = row.withdrawn_at is None
    return stands and may_override(user, row.kind, facility=row.facility, network=network)
