"""A publication taken back: the plan is a draft again, and what it had replaced holds again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.access import Act, require
from hospital.errors import ApplicationError, Conflict
from hospital.said import Message, Said
from operations.families import FAMILIES
from operations.models import PLACED, Family, OrderLine, Plan, PlanEvent, PlanState
from operations.services.order_steps import today_of
from operations.services.publish import (
    ACT,
    PUBLICATIONS,
    PUBLISHED,
    TAKEN_BACK,
    actor_name,
    bump,
    publishing_alone,
)
from operations.services.swaps_follow import swaps_carry, swaps_open


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """again: the plans that are in force again, by their first day. swaps: how many wait
    for somebody; they lapse where what is in force again does not have both shifts. elsewhere: whom
    another ward has been given in the meantime."""

    plan: Plan
    again: tuple[Plan, ...]
    swaps: int = 0
    elsewhere: tuple[Message, ...] = ()


def withdrawal_of(plan: Plan) -> Withdrawal:
    """What `plan_withdraw` would do now. Raises Conflict where the plan cannot be taken back."""
    _withdrawable(plan)
    again = _again(plan)
    found = [message for each in again for message in _elsewhere(each)]
    return Withdrawal(plan, again, swaps_open(plan), tuple(found))


def plan_withdraw(*, plan: Plan, actor: Any, base_version: int, reason: str) -> Withdrawal:
    """Take a publication back as it was seen: who may publish may, and says why.

    The plan and all that people changed in it is a draft; the plans that it had replaced are in
    force again, but for those that others have replaced since. Nothing publishes itself in its
    place until a person has published. Raises Forbidden, ApplicationError without a reason, and
    Conflict for a stale version, for what is not published, for a roster that people have worked
    by, and for a supply plan whose orders are placed.
    """
    if actor is not None:
        for act in (Act.PUBLISH, ACT[plan.family]):
            require(actor, act, plan.facility, plan.network)
    if not (reason := reason.strip()):
        raise ApplicationError(_("Say why the publication is withdrawn: it is kept on the record."))
    with transaction.atomic():
        publishing_alone(plan.network_id)
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        bump(plan, base_version)
        found = withdrawal_of(plan)
        who = actor_name(actor)
        swaps_carry(before=[plan], now=found.again, actor=who, code="swap.withdrawn")
        _draft_again(plan, who, reason)
        for each in found.again:
            Plan.objects.filter(pk=each.pk).update(state=PlanState.PUBLISHED)
            PlanEvent.objects.create(
                plan=each, actor=who, action="in force again", reason=reason,
                before={"version": plan.version},
            )  # fmt: skip
    return found


def _draft_again(plan: Plan, who: str, reason: str) -> None:
    """`published` is emptied: what nobody is told of any more is nobody's past either."""
    plan.state, plan.published, plan.published_by = PlanState.DRAFT, None, None
    plan.lines_sha256 = plan.lines_mac = ""
    plan.why_draft = Said.of(Message("draft.withdrawn", {"actor": who, "why": reason}))
    plan.save(
        update_fields=[
            "state", "published", "published_by", "lines_sha256", "lines_mac", "why_draft",
        ]
    )  # fmt: skip
    PlanEvent.objects.create(plan=plan, actor=who, action=TAKEN_BACK, reason=reason)


def _withdrawable(plan: Plan) -> None:
    if plan.state != PlanState.PUBLISHED:
        raise Conflict(_("Only what is published can be withdrawn; this plan is not."))
    if plan.family == Family.STAFFING:
        _not_worked_by(plan)
    if plan.family == Family.SUPPLY:
        _nothing_placed(plan)


def _not_worked_by(plan: Plan) -> None:
    """Hours and nights that people had by a roster stay theirs."""
    zone = ZoneInfo(plan.network.time_zone)
    told = plan.published.astimezone(zone).date() if plan.published else plan.start
    since = max(plan.start, told)
    if since < min(today_of(plan), plan.start + timedelta(days=plan.days)):
        raise Conflict(
            _(
                "People have worked by this roster since %(day)s, and their hours stay theirs: "
                "change it, or publish another in its place."
            )
            % {"day": date_format(since, "SHORT_DATE_FORMAT")}
        )


def _nothing_placed(plan: Plan) -> None:
    """The plan in force before would have the same order made a second time."""
    placed = OrderLine.objects.filter(plan=plan, state__in=PLACED).count()
    if placed:
        said = ngettext(
            "%(count)d order of this plan is placed with its supplier: cancel it first, or publish "
            "another plan in its place.",
            "%(count)d orders of this plan are placed with their suppliers: cancel them first, or "
            "publish another plan in its place.",
            placed,
        )
        raise Conflict(said % {"count": placed})


def _again(plan: Plan) -> tuple[Plan, ...]:
    """The replaced plans that would be in force had this one never been published: the record's
    publications one after the other, without it."""
    same = Plan.objects.filter(family=plan.family, scope=plan.scope)
    told = PlanEvent.objects.filter(plan__in=same, action__in=PUBLICATIONS).order_by("pk")
    published: dict[int, date] = {}
    for pk, start, action in told.values_list("plan", "plan__start", "action"):
        published.pop(pk, None)
        if action == PUBLISHED:
            published[pk] = start
    published.pop(plan.pk, None)
    rolling = FAMILIES[plan.family].rolling
    standing: dict[int, date] = {}
    for pk, start in published.items():
        earlier = {} if rolling else {k: day for k, day in standing.items() if day < start}
        standing = earlier | {pk: start}
    there = same.filter(state=PlanState.PUBLISHED).exclude(pk=plan.pk).values("start")
    found = same.filter(pk__in=standing, state=PlanState.VOID).exclude(start__in=there)
    return tuple(found.defer("problem", "answer").order_by("start", "pk"))


def _elsewhere(plan: Plan) -> list[Message]:
    """Whom rosters of other wards, published since, have on the same days."""
    family = FAMILIES[plan.family]
    if family.code != Family.STAFFING:
        return []
    return family.clashes(plan, family.keeping.answer(plan, None))
