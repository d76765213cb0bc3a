"""A plan proposed beside another: while it is made, what it changes, and what is taken of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hospital.access import Act, may
from hospital.errors import ApplicationError
from hospital.numbers import whole_number
from operations import doors, scoping, services
from operations.admin.base import refusals_shown, signed, signed_price
from operations.admin.effects import show
from operations.admin.steps import act_required, below, place_said, version_sent
from operations.core.errors import BadProblem
from operations.models import Family, Plan, PlanState, Run, SwapState
from operations.services import proposals
from operations.words import patients_named

CHANGES_SHOWN = 1_000
"""Of a supply plan, which is taken whole; rosters and beds show all, since each can be ticked."""
WHOLE = {Family.STAFFING: "grid", Family.BEDS: "board", Family.SUPPLY: "orders"}
"""The page of the whole plan."""
FIELDS = {Family.STAFFING: "cells", Family.BEDS: "places"}
"""What the judge of that page calls the changes it is asked about."""


def propose(request: HttpRequest, plan: Plan) -> None:
    """Ask for a proposal around what is locked; the page follows its run."""
    doors.plan_propose(user=request.user, plan=plan)


def stop(request: HttpRequest, plan: Plan) -> None:
    """End the search now: the best plan so far is the proposal."""
    run = proposals.proposal_run(plan)
    if run is None:
        raise ApplicationError(_("This run is not running any more."))
    doors.run_stop(user=request.user, run=run)


def shown_beside(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What a plan's page says of proposals beside it."""
    run = proposals.proposal_run(plan)
    return {
        "run": run,
        "run_address": reverse("run-detail", args=[run.pk]) if run else "",
        "waiting": None if run else proposals.proposal_waiting(plan),
        "swaps": plan.swaps.filter(state=SwapState.AGREED).count(),
    }


class ProposalPlan:
    """Mixed into the admin of plans: `proposal/` beside a proposed plan's own page."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        name = "operations_plan_proposal"
        return [
            path("<int:pk>/proposal/", view(self.proposal_view), name=name),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def proposal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        plans = scoping.plans_seen(request.user)
        plan = get_object_or_404(plans.select_related("run"), pk=pk)
        act_required(request, plan)
        if request.method == "POST":
            where = request.path
            with refusals_shown(request):
                where = _done(request, plan) or where
            return HttpResponseRedirect(where)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            **below(plan, _("Proposal")),
            "title": _("What %(plan)s would change") % {"plan": plan},
            "plan": plan,
        }
        with refusals_shown(request):
            context |= _shown(request, proposals.proposal_of(plan))
        return render(request, "admin/operations/plan/proposal.html", context)


def _shown(request: HttpRequest, found: proposals.Proposal) -> dict[str, Any]:
    base, plan = found.base, found.plan
    as_asked = isinstance(plan.run, Run) and (
        plan.run.params.get("around_version") == base.edit_version
    )
    publishes = base.state == PlanState.PUBLISHED
    allowed = not publishes or may(request.user, Act.PUBLISH, plan.facility, plan.network)
    family = Family(plan.family)
    parts = family in FIELDS
    groups = _groups(found)
    before_cost, before_hard = _today(found)
    return {
        "found": found,
        "groups": groups,
        "more": 0 if parts else max(0, len(found.cells) - CHANGES_SHOWN),
        "cost": signed_price(family, plan.cost - before_cost),
        "hard": signed(plan.hard_violations - before_hard),
        "since": signed_price(family, before_cost - base.cost) if before_cost != base.cost else "",
        "version": base.edit_version,
        "field": FIELDS.get(family, ""),
        "judge": _page(base, "_judge") if parts else "",
        "before": _page(base),
        "after": _page(plan),
        "is_open": plan.state == PlanState.DRAFT and base.state != PlanState.VOID,
        "parts": parts,
        "may_take_whole": as_asked and allowed,
        "publishes": publishes,
        "needs_reason": bool(publishes and plan.hard_violations),
    }


def _today(found: proposals.Proposal) -> tuple[int, int]:
    """Cost and hard breaches of the plan as it is by the question that the proposal answers: rules
    and records may say otherwise since it was made, and that is no change of the proposal's."""
    base = found.base
    try:
        report = services.unchanged_judged(found.plan, base)
    except (ApplicationError, BadProblem, LookupError):  # its lines name what is not there any more
        return base.cost, base.hard_violations
    return report.cost, report.hard


def _groups(found: proposals.Proposal) -> list[tuple[str, list[dict[str, Any]]]]:
    """What changes, by person or ward."""
    rows = {
        Family.STAFFING: _of_roster,
        Family.BEDS: _of_beds,
        Family.SUPPLY: _of_supply,
    }[Family(found.plan.family)](found)
    return [(name, list(rows)) for name, rows in groupby(rows, lambda row: row["group"])]


def _of_roster(found: proposals.Proposal) -> Iterator[dict[str, Any]]:
    for each in found.cells:
        yield {
            "group": each.person,
            "value": f"{each.person}|{each.day}",
            "change": json.dumps([each.person, each.day, each.after or None, each.skill or None]),
            "said": f"{each.person} {date_format(each.date, 'D j')}: "
            f"{each.before or '–'} → {each.after or '–'}",
            "what": date_format(each.date, "SHORT_DATE_FORMAT"),
            "before": each.before,
            "after": each.after,
            "told": each.told,
            "touches": each.touches,
        }


def _of_beds(found: proposals.Proposal) -> Iterator[dict[str, Any]]:
    for each in found.cells:
        named = patients_named(each.patient)
        yield {
            "group": each.ward,
            "value": each.patient,
            "change": json.dumps([each.patient, each.after, each.day, each.theatre]),
            "said": f"{named}: {each.before or '–'} → {each.after or '–'}",
            "what": named,
            "before": place_said(each.before, each.before_day),
            "after": place_said(each.after, each.after_day),
            "told": each.told,
            "touches": each.touches,
        }


def _of_supply(found: proposals.Proposal) -> Iterator[dict[str, Any]]:
    for each in found.cells[:CHANGES_SHOWN]:
        yield {"group": "", "what": each.cell, "before": each.before, "after": each.after}


def _page(plan: Plan, step: str = "") -> str:
    name = f"admin:operations_plan_{WHOLE[Family(plan.family)]}{step}"
    return reverse(name, args=[plan.pk])


def _done(request: HttpRequest, plan: Plan) -> str:
    """What a button of the page asks for; where to go from there, or nothing to stay."""
    asked: dict[str, Any] = {
        "plan": plan,
        "actor": request.user,
        "reason": request.POST.get("why", "")[:500],
    }
    base = proposals.proposal_of(plan).base
    if "_leave" in request.POST:
        proposals.proposal_leave(**asked)
        return _page(base)
    if "_whole" in request.POST:
        taken = proposals.proposal_take_whole(base_version=version_sent(request), **asked)
        messages.success(request, _("The proposal was taken whole."))
        return _page(taken)
    sent = request.POST.getlist("cell")
    cells = [_cell(each) for each in sent] if plan.family == Family.STAFFING else sent
    effect = proposals.proposal_take(cells=cells, base_version=version_sent(request), **asked)
    show(request, plan, effect)
    return "" if proposals.proposal_of(plan).cells else _page(base)


def _cell(sent: str) -> tuple[str, int]:
    person, _mark, day = sent.rpartition("|")
    number = whole_number(day)
    return person, -1 if number is None else number
