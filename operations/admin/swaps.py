"""Shift swaps: what two people asked for, carried out or refused by who plans the ward."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may
from operations import scoping, services
from operations.admin.base import CHANGED, SeenAdmin, badge, refusals_shown
from operations.admin.effects import show
from operations.admin.steps import option_said
from operations.core.staffing.replacements import Option
from operations.models import Plan, ShiftSwap, SwapState
from operations.services.swaps import OPEN, swap_judged
from operations.swaps_shown import swaps_shown
from operations.web.decisions import swap_sentence


def _may_decide(request: HttpRequest, swap: ShiftSwap) -> bool:
    return may(request.user, Act.STAFFING, swap.plan.facility, swap.plan.network)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "").strip()[:500]


class WhyForm(ActionForm):
    """A swap that breaks hard rules is carried out only by who says why."""

    why = forms.CharField(max_length=500, required=False, label=_("Reason:"))


@admin.register(ShiftSwap)
class ShiftSwapAdmin(SeenAdmin):
    action_form = WhyForm
    change_form_template = "admin/operations/shiftswap/change_form.html"
    list_display = [
        "asking",
        "asking_date",
        "other",
        "other_date",
        "state_badge",
        "cost_change",
        "hard_change",
        "plan",
    ]
    list_filter = ["state"]
    nothing_yet = _(
        "Nobody asks to swap a shift. People ask each other on My shifts; once both agree, the "
        "swap waits here and on the first page, with what it would change, for you to carry out or "
        "refuse."
    )
    search_fields = ["asking__number", "other__number", "plan__scope"]
    date_hierarchy = "asking_date"
    list_select_related = ["asking", "other", "plan"]
    actions = ["approve", "refuse"]

    def seen(self, request: HttpRequest) -> QuerySet[ShiftSwap]:
        related = ("plan__network", "plan__facility", "plan__ward", "asking", "other")
        return scoping.swaps_seen(request.user).select_related(*related).defer("plan__answer")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.decide_view)
        name = "operations_shiftswap_decide"
        return [path("<int:pk>/decide/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        swap = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if swap is not None and swap.state in OPEN:
            (shown,) = swaps_shown(self.get_queryset(request).filter(pk=swap.pk))
            more = {
                "title": swap_sentence(shown),
                "subtitle": "",
                "roster": reverse("admin:operations_plan_grid", args=[swap.plan_id]),
                "may_decide": _may_decide(request, swap),
                "agreed": swap.state == SwapState.AGREED,
            }
            with refusals_shown(request):
                more["now"] = option_said("staffing", self._judged(swap))
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Carried out or refused; back to the swap, with what it did."""
        swap = get_object_or_404(self.seen(request), pk=pk)
        if request.method != "POST" or not _may_decide(request, swap):
            raise PermissionDenied
        with refusals_shown(request):
            if "_refuse" in request.POST:
                services.swap_refuse(swap=swap, actor=request.user, reason=_why(request))
                messages.success(request, _("The swap is refused; both are told on My shifts."))
            elif "_approve" in request.POST:
                self._carried_out(request, swap)
        return redirect(reverse("admin:operations_shiftswap_change", args=[pk]))

    def _judged(self, swap: ShiftSwap) -> Option:
        """What it would do as the roster stands now, whatever it would have done when asked."""
        pair = (swap.asking.number, swap.asking_date, swap.other.number, swap.other_date)
        return swap_judged(swap.plan, *pair)

    def _carried_out(self, request: HttpRequest, swap: ShiftSwap) -> None:
        version = Plan.objects.values_list("edit_version", flat=True).get(pk=swap.plan_id)
        effect = services.swap_approve(
            swap=swap,
            actor=request.user,
            base_version=version,
            reason=_why(request),
        )
        show(request, swap.plan, effect)

    def has_staffing_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.STAFFING)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, swap: ShiftSwap) -> Any:
        return badge(swap.state, swap.get_state_display())

    @admin.action(description=_("Carry out"), permissions=["staffing"])
    def approve(self, request: HttpRequest, queryset: QuerySet[ShiftSwap]) -> None:
        done = 0
        for swap in queryset:
            with refusals_shown(request):
                self._carried_out(request, swap)
                done += 1
        self.said(request, done, CHANGED)

    @admin.action(description=_("Refuse"), permissions=["staffing"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[ShiftSwap]) -> None:
        done = 0
        for swap in queryset:
            with refusals_shown(request):
                services.swap_refuse(swap=swap, actor=request.user, reason=_why(request))
                done += 1
        self.said(request, done, CHANGED)
