"""Beside a bed plan: who leaves, moves and comes today, ticked as it has happened, all at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.errors import ApplicationError
from hospital.models import Bed
from hospital.numbers import whole_number
from hospital.services.in_bed import InBed
from operations import bed_questions, scoping, services
from operations.admin.base import refusals_shown
from operations.admin.effects import show
from operations.admin.steps import act_required, below, version_sent
from operations.bed_day import BedDay, Leaving, Placing, bed_day
from operations.models import Family, Plan

STEP = gettext_lazy("Who leaves, moves and comes today")


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line of the page with what is entered in it."""

    of: Leaving | Placing
    ticked: bool
    number: str = ""


class BedDayPlan:
    """Mixed into the admin of plans: `today/` beside a bed plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.bed_day_view)  # type: ignore[attr-defined]
        name = "operations_plan_today"
        return [path("<int:pk>/today/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def bed_day_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.BEDS)
        plan = get_object_or_404(plans, pk=pk)
        act_required(request, plan)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, str(STEP)),
            "title": _("Who leaves, moves and comes today in %(scope)s") % {"scope": plan.scope},
            "plan": plan,
        }
        with refusals_shown(request):
            today = bed_questions.today_of(plan)
            found = bed_day(plan=plan, actor=request.user, today=today)
            if request.method == "POST":
                # What was entered stays on the page where it is refused.
                context |= _shown(found, request.POST)
                _done(request, plan, found)
                where = reverse("admin:operations_plan_board", args=[pk])
                return HttpResponseRedirect(where)
            context |= _shown(found, request.GET)
        return render(request, "admin/operations/plan/today.html", context)


def _shown(found: BedDay, sent: QueryDict) -> dict[str, Any]:
    left, there = set(sent.getlist("left")), set(sent.getlist("in"))
    return {
        "day": found.day,
        "leaving": [Ticked(each, str(each.stay.pk) in left) for each in found.leaving],
        "moving": [_ticked(each, sent, there) for each in found.moving],
        "coming": [_ticked(each, sent, there) for each in found.coming],
    }


def _ticked(each: Placing, sent: QueryDict, there: set[str]) -> Ticked:
    bed = whole_number(sent.get(f"bed-{each.key}", ""))
    if bed is not None:
        each = replace(each, chosen=bed)
    return Ticked(each, each.key in there, sent.get(f"number-{each.key}", ""))


def _done(request: HttpRequest, plan: Plan, found: BedDay) -> None:
    """Raises ApplicationError, and Conflict where the page is not of now."""
    left, there = set(request.POST.getlist("left")), set(request.POST.getlist("in"))
    known = {str(each.stay.pk) for each in found.leaving}
    placings = {each.key: each for each in found.placings}
    if left - known or there - placings.keys():
        raise ApplicationError(
            _("Somebody of those ticked is not to leave, move or come any more; look again.")
        )
    gone = [each.stay for each in found.leaving if str(each.stay.pk) in left]
    placed = [_in_bed(request.POST, each) for key, each in placings.items() if key in there]
    effect = services.bed_day_done(
        plan=plan,
        left=gone,
        placed=placed,
        actor=request.user,
        base_version=version_sent(request),
        today=found.day,
    )
    facts = {"left": len(gone), "placed": len(placed)}
    messages.success(
        request, _("Entered. Have left: %(left)s. Are in their beds: %(placed)s.") % facts
    )
    if effect.hard_change > 0:  # a fact is not weighed, but what it breaks is told
        show(request, plan, effect)


def _in_bed(sent: QueryDict, each: Placing) -> InBed:
    bed = whole_number(sent.get(f"bed-{each.key}", ""))
    if bed not in {choice.bed for choice in each.choices}:
        raise ApplicationError(_("Choose a bed for %(patient)s.") % {"patient": each.number})
    row = Bed.objects.select_related("room__ward").get(pk=bed)
    number = sent.get(f"number-{each.key}", "").strip()
    return InBed(row, each.stay, each.referral, number)
