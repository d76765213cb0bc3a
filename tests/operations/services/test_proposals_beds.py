"""A bed plan proposed beside another: by patient or whole, and never in its place by itself."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from hospital.errors import ApplicationError
from operations import doors
from operations.models import BedAssignment, Plan, PlanState, Run
from operations.services import beds_change, proposals, run_execute
from operations.services.beds import Change
from tests.operations.admin.pages import client_of
from tests.operations.remembered import answers_remembered
from tests.operations.small_beds import SmallBeds

pytestmark = pytest.mark.django_db(transaction=True)


def moved_and_proposed() -> tuple[SmallBeds, Plan, Plan]:
    """The woman of MED/1 was put beside a man and let go again; the proposal puts her back."""
    chu = SmallBeds()
    User.objects.update(is_staff=True)
    plan = chu.plan()
    beds_change(
        plan=plan, changes=[Change("stay:1", "SUR/1", 0, "")], actor=chu.paula,
        base_version=plan.edit_version,
    )  # fmt: skip
    BedAssignment.objects.filter(plan=plan).update(locked=False)
    run = doors.plan_propose(user=chu.paula, plan=plan)
    Run.objects.filter(pk=run.pk).update(params={**run.params, "seconds": 1})
    with answers_remembered():
        run_execute(run_id=run.pk)
    run.refresh_from_db()
    made = proposals.proposal_waiting(plan)
    assert made is not None, run.message
    return chu, plan, made


def test_a_patient_is_taken_back_from_the_page_and_not_pinned() -> None:
    chu, plan, made = moved_and_proposed()
    plan.refresh_from_db()
    assert (plan.state, made.state) == (PlanState.PUBLISHED, PlanState.DRAFT)
    places = proposals.proposal_of(made).cells
    back = next(each for each in places if each.patient == "stay:1")
    assert (back.before, back.after, back.ward, back.touches) == ("SUR/1", "MED/1", "MED", True)
    page = reverse("admin:operations_plan_proposal", args=[made.pk])
    paula = client_of(chu.paula)
    shown = paula.get(page).content.decode()
    assert all(text in shown for text in ('data-field="places"', "SUR/1", "published bed touched"))
    board = paula.get(reverse("admin:operations_plan_board", args=[plan.pk])).content.decode()
    assert page in board
    paula.post(page, {"cell": "stay:1", "base_version": plan.edit_version, "_take": "1"})
    line = BedAssignment.objects.select_related("room__ward").get(plan=plan, stay__number="1")
    assert (line.room.ward.code, line.locked) == ("MED", False)
    assert plan.events.filter(action="taken", actor="paula").exists()
    assert client_of(chu.vera).get(page).status_code == 403


def test_taken_whole_it_is_published_in_its_place() -> None:
    chu, plan, made = moved_and_proposed()
    line = BedAssignment.objects.filter(plan=plan, stay__number="1")
    line.update(locked=True)  # somebody wants them where they are now
    assert "stay:1" not in {each.patient for each in proposals.proposal_of(made).cells}
    line.update(locked=False)
    with pytest.raises(ApplicationError, match="at least"):
        proposals.proposal_take(plan=made, cells=[], actor=chu.paula, base_version=1)
    plan.refresh_from_db()
    proposals.proposal_take_whole(plan=made, actor=chu.paula, base_version=plan.edit_version)
    states = dict(Plan.objects.values_list("version", "state"))
    assert states == {plan.version: PlanState.VOID, made.version: PlanState.PUBLISHED}
