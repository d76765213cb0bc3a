"""A ward's records as a roster problem: every number traced to its record, every fault named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.formats import date_format

from forecasting.models import ForecastRun, ForecastSeries
from forecasting.services import override_set, override_withdraw
from hospital.models import (
    Absence,
    CoverRule,
    ShiftRequest,
    Skill,
    StaffMember,
    StaffSkill,
    Ward,
)
from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.cells import Request
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.past import PastShift
from operations.models import RulePolicy
from operations.sources.records import staffing
from tests.forecasting.stored import store_run, store_series
from tests.operations.sources.records.roster_ward import MONDAY, SCOPE, asked

pytestmark = pytest.mark.django_db


def test_a_ward_with_cover_and_people_is_a_scope(network, shifts, amina):
    Ward.objects.create(facility=amina.facility, code="NEW", name="Without people")
    assert staffing.scopes(network) == [SCOPE]


def test_a_ward_with_cover_and_nobody_to_work_is_a_scope_too_and_said_to_lack_them(
    network, shifts, amina
):
    home = amina.home_ward
    amina.home_ward = None
    amina.save()
    assert staffing.scopes(network) == [SCOPE]
    (note,) = (each for each in asked(network).notes if each.code == "ward_without_staff")
    assert note.record == f"ward {home.scope}"
    assert "Give staff this home ward" in note.sentence


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
    assert person.contract_minutes == 5_040  # no overtime is agreed
    # What is agreed for 28 days is not cut to the horizon: earlier rosters are counted instead.
    assert (person.rolling_nights_maximum, person.rolling_weekends_maximum) == (8, 2)
    assert (person.rolling_minutes_maximum, person.week_minutes_maximum) == (None, None)
    assert (person.rest_minutes, person.maximum_consecutive_days) == (660, 6)
    assert person.skills == {"role:nurse": 1}
    assert person.full_time_percent == 100


def test_shifts_in_all_days_off_and_whole_weekends_of_a_contract(network, shifts, amina, contract):
    (person,) = asked(network).problem.people
    assert (person.minimum_assignments, person.maximum_assignments) == (None, None)
    assert (person.maximum_consecutive_days_off, person.complete_weekends) == (None, False)
    contract.min_shifts_per_4_weeks, contract.max_shifts_per_4_weeks = 18, 22
    contract.max_consecutive_days_off, contract.complete_weekends = 4, True
    contract.save()
    (person,) = asked(network, days=14).problem.people
    assert (person.minimum_assignments, person.maximum_assignments) == (9, 11)
    assert (person.maximum_consecutive_days_off, person.complete_weekends) == (4, True)
    # Five of the seven days are left: 18 x 5 / 28 = 3.2 and 22 x 5 / 28 = 3.9.
    Absence.objects.create(staff=amina, first_day=MONDAY, last_day=MONDAY + timedelta(days=1))
    (person,) = asked(network).problem.people
    assert (person.minimum_assignments, person.maximum_assignments) == (3, 4)


def test_blocks_of_a_shift(network, shifts, amina):
    night = shifts["N"]
    night.min_consecutive_days, night.max_consecutive_days = 2, 4
    night.save()
    morning, night = asked(network).problem.shifts
    assert (morning.minimum_consecutive, morning.maximum_consecutive) == (1, None)
    assert (night.minimum_consecutive, night.maximum_consecutive) == (2, 4)


def test_days_off_after_nights_come_from_the_contract(network, shifts, amina, contract):
    (person,) = asked(network).problem.people
    assert (person.days_off_after_nights, person.nights_before_days_off) == (0, 3)
    contract.days_off_after_nights, contract.nights_before_days_off = 2, 4
    contract.save()
    (person,) = asked(network).problem.people
    assert (person.days_off_after_nights, person.nights_before_days_off) == (2, 4)


def test_leave_is_absence_and_its_hours_are_not_owed(network, shifts, amina):
    Absence.objects.create(staff=amina, first_day=date(2026, 11, 20), last_day=date(2026, 11, 24))
    (person,) = asked(network).problem.people
    assert person.absences == (0, 1)
    # Five days of seven are left of 2,400 minutes: 1,714, less 240.
    assert person.minimum_minutes == 1_714 - 240


@pytest.mark.parametrize(
    ("first", "days", "weeks"),
    [(5, 2, 4), (4, 3, 3.8), (0, 5, 3), (0, 7, 3)],
    ids=["a weekend", "Friday to Sunday", "Monday to Friday", "a whole week"],
)
def test_leave_takes_the_hours_of_the_days_that_a_contract_works_on(
    network, shifts, amina, contract, first, days, weeks
):
    contract.weekdays = "1111100"
    contract.save()
    since = MONDAY + timedelta(days=first)
    Absence.objects.create(staff=amina, first_day=since, last_day=since + timedelta(days=days - 1))
    (person,) = asked(network, days=28).problem.people
    assert (person.minimum_minutes, person.maximum_minutes) == (
        2_400 * weeks - 240,
        2_400 * weeks + 240,
    )


def test_training_is_worked_time_without_a_shift(network, shifts, amina):
    # Saturday before to Thursday: four weekdays in the horizon, of which Thursday is leave as well.
    saturday = MONDAY - timedelta(days=2)
    Absence.objects.create(
        staff=amina, first_day=saturday, last_day=MONDAY + timedelta(days=3), kind="training"
    )
    Absence.objects.create(
        staff=amina, first_day=MONDAY + timedelta(days=3), last_day=MONDAY + timedelta(days=3)
    )
    (person,) = asked(network).problem.people
    assert person.absences == (0, 1, 2, 3)
    assert person.past.shifts == tuple(PastShift(day, 480) for day in (0, 1, 2))
    # Six days of seven without leave: 2,057 minutes, less three days of 480, less 240.
    assert person.minimum_minutes == 2_057 - 1_440 - 240


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
    day = date_format(MONDAY)
    words = f"for {SCOPE}: +7 a day from {day} to {day} by system:outbreak (marathon)"
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


def test_who_supervises_and_how_many_may_be_new_come_from_the_cover_rule(
    network, ward, shifts, amina
):
    icu = Skill.objects.create(code="ICU", name="Intensive care")
    CoverRule.objects.create(
        ward=ward, shift=shifts["M"], skill=icu, minimum=0, target=1, supervisor_level=4,
        junior_maximum=0,
    )  # fmt: skip
    line = next(line for line in asked(network).problem.cover if line.skill == "ICU")
    assert (line.supervisor_level, line.junior_maximum) == (4, 0)


def test_the_measure_of_a_rule_that_shares_is_the_hospitals(network, ward, shifts, amina):
    RulePolicy.objects.create(
        network=network, family="staffing", rule="nights_balance", kind="soft", measure="rising"
    )
    found = asked(network).problem.policies["nights_balance"]
    assert found == Policy(Kind.SOFT, 1, measure=Measure.RISING)
