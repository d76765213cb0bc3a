"""A bed plan's day as it was carried out: the records and the plan say the same afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import Stay, StayMove
from hospital.services.in_bed import InBed
from operations.bed_board import bed_board
from operations.bed_day import bed_day
from operations.models import BedAssignment, Plan
from operations.services import bed_day_done
from tests.operations.small_beds import SmallBeds
from tests.operations.sources.records.bed_hospital import MONDAY, at

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def chu(db: None, monkeypatch: pytest.MonkeyPatch) -> SmallBeds:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(WEDNESDAY))
    return SmallBeds()


@pytest.fixture
def plan(chu: SmallBeds) -> Plan:
    """On Wednesday 9 is to come; 1 to 3 are expected to leave on Thursday."""
    return chu.plan()


def seen(plan: Plan) -> dict[str, str]:
    """Patient -> room, as the board shows them."""
    board = bed_board(Plan.objects.get(pk=plan.pk))
    bars = [p.bar for room in board.rooms for lane in room.lanes for p in lane.pieces if p.bar]
    return {bar.patient: bar.room for bar in bars}


def test_who_is_to_come_is_told_from_that_day_on(plan: Plan, chu: SmallBeds) -> None:
    assert bed_day(plan=plan, actor=chu.paula, today=MONDAY).coming == ()
    (coming,) = bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY).coming
    line = BedAssignment.objects.get(plan=plan, referral__number="9")
    assert (coming.number, coming.late, coming.numbered) == ("9", 0, True)
    assert coming.room == f"{line.room.ward.code}/{line.room.code}"
    chosen = next(each for each in coming.choices if each.bed == coming.chosen)
    assert (chosen.room, chosen.taken) == (line.room_id, "")
    (late,) = bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY + timedelta(days=1)).coming
    assert late.late == 1


def test_who_came_lies_where_planned_in_records_and_plan(plan: Plan, chu: SmallBeds) -> None:
    (coming,) = bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY).coming
    bed = next(b for b in chu.beds.values() if b.pk == coming.chosen)
    placed = InBed(bed, referral=coming.referral, number="S9")
    bed_day_done(
        plan=plan, left=[], placed=[placed], actor=chu.paula, base_version=0, today=WEDNESDAY
    )
    assert Stay.objects.get(number="S9").bed == bed
    assert seen(plan)["stay:S9"] == coming.room
    assert "referral:9" not in seen(plan)
    line = BedAssignment.objects.get(plan=plan, stay__number="S9")
    assert (line.locked, line.edited) == (False, False)  # a person has not decided otherwise
    assert not BedAssignment.objects.filter(plan=plan, referral__isnull=False).exists()
    event = plan.events.get(action="in bed")
    assert (event.actor, event.stay.number) == ("paula", "S9")
    assert bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY).coming == ()


def test_the_plan_follows_where_somebody_was_put_in_another_room(
    plan: Plan, chu: SmallBeds
) -> None:
    stay, bed = Stay.objects.get(number="3"), chu.beds["SUR/2/B"]
    bed_day_done(
        plan=plan, left=[], placed=[InBed(bed, stay=stay)], actor=chu.paula, base_version=0,
        today=WEDNESDAY,
    )  # fmt: skip
    assert seen(plan)["stay:3"] == "SUR/2"
    problem_knows = bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY)
    assert problem_knows.moving == ()
    assert StayMove.objects.filter(stay=stay, ends=None).get().bed == bed


def test_who_left_is_on_no_board_and_their_bed_is_offered(plan: Plan, chu: SmallBeds) -> None:
    thursday = WEDNESDAY + timedelta(days=1)
    found = bed_day(plan=plan, actor=chu.paula, today=thursday)
    assert [each.stay.number for each in found.leaving] == ["1", "2", "3"]
    leaving = {choice.said: choice.taken for choice in found.coming[0].choices}
    assert leaving.get("SUR/1/A", "3 leaves today") == "3 leaves today"
    gone = [each.stay for each in found.leaving if each.stay.number == "3"]
    bed_day_done(plan=plan, left=gone, placed=[], actor=chu.paula, base_version=0, today=thursday)
    assert "stay:3" not in seen(plan)


def test_a_patient_who_is_to_move_is_listed_until_the_records_say_so(
    plan: Plan, chu: SmallBeds
) -> None:
    room = chu.beds["MED/2/A"].room
    BedAssignment.objects.filter(plan=plan, stay__number="1").update(room=room)
    (moving,) = bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY).moving
    assert (moving.number, moving.lies, moving.room) == ("1", "MED/1/A", "MED/2")
    stay = Stay.objects.get(number="1")
    bed_day_done(
        plan=plan, left=[], placed=[InBed(chu.beds["MED/2/A"], stay=stay)], actor=chu.paula,
        base_version=0, today=WEDNESDAY,
    )  # fmt: skip
    assert bed_day(plan=plan, actor=chu.paula, today=WEDNESDAY).moving == ()


def test_nothing_is_entered_where_the_plan_has_changed_meanwhile(
    plan: Plan, chu: SmallBeds
) -> None:
    stay = Stay.objects.get(number="3")
    facts = {"plan": plan, "placed": [], "actor": chu.paula, "today": WEDNESDAY}
    with pytest.raises(Conflict):
        bed_day_done(left=[stay], base_version=7, **facts)
    with pytest.raises(Conflict):  # a day before the plan begins
        bed_day_done(left=[stay], base_version=0, **facts | {"today": MONDAY - timedelta(days=1)})
    with pytest.raises(ApplicationError, match="Tick"):
        bed_day_done(left=[], base_version=0, **facts)
    with pytest.raises(Forbidden):
        bed_day_done(left=[stay], base_version=0, **facts | {"actor": chu.vera})
    assert Stay.objects.get(number="3").discharged is None
