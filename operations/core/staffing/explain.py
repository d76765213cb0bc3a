"""Why a cell is as it is, why not otherwise, and what stands in the way of filling a gap.

Every answer comes from doing it and letting the judge speak. A reason is a code with facts, and
the same in an English sentence; facts are named as those of violations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from operations.core.errors import BadProblem
from operations.core.report import judge_with
from operations.core.rule import Span
from operations.core.staffing.cells import Assignment, Change
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.replacements import Option, judged, placings, replacements
from operations.core.staffing.report import Difference
from operations.core.staffing.roster import people_on, skill_served, those_there
from operations.core.staffing.standing import Standing, rules_of

ALTERNATIVES = 3
ONE_MORE = "one more"
"""Name of the person whom nobody employs yet."""
EXPERT = 99


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of several, which stand as a person would give them. cost: what it weighs."""

    code: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person has the shift. without: what taking them off would do; alternatives: who else
    could have it, each compared with the roster as it is."""

    person: str
    day: int
    shift: str
    reasons: tuple[Reason, ...]
    without: Difference
    alternatives: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A hard rule, whom it keeps from the shift, and whom it alone does."""

    rule: str
    people: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the way of one more person on a shift.

    missing: people below the planned cover. stops: the rules in the way, the commonest first.
    free, moving: who could come lawfully, from a day off or from another shift. relaxed: the
    cheapest way that breaks one rule only, none where no rule would have to give. one_more: what
    one more person, whom no rule stops, would change in the cost.
    """

    day: int
    shift: str
    missing: int
    reasons: tuple[Reason, ...]
    stops: tuple[Stop, ...]
    free: tuple[Option, ...]
    moving: tuple[Option, ...]
    relaxed: Option | None
    one_more: int


def why(standing: Standing, person: str, day: int) -> Why:
    """Why the person works that day. Raises BadProblem when they do not work exactly one shift."""
    today = standing.today(person, day)
    if len(today) != 1:
        raise BadProblem(f"{person} on day {day}", "works no single shift there; choose one")
    cell = today[0]
    off = Change(person, day)
    without = standing.difference(off)
    others = replacements(standing.after(off), day, cell.shift)
    best = [option for option in others if option.person != person and option.lawful]
    alternatives = [
        judged(standing, option.person, [(off, *option.changes)], option.moved_from)
        for option in best[:ALTERNATIVES]
    ]
    alternatives.sort(key=lambda option: option.rank)
    reasons = (
        *_cover_reasons(standing, cell),
        *_own_reasons(standing, cell),
        *_comparisons(cell, without, alternatives),
    )
    return Why(person, day, cell.shift, reasons, without, tuple(alternatives))


def why_not(standing: Standing, person: str, day: int, shift: str) -> Option:
    """What putting the person there would do: the rules it breaks and its cost.

    Raises BadProblem for what the problem does not know, or for somebody who is there already.
    """
    if person not in standing.people:
        raise BadProblem(person, "is not part of this problem; choose somebody of this roster")
    if any(each.person == person for each in standing.there((day, shift))):
        raise BadProblem(f"{person} on day {day}", f"works {shift} already; choose another cell")
    had = tuple(each.shift for each in standing.today(person, day))
    ways = [(way,) for way in placings(standing, standing.people[person], (day, shift), None)]
    return judged(standing, person, ways, had)


def gap(standing: Standing, day: int, shift: str, skill: str | None = None) -> Gap:
    """What stands in the way of one more person on the shift (serving in `skill`, if given).

    Whoever was planned there and is away is among those whom something stops.
    """
    standing = Standing(standing.problem, those_there(standing.problem, standing.plan))
    options = replacements(standing, day, shift, skill)
    lawful = [option for option in options if option.lawful]
    single = [option for option in options if len(option.breaks) == 1]
    relaxed = None if any(option.cost < 0 for option in lawful) else _cheapest(single)
    lines = [
        (line, there)
        for line, there in people_on(standing.problem, standing.plan)
        if (line.day, line.shift) == (day, shift) and skill in {None, line.skill}
    ]
    return Gap(
        day,
        shift,
        max((line.target - there for line, there in lines), default=0),
        tuple(_there(standing, line, there) for line, there in lines),
        _stops(options),
        tuple(option for option in lawful if not option.moved_from),
        tuple(option for option in lawful if option.moved_from),
        relaxed,
        one_more(standing, day, shift, skill),
    )


def one_more(standing: Standing, day: int, shift: str, skill: str | None = None) -> int:
    """The change of the cover's cost by one more person, who holds every skill asked there."""
    view = standing.views.cell((day, shift))
    asked = dict.fromkeys(line.skill for line in view.cover if line.skill)
    ghost = Person(ONE_MORE, skills=dict.fromkeys(asked, EXPERT))
    view = replace(view, people=(*view.people, ghost))
    there, rules = standing.there((day, shift)), rules_of(Span.COVER)
    before = judge_with(rules, view.policies, view, Plan(there)).cost
    served: list[str | None] = [skill] if skill else [*asked] or [None]
    return min(
        judge_with(
            rules, view.policies, view, Plan((*there, Assignment(ONE_MORE, day, shift, each)))
        ).cost
        - before
        for each in served
    )


def _cheapest(options: list[Option]) -> Option | None:
    return min(options, key=lambda option: (option.cost, option.person), default=None)


def _stops(options: tuple[Option, ...]) -> tuple[Stop, ...]:
    stopped: dict[str, list[Option]] = {}
    for option in options:
        for rule in option.breaks:
            stopped.setdefault(rule, []).append(option)
    found = [
        Stop(
            rule,
            tuple(option.person for option in by),
            tuple(option.person for option in by if len(option.breaks) == 1),
        )
        for rule, by in stopped.items()
    ]
    return tuple(sorted(found, key=lambda stop: (-len(stop.people), stop.rule)))


def _cover_reasons(standing: Standing, cell: Assignment) -> Iterator[Reason]:
    """The cover lines that count somebody on this cell."""
    lines = standing.views.lines((cell.day, cell.shift))
    asked = [skill for skill in dict.fromkeys(line.skill for line in lines) if skill]
    served = skill_served(standing.people[cell.person], cell, asked)
    for line, there in people_on(standing.problem, standing.plan):
        if (line.day, line.shift) == (cell.day, cell.shift) and line.skill in {None, served}:
            yield _there(standing, line, there)


def _there(standing: Standing, line: CoverLine, there: int) -> Reason:
    facts = {
        "shift": line.shift,
        "on": standing.problem.day_fact(line.day),
        "there": str(there),
        "minimum": str(line.minimum),
        "target": str(line.target),
    }
    on = standing.problem.day_name(line.day)
    asked = f"it needs at least {line.minimum}, its target is {line.target}."
    if line.skill is None:
        return Reason("cover", f"{line.shift} on {on} has {there}; {asked}", facts)
    facts["skill"] = line.skill
    return Reason(
        "cover_skill", f"{line.shift} on {on} has {there} as {line.skill}; {asked}", facts
    )


def _own_reasons(standing: Standing, cell: Assignment) -> Iterator[Reason]:
    """Locks and wishes of the person for that day."""
    facts = {"person": cell.person, "shift": cell.shift}
    for lock in standing.views.locks(cell.person):
        if lock.day == cell.day and lock.shift == cell.shift:
            yield Reason("fixed", f"{cell.person} was fixed to {cell.shift}.", facts)
    for wish in standing.views.requests(cell.person):
        if wish.day != cell.day or wish.shift not in {None, cell.shift}:
            continue
        code = "wished" if wish.wanted else "unwished"
        asked = "asked for it" if wish.wanted else "asked not to have it"
        weighs = facts | {"weight": str(wish.weight)}
        sentence = f"{cell.person} {asked} (weight {wish.weight})."
        yield Reason(code, sentence, weighs, -wish.weight if wish.wanted else wish.weight)


def _comparisons(
    cell: Assignment, without: Difference, alternatives: list[Option]
) -> Iterator[Reason]:
    """What it would cost to do without, and with the best other person."""
    facts = {"person": cell.person, "cost": f"{without.cost:+d}"}
    sentence = f"Without {cell.person} the cost changes by {without.cost:+d}."
    yield Reason("without", sentence, facts, without.cost)
    if not alternatives:
        yield Reason("no_other", "Nobody else may take the shift.", {})
        return
    best = alternatives[0]
    facts = {"person": best.person, "cost": f"{best.cost:+d}"}
    if best.moved_from:
        left = " and ".join(best.moved_from)
        sentence = (
            f"{best.person} in their place, who would leave {left}, changes the cost by "
            f"{best.cost:+d}."
        )
        yield Reason("other_moving", sentence, facts | {"left": left}, best.cost)
    else:
        sentence = f"{best.person} in their place, who is off, changes the cost by {best.cost:+d}."
        yield Reason("other_free", sentence, facts, best.cost)
