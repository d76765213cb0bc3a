"""Order lines: what was suggested beside what is approved, step by step to what was received."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, gettext_lazy

from hospital.access import Act, may
from hospital.said import money
from operations import doors, selectors, services
from operations.admin.base import CHANGED, badge, refusals_shown
from operations.admin.effects import show
from operations.admin.forms import LineForm
from operations.admin.lines import LineAdmin
from operations.admin.plans import ReasonForm
from operations.keeping.supply_orders import cover_days
from operations.models import LineState, OrderLine, Plan
from operations.plan_files import order_lines_file


def _export(fmt: str) -> Any:
    """The lines on the screen, or those picked among them, as a file."""

    @admin.action(
        description=format_lazy(gettext_lazy("Export as {format}"), format=fmt.upper()),
        permissions=["export"],
    )
    def export(
        self: LineAdmin, request: HttpRequest, queryset: QuerySet[OrderLine]
    ) -> HttpResponse | None:
        with refusals_shown(request):
            language = (get_language() or "en").split("-")[0]
            file = doors.order_lines_taken(
                user=request.user,
                lines=queryset,
                asked={"format": fmt, "filter": request.GET.urlencode()[:300]},
                make=lambda: order_lines_file(queryset, fmt, language=language),
            )
            named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
            return HttpResponse(file.content, content_type=file.media, headers=named)
        return None

    export.__name__ = f"export_{fmt}"
    return export


def _step(to: LineState, words: Any) -> Any:
    """All picked lines go one step on; of each plan all of them or none."""

    @admin.action(description=words, permissions=["change"])
    def step(self: LineAdmin, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
        lines: dict[int, list[int]] = {}
        for line, plan in queryset.order_by("pk").values_list("pk", "plan_id"):
            lines.setdefault(plan, []).append(line)
        done = 0
        for plan in Plan.objects.filter(pk__in=lines).select_related("facility", "network"):
            with refusals_shown(request):
                effect = services.orders_step(
                    plan=plan,
                    lines=lines[plan.pk],
                    to=to,
                    actor=request.user,
                    base_version=plan.edit_version,
                    reason=request.POST.get("reason", "")[:500],
                )
                show(request, plan, effect)
                done += len(lines[plan.pk])
        self.said(request, done, CHANGED)

    step.__name__ = f"step_{to}"
    return step


class LineStateFilter(admin.ChoicesFieldListFilter):
    """Beside the filter by the plan's own state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext("state of the line")


@admin.register(OrderLine)
class OrderLineAdmin(LineAdmin):
    family = "supply"
    list_display = [
        "product",
        "supplier",
        "order_date",
        "suggested",
        "packs",
        "approved",
        "cover",
        "cost",
        "why_so",
    ]
    list_filter = [
        *LineAdmin.list_filter,
        ("state", LineStateFilter),
        "product__ven",
        ("supplier", admin.RelatedOnlyFieldListFilter),
        "mode",
    ]
    actions = [
        "lock",
        "unlock",
        _step(LineState.REVIEWED, gettext_lazy("Mark as reviewed")),
        _step(LineState.APPROVED, gettext_lazy("Approve")),
        _step(LineState.ORDERED, gettext_lazy("Mark as ordered")),
        _step(LineState.RECEIVED, gettext_lazy("Mark as received")),
        _export("xlsx"),
        _export("csv"),
        _export("pdf"),
    ]
    action_form = ReasonForm
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
    ]

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
        """Its beginning on a list; the rest on a click."""
        return format_html('<details class="mizan-why"><summary>{}</summary></details>', row.reason)

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
