"""Staff and the cover asked of them: tight, and mostly achievable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospital.demo.cover import SHIFT_MINUTES, plan_cover
from hospital.models import (
    Absence,
    Contract,
    CoverRule,
    ShiftRequest,
    ShiftType,
    StaffMember,
    Ward,
)
from tests.hospital.demo.conftest import TODAY


def test_cover_asks_for_most_of_the_contract_hours_and_not_more(region):
    for ward in Ward.objects.filter(facility__network=region):
        rules = ward.cover_rules.filter(skill=None)
        assert rules.count() == 21
        wanted = sum(rule.target for rule in rules) * SHIFT_MINUTES
        minutes = ward.home_staff.values_list("contract__minutes_per_week", flat=True)
        assert 0.8 < wanted / sum(minutes) <= 0.97


def test_a_full_ward_asks_for_the_target_and_never_for_less_than_the_minimum(region):
    for rule in CoverRule.objects.filter(skill=None).select_related("ward"):
        beds = sum(rule.ward.rooms.values_list("capacity", flat=True))
        assert rule.patients_per_person == pytest.approx(beds / rule.target, abs=0.01)
        assert 1 <= rule.minimum <= rule.target


def test_enough_people_may_lead_each_shift(region):
    for ward in Ward.objects.filter(facility__network=region):
        leads = StaffMember.objects.filter(home_ward=ward, staffskill__skill__code="CHARGE")
        assert leads.count() >= 6
        nights = leads.values_list("contract__max_nights_per_4_weeks", flat=True)
        assert sum(nights) >= 28


def test_too_short_a_rest_may_not_follow(region):
    pairs = {
        (shift.code, after.code)
        for shift in ShiftType.objects.all()
        for after in shift.not_followed_by.all()
    }
    assert pairs == {("S", "M"), ("N", "M"), ("N", "S")}


def test_contracts_differ(region):
    minutes = set(Contract.objects.values_list("minutes_per_week", flat=True))
    assert {2_400, 1_920, 1_200} <= minutes
    assert Contract.objects.filter(max_nights_per_4_weeks=0, staff__isnull=False).exists()


def test_leave_never_takes_more_than_an_eighth_of_a_ward_at_once(region):
    for ward in Ward.objects.filter(facility__network=region):
        most = 0
        for later in range(0, 84):
            day = TODAY + timedelta(days=later)
            absent = Absence.objects.filter(
                staff__home_ward=ward, first_day__lte=day, last_day__gte=day
            ).exclude(kind="sick")
            most = max(most, absent.count())
        assert most <= max(1, round(ward.home_staff.count() * 0.125) + 1)


def test_nobody_is_away_twice_on_one_day(region):
    last: dict[int, object] = {}
    rows = Absence.objects.order_by("staff", "first_day").values_list(
        "staff", "first_day", "last_day"
    )
    for staff, first_day, last_day in rows:
        assert staff not in last or last[staff] < first_day
        last[staff] = last_day


def test_wishes_are_for_the_coming_eight_weeks(region):
    days = list(ShiftRequest.objects.values_list("date", flat=True))
    assert len(days) > 200
    assert min(days) >= TODAY
    assert max(days) < TODAY + timedelta(days=56)


def test_cover_of_twenty_people():
    """Twenty full-time people are 48,000 minutes a week; nine tenths of it are 90 shifts.

    A weekday of 5 + 4 + 3 or 6 + 5 + 3 and a weekend of about ten people a day use up to that.
    """
    cover = plan_cover(20 * 2_400, 20, 20 * 8 / 28, acute=False)
    assert 0.8 * 90 <= cover.minutes_a_week / SHIFT_MINUTES <= 90
    assert cover.weekday[0] >= cover.weekday[1] >= cover.weekday[2] >= 2
    assert sum(cover.weekend) <= 10
