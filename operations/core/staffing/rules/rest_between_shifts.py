"""Between two shifts lies the rest that the contract gives, in real time."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.clock import spelled
from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import Days, by_person

Stretch = tuple[int, int, str, int]
"""Start and end in minutes, shift, day."""


def _spans(problem: Problem, days: Days) -> list[Stretch]:
    return sorted(
        (*problem.span(day, shift), shift.id, day)
        for day, shifts in enumerate(days)
        for shift in shifts
    )


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        spans = _spans(problem, days)
        end = person.history.last_end_minute if person.history else None
        if end is not None:
            for span in spans:
                yield from _short(problem, person, end, None, span)
        for i, earlier in enumerate(spans):
            for later in spans[i + 1 :]:
                yield from _short(problem, person, earlier[1], earlier, later)


def _short(
    problem: Problem, person: Person, end_minute: int, earlier: Stretch | None, later: Stretch
) -> Iterator[Violation]:
    start, _, shift, day = later
    rest, had = start - end_minute, max(0, start - end_minute)
    if rest >= person.rest_minutes:
        return
    facts = {"person": person.id, "rest_minutes": str(had), "due_minutes": str(person.rest_minutes)}
    facts |= {"later": shift, "later_on": problem.day_fact(day)}
    name = "the last shift before"
    if earlier is not None:
        facts |= {"earlier": earlier[2], "earlier_on": problem.day_fact(earlier[3])}
        name = f"{earlier[2]} on {problem.day_name(earlier[3])}"
    yield Violation(
        RULE.code,
        person.rest_minutes - rest,
        f"{person.id} has {spelled(had)} of rest between {name} and {shift} on "
        f"{problem.day_name(day)}; {spelled(person.rest_minutes)} are due.",
        (person.id,),
        facts,
        variant="" if earlier else "before_the_plan",
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
