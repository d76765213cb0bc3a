"""What earlier rosters, locks and published plans tell the roster of a ward."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hospital.models import Absence, ShiftRequest
from operations.core.staffing.cells import Assignment, Lock, Previous
from operations.core.staffing.past import PastShift, Tally
from operations.sources.records import staffing
from tests.operations.sources.records.roster_ward import MONDAY, SCOPE, asked, published

pytestmark = pytest.mark.django_db


def test_locked_lines_and_the_known_roster(network, ward, shifts, amina, basma):
    published(
        ward,
        MONDAY - timedelta(days=5),
        7,
        (amina, 5, shifts["M"], False),
        (amina, 6, shifts["N"], True),
        (basma, 6, None, True),
    )
    problem = asked(network).problem
    assert problem.locks == (Lock("1001", 1, "N"), Lock("1002", 1))
    assignments = (Assignment("1001", 0, "M"), Assignment("1001", 1, "N"))
    assert problem.previous == Previous(assignments, known_days=2)


def test_what_was_worked_before_is_history(network, ward, shifts, amina, basma):
    morning, night = shifts["M"], shifts["N"]
    published(
        ward,
        MONDAY - timedelta(days=4),
        4,
        *[(amina, day, shift, False) for day, shift in ((1, morning), (2, night), (3, night))],
        (basma, 1, morning, False),
    )
    first, second = (person.history for person in asked(network).problem.people)
    assert (first.last_shift, first.days_worked, first.nights, first.days_off) == ("N", 3, 2, 0)
    assert first.last_end_minute == 7 * 60  # Monday 07:00
    assert (first.same_shift_days, second.same_shift_days) == (2, 0)
    assert (second.last_shift, second.days_worked, second.days_off) == (None, 0, 2)


def test_days_off_do_not_go_on_from_leave(network, ward, shifts, amina, basma):
    published(ward, MONDAY - timedelta(days=4), 4)
    for staff, last in ((amina, 1), (basma, 2)):  # until Sunday, and until Saturday
        Absence.objects.create(
            staff=staff,
            first_day=MONDAY - timedelta(days=4),
            last_day=MONDAY - timedelta(days=last),
        )
    first, second = (person.history for person in asked(network).problem.people)
    assert (first.days_worked, first.days_off) == (0, 0)  # how long the break is, is not known
    assert second.days_off == 4


def test_limits_over_weeks_see_what_was_worked_in_any_ward(network, ward, shifts, amina, contract):
    contract.max_minutes_per_week, contract.max_minutes_per_4_weeks = 2_880, 11_520
    contract.save()
    morning, night = shifts["M"], shifts["N"]
    sunday, before = MONDAY - timedelta(days=1), MONDAY - timedelta(days=30)
    published(ward, sunday, 1, (amina, 0, morning, False))
    published(
        ward, before, 20, (amina, 0, night, False), (amina, 2, night, False), scope="CHU/OTHER"
    )
    (person,) = asked(network).problem.people
    assert (person.week_minutes_maximum, person.rolling_minutes_maximum) == (2_880, 11_520)
    # Thirty days ago is outside the 28; a Sunday makes a weekend that ended on day -1.
    assert person.past.shifts == (PastShift(-28, 600, True), PastShift(-1, 480))
    assert person.past.weekends == (-1,)


def test_a_horizon_that_begins_on_a_sunday_knows_a_saturday_that_was_worked(
    network, ward, shifts, amina
):
    sunday = MONDAY + timedelta(days=6)
    published(ward, MONDAY, 6, (amina, 5, shifts["M"], False))
    found = staffing.problem(network, SCOPE, sunday, 7).problem
    assert found.weekends[0] == found.people[0].past.weekends == (0,)


def test_a_replaced_roster_counts_only_where_nothing_later_was_published(
    network, ward, shifts, amina
):
    before = MONDAY - timedelta(days=2)
    published(ward, before, 2, (amina, 1, shifts["M"], False), state="void")
    later = datetime(2026, 11, 2, tzinfo=UTC)
    published(ward, before + timedelta(days=1), 3, version=2, published=later)
    assert asked(network).problem.people[0].history.days_off == 2


def test_without_an_earlier_roster_nothing_is_known(network, shifts, amina):
    problem = asked(network).problem
    assert problem.people[0].history is None
    assert problem.previous is None


def test_the_year_s_rosters_are_counted_for_fair_shares(network, ward, shifts, amina, basma):
    # Throne Day is a Thursday, 30 July 2026; the roster holds from Monday 27 July for 14 days.
    first = date(2026, 7, 27)
    cells = [(amina, 1, "N"), (amina, 3, "M"), (amina, 5, "N"), (amina, 6, "M"), (basma, 8, "M")]
    published(ward, first, 14, *[(who, day, shifts[shift], False) for who, day, shift in cells])
    Absence.objects.create(
        staff=amina, first_day=first + timedelta(days=9), last_day=first + timedelta(days=10)
    )
    wishes = [(1, "N", False), (2, None, False), (3, "M", True), (4, None, True), (20, "N", True)]
    for day, shift, wanted in wishes:
        ShiftRequest.objects.create(
            staff=amina,
            date=first + timedelta(days=day),
            shift=shifts[shift] if shift else None,
            wanted=wanted,
        )
    one, other = (person.past.year for person in asked(network).problem.people)
    # Amina is there from Tuesday on, 13 days less two of absence. Two of four wishes were refused
    # (Tuesday's night, Friday's work); the last is for a day without a roster.
    assert one == Tally(days=11, nights=2, weekends=1, holidays=1, wishes=4, refused=2)
    assert other == Tally(days=6)


def test_another_ward_s_rosters_give_no_share_here(network, ward, shifts, amina):
    before = MONDAY - timedelta(days=10)
    published(ward, before, 5, (amina, 0, shifts["N"], False), scope="CHU/OTHER")
    assert asked(network).problem.people[0].past.year == Tally()
