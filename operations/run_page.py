"""A run on one page: how far it is and how good, drawn; what its plan costs, rule by rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from operations.models import OPEN_STATES, Plan, Run
from operations.rule_kinds import own_kinds
from operations.words import rule_label, rule_reason

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 200, 90, 24, 10
STEEP = 5.0
"""Costs that fall by more than this are drawn on a logarithmic scale."""

Point = Sequence[float | None]
"""Seconds, cost, bound or None, and hard breaches where they are known."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """cost, bound: SVG paths of steps, since a plan holds until a better one is found; bound is
    empty where nothing is proven. unlawful: the cost of plans that break hard rules, which may rise
    as fewer are broken; broken: where another number of them begins."""

    cost: str
    unlawful: str
    broken: tuple[Tick, ...]
    bound: str
    up: tuple[Tick, ...]
    seconds: float
    logarithmic: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class RuleCost:
    """matches: findings that the plan's judge kept of the rule. kind: as the hospital decided.
    cost: of a hard rule the amount in its unit, which is no cost."""

    label: str
    kind: str
    matches: int
    cost: int
    reason: str


def run_curve(points: Sequence[Point], until: float) -> Curve | None:
    """None before a second plan: one point is no curve. until: seconds that the search may take
    or took."""
    known = [point for point in points if point[1] is not None]
    if len(known) < 2:
        return None
    costs = [float(point[1] or 0) for point in known]
    bounds = [float(point[2]) for point in known if len(point) > 2 and point[2] is not None]
    low, high = min([*costs, *bounds]), max([*costs, *bounds])
    steep = low >= 0 and (high + 1) / (low + 1) > STEEP

    def scaled(value: float) -> float:
        return math.log1p(max(0.0, value)) if steep else value

    # From the least that is drawn, not from nothing: the last per cent are what one looks for.
    bottom = scaled(low)
    span = max(scaled(high) - bottom, 1e-9)
    end = max(until, float(known[-1][0] or 0), 1e-9)

    def x(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - 8) * min(1.0, seconds / end)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (scaled(value) - bottom) / span

    def path(at: int, points: Sequence[Point], to: float = WIDTH - 8) -> str:
        drawn = ""
        for point in points:
            value = point[at] if len(point) > at else None
            if value is None:
                continue
            across, up = x(float(point[0] or 0)), y(float(value))
            drawn += f"H{across:.1f}V{up:.1f}" if drawn else f"M{across:.1f} {up:.1f}"
        return drawn and f"{drawn}H{to:g}"

    middle = math.expm1((scaled(low) + scaled(high)) / 2) if steep else (low + high) / 2
    marks = sorted({low, middle, high})
    ticks = tuple(Tick(f"{y(mark):.1f}", mark) for mark in marks)
    first = next((n for n, point in enumerate(known) if not hard_of(point)), len(known))
    until_x = round(x(float(known[first][0] or 0)), 1) if first < len(known) else WIDTH - 8
    return Curve(
        path(1, known[first:]), path(1, known[:first], until_x), _broken(known[:first], x),
        path(2, known), ticks, end, steep,
    )  # fmt: skip


def hard_of(point: Point) -> int:
    """Hard breaches of the plan of this moment; none where the search does not count them."""
    return int(point[3] or 0) if len(point) > 3 else 0


def _broken(points: Sequence[Point], x: Callable[[float], float]) -> tuple[Tick, ...]:
    found: list[Tick] = []
    for point in points:
        if not found or found[-1].value != hard_of(point):
            found.append(Tick(f"{x(float(point[0] or 0)):.1f}", hard_of(point)))
    return tuple(found)


def run_rules(plan: Plan) -> list[RuleCost]:
    """Broken hard rules first, then what costs most."""
    counted = plan.findings.exclude(kind="record").order_by().values("rule", "kind")
    found = list(counted.annotate(count=Count("pk")))
    matches = {row["rule"]: row["count"] for row in found}
    kinds = own_kinds(plan.family) | {row["rule"]: row["kind"] for row in found}
    rows = [
        RuleCost(
            rule_label(plan.family, code), kinds.get(code, ""), matches.get(code, 0), cost,
            rule_reason(plan.family, code),
        )
        for code, cost in plan.cost_by_rule.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.kind != "hard", -row.cost))


def is_open(run: Run) -> bool:
    return run.state in OPEN_STATES
