"""Every unit comes from somewhere: lots are not overdrawn and the plan's own figures are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.plan import DeliveryLine, Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    found = replay(problem, plan)
    for line, lacking in found.lacking:
        if line.origin:
            yield _given_too_much(line, lacking)
            continue
        yield Violation(
            "stock_conserved",
            lacking,
            f"Week {line.week}: {line.facility} is to get {counted(line.units, 'unit')} of "
            f"{line.product} from lot {line.lot}, {lacking} more than the depot then holds.",
            (line.facility, line.product, line.lot),
            {
                "week": str(line.week),
                "facility": line.facility,
                "units": str(line.units),
                "product": line.product,
                "lot": line.lot,
                "lacking": str(lacking),
            },
        )
    short: Counter[tuple[str, ...]] = Counter()
    for s in plan.shortages:
        short[s.facility, s.product, str(s.week)] += s.units
    wasted: Counter[tuple[str, ...]] = Counter()
    for w in plan.wastes:
        wasted[w.facility, w.product, w.lot, str(w.week)] += w.units
    yield from _differ(
        "shortage", short, {(f, p, str(w)): n for (f, p, w), n in found.short.items()}
    )
    yield from _differ(
        "waste", wasted, {(f, p, lot, str(w)): n for (f, p, lot, w), n in found.wasted.items()}
    )


def _given_too_much(line: DeliveryLine, lacking: int) -> Violation:
    return Violation(
        "stock_conserved",
        lacking,
        f"Week {line.week}: {line.origin} is to give {counted(line.units, 'unit')} of "
        f"{line.product} from lot {line.lot}, {lacking} more than it then holds.",
        (line.origin, line.product, line.lot),
        {
            "week": str(line.week),
            "origin": line.origin,
            "units": str(line.units),
            "product": line.product,
            "lot": line.lot,
            "lacking": str(lacking),
        },
        variant="given",
    )


def _differ(
    what: str, stated: Counter[tuple[str, ...]], true: dict[tuple[str, ...], int]
) -> Iterator[Violation]:
    for key in sorted(stated.keys() | true.keys()):
        off = abs(stated[key] - true.get(key, 0))
        if off:
            yield Violation(
                "stock_conserved",
                off,
                f"{key[0]}, {key[1]}, week {key[-1]}: the plan states a {what} of "
                f"{counted(stated[key], 'unit')}, but its deliveries lead to {true.get(key, 0)}.",
                key[:2],
                {
                    "facility": key[0],
                    "product": key[1],
                    "week": key[-1],
                    "stated": str(stated[key]),
                    "true": str(true.get(key, 0)),
                },
                variant=what,
            )


RULE = Rule(
    code="stock_conserved",
    label="Stock conserved",
    kind=Kind.HARD,
    unit="units",
    reason="Nothing can be given out that is not there.",
    check=check,
)
