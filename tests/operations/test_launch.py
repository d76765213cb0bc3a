"""What is asked for is kept, then told to the broker; one that is away loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest import mock

import pytest
from kombu.exceptions import OperationalError

from hospital.models import BreakGlass, Facility
from operations import launch, tasks
from operations.models import Run, RunState
from operations.services import OrderChange, orders_change
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north
from tests.operations.ward import TODAY, SmallWard, small_ward

__all__ = ["north"]
NIGHT = date(2026, 3, 4)
AWAY = (OperationalError("away"), ConnectionRefusedError())
REASON = "Mass casualty: covering their night tonight"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> SmallWard:
    return small_ward()


@pytest.fixture
def told() -> Iterator[mock.Mock]:
    """The broker, as far as runs are told to it."""
    with mock.patch.object(tasks.run_execute, "apply_async") as broker:
        yield broker


def test_a_run_is_told_of_when_it_is_kept_and_not_before(
    ward: SmallWard, told: mock.Mock, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = launch.run_start(kind="staffing", scope=ward.ward.scope, today=TODAY)
        assert not told.called
    told.assert_called_once_with((run.pk,), expires=3600)


@pytest.mark.parametrize("away", AWAY)
def test_a_night_waits_for_a_broker_that_is_away(
    away: Exception, ward: SmallWard, told: mock.Mock, django_capture_on_commit_callbacks: Any
) -> None:
    told.side_effect = away
    with django_capture_on_commit_callbacks(execute=True):
        made = launch.nightly_start(network=ward.network, date=NIGHT)
    waiting = Run.objects.filter(state=RunState.QUEUED, nudged=None)
    assert {run.pk for run in made} == set(waiting.values_list("pk", flat=True)) != set()


def test_orders_that_are_planned_again_are_told_of_when_they_are_kept(
    north: Any, told: mock.Mock, django_capture_on_commit_callbacks: Any
) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    change = OrderChange(line(plan).pk, {"packs": 200}, None, "tender")
    orders_change(plan=plan, changes=[change], actor=supply.samir, base_version=0)
    with django_capture_on_commit_callbacks(execute=True):
        run = launch.replan_start(plan=plan, actor=supply.samir)
        assert not told.called
    told.assert_called_once_with((run.pk,), expires=3600)
    assert (run.state, run.params["replan"]["plan"]) == (RunState.QUEUED, plan.pk)


@pytest.mark.parametrize("away", [None, *AWAY])
def test_broken_glass_is_told_at_once_and_open_whether_or_not_it_can_be(
    away: Exception | None, ward: SmallWard, django_capture_on_commit_callbacks: Any
) -> None:
    other = Facility.objects.create(network=ward.network, code="CHP", name="CHP", kind="provincial")
    with (
        mock.patch.object(tasks.tell, "apply_async", side_effect=away) as tell,
        django_capture_on_commit_callbacks(execute=True),
    ):
        launch.break_glass_open(user=ward.paula, facility=other, reason=REASON, hours=1)
        assert not tell.called
    tell.assert_called_once_with(expires=3600)
    assert BreakGlass.objects.get().facility == other
