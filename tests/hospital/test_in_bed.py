"""What one morning does to beds is entered in one go, and checked as it stands at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.errors import ApplicationError
from hospital.models import BedStatus, Stay, StayMove
from hospital.services.in_bed import InBed, patients_in_bed
from tests.operations.sources.records.bed_hospital import MONDAY, Hospital, at

NOW = at(MONDAY, 11)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Hospital()


def history(stay: Stay) -> list[tuple[str, bool]]:
    """Beds in which a stay has been, and whether it still is."""
    moves = StayMove.objects.filter(stay=stay).select_related("bed__room__ward")
    return [(f"{m.bed.room.ward.code}/{m.bed.room.code}/{m.bed.code}", m.ends is None)
            for m in moves if m.bed]  # fmt: skip


def test_a_bed_that_somebody_leaves_is_the_next_ones_in_the_same_step(house: Hospital) -> None:
    first, second = house.stay("1", "MED/1/A"), house.stay("2", "SUR/1/A")
    bed = house.beds["MED/1/A"]
    patients_in_bed(left=[first], placed=[InBed(bed, stay=second)], at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.discharged == NOW
    assert (second.bed, second.ward) == (bed, house.med)
    assert history(second) == [("SUR/1/A", False), ("MED/1/A", True)]


def test_two_change_places(house: Hospital) -> None:
    one, two = house.stay("1", "MED/1/A"), house.stay("2", "SUR/1/A")
    swapped = [InBed(house.beds["SUR/1/A"], stay=one), InBed(house.beds["MED/1/A"], stay=two)]
    patients_in_bed(left=[], placed=swapped, at=NOW)
    assert Stay.objects.get(number="1").bed == house.beds["SUR/1/A"]
    assert Stay.objects.get(number="2").bed == house.beds["MED/1/A"]


def test_who_waited_becomes_a_stay_with_all_that_was_known(house: Hospital) -> None:
    waits = house.referral("9", isolation=True, expected_nights=3)
    waits.equipment.set([house.oxygen])
    bed = house.beds["SUR/2/A"]
    (stay,) = patients_in_bed(left=[], placed=[InBed(bed, referral=waits, number="S9")], at=NOW)
    assert (stay.number, stay.patient, stay.bed, stay.ward) == ("S9", waits.patient, bed, house.sur)
    assert (stay.urgency, stay.gender, stay.age_band) == ("elective", "M", "65-79")
    assert (stay.isolation, list(stay.equipment.all())) == (True, [house.oxygen])
    assert (stay.admitted, stay.expected_discharge) == (NOW, MONDAY + timedelta(days=3))
    waits.refresh_from_db()
    assert waits.state == "admitted"


def test_who_is_here_already_and_waits_is_one_patient(house: Hospital) -> None:
    waits = house.referral("9")
    here = house.stay("9", "")  # the same patient, entered by the registration
    placed = InBed(house.beds["SUR/2/A"], stay=here, referral=waits)
    patients_in_bed(left=[], placed=[placed], at=NOW)
    assert Stay.objects.count() == 1
    waits.refresh_from_db()
    assert waits.state == "admitted"


def refused(house: Hospital, *placed: InBed, left: tuple[Stay, ...] = ()) -> str:
    stays = list(Stay.objects.order_by("pk").values_list("pk", "bed", "discharged"))
    with pytest.raises(ApplicationError) as no:
        patients_in_bed(left=left, placed=placed, at=NOW)
    assert list(Stay.objects.order_by("pk").values_list("pk", "bed", "discharged")) == stays
    return no.value.message


def test_a_bed_in_which_somebody_lies_is_refused_and_nothing_is_entered(house: Hospital) -> None:
    house.stay("1", "MED/1/A")
    two, three = house.stay("2", "SUR/1/A"), house.stay("3", "SUR/1/B")
    said = refused(house, InBed(house.beds["MED/1/A"], stay=two), left=(three,))
    assert "stay 1 is in bed" in said
    assert "Say that it has left" in said


def test_one_bed_for_two_is_refused(house: Hospital) -> None:
    two, three = house.stay("2", "SUR/1/A"), house.stay("3", "SUR/1/B")
    bed = house.beds["MED/1/A"]
    assert "chosen twice" in refused(house, InBed(bed, stay=two), InBed(bed, stay=three))


def test_a_child_lies_in_its_mothers_bed(house: Hospital) -> None:
    mother = house.stay("1", "MED/1/A")
    child = house.stay("2", "", age_band="0-1", beside=mother)
    patients_in_bed(left=[], placed=[InBed(house.beds["MED/1/A"], stay=child)], at=NOW)
    child.refresh_from_db()
    assert child.bed == house.beds["MED/1/A"]


def test_a_bed_that_is_closed_is_refused(house: Hospital) -> None:
    bed, one = house.beds["MED/2/A"], house.stay("1", "SUR/1/A")
    bed.status = BedStatus.CLEANING
    bed.save()
    assert "is not open" in refused(house, InBed(bed, stay=one))


@pytest.mark.parametrize(("number", "said"), [("", "Enter the number"), ("1", "already exists")])
def test_a_stay_needs_a_number_of_its_own(house: Hospital, number: str, said: str) -> None:
    house.stay("1", "MED/1/A")
    placed = InBed(house.beds["SUR/1/A"], referral=house.referral("9"), number=number)
    assert said in refused(house, placed)


def test_what_somebody_else_has_entered_meanwhile_is_told(house: Hospital) -> None:
    one, waits = house.stay("1", "MED/1/A"), house.referral("9")
    Stay.objects.filter(pk=one.pk).update(discharged=NOW)
    assert refused(house, InBed(house.beds["SUR/1/A"], stay=one)) == "1 has left."
    type(waits).objects.filter(pk=waits.pk).update(state="cancelled")
    placed = InBed(house.beds["SUR/1/A"], referral=waits, number="S9")
    assert refused(house, placed) == "9 waits no more."


def test_nobody_leaves_and_is_put_in_bed_at_once(house: Hospital) -> None:
    one = house.stay("1", "MED/1/A")
    said = refused(house, InBed(house.beds["SUR/1/A"], stay=one), left=(one,))
    assert "tick one of them" in said
