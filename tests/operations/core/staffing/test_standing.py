"""The quick judge: what it says of a change is the difference of the whole judge's reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.errors import BadProblem
from operations.core.rule import Kind, Policy, Span, hard_codes
from operations.core.staffing.cells import Assignment, Change
from operations.core.staffing.plan import Plan
from operations.core.staffing.report import diff, judge
from operations.core.staffing.rules import RULES
from operations.core.staffing.standing import Standing, rules_of
from tests.operations.core.staffing.cast import alice, alone, bob, cover, roster, ward
from tests.operations.core.staffing.test_solve import EVERYTHING_PRICED, wards

PROBLEM = ward(
    alice(maximum_consecutive_days=2),
    bob(),
    days=3,
    cover=tuple(cover(day, "E", 2, 1) for day in range(3)),
)


def test_a_drop_that_breaks_a_rule_and_fills_a_shift():
    # Alice may work two days in a row: the third breaks it, and fills one of the two places left.
    standing = Standing(PROBLEM, roster(Alice="EE-", Bob="E--"))
    change = standing.difference(Change("Alice", 2, "E"))
    assert [each.rule for each in change.appeared] == ["consecutive_days_maximum", "cover_target"]
    assert {each.rule for each in change.gone} == {"cover_minimum", "cover_target"}
    assert (change.hard, change.medium, change.soft) == (1, -1000, -100)
    assert change.costs == {"cover_minimum": -1000, "cover_target": -100}


def test_the_roster_itself_stays_and_the_changed_one_goes_on_from_there():
    standing = Standing(PROBLEM, roster(Alice="E--"))
    after = standing.after(Change("Alice", 0), Change("Bob", 1, "L"))
    assert standing.plan == roster(Alice="E--")
    assert after.plan == roster(Bob="-L-")
    assert after.there((1, "L")) == (Assignment("Bob", 1, "L"),)


@pytest.mark.parametrize("change", [Change("Zoe", 0, "E"), Change("Bob", 3), Change("Bob", 0, "X")])
def test_what_the_problem_does_not_know_is_refused(change):
    with pytest.raises(BadProblem, match="correct the change"):
        Standing(PROBLEM, roster()).difference(change)


def told(violations) -> Counter:
    return Counter((each.rule, each.subjects, each.sentence, each.amount) for each in violations)


def assert_the_same(problem, plan, changes) -> None:
    standing = Standing(problem, plan)
    quick = standing.difference(*changes)
    law = hard_codes(RULES, problem.policies)
    whole = diff(judge(problem, plan), judge(problem, standing.after(*changes).plan), law)
    assert told(quick.appeared) == told(whole.appeared)
    assert told(quick.gone) == told(whole.gone)
    assert (quick.hard, quick.medium, quick.soft) == (whole.hard, whole.medium, whole.soft)
    assert (quick.costs, sum(quick.costs.values())) == (whole.costs, quick.cost)


@st.composite
def edits(draw: st.DrawFn):
    """A random ward with a random roster, some rules hard and some priced, and a few edits."""
    problem = draw(wards(tight=True))
    hard = draw(st.sets(st.sampled_from([rule.code for rule in RULES])))
    policies = {code: Policy(Kind.HARD, 1) for code in hard}
    problem = replace(problem, policies={**EVERYTHING_PRICED, **policies})
    who = st.sampled_from([person.id for person in problem.people])
    day, shift = st.integers(0, problem.days - 1), st.sampled_from("ELN")
    skill = st.none() | st.sampled_from(("nurse", "midwife"))
    worked = draw(st.lists(st.builds(Assignment, who, day, shift, skill), max_size=12))
    plan = Plan(tuple({(a.person, a.day, a.shift): a for a in worked}.values()))
    change = st.builds(Change, who, day, st.none() | shift, skill)
    return problem, plan, draw(st.lists(change, min_size=1, max_size=3))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(edits())
def test_any_change_of_any_roster_makes_the_difference_that_the_whole_judge_finds(edit):
    assert_the_same(*edit)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
@settings(max_examples=10, deadline=None, derandomize=True)
@given(edits())
def test_each_rule_alone_finds_the_same_difference(rule, edit):
    problem, plan, changes = edit
    assert_the_same(alone(problem, rule.code), plan, changes)


def test_a_rough_difference_leaves_out_what_needs_the_whole_roster():
    # Nobody asked for a night: Alice's is one above her fair share, which costs 5.
    problem = ward(alice(), days=1)
    standing, night = Standing(problem, roster()), Change("Alice", 0, "N")
    assert (standing.difference(night).cost, standing.roughly().difference(night).cost) == (5, 0)
    assert standing.difference(night).cost == 5


@settings(max_examples=30, deadline=None, derandomize=True)
@given(edits())
def test_a_rule_about_people_names_the_person(edit):
    problem, plan, _ = edit
    people = {person.id for person in problem.people}
    for rule in rules_of(Span.PERSON):
        for violation in rule.check(problem, plan):
            assert people & set(violation.subjects)
