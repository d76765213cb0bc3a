"""Plans as they stand, a table a family: what each breaks and its dearest fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from hospital.access import may
from operations import scoping
from operations.families import FAMILIES
from operations.models import CLOSED, ROWS, Finding, Plan, PlanState, ShiftAssignment
from operations.web import ahead
from operations.web.first_records import Missing, records_missing

ROWS_SHOWN = 12
"""Plans a family; the list page has the others."""

Newest = dict[tuple[str, str, str], Plan]
"""(family, scope, state) -> its newest version; replaced ones are history."""


@dataclass
class PlanLine:
    """One scope's plan as it stands, with the dearest thing that is wrong with it."""

    plan: Plan
    hard: int = 0
    medium: int = 0
    soft: int = 0
    records: int = 0
    worst: str = ""


@dataclass
class FamilyHome:
    code: str
    label: Any
    lines: list[PlanLine]
    more: int
    rows: list[tuple[str, Any]]
    """(admin name, plural) of the lines that this family's plans have."""
    mine: bool = False
    missing: list[Missing] = field(default_factory=list)
    """Where there is no plan: the records that the first one waits for."""


@dataclass(frozen=True, slots=True)
class PlansRead:
    """seen: within reach, the newest ones and those in force in the days ahead. own: published
    rosters on which the person works themself."""

    newest: Newest
    seen: list[Plan]
    own: list[Plan]


def plans_read(user: Any, today: date) -> PlansRead:
    """One query."""
    within = scoping.plans_seen(user).exclude(state__in=CLOSED).order_by()
    newest = within.values("family", "scope", "state").annotate(newest=Max("pk"))
    works = ShiftAssignment.objects.filter(
        plan=OuterRef("pk"), staff__user=user.pk, date__gte=today
    )
    later = Plan.objects.filter(
        family=OuterRef("family"),
        scope=OuterRef("scope"),
        state=PlanState.PUBLISHED,
        start__gt=OuterRef("start"),
        start__lte=today,
    )
    soon = Q(start__lte=today + timedelta(days=2 * ahead.DAYS)) & ~Exists(later)
    found = Plan.objects.alias(is_later=Exists(later)).annotate(
        is_own=Exists(works), is_seen=Exists(within.filter(pk=OuterRef("pk")))
    )
    found = found.filter(
        Q(pk__in=newest.values("newest"))
        | Q(state=PlanState.PUBLISHED) & (Q(is_own=True) | soon & Q(is_seen=True))
    )
    seen, own = [], []
    by_key: Newest = {}
    light = found.defer("problem", "answer", "cost_by_rule", "versions")
    for plan in light.order_by("scope", "pk"):
        if plan.is_own and plan.state == PlanState.PUBLISHED:
            own.append(plan)
        if plan.is_seen:
            seen.append(plan)
            by_key[plan.family, plan.scope, plan.state] = plan
    own.sort(key=lambda plan: plan.start)
    return PlansRead(by_key, seen, own[:ROWS_SHOWN])


def decisions(newest: Newest) -> list[Plan]:
    """Drafts that are newer than what is published: somebody has to say yes or ask again."""
    found = []
    for (family, scope, state), plan in newest.items():
        published = newest.get((family, scope, PlanState.PUBLISHED))
        if state == PlanState.DRAFT and (published is None or published.version < plan.version):
            found.append(plan)
    return found


def families(user: Any, newest: Newest) -> list[FamilyHome]:
    """A supply officer's page begins with supply; everybody else's as the table of families."""
    found = [_family(user, code, newest) for code in FAMILIES]
    return sorted(found, key=lambda each: not each.mine)


def _current(newest: Newest, code: str) -> list[Plan]:
    """The published plan of each scope, or its draft where nothing is published yet."""
    found: dict[str, Plan] = {}
    for (family, scope, state), plan in newest.items():
        if family == code and (state == PlanState.PUBLISHED or scope not in found):
            found[scope] = plan
    return list(found.values())


def _family(user: Any, code: str, newest: Newest) -> FamilyHome:
    plans = sorted(
        _current(newest, code), key=lambda each: (-each.hard_violations, -each.medium, each.scope)
    )
    return FamilyHome(
        code=code,
        label=FAMILIES[code].label,
        lines=[PlanLine(plan) for plan in plans[:ROWS_SHOWN]],
        more=max(0, len(plans) - ROWS_SHOWN),
        rows=[
            (str(model._meta.model_name), model._meta.verbose_name_plural) for model in ROWS[code]
        ],
        mine=may(user, scoping.FAMILY_ACT[code]),
        missing=[] if plans else records_missing(user, code),
    )


def count_findings(lines: Iterable[PlanLine]) -> dict[int, PlanLine]:
    """Counts by kind; finding -> line, of each line's first hard finding, else first medium one."""
    by_plan = {line.plan.pk: line for line in lines}
    counted = Finding.objects.filter(plan__in=by_plan).order_by().values("plan", "kind")
    firsts: dict[int, dict[str, int]] = {}
    for each in counted.annotate(count=Count("pk"), first=Min("pk")):
        name = "records" if each["kind"] == "record" else each["kind"]
        setattr(by_plan[each["plan"]], name, each["count"])
        firsts.setdefault(each["plan"], {})[name] = each["first"]
    return {
        first["hard"] if "hard" in first else first["medium"]: by_plan[plan]
        for plan, first in firsts.items()
        if "hard" in first or "medium" in first
    }
