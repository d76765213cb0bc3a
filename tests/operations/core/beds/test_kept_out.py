"""What keeps out whoever has no bed, when they could come, and what would have to give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.core.beds.board import unplaced
from operations.core.beds.kept_out import Lack, kept_out
from operations.core.beds.problem import BedsHeld, Lock, Surgeon, Theatre
from operations.core.beds.report import judge, worsened
from operations.core.beds.standing import Change, Standing
from operations.core.errors import BadProblem
from tests.operations.core.beds import strategies
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R1,
    R2,
    SURGEON,
    THEATRES,
    here,
    hospital,
    lies,
    operated,
)

ONE_THEATRE = (Theatre("T1", (120, 0, 0, 0, 0)),)
OPTIONAL = replace(AMINA, mandatory=False, optional_price=150)


def asked(problem, plan, patient="Amina"):
    return kept_out(Standing(problem, plan), patient)


def said(found) -> list[str]:
    return [reason.sentence for reason in found.reasons]


def gives(found) -> list[str]:
    return [reason.sentence for reason in found.gives]


def test_wards_are_empty_and_the_surgeon_has_too_little_time_left():
    # Badr's 100 of the surgeon's 120 minutes on day 0, the only day of work: 20 are left for 60.
    surgeon = Surgeon(SURGEON.id, (120, 0, 0, 0, 0))
    waits, badr = operated(OPTIONAL, 60), operated(BADR, 100)
    problem = hospital(waits, badr, surgeons=(surgeon,), theatres=THEATRES)
    found = asked(problem, lies((badr, 0, "R2", "T1")))
    assert said(found) == [
        "Surgeon Dr Saidi has no more than 20 minutes left on a day; the operation takes 60 "
        "minutes.",
        "A bed that suits is free on every such day.",
    ]
    assert (found.lack, found.possible) == (Lack.OPERATION, None)
    # Nothing asks for less than 40 minutes more of the surgeon, in the theatre with time left.
    assert (found.way.change, gives(found)) == (
        Change("Amina", "R1", 0, "T2"),
        ["surgeon Dr Saidi operates 40 minutes longer"],
    )


@pytest.mark.parametrize(("left", "out"), [(59, True), (60, False)])
def test_a_minute_decides_whether_it_is_the_theatre(left, out):
    waits, badr = operated(OPTIONAL, 60), operated(BADR, 120 - left)
    surgeon = Surgeon(SURGEON.id, (500,) * 5)
    problem = hospital(waits, badr, surgeons=(surgeon,), theatres=ONE_THEATRE)
    found = asked(problem, lies((badr, 0, "R2", "T1")))
    assert (found.lack is Lack.OPERATION) is out
    if out:
        assert said(found)[0] == (
            "No theatre has more than 59 minutes left on a day; the operation takes 60 minutes."
        )
        assert gives(found) == ["theatre T1 is open 1 minute longer"]
    else:
        assert said(found) == ["A bed is free: room R1 from day 0."]
        assert (found.possible, found.gives) == (0, ())


def test_the_surgeon_does_not_operate_when_the_patient_may_come():
    surgeon = Surgeon(SURGEON.id, (120, 120, 0, 0, 0))
    waits = operated(replace(OPTIONAL, release_day=3), 60)
    found = asked(hospital(waits, surgeons=(surgeon,), theatres=THEATRES), lies())
    assert said(found)[0] == (
        "Surgeon Dr Saidi does not operate on a day on which the patient may come."
    )
    assert (found.first, found.last) == (3, 4)


def test_surgeon_and_theatre_have_time_on_different_days():
    surgeon = Surgeon(SURGEON.id, (0, 120, 0, 0, 0))
    waits = operated(OPTIONAL, 60)
    found = asked(hospital(waits, surgeons=(surgeon,), theatres=ONE_THEATRE), lies())
    assert said(found)[0] == (
        "Surgeon Dr Saidi and a theatre never have 60 minutes left on the same day."
    )


def test_no_bed_that_suits_and_the_rule_that_is_mostly_in_the_way():
    # Two women who stay for all five days fill R1; R2 is for men.
    women = [replace(here(who), stay_nights=5) for who in (CHAIMAE, replace(BADR, id="Dina"))]
    women[1] = replace(women[1], gender=CHAIMAE.gender)
    problem = hospital(OPTIONAL, *women, rooms=(R1,))
    found = asked(problem, lies((women[0], 0, "R1"), (women[1], 0, "R1")))
    assert said(found) == [
        "No bed that suits is free then; what is mostly in the way: A bed for each person in the "
        "room."
    ]
    assert (found.lack, found.possible) == (Lack.BED, None)
    # From the last day on, one bed is lacking for one night only.
    assert (found.way.change, gives(found)) == (
        Change("Amina", "R1", 4),
        ["room R1 has one more bed for 1 night"],
    )


def test_beds_and_operations_have_room_on_different_days():
    man = replace(here(BADR), stay_nights=1)
    waits = operated(OPTIONAL, 60)
    surgeon = Surgeon(SURGEON.id, (120, 0, 0, 0, 0))
    problem = hospital(waits, man, rooms=(R1,), surgeons=(surgeon,), theatres=THEATRES)
    found = asked(problem, lies((man, 0, "R1")))
    assert said(found) == [
        "There is time for the operation on 1 day, first on day 0, but no bed that suits is free "
        "then."
    ]
    assert found.lack is Lack.BED


def test_after_the_due_day_there_would_be_room():
    man = replace(here(BADR), stay_nights=4)
    waits = replace(OPTIONAL, due_day=2)
    found = asked(hospital(waits, man, rooms=(R1,)), lies((man, 0, "R1")))
    assert (found.last, found.possible, found.lack) == (2, 4, Lack.BED)
    # Both of two nights beside a man are more to ask for than two days after a window of three.
    assert (found.way.change.day, gives(found)) == (
        4,
        ["coming 2 days after the due day is accepted"],
    )


def test_a_free_bed_that_costs_more_than_waiting_says_by_which_rule():
    # Every bed of the first two nights is held for emergencies, at 200 each.
    held = tuple(BedsHeld("Surgery", day, 3) for day in range(5))
    found = asked(hospital(OPTIONAL, beds_held=held), lies())
    assert found.lack is Lack.NOTHING
    assert said(found) == [
        "A bed is free, room R1 from day 4, but taking it changes the cost by +70, most of it by: "
        "Beds held for emergencies."
    ]


def test_in_place_of_whom():
    surgeon = Surgeon(SURGEON.id, (60, 0, 0, 0, 0))
    waits = operated(OPTIONAL, 60)
    other = operated(replace(BADR, mandatory=False, optional_price=190), 60)
    problem = hospital(waits, other, surgeons=(surgeon,), theatres=ONE_THEATRE)
    plan = lies((other, 0, "R2", "T1"))
    found = asked(problem, plan).instead
    # Badr's 190 for Amina's 150, and the room that is free already.
    assert (found.other, found.change.day, found.cost) == ("Badr", 0, 40)
    for kept in (replace(problem, locks=(Lock("Badr", "R2", 0),)), _must(problem)):
        assert asked(kept, plan).instead is None


def _must(problem):
    patients = (problem.patients[0], replace(problem.patients[1], mandatory=True))
    return replace(problem, patients=patients)


def test_whoever_no_ward_takes_has_no_way():
    nowhere = replace(OPTIONAL, wards=("Elsewhere",))
    found = asked(hospital(nowhere, rooms=(R1, R2)), lies())
    assert (found.lack, found.way, found.gives) == (Lack.BED, None, ())


def test_an_unknown_patient():
    with pytest.raises(BadProblem, match="not part of this problem"):
        asked(hospital(AMINA), lies(), "Zoe")


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_said_is_what_the_judge_says(data):
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.plans(problem))
    before, standing = judge(problem, plan), Standing(problem, plan)
    for patient in unplaced(problem, plan):
        found = kept_out(standing, patient.id)
        assert found.reasons
        if found.way is None:
            continue
        after = standing.after(found.way.change)
        broken = worsened(problem.policies, standing.difference(found.way.change))
        assert judge(problem, after.plan).cost - before.cost == found.way.cost
        assert len(broken) == len(found.gives)
        if found.lack is Lack.NOTHING:
            assert not broken
        if found.instead is not None:
            changes = Change(found.instead.other), found.instead.change
            assert not worsened(problem.policies, standing.difference(*changes))
