"""Orders stay as in the last approved plan unless there is a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.network import Source
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if not problem.previous:
        return
    known = problem.weeks_planned_before
    before = Counter(
        {(o.source, o.product, o.week): o.packs for o in problem.previous if o.week in known}
    )
    after: Counter[tuple[Source, str, int]] = Counter()
    for line in plan.orders:
        if not line.on_the_way and line.week in known:
            after[line.source, line.product, line.week] += line.packs
    for key in sorted(before.keys() | after.keys()):
        if before[key] != after[key]:
            (supplier, _), product, week = key
            yield Violation(
                "plan_stability",
                abs(before[key] - after[key]),
                f"Week {week}: {product} from {supplier} changes from {before[key]} to "
                f"{counted(after[key], 'pack')}.",
                (supplier, product),
                {
                    "week": str(week),
                    "product": product,
                    "supplier": supplier,
                    "before": str(before[key]),
                    "after": str(after[key]),
                },
            )


RULE = Rule(
    code="plan_stability",
    label="Plan stability",
    kind=Kind.SOFT,
    unit="packs",
    reason="People have already acted on the last plan.",
    check=check,
    weight=10,
)
