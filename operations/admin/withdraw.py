"""A publication taken back: what holds then is shown first, and who does it says why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from hospital.access import Act, may
from operations import doors, scoping, selectors, services
from operations.admin.base import refusals_shown
from operations.admin.steps import below, version_sent
from operations.models import Family, Plan, PlanState

NAME = "operations_plan_withdraw"


def may_withdraw(request: HttpRequest, plan: Plan) -> bool:
    """Whether there is something to take back, and the person may."""
    return plan.state == PlanState.PUBLISHED and _allowed(request, plan)


def _allowed(request: HttpRequest, plan: Plan) -> bool:
    """Who may publish may take back."""
    acts = (Act.PUBLISH, scoping.FAMILY_ACT[plan.family])
    return all(may(request.user, act, plan.facility, plan.network) for act in acts)


class WithdrawPlan:
    """Mixed into the admin of plans: `withdraw/` beside each plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.withdraw_view)  # type: ignore[attr-defined]
        own = path("<int:pk>/withdraw/", view, name=NAME)
        return [own, *super().get_urls()]  # type: ignore[misc]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = get_object_or_404(scoping.plans_seen(request.user), pk=pk)
        whole = reverse("admin:operations_plan_change", args=[pk])
        if not _allowed(request, plan):
            raise PermissionDenied
        if plan.state != PlanState.PUBLISHED:
            messages.info(request, _("This plan is not published."))
            return HttpResponseRedirect(whole)
        if request.method == "POST":
            with refusals_shown(request):
                doors.plan_withdraw(
                    user=request.user,
                    plan=plan,
                    base_version=version_sent(request),
                    reason=request.POST.get("why", "").strip()[:500],
                )
                messages.success(request, _("The publication is withdrawn; this is a draft again."))
                return HttpResponseRedirect(whole)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Withdraw the publication")),
            "title": _("Withdraw the publication of %(plan)s") % {"plan": plan},
            "plan": plan,
        }
        with refusals_shown(request):
            context |= _then(plan)
        return render(request, "admin/operations/plan/withdraw.html", context)


def _then(plan: Plan) -> dict[str, Any]:
    """What holds once it is withdrawn."""
    found = services.withdrawal_of(plan)
    differences = (selectors.plans_compared(each, plan) for each in found.again)
    return {
        "found": found,
        "again": [(each.plan, len(each.changes)) for each in differences],
        "is_roster": plan.family == Family.STAFFING,
    }
