"""Around a bed plan: why a bed is a patient's, where else they could lie, a repair by the records
of today, and how likely each ward has too few beds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from hospital.access import may
from hospital.errors import ApplicationError
from operations import bed_questions, scoping, services
from operations.admin.base import refusals_shown
from operations.admin.effects import show
from operations.core.beds.candidates import Option
from operations.core.beds.explain import Nowhere
from operations.core.beds.standing import Change
from operations.keeping.beds import patient_of
from operations.models import BedAssignment, Family, Plan
from operations.words import reason_message, rule_label, violation_message

OPTIONS_SHOWN = 12
SENTENCES_SHOWN = 3
WORTH_TELLING = 0.05
"""Nights less likely to be short than one in twenty are left out of the table."""
ACT = scoping.FAMILY_ACT[Family.BEDS]


def _places(changes: Iterable[Change]) -> str:
    """Changes as a button carries them."""
    return json.dumps([[c.patient, c.room, c.day, c.theatre] for c in changes])


def _changes(text: str) -> list[Change]:
    """Raises ApplicationError for what no button of ours sends."""
    try:
        return [
            Change(str(patient), str(room), int(day), str(theatre))
            for patient, room, day, theatre in json.loads(text)
        ]
    except (TypeError, ValueError) as broken:
        raise ApplicationError(_("Choose one of the ways offered.")) from broken


def option_row(plan: Plan, option: Option) -> dict[str, Any]:
    """One place as the pages show it."""
    said = option.stops() or option.difference.appeared
    return {
        "room": option.change.room,
        "date": plan.start + timedelta(days=option.change.day),
        "cost": f"{option.cost:+,}",
        "lawful": option.lawful,
        "sentences": [str(violation_message("beds", each)) for each in said[:SENTENCES_SHOWN]],
        "places": _places([option.change]),
    }


class AroundBed:
    """Mixed into the admin of bed assignments: `around/` beside each line's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.around_view)  # type: ignore[attr-defined]
        name = "operations_bedassignment_around"
        return [path("<int:pk>/around/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def around_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = self.seen(request)  # type: ignore[attr-defined]
        line = get_object_or_404(seen, pk=pk)
        if not may(request.user, ACT, line.plan.facility, line.plan.network):
            raise PermissionDenied
        here = reverse("admin:operations_bedassignment_around", args=[pk])
        if request.method == "POST":
            with refusals_shown(request):
                _keep(request, line.plan)
            return HttpResponseRedirect(here)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Around %(line)s") % {"line": line},
            "opts": BedAssignment._meta,
            "line": line,
            "version": line.plan.edit_version,
        }
        with refusals_shown(request):
            context |= _answers(line, request.user)
        return render(request, "admin/operations/bedassignment/around.html", context)


def _keep(request: HttpRequest, plan: Plan) -> None:
    """Carry out what a button of these pages carries."""
    effect = services.beds_change(
        plan=plan,
        changes=_changes(request.POST.get("places", "")),
        actor=request.user,
        base_version=_version(request),
        reason=request.POST.get("why", "")[:500],
    )
    show(request, plan.family, effect)


def _version(request: HttpRequest) -> int:
    version = request.POST.get("base_version", "")
    return int(version) if version.isdigit() else -1


def _answers(line: BedAssignment, actor: Any) -> dict[str, Any]:
    """Why, and where else; for whoever has no bed, what stands in the way."""
    plan, patient = line.plan, patient_of(line)
    if line.room is None:
        found = bed_questions.bed_nowhere(plan=plan, patient=patient, actor=actor)
        return _in_the_way(plan, found)
    why = bed_questions.bed_why(plan=plan, patient=patient, actor=actor)
    options = bed_questions.bed_candidates(plan=plan, patient=patient, actor=actor)
    return {
        "reasons": [str(reason_message(each.code, each.facts)) for each in why.reasons],
        "options": [option_row(plan, option) for option in options[:OPTIONS_SHOWN]],
    }


def _in_the_way(plan: Plan, found: Nowhere) -> dict[str, Any]:
    options = [*found.lawful[:OPTIONS_SHOWN], *([found.relaxed] if found.relaxed else [])]
    return {
        "stops": [
            {
                "label": rule_label("beds", stop.rule),
                "places": stop.places,
                "alone": stop.alone,
            }
            for stop in found.stops
        ],
        "options": [option_row(plan, option) for option in options],
    }


class MendBeds:
    """Mixed into the admin of plans: `beds/` beside a bed plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.beds_view)  # type: ignore[attr-defined]
        return [
            path("<int:pk>/beds/", view, name="operations_plan_beds"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def beds_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user).filter(family=Family.BEDS)
        plan = get_object_or_404(plans, pk=pk)
        if not may(request.user, ACT, plan.facility, plan.network):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Mend %(plan)s by the records of today") % {"plan": plan},
            "opts": Plan._meta,
            "plan": plan,
            "version": plan.edit_version,
        }
        if "_keep" in request.POST:
            with refusals_shown(request):
                _mend(request, plan)
                return HttpResponseRedirect(reverse("admin:operations_plan_change", args=[pk]))
        elif request.method == "POST":
            with refusals_shown(request):
                context["repair"] = _repair_row(plan, request.user)
        with refusals_shown(request):
            context["risks"] = _risk_rows(plan, request.user)
        return render(request, "admin/operations/plan/beds.html", context)


def _mend(request: HttpRequest, plan: Plan) -> None:
    effect = services.beds_mend(
        plan=plan,
        changes=_changes(request.POST.get("places", "")),
        actor=request.user,
        base_version=_version(request),
        today=bed_questions.today_of(plan),
        reason=request.POST.get("why", "")[:500],
    )
    show(request, plan.family, effect)


def _repair_row(plan: Plan, actor: Any) -> dict[str, Any]:
    found = bed_questions.bed_repair(plan=plan, actor=actor)
    start = bed_questions.repair_start(plan)
    lines = plan.bedassignments.select_related("stay", "referral", "room__ward")
    had = {patient_of(line): line for line in lines}
    rows = []
    for change in found.changes:
        line = had.get(change.patient)
        rows.append(
            {
                "patient": change.patient,
                "before": _where(str(line.room), line.first_day) if line and line.room else "",
                "after": _where(change.room, start + timedelta(days=change.day))
                if change.room
                else "",
            }
        )
    return {
        "rows": rows,
        "touched": len(found.touched),
        "hard": f"{found.before.hard} → {found.after.hard}",
        "cost": f"{found.after.cost - found.before.cost:+,}",
        "places": _places(found.changes),
    }


def _where(room: str, day: date | None) -> str:
    return f"{room} {day or ''}".strip()


def _risk_rows(plan: Plan, actor: Any) -> list[dict[str, Any]]:
    return [
        {
            "ward": risk.ward,
            "date": plan.start + timedelta(days=risk.day),
            "beds": risk.beds,
            "expected": f"{risk.expected:.1f}",
            "chance": f"{100 * risk.chance:.0f} %",
            "short": risk.short,
        }
        for risk in bed_questions.bed_overflow(plan=plan, actor=actor)
        if risk.chance >= WORTH_TELLING
    ]
