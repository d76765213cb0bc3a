"""A person changes a plan: judged first, then kept, pinned, and put on the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hospital.access import require
from hospital.errors import ApplicationError, Conflict
from hospital.said import listed
from operations.core.report import Report
from operations.core.rule import Violation
from operations.families import FAMILIES
from operations.keeping.supply_orders import order_can_be
from operations.models import (
    CLOSED,
    DECIDED,
    DeliveryLine,
    Family,
    OrderLine,
    Plan,
    PlanEvent,
    PlanRow,
    PlanState,
)
from operations.services.findings import findings_follow
from operations.services.following import Follows, stops_load, told_anew
from operations.services.plan_seals import lines_seal
from operations.services.publish import ACT, actor_name, bump, plan_core, version_required

EDITABLE: dict[str, tuple[str, ...]] = {
    "ShiftAssignment": ("shift", "skill", "staff", "date"),
    "BedAssignment": ("room", "first_day", "theatre"),
    "OrderLine": ("packs", "supplier", "mode", "order_date"),
    "DeliveryLine": ("packs", "date"),
    "RouteStop": (),
}
"""What a person may change on each kind of line."""


class _Undo(Exception):
    """Leaves the transaction of a preview without a trace."""


@dataclass(frozen=True, slots=True)
class EditEffect:
    """What a change does, by the judge: before, after, and the difference in words."""

    report_before: Report
    report_after: Report
    new: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    follows: tuple[Follows, ...] = ()
    """Of orders: what becomes of deliveries that wait for them."""

    @property
    def cost_change(self) -> int:
        return self.report_after.cost - self.report_before.cost

    @property
    def hard_change(self) -> int:
        return self.report_after.hard - self.report_before.hard


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """What a change would do, by the judge: as `EditEffect`, without the whole reports."""

    cost_change: int
    hard_change: int
    new: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    cover: tuple[tuple[str, str, int, int], ...] = ()
    """Of rosters: (shift, skill or "", day, people there) on the days of the changes."""
    law: frozenset[str] = frozenset()
    """Codes of the rules that are hard here."""

    @property
    def worst_first(self) -> list[Violation]:
        """What is new, and before all else what breaks the law."""
        return sorted(self.new, key=lambda each: each.rule not in self.law)

    @property
    def hard_new(self) -> int:
        return sum(each.rule in self.law for each in self.new)


def change_required(plan: Plan, actor: Any) -> None:
    """May this person change the plan? Raises Forbidden, or Conflict for a replaced one."""
    if actor is not None:
        require(actor, ACT[plan.family], plan.facility, plan.network)
    if plan.state in CLOSED:
        raise Conflict(_("This plan was replaced by a newer one; change that one."))


def breach_explained(plan: Plan, before: Report, after: Report, reason: str) -> None:
    """Raises Conflict for a change without a reason that breaks the law in a roster that people
    have been told of: as for publishing such a roster, and for such a swap."""
    told = plan.family == Family.STAFFING and plan.state == PlanState.PUBLISHED
    if told and after.hard > before.hard and not reason.strip():
        raise Conflict(
            _("This breaks a hard rule of a roster that people have been told of: say why.")
        )


def difference(before: Report, after: Report) -> EditEffect:
    """What changed between two reports, violations that there were twice counted twice."""

    def key(violation: Violation) -> tuple[str, str]:
        return violation.rule, violation.sentence

    had, has = Counter(map(key, before.violations)), Counter(map(key, after.violations))
    new = tuple(v for v in after.violations if has[key(v)] > had[key(v)])
    gone = tuple(v for v in before.violations if had[key(v)] > has[key(v)])
    return EditEffect(before, after, new, gone)


def _plain(value: Any) -> Any:
    return getattr(value, "pk", None) if hasattr(value, "pk") else str(value)


def _check(row: PlanRow, changes: dict[str, Any], actor: Any) -> None:
    plan = row.plan
    if actor is not None:
        require(actor, ACT[plan.family], plan.facility, plan.network)
    allowed = EDITABLE[type(row).__name__]
    foreign = sorted(set(changes) - set(allowed))
    if foreign:
        raise ApplicationError(
            _("%(foreign)s cannot be changed here; these can: %(allowed)s.")
            % {"foreign": listed(foreign), "allowed": listed(allowed)}
        )
    if plan.state in CLOSED:
        raise Conflict(_("This plan was replaced by a newer one; change that one."))


def order_change_checked(row: OrderLine, changes: dict[str, Any]) -> None:
    """Raises Conflict for a line that is decided, ApplicationError for what cannot be ordered."""
    _undecided(row)
    if {"supplier", "mode", "order_date"} & changes.keys():
        order_can_be(row, changes)


def _undecided(row: OrderLine) -> None:
    if row.state in DECIDED:
        raise Conflict(
            _("%(line)s is %(state)s; take the approval back before it is changed.")
            % {"line": row, "state": row.get_state_display()}
        )


def judged(plan: Plan) -> Report:
    """What the judge says of the plan as its lines stand now."""
    *_, report = plan_core(plan)
    return report


def _no_order(row: PlanRow) -> None:
    if isinstance(row, OrderLine):
        raise TypeError("an order's deliveries follow it: change it by orders_change")


def edit_apply(
    row: PlanRow, changes: dict[str, Any], why: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the changes and pin the line; an order keeps what was suggested, and why it is not."""
    names = dict.fromkeys(changes)
    if isinstance(row, OrderLine):
        names["mode"] = None  # another supplier may send in another way
    before = {name: _plain(getattr(row, name)) for name in names}
    if isinstance(row, OrderLine):
        row.suggested_packs, row.why = row.suggestion, why or row.why
    for name, value in changes.items():
        setattr(row, name, value)
    row.edited = row.locked = True
    FAMILIES[row.plan.family].keeping.settle(row)
    row.full_clean()
    row.save()
    after = {name: _plain(getattr(row, name)) for name in names}
    if "mode" in names and "mode" not in changes and before["mode"] == after["mode"]:
        del before["mode"], after["mode"]
    return before, after


def assignment_edit(
    *, row: PlanRow, changes: dict[str, Any], actor: Any, base_version: int, reason: str = ""
) -> EditEffect:
    """Change one line of a plan, pin it, and say what that does; orders are `orders_change`'s.

    Raises Forbidden, Conflict (stale version, replaced plan), ApplicationError, ValidationError.
    """
    _no_order(row)
    _check(row, changes, actor)
    with transaction.atomic():
        plan = row.plan
        bump(plan, base_version)
        report_before = judged(plan)
        before, after = edit_apply(row, changes, reason)
        problem, answer, report_after = plan_core(plan)
        if isinstance(row, DeliveryLine):
            stops_load(plan, answer)
            told_anew(plan, answer, places=[row.destination.code])
        breach_explained(plan, report_before, report_after, reason)
        keep_figures(plan, problem, report_after)
        PlanEvent.objects.create(
            plan=plan,
            actor=actor_name(actor),
            action="edited",
            **row.on_record(),
            before=before,
            after=after,
            reason=reason,
        )
    return difference(report_before, report_after)


def assignment_preview(
    *, row: PlanRow, changes: dict[str, Any], actor: Any, base_version: int | None = None
) -> EditEffect:
    """What `assignment_edit` would do, leaving everything as it is."""
    del base_version
    _no_order(row)
    _check(row, changes, actor)
    kept = {name: getattr(row, name) for name in (*changes, "edited", "locked")}
    effect: EditEffect | None = None
    try:
        with transaction.atomic():
            report_before = judged(row.plan)
            edit_apply(row, changes)
            report_after = judged(row.plan)
            effect = difference(report_before, report_after)
            raise _Undo
    except _Undo:
        pass
    finally:
        for name, value in kept.items():
            setattr(row, name, value)
    assert effect is not None
    return effect


def keep_figures(plan: Plan, problem: Any, report: Report) -> None:
    """After every change: the plan's own figures and findings are those of the judge's latest
    report, and its hash is of the lines as they stand."""
    Plan.objects.filter(pk=plan.pk).update(
        hard_violations=report.hard,
        medium=report.medium,
        soft=report.soft,
        cost=report.cost,
        cost_by_rule=dict(report.cost_by_rule),
    )
    findings_follow(plan, problem, report)
    lines_seal(plan)


def rows_lock(
    *, rows: Iterable[PlanRow], locked: bool, actor: Any, base_version: int | None = None
) -> int:
    """Lock or unlock lines; a locked line stays when the plan is made again.

    base_version: of the page on which the lines were read, where it was one plan's page; it moves
    on with each line. Without it the wish counts, whatever the lines were. Raises Forbidden,
    Conflict.
    """
    changed = 0
    with transaction.atomic():
        for row in rows:
            _check(row, {}, actor)
            if base_version is not None:
                version_required(row.plan, base_version + changed)
            if not locked and isinstance(row, OrderLine):
                _undecided(row)
            if not type(row).objects.filter(pk=row.pk, locked=not locked).update(locked=locked):
                continue
            changed += 1
            Plan.objects.filter(pk=row.plan_id).update(edit_version=F("edit_version") + 1)
            PlanEvent.objects.create(
                plan=row.plan,
                actor=actor_name(actor),
                action="locked" if locked else "unlocked",
                **row.on_record(),
            )
    return changed
