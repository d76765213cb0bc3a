"""The family's one door: a plan by rules of thumb, a better one by columns, routes, a bound."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from operations.core.errors import SolverFailure
from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.stopwatch import Stopwatch
from operations.core.supply.as_told import AsTold
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.engine import Region
from operations.core.supply.columns.standing import firmly, is_told
from operations.core.supply.columns.team import Team
from operations.core.supply.draft import Draft, cost, draft, plan_of
from operations.core.supply.index import Index, index
from operations.core.supply.kin import proven as proven_with_kin
from operations.core.supply.plan import Plan, Route
from operations.core.supply.problem import Problem
from operations.core.supply.stand_ins import StandIns
from operations.core.supply.tour_room import TourRoom
from operations.core.supply.tours import Lighter, route_week
from operations.core.supply.transport import (
    Load,
    carried,
    thousandths,
    unload,
    volumes,
    weekly_loads,
)

_QUICK_ITERATIONS = 200
_PATIENT_ITERATIONS = 5_000
_TOLERANCE = 1e-6
_ROUNDS = 4
"""Times that all is chosen, where tours leave something behind."""
_NO_LIMIT = 1 << 60
_LEAST_SECONDS = 0.5
"""What the bound of products tied by equivalents, and trying these, may take in any case."""
_FIRST_SHARE, _PRICES_SHARE, _CHOICE_SHARE, _QUICK_SHARE = 0.08, 0.4, 0.8, 0.92
"""Parts of the time by which the first routes, the prices, the choices and what is proven end."""
_TOURS_SHARE, _EVEN_SHARE = 0.86, 0.9
_LOADED_SHARE, _EVENLY_SHARE = 0.92, 0.95
"""Parts of the time by which there are tours, and some that bring a part to everyone; and by which
packs have been chosen for the first and the second."""
_EVEN_PARTS = (1.0, 0.95, 0.9, 0.8)
"""Parts of what tours bring in a week that is tried for everyone."""
_STAND_INS_SHARE, _STAND_INS_LEAST = 0.95, 0.03
"""Part of the time by which equivalents have been tried, and what they have of it in any case."""
_TOLD_SHARE, _TOLD_PART = 0.97, 0.9
"""Part of the time by which lines have gone back to what the last plan told; and of every other
part above where there is such a plan, which leaves less to choose."""
_AGAIN_SHARE = 0.7
"""Part of the time after which nothing is chosen again for what tours left behind."""


@dataclass(slots=True)
class _Search:
    """One run: its clock, the best plan so far and how it got there."""

    look: Index
    options: Options
    on_progress: OnProgress[Plan] | None
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bound: float | None = None
    best: tuple[int, Plan] | None = None
    watch: Stopwatch = field(init=False)
    region: Region | None = None
    first_left: dict[int, tuple[int, int]] = field(default_factory=dict)
    chosen_cents: float = 0.0
    saved_cents: float = 0.0
    """What equivalents made cheaper."""
    told: bool = field(init=False)
    """Whether there is a last plan to keep to."""
    firm: Index = field(init=False)
    """The same problem by which plans are chosen: departing from the last one may be dearer."""
    losses: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        self.watch = Stopwatch(self.options.by_work)
        self.told, self.firm = is_told(self.look), self.look

    @property
    def seconds(self) -> float:
        return self.watch.seconds

    def until(self, share: float) -> float:
        """The second by which that part of the time for a new plan is over."""
        return share * self.options.seconds * (_TOLD_PART if self.told else 1.0)

    def over(self, share: float | None = None) -> bool:
        return self.late(self.options.seconds if share is None else self.until(share))

    def late(self, seconds: float) -> bool:
        """Whether the search is told to stop, or so many seconds are over."""
        return self.options.stop.is_set() or self.seconds >= seconds

    def offer(self, drafted: Draft, routes: list[Route]) -> None:
        """Keep the plan if it is the cheapest so far, and tell."""
        found = cost(self.look, drafted, routes)
        if self.best is not None and found >= self.best[0]:
            return
        self.take(found, drafted, routes)

    def take(self, found: int, drafted: Draft, routes: list[Route]) -> None:
        """Keep the plan, which costs `found`, and tell."""
        plan = plan_of(drafted, routes)
        self.best = found, plan
        self.curve.append((self.seconds, float(found), self.bound))
        if self.on_progress is not None:
            self.on_progress(Progress(self.seconds, float(found), self.bound, plan))


def solve(
    problem: Problem, options: Options, on_progress: OnProgress[Plan] | None = None
) -> Outcome[Plan]:
    """Plan the network. There is always a plan: what lacks is shown as shortage.

    The bound is the products' linear programmes over whole-pack choices, at prices for what they
    share, with the least that transport costs. Raises SolverFailure when the routing library
    itself breaks.
    """
    search = _Search(index(problem), options, on_progress)
    drafted = draft(search.look)
    routes = _routes(search, drafted, _FIRST_SHARE, _QUICK_ITERATIONS)
    if problem.vehicles:
        search.first_left = _left_behind(search, drafted, routes)
        drafted, routes = _fit(search, routes, drafted, partial(_drafted, search))
    search.offer(drafted, routes)
    if not search.over():
        try:
            drafted, routes = _better(search, drafted, routes)
        except SolverFailure as failure:
            search.notes.append(f"The plan is that of the rules of thumb: {failure}")
    if problem.equivalents:
        drafted, routes = _stand_ins(search, drafted, routes)
    if search.told:
        drafted, routes = _as_told(search, drafted, routes)
    if problem.vehicles and not search.over():
        routes = _lighter(search, drafted, routes)
        search.offer(drafted, routes)
    _count_losses(search, routes)
    return _outcome(search)


def _as_told(search: _Search, drafted: Draft, routes: list[Route]) -> tuple[Draft, list[Route]]:
    """The plan with as much of the last one as is worth what it costs."""
    team = Team(1, search.watch, search.options.seconds)
    found = AsTold(search.firm, drafted, routes)
    limits = team.branching(of=len(search.look.problem.products))
    found.run(*limits, partial(search.late, _TOLD_SHARE * search.options.seconds))
    search.take(cost(search.look, found.drafted, found.routes), found.drafted, found.routes)
    return found.drafted, found.routes


def _stand_ins(search: _Search, drafted: Draft, routes: list[Route]) -> tuple[Draft, list[Route]]:
    """The plan with equivalents where something lacks; what is proven may have taken their time."""
    found = StandIns(search.look, drafted, routes)
    before = found.cents
    least = max(_LEAST_SECONDS, _STAND_INS_LEAST * search.options.seconds)
    end = max(search.until(_STAND_INS_SHARE), search.seconds + least)
    found.run(partial(search.late, end))
    search.saved_cents = before - found.cents
    search.offer(found.drafted, found.routes)
    return found.drafted, found.routes


def _better(search: _Search, drafted: Draft, routes: list[Route]) -> tuple[Draft, list[Route]]:
    """The plan by columns with its routes, or the given one where that is cheaper."""
    team = Team(search.options.workers, search.watch, search.options.seconds)
    region = search.region = Region.of(search.look, team)
    region.shared.expect(search.first_left)
    prices = region.price(partial(search.over, _PRICES_SHARE))
    if search.told:
        search.firm = firmly(search.look, prices.bound)
        region.stay(search.firm)
    kin = bool(search.look.problem.equivalents)
    if not kin:
        search.bound = _proven(prices.bound)
    for _ in range(_ROUNDS):
        chosen = region.choose(
            Capacity(search.look),
            partial(search.over, _CHOICE_SHARE),
            partial(search.over, _AGAIN_SHARE),
        )
        counted = cost(search.look, chosen, ()) + region.carried_cents(chosen)
        found = _routes(search, chosen, _TOURS_SHARE, _QUICK_ITERATIONS)
        less = _left_behind(search, chosen, found)
        if search.look.problem.vehicles:
            chosen, found = _fitted(search, found, chosen, partial(_follow, search, region))
        if cost(search.firm, chosen, found) < cost(search.firm, drafted, routes):
            drafted, routes, search.chosen_cents = chosen, found, counted
        search.offer(chosen, found)
        if not less or search.over(_AGAIN_SHARE):
            break
        region.lessen(less, partial(search.over, _AGAIN_SHARE))
        if search.over(_AGAIN_SHARE):  # prices found in haste, and no time to choose by them
            break
    sharpened = region.sharpen(partial(search.over, _QUICK_SHARE))
    search.bound = _proven(_kin(search, region) if kin else sharpened)
    return drafted, routes


def _kin(search: _Search, region: Region) -> float:
    assert region.proof is not None
    found, room = region.proof
    alone = dict(zip((p.product.id for p in region.programmes), found.least, strict=True))
    left = partial(_seconds_left, search)
    return proven_with_kin(region.shared, alone, found.worth, room, left)


def _seconds_left(search: _Search) -> float:
    return max(_LEAST_SECONDS, search.until(_QUICK_SHARE) - search.seconds)


def _proven(bound: float) -> float:
    """The bound without what rounding may have added to it."""
    return max(0.0, float(math.floor(bound * (1 - _TOLERANCE) - _TOLERANCE)))


def _left_behind(
    search: _Search, drafted: Draft, routes: list[Route]
) -> dict[int, tuple[int, int]]:
    """Of weeks whose tours cannot bring all: what they bring, volume and cold volume."""
    volume, cold = carried(routes)
    lines = (d for r in drafted.records for d in r.deliveries)
    found: dict[int, tuple[int, int]] = {}
    for week, loads in weekly_loads(search.look, lines).items():
        brought = sum(volume.get((f, week), 0) for f in loads)
        chilled = sum(cold.get((f, week), 0) for f in loads)
        asked = sum(load.volume_ml for load in loads.values())
        if brought < asked:
            short_cold = chilled < sum(load.cold_ml for load in loads.values())
            found[week] = brought, chilled if short_cold else _NO_LIMIT
    return found


def _follow(
    search: _Search, region: Region, share: float, routes: list[Route]
) -> tuple[Draft, TourRoom]:
    """The choices with what these tours bring, until a share of the time."""

    def room() -> Capacity:
        left = Capacity(region.look)
        left.tours = TourRoom.of(region.look, routes)
        return left

    drafted, left = region.follow(room, partial(search.over, share))
    assert left.tours is not None
    return drafted, left.tours


def _drafted(search: _Search, routes: list[Route]) -> tuple[Draft, TourRoom]:
    """The rules of thumb with what these tours bring."""
    room = TourRoom.of(search.look, routes)
    return draft(search.look, room), room


def _count_losses(search: _Search, routes: list[Route]) -> None:
    """What whole packs and orders, and what routes, add to the bound; what equivalents take off."""
    if search.region is None or search.best is None or search.bound is None:
        return
    whole = search.chosen_cents - search.bound
    routed = search.best[0] - search.chosen_cents + search.saved_cents
    search.losses = (("packs and orders", whole), ("routes", routed))
    if search.saved_cents:
        search.losses += (("equivalents", -search.saved_cents),)


def _routes(search: _Search, drafted: Draft, share: float, patience: int) -> list[Route]:
    """Routes of every week, the time until `share` of the limit divided among them."""
    if not search.look.problem.vehicles:
        return []
    loads = weekly_loads(search.look, (d for r in drafted.records for d in r.deliveries))
    routes: list[Route] = []
    for done, (week, load) in enumerate(loads.items()):
        left = search.until(share) - search.seconds
        seconds = max(0.05, left / (len(loads) - done))
        limit = replace(search.options, seconds=seconds, workers=1)
        routes += route_week(search.look, week, load, limit, patience)
    return routes


_Again = Callable[[list[Route]], tuple[Draft, TourRoom]]


def _fitted(
    search: _Search,
    routes: list[Route],
    drafted: Draft,
    again: Callable[[float, list[Route]], tuple[Draft, TourRoom]],
) -> tuple[Draft, list[Route]]:
    """Where trucks cannot bring all, the cheaper plan of two: with the tours that bring most, which
    leave some facilities with little or nothing, and with tours that bring a part to everyone."""
    evener = None if search.over(_EVEN_SHARE) else _evener(search, drafted, routes)
    found = _fit(search, routes, drafted, partial(again, _LOADED_SHARE))
    if evener is None:
        return found
    other = _refit(search, evener, partial(again, _EVENLY_SHARE))
    return min(found, other, key=lambda each: cost(search.firm, *each))


def _fit(
    search: _Search, routes: list[Route], drafted: Draft, again: _Again
) -> tuple[Draft, list[Route]]:
    """Where trucks cannot bring all, plan again with what they can bring."""
    volume, cold = carried(routes)
    loads = weekly_loads(search.look, (d for r in drafted.records for d in r.deliveries))
    behind = [
        (facility, week)
        for week, by_facility in loads.items()
        for facility, load in by_facility.items()
        if Load(volume.get((facility, week), 0), cold.get((facility, week), 0)) != load
    ]
    if not behind:
        return drafted, routes
    for facility, week in behind:
        search.notes.append(f"The trucks cannot bring {facility} all that week {week} would need.")
    return _refit(search, routes, again)


def _refit(search: _Search, routes: list[Route], again: _Again) -> tuple[Draft, list[Route]]:
    """What these tours can bring, and the tours so loaded."""
    fitted, room = again(routes)
    lines = (d for r in fitted.records for d in r.deliveries)
    return fitted, unload(search.look, room.grown(), weekly_loads(search.look, lines))


def _evener(search: _Search, drafted: Draft, routes: list[Route]) -> list[Route] | None:
    """Tours that bring a part of its load to every facility, in weeks in which not all can be
    brought: what lacks is then the least of everyone's, not all of somebody's. None where no week
    has such tours."""
    loads = weekly_loads(search.look, (d for r in drafted.records for d in r.deliveries))
    volume, _ = carried(routes)
    poor, changed = sorted(_left_behind(search, drafted, routes)), False
    for done, week in enumerate(poor):
        asked = sum(load.volume_ml for load in loads[week].values())
        brought = sum(volume.get((facility, week), 0) for facility in loads[week])
        for part in _EVEN_PARTS:
            left = search.until(_EVEN_SHARE) - search.seconds
            if left <= 0:
                break
            scaled = _scaled(loads[week], part * brought / asked)
            seconds = left / (len(poor) - done) / len(_EVEN_PARTS)
            limit = replace(search.options, seconds=seconds, workers=1)
            new = route_week(search.look, week, scaled, limit, _QUICK_ITERATIONS)
            if volumes(new)[0] == sum(load.volume_ml for load in scaled.values()):
                routes, changed = [r for r in routes if r.week != week] + new, True
                break
    return sorted(routes, key=lambda route: route.week) if changed else None


def _scaled(loads: dict[str, Load], part: float) -> dict[str, Load]:
    return {
        facility: Load(max(1, int(part * load.volume_ml)), int(part * load.cold_ml))
        for facility, load in loads.items()
    }


def _lighter(search: _Search, drafted: Draft, routes: list[Route]) -> list[Route]:
    """Of each week cheaper tours that carry as much, the time that is left divided among weeks."""
    look = search.look
    lines = (d for r in drafted.records for d in r.deliveries)
    weeks, kept = weekly_loads(look, lines), list[Route]()
    for done, (week, loads) in enumerate(weeks.items()):
        tours = [r for r in routes if r.week == week]
        left = search.options.seconds - search.seconds
        end = search.seconds + left / (len(weeks) - done)
        limit = replace(search.options, seconds=max(0.05, end - search.seconds) / 2, workers=1)
        other = route_week(look, week, loads, limit, _PATIENT_ITERATIONS)
        if volumes(other) >= volumes(tours):
            tours = min(tours, other, key=partial(thousandths, look))
        lighter = Lighter(look, week, loads, tours)
        kept += lighter.run(limit, _QUICK_ITERATIONS, partial(search.late, end))
    return kept


def _outcome(search: _Search) -> Outcome[Plan]:
    assert search.best is not None
    found, plan = search.best
    bound = min(search.bound or 0.0, float(found))
    status = Status.OPTIMAL if bound >= found else Status.FEASIBLE
    curve = tuple(search.curve)
    return Outcome(
        status,
        plan,
        float(found),
        bound,
        search.seconds,
        curve[0][0],
        curve,
        tuple(search.notes),
        search.losses,
    )
