"""What is wrong in a ward's records is named, with what would mend it; the rest is planned."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from hospital.models import (
    Absence,
    Contract,
    CoverRule,
    Facility,
    ShiftRequest,
    ShiftType,
    StaffMember,
)
from operations.core.outcome import Options
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.models import RulePolicy
from tests.operations.sources.records.roster_ward import MONDAY, asked, published

pytestmark = pytest.mark.django_db


def broken_role(shifts, amina, basma, ward):
    ShiftType.objects.update(role="nurse")
    StaffMember.objects.filter(pk=basma.pk).update(role="porter")


def broken_absences(shifts, amina, basma, ward):
    for first, last in ((0, 3), (2, 5)):
        days = (MONDAY + timedelta(days=each) for each in (first, last))
        Absence.objects.create(
            staff=amina, **dict(zip(("first_day", "last_day"), days, strict=True))
        )


def broken_shift(shifts, amina, basma, ward):
    ShiftType.objects.filter(code="N").update(minutes=0)


def broken_week(shifts, amina, basma, ward):
    Contract.objects.update(weekdays="11111")


def broken_rule(shifts, amina, basma, ward):
    RulePolicy.objects.create(
        network=ward.facility.network, family="staffing", rule="nope", kind="soft"
    )


def broken_lock(shifts, amina, basma, ward):
    StaffMember.objects.filter(pk=basma.pk).update(home_ward=None)
    published(ward, MONDAY, 7, (basma, 2, shifts["M"], True))


def broken_wish(shifts, amina, basma, ward):
    other = ShiftType.objects.create(
        facility=ward.facility, code="X", name="Extra", starts=time(9), minutes=60
    )
    ShiftRequest.objects.create(staff=amina, date=MONDAY, shift=other)


def broken_mix(shifts, amina, basma, ward):
    CoverRule.objects.update(supervisor_level=3)


def broken_cover(shifts, amina, basma, ward):
    place = Facility.objects.create(
        network=ward.facility.network, code="PROV", name="P", kind="provincial"
    )
    foreign = ShiftType.objects.create(
        facility=place, code="F", name="Foreign", starts=time(9), minutes=60
    )
    CoverRule.objects.create(ward=ward, shift=foreign, minimum=1, target=1)


def broken_few_shifts(shifts, amina, basma, ward):
    Contract.objects.update(max_shifts_per_4_weeks=15)  # of ten hours: 150 of 160


def broken_many_shifts(shifts, amina, basma, ward):
    Contract.objects.update(min_shifts_per_4_weeks=21)  # of eight hours: 168 of 160


def broken_weekend(shifts, amina, basma, ward):
    Contract.objects.update(weekdays="1111110", complete_weekends=True)


def broken_block(shifts, amina, basma, ward):
    ShiftType.objects.filter(code="N").update(min_consecutive_days=5)  # four in a row are agreed


@pytest.mark.parametrize(
    ("breaks", "code", "record"),
    [
        (broken_role, "no_skill_needed", "staff 1002"),
        (broken_absences, "absences_overlap", "staff 1001"),
        (broken_shift, "shift_without_minutes", "shift N"),
        (broken_week, "contract_week_unknown", "contract FT"),
        (broken_rule, "rule_unknown", "rule nope"),
        (broken_lock, "lock_outside_plan", "staff 1002"),
        (broken_wish, "wish_for_unknown_shift", "staff 1001"),
        (broken_few_shifts, "contract_shifts_below_hours", "contract FT"),
        (broken_many_shifts, "contract_shifts_above_hours", "contract FT"),
        (broken_weekend, "contract_weekend_half", "contract FT"),
        (broken_block, "contract_run_below_block", "contract FT"),
        (broken_mix, "mix_without_skill", "cover of CHU/MED"),
        (broken_cover, "cover_of_foreign_shift", "cover of CHU/MED"),
    ],
)
def test_a_bad_record_is_named_and_the_roster_made_for_the_rest(
    network, ward, shifts, amina, basma, breaks, code, record
):
    breaks(shifts, amina, basma, ward)
    found = asked(network)
    assert (code, record) in {(note.code, note.record) for note in found.notes}
    outcome = solve(found.problem, Options(seconds=1))
    assert judge(found.problem, outcome.plan).hard == 0
    assert outcome.plan.assignments


def test_a_ward_without_people_is_noted(network, shifts):
    found = asked(network)
    assert [note.code for note in found.notes] == ["ward_without_staff"]
    outcome = solve(found.problem, Options(seconds=1))
    assert outcome.plan.assignments == ()


def test_agreements_that_hold_together_are_not_named(network, ward, shifts, amina, basma):
    # 16 nights of ten hours are the 160 h agreed, 20 mornings of eight as well.
    Contract.objects.update(
        min_shifts_per_4_weeks=20, max_shifts_per_4_weeks=20, complete_weekends=True
    )
    ShiftType.objects.filter(code="N").update(min_consecutive_days=4)
    assert asked(network).notes == ()


def test_a_contract_without_nights_has_no_quarrel_with_their_blocks(
    network, ward, shifts, amina, basma
):
    Contract.objects.update(max_nights_per_4_weeks=0)
    ShiftType.objects.filter(code="N").update(min_consecutive_days=5)
    assert asked(network).notes == ()


def test_a_contradiction_is_said_once_for_all_who_have_the_contract(
    network, ward, shifts, amina, basma
):
    Contract.objects.update(max_shifts_per_4_weeks=15)
    (note,) = asked(network).notes
    assert note.sentence == (
        "Contract FT agrees 160 h 00 in four weeks, but 15 shifts of at most 10 h 00 are 150 h 00. "
        "Allow more shifts or agree fewer hours; until then the hours cannot be reached."
    )
