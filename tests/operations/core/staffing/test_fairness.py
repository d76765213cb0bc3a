"""Shares over the year, and the measures by which a hospital prices what is beyond them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.errors import BadProblem
from operations.core.outcome import Options, Status
from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.variables import truth_of
from operations.core.staffing.fairness import fair_nights, fair_weekends
from operations.core.staffing.past import Past, Tally
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, alone, bob, cover, roster, ward

NIGHTS = tuple(cover(day, "N", 1) for day in range(6))


def year(**counts: int) -> Past:
    return Past(year=Tally(days=365, **counts))


def test_nights_of_the_year_are_made_up_for():
    # 30 + 6 nights are 18 each; Alice has had 20 and Bob 10.
    problem = ward(alice(past=year(nights=20)), bob(past=year(nights=10)), cover=NIGHTS)
    assert fair_nights(problem) == {"Alice": 0, "Bob": 8}


def test_weekends_of_the_year_are_made_up_for():
    # 7 + 2 weekends are 4.5 each, rounded up 5, less 4 and 3.
    lines = (cover(5, "E", 2), cover(6, "E", 1))
    people = (alice(past=year(weekends=4)), bob(past=year(weekends=3)))
    assert fair_weekends(ward(*people, cover=lines, weekends=((5, 6),))) == {"Alice": 1, "Bob": 2}


def test_what_was_had_counts_by_the_days_that_one_was_there():
    # 30 + 6 nights by 365 + 7 days and by 0 + 7: 35.3 and 0.7, rounded up 36 and 1.
    problem = ward(alice(past=year(nights=30)), bob(), cover=NIGHTS)
    assert fair_nights(problem) == {"Alice": 6, "Bob": 1}


def priced(measure: Measure, plan: Plan) -> int:
    """What three people pay who share three nights; the solver's figure is the same."""
    lines = tuple(cover(day, "N", 1) for day in range(3))
    problem = alone(ward(alice(), bob(), Person("Chloe"), cover=lines), "nights_balance")
    policies = {**problem.policies, "nights_balance": Policy(Kind.SOFT, 1, measure=measure)}
    problem = replace(problem, policies=policies)
    model = Model(problem, strict=False)
    values = model.variables.values(plan)
    cost = judge(problem, plan).cost
    assert model.cost(lambda literal: truth_of(values, literal)) == cost
    return cost


@pytest.mark.parametrize(
    ("rows", "total", "rising", "worst"),
    [
        ({"Alice": "N", "Bob": "N"}, 0, 0, 0),  # a share of one each
        ({"Alice": "NNNN"}, 3, 6, 3),  # 1 + 2 + 3
        ({"Alice": "NNN", "Bob": "NN"}, 3, 4, 2),  # 1 + 2, and 1
        ({"Alice": "NN", "Bob": "NN", "Chloe": "NN"}, 3, 3, 1),
    ],
)
def test_the_same_excess_by_three_measures(rows, total, rising, worst):
    plan = roster(**rows)
    found = [priced(measure, plan) for measure in (Measure.TOTAL, Measure.RISING, Measure.WORST)]
    assert found == [total, rising, worst]


@pytest.mark.parametrize("measure", [Measure.RISING, Measure.WORST])
def test_what_must_be_beyond_the_shares_is_spread(measure):
    # Chloe is away on all four days, and a share of the year's nights stays hers: 26 + 11 + 4
    # nights by 369 : 369 : 365 days are 13.7, 13.7 and 13.6, rounded up 14 each, which leaves one
    # for Alice, one for Bob and three for Chloe. Alice and Bob work the four: two beyond their
    # shares. One each costs 1 + 1 by the rising price (both on one 1 + 2) and 1 by the worst
    # (both on one 2).
    people = (
        alice(past=year(nights=13)),
        bob(past=year(nights=13)),
        Person("Chloe", past=year(nights=11), absences=(0, 1, 2, 3)),
    )
    lines = tuple(cover(day, "N", 1) for day in range(4))
    policies = {"nights_balance": Policy(Kind.SOFT, 1, measure=measure)}
    problem = ward(*people, days=4, cover=lines, policies=policies)
    assert fair_nights(problem) == {"Alice": 1, "Bob": 1, "Chloe": 3}
    outcome = solve(problem, Options(seconds=5))
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == (2 if measure is Measure.RISING else 1)
    nights = [each.person for each in outcome.plan.assignments]
    assert sorted(nights) == ["Alice", "Alice", "Bob", "Bob"]


def test_more_refused_than_asked_is_refused():
    with pytest.raises(BadProblem, match="tally of the year"):
        Tally(wishes=1, refused=2)
