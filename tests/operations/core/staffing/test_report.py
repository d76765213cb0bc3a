from __future__ import annotations

from operations.core.rule import Kind, Policy
from operations.core.staffing.report import diff, judge
from tests.operations.core.staffing.cast import alice, bob, cover, roster, ward

PROBLEM = ward(
    alice(maximum_consecutive_days=2),
    bob(),
    days=3,
    cover=tuple(cover(day, "E", 2, 1) for day in range(3)),
)


def test_hard_breaches_are_counted_and_shortage_is_priced():
    report = judge(PROBLEM, roster(Alice="EEE"))
    # One person on each of three days: nobody short of the minimum, three short of the target.
    assert (report.hard, report.medium, report.soft) == (1, 0, 300)
    assert report.cost_by_rule == {"consecutive_days_maximum": 1, "cover_target": 300}


def test_a_hospital_may_decide_otherwise():
    soft = {"consecutive_days_maximum": Policy(Kind.SOFT, 7)}
    problem = ward(*PROBLEM.people, days=3, cover=PROBLEM.cover, policies=soft)
    assert (judge(problem, roster(Alice="EEE")).hard, judge(problem, roster(Alice="EEE")).soft) == (
        0,
        307,
    )


def test_a_difference_names_what_appears_and_what_goes():
    before = judge(PROBLEM, roster(Alice="EE-", Bob="EEE"))
    after = judge(PROBLEM, roster(Alice="EEE", Bob="EEE"))
    change = diff(before, after)
    assert [each.rule for each in change.appeared] == ["consecutive_days_maximum"]
    assert [each.sentence for each in change.gone] == ["E on day 2 has 1; its target is 2."]
    assert (change.hard, change.medium, change.soft) == (1, 0, -100)
