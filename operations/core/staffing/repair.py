"""A roster mended after absences: the open shifts filled while as few people as possible notice.

First each open shift goes to the best of those who could take it; then an exact search lets the
absent, the likeliest candidates and who could stand in for them move in the days around, and more
people in each further round, until more of them change nothing or time is over.

What was missing in the known roster already is no reason to call anybody: only the open shifts are
filled, and no other cover gets worse than it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from operations.core.outcome import Options
from operations.core.report import Report
from operations.core.staffing.cells import Change, Lock, Previous
from operations.core.staffing.cpsat.around import AroundModel
from operations.core.staffing.cpsat.search import search
from operations.core.staffing.narrow import Cell
from operations.core.staffing.neighbours import Neighbours
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.replacements import Option, replacements
from operations.core.staffing.report import judge
from operations.core.staffing.roster import may_work, people_on, those_there
from operations.core.staffing.standing import Standing
from operations.core.stopwatch import Stopwatch

SECONDS = 5.0
PRICE_PER_PERSON = 30
"""What it must be worth to call somebody: less than a person missing from the planned cover, more
than any wish."""
SEARCH_SHARE = 0.9
"""Of the time; the rest is for judging and tidying what was found."""
Score = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended roster and what it asks of whom.

    changes: every cell that is not as it was known. forced: the people of whom a cell had to change
    (absent, or fixed by hand); touched: those of whom another cell changes, be they forced or not:
    who is ill for three days is called like anybody for a shift on the fourth. before, after: the
    judge's reports of the known and of the mended roster, with today's absences and locks. proven:
    within the cells of the last round no roster is better.
    """

    plan: Plan
    changes: tuple[Change, ...]
    forced: tuple[str, ...]
    touched: tuple[str, ...]
    before: Report
    after: Report
    proven: bool
    seconds: float


def repair(
    problem: Problem,
    known: Plan,
    options: Options | None = None,
    *,
    open_cells: Iterable[Cell] = (),
    short_too: bool = False,
    first_day: int = 0,
    price_per_person: int = PRICE_PER_PERSON,
) -> Repair:
    """Mend `known` for a problem whose absences or locks have changed since.

    open_cells: further shifts to fill; short_too: and all that are below their minimum. first_day:
    days before it are past and stand still. Locked cells never move; a changed cell costs what the
    rule `roster_stability` says. Raises BadProblem for cells that the problem does not have.
    """
    watch = Stopwatch()
    options = options or Options(seconds=SECONDS)
    if problem.previous is None:
        problem = replace(problem, previous=Previous(known.assignments))
    problem = _past_fixed(problem, known, first_day)
    work = _Work(problem, known, options, first_day, price_per_person, watch)
    work.open(open_cells, short_too=short_too)
    if work.holes:
        work.fill()
        work.search()
    plan = _skills_kept(work.best, known)
    changes = changes_between(problem, known, plan)
    after = judge(problem, plan)
    return Repair(
        plan,
        changes,
        tuple(work.people()),
        tuple(sorted(work.touched(plan))),
        judge(problem, known),
        after,
        work.proven,
        watch.seconds,
    )


@dataclass(slots=True)
class _Work:
    """What is known while the roster is mended; `best` is the best roster so far."""

    problem: Problem
    known: Plan
    options: Options
    first_day: int
    price: int
    watch: Stopwatch
    vacated: Standing = field(init=False)
    best: Standing = field(init=False)
    forced: frozenset[tuple[str, int]] = frozenset()
    holes: tuple[Cell, ...] = ()
    proven: bool = False

    def left(self) -> float:
        return SEARCH_SHARE * self.options.seconds - self.watch.seconds

    def over(self) -> bool:
        return self.options.stop.is_set() or self.left() <= 0

    def open(self, cells: Iterable[Cell], *, short_too: bool) -> None:
        """Take the absent off their shifts, put the fixed where they are fixed: what is open?"""
        known = Standing(self.problem, self.known)
        must = _forced(self.problem, self.known)
        self.vacated = self.best = known.after(*must)
        self.forced = frozenset((change.person, change.day) for change in must)
        given_up = [(each.day, each.shift) for c in must for each in known.today(c.person, c.day)]
        there = set(those_there(self.problem, self.vacated.plan).assignments)
        given_up += [(e.day, e.shift) for e in self.vacated.plan.assignments if e not in there]
        short = [
            (line.day, line.shift)
            for line, there in people_on(self.problem, self.vacated.plan)
            if short_too and there < line.minimum
        ]
        asked = [*given_up, *cells, *short]
        self.holes = tuple(cell for cell in dict.fromkeys(asked) if cell[0] >= self.first_day)
        self.problem = _cover_as_known(self.problem, self.known, self.holes)
        self.vacated = self.best = Standing(self.problem, self.vacated.plan)

    def fill(self) -> None:
        """Each open shift to the best of those who could take it, as long as that is worth it."""
        filled = self.vacated.roughly()
        for cell in self.holes:
            while not self.over():
                cost, option = self._cheapest(filled, cell)
                if option is None or cost >= 0:
                    break
                filled = filled.after(*option.changes)
        self._take(filled.plan)

    def _cheapest(self, filled: Standing, cell: Cell) -> tuple[int, Option | None]:
        touched, locked = self.touched(filled.plan), self._locked()
        worth: list[tuple[int, Option | None]] = [
            (option.cost + (0 if option.person in touched else self.price), option)
            for option in replacements(filled, *cell)
            if option.lawful and (option.person, cell[0]) not in locked
        ]
        return min(worth, key=lambda each: each[0], default=(0, None))

    def search(self) -> None:
        """Exact rounds over growing neighbourhoods; the judge says which roster is better."""
        if self.over():
            return
        strict = self.vacated.report().hard == 0
        problem = _unlawful_fixed(self.vacated)
        model = AroundModel(
            problem, self.known, strict=strict, price_per_person=self.price, forced=self.forced
        )
        locked = frozenset((lock.person, lock.day) for lock in problem.locks)
        people = frozenset(self.people())
        around = Neighbours(self.vacated.roughly(), self.holes, people, self.first_day, locked)
        known, round_ = 0, 0
        while not self.over():
            cells = around.cells(round_, self.touched(self.best.plan))
            model.free_only(cells, self.best.plan)
            answer = search(model, self.options, self.left(), self.watch)
            better = answer.plan is not None and self._take(answer.plan)
            self.proven = answer.optimal
            now = len({person for person, _ in cells})
            if not answer.optimal or (round_ and not better) or now == known:
                return
            known, round_ = now, round_ + 1

    def _take(self, plan: Plan) -> bool:
        if self._score(plan) >= self._score(self.best.plan):
            return False
        self.best = Standing(self.problem, plan)
        return True

    def _score(self, plan: Plan) -> Score:
        report = judge(self.problem, plan)
        return report.hard, report.cost + self.price * len(self.touched(plan))

    def touched(self, plan: Plan) -> set[str]:
        """Those of whom a shift is not where it was, beside what had to change."""
        had, has = _worked(self.known), _worked(plan)
        return {person for person, day, _ in had ^ has if (person, day) not in self.forced}

    def people(self) -> list[str]:
        return sorted({person for person, _ in self.forced})

    def _locked(self) -> frozenset[tuple[str, int]]:
        return frozenset((lock.person, lock.day) for lock in self.problem.locks)


def _worked(plan: Plan) -> set[tuple[str, int, str]]:
    return {(each.person, each.day, each.shift) for each in plan.assignments}


def _past_fixed(problem: Problem, known: Plan, first_day: int) -> Problem:
    """The days before `first_day` locked as they were."""
    standing = Standing(problem, known)
    past = []
    for person in problem.people:
        for day in range(first_day):
            today = standing.today(person.id, day)
            past += [Lock(person.id, day, each.shift) for each in today]
            past += [] if today else [Lock(person.id, day)]
    locks = (lock for lock in problem.locks if lock.day >= first_day)
    return replace(problem, locks=(*past, *locks)) if past else problem


def _cover_as_known(problem: Problem, known: Plan, holes: Collection[Cell]) -> Problem:
    """Cover outside the open shifts asks for no more than the known roster gave."""
    lines = tuple(
        line
        if (line.day, line.shift) in holes
        else replace(line, target=min(line.target, there), minimum=min(line.minimum, there))
        for line, there in people_on(problem, known)
    )
    return replace(problem, cover=lines)


def _unlawful_fixed(standing: Standing) -> Problem:
    """Shifts that their people may not work stay where somebody put them: the search knows no
    other way of keeping what it would never plan."""
    shifts = {shift.id: shift for shift in standing.problem.shifts}
    found = [
        Lock(each.person, each.day, each.shift)
        for each in standing.plan.assignments
        if not may_work(standing.people[each.person], shifts[each.shift])
    ]
    return replace(standing.problem, locks=(*standing.problem.locks, *found))


def _forced(problem: Problem, known: Plan) -> list[Change]:
    """Cells that cannot stay: shifts on days away, and cells that were fixed to something else."""
    standing = Standing(problem, known)
    locks = {(lock.person, lock.day): lock.shift for lock in problem.locks}
    away = {person.id: {*person.absences, *person.days_off} for person in problem.people}
    found = [
        Change(each.person, each.day)
        for each in known.assignments
        if each.day in away[each.person] and (each.person, each.day) not in locks
    ]
    for (person, day), shift in locks.items():
        if [each.shift for each in standing.today(person, day)] != ([shift] if shift else []):
            found.append(Change(person, day, shift))
    return found


def changes_between(problem: Problem, known: Plan, plan: Plan) -> tuple[Change, ...]:
    """The cells in which two rosters differ, as changes of the first one; by day and person."""
    before, after = Standing(problem, known), Standing(problem, plan)
    cells = dict.fromkeys(
        (each.day, each.person) for each in (*known.assignments, *plan.assignments)
    )
    found = []
    for day, person in sorted(cells):
        had, has = before.today(person, day), after.today(person, day)
        if set(had) != set(has):
            found.append(
                Change(person, day, has[-1].shift, has[-1].skill) if has else Change(person, day)
            )
    return tuple(found)


def _skills_kept(standing: Standing, known: Plan) -> Plan:
    """The roster in which whoever kept their shift serves as before, where that costs nothing."""
    served = {(each.person, each.day, each.shift): each.skill for each in known.assignments}
    by_cell: dict[Cell, list[Change]] = {}
    for each in standing.plan.assignments:
        cell = (each.person, each.day, each.shift)
        if cell in served and served[cell] != each.skill:
            back = Change(each.person, each.day, each.shift, served[cell])
            by_cell.setdefault((each.day, each.shift), []).append(back)
    for changes in by_cell.values():
        for ways in (changes, *([change] for change in changes)):
            standing = _if_free(standing, ways)
    return standing.plan


def _if_free(standing: Standing, changes: Collection[Change]) -> Standing:
    difference = standing.difference(*changes)
    free = difference.hard <= 0 and difference.cost <= 0
    return standing.after(*changes) if free else standing
