"""The only readers for screens and API."""

from __future__ import annotations

from typing import Any

from operations.core.report import Report
from operations.models import Plan, PlanState, Run
from operations.services.publish import plan_core as _plan_core


def plan_core(plan: Plan) -> tuple[Any, Any, Report]:
    """(problem, answer, report) of the plan as its lines stand now."""
    return _plan_core(plan)


def plan_current(family: str, scope: str) -> Plan | None:
    return Plan.objects.filter(family=family, scope=scope, state=PlanState.PUBLISHED).first()


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
        "message": run.message,
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
        "why_draft": plan.why_draft,
    }
