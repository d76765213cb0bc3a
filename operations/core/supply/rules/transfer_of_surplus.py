"""A facility gives others only what it would not use before it expires."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import Index, index
from operations.core.supply.network import expiry_week
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    given: defaultdict[tuple[str, str], defaultdict[str, int]]
    given = defaultdict(lambda: defaultdict(int))
    for line in plan.deliveries:
        if line.origin:
            given[line.origin, line.product][line.lot] += line.units
    for (place, product), lots in sorted(given.items()):
        spare = _spare(look, place, product)
        for lot, units in lots.items():
            over = units - spare.get(lot, 0)
            if over > 0:
                yield Violation(
                    "transfer_of_surplus",
                    over,
                    f"{place} is to give {counted(units, 'unit')} of {product} (lot {lot}) to "
                    f"others, {over} of which it would use itself before they expire.",
                    (place, product, lot),
                    {
                        "facility": place,
                        "units": str(units),
                        "product": product,
                        "lot": lot,
                        "over": str(over),
                    },
                )


def _spare(look: Index, place: str, product: str) -> dict[str, int]:
    """Units of each lot at the start that the place's expected use leaves to expire."""
    demand = look.demand.get((place, product))
    weekly = demand.expected_units if demand else (0,) * look.problem.weeks
    lots = sorted((lot for lot in look.lots[product] if lot.facility == place),
                  key=lambda lot: (expiry_week(lot.expiry_day), lot.id))  # fmt: skip
    spare, used = {}, 0
    for lot in lots:
        end = expiry_week(lot.expiry_day)
        if end >= len(weekly):
            break
        taken = min(lot.units, max(0, sum(weekly[:end]) - used))
        used += taken
        spare[lot.id] = lot.units - taken
    return spare


RULE = Rule(
    code="transfer_of_surplus",
    label="Surplus transferred only",
    kind=Kind.HARD,
    unit="units",
    reason="Nobody gives away what their own patients will need.",
    check=check,
)
