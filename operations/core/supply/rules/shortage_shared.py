"""Where there is not enough, nobody lacks more than their part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.need import VEN_SAFETY
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import value_cents


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    first = {f.id: min(f.delivery_weeks) for f in problem.facilities if f.delivery_weeks}
    short: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (facility, product, week), units in replay(problem, plan).short.items():
        if week >= first.get(facility, problem.weeks):
            short[product][facility] = short[product].get(facility, 0) + units
    for product, lacking in short.items():
        item = look.products[product]
        need = {
            d.facility: sum(d.expected_units[first[d.facility] :])
            for d in look.demands[product]
            if d.facility in first
        }
        total, wanted = sum(lacking.values()), max(1, sum(need.values()))
        for facility, units in lacking.items():
            part = -(-total * need[facility] // wanted)
            over = units - part - item.pack_units // 2
            if over > 0:
                yield Violation(
                    "shortage_shared",
                    over * VEN_SAFETY[item.ven] * value_cents(item),
                    f"{facility} lacks {counted(units, 'unit')} of {product}; its part of what "
                    f"lacks in the network would be {part}.",
                    (facility, product),
                    {
                        "facility": facility,
                        "units": str(units),
                        "product": product,
                        "part": str(part),
                    },
                )


RULE = Rule(
    code="shortage_shared",
    label="Shortage shared",
    kind=Kind.SOFT,
    unit="units x VEN factor x unit price",
    reason="A patient's chance of getting a medicine should not depend on where they live.",
    check=check,
)
