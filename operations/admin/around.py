"""Around a roster: why a cell is so, who else could have it, and a repair after absences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from hospital.said import listed
from operations import rosters, services
from operations.admin.base import signed
from operations.admin.steps import (
    SENTENCES_SHOWN,
    AroundStep,
    Mend,
    changes_sent,
    costs_said,
    difference_said,
    kept,
    option_said,
    reasons_said,
    version_sent,
)
from operations.core.rule import Violation
from operations.core.staffing.cells import Change
from operations.core.staffing.explain import Why
from operations.core.staffing.replacements import Option
from operations.core.staffing.report import Difference
from operations.models import Family, Plan, ShiftAssignment
from operations.words import violation_message

if TYPE_CHECKING:
    from operations.core.staffing.repair import Repair

OPTIONS_SHOWN = 10
SHORT_SHOWN = 6
NOTHING = Difference((), (), 0, 0, 0)


def _cells(changes: Iterable[Change]) -> str:
    """Changes as a button carries them."""
    return json.dumps([[c.person, c.day, c.shift, c.skill] for c in changes])


def _change(person: Any, day: Any, shift: Any, skill: Any) -> Change:
    return Change(str(person), int(day), shift and str(shift), skill and str(skill))


def option_row(
    option: Option, also: tuple[Change, ...] = (), also_does: Difference = NOTHING
) -> dict[str, Any]:
    """One way of doing it as the pages show it; also: changes that go with it, and what they do."""
    own, more = option.difference.costs, also_does.costs
    costs = {code: own.get(code, 0) + more.get(code, 0) for code in {**own, **more}}
    return option_said("staffing", option) | {
        "person": option.person,
        "cost": signed(option.cost + also_does.cost),
        "parts": costs_said("staffing", {code: cost for code, cost in costs.items() if cost}),
        "moved_from": listed(option.moved_from),
        "cells": _cells((*also, *option.changes)),
    }


def sent(request: HttpRequest) -> list[Change]:
    """The changes that a button of these pages carries."""
    return changes_sent(request.POST.get("cells", ""), _change)


def keep(request: HttpRequest, plan: Plan) -> None:
    """Carry them out."""
    kept(request, services.roster_change, plan=plan, changes=sent(request))


def offers(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What the window of a cell offers, as if the changes that are sent were kept already."""
    day = whole_number(request.POST.get("day", ""))
    found = rosters.cell_offers(
        plan=plan,
        person=request.POST.get("person", ""),
        day=-1 if day is None else day,
        actor=request.user,
        most=OPTIONS_SHOWN,
        pending=sent(request) if request.POST.get("cells") else (),
    )
    choices = [{"shift": shift or "", **_offered(option)} for shift, option in found.choices]
    return {"choices": choices, "others": [_offered(option) for option in found.others]}


def _offered(option: Option) -> dict[str, Any]:
    """One way of it as the page's script reads it."""
    shown = option.stops() or option.difference.appeared
    return {
        "person": option.person,
        "cost": signed(option.cost),
        "lawful": option.lawful,
        "moved_from": listed(option.moved_from),
        "said": [
            *(str(violation_message("staffing", each)) for each in shown[:SENTENCES_SHOWN]),
            *filter(None, [costs_said("staffing", option.difference.costs)]),
        ],
        "cells": [[c.person, c.day, c.shift or "", c.skill or ""] for c in option.changes],
    }


def lock_cells(request: HttpRequest, plan: Plan) -> None:
    _lock(request, plan, "_lock_cells", locked=True)


def free_cells(request: HttpRequest, plan: Plan) -> None:
    _lock(request, plan, "_free_cells", locked=False)


def _lock(request: HttpRequest, plan: Plan, name: str, *, locked: bool) -> None:
    """Cells as the button carries them: [[person, day], ...]."""
    cells = changes_sent(request.POST[name], lambda person, day: (str(person), int(day)))
    done = services.cells_lock(
        plan=plan,
        cells=cells,
        locked=locked,
        actor=request.user,
        base_version=version_sent(request),
    )
    words = ngettext("%(count)d let go.", "%(count)d let go.", done)
    if locked:
        words = ngettext("%(count)d locked.", "%(count)d locked.", done)
    messages.success(request, words % {"count": done})


class AroundLine(AroundStep):
    """Mixed into the admin of shifts."""

    around_step = gettext_lazy("Why, and who else?")

    def around_keep(self, request: HttpRequest, plan: Plan) -> None:
        keep(request, plan)

    def around_answers(self, line: ShiftAssignment, actor: Any) -> dict[str, Any]:
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
            "reasons": reasons_said(why.reasons),
            "options": [option_row(option, off, why.without) for option in options[:OPTIONS_SHOWN]],
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
        return REPAIR.answer(self.admin_site, request, pk)  # type: ignore[attr-defined]


def _repair_row(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    short_too = bool(request.POST.get("short_too"))
    found = rosters.roster_repair(plan=plan, actor=request.user, short_too=short_too)
    had = {
        (line.staff.number, line.date): line.shift.code if line.shift else ""
        for line in plan.shiftassignments.select_related("staff", "shift")
    }
    rows = []
    for change in found.changes:
        date = plan.start + timedelta(days=change.day)
        before = had.get((change.person, date), "")
        rows.append(
            {"who": change.person, "date": date, "before": before, "after": change.shift or ""}
        )
    still = [each for each in found.after.violations if each.rule == "cover_minimum"]
    return {
        "rows": rows,
        "sums": _("People called: %(touched)s. Hard rules broken: %(hard)s. Cost: %(cost)s.")
        % {"touched": len(found.touched), **difference_said(found.before, found.after)},
        "open": [
            *(str(violation_message("staffing", each)) for each in still),
            *_not_called_for(plan, found),
        ],
        "changes": _cells(found.changes),
    }


def _not_called_for(plan: Plan, found: Repair) -> list[SafeString | str]:
    """What the days concerned have less than planned, though not less than their minimum: who reads
    that nobody is called shall not take it for nothing missing."""
    days = {str(change.day) for change in found.changes}
    below = {_shift_of(v) for v in found.after.violations if v.rule == "cover_minimum"}
    short = [
        each
        for each in found.after.violations
        if each.rule == "cover_target" and each.facts["day"] in days
        if _shift_of(each) not in below
    ]
    if not short:
        return []
    return [
        _("Nobody is called for what stays above its minimum. Less than planned are there then:"),
        *(str(violation_message("staffing", each)) for each in short[:SHORT_SHOWN]),
        format_html(
            '<a href="{}">{}</a>',
            reverse("admin:operations_plan_gaps", args=[plan.pk]),
            _("What is open, and why"),
        ),
    ]


def _shift_of(violation: Violation) -> tuple[str, ...]:
    return tuple(violation.facts[name] for name in ("day", "shift", "skill"))


REPAIR = Mend(
    Family.STAFFING,
    "admin/operations/plan/repair.html",
    gettext_lazy("Mend after absences"),
    gettext_lazy("Mend %(plan)s after absences"),
    keep=keep,
    look=_repair_row,
    carries="cells",
    whole="admin:operations_plan_grid",
)
