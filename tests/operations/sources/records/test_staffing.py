"""A ward's records as a roster problem: every number traced to its record, every fault named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forecasting.models import ForecastRun, ForecastSeries
from forecasting.services import override_set, override_withdraw
from hospital.models import (
    Absence,
    Contract,
    CoverRule,
    Facility,
    Network,
    ShiftRequest,
    ShiftType,
    Skill,
    StaffMember,
    StaffSkill,
    Ward,
)
from operations.core.outcome import Options
from operations.core.rule import Kind, Policy
from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.models import Plan, RulePolicy, ShiftAssignment
from operations.sources.records import staffing
from tests.forecasting.stored import store_run, store_series

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
SCOPE = "CHU/MED"


@pytest.fixture
def network():
    return Network.objects.create(code="NORTH", name="North")


@pytest.fixture
def ward(network):
    chu = Facility.objects.create(network=network, code="CHU", name="CHU", kind="university")
    return Ward.objects.create(facility=chu, code="MED", name="Medicine")


@pytest.fixture
def shifts(ward):
    """Morning and night with a fixed cover of one; a morning may not follow a night."""
    place = ward.facility
    morning = ShiftType.objects.create(
        facility=place, code="M", name="Morning", starts=time(7), minutes=480
    )
    night = ShiftType.objects.create(
        facility=place, code="N", name="Night", starts=time(21), minutes=600, is_night=True
    )
    night.not_followed_by.add(morning)
    for shift in (morning, night):
        CoverRule.objects.create(ward=ward, shift=shift, minimum=1, target=1)
    return {"M": morning, "N": night}


@pytest.fixture
def contract(network):
    return Contract.objects.create(
        network=network, code="FT", name="Full", minutes_per_week=2_400, max_nights_per_4_weeks=8
    )


@pytest.fixture
def amina(ward, contract):
    return StaffMember.objects.create(
        facility=ward.facility, number="1001", role="nurse", contract=contract, home_ward=ward
    )


@pytest.fixture
def basma(ward, contract):
    return StaffMember.objects.create(
        facility=ward.facility, number="1002", role="nurse", contract=contract, home_ward=ward
    )


def asked(network, days=7):
    return staffing.problem(network, SCOPE, MONDAY, days)


def published(ward, start, days, *cells, **changes):
    """A published roster with cells (staff, day, shift or None, locked)."""
    plan = Plan.objects.create(
        network=ward.facility.network,
        facility=ward.facility,
        ward=ward,
        family="staffing",
        scope=SCOPE,
        start=start,
        days=days,
        **{
            "version": 1,
            "state": "published",
            "published": datetime(2026, 11, 1, tzinfo=UTC),
            "problem": b"",
            "answer": b"",
            **changes,
        },
    )
    for staff, day, shift, locked in cells:
        on = start + timedelta(days=day)
        ShiftAssignment.objects.create(plan=plan, staff=staff, date=on, shift=shift, locked=locked)
    return plan


def test_a_ward_with_cover_and_people_is_a_scope(network, shifts, amina):
    Ward.objects.create(facility=amina.facility, code="NEW", name="Without people")
    assert staffing.scopes(network) == [SCOPE]


def test_an_unknown_scope_is_refused(network):
    with pytest.raises(Ward.DoesNotExist):
        staffing.problem(network, "CHU/NOPE", MONDAY, 7)


def test_shifts_with_what_may_not_follow(network, shifts, amina):
    morning, night = asked(network).problem.shifts
    assert (morning.id, morning.start_minute, morning.minutes) == ("M", 420, 480)
    assert (night.id, night.is_night, night.forbidden_next) == ("N", True, ("M",))


def test_a_contract_becomes_limits_of_the_horizon(network, shifts, amina):
    (person,) = asked(network, days=14).problem.people
    # Two weeks of 2,400 minutes, half a morning (240) either way.
    assert (person.minimum_minutes, person.maximum_minutes) == (4_560, 5_040)
    assert (person.maximum_nights, person.maximum_weekends) == (4, 1)
    assert (person.rest_minutes, person.maximum_consecutive_days) == (660, 6)
    assert person.skills == {"role:nurse": 1}
    assert person.full_time_percent == 100


def test_leave_is_absence_and_its_hours_are_not_owed(network, shifts, amina):
    Absence.objects.create(staff=amina, first_day=date(2026, 11, 20), last_day=date(2026, 11, 24))
    (person,) = asked(network).problem.people
    assert person.absences == (0, 1)
    # Five days of seven are left of 2,400 minutes: 1,714, less 240.
    assert person.minimum_minutes == 1_714 - 240


def test_who_leaves_in_the_horizon_is_away_afterwards(network, shifts, amina):
    amina.ended = MONDAY + timedelta(days=4)
    amina.save()
    assert asked(network).problem.people[0].absences == (5, 6)
    amina.ended = MONDAY - timedelta(days=1)
    amina.save()
    assert asked(network).problem.people == ()


def test_days_that_the_contract_leaves_free_are_days_off(network, shifts, amina, contract):
    contract.weekdays = "1111100"
    contract.save()
    assert asked(network).problem.people[0].days_off == (5, 6)


def test_wishes_of_the_horizon(network, shifts, amina):
    for day, shift, wanted in ((0, shifts["N"], False), (1, None, True), (9, None, True)):
        on = MONDAY + timedelta(days=day)
        ShiftRequest.objects.create(staff=amina, date=on, shift=shift, wanted=wanted, weight=3)
    assert asked(network).problem.requests == (
        Request("1001", 0, "N", False, 3),
        Request("1001", 1, None, True, 3),
    )


def test_a_weekdays_own_rule_goes_before_the_one_for_every_day(network, ward, shifts, amina):
    CoverRule.objects.create(ward=ward, shift=shifts["M"], weekday=6, minimum=0, target=2)
    lines = [line for line in asked(network).problem.cover if line.shift == "M"]
    assert [line.target for line in lines] == [1, 1, 1, 1, 1, 1, 2]


def test_cover_by_a_ratio_follows_the_forecast(network, ward, shifts, amina):
    rule = CoverRule.objects.get(shift=shifts["M"])
    rule.patients_per_person, rule.quantile = 5, 0.8
    rule.save()
    run = ForecastRun.objects.create(
        network=network, kind="occupancy", as_of=MONDAY, frequency="D", horizon=3, model="m"
    )
    points = {"mean": [9, 9, 9], "q80": [10, 11, 3]}
    ForecastSeries.objects.create(
        run=run, unique_id=SCOPE, facility=ward.facility, ward=ward, start=MONDAY, points=points
    )
    found = asked(network, days=3)
    # 10 / 5, 11 / 5 rounded up, 3 / 5 rounded up and not below the minimum.
    assert [c.target for c in found.problem.cover if c.shift == "M"] == [2, 3, 1]
    assert found.notes == ()


def test_a_roster_follows_the_overridden_occupancy_and_says_so(network, ward, shifts, amina):
    CoverRule.objects.filter(shift=shifts["M"]).update(patients_per_person=5, quantile=0.8)
    run = store_run(network, "occupancy", "D", MONDAY, 3)
    store_series(run, ward.facility, MONDAY, ward=ward, mean=[9, 9, 9], q80=[10, 11, 3])
    said = override_set(
        network=network, kind="occupancy", unique_id=SCOPE, first_day=MONDAY, last_day=MONDAY,
        way="extra", number=7, reason="marathon", source="outbreak", today=MONDAY,
    )  # fmt: skip
    found = asked(network, days=3)
    # On Monday 16 are expected, 17.3 at most four times in five: four people for five each.
    assert [c.target for c in found.problem.cover if c.shift == "M"] == [4, 3, 1]
    [note] = found.notes
    words = f"for {SCOPE}: +7 a day from {MONDAY} to {MONDAY} by system:outbreak (marathon)"
    assert words in note.sentence
    override_withdraw(override=said, why="rain")
    assert asked(network, days=3).notes == ()


def test_without_a_forecast_the_fixed_target_stands_and_is_noted(network, ward, shifts, amina):
    CoverRule.objects.update(patients_per_person=5)
    found = asked(network)
    assert {line.target for line in found.problem.cover} == {1}
    assert [note.code for note in found.notes] == ["no_forecast"]


def test_cover_by_skill_welcomes_more(network, ward, shifts, amina):
    lead = Skill.objects.create(code="LEAD", name="Lead")
    StaffSkill.objects.create(staff=amina, skill=lead, level=4)
    CoverRule.objects.create(ward=ward, shift=shifts["M"], skill=lead, minimum=1, target=1)
    problem = asked(network, days=1).problem
    assert CoverLine(0, "M", 1, 1, "LEAD", price_over=0) in problem.cover
    assert problem.people[0].skills == {"role:nurse": 1, "LEAD": 4}


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
    assert (second.last_shift, second.days_worked, second.days_off) == (None, 0, 2)


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


def test_midnights_are_real_where_the_clock_changes(network, shifts, amina):
    network.time_zone = "Europe/Paris"
    network.save()
    found = staffing.problem(network, SCOPE, date(2026, 10, 24), 2).problem
    assert found.day_starts == (0, 1440, 2940, 4380)  # Sunday 25 October has 25 hours
    assert found.weekends == ((0, 1),)


def test_public_holidays_are_marked(network, shifts, amina):
    found = staffing.problem(network, SCOPE, date(2027, 7, 28), 7).problem
    assert 2 in found.holidays  # Throne Day, 30 July


def test_the_hospitals_decision_goes_before_the_networks(network, ward, shifts, amina):
    for place, weight in ((None, 3), (ward.facility, 9)):
        RulePolicy.objects.create(
            network=network,
            facility=place,
            family="staffing",
            rule="nights_balance",
            kind="soft",
            weight=weight,
        )
    policies = asked(network).problem.policies
    assert policies["nights_balance"] == Policy(Kind.SOFT, 9)
    assert policies["minimum_minutes"].kind is Kind.SOFT


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


def broken_cover(shifts, amina, basma, ward):
    place = Facility.objects.create(
        network=ward.facility.network, code="PROV", name="P", kind="provincial"
    )
    foreign = ShiftType.objects.create(
        facility=place, code="F", name="Foreign", starts=time(9), minutes=60
    )
    CoverRule.objects.create(ward=ward, shift=foreign, minimum=1, target=1)


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


def test_the_number_of_queries_does_not_grow_with_people(
    network, ward, shifts, amina, contract, django_assert_max_num_queries
):
    for number in range(2000, 2020):
        StaffMember.objects.create(
            facility=ward.facility,
            number=str(number),
            role="nurse",
            contract=contract,
            home_ward=ward,
        )
    with django_assert_max_num_queries(20):
        assert len(asked(network).problem.people) == 21
