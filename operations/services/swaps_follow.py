"""What becomes of swaps that wait for somebody when their roster is in force no longer."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from hospital.said import Message, Said
from operations.models import Plan, PlanEvent, ShiftAssignment, ShiftSwap, SwapState

OPEN = (SwapState.PROPOSED, SwapState.AGREED)


def swaps_carry(*, before: Iterable[Plan], now: Iterable[Plan], actor: str, code: str) -> int:
    """Open swaps of rosters that are in force no longer go on in the one of `now` that has both
    shifts as the two would exchange them; the others lapse, for what `code` says. Returns how many
    lapse; in the transaction that puts `now` in force."""
    plans, lapsed = list(now), 0
    for swap in _open(before):
        there = _shifts(swap, swap.plan_id)
        same = [each for each in plans if None not in there and _shifts(swap, each.pk) == there]
        if same:
            plan = same[0]
            ShiftSwap.objects.filter(pk=swap.pk).update(plan=plan)
            _record(swap, plan, actor, "swap carried over")
        else:
            _lapse(swap, actor, code)
            lapsed += 1
    return lapsed


def swaps_open(plan: Plan) -> int:
    """How many wait for somebody."""
    return len(_open([plan]))


def _open(plans: Iterable[Plan]) -> list[ShiftSwap]:
    rows = ShiftSwap.objects.filter(plan__in=[plan.pk for plan in plans], state__in=OPEN)
    return list(rows.select_related("asking", "other", "plan").order_by("pk"))


def _shifts(swap: ShiftSwap, plan: int) -> list[int | None]:
    """What the two would give, as this roster has it; None where it has none."""
    cells = ((swap.asking_id, swap.asking_date), (swap.other_id, swap.other_date))
    lines = ShiftAssignment.objects.filter(plan=plan)
    return [
        lines.filter(staff=staff, date=day).values_list("shift", flat=True).first()
        for staff, day in cells
    ]


def _lapse(swap: ShiftSwap, actor: str, code: str) -> None:
    ShiftSwap.objects.filter(pk=swap.pk).update(
        state=SwapState.LAPSED,
        decided=timezone.now(),
        decided_by=actor,
        answer=Said.of(Message(code)),
    )
    _record(swap, swap.plan, actor, "swap lapsed")


def _record(swap: ShiftSwap, plan: Plan, actor: str, action: str) -> None:
    PlanEvent.objects.create(plan=plan, actor=actor, action=action, subject=str(swap))
