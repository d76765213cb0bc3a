"""Between two shifts lies the rest that the contract gives, in real time."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import Days, by_person

Stretch = tuple[int, int, str]


def _spans(problem: Problem, person: Person, days: Days) -> list[Stretch]:
    found = [
        (*problem.span(day, shift), f"{shift.id} on {problem.day_name(day)}")
        for day, shifts in enumerate(days)
        for shift in shifts
    ]
    return sorted(found)


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        spans = _spans(problem, person, days)
        end = person.history.last_end_minute if person.history else None
        pairs = [] if end is None else [(end, "the last shift before", span) for span in spans]
        for i, (_, end_minute, name) in enumerate(spans):
            pairs += [(end_minute, name, later) for later in spans[i + 1 :]]
        for end_minute, name, (start, _, later_name) in pairs:
            rest = start - end_minute
            if rest < person.rest_minutes:
                yield _violation(person, name, later_name, rest)


def _violation(person: Person, name: str, later: str, rest: int) -> Violation:
    had = f"{max(0, rest) // 60} h {max(0, rest) % 60:02d}"
    need = f"{person.rest_minutes // 60} h {person.rest_minutes % 60:02d}"
    return Violation(
        RULE.code,
        person.rest_minutes - rest,
        f"{person.id} has {had} of rest between {name} and {later}; {need} are due.",
        (person.id,),
        {"person": person.id, "rest_minutes": str(rest), "due_minutes": str(person.rest_minutes)},
    )


RULE = Rule(
    "rest_between_shifts",
    "Rest between shifts",
    Kind.HARD,
    "minutes",
    "Labour law and safety: tired people make mistakes (11 h in Directive 2003/88/EC, art. 3).",
    check,
    span=Span.PERSON,
)
