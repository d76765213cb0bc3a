"""The roster as a grid in the admin: read, questioned, changed and locked cell by cell.

`grid/` beside a roster's own page shows it and keeps changes; `grid/judge/` says what changes
would do, without keeping them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.access import Act, may
from hospital.errors import ApplicationError
from operations import doors, scoping, services
from operations.admin.around import keep, sent
from operations.admin.base import refusals_shown, signed
from operations.admin.steps import act_required, below
from operations.models import Family, Plan, PlanState, ShiftAssignment
from operations.roster_grid import roster_grid
from operations.words import violation_message


class GridPlan:
    """Mixed into the admin of plans."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<int:pk>/grid/", view(self.grid_view), name="operations_plan_grid"),
            path(
                "<int:pk>/grid/judge/",
                view(require_POST(self.grid_judge_view)),
                name="operations_plan_grid_judge",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def grid_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = _roster(request, pk)
        if request.method == "POST":
            act_required(request, plan)
            with refusals_shown(request):
                _done(request, plan)
            return HttpResponseRedirect(reverse("admin:operations_plan_grid", args=[pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Roster")),
            "title": _("Roster of %(scope)s") % {"scope": plan.scope},
            "plan": plan,
            **_allowed(request, plan),
        }
        with refusals_shown(request):
            context["grid"] = roster_grid(plan)
        return render(request, "admin/operations/plan/grid.html", context)

    def grid_judge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = _roster(request, pk)
        act_required(request, plan)
        try:
            changes = sent(request)
            found = services.roster_change_preview(plan=plan, changes=changes, actor=request.user)
        except ApplicationError as refusal:
            return JsonResponse({"refused": str(refusal.message)}, status=400)
        return JsonResponse(
            {
                "cost": signed(found.cost_change),
                "lawful": found.hard_change <= 0,
                "new": [str(violation_message("staffing", each)) for each in found.new],
                "gone": [str(violation_message("staffing", each)) for each in found.gone],
            }
        )


def _roster(request: HttpRequest, pk: int) -> Plan:
    plans = scoping.plans_seen(request.user).filter(family=Family.STAFFING)
    return get_object_or_404(plans, pk=pk)


def _allowed(request: HttpRequest, plan: Plan) -> dict[str, bool]:
    """What the reader may do with this version of the roster."""
    where = plan.facility, plan.network
    change = plan.state != PlanState.VOID and may(
        request.user, scoping.FAMILY_ACT[plan.family], *where
    )
    return {
        "may_change": change,
        "may_run": change and may(request.user, Act.RUN, *where),
        "may_publish": plan.state == PlanState.DRAFT and may(request.user, Act.PUBLISH, *where),
    }


def _done(request: HttpRequest, plan: Plan) -> None:
    """What a button of the page asks for."""
    if "_lock" in request.POST:
        _lock(request, plan)
    elif "_again" in request.POST:
        doors.plan_again(user=request.user, plan=plan)
        messages.success(
            request,
            _("The roster is made again, keeping what is locked; its run is under Runs."),
        )
    elif "_publish" in request.POST:
        doors.plan_publish(user=request.user, plan=plan)
        messages.success(request, _("Published."))
    else:
        keep(request, plan)


def _lock(request: HttpRequest, plan: Plan) -> None:
    """One line locked, or let go where it was locked."""
    named = request.POST.get("_lock", "")
    line = ShiftAssignment.objects.filter(plan=plan, pk=named if named.isdigit() else None).first()
    if line is None:
        raise ApplicationError(_("This cell has changed in the meantime; look again."))
    services.rows_lock(rows=[line], locked=not line.locked, actor=request.user)
