"""Patients in beds: what lies where this morning is what the rooms allow."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hospital.demo.arrivals import CODES, Arrivals
from hospital.demo.flow import Ward, run_flow
from hospital.demo.kinds import WARDS
from hospital.demo.network import RoomPlan, Site, WardPlan
from hospital.models import AgeBand, Bed, BedStatus, Referral, Stay, StayMove, Urgency
from tests.hospital.demo.conftest import TODAY

CHILDREN = {AgeBand.INFANT, AgeBand.CHILD}


def present(region):
    stays = Stay.objects.filter(facility__network=region, discharged=None)
    return stays.select_related("bed__room", "ward").prefetch_related("equipment")


def test_every_bed_has_one_patient_at_most_and_is_open_and_of_the_ward(region):
    beds = [stay.bed for stay in present(region)]
    assert len(beds) > 90
    assert len({bed.pk for bed in beds}) == len(beds)
    assert {bed.status for bed in beds} == {BedStatus.OPEN}
    assert all(stay.bed.room.ward_id == stay.ward_id for stay in present(region))


def test_rooms_hold_one_gender_where_they_must(region):
    genders: dict[int, set[str]] = {}
    for stay in present(region):
        room = stay.bed.room
        if room.gender_policy in ("F", "M"):
            assert stay.gender == room.gender_policy
        if room.gender_policy == "same":
            genders.setdefault(room.pk, set()).add(stay.gender)
    assert genders
    assert all(len(found) == 1 for found in genders.values())


def test_rooms_hold_the_ages_isolation_and_equipment_they_are_made_for(region):
    needs = 0
    for stay in present(region):
        room = stay.bed.room
        if room.age_policy == "children":
            assert stay.age_band in CHILDREN
        if room.age_policy == "adults":
            assert stay.age_band not in CHILDREN
        if stay.isolation:
            assert (room.isolation, room.capacity) == (True, 1)
        wanted = {item.code for item in stay.equipment.all()}
        needs += bool(wanted)
        assert wanted <= {item.code for item in room.equipment.all()}
    assert needs


def test_nobody_ever_shares_a_bed_nor_lies_in_two(region):
    moves = StayMove.objects.filter(stay__facility__network=region)
    for key in ("bed_id", "stay_id"):
        last: dict[int, object] = {}
        for place, starts, ends in moves.order_by(key, "starts").values_list(key, "starts", "ends"):
            if place in last:
                assert last[place] is not None
                assert last[place] <= starts
            last[place] = ends


def test_those_present_are_expected_to_leave_from_today_on(region):
    days = list(present(region).values_list("expected_discharge", flat=True))
    assert None not in days
    assert min(days) >= TODAY


def test_wards_are_four_fifths_full_or_more_over_the_year(region):
    moves = StayMove.objects.filter(stay__facility__network=region, ends__isnull=False)
    seconds = sum(
        (ends - starts).total_seconds() for starts, ends in moves.values_list("starts", "ends")
    )
    days = (TODAY - Stay.objects.earliest("admitted").admitted.date()).days
    share = seconds / 86_400 / days / Bed.objects.count()
    assert 0.75 < share < 0.95


def test_planned_admissions_come_early_in_the_week_and_emergencies_every_day(region):
    zone = ZoneInfo("Africa/Casablanca")
    planned, unplanned = Counter(), Counter()
    for admitted, urgency in Stay.objects.values_list("admitted", "urgency"):
        chosen = planned if urgency == Urgency.ELECTIVE else unplanned
        chosen[admitted.astimezone(zone).weekday()] += 1
    assert planned[0] > 3 * planned[5]
    assert min(unplanned.values()) > 0.75 * max(unplanned.values())


def test_intensive_care_hands_people_on(region):
    wards = StayMove.objects.filter(ward__code="ICU").values("stay")
    assert Stay.objects.filter(pk__in=wards).exclude(ward__code="ICU").count() > 100


def test_who_waits_has_a_day_to_come_from_and_a_surgeon_of_the_specialty(region):
    waiting = Referral.objects.filter(facility__network=region, state="waiting")
    assert waiting.count() > 60
    for referral in waiting.select_related("surgeon"):
        assert referral.due_day is None or referral.due_day >= max(TODAY, referral.release_day)
        assert (referral.surgery_minutes > 0) == (referral.surgeon is not None)
        if referral.surgeon:
            assert referral.surgeon.specialty_id == referral.specialty_id


def room(pk, beds, gender="same", isolation=False, equipment=()):
    return RoomPlan(pk, gender, "adults", isolation, frozenset(equipment), beds)


WOMAN, MAN = (True, 2, False, 0), (False, 2, False, 0)


def test_a_room_changes_gender_only_when_it_is_empty():
    ward = Ward(WardPlan(1, "MED", WARDS["MED"], 2, [room(1, [10, 11])]))
    number, bed = ward.take(WOMAN)
    assert ward.take(MAN) is None
    ward.leave(number, bed)
    assert ward.take(MAN) is not None


def test_an_isolated_person_gets_the_room_alone_or_none():
    ward = Ward(WardPlan(1, "MED", WARDS["MED"], 2, [room(1, [10]), room(2, [20], isolation=True)]))
    isolated = (True, 2, True, 0)
    assert ward.take(isolated) == (1, 20)
    assert ward.take(isolated) is None


@pytest.mark.parametrize(("left", "placed"), [(12, [0, 1]), (13, [0, 1]), (14, [0])])
def test_who_finds_no_bed_waits_ten_hours_for_one(left, placed):
    """One bed, left by the first at `left` o'clock; the second came at three."""
    site = Site(1, "X", "university", wards=[WardPlan(1, "MED", WARDS["MED"], 1, [room(1, [10])])])
    flow = run_flow(site, _arrivals([(0, left), (3, 48)]))
    assert flow.stay == placed
    assert flow.refused == 2 - len(placed)
    assert flow.starts[1:] == [left * 3_600][: len(placed) - 1]


def _arrivals(hours):
    count = len(hours)
    zeros, no = np.zeros(count, np.int64), np.zeros(count, bool)
    at, leaves = (np.array([pair[i] * 3_600 for pair in hours]) for i in (0, 1))
    code = np.full(count, CODES.index("INT"))
    return Arrivals(at, leaves, zeros, code, no, no, ~no, zeros + 2, no, zeros, zeros)
