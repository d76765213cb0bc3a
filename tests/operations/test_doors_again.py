"""The same question once more, a proposal beside a plan, and an errand with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hospital.errors import ApplicationError, Forbidden
from operations import doors, launch, services, tasks
from operations.core.what_if import Scenario
from operations.models import OrderLine, Plan, RunState
from operations.plan_files import order_lines_file
from tests.operations.small_supply import SmallSupply, line
from tests.operations.sources.records.supply_network import north
from tests.operations.ward import SmallWard, small_ward

__all__ = ["north"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward() -> Iterator[SmallWard]:
    with mock.patch.object(tasks, "nudge_ready"):
        yield small_ward()


def test_the_same_question_is_asked_again_with_its_limits(ward: SmallWard) -> None:
    run = ward.plan().run
    assert run is not None
    again = doors.run_again(user=ward.paula, run=run)
    assert (again.pk != run.pk, again.state) == (True, RunState.QUEUED)
    for each in ("kind", "scope", "start", "days", "params"):
        assert getattr(again, each) == getattr(run, each)
    with pytest.raises(Forbidden):
        doors.run_again(user=ward.vera, run=run)


def test_a_proposal_asked_for_again_is_beside_the_same_plan(ward: SmallWard) -> None:
    plan = ward.plan()
    asked = doors.plan_propose(user=ward.paula, plan=plan)
    assert asked.params["around"] == plan.pk
    assert doors.run_again(user=ward.paula, run=asked) == asked  # it waits still
    with pytest.raises(Forbidden):
        doors.plan_propose(user=ward.vera, plan=plan)


def test_what_would_be_otherwise_is_asked_again_as_it_was(ward: SmallWard) -> None:
    plan, scenario = ward.plan(), Scenario(absent=1)
    run = launch.what_if_start(plan=plan, scenario=scenario, actor=ward.paula, seconds=1)
    again = doors.run_again(user=ward.paula, run=run)
    assert services.what_if_of(again) == (plan, scenario)


def test_orders_planned_again_are_asked_for_again_as_they_are_changed_by_then(north: Any) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    found = line(plan)

    def ordered(packs: int) -> Plan:
        now = Plan.objects.get(pk=plan.pk)
        change = services.OrderChange(found.pk, {"packs": packs}, None, "tender")
        services.orders_change(
            plan=now, changes=[change], actor=supply.samir, base_version=now.edit_version
        )
        return now

    with mock.patch.object(tasks, "nudge_ready") as told:
        run = launch.replan_start(plan=ordered(200), actor=supply.samir)
        told.assert_called_once_with()
        assert doors.run_again(user=supply.samir, run=run) == run  # it waits still
        later = ordered(300)
        again = doors.run_again(user=supply.samir, run=run)
    asked, asked_again = run.params["replan"], again.params["replan"]
    assert (asked_again["plan"], asked_again["products"]) == (plan.pk, asked["products"])
    assert asked["version"] < asked_again["version"] == later.edit_version
    with pytest.raises(Forbidden):
        doors.run_again(user=supply.vera, run=run)


def test_where_nothing_is_to_be_planned_it_is_said(ward: SmallWard) -> None:
    with (
        mock.patch.object(launch, "runs_start", return_value=[]),
        pytest.raises(ApplicationError, match="nothing to plan in CHU/MED"),
    ):
        doors.run_ask(user=ward.paula, kind="staffing", scope="CHU/MED")


def test_orders_that_come_back_as_they_went_change_nothing(north: Any) -> None:
    supply = SmallSupply(north)
    plan = supply.plan()
    file = order_lines_file(OrderLine.objects.filter(plan=plan), "csv", language="en")
    upload = SimpleUploadedFile("orders.csv", file.content)
    edits, effect = doors.orders_import(user=supply.samir, plan=plan, upload=upload, preview=False)
    assert (edits.changes, effect) == ((), None)
    assert Plan.objects.get(pk=plan.pk).edit_version == plan.edit_version == 0
