"""Shift swaps: what two people asked for, carried out or refused by who plans the ward."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may
from operations import scoping, services
from operations.admin.base import CHANGED, SeenAdmin, badge, refusals_shown
from operations.admin.effects import show
from operations.models import Plan, ShiftSwap


@admin.register(ShiftSwap)
class ShiftSwapAdmin(SeenAdmin):
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
    search_fields = ["asking__number", "other__number", "plan__scope"]
    date_hierarchy = "asking_date"
    list_select_related = ["asking", "other", "plan"]
    actions = ["approve", "refuse"]

    def seen(self, request: HttpRequest) -> QuerySet[ShiftSwap]:
        related = ("plan__network", "plan__facility", "plan__ward", "asking", "other")
        return scoping.swaps_seen(request.user).select_related(*related).defer("plan__answer")

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
                version = Plan.objects.values_list("edit_version", flat=True).get(pk=swap.plan_id)
                effect = services.swap_approve(swap=swap, actor=request.user, base_version=version)
                show(request, swap.plan, effect)
                done += 1
        self.said(request, done, CHANGED)

    @admin.action(description=_("Refuse"), permissions=["staffing"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[ShiftSwap]) -> None:
        done = 0
        for swap in queryset:
            with refusals_shown(request):
                services.swap_refuse(swap=swap, actor=request.user)
                done += 1
        self.said(request, done, CHANGED)
