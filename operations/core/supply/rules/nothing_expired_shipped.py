"""No delivery carries a lot that can no longer be used."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.lots import lot_expiry_days
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    expiry = lot_expiry_days(problem, plan)
    for line in plan.deliveries:
        last = expiry.get((line.product, line.lot))
        if last is not None and last < 7 * (line.week + 1):
            yield Violation(
                "nothing_expired_shipped",
                line.units,
                f"Week {line.week}: lot {line.lot} of {line.product} for {line.facility} expires "
                f"on day {last}, before the week's use ends.",
                (line.facility, line.product, line.lot),
                {
                    "week": str(line.week),
                    "lot": line.lot,
                    "product": line.product,
                    "facility": line.facility,
                    "last": str(last),
                },
            )


RULE = Rule(
    code="nothing_expired_shipped",
    label="Nothing expired shipped",
    kind=Kind.HARD,
    unit="units",
    reason="Expired medicines must not reach a patient (WHO TRS 1025, annex 7).",
    check=check,
)
