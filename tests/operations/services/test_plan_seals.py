"""A published plan's lines are those that a service wrote last, or it is found."""

from __future__ import annotations

import pytest

from operations.models import Plan, PlanState, ShiftAssignment
from operations.services import plan_seals
from tests.operations.admin.conftest import region
from tests.operations.cast import Region

__all__ = ["region"]
pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return [fault.what for fault in plan_seals.plans_verified()]


def test_drafts_carry_no_seal_and_published_plans_do(region: Region) -> None:
    plan = region.roster
    plan_seals.lines_seal(plan)
    plan.refresh_from_db()
    assert plan.lines_mac == ""
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    plan_seals.lines_seal(plan)
    plan.refresh_from_db()
    assert plan.lines_sha256 == plan_seals.lines_hash(plan)
    assert faults() == []


def test_a_line_that_no_service_wrote_and_a_hash_that_nobody_signed(region: Region) -> None:
    plan = region.roster
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    plan_seals.lines_seal(plan)
    line = ShiftAssignment.objects.filter(plan=plan).first()
    assert line is not None
    ShiftAssignment.objects.filter(pk=line.pk).update(locked=True)  # not another plan by that
    assert faults() == []
    ShiftAssignment.objects.filter(pk=line.pk).update(shift=region.night)
    assert faults() == ["has lines that no service wrote"]
    forged = plan_seals.lines_hash(plan)
    Plan.objects.filter(pk=plan.pk).update(lines_sha256=forged)
    assert faults() == ["carries a hash that nobody signed"]
    plan_seals.lines_seal(plan)
    assert faults() == []
