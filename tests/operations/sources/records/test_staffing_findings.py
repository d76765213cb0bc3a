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
    Skill,
    StaffMember,
    StaffSkill,
)
from operations.core.outcome import Options
from operations.core.staffing.cells import Lock
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


def broken_length(shifts, amina, basma, ward):
    ShiftType.objects.filter(code="N").update(minutes=3_000)


def broken_limit(shifts, amina, basma, ward):
    Contract.objects.update(max_minutes_per_4_weeks=9_599)  # 9,600 are agreed


def broken_wish_of_skill(shifts, amina, basma, ward):
    ShiftType.objects.filter(code="N").update(role="midwife")
    ShiftRequest.objects.create(staff=amina, date=MONDAY, shift=shifts["N"])


def broken_wish_of_day(shifts, amina, basma, ward):
    Absence.objects.create(staff=amina, first_day=MONDAY, last_day=MONDAY)
    ShiftRequest.objects.create(staff=amina, date=MONDAY, shift=shifts["M"])


def broken_hours(shifts, amina, basma, ward):
    Contract.objects.update(weekdays="1000000")


def broken_number(shifts, amina, basma, ward):
    CoverRule.objects.filter(shift=shifts["M"]).update(minimum=3, target=3)


def broken_level(shifts, amina, basma, ward):
    icu = Skill.objects.create(code="ICU", name="Intensive care")
    StaffSkill.objects.create(staff=amina, skill=icu, level=1)
    CoverRule.objects.create(
        ward=ward, shift=shifts["M"], skill=icu, minimum=0, target=1, supervisor_level=4
    )


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
        (broken_length, "shift_too_long", "shift N"),
        (broken_limit, "contract_limit_below_hours", "contract FT"),
        (broken_wish_of_skill, "wish_not_possible", "staff 1001"),
        (broken_wish_of_day, "wish_not_possible", "staff 1001"),
        (broken_hours, "hours_above_days", "staff 1001"),
        (broken_number, "cover_above_people", "cover of CHU/MED"),
        (broken_level, "nobody_supervises", "cover of CHU/MED"),
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


def test_a_lock_that_breaks_the_law_is_named_and_the_roster_made_around_it(
    network, ward, shifts, amina, basma
):
    cells = [(amina, 0, shifts["N"], True), (amina, 1, shifts["M"], True)]
    published(ward, MONDAY, 7, *cells, (basma, 3, shifts["M"], True))
    found = asked(network)
    notes = [note for note in found.notes if note.code == "lock_breaks_rule"]
    # The night of ten hours from 21:00 ends at 07:00, when the morning begins.
    assert {note.record for note in notes} == {"staff 1001"}
    assert any(
        note.sentence.startswith("What is locked for 1001 breaks a rule: 1001 has 0 h 00 of rest")
        for note in notes
    )
    report = judge(found.problem, solve(found.problem, Options(seconds=1)).plan)
    assert {v.subjects[0] for v in report.violations if v.rule == "rest_between_shifts"} == {"1001"}
    assert not [v for v in report.violations if v.rule == "lock_kept"]


def test_a_lock_to_a_shift_yields_to_an_absence_and_is_named(network, ward, shifts, amina, basma):
    """What was changed by hand is locked, and its people fall ill as well."""
    cells = [(amina, 0, shifts["M"], True), (amina, 1, None, True), (basma, 3, shifts["M"], True)]
    published(ward, MONDAY, 7, *cells)
    Absence.objects.create(staff=amina, first_day=MONDAY, last_day=MONDAY + timedelta(days=1))
    found = asked(network)
    assert set(found.problem.locks) == {Lock("1001", 1), Lock("1002", 3, "M")}
    assert [(note.code, note.record) for note in found.notes] == [("lock_yields", "staff 1001")]
    report = judge(found.problem, solve(found.problem, Options(seconds=1)).plan)
    assert report.hard == 0


def test_wishes_that_cannot_be_granted_are_not_counted_as_refused(network, shifts, amina):
    Absence.objects.create(staff=amina, first_day=MONDAY, last_day=MONDAY)
    ShiftRequest.objects.create(staff=amina, date=MONDAY, shift=shifts["M"])
    assert asked(network).problem.requests == ()


def test_the_minimum_that_fewer_people_can_meet_is_said_once_for_a_shift(
    network, ward, shifts, amina, basma
):
    CoverRule.objects.filter(shift=shifts["M"]).update(minimum=3, target=3)
    Absence.objects.create(staff=basma, first_day=MONDAY, last_day=MONDAY)
    (note,) = [each for each in asked(network).notes if each.code == "cover_above_people"]
    assert note.sentence.startswith("CHU/MED asks for at least 3 people on M, 1 could work it on")
