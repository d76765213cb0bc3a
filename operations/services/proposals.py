"""A plan proposed beside another one: what it changes, taken whole, in part, or left."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict
from hospital.said import Said
from operations.families import FAMILIES
from operations.models import Family, Plan, PlanEvent, PlanState, Run
from operations.models.runs import OPEN_STATES
from operations.services import proposed_beds, proposed_rosters
from operations.services.edits import EditEffect, change_required
from operations.services.proposed_beds import ProposedPlace
from operations.services.proposed_rosters import ProposedCell
from operations.services.publish import (
    actor_name,
    bump,
    plan_publish,
    publishing_alone,
    run_around,
)


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A change of a plan that is only taken whole."""

    cell: str
    before: str
    after: str
    whose: str = ""
    touches: bool = False


Proposed = ProposedCell | ProposedPlace | ProposedChange


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `plan` would change in `base`: of rosters in the order of people and days, of beds in
    the order of wards and patients."""

    plan: Plan
    base: Plan
    cells: tuple[Any, ...]

    @property
    def people(self) -> int:
        return len({each.whose for each in self.cells})

    @property
    def touched(self) -> int:
        """What of the published plan would not be as somebody was told."""
        return sum(each.touches for each in self.cells)


def proposal_run(plan: Plan) -> Run | None:
    """The run that is making a proposal beside this plan now."""
    runs = Run.objects.filter(kind=plan.family, scope=plan.scope, state__in=OPEN_STATES)
    return runs.filter(params__around=plan.pk).first()


def proposal_waiting(plan: Plan) -> Plan | None:
    """The newest proposal beside this plan that nobody has taken or left."""
    drafts = Plan.objects.filter(family=plan.family, scope=plan.scope, state=PlanState.DRAFT)
    found = drafts.filter(run__params__around=plan.pk).order_by("-version")
    return found.defer("problem", "answer").first()


def proposal_of(plan: Plan) -> Proposal:
    """Raises ApplicationError for a plan that is not proposed beside another one."""
    base = run_around(plan.run) if plan.run else None
    if base is None:
        raise ApplicationError(_("This plan is not proposed beside another one."))
    return Proposal(plan, base, _CELLS[Family(plan.family)](plan, base))


def _changes(plan: Plan, base: Plan) -> tuple[ProposedChange, ...]:
    cells = FAMILIES[plan.family].keeping.cells
    days = (
        max(plan.start, base.start),
        min(each.start + timedelta(days=each.days) for each in (plan, base)),
    )
    before, after = cells(base, *days), cells(plan, *days)
    return tuple(
        ProposedChange(cell, before.get(cell, ""), after.get(cell, ""))
        for cell in sorted(before.keys() | after.keys())
        if before.get(cell) != after.get(cell)
    )


_CELLS: dict[Family, Callable[[Plan, Plan], tuple[Any, ...]]] = {
    Family.STAFFING: proposed_rosters.cells,
    Family.BEDS: proposed_beds.places,
    Family.SUPPLY: _changes,
}


def _open_required(plan: Plan, actor: Any) -> Plan:
    """The plan beside which this one still waits."""
    base = run_around(plan.run) if plan.run else None
    if base is None:
        raise ApplicationError(_("This plan is not proposed beside another one."))
    change_required(base, actor)
    if plan.state != PlanState.DRAFT:
        raise Conflict(_("This proposal was taken or left already."))
    return base


def proposal_take(
    *, plan: Plan, cells: Collection[Any], actor: Any, base_version: int, reason: str = ""
) -> EditEffect:
    """Take these of a proposal's changes (`cell` of each) into the plan that it stands beside,
    without pinning them.

    base_version: of that plan. Raises Forbidden, Conflict, ApplicationError.
    """
    _open_required(plan, actor)
    found = proposal_of(plan)
    wanted = set(cells)
    chosen = [each for each in found.cells if each.cell in wanted]
    if not chosen:
        raise ApplicationError(_("Choose a change at least."))
    if plan.family == Family.SUPPLY:
        raise ApplicationError(_("A supply plan is taken whole: its lines share trucks and money."))
    take = proposed_beds.take if plan.family == Family.BEDS else proposed_rosters.take
    return take(
        found.base, chosen, actor=actor, base_version=base_version, reason=reason, action="taken"
    )


def proposal_take_whole(*, plan: Plan, actor: Any, base_version: int, reason: str = "") -> Plan:
    """The proposal in place of the plan that it stands beside: published where that one is, the
    draft to go on with where that one is a draft.

    base_version: of that plan. Raises Forbidden, and Conflict where it was changed since the
    proposal was asked for: then only changes can be taken.
    """
    base = _open_required(plan, actor)
    assert plan.run is not None, "a proposal has a run"
    with transaction.atomic():
        publishing_alone(plan.network_id)
        bump(base, base_version)
        if base_version != plan.run.params.get("around_version"):
            raise Conflict(
                _("The plan was changed since this was proposed; take single changes, or ask anew.")
            )
        if base.state == PlanState.PUBLISHED:
            return plan_publish(
                plan=plan,
                actor=actor,
                base_version=plan.edit_version,
                reason=reason,
                around=base.edit_version,
            )
        base.state = PlanState.VOID
        base.save(update_fields=["state"])
        plan.why_draft = Said()
        still = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT)
        if not still.update(why_draft=plan.why_draft):  # left at the same moment
            raise Conflict(_("This proposal was taken or left already."))
        _record(plan, actor, "taken", reason)
    return plan


def proposal_leave(*, plan: Plan, actor: Any, reason: str = "") -> None:
    """Nothing more is taken of it. Raises Forbidden, Conflict."""
    _open_required(plan, actor)
    with transaction.atomic():
        left = Plan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).update(state=PlanState.VOID)
        if not left:
            raise Conflict(_("This proposal was taken or left already."))
        _record(plan, actor, "left", reason)


def _record(plan: Plan, actor: Any, action: str, reason: str) -> None:
    PlanEvent.objects.create(plan=plan, actor=actor_name(actor), action=action, reason=reason)
