"""Fixed shifts and days off by weekday: what was agreed with one person."""

from __future__ import annotations

import pytest

from hospital.models import Absence, FixedShift, ShiftType
from operations.core.outcome import Options
from operations.core.staffing import people
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from tests.operations.sources.records.roster_ward import MONDAY, asked, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(shifts, amina):
    """Mornings on Mondays, never on a Wednesday."""
    FixedShift.objects.create(staff=amina, weekday=0, shift=shifts["M"])
    FixedShift.objects.create(staff=amina, weekday=2)


def test_fixed_shifts_and_days_off_of_the_horizon(network, agreed):
    (person,) = asked(network, days=14).problem.people
    assert person.fixed_shifts == (people.FixedShift(0, "M"), people.FixedShift(7, "M"))
    assert person.days_off == (2, 9)


def test_absence_goes_before_a_fixed_shift_and_so_does_a_lock(network, ward, shifts, amina, agreed):
    Absence.objects.create(staff=amina, first_day=MONDAY, last_day=MONDAY)
    published(ward, MONDAY, 14, (amina, 7, shifts["N"], True))
    assert asked(network, days=14).problem.people[0].fixed_shifts == ()


def test_a_fixed_shift_goes_before_the_contracts_week(network, shifts, amina, contract, agreed):
    contract.weekdays = "0111100"
    contract.save()
    (person,) = asked(network).problem.people
    assert person.fixed_shifts == (people.FixedShift(0, "M"),)
    assert person.days_off == (2, 5, 6)


def test_it_is_planned(network, shifts, amina, basma, agreed):
    problem = asked(network).problem
    plan = solve(problem, Options(seconds=1)).plan
    assert judge(problem, plan).hard == 0
    assert {(a.person, a.day, a.shift) for a in plan.assignments} >= {("1001", 0, "M")}


def test_one_that_cannot_be_worked_is_named_and_left_out(network, shifts, amina, basma, agreed):
    ShiftType.objects.filter(code="M").update(role="midwife")
    found = asked(network)
    record, sentence = next(
        (note.record, note.sentence)
        for note in found.notes
        if note.code == "fixed_shift_not_possible"
    )
    assert record == "staff 1001"
    assert sentence.startswith("1001 has M as fixed shift, which CHU/MED does not run or which")
    assert found.problem.people[0].fixed_shifts == ()
    assert found.problem.people[0].days_off == (2,)


def _against_a_rule(found):
    return [note for note in found.notes if note.code == "fixed_shift_breaks_rule"]


def test_what_the_contract_forbids_is_named_left_out_and_the_rest_planned_by_the_law(
    network, shifts, amina, basma, contract
):
    contract.max_nights_per_4_weeks = 1
    contract.save()
    FixedShift.objects.create(staff=amina, weekday=0, shift=shifts["N"])
    FixedShift.objects.create(staff=amina, weekday=3, shift=shifts["M"])
    found = asked(network, days=14)
    (note,) = _against_a_rule(found)
    assert note.record == "staff 1001"
    assert note.sentence.startswith("1001 has N as fixed shift, which breaks a rule: 1001 works 2")
    assert note.sentence.endswith("until then it is left out on 1 day.")
    # The first Monday's night is the one that is allowed.
    kept = ((0, "N"), (3, "M"), (10, "M"))
    assert found.problem.people[0].fixed_shifts == tuple(people.FixedShift(*each) for each in kept)
    assert judge(found.problem, solve(found.problem, Options(seconds=1)).plan).hard == 0


def test_fixed_shifts_too_near_to_each_other_leave_the_second_out(network, shifts, amina):
    FixedShift.objects.create(staff=amina, weekday=0, shift=shifts["N"])
    FixedShift.objects.create(staff=amina, weekday=1, shift=shifts["M"])
    found = asked(network)
    (note,) = _against_a_rule(found)
    assert note.sentence.startswith("1001 has M as fixed shift, which breaks a rule: 1001 has 0 h")
    assert found.problem.people[0].fixed_shifts == (people.FixedShift(0, "N"),)


def test_a_day_of_the_week_that_was_open_for_it_alone_is_closed_again(
    network, shifts, amina, contract
):
    contract.weekdays, contract.max_nights_per_4_weeks = "0111111", 0
    contract.save()
    FixedShift.objects.create(staff=amina, weekday=0, shift=shifts["N"])
    (person,) = asked(network).problem.people
    assert (person.fixed_shifts, person.days_off) == ((), (0,))


def test_what_holds_together_is_kept_as_it_was_agreed(network, shifts, amina, agreed):
    assert not _against_a_rule(asked(network, days=28))
