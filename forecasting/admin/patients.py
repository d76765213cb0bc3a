"""When patients are expected to leave: a list for bed managers, and a line beside the stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from forecasting.admin.tables import percent
from forecasting.models import ExpectedDischarge
from forecasting.selectors import chance_left
from forecasting.selectors.risk import local_today
from hospital.admin.base import ScopedFilter, ScopedInline
from hospital.admin.readonly import ReadOnlyAdmin, table
from hospital.models import Stay

DAYS = ("early", "likely", "late")


@admin.register(ExpectedDischarge)
class ExpectedDischargeAdmin(ReadOnlyAdmin):
    path = "stay__facility"
    list_display = ("stay_link", "ward", "admitted", *DAYS, "by_tomorrow", "entered")
    list_display_links = ("ward",)
    list_filter = (("stay__ward", ScopedFilter), ("stay__specialty", ScopedFilter))
    list_select_related = ("run__network", "stay__ward__facility")
    search_fields = ("stay__number", "stay__ward__code", "stay__facility__code")
    fields = ("stay_link", "ward", "admitted", *DAYS, "entered", "chance_table", "run")

    @admin.display(description=_("stay"), ordering="stay__number")
    def stay_link(self, row: ExpectedDischarge) -> SafeString:
        where = reverse("admin:hospital_stay_change", args=[row.stay_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', where, row.stay.number)

    @admin.display(description=_("ward"), ordering="stay__ward")
    def ward(self, row: ExpectedDischarge) -> str:
        return row.stay.ward.scope

    @admin.display(description=_("admitted"), ordering="stay__admitted")
    def admitted(self, row: ExpectedDischarge) -> str:
        return date_format(localtime(row.stay.admitted))

    @admin.display(description=_("entered by a person"), ordering="stay__expected_discharge")
    def entered(self, row: ExpectedDischarge) -> str:
        entered = row.stay.expected_discharge
        return date_format(entered) if entered else "-"

    @admin.display(description=_("leaves by tomorrow"))
    def by_tomorrow(self, row: ExpectedDischarge) -> str:
        return tomorrow(row)

    @admin.display(description=_("has left by"))
    def chance_table(self, row: ExpectedDischarge) -> SafeString:
        """Each day after the last one that the forecast saw."""
        seen = row.run.last_ds or row.run.as_of
        days = [
            date_format(seen + timedelta(days=n + 1), "MONTH_DAY_FORMAT")
            for n in range(len(row.chances))
        ]
        rows = zip(days, map(percent, row.chances), strict=True)
        return table([_("day"), _("chance")], [list(row) for row in rows])


class ExpectedDischargeInline(ScopedInline):
    """Beside the stay: read-only, replaced with every forecast."""

    model = ExpectedDischarge
    parent_place = "facility"
    fields = readonly_fields = (*DAYS, "by_tomorrow")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("leaves by tomorrow"))
    def by_tomorrow(self, row: ExpectedDischarge) -> str:
        return tomorrow(row)


def tomorrow(row: ExpectedDischarge) -> str:
    today = local_today(row.run.network)
    return percent(chance_left(row, day=today + timedelta(days=1), today=today))


def attach(site: admin.AdminSite) -> None:
    """Put the line on the page of stays, which know nothing of forecasts."""
    try:
        page = site.get_model_admin(Stay)
    except NotRegistered:
        return
    page.inlines = (*page.inlines, ExpectedDischargeInline)
