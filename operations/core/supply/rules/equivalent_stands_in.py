"""Only equivalents stand in, only for what lacks, and only with what is left on the shelf."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan, StandIn
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = index(problem).equivalent
    for line, true in replay(problem, plan).stood_in:
        if line == true:
            continue
        facts = {
            "week": str(line.week),
            "stand_in_units": str(line.stand_in_units),
            "stand_in": line.stand_in,
            "units": str(line.units),
            "product": line.product,
            "facility": line.facility,
        }
        if (line.product, line.stand_in) not in known:
            yield _violation(
                line,
                max(1, line.units),
                f"Week {line.week}: {line.stand_in} is to stand in for {line.product} at "
                f"{line.facility}, but it is no equivalent.",
                facts,
                "not_equivalent",
            )
            continue
        yield _violation(
            line,
            max(1, line.units - true.units, line.stand_in_units - true.stand_in_units),
            f"Week {line.week}: {counted(line.stand_in_units, 'unit')} of {line.stand_in} are to "
            f"stand in for {line.units} of {line.product} at {line.facility}; by what lacks and "
            f"what is left there, {true.stand_in_units} can, for {true.units}.",
            facts | {"true_stand_in": str(true.stand_in_units), "true": str(true.units)},
        )


def _violation(
    line: StandIn, amount: int, sentence: str, facts: dict[str, str], variant: str = ""
) -> Violation:
    subjects = (line.facility, line.product, line.stand_in)
    return Violation("equivalent_stands_in", amount, sentence, subjects, facts, variant=variant)


RULE = Rule(
    code="equivalent_stands_in",
    label="Equivalents stand in only",
    kind=Kind.HARD,
    unit="units",
    reason="Only a pharmacist's equivalent replaces a medicine, and only where it is left.",
    check=check,
)
