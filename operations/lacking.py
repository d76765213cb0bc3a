"""What will lack by a supply plan all the same: product by product, as the judge found it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from hospital.models import Product, Ven
from operations.models import Finding, OrderLine, Plan

LACKS = "demand_met"
"""The rule whose findings say that something lacks."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A product that lacks somewhere in the plan's weeks. units: in all of them and all places;
    lines: of the plan's orders, those that are of this product."""

    product: Product
    first: date
    last: date
    units: int
    places: int
    lines: int


def products_lacking(plan: Plan) -> list[Lacking]:
    """Vital ones first, then by the first week in which they lack."""
    found: dict[str, list[dict[str, str]]] = {}
    for (facts,) in Finding.objects.filter(plan=plan, rule=LACKS).values_list("facts"):
        found.setdefault(facts["product"], []).append(facts)
    counted = OrderLine.objects.filter(plan=plan).order_by().values("product__code")
    lines = dict(counted.annotate(count=Count("pk")).values_list("product__code", "count"))
    rows = [
        Lacking(
            product,
            _week(plan, min(int(each["week"]) for each in facts)),
            _week(plan, max(int(each["week"]) for each in facts)),
            sum(int(each["units"]) for each in facts),
            len({each["facility"] for each in facts}),
            lines.get(product.code, 0),
        )
        for product in Product.objects.filter(code__in=found)
        for facts in [found[product.code]]
    ]
    urgency = list(Ven)
    return sorted(
        rows, key=lambda row: (urgency.index(Ven(row.product.ven)), row.first, row.product.code)
    )


def _week(plan: Plan, week: int) -> date:
    return plan.start + timedelta(weeks=week)


def lines_lacking(lines: QuerySet[OrderLine], *, vital: bool) -> QuerySet[OrderLine]:
    """Those whose product lacks somewhere by their own plan; vital: only of the vital products."""
    plans = set(lines.order_by().values_list("plan", flat=True).distinct())
    said = Finding.objects.filter(plan__in=plans, rule=LACKS)
    if vital:
        said = said.filter(facts__ven_word="vital")
    lacking = set(said.order_by().values_list("plan", "facts__product").distinct())
    named = lines.order_by().values_list("pk", "plan", "product__code")
    return lines.filter(pk__in=[pk for pk, plan, code in named if (plan, code) in lacking])
