"""Order lines: what was suggested beside what is approved, step by step to what was received."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, gettext_lazy

from hospital.access import Act, may
from hospital.models import Equivalent
from hospital.said import WORDS, listed, money
from operations import doors, selectors, services
from operations.admin.base import CHANGED, badge, refusals_shown
from operations.admin.effects import show
from operations.admin.forms import LineForm
from operations.admin.lines import LineAdmin, ScopeFilter
from operations.admin.order_filters import (
    AverageFilter,
    LacksFilter,
    LineStateFilter,
    PlanStateFilter,
    UrgencyFilter,
)
from operations.admin.order_steps import SeenForm, cancel, receive, stamps, step_action
from operations.keeping.supply_orders import cover_days
from operations.models import LineState, OrderLine, Plan
from operations.plan_files import order_lines_file, purchases_file

PURCHASES = "purchases"
"""What suppliers get of the lines."""


def _export(fmt: str, words: Any = None) -> Any:
    """The lines on the screen, or those picked among them, as a file."""

    @admin.action(
        description=words or format_lazy(gettext_lazy("Export as {format}"), format=fmt.upper()),
        permissions=["export"],
    )
    def export(
        self: LineAdmin, request: HttpRequest, queryset: QuerySet[OrderLine]
    ) -> HttpResponse | None:
        return _exported(request, queryset, fmt)

    export.__name__ = f"export_{fmt}"
    return export


def _exported(request: HttpRequest, lines: QuerySet[OrderLine], fmt: str) -> HttpResponse | None:
    """The file, which the record tells of; None with a message where it is refused."""
    with refusals_shown(request):
        language = (get_language() or "en").split("-")[0]
        file = doors.order_lines_taken(
            user=request.user,
            lines=lines,
            asked={"format": fmt, "filter": request.GET.urlencode()[:300]},
            make=lambda: (
                purchases_file(lines, language=language)
                if fmt == PURCHASES
                else order_lines_file(lines, fmt, language=language)
            ),
        )
        named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.content, content_type=file.media, headers=named)
    return None


FORMATS = ("xlsx", "csv", "pdf")
FORM_ROWS = (
    ("product", "facility", "plan"),
    ("suggested", "average_rule_packs", "cover", "units", "cost"),
    ("state", "arrival_date", "received_packs", "locked", "edited", "why_so_far"),
    ("reason",),
    ("equivalents",),
    ("packs", "approved_packs"),
    ("supplier", "mode", "order_date"),
)
"""What stands beside what on a line's page."""


def _ratio(tie: Equivalent) -> str:
    words = gettext("%(units)s units in place of %(of)s")
    return words % {"units": number_format(tie.stand_in_units), "of": number_format(tie.units)}


@admin.register(OrderLine)
class OrderLineAdmin(LineAdmin):
    family = "supply"
    list_display = [
        "product",
        "supplier",
        "order_date",
        "average",
        "suggested",
        "planned",
        "approved",
        "cover",
        "cost",
        "why_so",
    ]
    list_filter = [
        ("supplier", admin.RelatedOnlyFieldListFilter),
        LacksFilter,
        AverageFilter,
        ("state", LineStateFilter),
        ("product__ven", UrgencyFilter),
        "mode",
        ScopeFilter,
        ("plan__state", PlanStateFilter),
        "locked",
        "edited",
    ]
    actions = [
        "lock",
        "unlock",
        "back",
        step_action(LineState.REVIEWED, gettext_lazy("Mark as reviewed")),
        step_action(LineState.APPROVED, gettext_lazy("Approve")),
        step_action(LineState.ORDERED, gettext_lazy("Mark as ordered")),
        receive,
        cancel,
        _export("xlsx"),
        _export("csv"),
        _export("pdf"),
        _export(PURCHASES, gettext_lazy("Purchase orders (PDF)")),
    ]
    action_form = SeenForm
    search_fields = ["product__code", "product__name", "supplier__name", "plan__scope"]
    date_hierarchy = "order_date"
    list_select_related = ["plan", "product", "supplier", "facility"]
    shown = [
        "product",
        "facility",
        "arrival_date",
        "suggested",
        "units",
        "cost",
        "cover",
        "average_rule_packs",
        "state",
        "received_packs",
        "why_so_far",
        "equivalents",
    ]
    change_list_template = "admin/operations/orderline/change_list.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is said of the line in few rows, so that what can be changed is on the screen."""
        found = super().get_fields(request, obj)
        rows = [[name for name in row if name in found] for row in FORM_ROWS]
        placed = {name for row in rows for name in row}
        return [*filter(None, map(tuple, rows)), *(name for name in found if name not in placed)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With ways to all of it as a file, and to the totals where the lines are of one plan."""
        fmt = request.POST.get("_export")
        if fmt in (*FORMATS, PURCHASES) and self.has_export_permission(request):
            shown = self.get_changelist_instance(request).get_queryset(request)
            return _exported(request, shown, fmt) or HttpResponseRedirect(request.get_full_path())
        found = super().changelist_view(request, extra_context)
        shown = getattr(found, "context_data", None) or {}
        if "cl" in shown:
            plans = shown["cl"].queryset.order_by().values_list("plan", flat=True).distinct()[:2]
            shown["formats"] = FORMATS if self.has_export_permission(request) else ()
            if shown.get("action_form"):
                shown["action_form"].fields["seen"].initial = stamps(shown["cl"].result_list)
            shown["orders_of"] = next(iter(plans)) if self._of_one(request, plans) else None
        return found

    def _of_one(self, request: HttpRequest, plans: Any) -> bool:
        return self.has_change_permission(request) and len(plans) == 1

    @admin.action(description=gettext_lazy("Back to what was suggested"), permissions=["change"])
    def back(self, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
        """Changed packs are taken back, through the judge as any change; of each plan all."""
        changed: dict[int, list[services.OrderChange]] = {}
        for row in queryset.order_by("pk"):
            if row.packs != row.suggestion:
                asked = services.OrderChange(
                    row.pk, {"packs": row.suggestion}, why=request.POST.get("reason", "")[:500]
                )
                changed.setdefault(row.plan_id, []).append(asked)
        done = 0
        for plan in Plan.objects.filter(pk__in=changed).select_related("facility", "network"):
            with refusals_shown(request):
                effect = services.orders_change(
                    plan=plan,
                    changes=changed[plan.pk],
                    actor=request.user,
                    base_version=plan.edit_version,
                )
                show(request, plan, effect)
                done += len(changed[plan.pk])
        self.said(request, done, CHANGED)

    @admin.display(description=gettext_lazy("equivalents"))
    def equivalents(self, row: OrderLine) -> str:
        """What may stand in for the product, with the way to its lines in the same plan."""
        ties = row.product.equivalents.select_related("stand_in")
        lines = reverse("admin:operations_orderline_changelist")
        found = format_html_join(
            "", '<div><a href="{}?plan__id__exact={}&amp;q={}">{}</a> · {}</div>',
            (
                (lines, row.plan_id, tie.stand_in.code, tie.stand_in, _ratio(tie))
                for tie in ties
            ),
        )  # fmt: skip
        return found or "-"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.EXPORT)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """With how it travels where that is a choice: elsewhere the reason needs the room."""
        found = list(super().get_list_display(request))
        if selectors.modes_differ(self.seen(request)):
            found.insert(found.index("supplier") + 1, "travels")
        return found

    @admin.display(description=gettext_lazy("transport"), ordering="mode", empty_value="-")
    def travels(self, row: OrderLine) -> str:
        return row.get_mode_display()

    @admin.display(description=gettext_lazy("cost"), ordering="cost_cents")
    def cost(self, row: OrderLine) -> str:
        return money(row.cost_cents)

    @admin.display(
        description=gettext_lazy("average rule"), ordering="average_rule_packs", empty_value="-"
    )
    def average(self, row: OrderLine) -> int | None:
        return row.average_rule_packs

    @admin.display(description=gettext_lazy("planned"), ordering="packs")
    def planned(self, row: OrderLine) -> SafeString | int:
        """With a padlock where the number stays, underlined where a person changed it."""
        said = [
            (looks, words)
            for looks, words, holds in (
                ("locked", gettext("locked"), row.locked),
                ("edited", gettext("changed by hand"), row.edited),
            )
            if holds
        ]
        if not said:
            return row.packs
        looks = " ".join(f"mizan-packs-{look}" for look, _words in said)
        words = listed(words for _look, words in said)
        return format_html(
            '<span class="{}" title="{}">{}<span class="visually-hidden"> ({})</span></span>',
            looks, words, number_format(row.packs), words,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("suggested"))
    def suggested(self, row: OrderLine) -> int:
        return row.suggestion

    @admin.display(description=gettext_lazy("days of cover"))
    def cover(self, row: OrderLine) -> int | str:
        days = cover_days(row)
        return "-" if days is None else days

    @admin.display(description=gettext_lazy("approved"), ordering="state")
    def approved(self, row: OrderLine) -> SafeString:
        packs = "" if row.approved_packs is None else row.approved_packs
        return format_html("{} {}", packs, badge(row.state, row.get_state_display()))

    @admin.display(description=gettext_lazy("reason"))
    def why_so(self, row: OrderLine) -> SafeString:
        """What decided the quantity and its beginning on a list; the rest on a click."""
        bounds = (each.facts.get("why_word") for each in row.reason.messages)
        bound = next(filter(None, bounds), "")
        return format_html(
            '<details class="mizan-why"><summary>{}{}</summary></details>',
            format_html("<strong>{}</strong> · ", WORDS.get(bound, bound)) if bound else "",
            row.reason,
        )

    @admin.display(description=gettext_lazy("why changed"))
    def why_so_far(self, row: OrderLine) -> str:
        return row.why or "-"

    def previewed(self, request: HttpRequest, row: Any, form: LineForm) -> services.EditEffect:
        """Judged as a change of orders is: a region's deliveries are read once."""
        return services.orders_change(
            plan=row.plan,
            changes=[services.OrderChange(row.pk, form.changes())],
            actor=request.user,
            base_version=form.cleaned_data["base_version"],
            preview=True,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: LineForm, change: bool) -> None:
        """A changed order is judged; an approved quantity is a decision of its own."""
        row = self._related(OrderLine.objects.all()).get(pk=obj.pk)
        asked = _asked(row, form)
        if not (asked.values or asked.why or asked.approved_packs is not None):
            return
        effect = services.orders_change(
            plan=row.plan,
            changes=[asked],
            actor=request.user,
            base_version=form.cleaned_data["base_version"],
        )
        show(request, row.plan, effect)


def _asked(row: OrderLine, form: LineForm) -> services.OrderChange:
    approved = form.cleaned_data.get("approved_packs")
    return services.OrderChange(
        row.pk,
        form.changes(),
        approved if "approved_packs" in form.changed_data else None,
        form.cleaned_data["why"],
    )
