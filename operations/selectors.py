"""The only readers for screens and API."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from hospital.models import Offer
from operations import export_rows
from operations.core.report import Report
from operations.core.supply import plan as core
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.exports.tables import StandInRow
from operations.families import FAMILIES
from operations.keeping.supply_stand_ins import shown
from operations.models import OrderLine, Plan, PlanState, Run
from operations.packed import unpack
from operations.services.publish import plan_core as _plan_core
from operations.services.standing import OrdersStanding


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
    same = Plan.objects.filter(family=plan.family, scope=plan.scope).exclude(state=PlanState.TRIAL)
    same = same.defer("problem", "answer")
    published = same.filter(state=PlanState.PUBLISHED, start__lte=plan.start).exclude(pk=plan.pk)
    against = published.order_by("-start", "-version").first()
    if plan.state != PlanState.DRAFT or against is None:
        against = same.filter(version__lt=plan.version).order_by("-version").first()
    return Difference(plan, None) if against is None else plans_compared(plan, against)


def plans_compared(plan: Plan, against: Plan) -> Difference:
    """Any two plans of one scope."""
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


@dataclass(frozen=True, slots=True)
class Beyond:
    """What people's changes cost, and how many more hard rules they break."""

    cost_change: int
    hard_change: int


def orders_beyond(plan: Plan, now: OrdersStanding) -> Beyond:
    """What people's changes of a supply plan cost, by the judge: the plan as it was made, and as
    its lines stand now."""
    cost, hard = _as_made(bytes(plan.problem), bytes(plan.answer))
    return Beyond(now.report.cost - cost, now.report.hard - hard)


@lru_cache(maxsize=4)
def _as_made(asked: bytes, made: bytes) -> tuple[int, int]:
    """(cost, hard rules broken) of a plan as it was made, which no edit changes."""
    found = judge(unpack(asked, Problem), unpack(made, core.Plan))
    return found.cost, found.hard


@dataclass(frozen=True, slots=True)
class SupplierTotal:
    """The lines of one supplier: by when to order first, and their costs in cents."""

    supplier: str
    name: str
    first_order: date
    lines: int
    open_lines: int
    suggested_cents: int
    planned_cents: int
    approved_cents: int
    modes: tuple[tuple[str, int], ...] = ()
    """How its lines travel, and how many by each way; "" where that is not known."""


def modes_differ(lines: QuerySet[OrderLine]) -> bool:
    """Whether a supplier of these lines sends, or could send, by more than one way."""
    suppliers = lines.order_by().values("supplier")
    ways = Offer.objects.filter(supplier__in=suppliers).order_by().values("supplier")
    return ways.annotate(count=Count("mode", distinct=True)).filter(count__gt=1).exists()


def orders_by_supplier(plan: Plan) -> list[SupplierTotal]:
    """Totals of a procurement plan, as its lines stand now."""
    table = export_rows.procurement(plan)
    return [
        SupplierTotal(
            code,
            lines[0].supplier,
            min(line.order_by for line in lines),
            len(lines),
            sum(line.approved_packs is None for line in lines),
            sum(line.suggested_cost_cents for line in lines),
            sum(line.cost_cents for line in lines),
            sum(line.approved_cost_cents or 0 for line in lines),
            tuple(sorted(Counter(line.mode for line in lines).items())),
        )
        for code, lines in table.by_supplier().items()
    ]


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """Money of one funding line over days [first, last], and what orders take of it, in cents."""

    funding_line: str
    first: date
    last: date
    cents: int
    used_cents: int


def budgets_used(plan: Plan, now: OrdersStanding) -> list[BudgetUse]:
    """What the orders as they stand, and those on the way, take of each budget of the plan."""
    problem, answer = now.problem, now.answer
    line_of = {product.id: product.funding_line for product in problem.products}
    spent = [(line.week, line_of[line.product], line.price_cents) for line in answer.orders]
    spent += [
        (order.arrival_week, line_of[order.product], order.due_cents)
        for order in problem.on_the_way
    ]
    return [
        BudgetUse(
            budget.funding_line,
            plan.start + timedelta(weeks=budget.start_week),
            plan.start + timedelta(weeks=budget.end_week) - timedelta(days=1),
            budget.cents,
            sum(
                cents
                for week, line, cents in spent
                if line == budget.funding_line and budget.start_week <= week < budget.end_week
            ),
        )
        for budget in problem.budgets
    ]


def stand_ins(plan: Plan, now: OrdersStanding) -> list[StandInRow]:
    """Which equivalents stand in for what lacks, over all facilities."""
    return shown(plan, now.answer, by_facility=False)


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
