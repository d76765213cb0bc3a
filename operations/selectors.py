"""The only readers for screens and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from operations.core.report import Report
from operations.families import FAMILIES
from operations.models import Plan, PlanState, Run
from operations.services.publish import plan_core as _plan_core


def plan_core(plan: Plan) -> tuple[Any, Any, Report]:
    """(problem, answer, report) of the plan as its lines stand now."""
    return _plan_core(plan)


def plan_current(family: str, scope: str, day: date) -> Plan | None:
    """The published plan that holds on `day`."""
    published = Plan.objects.filter(family=family, scope=scope, state=PlanState.PUBLISHED)
    return published.filter(start__lte=day).order_by("-start").first()


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that two plans fill differently; an empty side has nothing there."""

    cell: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What `plan` changes against `against`, over the days that both have."""

    plan: Plan
    against: Plan | None
    changes: tuple[Change, ...] = ()


def plan_difference(plan: Plan) -> Difference:
    """A draft against the published plan of its scope, any other against the version before it."""
    same = Plan.objects.filter(family=plan.family, scope=plan.scope).defer("problem", "answer")
    published = same.filter(state=PlanState.PUBLISHED, start__lte=plan.start).exclude(pk=plan.pk)
    against = published.order_by("-start", "-version").first()
    if plan.state != PlanState.DRAFT or against is None:
        against = same.filter(version__lt=plan.version).order_by("-version").first()
    if against is None:
        return Difference(plan, None)
    first = max(plan.start, against.start)
    until = min(_end(plan), _end(against))
    cells = FAMILIES[plan.family].keeping.cells
    before, after = cells(against, first, until), cells(plan, first, until)
    changes = tuple(
        Change(cell, before.get(cell, ""), after.get(cell, ""))
        for cell in sorted(before.keys() | after.keys())
        if before.get(cell) != after.get(cell)
    )
    return Difference(plan, against, changes)


def _end(plan: Plan) -> date:
    return plan.start + timedelta(days=plan.days)


def run_row(run: Run) -> dict[str, Any]:
    """One run as scripts and screens read it."""
    plan = getattr(run, "plan", None)
    return {
        "id": run.pk,
        "kind": run.kind,
        "scope": run.scope,
        "state": run.state,
        "attempts": run.attempt,
        "plan": plan.pk if plan else None,
        "seconds": round(run.seconds, 2),
        "message": str(run.message),
    }


def plan_row(plan: Plan) -> dict[str, Any]:
    """One plan as scripts read it."""
    return {
        "id": plan.pk,
        "family": plan.family,
        "scope": plan.scope,
        "version": plan.version,
        "state": plan.state,
        "status": plan.status,
        "hard_violations": plan.hard_violations,
        "medium": plan.medium,
        "soft": plan.soft,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 2),
        "why_draft": str(plan.why_draft),
    }
