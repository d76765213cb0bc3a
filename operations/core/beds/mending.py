"""The work of mending a bed plan: places for those without, chains, exact rounds, and tidying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from operations.core.beds import greedy
from operations.core.beds.annealing import programme
from operations.core.beds.annealing.tables import tables
from operations.core.beds.annealing.walk import Walk
from operations.core.beds.around import around, wards_of
from operations.core.beds.chains import Chains, blocked_nights
from operations.core.beds.cpsat import model
from operations.core.beds.cpsat.fits import Fitting
from operations.core.beds.cpsat.work import POLICIES
from operations.core.beds.narrow import part
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Former, Problem, State
from operations.core.beds.relaying import Relay
from operations.core.beds.rules import (
    emergency_beds_held,
    plan_stability,
    surgeon_minutes,
    theatre_minutes,
)
from operations.core.beds.standing import Change, Standing, changes_between
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy, Violation
from operations.core.stopwatch import Stopwatch

SEARCH_SHARE = 0.85
"""Of the time; the rest is for judging and tidying what was found."""
ROOMS = 6
"""Likeliest rooms of each patient in the first round; twice as many in each further one."""
CHOICES = 1500
"""Choices of patient, room and day in one exact search."""
ROUND_SECONDS = 2.0
EXACT_SHARE = 0.5
"""Of the time, after which exact rounds give way to annealing."""
COOL = 0.1
"""Of the heat in which a plan is made from nothing."""
DEPTH = 2
"""How many patients deep a chain of moves may go."""
MINUTES = (surgeon_minutes.RULE.code, theatre_minutes.RULE.code)
"""Rules that name a theatre or a surgeon, and mean whoever is operated there."""


@dataclass(slots=True)
class Work:
    """What is known while the plan is mended; `best` is the best plan so far, without nursing."""

    problem: Problem
    carried: Plan
    options: Options
    price: int
    watch: Stopwatch
    best: Standing = field(init=False)

    def __post_init__(self) -> None:
        """Places only, with each departure from the plan carried over at its price."""
        former = tuple(Former(p.patient, p.day, p.room) for p in self.carried.placements)
        policy = plan_stability.RULE.policy(self.problem.policies)
        dearer = Policy(Kind.SOFT, policy.weight + self.price)
        self.problem = part(
            self.problem,
            nurses=(),
            previous=former,
            policies={**self.problem.policies, plan_stability.RULE.code: dearer},
        )
        self.best = Standing(self.problem, Plan(self.carried.placements))

    def left(self) -> float:
        return SEARCH_SHARE * self.options.seconds - self.watch.seconds

    def exact_until(self) -> float:
        return (1 - EXACT_SHARE) * SEARCH_SHARE * self.options.seconds

    def over(self) -> bool:
        return self.options.stop.is_set() or self.left() <= 0

    def place_all(self) -> None:
        """Whoever has no place gets the cheapest free one, if that is better than none."""
        places = self.best.plan.placements
        found = greedy.place_more(self.problem, places)
        for place in found[len(places) :]:
            self._take((Change(place.patient, place.room, place.day, place.theatre),))

    def hurt(self) -> list[str]:
        """Whom something hard concerns, and who should have a place and has none, which come
        first."""
        patients = self.best.views.patients
        names: dict[str, None] = {}
        for violation in self.best.report().violations:
            if self._policy(violation.rule).kind is Kind.HARD:
                names |= dict.fromkeys(n for n in violation.subjects if n in patients)
                names |= dict.fromkeys(self._operated(violation))
        names |= dict.fromkeys(
            p.id
            for p in self.problem.patients
            if self.best.place(p.id) is None and (p.mandatory or p.state is State.PRESENT)
        )
        return sorted(names, key=self._bother)

    def _operated(self, violation: Violation) -> Iterator[str]:
        """Who is operated where or by whom there are too few minutes: a theatre was closed, or a
        surgeon is away."""
        theatre, surgeon = violation.facts.get("theatre"), violation.facts.get("surgeon")
        if violation.rule not in MINUTES or not (theatre or surgeon):
            return
        for place in self.best.plan.placements:
            patient = self.best.views.patients[place.patient]
            there = place.theatre == theatre or patient.surgeon == surgeon
            if there and patient.surgery_minutes and place.day == int(violation.facts["day"]):
                yield place.patient

    def _bother(self, name: str) -> tuple[bool, bool]:
        """Who is asked to make way first: those who are not here yet, then those who are."""
        patient = self.best.views.patients[name]
        return self.best.place(name) is not None, patient.state is State.PRESENT

    def _policy(self, code: str) -> Policy:
        return self.problem.policies.get(code, POLICIES[code])

    def chains(self) -> Chains:
        locked = {lock.patient for lock in self.problem.locks}
        rigid = {p.id for p in self.problem.patients if p.room and not p.movable}
        return Chains(Fitting(self.problem, self._policy), frozenset(locked | rigid))

    def lay_anew(self) -> None:
        """Who is still to come and is in somebody's way, or takes a bed held for emergencies, goes
        elsewhere or later, where that is better."""
        relay = Relay(self.best, self.chains())
        for name in self.hurt():
            if not self.over() and relay.may_move(name):
                relay.again(name)
        for violation in relay.standing.report().violations:
            if violation.rule != emergency_beds_held.RULE.code:
                continue
            ward, day = violation.facts["ward"], int(violation.facts["day"])
            for name in relay.short(ward, day)[: violation.amount]:
                if not self.over():
                    relay.again(name)
        self.best = relay.standing

    def make_room(self) -> None:
        """Chains of moves for whoever something hard concerns, until none helps any more."""
        chains, helped = self.chains(), True
        while helped and not self.over():
            helped = False
            for name in self.hurt():
                if self.over():
                    return
                stays = name in chains.fixed
                step = chains.cleared if stays else chains.best
                changes = step(self.best, name, DEPTH)
                if changes:
                    self.best, helped = self.best.after(*changes), True

    def search(self, concerned: Iterable[str]) -> None:
        """Exact rounds, ward by ward, around whoever is concerned; the judge says what is better.

        Only while something hard is broken: annealing finds more of what wishes are worth in less
        time (measured on hospitals of 650 beds: 484 and 358 of the cost where these rounds found
        84 and 119). A ward is left alone once a round with more rooms than the last changed
        nothing there.
        """
        groups: dict[str, list[str]] = {}
        hurt = self.hurt()
        for name in dict.fromkeys([*hurt, *concerned]) if hurt else ():
            groups.setdefault(min(wards_of(self.best, name), default=""), []).append(name)
        rooms = ROOMS
        while groups and not self.over() and self.left() > self.exact_until():
            for ward, group in [*groups.items()]:
                if not self._round(group, rooms) and rooms > ROOMS:
                    del groups[ward]
                if self.over() or self.left() <= self.exact_until():
                    return
            rooms *= 2

    def _round(self, names: list[str], most: int) -> bool:
        """Place `names` anew, with those in the rooms that suit them best. Whether it helped."""
        best = self.best
        wards = {ward for name in names for ward in wards_of(best, name)}
        inside = around(best, wards)
        repairing = model.Repair(inside, False, replace(self.options, workers=1))
        free = self._free(repairing, names, most)
        places = tuple(p for p in best.plan.placements if p.patient in repairing.patients)
        _, found = repairing.again(places, free, min(ROUND_SECONDS, self.left()))
        return self._take(changes_between(Plan(places), Plan(found)))

    def polish(self) -> None:
        """The rest of the time by annealing from the plan as it is, cool enough that what is good
        stays: it sees the whole hospital at once, where the rounds before saw some rooms."""
        if self.over():
            return
        made = tables(self.problem)
        walk = Walk(made, self.options.seed)
        plan = self.best.plan
        walk.to(*made.arrays(plan, walk.state.nurse))
        warm = programme.heat(made)
        clock = programme.Clock(max(0.0, self.left()), self.options.stop.is_set)
        hot = max(2 * warm.cold, COOL * warm.hot)
        programme.search(walk, clock, programme.Heat(hot, warm.cold), ramp=0.0)
        if walk.best is not None:
            found = made.plan(walk.best.place, walk.best.nurse)
            self._take(changes_between(plan, found))

    def _take(self, changes: tuple[Change, ...]) -> bool:
        """Keep the changes if they break less, or as little for less."""
        if not changes:
            return False
        difference = self.best.difference(*changes)
        if difference.order >= (0, 0):
            return False
        self.best = self.best.after(*changes)
        return True

    def _free(self, repairing: model.Repair, names: list[str], most: int) -> frozenset[str]:
        """The patients to be placed anew, until their choices make up `CHOICES`."""
        beside = self.best.views.beside
        free: dict[str, None] = {}
        choices = 0
        for name in self._near(repairing.fitting, names, most):
            for each in (name, *beside.get(name, ())):
                if each in free or each not in repairing.patients:
                    continue
                choices += repairing.choices(each)
                if free and choices > CHOICES:
                    return frozenset(free)
                free[each] = None
        return frozenset(free)

    def _near(self, fitting: Fitting, names: list[str], most: int) -> Iterable[str]:
        """The concerned, then whoever lies in their likeliest rooms, best rooms first."""
        yield from names
        ranked = [_rooms_ranked(self.best, fitting, name)[:most] for name in names]
        for at in range(most):
            for rooms in ranked:
                for place in self.best.there(rooms[at]) if at < len(rooms) else ():
                    yield place.patient

    def put_back(self) -> None:
        """Whoever need not have moved is left where they were: first all theatres of those who keep
        room and day, since two that were exchanged go back only together; then one by one."""
        moved = [
            Change(place.patient, place.room, place.day, place.theatre)
            for place in self.carried.placements
            if self.best.place(place.patient) != place
        ]
        here = {change.patient: self.best.place(change.patient) for change in moved}
        by_day: dict[int, list[Change]] = {}
        for back in moved:
            now = here[back.patient]
            if now is not None and (now.room, now.day) == (back.room, back.day):
                by_day.setdefault(back.day, []).append(back)
        for changes in (*by_day.values(), *([back] for back in moved)):
            difference = self.best.difference(*changes)
            if difference.broken <= 0 and difference.cost <= 0:
                self.best = self.best.after(*changes)


def _rooms_ranked(standing: Standing, fitting: Fitting, patient: str) -> list[str]:
    """Rooms by how many nights others are in the way there, then by what they cost."""
    known, place = standing.views.patients[patient], standing.place(patient)
    day = min(place.day if place else known.release_day, standing.problem.days - 1)
    ranked = sorted(
        (len(blocked_nights(standing, known, fit.room, day)), fit.cost, fit.room)
        for fit in fitting.fits(known, elastic=False)
        if fit.day == day
    )
    here = [place.room] if place else []
    return [*here, *(room for _, _, room in ranked if room not in here)]
