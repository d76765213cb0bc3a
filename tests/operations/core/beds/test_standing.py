"""The quick judge: what it says of a change is the difference of the whole judge's reports."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.core.beds.report import diff, judge
from operations.core.beds.rules import RULES
from operations.core.beds.standing import Change, Standing
from operations.core.errors import BadProblem
from operations.core.rule import Span
from tests.operations.core.beds import strategies
from tests.operations.core.beds.cast import AMINA, BADR, CHAIMAE, here, hospital, lies

PROBLEM = hospital(here(AMINA), BADR, CHAIMAE)
PLAN = lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"))


def test_a_drop_that_breaks_a_rule_and_gives_a_bed():
    # Badr beside two women, in a room of two beds: on both days one too many, and both genders.
    change = Standing(PROBLEM, PLAN).difference(Change("Badr", "R1", 0))
    assert Counter(each.rule for each in change.appeared) == {
        "room_capacity": 2,
        "room_one_gender": 2,
    }
    assert [each.rule for each in change.vanished] == ["mandatory_admitted"]
    assert (change.hard, change.cost) == (4, -5000)


def test_the_plan_itself_stays_and_the_changed_one_goes_on_from_there():
    standing = Standing(PROBLEM, PLAN)
    after = standing.after(Change("Chaimae"), Change("Badr", "R2", 1))
    assert standing.plan == PLAN
    assert {(p.patient, p.room) for p in after.plan.placements} == {("Amina", "R1"), ("Badr", "R2")}
    assert [place.patient for place in after.there("R1")] == ["Amina"]


@pytest.mark.parametrize(
    "change",
    [
        Change("Zoe", "R1"),
        Change("Badr", "R9"),
        Change("Badr", "R1", 5),
        Change("Badr", "R1", 0, "T9"),
    ],
)
def test_what_the_problem_does_not_know_is_refused(change):
    with pytest.raises(BadProblem, match="correct the change"):
        Standing(PROBLEM, PLAN).difference(change)


def test_every_rule_says_what_it_looks_at():
    beds = {Span.PATIENT, Span.ROOM, Span.WARD, Span.OPERATIONS, Span.DUTIES}
    assert {rule.span for rule in RULES} == beds


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_quick_is_whole(data):
    problem = data.draw(strategies.problems(softened=data.draw(st.booleans())))
    plan = data.draw(strategies.plans(problem))
    theatres = ("", *(theatre.id for theatre in problem.theatres))
    change = st.builds(
        Change,
        st.sampled_from([patient.id for patient in problem.patients]),
        st.sampled_from(("", *strategies.ROOMS)),
        st.integers(0, strategies.DAYS - 1),
        st.sampled_from(theatres),
    )
    changes = data.draw(st.lists(change, min_size=1, max_size=3))
    standing = Standing(problem, plan)
    quick = standing.difference(*changes)
    whole = diff(judge(problem, standing.plan), judge(problem, standing.after(*changes).plan))
    assert told(quick.appeared) == told(whole.appeared)
    assert told(quick.vanished) == told(whole.vanished)
    assert (quick.hard, quick.order) == (whole.hard, whole.order)


def told(violations) -> Counter:
    return Counter((each.rule, each.subjects, each.sentence, each.amount) for each in violations)
