"""Beside a bed plan: which nurse answers for which rooms, for the wards to read and print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations import scoping
from operations.admin.base import refusals_shown
from operations.admin.steps import below
from operations.bed_nursing import bed_nursing_board
from operations.models import Family

STEP = gettext_lazy("Who nurses which rooms")


class BedNursingPlan:
    """Mixed into the admin of plans: `nursing/` beside a bed plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.bed_nursing_view)  # type: ignore[attr-defined]
        name = "operations_plan_nursing"
        return [path("<int:pk>/nursing/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def bed_nursing_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.BEDS)
        plan = get_object_or_404(plans, pk=pk)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, str(STEP)),
            "title": _("Who nurses which rooms in %(scope)s") % {"scope": plan.scope},
            "plan": plan,
        }
        with refusals_shown(request):
            context["shown"] = bed_nursing_board(plan)
        return render(request, "admin/operations/plan/nursing.html", context)
