"""What lacks in a plan is served by equivalents where that costs less.

One product after the other, the dearest lack first, asks its equivalents, the cheapest first. An
equivalent gives what its own shelves have left to the end; and it is planned anew as if it were
used by as much more, as trucks, fridges and money allow. The cheapest of these by the planner's
own sum is kept, or the plan as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from operations.core.supply.draft import Draft, cost, plan_of, rank
from operations.core.supply.forward import Record
from operations.core.supply.given import Given
from operations.core.supply.index import Index
from operations.core.supply.network import Equivalent
from operations.core.supply.plan import Plan, Route, StandIn
from operations.core.supply.replan import planned_anew


class StandIns:
    """A plan by its products' records while equivalents are tried."""

    def __init__(self, look: Index, drafted: Draft, routes: list[Route]) -> None:
        self.look, self.routes = look, routes
        ranked = sorted(look.problem.products, key=rank)
        self.records = {p.id: r for p, r in zip(ranked, drafted.records, strict=True)}
        self.cents = cost(look, drafted, routes)

    @property
    def drafted(self) -> Draft:
        return Draft(tuple(self.records.values()))

    def run(self, over: Callable[[], bool]) -> None:
        lacking = [code for code in self.look.equivalents if self.records[code].shortages]
        for code in sorted(lacking, key=lambda c: -self.records[c].amounts["demand_met"]):
            for equivalent in self.look.equivalents[code]:
                if over():
                    return
                self._ask(equivalent)

    def _ask(self, equivalent: Equivalent) -> None:
        asked = [
            StandIn(s.facility, s.product, equivalent.stand_in, s.week, s.units,
                    equivalent.needed(s.units))
            for s in self.records[equivalent.product].shortages
        ]  # fmt: skip
        if not asked:
            return
        given = [line for line in self._lines() if line.stand_in == equivalent.stand_in]
        tried = [self._tried(equivalent.stand_in, plan, lines)
                 for plan, lines in self._ways(equivalent, given, asked)]  # fmt: skip
        cents, records, routes = min(tried, key=lambda each: each[0])
        if cents < self.cents:
            self.cents, self.records, self.routes = cents, records, routes

    def _ways(
        self, equivalent: Equivalent, given: list[StandIn], asked: list[StandIn]
    ) -> Iterator[tuple[Plan, list[StandIn]]]:
        """Plans with the equivalent's lines, and what is asked of it in each."""
        plan = plan_of(self.drafted, self.routes)
        yield plan, [*given, *self._left_over(equivalent, plan, given, asked)]
        # What is stood in for may not lack less, or its stand-ins would be too many.
        if not any(line.product == equivalent.stand_in for line in plan.stand_ins):
            more = replace(plan, stand_ins=(*plan.stand_ins, *asked))
            yield planned_anew(self.look, more, equivalent.stand_in), [*given, *asked]

    def _left_over(
        self, equivalent: Equivalent, plan: Plan, given: list[StandIn], asked: list[StandIn]
    ) -> Iterator[StandIn]:
        """As much of what is asked as no later week would use."""
        product = self.look.products[equivalent.stand_in]
        now = Given(self.look, product, plan, given)
        now.run()
        taken: dict[str, int] = {}
        for line in sorted(asked, key=lambda each: each.week):
            before = taken.get(line.facility, 0)
            ends = now.ends.get(line.facility, [0])
            left = min(ends[line.week :], default=0) - before
            units = min(line.units, equivalent.replaced(max(0, left)))
            if units:
                needed = equivalent.needed(units)
                taken[line.facility] = before + needed
                yield replace(line, units=units, stand_in_units=needed)

    def _tried(
        self, stand_in: str, plan: Plan, asked: list[StandIn]
    ) -> tuple[int, dict[str, Record], list[Route]]:
        """What all costs with the equivalent's lines of this plan, and the records of that."""
        serving = Given(self.look, self.look.products[stand_in], plan, asked,
                        self.records[stand_in].stand_ins)  # fmt: skip
        records = {**self.records, stand_in: serving.run()}
        for code in dict.fromkeys(line.product for line in asked):
            others = [s for s in self.records[code].stand_ins if s.stand_in != stand_in]
            mine = [s for s in serving.stood_in if s.product == code]
            gives = [line for line in self._lines() if line.stand_in == code]
            served = Given(self.look, self.look.products[code], plan, gives, [*others, *mine])
            records[code] = served.run()
        routes = list(plan.routes)
        return cost(self.look, Draft(tuple(records.values())), routes), records, routes

    def _lines(self) -> list[StandIn]:
        return [line for record in self.records.values() for line in record.stand_ins]
