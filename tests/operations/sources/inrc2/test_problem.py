"""The competition's counting by our rules, worked out by hand and week against horizon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.staffing.plan import Plan
from operations.sources.inrc2.files import Past
from operations.sources.inrc2.problem import history_after, joined, judge_weeks, parted
from operations.sources.inrc2.stages import expected_week, week_problem, weeks_problem
from tests.operations.sources.inrc2.cast import FIRST, HISTORY, SCENARIO, WEEKS, week


def costs(*plans: Plan) -> dict[str, int]:
    verdict = judge_weeks(SCENARIO, HISTORY, WEEKS, plans)
    assert verdict.violations == 0
    return {name: cost for name, cost in verdict.soft.items() if cost}


def test_two_weeks_worked_out_by_hand():
    # Optimal cover: nobody is on Tuesday's early shift of the second week (30).
    # Consecutive: Ada's early on Thursday is one too few as early (15) and as work (30), her third
    # night in a row one too many (15); Ben's earlies on Wednesday and Monday stand alone (15 each).
    # Days off: Ada has six from Tuesday on, three too many (90). Ben has three before the horizon
    # and two in it, one too many (30); his Sunday off is one too few (30); his last six are two
    # too many (60).
    # Wishes: Ada wanted Saturday off (10).
    assert costs(FIRST, week(Ada="N------", Ben="E------")) == {
        "optimal cover": 30,
        "consecutive": 90,
        "days off": 210,
        "wishes": 10,
    }


def test_half_a_weekend_and_a_weekend_too_many():
    # Ada's second weekend is a half one (30) and one too many (30); her early on its Saturday is
    # too short in both ways (45). She is off for five days before it (60), Ben for eight (120).
    # Of the first week: 60 of runs, 30 for Ben's days off, 10 for a wish. Two earlies are open.
    assert costs(FIRST, week(Ada="-----E-")) == {
        "optimal cover": 60,
        "consecutive": 60 + 45,
        "days off": 30 + 60 + 120,
        "wishes": 10,
        "whole weekends": 30,
        "weekends": 30,
    }


def test_assignments_too_few_and_too_many():
    # Ada has five and was to have six (20); with five more she has ten, and nine were agreed (20).
    assert costs(FIRST, week())["assignments"] == 20
    assert costs(FIRST, week(Ada="--EEEEE"))["assignments"] == 20
    assert "assignments" not in costs(FIRST, week(Ada="---EEEE"))


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ({"Ada": "---E-N-", "Ben": "---E-e-"}, "skill"),
        ({"Ada": "-----N-"}, "minimum cover"),
        ({"Ada": "---E-N-", "Ben": "N--E-E-"}, None),
        ({"Ada": "---E-N-", "Ben": "NE-----"}, "succession"),
    ],
)
def test_hard_rules_are_counted_by_their_names(rows, name):
    verdict = judge_weeks(SCENARIO, HISTORY, WEEKS[:1], [week(**rows)])
    broken = {rule: count for rule, count in verdict.hard.items() if count}
    assert broken == ({name: 1} if name else {})


def test_two_shifts_on_one_day_are_one_too_many():
    twice = Plan((*week(Ada="---E-N-").assignments, *week(Ada="---N---").assignments))
    verdict = judge_weeks(SCENARIO, HISTORY, WEEKS[:1], [twice])
    assert verdict.hard["single assignment"] == 1


def test_a_week_alone_is_judged_without_the_totals():
    after = history_after(SCENARIO, HISTORY, FIRST)
    verdict = judge_weeks(SCENARIO, after, WEEKS[1:], [week()], totals=False)
    assert verdict.soft["assignments"] == 0
    assert judge_weeks(SCENARIO, after, WEEKS[1:], [week()]).soft["assignments"] == 20


def test_the_history_goes_on():
    after = history_after(SCENARIO, HISTORY, FIRST)
    assert after.week == 1
    assert after.nurses["Ada"] == Past(5, 1, "Night", 2, 2, 0)
    assert after.nurses["Ben"] == Past(2, 1, None, 0, 0, 1)


def test_runs_that_fill_the_week_go_on_from_before():
    after = history_after(SCENARIO, HISTORY, week(Ada="EEEEEEE"))
    assert after.nurses["Ada"] == Past(7, 1, "Early", 8, 9, 0)
    assert after.nurses["Ben"] == Past(0, 0, None, 0, 0, 10)
    other = history_after(SCENARIO, HISTORY, week(Ada="NNNNNNN"))
    assert other.nurses["Ada"] == Past(7, 1, "Night", 7, 9, 0)


def test_a_planner_aims_at_the_even_part_of_the_totals():
    first = week_problem(SCENARIO, HISTORY, WEEKS[0]).people[0]
    totals = (first.minimum_assignments, first.maximum_assignments, first.maximum_weekends)
    assert totals == (3, 5, 1)  # 6 to 9 and one weekend, halved and rounded to be the looser
    after = history_after(SCENARIO, HISTORY, FIRST)
    last = week_problem(SCENARIO, after, WEEKS[1]).people[0]
    assert (last.minimum_assignments, last.maximum_assignments, last.maximum_weekends) == (6, 9, 1)
    assert (last.history.assignments, last.history.weekends) == (5, 1)


def test_weeks_to_come_ask_for_what_those_seen_did_on_such_days():
    # Heads on early shifts: 2 on five working days, nothing at weekends. Nurses: on early ones 1
    # (minimum 1) and 1 on five days, on nights 3 (1) on the two days of the weekend. Rounding
    # begins at a half, and what it leaves is owed to the next day of the same kind.
    expected = expected_week(SCENARIO, [WEEKS[0]])
    assert expected.off == ()
    assert expected.requirements == {
        ("Early", "Head"): ((0, 0), (0, 1), (0, 0), (0, 1), (0, 0), (0, 0), (0, 0)),
        ("Early", "Nurse"): ((0, 0), (0, 1), (1, 1), (0, 0), (0, 0), (0, 0), (0, 0)),
        ("Night", "Head"): ((0, 0),) * 7,
        ("Night", "Nurse"): ((0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 2), (0, 1)),
    }


def test_totals_are_parted_by_the_end_of_what_is_in_view():
    weeks = [WEEKS[0], expected_week(SCENARIO, WEEKS[:1])]
    problem = weeks_problem(SCENARIO, HISTORY, weeks)
    ada = problem.people[0]
    assert problem.days == 14
    totals = (ada.minimum_assignments, ada.maximum_assignments, ada.maximum_weekends)
    assert totals == (6, 9, 1)


rows = st.text("ENe-", min_size=7, max_size=7)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rows, rows, rows, rows)
def test_weeks_judged_one_by_one_cost_what_the_horizon_costs(a, b, c, d):
    plans = [week(Ada=a, Ben=b), week(Ada=c, Ben=d)]
    whole = judge_weeks(SCENARIO, HISTORY, WEEKS, plans, totals=False)
    after = history_after(SCENARIO, HISTORY, plans[0])
    one = judge_weeks(SCENARIO, HISTORY, WEEKS[:1], plans[:1], totals=False)
    two = judge_weeks(SCENARIO, after, WEEKS[1:], plans[1:], totals=False)
    assert whole.soft == {name: one.soft[name] + two.soft[name] for name in one.soft}
    assert whole.hard == {name: one.hard[name] + two.hard[name] for name in one.hard}
    assert parted(joined(plans), 2) == plans
