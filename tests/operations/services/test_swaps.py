"""Self-rostering: one's own days, a swap of two, and the planner's last word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from hospital.errors import ApplicationError, Conflict, Forbidden, NotFound
from hospital.models import ShiftRequest, StaffMember
from operations import rosters, services
from operations.core.staffing.cells import Change
from operations.models import Plan, ShiftSwap, SwapState
from operations.services import swaps
from tests.operations.ward import TODAY, SmallWard, small_ward

Two = tuple[StaffMember, date, StaffMember, date]


@pytest.fixture
def ward(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> SmallWard:
    monkeypatch.setattr(swaps, "today_of", lambda plan: TODAY)
    found = small_ward()
    for nurse in found.nurses:
        nurse.user = User.objects.create_user(nurse.number.lower())
        nurse.save()
    return found


@pytest.fixture
def plan(ward: SmallWard) -> Plan:
    return ward.plan()


@pytest.fixture
def two(plan: Plan, ward: SmallWard) -> Two:
    """Two people on the same day, one in the morning and one at night."""
    day = plan.start + timedelta(days=2)
    by_shift = {row.shift.code: row.staff for row in plan.shiftassignments.filter(date=day)}
    return by_shift["M"], day, by_shift["N"], day


def propose(plan: Plan, two: Two, actor: User | None = None) -> ShiftSwap:
    asking, first, other, second = two
    return services.swap_propose(
        plan=plan,
        asking=asking,
        asking_date=first,
        other=other,
        other_date=second,
        actor=actor or asking.user,
        why="a wedding",
    )


def test_asked_agreed_carried_out_and_on_the_record(plan: Plan, ward: SmallWard, two: Two) -> None:
    asking, day, other, _ = two
    swap = propose(plan, two)
    assert swap.state == SwapState.PROPOSED
    services.swap_answer(swap=swap, agree=True, actor=other.user)
    with pytest.raises(Conflict, match=r"11 h 00 are due.* Say why"):  # hard, though both agreed
        services.swap_approve(swap=swap, actor=ward.paula, base_version=0)
    swap.refresh_from_db()
    assert swap.state == SwapState.AGREED
    effect = services.swap_approve(
        swap=swap, actor=ward.paula, base_version=0, reason="they are both rested"
    )
    assert (effect.cost_change, effect.hard_change) == (swap.cost_change, swap.hard_change)
    now = {row.staff: row.shift.code for row in plan.shiftassignments.filter(date=day)}
    assert (now[asking], now[other]) == ("N", "M")
    assert (swap.state, swap.decided_by) == (SwapState.DONE, "paula")
    told = list(plan.events.values_list("action", flat=True))
    assert told[:5] == ["swapped", "swapped", "swap done", "swap agreed", "swap proposed"]
    assert plan.events.first().reason == "they are both rested"


def test_each_speaks_for_themself(plan: Plan, ward: SmallWard, two: Two) -> None:
    asking, _, other, _ = two
    third = next(nurse for nurse in ward.nurses if nurse not in (asking, other))
    for actor in (third.user, ward.vera):
        with pytest.raises(Forbidden):
            propose(plan, two, actor)
    swap = propose(plan, two)
    for actor in (asking.user, third.user, ward.paula):
        with pytest.raises(Forbidden, match="can answer this"):
            services.swap_answer(swap=swap, agree=True, actor=actor)
    for actor in (asking.user, other.user, ward.vera):
        with pytest.raises(Forbidden):
            services.swap_approve(swap=swap, actor=actor, base_version=0)
        with pytest.raises(Forbidden):
            services.swap_refuse(swap=swap, actor=actor)
    with pytest.raises(Forbidden):
        services.swap_withdraw(swap=swap, actor=other.user)


def test_what_is_decided_is_decided_once(plan: Plan, ward: SmallWard, two: Two) -> None:
    other = two[2]
    swap = propose(plan, two)
    with pytest.raises(Conflict, match="asked already"):
        propose(plan, two)
    with pytest.raises(Conflict, match="is proposed"):
        services.swap_approve(swap=swap, actor=ward.paula, base_version=0)
    services.swap_answer(swap=swap, agree=False, actor=other.user)
    for again in (True, False):
        with pytest.raises(Conflict, match="is refused"):
            services.swap_answer(swap=swap, agree=again, actor=other.user)
    later = propose(plan, two)
    services.swap_withdraw(swap=later, actor=two[0].user)
    with pytest.raises(Conflict, match="is withdrawn"):
        services.swap_refuse(swap=later, actor=ward.paula)


def test_a_swap_that_the_roster_has_overtaken_stays_open(
    plan: Plan, ward: SmallWard, two: Two
) -> None:
    asking, day, other, _ = two
    swap = propose(plan, two)
    services.swap_answer(swap=swap, agree=True, actor=other.user)
    changes = [Change(asking.number, (day - plan.start).days)]
    services.roster_change(plan=plan, changes=changes, actor=ward.paula, base_version=0)
    plan.refresh_from_db()
    with pytest.raises(ApplicationError, match="cannot be exchanged"):
        services.swap_approve(swap=swap, actor=ward.paula, base_version=1)
    swap.refresh_from_db()
    assert swap.state == SwapState.AGREED


def test_both_are_told_why_it_was_refused(plan: Plan, ward: SmallWard, two: Two) -> None:
    swap = propose(plan, two)
    services.swap_refuse(swap=swap, actor=ward.paula, reason="the ward is short")
    assert str(swap.answer) == "“the ward is short”"


def test_what_was_worked_is_not_exchanged_any_more(
    plan: Plan, ward: SmallWard, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = propose(plan, two)
    monkeypatch.setattr(swaps, "today_of", lambda plan: swap.asking_date + timedelta(days=1))
    with pytest.raises(Conflict, match="is over"):
        services.swap_answer(swap=swap, agree=True, actor=two[2].user)
    swap.refresh_from_db()
    assert swap.state == SwapState.PROPOSED
    services.swap_refuse(swap=swap, actor=ward.paula)


def test_what_is_no_swap_is_refused(plan: Plan, two: Two) -> None:
    asking, day, _, _ = two
    with pytest.raises(ApplicationError, match="cannot be exchanged"):
        propose(plan, (asking, day, asking, day))
    with pytest.raises(NotFound, match="N99 is not planned"):
        services.staff_named(plan, "N99")


def test_a_proposed_row_is_judged_and_kept_as_wishes(plan: Plan, two: Two, ward: SmallWard) -> None:
    asking, day, other, _ = two
    index = (day - plan.start).days
    cells = [Change(asking.number, index), Change(asking.number, index + 1, "N")]
    found = rosters.row_proposed(plan=plan, staff=asking, cells=cells, actor=asking.user)
    assert [cell for cell, _ in found.alone] == cells
    assert "cover_minimum" in {each.rule for each in found.alone[0][1].new}
    assert found.together.cost_change != 0
    ShiftRequest.objects.create(staff=asking, date=day, wanted=True, weight=1)
    kept = services.wishes_keep(plan=plan, staff=asking, cells=cells, actor=ward.paula, weight=7)
    assert kept == 2
    wishes = ShiftRequest.objects.filter(staff=asking).order_by("date")
    assert [(w.date, w.shift and w.shift.code, w.wanted, w.weight) for w in wishes] == [
        (day, None, False, 7),
        (day + timedelta(days=1), "N", True, 7),
    ]
    assert plan.events.filter(action="wished", actor="paula").count() == 2
    with pytest.raises(Forbidden):
        rosters.row_proposed(plan=plan, staff=asking, cells=cells, actor=other.user)
    with pytest.raises(Forbidden, match="name no other person"):
        services.wishes_keep(plan=plan, staff=other, cells=cells, actor=other.user, weight=5)
