"""A supply plan's distribution, week by week: days, trucks, stops with what is unloaded at each,
and what does not arrive, with the reason.

Read-only. Loads and lines are those of the database, edits included; when a truck leaves, is back
and how far it drives is the plan's own answer, which no edit of a line changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, IntegerField, Min, Q, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hospital.models import Facility
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.plan import Route
from operations.models import DeliveryLine, Finding, OrderLine, Plan, RouteStop
from operations.packed import unpack

UNMET_SHOWN = 40
ON_THE_ROAD = ("vehicle_volume_kept", "cold_box_kept", "route_times_kept", "fridge_volume_kept")
Routes = dict[tuple[date, str], Route]
FULL = 0.95
"""Share of a truck or cold box from which its bar warns."""


@dataclass(frozen=True, slots=True)
class Load:
    """Litres on a truck's day, of what there is room for."""

    litres: float
    room: float

    @property
    def high(self) -> float:
        return FULL * self.room

    @property
    def over(self) -> bool:
        return self.litres > self.room + 1e-6


@dataclass(slots=True)
class Stop:
    """also: other trucks that bring a part of the same lines that day."""

    number: int
    facility: Facility
    arrives: str
    litres: float
    cold: float
    lines: list[DeliveryLine] = field(default_factory=list)
    also: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Truck:
    """One vehicle's day. leaves, back: times of day; kilometres: of the whole tour."""

    code: str
    day: date
    depot: Facility
    load: Load
    cold: Load
    stops: list[Stop]
    leaves: str = ""
    back: str = ""
    kilometres: float | None = None

    @property
    def name(self) -> str:
        return f"{self.code}-{self.day.isoformat()}"


@dataclass(slots=True)
class Day:
    day: date
    trucks: list[Truck]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A finding of the week, and why it is so as far as the plan tells."""

    finding: Finding
    reason: str


@dataclass(slots=True)
class DistributionBoard:
    """monday: the week shown. others: deliveries on no truck of ours: between facilities, or of a
    plan without vehicles."""

    weeks: list[date]
    monday: date
    days: list[Day]
    others: list[DeliveryLine]
    unmet: list[Unmet]
    more: int

    @property
    def before(self) -> date | None:
        return max((week for week in self.weeks if week < self.monday), default=None)

    @property
    def after(self) -> date | None:
        return min((week for week in self.weeks if week > self.monday), default=None)

    @property
    def trucks(self) -> list[Truck]:
        return [truck for day in self.days for truck in day.trucks]


def distribution_board(plan: Plan, week: date | None, today: date) -> DistributionBoard:
    """The week that was asked for, else the one of today or the first after it."""
    weeks = _weeks(plan)
    monday = _chosen(weeks, week, today) or plan.start
    until = monday + timedelta(days=7)
    stops = RouteStop.objects.filter(plan=plan, date__gte=monday, date__lt=until)
    lines = DeliveryLine.objects.filter(plan=plan, date__gte=monday, date__lt=until)
    found = list(lines.select_related("origin", "destination", "product"))
    answer: CorePlan = unpack(plan.answer, CorePlan) if plan.answer else CorePlan()
    routes = _routes(plan, answer)
    trucks = _trucks(routes, list(stops.select_related("vehicle__facility", "facility")))
    carried = _unloaded(trucks, found)
    unmet, more = _unmet(plan, answer, (monday - plan.start).days // 7, found)
    by_day: dict[date, list[Truck]] = defaultdict(list)
    for truck in trucks:
        by_day[truck.day].append(truck)
    return DistributionBoard(
        weeks=weeks,
        monday=monday,
        days=[Day(day, by_day[day]) for day in sorted(by_day)],
        others=[line for line in found if line.pk not in carried],
        unmet=unmet,
        more=more,
    )


def _weeks(plan: Plan) -> list[date]:
    """Mondays of the plan's weeks in which something is brought somewhere."""
    days = set(DeliveryLine.objects.filter(plan=plan).order_by().values_list("date", flat=True))
    days |= set(RouteStop.objects.filter(plan=plan).order_by().values_list("date", flat=True))
    return sorted({plan.start + timedelta(days=(day - plan.start).days // 7 * 7) for day in days})


def _chosen(weeks: list[date], asked: date | None, today: date) -> date | None:
    wanted = asked or today
    ahead = [week for week in weeks if week + timedelta(days=7) > wanted]
    return ahead[0] if ahead else weeks[-1] if weeks else None


def _trucks(routes: Routes, stops: list[RouteStop]) -> list[Truck]:
    by_truck: dict[tuple[date, str], list[RouteStop]] = defaultdict(list)
    for stop in stops:
        by_truck[stop.date, stop.vehicle.code].append(stop)
    return [_truck(rows, routes.get(key)) for key, rows in sorted(by_truck.items())]


def _truck(rows: list[RouteStop], route: Route | None) -> Truck:
    vehicle = rows[0].vehicle
    found = Truck(
        vehicle.code,
        rows[0].date,
        vehicle.facility,
        Load(sum(row.load_litres for row in rows), vehicle.volume_litres),
        Load(sum(row.cold_litres for row in rows), vehicle.cold_box_litres),
        [
            Stop(row.sequence, row.facility, clock(row.arrival_minute), row.load_litres,
                 row.cold_litres)
            for row in sorted(rows, key=lambda row: row.sequence)
        ],
    )  # fmt: skip
    if route is not None:
        found.leaves, found.back = clock(route.departure_minute), clock(route.return_minute)
        found.kilometres = route.distance_m / 1000
    return found


def _routes(plan: Plan, answer: CorePlan) -> Routes:
    return {
        (plan.start + timedelta(days=7 * route.week + route.day), route.vehicle): route
        for route in answer.routes
    }


def _unloaded(trucks: Iterable[Truck], lines: Iterable[DeliveryLine]) -> set[int]:
    """Put each line to the stops that bring it; the keys of those that some stop brings."""
    at: dict[tuple[date, int], list[tuple[Truck, Stop]]] = defaultdict(list)
    for truck in trucks:
        for stop in truck.stops:
            at[truck.day, stop.facility.pk].append((truck, stop))
    for places in at.values():
        for truck, stop in places:
            stop.also = [other.code for other, _stop in places if other is not truck]
    carried = set()
    for line in lines:
        places = at.get((line.date, line.destination_id), [])
        if any(truck.depot.pk == line.origin_id for truck, _stop in places):
            carried.add(line.pk)
            for _truck, stop in places:
                stop.lines.append(line)
    return carried


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _unmet(
    plan: Plan, answer: CorePlan, week: int, lines: list[DeliveryLine]
) -> tuple[list[Unmet], int]:
    """What lacks and what no truck takes in the week, hard rules and dear products first."""
    of_week = Finding.objects.filter(plan=plan, facts__week=str(week))
    rules = Q(rule="demand_met") | Q(rule__in=ON_THE_ROAD)
    hard_first = Case(
        When(kind="hard", then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = list(of_week.filter(rules).order_by(hard_first, "-cost", "pk"))
    shown = found[:UNMET_SHOWN]
    products = {each.facts.get("product", "") for each in shown}
    arrivals = _arrivals(plan, answer, products, plan.start + timedelta(weeks=week))
    visited = {line.destination.code for line in lines}
    return [Unmet(each, _why(each, arrivals, visited)) for each in shown], len(found) - len(shown)


def _arrivals(plan: Plan, answer: CorePlan, products: set[str], monday: date) -> dict[str, date]:
    """By product, the first day after the week's Monday on which some of it reaches the depot: of
    orders on the way, which are the answer's alone, and of lines as they stand now."""
    orders = OrderLine.objects.filter(
        plan=plan, product__code__in=products, arrival_date__gt=monday
    )
    found = dict(orders.order_by().values_list("product__code").annotate(Min("arrival_date")))
    for order in answer.orders:
        day = plan.start + timedelta(weeks=order.arrival_week)
        if order.on_the_way and order.product in products and day > monday:
            found[order.product] = min(found.get(order.product, day), day)
    return found


def _why(finding: Finding, arrivals: dict[str, date], visited: set[str]) -> str:
    if finding.rule != "demand_met":
        return ""
    facts = finding.facts
    said = []
    if facts.get("facility") not in visited:
        said.append(_("Nothing is brought there this week."))
    arrives = arrivals.get(facts.get("product", ""))
    if arrives is None:
        said.append(_("No further order of it arrives within the plan."))
    else:
        said.append(
            _("The next order arrives on %(day)s.") % {"day": date_format(arrives, "DATE_FORMAT")}
        )
    return " ".join(said)
