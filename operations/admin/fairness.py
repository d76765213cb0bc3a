"""How a ward's year was shared: a page beside a roster's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _

from hospital.access import Act, may
from hospital.models import StaffMember
from operations import scoping
from operations.admin.steps import below
from operations.core.staffing.sharing import KINDS, LEAST_PEOPLE, Shared
from operations.fairness import ward_fairness
from operations.models import Family


class FairnessPlan:
    """Mixed into the admin of plans: `fairness/` beside a roster's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.fairness_view)  # type: ignore[attr-defined]
        name = "operations_plan_fairness"
        return [path("<int:pk>/fairness/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def fairness_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.STAFFING)
        plan = get_object_or_404(plans.select_related("ward__facility__network"), pk=pk)
        named = may(request.user, Act.STAFFING, plan.facility, plan.network)
        found = ward_fairness(plan, named=named)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Fairness")),
            "title": _("How the year was shared on %(scope)s") % {"scope": plan.scope},
            "found": found,
            "named": named,
            "least": LEAST_PEOPLE,
            "nobody": not StaffMember.objects.filter(home_ward=plan.ward).exists(),
            "groups": [_group(each) for each in found.groups],
            "everybody": found.everybody and _group(found.everybody),
        }
        return render(request, "admin/operations/plan/fairness.html", context)


def _group(each: Shared) -> dict[str, Any]:
    """A group's ranges in the order of the columns; none where they would name somebody."""
    ranges = [each.ranges[kind] for kind in KINDS] if each.people else []
    return {"group": each.group, "people": each.people, "ranges": ranges}
