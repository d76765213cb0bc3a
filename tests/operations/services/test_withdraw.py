"""A publication taken back: what was published before holds again, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.models import ShiftType, StaffMember
from operations.models import (
    LineState,
    OrderLine,
    Plan,
    PlanEvent,
    PlanState,
    ShiftAssignment,
    ShiftSwap,
    SwapState,
)
from operations.services import plan_publish, plan_withdraw, publish, withdraw
from operations.services.plan_seals import plans_verified
from operations.sources.records.staffing_before import held
from tests.operations import cast
from tests.operations.cast import MONDAY, Region

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(weeks=1)


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(withdraw, "today_of", lambda plan: MONDAY)
    return cast.region()


def roster(region: Region, start: date = MONDAY, shift: ShiftType | None = None) -> Plan:
    """A draft of the ward, the first nurse at work on its first day."""
    last = Plan.objects.filter(scope="CHU/MED").order_by("-version").first()
    plan = cast.plan(
        family="staffing", scope="CHU/MED", facility=region.chu, ward=region.ward,
        version=last.version + 1 if last else 1, start=start,
    )  # fmt: skip
    ShiftAssignment.objects.create(
        plan=plan, staff=region.nurses[0], date=start, shift=shift or region.morning
    )
    return plan


def published(region: Region, *starts: date) -> list[Plan]:
    plans = [roster(region, start) for start in starts]
    return [plan_publish(plan=plan, actor=region.amina, base_version=0) for plan in plans]


def standing(scope: str = "CHU/MED") -> list[tuple[int, date]]:
    found = Plan.objects.filter(scope=scope, state=PlanState.PUBLISHED).order_by("start")
    return list(found.values_list("pk", "start"))


def take_back(plan: Plan, actor: User | None, reason: str = "the wrong month") -> Plan:
    plan.refresh_from_db()
    plan_withdraw(plan=plan, actor=actor, base_version=plan.edit_version, reason=reason)
    plan.refresh_from_db()
    return plan


def test_it_is_a_draft_again_and_says_who_took_it_back_and_why(region: Region) -> None:
    first, second = published(region, MONDAY, MONDAY)
    take_back(second, region.amina)
    assert (second.state, second.published, second.published_by) == (PlanState.DRAFT, None, None)
    assert "amina withdrew its publication (the wrong month)" in str(second.why_draft)
    assert second.shiftassignments.count() == 1
    assert standing() == [(first.pk, MONDAY)]
    told = PlanEvent.objects.filter(plan__in=[first, second]).order_by("-pk")[:2]
    assert [(each.plan_id, each.action, each.actor, each.reason) for each in told] == [
        (first.pk, "in force again", "amina", "the wrong month"),
        (second.pk, "publication withdrawn", "amina", "the wrong month"),
    ]
    assert list(plans_verified()) == []


def test_it_can_be_published_again(region: Region) -> None:
    first, second = published(region, MONDAY, MONDAY)
    take_back(second, region.amina)
    plan_publish(plan=second, actor=region.amina, base_version=second.edit_version)
    assert standing() == [(second.pk, MONDAY)]
    take_back(second, region.amina)
    assert standing() == [(first.pk, MONDAY)]


def test_whatever_it_had_replaced_is_back_and_nothing_that_others_replaced(region: Region) -> None:
    this, following = published(region, MONDAY, MONDAY + WEEK)
    (mistake,) = published(region, MONDAY)
    assert standing() == [(mistake.pk, MONDAY)]
    (later,) = published(region, MONDAY + WEEK)
    take_back(mistake, region.amina)
    assert standing() == [(this.pk, MONDAY), (later.pk, MONDAY + WEEK)]
    take_back(later, region.amina)
    assert standing() == [(this.pk, MONDAY), (following.pk, MONDAY + WEEK)]


def test_of_a_chain_the_one_before_is_back(region: Region) -> None:
    plans = published(region, MONDAY, MONDAY, MONDAY)
    for left in (1, 0):
        take_back(plans[left + 1], region.amina)
        assert standing() == [(plans[left].pk, MONDAY)]
    take_back(plans[0], region.amina)
    assert standing() == []


def test_a_plan_that_rolls_brings_back_the_one_before_of_whatever_day(region: Region) -> None:
    plans = [
        cast.plan(family="beds", scope="CHU", facility=region.chu, version=9 + n, start=start)
        for n, start in enumerate((MONDAY, MONDAY + timedelta(days=1)))
    ]
    for plan in plans:
        plan_publish(plan=plan, actor=region.amina, base_version=0)
    take_back(plans[1], region.amina)
    assert standing("CHU") == [(plans[0].pk, MONDAY)]


@pytest.mark.parametrize("who", ["vera", "samir", "charlie", "nobody"])
def test_who_may_not_publish_may_not_take_back(region: Region, who: str) -> None:
    (plan,) = published(region, MONDAY)
    with pytest.raises(Forbidden):
        take_back(plan, getattr(region, who))


def test_it_needs_a_reason_the_version_that_stands_and_a_published_plan(region: Region) -> None:
    (plan,) = published(region, MONDAY)
    with pytest.raises(ApplicationError, match="Say why"):
        take_back(plan, region.amina, " ")
    with pytest.raises(Conflict, match="changed this plan first"):
        plan_withdraw(plan=plan, actor=region.amina, base_version=0, reason="a mistake")
    take_back(plan, region.amina)
    with pytest.raises(Conflict, match="Only what is published"):
        take_back(plan, region.amina)


@pytest.mark.parametrize(
    ("told", "today", "worked"), [(-1, 0, False), (-1, 1, True), (2, 2, False), (2, 9, True)]
)
def test_a_roster_that_people_have_worked_by_is_not_taken_back(
    region: Region, monkeypatch: pytest.MonkeyPatch, told: int, today: int, worked: bool
) -> None:
    (plan,) = published(region, MONDAY)
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=told)
    Plan.objects.filter(pk=plan.pk).update(published=moment)
    monkeypatch.setattr(withdraw, "today_of", lambda plan: MONDAY + timedelta(days=today))
    if worked:
        with pytest.raises(Conflict, match="have worked by this roster"):
            take_back(plan, region.amina)
    else:
        take_back(plan, region.amina)
    assert standing() == ([(plan.pk, MONDAY)] if worked else [])


def test_what_nobody_is_told_of_any_more_is_nobody_s_past(region: Region) -> None:
    first, second = published(region, MONDAY, MONDAY)
    days = [MONDAY, MONDAY + timedelta(days=1)]
    assert held(["CHU/MED"], *days) == {("CHU/MED", MONDAY): second.pk}
    take_back(second, region.amina)
    assert held(["CHU/MED"], *days) == {("CHU/MED", MONDAY): first.pk}


def test_a_supply_plan_with_orders_at_suppliers_is_not_taken_back(region: Region) -> None:
    plan_publish(plan=region.supply, actor=region.samir, base_version=0)
    OrderLine.objects.filter(plan=region.supply).update(state=LineState.ORDERED)
    with pytest.raises(Conflict, match="1 order of this plan is placed"):
        take_back(region.supply, region.samir)
    OrderLine.objects.filter(plan=region.supply).update(state=LineState.APPROVED)
    assert take_back(region.supply, region.samir).state == PlanState.DRAFT


def test_until_somebody_publishes_no_night_does(region: Region) -> None:
    (plan,) = published(region, MONDAY)
    take_back(plan, region.amina)
    tonight = roster(region, MONDAY + timedelta(days=2))
    said = publish._taken_back(tonight)
    assert "amina withdrew version" in str(said)
    assert publish._taken_back(roster(region, MONDAY + 4 * WEEK)) is None
    plan_publish(plan=tonight, actor=region.amina, base_version=0)
    assert publish._taken_back(roster(region, MONDAY + timedelta(days=2))) is None


def swap_of(region: Region, plan: Plan, other: StaffMember) -> ShiftSwap:
    ShiftAssignment.objects.create(
        plan=plan, staff=other, date=plan.start + timedelta(days=1), shift=region.night
    )
    return ShiftSwap.objects.create(
        plan=plan, asking=region.nurses[0], asking_date=plan.start, other=other,
        other_date=plan.start + timedelta(days=1), cost_change=0, hard_change=0,
        state=SwapState.AGREED,
    )  # fmt: skip


def test_a_swap_that_waits_lapses_with_it_and_says_why(region: Region) -> None:
    (plan,) = published(region, MONDAY)
    swap = swap_of(region, plan, region.nurses[1])
    take_back(plan, region.amina)
    swap.refresh_from_db()
    assert (swap.state, str(swap.answer)) == (
        SwapState.LAPSED, "The publication of the roster was withdrawn.",
    )  # fmt: skip


def test_a_swap_goes_on_in_the_roster_that_is_in_force_again(region: Region) -> None:
    (former,) = published(region, MONDAY)
    ShiftAssignment.objects.create(
        plan=former, staff=region.nurses[1], date=MONDAY + timedelta(days=1), shift=region.night
    )
    (mistake,) = published(region, MONDAY)
    swap = swap_of(region, mistake, region.nurses[1])
    take_back(mistake, region.amina)
    swap.refresh_from_db()
    assert (swap.plan_id, swap.state) == (former.pk, SwapState.AGREED)


@pytest.mark.parametrize("same", [True, False])
def test_a_swap_goes_on_in_the_roster_that_has_both_shifts_and_lapses_else(
    region: Region, same: bool
) -> None:
    (plan,) = published(region, MONDAY)
    swap = swap_of(region, plan, region.nurses[1])
    newer = roster(region, shift=region.morning if same else region.night)
    ShiftAssignment.objects.create(
        plan=newer, staff=region.nurses[1], date=swap.other_date, shift=region.night
    )
    plan_publish(plan=newer, actor=region.amina, base_version=0)
    swap.refresh_from_db()
    assert (swap.plan_id, swap.state) == (
        (newer.pk, SwapState.AGREED) if same else (plan.pk, SwapState.LAPSED)
    )
    assert swap.state == SwapState.AGREED or "made anew" in str(swap.answer)
