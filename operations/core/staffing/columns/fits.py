"""What this engine does not know: problems that ask for it are left to CP-SAT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from operations.core.rule import Kind, Measure, Policy, Rule
from operations.core.staffing.columns.prices import FORBIDDEN, Prices
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import nights_before
from operations.core.staffing.rules import RULES

KNOWN = frozenset(
    {
        "one_shift_per_day", "shift_allowed", "absence_respected", "lock_kept",
        "rest_between_shifts", "shift_succession", "rest_after_nights",
        "maximum_minutes", "minimum_minutes", "overtime_minutes",
        "consecutive_days_maximum", "consecutive_days_minimum",
        "consecutive_days_off_minimum", "consecutive_days_off_maximum",
        "consecutive_shifts_maximum", "consecutive_shifts_minimum",
        "consecutive_nights_maximum", "nights_maximum",
        "weekends_maximum", "weekends_complete",
        "assignments_maximum", "assignments_minimum",
        "week_minutes_maximum", "rolling_minutes_maximum",
        "rolling_nights_maximum", "rolling_weekends_maximum",
        "shift_type_maximum", "cover_minimum", "cover_target", "cover_excess",
        "supervision", "junior_maximum", "wishes_for", "wishes_against",
        "nights_balance", "weekends_balance", "holidays_balance", "wishes_balance",
        "roster_stability", "own_people_first", "fixed_shift_kept",
    }
)  # fmt: skip

NEVER_HARD = ("cover_target", "cover_excess", "supervision", "junior_maximum")
ONLY_HARD = (
    "one_shift_per_day", "rest_after_nights", "week_minutes_maximum",
    "rolling_minutes_maximum", "rolling_nights_maximum", "rolling_weekends_maximum",
)  # fmt: skip
"""Rules that the engine states as law or not at all."""
DEAREST = 1_500_000
"""What cover can be worth on the days of one row together."""


def relaxed(problem: Problem) -> Problem | None:
    """The problem without the rules that the engine does not know (itself where it knows all):
    any bound on it is one on the problem as well. None where not only rules are in the way."""
    policies = {rule.code: rule.policy(problem.policies) for rule in RULES}
    if not policies["one_shift_per_day"].active or any(f(problem) for f in FEATURES.values()):
        return None
    off = {
        rule.code: replace(policies[rule.code], active=False)
        for rule in RULES
        if policies[rule.code].active and not _known(problem, rule, policies[rule.code])
    }
    if "one_shift_per_day" in off:
        return None
    return replace(problem, policies={**problem.policies, **off}) if off else problem


def _known(problem: Problem, rule: Rule, policy: Policy) -> bool:
    hard = policy.kind is Kind.HARD
    if rule.code in ONLY_HARD and not hard:
        return not _asked(problem, rule.code)
    if hard and rule.code in NEVER_HARD:
        return False
    if rule.balance and (hard or policy.measure is Measure.WORST):
        return False
    return rule.code in KNOWN


def _asked(problem: Problem, rule: str) -> bool:
    if rule == "rest_after_nights":
        return any(person.days_off_after_nights for person in problem.people)
    return rule == "one_shift_per_day" or any(getattr(p, rule) is not None for p in problem.people)


def _dear(problem: Problem) -> bool:
    """Whether a row could be worth more than the kernels' whole numbers hold."""
    prices = Prices(problem)
    worth: dict[tuple[int, str], int] = {}
    for line in problem.cover:
        price = prices.of("cover_target", 1, line.price_under_target) % FORBIDDEN
        if not prices.hard("cover_minimum"):
            price += prices.of("cover_minimum", 1, line.price_under_minimum)
        cell = line.day, line.shift
        worth[cell] = worth.get(cell, 0) + price
    wishes = max((wish.weight for wish in problem.requests), default=0)
    changes = (problem.previous.price_per_change or 0) if problem.previous else 0
    return (max(worth.values(), default=0) + wishes + changes) * problem.days > DEAREST


def _odd_weekends(problem: Problem) -> bool:
    """Weekends of more than two days, or whose days do not follow each other."""
    days = [day for weekend in problem.weekends for day in weekend]
    spans = [max(weekend) - min(weekend) for weekend in problem.weekends if weekend]
    return len(set(days)) < len(days) or max(spans, default=0) > 1 or not all(problem.weekends)


def _long_rest(problem: Problem) -> bool:
    """Rest that reaches over a whole day off."""
    spans = [[problem.span(day, shift) for shift in problem.shifts] for day in range(problem.days)]
    gaps = [
        min(start for start, _ in later) - max(end for _, end in earlier)
        for earlier, later in zip(spans, spans[2:], strict=False)
        if earlier and later
    ]
    return min(gaps, default=10**6) < max((p.rest_minutes for p in problem.people), default=0)


def _two_tales(problem: Problem) -> bool:
    """People of whom the history tells one run of nights and the past shifts another, or a shift on
    the day before without a day worked."""
    for person in problem.people:
        history = person.history
        told = history.nights if history else 0
        nights = person.days_off_after_nights and told != _run(nights_before(person))
        if nights or (history and history.last_shift and not history.days_worked):
            return True
    return False


def _run(nights: frozenset[int]) -> int:
    length = 0
    while -length - 1 in nights:
        length += 1
    return length


FEATURES: dict[str, Callable[[Problem], bool]] = {
    "prices beyond whole numbers": _dear,
    "weekends of other than two days": _odd_weekends,
    "rest over a day off": _long_rest,
    "two histories": _two_tales,
    "no shifts": lambda problem: not problem.shifts or not problem.people,
}
