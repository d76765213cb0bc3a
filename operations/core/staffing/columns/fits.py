"""What this engine does not know: problems that ask for it are left to CP-SAT."""

from __future__ import annotations

from collections.abc import Callable

from operations.core.rule import Kind, Measure
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

ONLY_HARD = (
    "one_shift_per_day", "rest_after_nights", "week_minutes_maximum",
    "rolling_minutes_maximum", "rolling_nights_maximum", "rolling_weekends_maximum",
)  # fmt: skip
"""Rules that the engine states as law or not at all."""


def unknown(problem: Problem) -> str | None:
    """The rule or the feature of the problem that the engine does not know; None: it knows all."""
    for rule in RULES:
        policy = rule.policy(problem.policies)
        if not policy.active:
            if rule.code == "one_shift_per_day":
                return rule.code
            continue
        if rule.code not in KNOWN:
            return rule.code
        if rule.code in ONLY_HARD and policy.kind is not Kind.HARD and _asked(problem, rule.code):
            return rule.code
        if policy.kind is Kind.HARD and rule.code.startswith("cover"):
            return rule.code
        if rule.balance and (policy.measure is Measure.WORST or policy.kind is Kind.HARD):
            return rule.code
    return next((what for what, found in FEATURES.items() if found(problem)), None)


def _asked(problem: Problem, rule: str) -> bool:
    if rule == "rest_after_nights":
        return any(person.days_off_after_nights for person in problem.people)
    return rule == "one_shift_per_day" or any(getattr(p, rule) is not None for p in problem.people)


def _mixed_levels(problem: Problem) -> bool:
    """Who is on a shift beside whom: no matter of one row."""
    return any(
        line.supervisor_level is not None or line.junior_maximum is not None
        for line in problem.cover
    )


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
        if history is None:
            continue
        nights = person.days_off_after_nights and history.nights != _run(nights_before(person))
        if nights or (history.last_shift and not history.days_worked):
            return True
    return False


def _run(nights: frozenset[int]) -> int:
    length = 0
    while -length - 1 in nights:
        length += 1
    return length


FEATURES: dict[str, Callable[[Problem], bool]] = {
    "mixed levels on a shift": _mixed_levels,
    "weekends of other than two days": _odd_weekends,
    "rest over a day off": _long_rest,
    "two histories": _two_tales,
    "no shifts": lambda problem: not problem.shifts or not problem.people,
}
