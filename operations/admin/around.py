"""Around a roster: why a cell is so, who else could have it, and a repair after absences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from hospital.access import may
from hospital.errors import ApplicationError
from operations import rosters, scoping, services
from operations.admin.base import refusals_shown
from operations.admin.effects import show
from operations.core.staffing.cells import Change
from operations.core.staffing.explain import Why
from operations.core.staffing.replacements import Option
from operations.models import Family, Plan, ShiftAssignment
from operations.words import reason_message, violation_message

OPTIONS_SHOWN = 10
SENTENCES_SHOWN = 3
ACT = scoping.FAMILY_ACT[Family.STAFFING]


def _cells(changes: Iterable[Change]) -> str:
    """Changes as a button carries them."""
    return json.dumps([[c.person, c.day, c.shift, c.skill] for c in changes])


def _changes(text: str) -> list[Change]:
    """Raises ApplicationError for what no button of ours sends."""
    try:
        return [
            Change(str(person), int(day), shift and str(shift), skill and str(skill))
            for person, day, shift, skill in json.loads(text)
        ]
    except (TypeError, ValueError) as broken:
        raise ApplicationError(_("Choose one of the ways offered.")) from broken


def option_row(
    option: Option, also: tuple[Change, ...] = (), also_costs: int = 0
) -> dict[str, Any]:
    """One way of doing it as the pages show it; also: changes that go with it, at `also_costs`."""
    said = option.stops() or option.difference.appeared
    return {
        "person": option.person,
        "cost": f"{option.cost + also_costs:+,}",
        "lawful": option.lawful,
        "moved_from": ", ".join(option.moved_from),
        "sentences": [str(violation_message("staffing", each)) for each in said[:SENTENCES_SHOWN]],
        "cells": _cells((*also, *option.changes)),
    }


class AroundLine:
    """Mixed into the admin of shifts: `around/` beside each line's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.around_view)  # type: ignore[attr-defined]
        name = "operations_shiftassignment_around"
        return [path("<int:pk>/around/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def around_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = self.seen(request)  # type: ignore[attr-defined]
        line = get_object_or_404(seen, pk=pk)
        if not may(request.user, ACT, line.plan.facility, line.plan.network):
            raise PermissionDenied
        here = reverse("admin:operations_shiftassignment_around", args=[pk])
        if request.method == "POST":
            with refusals_shown(request):
                keep(request, line.plan)
            return HttpResponseRedirect(here)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Around %(line)s") % {"line": line},
            "opts": ShiftAssignment._meta,
            "list": reverse("admin:operations_shiftassignment_changelist"),
            "item": reverse("admin:operations_shiftassignment_change", args=[pk]),
            "of": line,
            "step": _("Why, and who else?"),
            "version": line.plan.edit_version,
        }
        with refusals_shown(request):
            context |= _answers(line, request.user)
        return render(request, "admin/operations/shiftassignment/around.html", context)


def below(plan: Plan, step: str) -> dict[str, Any]:
    """What a page one step below a roster's own shows around itself."""
    return {
        "opts": Plan._meta,
        "list": reverse("admin:operations_plan_changelist"),
        "item": reverse("admin:operations_plan_change", args=[plan.pk]),
        "of": plan,
        "step": step,
        "version": plan.edit_version,
    }


def keep(request: HttpRequest, plan: Plan) -> None:
    """Carry out what a button of these pages carries."""
    version = request.POST.get("base_version", "")
    effect = services.roster_change(
        plan=plan,
        changes=_changes(request.POST.get("cells", "")),
        actor=request.user,
        base_version=int(version) if version.isdigit() else -1,
        reason=request.POST.get("why", "")[:500],
    )
    show(request, plan.family, effect)


def _answers(line: ShiftAssignment, actor: Any) -> dict[str, Any]:
    """Why, who else, and who would swap, for a line with a shift."""
    if line.shift is None:
        raise ApplicationError(_("A day off has nobody to take it over."))
    plan, person = line.plan, line.staff.number
    day = rosters.day_of(plan, line.date)
    why: Why = rosters.cell_why(plan=plan, person=person, day=day, actor=actor)
    asked = rosters.Asked(day, line.shift.code)
    options = rosters.shift_candidates(plan=plan, asked=asked, actor=actor, leaving=person)
    swaps = rosters.swap_candidates(plan=plan, person=person, day=day, actor=actor)
    off = (Change(person, day),)
    return {
        "reasons": [str(reason_message(each.code, each.facts)) for each in why.reasons],
        "options": [
            option_row(option, off, why.without.cost) for option in options[:OPTIONS_SHOWN]
        ],
        "swaps": [
            {**option_row(swap), "date": _other_day(plan, swap, person)}
            for swap in swaps[:OPTIONS_SHOWN]
            if swap.lawful
        ],
    }


def _other_day(plan: Plan, swap: Option, person: str) -> Any:
    """The day on which the asking person would work instead."""
    days = [change.day for change in swap.changes if change.person == person and change.shift]
    return plan.start + timedelta(days=days[0])


class RepairPlan:
    """Mixed into the admin of plans: `repair/` beside a roster's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.repair_view)  # type: ignore[attr-defined]
        name = "operations_plan_repair"
        return [path("<int:pk>/repair/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def repair_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.STAFFING)
        plan = get_object_or_404(plans, pk=pk)
        if not may(request.user, ACT, plan.facility, plan.network):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Mend after absences")),
            "title": _("Mend %(plan)s after absences") % {"plan": plan},
        }
        if "_keep" in request.POST:
            with refusals_shown(request):
                keep(request, plan)
                return HttpResponseRedirect(reverse("admin:operations_plan_change", args=[pk]))
        elif request.method == "POST":
            with refusals_shown(request):
                short_too = bool(request.POST.get("short_too"))
                context["repair"] = _repair_row(plan, request.user, short_too=short_too)
        return render(request, "admin/operations/plan/repair.html", context)


def _repair_row(plan: Plan, actor: Any, *, short_too: bool) -> dict[str, Any]:
    found = rosters.roster_repair(plan=plan, actor=actor, short_too=short_too)
    had = {
        (line.staff.number, line.date): line.shift.code if line.shift else ""
        for line in plan.shiftassignments.select_related("staff", "shift")
    }
    rows = []
    for change in found.changes:
        date = plan.start + timedelta(days=change.day)
        before = had.get((change.person, date), "")
        rows.append(
            {"person": change.person, "date": date, "before": before, "after": change.shift or ""}
        )
    still = [each for each in found.after.violations if each.rule == "cover_minimum"]
    return {
        "rows": rows,
        "touched": len(found.touched),
        "hard": f"{found.before.hard} → {found.after.hard}",
        "cost": f"{found.after.cost - found.before.cost:+,}",
        "open": [str(violation_message("staffing", each)) for each in still],
        "cells": _cells(found.changes),
    }
