"""The first page, after somebody rang in ill: published rosters that an absence has hit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hospital.models import Absence, StaffMember
from operations.away import rosters_hit
from operations.models import Plan, PlanState, ShiftAssignment, ShiftSwap, SwapState
from operations.web.decisions import Decision
from operations.web.home import home
from tests.operations import cast
from tests.operations.admin.pages import client_of
from tests.operations.cast import Region
from tests.operations.web.test_home import full_ward

WHAT = "Absence in a published roster"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def roster(region: Region, today: date) -> Plan:
    """Published from today on: nurse 1001 works the first three days, 1002 the fourth."""
    Plan.objects.filter(pk=region.roster.pk).update(state=PlanState.PUBLISHED, start=today)
    region.roster.shiftassignments.all().delete()
    region.roster.refresh_from_db()
    duties(region, region.roster, region.nurses[0], 0, 1, 2)
    duties(region, region.roster, region.nurses[1], 3)
    return region.roster


def duties(region: Region, plan: Plan, staff: StaffMember, *days: int) -> None:
    ShiftAssignment.objects.bulk_create(
        ShiftAssignment(
            plan=plan, staff=staff, date=plan.start + timedelta(days=day), shift=region.morning
        )
        for day in days
    )


def ill(staff: StaffMember, first: date, days: int = 1) -> Absence:
    last = first + timedelta(days=days - 1)
    return Absence.objects.create(staff=staff, first_day=first, last_day=last, kind="sick")


def told(user: Any) -> list[Decision]:
    found = home(user)
    return [each for each in (*found.to_decide, *found.folded) if each.what == WHAT]


def test_who_is_away_leaves_shifts_that_somebody_has_to_mend(
    region: Region, roster: Plan, today: date
) -> None:
    assert told(region.basma) == []
    ill(region.nurses[0], today + timedelta(days=1), 5)
    (hit,) = told(region.basma)
    assert (hit.severity, hit.where, hit.when) == ("high", "CHU/MED", today + timedelta(days=1))
    assert hit.sentence.startswith("2 shifts of ")
    assert "1001" in hit.sentence
    assert hit.href == f"/operations/plan/{roster.pk}/repair/"
    page = client_of(region.basma).get("/").content.decode()
    assert "Mend after absences" in page
    assert hit.href in page


def test_no_minimum_is_said_to_be_there_while_somebody_is_away(
    region: Region, roster: Plan, today: date
) -> None:
    def tile() -> tuple[str, str]:
        found = next(each for each in home(region.basma).tiles if each.code == "gaps")
        return found.level, found.detail

    assert tile() == ("good", "every shift has its minimum")
    absence = ill(region.nurses[0], today + timedelta(days=1), 5)
    assert tile() == ("watch", "as planned, but 2 shifts are of people who are away")
    absence.delete()
    far = today + timedelta(days=7)
    duties(region, roster, region.nurses[0], 7)
    ill(region.nurses[0], far)
    assert tile()[0] == "good"


def test_several_people_are_counted_and_not_named(
    region: Region, roster: Plan, today: date
) -> None:
    for nurse in region.nurses:
        ill(nurse, today, 7)
    (hit,) = told(region.basma)
    assert hit.sentence.startswith("4 shifts of 2 people")
    assert "1001" not in hit.sentence


def test_nobody_is_told_of_what_kind_the_absence_is(
    region: Region, roster: Plan, today: date
) -> None:
    absence = ill(region.nurses[0], today)
    said = set()
    for kind in ("sick", "leave", "training", "other"):
        Absence.objects.filter(pk=absence.pk).update(kind=kind)
        (hit,) = told(region.basma)
        said.add(hit.sentence)
    assert len(said) == 1


def test_it_is_urgent_within_three_days_and_soon_before(
    region: Region, roster: Plan, today: date
) -> None:
    absence = ill(region.nurses[1], today + timedelta(days=3))
    assert [hit.severity for hit in told(region.basma)] == ["high"]
    day = today + timedelta(days=4)
    ShiftAssignment.objects.filter(staff=region.nurses[1]).update(date=day)
    Absence.objects.filter(pk=absence.pk).update(first_day=day, last_day=day)
    assert [hit.severity for hit in told(region.basma)] == ["medium"]


def test_only_who_plans_the_ward_is_told(region: Region, roster: Plan, today: date) -> None:
    ill(region.nurses[0], today)
    told_to = {
        name
        for name in ("admin", "amina", "basma", "samir", "vera", "charlie", "nobody")
        if told(getattr(region, name))
    }
    assert told_to == {"admin", "amina", "basma"}


def test_a_day_off_what_is_past_and_a_draft_ask_nothing(
    region: Region, roster: Plan, today: date
) -> None:
    ill(region.nurses[0], today - timedelta(days=3), 3)
    ill(region.nurses[1], today, 3)  # works on the fourth day
    ShiftAssignment.objects.filter(date=today + timedelta(days=1)).update(shift=None)
    ill(region.nurses[0], today + timedelta(days=1))
    duties(region, roster, region.nurses[0], -1)
    assert told(region.basma) == []
    ill(region.nurses[0], today + timedelta(days=2))
    assert len(told(region.basma)) == 1
    Plan.objects.filter(pk=roster.pk).update(state=PlanState.DRAFT)
    assert told(region.basma) == []


def test_of_two_published_rosters_the_later_one_is_hit(
    region: Region, roster: Plan, today: date
) -> None:
    later = cast.plan(
        family="staffing", scope="CHU/MED", facility=region.chu, ward=region.ward, version=2,
        state=PlanState.PUBLISHED, start=today + timedelta(days=1),
    )  # fmt: skip
    duties(region, later, region.nurses[0], 1)
    ill(region.nurses[0], today, 7)
    found = rosters_hit(region.basma, today)
    assert [(hit.plan, hit.shifts) for hit in found] == [(roster.pk, 1), (later.pk, 1)]


def test_who_has_left_is_away(region: Region, roster: Plan, today: date) -> None:
    StaffMember.objects.filter(pk=region.nurses[0].pk).update(ended=today + timedelta(days=1))
    StaffMember.objects.filter(pk=region.nurses[1].pk).update(started=today + timedelta(days=4))
    (hit,) = rosters_hit(region.basma, today)
    assert (hit.shifts, hit.people, hit.first) == (2, 2, today + timedelta(days=2))


def test_the_queries_do_not_grow_with_rosters_hit(
    region: Region, roster: Plan, today: date
) -> None:
    ill(region.nurses[0], today, 7)
    assert len(told(region.amina)) == 1
    with CaptureQueriesContext(connection) as few:
        home(region.amina)
    for number in range(5):
        other = cast.plan(
            family="staffing", scope=f"CHU/W{number}", facility=region.chu, ward=region.ward,
            state=PlanState.PUBLISHED, start=today,
        )  # fmt: skip
        duties(region, other, region.nurses[0], 0, 1)
    with CaptureQueriesContext(connection) as many:
        home(region.amina)
    assert len(told(region.amina)) == 6
    assert len(many) == len(few) <= 15


def test_a_swap_and_an_absence_are_within_the_page_s_fifteen_queries(
    region: Region, roster: Plan, today: date, django_assert_max_num_queries: Any
) -> None:
    full_ward(region, 12)
    Plan.objects.filter(family="supply").update(state=PlanState.PUBLISHED)
    ill(region.nurses[0], today, 7)
    ShiftSwap.objects.create(
        plan=roster, asking=region.nurses[0], asking_date=today, other=region.nurses[1],
        other_date=today + timedelta(days=3), state=SwapState.AGREED, cost_change=0, hard_change=0,
    )  # fmt: skip
    for user in (region.admin, region.amina, region.basma, region.samir):
        with django_assert_max_num_queries(15):
            home(user)
    assert "Swap of shifts" in {each.what for each in home(region.admin).to_decide}
