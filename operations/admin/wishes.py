"""A person's own days beside a roster: what each wish would break, and wishes kept for the next
time the roster is made. For the person themself, and for who plans the ward."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.models import ShiftRequest, ShiftType, StaffMember
from hospital.numbers import whole_number
from hospital.said import listed
from operations import rosters, scoping, services
from operations.admin.base import refusals_shown, signed
from operations.admin.steps import below
from operations.core.staffing.cells import Change
from operations.models import Plan
from operations.services.edits import ChangeEffect
from operations.services.swaps import WISH_WEIGHT, wishes_weighed
from operations.words import violation_message

OFF = "-"
"""A wish to be off; no choice is no wish."""


class WishesPlan:
    """Mixed into the admin of plans: `wishes/` beside a roster's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.wishes_view)  # type: ignore[attr-defined]
        name = "operations_plan_wishes"
        return [path("<int:pk>/wishes/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def wishes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plan = get_object_or_404(scoping.rosters_seen(request.user), pk=pk)
        staff, people = _whose(plan, request)
        if staff is None:
            nobody = {**self.admin_site.each_context(request), **below(plan, _("Wishes"))}  # type: ignore[attr-defined]
            nobody |= {"title": _("Wishes"), "nobody": True}
            return render(request, "admin/operations/plan/wishes.html", nobody)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Wishes")),
            "title": _("Wishes of %(person)s in %(plan)s") % {"person": staff.number, "plan": plan},
            "staff": staff,
            "people": people,
            "shifts": ShiftType.objects.filter(facility=plan.facility).order_by("starts"),
            "weight": WISH_WEIGHT if wishes_weighed(plan, request.user) else None,
        }
        chosen = _chosen(plan, request)
        effects: dict[int, ChangeEffect] = {}
        if request.method == "POST":
            with refusals_shown(request):
                cells = _cells(plan, staff, chosen)
                if "_keep" in request.POST:
                    _keep(request, plan, staff, cells)
                    here = reverse("admin:operations_plan_wishes", args=[pk])
                    return HttpResponseRedirect(f"{here}?staff={staff.number}")
                found = rosters.row_proposed(
                    plan=plan, staff=staff, cells=cells, actor=request.user
                )
                effects = {cell.day: effect for cell, effect in found.alone}
                context["together"] = _effect_row(found.together)
        context["rows"] = _rows(plan, staff, chosen, effects)
        if not may(request.user, Act.VIEW, plan.facility, plan.network):
            context |= {"list": "", "item": ""}  # pages that only a role opens
        return render(request, "admin/operations/plan/wishes.html", context)


def _whose(plan: Plan, request: HttpRequest) -> tuple[StaffMember | None, list[str]]:
    """Whose days they are, and whose else the reader may speak for; None where who plans a ward
    finds nobody on it."""
    own = StaffMember.objects.filter(user=request.user.pk, facility=plan.facility).first()
    people: list[str] = []
    if plans := may(request.user, scoping.FAMILY_ACT[plan.family], plan.facility, plan.network):
        planned = plan.shiftassignments.order_by("staff__number")
        people = list(planned.values_list("staff__number", flat=True).distinct())
    named = request.POST.get("staff") or request.GET.get("staff") or ""
    number = named or (own.number if own else next(iter(people), ""))
    if not number and plans:
        return None, people
    if not number or (number not in people and (own is None or number != own.number)):
        raise Http404
    return services.staff_named(plan, number), people


def _chosen(plan: Plan, request: HttpRequest) -> dict[int, str]:
    asked = ((day, request.POST.get(f"day_{day}", "")) for day in range(plan.days))
    return {day: code for day, code in asked if code}


def _cells(plan: Plan, staff: StaffMember, chosen: dict[int, str]) -> list[Change]:
    if not chosen:
        raise ApplicationError(_("Choose a shift, or off, on one day at least."))
    return [
        Change(staff.number, day, None if code == OFF else code) for day, code in chosen.items()
    ]


def _keep(request: HttpRequest, plan: Plan, staff: StaffMember, cells: list[Change]) -> None:
    weight = whole_number(request.POST.get("weight", ""))
    kept = services.wishes_keep(
        plan=plan, staff=staff, cells=cells, actor=request.user,
        weight=WISH_WEIGHT if weight is None else weight,
    )  # fmt: skip
    words = ngettext("%(count)d wish kept.", "%(count)d wishes kept.", kept)
    messages.success(request, words % {"count": kept})


def _rows(
    plan: Plan, staff: StaffMember, chosen: dict[int, str], effects: dict[int, ChangeEffect]
) -> list[dict[str, Any]]:
    """A row for each day that is still to come."""
    lines = plan.shiftassignments.filter(staff=staff).select_related("shift")
    planned = {line.date: line.shift.code if line.shift else "" for line in lines}
    last = plan.start + timedelta(days=plan.days - 1)
    wishes: dict[Any, list[str]] = {}
    kept = ShiftRequest.objects.filter(staff=staff, date__range=(plan.start, last))
    for wish in kept.select_related("shift"):
        wishes.setdefault(wish.date, []).append(_wish_word(wish))
    first = max(0, (rosters.today_of(plan) - plan.start).days)
    return [
        {
            "day": day,
            "date": date,
            "planned": planned.get(date, ""),
            "wished": listed(wishes.get(date, ())),
            "chosen": chosen.get(day, ""),
            "effect": _effect_row(effects[day]) if day in effects else None,
        }
        for day in range(first, plan.days)
        for date in (plan.start + timedelta(days=day),)
    ]


def _wish_word(wish: ShiftRequest) -> str:
    shift = wish.shift.code if wish.shift else _("any shift")
    if wish.wanted:
        return shift
    return _("not %(shift)s") % {"shift": shift} if wish.shift else _("off")


def _effect_row(effect: ChangeEffect) -> dict[str, Any]:
    return {
        "cost": signed(effect.cost_change),
        "lawful": effect.hard_change <= 0,
        "sentences": [str(violation_message("staffing", each)) for each in effect.new],
    }
