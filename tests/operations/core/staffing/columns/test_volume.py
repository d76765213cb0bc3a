"""Prices alone prove a bound: never above a lawful roster, and near the best one where totals do
not matter."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.start import construct
from operations.core.staffing.columns.volume import Volume
from operations.core.staffing.problem import Problem
from tests.operations.core.staffing.cast import alice, bob, cover, ward
from tests.operations.core.staffing.columns.test_rows import known_wards


def climbed(problem: Problem) -> tuple[float, int, int]:
    """Bound, and cost and breaches of a first roster."""
    rows = Rows(problem)
    draft = construct(rows, 1, lambda: False, {})
    everybody = range(len(rows.people))
    volume = Volume(rows, everybody, np.zeros_like(rows.cover.target), None)
    rounds = iter(range(400))
    bound = volume.best(draft.there, draft.cost, lambda: next(rounds, None) is None)
    return bound, draft.cost, draft.unlawful


@settings(max_examples=10, derandomize=True)
@given(known_wards())
def test_no_lawful_roster_costs_less_than_the_bound(problem):
    bound, cost, unlawful = climbed(problem)
    assert unlawful or bound <= cost + 1e-6


def test_where_totals_do_not_matter_the_bound_comes_near_the_optimum():
    # Two early shifts a day for three days, nobody more than two days in a row: of the six places
    # Alice and Bob can fill two each, and two stay open at 100.
    limits = {"maximum_consecutive_days": 2, "minimum_consecutive_days_off": 2}
    lines = tuple(cover(day, "E", 2) for day in range(3))
    bound, _, _ = climbed(ward(alice(**limits), bob(**limits), days=3, cover=lines))
    assert 199 <= bound <= 200
