"""What stands in for what in a supply plan: sentences beside its lines, and rows for tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from hospital.models import Facility, Product
from hospital.said import Message
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan, StandIn
from operations.exports.tables import StandInRow
from operations.models import Plan as PlanRow

DAYS = 7


class StandInsSaid:
    """Sentences about a plan that starts on `start`; products are called by their names."""

    def __init__(self, plan: Plan, names: Mapping[str, str], start: date) -> None:
        self.plan, self.names, self.start = plan, names, start

    def of_order(self, line: OrderLine) -> list[Message]:
        """What the order's product stands in for once it is there, and what does in its place until
        its first arrival."""
        if not self.plan.stand_ins:
            return []
        serves = [s for s in self.plan.stand_ins if s.stand_in == line.product]
        found = [self._serves(s) for s in _summed(s for s in serves if s.week >= line.arrival_week)]
        if line.arrival_week == min(self._arrivals(line.product)):
            lacks = [s for s in self.plan.stand_ins if s.product == line.product]
            found += [
                Message("line.stood_in_for", self._facts(total))
                for total in _summed(s for s in lacks if s.week < line.arrival_week)
            ]
        return found

    def of_delivery(self, line: DeliveryLine) -> list[Message]:
        """What the delivery's product stands in for at the place until it comes there again; said
        once where several lots come."""
        here = [s for s in self.plan.stand_ins
                if (s.facility, s.stand_in) == (line.facility, line.product)]  # fmt: skip
        if not here:
            return []
        others = [d for d in self.plan.deliveries
                  if (d.facility, d.product) == (line.facility, line.product)]  # fmt: skip
        if next(d for d in others if d.week == line.week) is not line:
            return []
        until = min((d.week for d in others if d.week > line.week), default=None)
        now = (s for s in here if line.week <= s.week and (until is None or s.week < until))
        return [Message("line.stands_in.here", self._facts(total)) for total in _summed(now)]

    def _serves(self, total: StandIn) -> Message:
        later = [week for week in self._arrivals(total.product) if week > total.week]
        if not later:
            return Message("line.stands_in.to_the_end", self._facts(total))
        until = self.start + timedelta(days=DAYS * min(later))
        return Message("line.stands_in", {**self._facts(total), "until_date": until.isoformat()})

    def _arrivals(self, product: str) -> list[int]:
        return [order.arrival_week for order in self.plan.orders if order.product == product]

    def _facts(self, total: StandIn) -> dict[str, str | int]:
        return {
            "stand_in_units": total.stand_in_units,
            "stand_in": self.names.get(total.stand_in, total.stand_in),
            "units": total.units,
            "product": self.names.get(total.product, total.product),
        }


def _summed(lines: Iterable[StandIn]) -> list[StandIn]:
    """One line for each pair of products, with the last week of them."""
    found: dict[tuple[str, str], StandIn] = {}
    for line in lines:
        key = (line.product, line.stand_in)
        known = found.get(key) or StandIn("", *key, line.week, 0, 0)
        found[key] = StandIn(
            "",
            *key,
            max(known.week, line.week),
            known.units + line.units,
            known.stand_in_units + line.stand_in_units,
        )
    return list(found.values())


def shown(plan_row: PlanRow, plan: Plan, by_facility: bool = True) -> list[StandInRow]:
    """Rows for a table, each place's or all places' together."""
    if not plan.stand_ins:
        return []
    groups: dict[tuple[str, str, str], list[StandIn]] = {}
    for line in plan.stand_ins:
        place = line.facility if by_facility else ""
        groups.setdefault((line.product, line.stand_in, place), []).append(line)
    codes = {code for product, other, _ in groups for code in (product, other)}
    products = dict(Product.objects.filter(code__in=codes).values_list("code", "name"))
    here = Facility.objects.filter(network=plan_row.network)
    places = dict(here.values_list("code", "name"))
    return [
        StandInRow(
            facility_code=place,
            facility=places.get(place, ""),
            product_code=product,
            product=products.get(product, ""),
            units=sum(line.units for line in lines),
            stand_in_code=other,
            stand_in=products.get(other, ""),
            stand_in_units=sum(line.stand_in_units for line in lines),
            first=plan_row.start + timedelta(days=DAYS * min(line.week for line in lines)),
            last=plan_row.start + timedelta(days=DAYS * max(line.week for line in lines) + 6),
            facilities=len({line.facility for line in lines}),
        )
        for (product, other, place), lines in sorted(groups.items())
    ]
