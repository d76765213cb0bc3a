"""What a person reads first in the morning: what to decide, today's plans, last night's runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from forecasting.models import ForecastFinding, OutbreakAlarm
from hospital.access import Act, may
from operations import scoping
from operations.families import FAMILIES
from operations.in_force import in_force
from operations.models import (
    ROWS,
    Finding,
    OrderLine,
    Plan,
    PlanState,
    Run,
    RunState,
    ShiftAssignment,
)
from operations.web.beds import ShortWard, wards_short
from operations.web.forecasts import (
    ForecastHome,
    forecast_doubts,
    forecasts_current,
    outbreaks_standing,
)

ROWS_SHOWN = 12
"""Plans a family; the list page has the others."""
SOON_DAYS = 7
NOT_GOOD = (RunState.NO_PLAN, RunState.FAILED, RunState.ERRORED)


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


@dataclass
class NightHome:
    on: date
    states: list[tuple[str, str, int]]
    """(state, its label, how many)"""
    troubled: list[Run] = field(default_factory=list)


@dataclass
class SoonHome:
    """Orders of published plans that fall due within a week; whole cents."""

    lines: int
    cost_cents: int
    until: date


@dataclass
class Home:
    outbreaks: list[tuple[OutbreakAlarm, str]]
    """Standing alarms, each with its sentence, the gravest first."""
    more_outbreaks: int
    decisions: list[Plan]
    forecasts: list[ForecastHome]
    doubts: list[tuple[ForecastFinding, str]]
    """Open findings on forecasts, each with its sentence."""
    more_doubts: int
    beds: list[ShortWard]
    """Wards that may need more beds than they have, the likeliest first."""
    families: list[FamilyHome]
    night: NightHome | None
    soon: SoonHome | None
    own: list[Plan]
    """Rosters on which the person works themself, from today on."""


def home(user: Any) -> Home:
    """All of it within the person's reach; a fixed number of queries however many plans there
    are."""
    newest = _newest(user)
    families = [_family(user, code, newest) for code in FAMILIES]
    shown = [line for each in families for line in each.lines]
    _count_findings(shown)
    _worst_findings(shown)
    # A supply officer's page begins with supply; everybody else's as the table of families does.
    families.sort(key=lambda each: not each.mine)
    doubts, more = forecast_doubts(user, ROWS_SHOWN)
    outbreaks, more_outbreaks = outbreaks_standing(user, ROWS_SHOWN)
    return Home(
        outbreaks=outbreaks,
        more_outbreaks=more_outbreaks,
        decisions=_decisions(newest),
        forecasts=forecasts_current(user),
        doubts=doubts,
        more_doubts=more,
        beds=wards_short(user, ROWS_SHOWN),
        families=families,
        night=_night(user),
        soon=_soon(user),
        own=_own(user),
    )


def _own(user: Any) -> list[Plan]:
    lines = ShiftAssignment.objects.filter(
        staff__user=user.pk, plan__state=PlanState.PUBLISHED, date__gte=timezone.localdate()
    )
    plans = Plan.objects.filter(pk__in=lines.values("plan"))
    return list(plans.defer("problem", "answer").order_by("start")[:ROWS_SHOWN])


def _newest(user: Any) -> dict[tuple[str, str, str], Plan]:
    """(family, scope, state) -> its newest version; replaced ones are history."""
    seen = scoping.plans_seen(user).exclude(state=PlanState.VOID).order_by()
    grouped = seen.values("family", "scope", "state").annotate(newest=Max("pk"))
    plans = Plan.objects.filter(pk__in=[each["newest"] for each in grouped])
    found = plans.defer("problem", "answer", "cost_by_rule", "versions")
    return {(plan.family, plan.scope, plan.state): plan for plan in found.order_by("scope")}


def _current(newest: dict[tuple[str, str, str], Plan], code: str) -> list[Plan]:
    """The published plan of each scope, or its draft where nothing is published yet."""
    found: dict[str, Plan] = {}
    for (family, scope, state), plan in newest.items():
        if family == code and (state == PlanState.PUBLISHED or scope not in found):
            found[scope] = plan
    return list(found.values())


def _decisions(newest: dict[tuple[str, str, str], Plan]) -> list[Plan]:
    """Drafts that are newer than what is published: somebody has to say yes or ask again."""
    found = []
    for (family, scope, state), plan in newest.items():
        published = newest.get((family, scope, PlanState.PUBLISHED))
        if state == PlanState.DRAFT and (published is None or published.version < plan.version):
            found.append(plan)
    return found


def _family(user: Any, code: str, newest: dict[tuple[str, str, str], Plan]) -> FamilyHome:
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
    )


def _count_findings(lines: list[PlanLine]) -> None:
    by_plan = {line.plan.pk: line for line in lines}
    counted = Finding.objects.filter(plan__in=by_plan).order_by().values("plan", "kind")
    for each in counted.annotate(count=Count("pk")):
        name = "records" if each["kind"] == "record" else each["kind"]
        setattr(by_plan[each["plan"]], name, each["count"])


def _worst_findings(lines: list[PlanLine]) -> None:
    """The first hard one, else the first medium one."""
    for kind in ("medium", "hard"):
        by_plan = {line.plan.pk: line for line in lines if getattr(line, kind)}
        of_kind = Finding.objects.filter(plan__in=by_plan, kind=kind).order_by()
        firsts = of_kind.values("plan").annotate(first=Min("pk"))
        chosen = Finding.objects.filter(pk__in=[each["first"] for each in firsts])
        for plan, sentence in chosen.values_list("plan", "sentence"):
            by_plan[plan].worst = str(sentence)


def _night(user: Any) -> NightHome | None:
    nightly = scoping.runs_seen(user).filter(trigger="nightly")
    on = nightly.aggregate(on=Max("for_date"))["on"]
    if on is None:
        return None
    runs = nightly.filter(for_date=on)
    counts = runs.order_by().values("state").annotate(count=Count("pk")).values_list
    labels = dict(RunState.choices)
    states = [(state, str(labels[state]), count) for state, count in counts("state", "count")]
    troubled = runs.filter(state__in=NOT_GOOD).defer("incumbent", "curve", "params")
    return NightHome(on, states, list(troubled[:ROWS_SHOWN]))


def _soon(user: Any) -> SoonHome | None:
    """Only for whoever orders."""
    if not may(user, Act.SUPPLY):
        return None
    until = timezone.localdate() + timedelta(days=SOON_DAYS)
    mine = scoping.rows_seen(OrderLine, user, Act.SUPPLY).filter(order_date__lte=until)
    due = in_force(mine, "order_date")
    found = due.aggregate(lines=Count("pk"), cost=Sum("cost_cents"))
    return SoonHome(found["lines"], found["cost"] or 0, until) if found["lines"] else None
