"""The distribution of a supply plan on one page: a week's trucks, their stops, and what lacks; the
same as sheets for drivers, to print or as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.access import Act, may
from operations import doors, plan_files, scoping
from operations.admin.base import file_answer, language_of, refusals_shown
from operations.admin.steps import below
from operations.distribution_board import distribution_board
from operations.distribution_map import scheme
from operations.models import DeliveryLine, Family, Plan

NAME = "operations_plan_distribution"


class DistributionPlan:
    """Mixed into the admin of plans: `distribution/` beside a supply plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.distribution_view)  # type: ignore[attr-defined]
        return [path("<int:pk>/distribution/", view, name=NAME), *super().get_urls()]  # type: ignore[misc]

    def distribution_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.SUPPLY)
        plan = get_object_or_404(plans, pk=pk)
        week = _day(request.GET.get("week", ""))
        if "format" in request.GET:
            with refusals_shown(request):
                return _file(request, plan, week)
        board = distribution_board(plan, week, timezone.localdate())
        lines = reverse("admin:operations_deliveryline_changelist")
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Distribution")),
            "title": _("Distribution of %(scope)s") % {"scope": plan.scope},
            "plan": plan,
            "board": board,
            "scheme": scheme(board.trucks),
            "sheets": "sheets" in request.GET,
            "may_export": may(request.user, Act.EXPORT, plan.facility, plan.network),
            "lines": f"{lines}?plan__id__exact={plan.pk}",
            "line_opts": DeliveryLine._meta,
        }
        return render(request, "admin/operations/plan/distribution.html", context)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _file(request: HttpRequest, plan: Plan, week: date | None) -> HttpResponse:
    doors.export_required(request.user, plan)
    language = language_of(request)
    fmt = request.GET["format"]
    found = doors.file_taken(
        user=request.user,
        plan=plan,
        asked={"format": fmt, "part": "distribution", "week": str(week or "")},
        make=lambda: plan_files.distribution_file(plan, fmt, language=language, week=week),
    )
    return file_answer(found)
