"""Admin of stock: what lies where until when, and the page on which it is counted and corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hospital.access import Act
from hospital.admin.base import ScopedAdmin, ScopedFilter, within
from hospital.admin.marks import MarkedForm
from hospital.audit import context
from hospital.errors import ApplicationError
from hospital.models import StockLot
from hospital.numbers import whole_number
from hospital.services.stock import Counted, stock_count

EXPIRES_WITHIN = (30, 90, 180)
"""Days by which a pharmacist looks for what has to be moved or used first."""


class ExpiryFilter(admin.SimpleListFilter):
    """What has expired, and what will so soon that somebody has to do something."""

    title = gettext_lazy("expiry")
    parameter_name = "expires"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        within_days = [
            (str(days), format_lazy(gettext_lazy("within {days} days"), days=days))
            for days in EXPIRES_WITHIN
        ]
        return [("past", gettext_lazy("expired")), *within_days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked, today = self.value(), timezone.localdate()
        if asked == "past":
            return queryset.filter(expiry__lt=today)
        days = whole_number(asked or "")
        if days not in EXPIRES_WITHIN:
            return queryset
        return queryset.filter(expiry__gte=today, expiry__lte=today + timedelta(days=days))


class LeftFilter(admin.SimpleListFilter):
    """A lot that is gone holds 0 and stays on the list, where nobody counts it again."""

    title = gettext_lazy("what is left")
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("some", gettext_lazy("in stock")), ("none", gettext_lazy("nothing left"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.value()
        if asked == "some":
            return queryset.filter(quantity__gt=0)
        return queryset.filter(quantity=0) if asked == "none" else queryset


COUNTED_AT_ONCE = 200
COUNT, WRITE_OFF = "count", "write_off"


class StockLotForm(MarkedForm):
    why = forms.CharField(
        max_length=500,
        label=capfirst(gettext_lazy("why")),
        help_text=gettext_lazy("for example: counted, a slip in the lot, found behind the shelf"),
    )


@admin.action(description=gettext_lazy("Count: enter what is there"), permissions=["change"])
def count(self: Any, request: HttpRequest, queryset: QuerySet[StockLot]) -> HttpResponse | None:
    return _counting(self, request, queryset, COUNT)


@admin.action(description=gettext_lazy("Thrown away: nothing is left"), permissions=["change"])
def write_off(self: Any, request: HttpRequest, queryset: QuerySet[StockLot]) -> HttpResponse | None:
    return _counting(self, request, queryset, WRITE_OFF)


@admin.register(StockLot)
class StockLotAdmin(ScopedAdmin):
    """Corrected by whoever supplies the place; a lot that is gone holds 0 and is not deleted."""

    form = StockLotForm
    place = "facility"
    writes = Act.SUPPLY
    deletes = Act.RECORDS
    actions = (count, write_off)
    list_display = ("product", "lot", "facility", "expiry", "quantity", "unit")
    list_filter = (
        ExpiryFilter,
        LeftFilter,
        ("facility", ScopedFilter),
        "product__cold_chain",
        "product__ven",
    )
    list_select_related = ("product", "facility")
    search_fields = ("lot", "product__code", "product__name", "facility__code")
    autocomplete_fields = ("facility", "product")
    date_hierarchy = "expiry"

    @admin.display(description=gettext_lazy("unit"), ordering="product__unit")
    def unit(self, row: StockLot) -> str:
        """What the quantity counts, which is not packs."""
        return row.product.unit

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with context.because(form.cleaned_data["why"]):
            super().save_model(request, obj, form, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """With why, for whoever reads the lot's history."""
        found = [name for name in form.changed_data if name in form.fields and name != "why"]
        said = [f"{name}: {form.cleaned_data[name]}" for name in found]
        return f"{form.cleaned_data['why']} ({', '.join(said)})" if said else ""


def _counting(
    self: Any, request: HttpRequest, queryset: QuerySet[StockLot], action: str
) -> HttpResponse | None:
    """A page with a row a lot: what is there. Nothing is written before it comes back."""
    mine = within(queryset, request.user, "facility", Act.SUPPLY)
    rows = list(mine.order_by("facility__code", "product__name", "expiry", "pk")[:COUNTED_AT_ONCE])
    try:
        if queryset.count() > len(rows):
            raise ApplicationError(
                _("Choose at most %(most)d lots, of places that are yours to supply.")
                % {"most": COUNTED_AT_ONCE}
            )
        if "_counted" in request.POST:
            _counted(self, request)
            return None
    except ApplicationError as refusal:
        messages.error(request, refusal.message)
        if "_counted" not in request.POST:
            return None
    return _page(self, request, rows, action)


def _counted(self: Any, request: HttpRequest) -> None:
    """Of every lot that the page showed, also one that is not there any more. Raises
    ApplicationError."""
    counts, left = [], 0
    for lot in filter(None, map(whole_number, request.POST.getlist(ACTION_CHECKBOX_NAME))):
        sent = request.POST.get(f"units-{lot}", "").strip()
        if not sent:
            left += 1
            continue
        units, was = whole_number(sent), whole_number(request.POST.get(f"was-{lot}", ""))
        if units is None:
            name = StockLot.objects.filter(pk=lot).values_list("lot", flat=True).first() or lot
            raise ApplicationError(
                _("%(lot)s: write the units that are there as a whole number.") % {"lot": name}
            )
        counts.append(Counted(lot, -1 if was is None else was, units))
    reason = request.POST.get("reason", "").strip()[:500]
    done = stock_count(user=request.user, counts=counts, reason=reason)
    for each in done:
        said = f"{number_format(each.was)} → {number_format(each.lot.quantity)}"
        self.log_change(request, each.lot, f"{reason} ({said})")
    said = ngettext("%(count)d lot was corrected.", "%(count)d lots were corrected.", len(done))
    messages.success(request, said % {"count": len(done)})
    if same := len(counts) - len(done):
        said = ngettext("%(count)d was as it should be.", "%(count)d were as they should be.", same)
        messages.info(request, said % {"count": same})
    if left:
        said = ngettext("%(count)d was not counted.", "%(count)d were not counted.", left)
        messages.info(request, said % {"count": left})


def _page(self: Any, request: HttpRequest, rows: list[StockLot], action: str) -> HttpResponse:
    today, nothing = timezone.localdate(), "0" if action == WRITE_OFF else ""
    title = _("Thrown away") if action == WRITE_OFF else _("Stock count")
    shown = {
        **self.admin_site.each_context(request),
        "title": title,
        "opts": StockLot._meta,
        "action": action,
        "rows": [
            {
                "row": row,
                "expired": row.expiry < today,
                "units": request.POST.get(f"units-{row.pk}", nothing),
            }
            for row in rows
        ],
        "reason": request.POST.get("reason", ""),
        "list": reverse("admin:hospital_stocklot_changelist"),
    }
    return render(request, "admin/hospital/stocklot/count.html", shown)
