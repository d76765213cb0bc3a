"""What columns cannot say is said so, and left to CP-SAT."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.columns.fits import KNOWN, relaxed
from operations.core.staffing.people import History
from operations.core.staffing.report import judge
from operations.core.staffing.rules import RULES
from operations.core.staffing.solve import solve
from operations.sources.demo import made_ward
from tests.operations.core.staffing.cast import alice, cover, ward


def test_every_rule_is_known_or_left_out():
    assert {rule.code for rule in RULES} == KNOWN


def test_an_ordinary_ward_is_known_whole():
    problem = made_ward(20, 28)
    assert relaxed(problem) is problem


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        ("nights_balance", Policy(Kind.SOFT, 5, measure=Measure.WORST)),
        ("cover_target", Policy(Kind.HARD, 100)),
        ("supervision", Policy(Kind.HARD, 500)),
    ],
)
def test_a_rule_that_is_not_known_so_is_left_out(code, policy):
    problem = replace(made_ward(10, 14), policies={code: policy})
    known = relaxed(problem)
    assert not known.policies[code].active


def test_two_shifts_a_day_are_no_row():
    off = {"one_shift_per_day": Policy(Kind.HARD, 1, active=False)}
    assert relaxed(ward(alice(), policies=off)) is None


def test_three_days_of_weekend_are_left_to_the_other_engine():
    assert relaxed(ward(alice(), weekends=((4, 5, 6),))) is None


def test_a_shift_before_without_a_day_worked_is_two_tales():
    assert relaxed(ward(alice(history=History(last_shift="N")))) is None


def test_prices_beyond_whole_numbers_are_left_to_the_other_engine():
    dear = (cover(0, "E", 1, price_under_target=10**7),)
    assert relaxed(ward(alice(), cover=dear)) is None


def test_a_roster_with_a_rule_left_out_is_judged_with_it():
    worst = {"nights_balance": Policy(Kind.SOFT, 5, measure=Measure.WORST)}
    problem = made_ward(12, 14, seed=2)
    problem = replace(problem, policies={**problem.policies, **worst})
    outcome = solve(problem, Options(seconds=6, workers=2))
    report = judge(problem, outcome.plan)
    assert report.hard == 0
    assert outcome.cost == report.cost
    assert outcome.bound <= outcome.cost
