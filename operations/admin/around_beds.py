"""Around a bed plan: why a bed is a patient's, where else they could lie, a repair by the records
of today, and how likely each ward has too few beds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import floatformat
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forecasting.admin.tables import percent
from hospital.said import listed
from operations import bed_questions, services
from operations.admin.base import signed
from operations.admin.steps import (
    AroundStep,
    Mend,
    changes_sent,
    difference_said,
    kept,
    option_said,
    place_said,
    reasons_said,
)
from operations.bed_questions import Mending, Waiting
from operations.core.beds.candidates import Option
from operations.core.beds.explain import Nowhere
from operations.core.beds.kept_out import KeptOut
from operations.core.beds.standing import Change
from operations.core.rule import Violation
from operations.keeping.beds import patient_of, room_key
from operations.models import BedAssignment, Family, Plan
from operations.words import patients_named, reason_message, rule_label, violation_message

OPTIONS_SHOWN = 12
NEWS_SHOWN = 30
BROKEN_SHOWN = 8
WORTH_TELLING = 0.05
"""Nights less likely to be short than one in twenty are left out of the table."""


def _places(changes: Iterable[Change]) -> str:
    """Changes as a button carries them."""
    return json.dumps([[c.patient, c.room, c.day, c.theatre] for c in changes])


def sent(request: HttpRequest) -> list[Change]:
    """The changes that a button of these pages carries."""
    return changes_sent(request.POST.get("places", ""), _change)


def keep(request: HttpRequest, plan: Plan) -> None:
    """Carry them out."""
    kept(request, services.beds_change, plan=plan, changes=sent(request))


def _change(patient: Any, room: Any, day: Any, theatre: Any) -> Change:
    return Change(str(patient), str(room), int(day), str(theatre))


def option_row(plan: Plan, option: Option) -> dict[str, Any]:
    """One place as the pages show it."""
    return option_said("beds", option) | {
        "room": option.change.room,
        "date": plan.start + timedelta(days=option.change.day),
        "places": _places([option.change]),
    }


def waiting(_request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Of everybody without a room what the board says: by patient, in the reader's language."""
    found = bed_questions.bed_waiting(plan=plan)
    return {"patients": {each.found.patient: _kept_out_said(plan, each) for each in found}}


def _kept_out_said(plan: Plan, waiting: Waiting) -> dict[str, Any]:
    found = waiting.found
    end = plan.start + timedelta(days=plan.days)
    first = waiting.first_day
    after = _("after this plan") if first and first >= end else ""
    late = ""
    if waiting.after_due:
        late = ngettext(
            "%(days)d day after the due day", "%(days)d days after the due day", waiting.after_due
        ) % {"days": waiting.after_due}
    return {
        "lack": found.lack.value,
        "may": _window(plan, found),
        "why": [str(reason_message(each.code, each.facts)) for each in found.reasons],
        "first": date_format(first, "SHORT_DATE_FORMAT") if first else _("no day is known"),
        "after": after,
        "late": late,
        "ways": _ways_said(plan, found),
    }


def _window(plan: Plan, found: KeptOut) -> str:
    days = (plan.start + timedelta(days=day) for day in dict.fromkeys((found.first, found.last)))
    return " – ".join(date_format(day, "MONTH_DAY_FORMAT") for day in days)


def _ways_said(plan: Plan, found: KeptOut) -> list[dict[str, Any]]:
    """What could be done, each with the places that would do it."""
    ways = []
    if found.way is not None:
        facts = _where(plan, found.way.change)
        if found.gives:
            facts["gives"] = [reason_message(each.code, each.facts) for each in found.gives]
        said = reason_message("way" if found.gives else "way_free", facts)
        ways.append({"said": str(said), "places": _places([found.way.change])})
    if found.instead is not None:
        other, change = found.instead.other, found.instead.change
        facts = _where(plan, change) | {"other_patient": other, "cost": signed(found.instead.cost)}
        places = _places([Change(other), change])
        ways.append({"said": str(reason_message("instead", facts)), "places": places})
    return ways


def _where(plan: Plan, change: Change) -> dict[str, Any]:
    return {"room": change.room, "on": plan.start + timedelta(days=change.day)}


class AroundBed(AroundStep):
    """Mixed into the admin of bed assignments."""

    around_step = gettext_lazy("Why, and where else?")

    def around_keep(self, request: HttpRequest, plan: Plan) -> None:
        keep(request, plan)

    def around_answers(self, line: BedAssignment, actor: Any) -> dict[str, Any]:
        """Why, and where else; for whoever has no bed, what stands in the way."""
        plan, patient = line.plan, patient_of(line)
        if line.room is None:
            found = bed_questions.bed_nowhere(plan=plan, patient=patient, actor=actor)
            return _in_the_way(plan, found)
        why = bed_questions.bed_why(plan=plan, patient=patient, actor=actor)
        lies = room_key(line.room)
        options = bed_questions.bed_candidates(plan=plan, patient=patient, actor=actor)
        return {
            "title": _("Around %(line)s") % {"line": listed((line.stay or line.referral, lies))},
            "reasons": reasons_said(why.reasons),
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
        name = "operations_plan_beds"
        return [path("<int:pk>/beds/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def beds_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return MEND.answer(self.admin_site, request, pk)  # type: ignore[attr-defined]


def _mend(request: HttpRequest, plan: Plan) -> None:
    today = bed_questions.today_of(plan)
    kept(request, services.beds_mend, plan=plan, changes=sent(request), today=today)


def _repair_row(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    mending = bed_questions.bed_mending(plan=plan, actor=request.user)
    found, news = mending.repair, mending.news
    start = bed_questions.repair_start(plan)
    lines = plan.bedassignments.select_related("stay", "referral", "room__ward", "theatre")
    had = {patient_of(line): line for line in lines}
    rows = []
    for change in found.changes:
        line = had.get(change.patient)
        before = place_said(room_key(line.room), line.first_day) if line and line.room else ""
        on = start + timedelta(days=change.day)
        after = place_said(change.room, on) if change.room else ""
        if line and before and before == after:  # another theatre, and nothing else
            before, after = (
                listed((before, line.theatre or "-")),
                listed((after, change.theatre or "-")),
            )
        rows.append({"who": patients_named(change.patient), "before": before, "after": after})
    return {
        "rows": rows,
        "sums": _("Others moved: %(touched)s. Hard rules broken: %(hard)s. Cost: %(cost)s.")
        % {"touched": len(found.touched), **difference_said(found.before, found.after)},
        "changes": _places(found.changes),
        "open": [*_without_bed(mending), *_left_broken(mending.broken)],
        "news": news[:NEWS_SHOWN],
        "more_news": max(0, len(news) - NEWS_SHOWN),
    }


def _without_bed(mending: Mending) -> list[str]:
    """A patient who is here and would lie nowhere: no rule less broken is worth that unsaid."""
    return [
        _("%(patient)s would have no bed: find one by hand, or do not change the plan so.")
        % {"patient": patients_named(patient)}
        for patient in mending.nowhere
    ]


def _left_broken(broken: tuple[Violation, ...]) -> list[str]:
    """What no way was found for, and who says more of it."""
    if not broken:
        return []
    said = [
        _("Still broken: %(what)s") % {"what": violation_message("beds", each)}
        for each in broken[:BROKEN_SHOWN]
    ]
    more = _(
        "A patient’s window on the bed board leads to what each other room would break (Why, and "
        "where else?)."
    )
    return [*said, more]


def _risk_rows(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    risks = bed_questions.bed_overflow(plan=plan, actor=request.user)
    return {
        "risks": [
            {
                "ward": risk.ward,
                "date": plan.start + timedelta(days=risk.day),
                "beds": risk.beds,
                "expected": floatformat(risk.expected, 1),
                "chance": percent(risk.chance),
                "short": risk.short,
            }
            for risk in risks
            if risk.chance >= WORTH_TELLING
        ]
    }


MEND = Mend(
    Family.BEDS,
    "admin/operations/plan/beds.html",
    gettext_lazy("Mend by the records of today"),
    gettext_lazy("Mend %(plan)s by the records of today"),
    keep=_mend,
    look=_repair_row,
    carries="places",
    whole="admin:operations_plan_board",
    more=_risk_rows,
)
