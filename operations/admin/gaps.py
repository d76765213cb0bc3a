"""What is open in a roster, and what stands in the way of filling it: a page beside the plan's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.said import listed
from operations import rosters, scoping
from operations.admin.around import keep, option_row
from operations.admin.base import refusals_shown, signed
from operations.admin.steps import act_required, below, reasons_said
from operations.models import Family, Plan
from operations.words import rule_label

OPTIONS_SHOWN = 5
PEOPLE_NAMED = 8


class GapsPlan:
    """Mixed into the admin of plans: `gaps/` beside a roster's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.gaps_view)  # type: ignore[attr-defined]
        name = "operations_plan_gaps"
        return [path("<int:pk>/gaps/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def gaps_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.STAFFING)
        plan = get_object_or_404(plans, pk=pk)
        act_required(request, plan)
        if request.method == "POST":
            with refusals_shown(request):
                keep(request, plan)
            return HttpResponseRedirect(reverse("admin:operations_plan_gaps", args=[pk]))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("What is open, and why")),
            "title": _("What is open in %(plan)s") % {"plan": plan},
        }
        with refusals_shown(request):
            short = context["short"] = _short_rows(plan, request.user)
            context["nobody"] = not rosters.has_people(plan)
            asked = _asked(plan, request) if "shift" in request.GET else _worst(plan, short)
            if asked is not None and not context["nobody"]:
                context["gap"] = _gap_row(plan, asked, request.user)
        return render(request, "admin/operations/plan/gaps.html", context)


def _short_rows(plan: Plan, actor: Any) -> list[dict[str, Any]]:
    return [
        {
            "date": plan.start + timedelta(days=line.day),
            "shift": line.shift,
            "skill": line.skill or "",
            "there": there,
            "minimum": line.minimum,
            "target": line.target,
            "bad": there < line.minimum,
        }
        for line, there in rosters.cover_short(plan=plan, actor=actor)
    ]


def _asked(plan: Plan, request: HttpRequest) -> rosters.Asked:
    try:
        day = date.fromisoformat(request.GET.get("date", ""))
    except ValueError as broken:
        raise ApplicationError(_("Choose one of the open shifts.")) from broken
    skill = request.GET.get("skill") or None
    return rosters.Asked(rosters.day_of(plan, day), request.GET["shift"], skill)


def _worst(plan: Plan, short: list[dict[str, Any]]) -> rosters.Asked | None:
    """What is explained before anybody has chosen: the first below its minimum, or the first."""
    for row in sorted(short, key=lambda each: not each["bad"])[:1]:
        return rosters.Asked(rosters.day_of(plan, row["date"]), row["shift"], row["skill"] or None)
    return None


def _gap_row(plan: Plan, asked: rosters.Asked, actor: Any) -> dict[str, Any]:
    found = rosters.cover_gap(plan=plan, asked=asked, actor=actor)
    options = [*found.free[:OPTIONS_SHOWN], *found.moving[:OPTIONS_SHOWN]]
    if found.relaxed is not None:
        options.append(found.relaxed)
    return {
        "date": plan.start + timedelta(days=asked.day),
        "shift": asked.shift,
        "skill": asked.skill or "",
        "reasons": reasons_said(found.reasons),
        "one_more": signed(found.one_more),
        "stops": [
            {
                "label": rule_label("staffing", stop.rule),
                "people": len(stop.people),
                "alone": listed(stop.alone[:PEOPLE_NAMED]),
            }
            for stop in found.stops
        ],
        "options": [option_row(option) for option in options],
    }
