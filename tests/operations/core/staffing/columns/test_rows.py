"""Rows are priced as the judge prices them, and the cheapest is the cheapest there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.columns.arrays import NO, VARIANTS
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.fits import KNOWN, NEVER_HARD, ONLY_HARD, relaxed
from operations.core.staffing.columns.prices import FORBIDDEN
from operations.core.staffing.columns.rows import PersonRows, Rows
from operations.core.staffing.columns.windows import SCALE
from operations.core.staffing.past import Past
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.rules import RULES
from tests.operations.core.staffing.cast import alice, ward
from tests.operations.core.staffing.random_wards import wards


def known(draw: st.DrawFn, problem: Problem) -> Problem:
    """The problem with some rules hard and the others soft at prices of their own, as far as the
    engine knows them."""
    policies = {}
    for i, rule in enumerate(RULES, start=1):
        soft = rule.code in NEVER_HARD or rule.balance
        hard = rule.code in ONLY_HARD or (not soft and draw(st.booleans()))
        measure = draw(st.sampled_from((Measure.TOTAL, Measure.RISING)))
        kind = Kind.HARD if hard else Kind.SOFT
        policies[rule.code] = Policy(kind, 2**i % 997, measure=measure)
    return replace(problem, policies=policies)


@st.composite
def known_wards(draw: st.DrawFn) -> Problem:
    problem = known(draw, draw(wards(tight=True)))
    assume(relaxed(problem) is problem)
    return problem


def codes(draw: st.DrawFn, mine: PersonRows) -> np.ndarray:
    options = draw(
        st.lists(st.integers(0, len(mine.model.shifts)), min_size=mine.days, max_size=mine.days)
    )
    return np.array([option * VARIANTS for option in options], dtype=np.int16)


@settings(max_examples=12, derandomize=True)
@given(known_wards(), st.data())
def test_each_rule_alone_is_priced_as_the_judge_prices_it(problem, data):
    """Every rule on the same wards and rosters, which take longer to draw than to price."""
    options = st.integers(0, len(problem.shifts))
    drawn = [
        data.draw(st.lists(options, min_size=problem.days, max_size=problem.days))
        for _person in problem.people
    ]
    for code in sorted(KNOWN - {"one_shift_per_day"}):
        alone = dict(problem.policies)
        for name in alone.keys() - {code, "one_shift_per_day"}:
            alone[name] = replace(alone[name], active=False)
        of_one = replace(problem, policies=alone)
        rows = Rows(of_one)
        # Which shifts a person may have at all is a matter of the rule.
        roster = [
            np.array(each, dtype=np.int16) % (1 + len(mine.model.shifts)) * VARIANTS
            for each, mine in zip(drawn, rows.people, strict=True)
        ]
        draft = Draft(rows, roster)
        report = judge(of_one, draft.plan())
        assert (draft.unlawful > 0) == (report.hard > 0), code
        assert report.hard or draft.cost == report.cost, code


@settings(max_examples=40, derandomize=True)
@given(known_wards(), st.data())
def test_any_roster_is_priced_as_the_judge_prices_it(problem, data):
    rows = Rows(problem)
    draft = Draft(rows, [data.draw(st.composite(codes)(mine)) for mine in rows.people])
    report = judge(problem, draft.plan())
    assert (draft.unlawful > 0) == (report.hard > 0)
    if not report.hard:
        assert draft.cost == report.cost


@settings(max_examples=40, derandomize=True)
@given(known_wards(), st.data())
def test_the_cheapest_row_is_the_cheapest_of_all(problem, data):
    problem = replace(problem, cover=tuple(line for line in problem.cover if line.day < 5))
    rows = Rows(problem)
    mine = data.draw(st.sampled_from(rows.people))
    assume((1 + len(mine.model.shifts)) ** mine.days <= 1100)
    duals = np.array(
        data.draw(
            st.lists(
                st.integers(-200, 9000),
                min_size=len(rows.cover.target),
                max_size=len(rows.cover.target),
            )
        ),
        dtype=np.int64,
    )
    quick = data.draw(st.booleans())
    found = mine.cheapest(mine.whole, duals, mine.no_burden(mine.whole), quick)
    best = min(reduced(mine, row, duals) for row in every_row(mine))
    if best >= NO:
        assert found.row is None
    else:
        assert found.bound <= best
        if found.row is not None:
            assert reduced(mine, found.row, duals) >= best
        model = mine.model
        if not (model.stretches or model.tallies or model.lazy or (quick and model.kept)):
            assert found.bound == best == reduced(mine, found.row, duals)


@settings(max_examples=40, derandomize=True)
@given(known_wards(), st.data())
def test_a_window_costs_what_it_adds_to_the_row(problem, data):
    rows = Rows(problem)
    mine = data.draw(st.sampled_from(rows.people))
    row = data.draw(st.composite(codes)(mine))
    first = data.draw(st.integers(0, mine.days - 1))
    last = data.draw(st.integers(first + 1, mine.days))
    try:
        window = mine.window(first, last, row)
    except ValueError:
        return
    part = data.draw(st.composite(codes)(mine))[first:last]
    other = row.copy()
    other[first:last] = part
    costs = [mine.own_cost(row), mine.own_cost(other)]
    inside = [mine.window_cost(window, each[first:last]) for each in (row, other)]
    if max(costs) < FORBIDDEN:
        assert inside[1] - inside[0] == costs[1] - costs[0]
    for whole, within in zip(costs, inside, strict=True):
        if within >= FORBIDDEN:
            assert whole >= FORBIDDEN


def test_a_window_that_ends_with_a_weekend_worked_elsewhere_limits_those_before_it():
    # The second of four is open, the others are worked on another ward: with it they are four in
    # the 28 days up to the last, and up to its own Sunday only two.
    weekends = ((5, 6), (12, 13), (19, 20), (26, 27))
    for limit, lawful in ((3, False), (4, True)):
        person = alice(rolling_weekends_maximum=limit, past=Past(weekends=(6, 20, 27)))
        problem = ward(person, days=28, weekends=weekends)
        rows = Rows(problem)
        row = np.zeros(28, dtype=np.int16)
        row[12] = VARIANTS
        assert (rows.people[0].own_cost(row) < FORBIDDEN) == lawful
        assert (judge(problem, Draft(rows, [row]).plan()).hard == 0) == lawful


def every_row(mine: PersonRows) -> list[np.ndarray]:
    """Every row, in every skill it may serve in."""
    found = []
    options = range(1 + len(mine.model.shifts))
    variants = range(len(mine.serving.skills))
    cells = [(o, v) for o in options for v in variants if o or not v]
    for row in product(options, repeat=mine.days):
        choices = [
            [o * VARIANTS + v for v in variants if (o, v) in cells and mine.serving.exists[v, d, o]]
            for d, o in enumerate(row)
        ]
        found += [np.array(each, dtype=np.int16) for each in product(*choices)]
    return found


def reduced(mine: PersonRows, row: np.ndarray, duals: np.ndarray) -> int:
    cost = mine.own_cost(row)
    return (
        NO
        if cost >= FORBIDDEN
        else cost * SCALE - int((duals * mine.serving.weight)[mine.lines(row)].sum())
    )
